/**
 * The fields of a mapped class that are no columns. A builder keeps the class it was given, unresolved; the instance type is taken from
 * `prototype` when somebody looks at the property. A construct signature would close a cycle (see `relationship-options.ts` for `many`, `one`).
 */
import type { Column, InstanceOf, ValueField } from "@cupel/core";
import type { CRITERION, TARGET } from "@cupel/core/internal";
import type { ProxyAttribute, ProxyField } from "./association-proxy.js";
import type { CompositeAttribute, CompositeField } from "./composite.js";
import type { CollectionAttribute, ReferenceAttribute } from "./relationship-attribute.js";
import type { RelationshipOptions } from "./relationship-options.js";

type OneOf<C, N> = N extends true ? InstanceOf<C> | null : InstanceOf<C>;

/** What the definition of a relationship holds at run time, as the user wrote it. */
export interface RelationshipDefinition {
  readonly target: unknown;
  readonly options: RelationshipOptions<never> & { readonly nullable?: boolean };
}
/** Where a relationship field keeps its definition. */
export const DEFINITION: unique symbol = Symbol("cupel.relationshipDefinition");

/** A collection, as `many()` defines it. */
export class ManyField<out C> {
  declare readonly [TARGET]: C;
  declare private readonly many: true;
  readonly [DEFINITION]: RelationshipDefinition;
  constructor(definition: RelationshipDefinition) {
    this[DEFINITION] = definition;
  }
}

/** A reference to one object, as `one()` defines it. */
export class OneField<out C, out N> {
  declare readonly [TARGET]: C;
  declare readonly [CRITERION]: InstanceOf<C> | null;
  declare private readonly one: N;
  readonly [DEFINITION]: RelationshipDefinition;
  constructor(definition: RelationshipDefinition) {
    this[DEFINITION] = definition;
  }
}

/** What an instance has of a field. */
export type FieldValue<D> =
  D extends ValueField<infer V>
    ? V
    : D extends ManyField<infer C>
      ? InstanceOf<C>[]
      : D extends OneField<infer C, infer N>
        ? OneOf<C, N>
        : D extends CompositeField<infer V>
          ? V
          : D extends ProxyField<infer V>
            ? V
            : never;

/** What the class has of a field, at `.c`. */
export type AttributeOf<K extends string, D, S> =
  D extends ValueField<infer V>
    ? Column<K, V, S>
    : D extends ManyField<infer C>
      ? CollectionAttribute<K, C, S>
      : D extends OneField<infer C, infer N>
        ? ReferenceAttribute<K, C, N, S>
        : D extends CompositeField<infer V>
          ? CompositeAttribute<K, V, S>
          : D extends ProxyField<infer V>
            ? ProxyAttribute<K, V, S>
            : never;

/** Every key is mapped and none filtered: to filter, TypeScript would resolve the getters, and with them the classes being defined. */
export type EntityAttributes<F, S> = { readonly [K in keyof F]: AttributeOf<K & string, F[K], S> };
