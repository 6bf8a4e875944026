/** Attributes that are no columns of their own: computed both ways (hybrid), another name (synonym), an SQL expression (column property). */
import { type AnyEntity, ArgumentError, type Expression, type InstanceOf, ValueField } from "@cupel/core";
import { checkOptions } from "@cupel/core/internal";

/** How a hybrid is computed: `get` and `set` on an object, `expression` in SQL. */
export interface HybridDefinition<I, C, V> {
  get(self: I): V;
  set?(self: I, value: NoInfer<V>): void;
  expression?(c: C): Expression<NoInfer<V>>;
}

/** A field that is computed from others. */
export class HybridField<out V> extends ValueField<V> {
  declare private readonly hybrid: true;
  readonly definition: HybridDefinition<never, never, unknown>;
  constructor(definition: HybridDefinition<never, never, unknown>) {
    super();
    this.definition = definition;
  }
}

/**
 * A value that is computed on an object, and in SQL by an expression.
 *
 * @param entity the class it is a field of, for the types of `self` and `c`
 * @example `get greeting() { return hybrid(User, { get: (user) => `Hello ${user.name}`, expression: (c) => literal("Hello ").concat(c.name) }); }`
 */
export function hybrid<C extends AnyEntity & { readonly c: unknown }, V>(
  entity: C,
  definition: HybridDefinition<InstanceOf<C>, C["c"], V>,
): HybridField<V> {
  void entity;
  if (typeof definition?.get !== "function")
    throw new ArgumentError("hybrid() takes the class and an object with `get`, and if need be `set` and `expression`.");
  checkOptions("hybrid()", definition, ["get", "set", "expression"]);
  return new HybridField(definition as unknown as HybridDefinition<never, never, unknown>);
}

/** A field that is an SQL expression, loaded with the object. */
export class PropertyField<out V> extends ValueField<V> {
  declare private readonly property: true;
}

/**
 * An SQL expression that is loaded with each object.
 *
 * @throws ArgumentError always: it is typed and not yet loaded
 */
export function columnProperty<V>(expression: Expression<V>, options?: { deferred?: boolean }): PropertyField<V> {
  void expression;
  void options;
  throw new ArgumentError(
    'columnProperty() is not supported: select the expression beside the entity, `select(User, expression.as("postCount"))`, or write a hybrid() with an expression.',
  );
}

/** A field that is another name of a column. */
export class SynonymField<out V> extends ValueField<V> {
  declare private readonly synonym: true;
  readonly attribute: Expression<V>;
  constructor(attribute: Expression<V>) {
    super();
    this.attribute = attribute;
  }
}

/**
 * Another name of a column.
 *
 * @example `get login() { return synonym(User.c.username); }`
 */
export function synonym<V>(attribute: Expression<V>): SynonymField<V> {
  return new SynonymField(attribute);
}
