/** What the objects of a relationship have, seen as if it were this object's own. */
import { ArgumentError, type Condition, type Expression } from "@cupel/core";
import type { SOURCE } from "@cupel/core/internal";
import type { CollectionAttribute, ReferenceAttribute } from "./relationship-attribute.js";

/** A field that looks through a relationship. */
export class ProxyField<out V> {
  declare private readonly proxy: V;
}

/** An association proxy as the class has it. */
export declare class ProxyAttribute<out K extends string, V, out S> {
  readonly key: K;
  readonly [SOURCE]: S;
  contains(value: V extends readonly (infer E)[] ? E : V): Condition;
  eq(value: V): Condition;
}

/**
 * The attribute of what a relationship leads to: `associationProxy(User.c.groups, Group.c.name)`.
 *
 * @throws ArgumentError always: association proxies are typed and not yet built
 */
export function associationProxy<C, V>(relationship: CollectionAttribute<string, C, unknown>, attribute: Expression<V>): ProxyField<V[]>;
export function associationProxy<C, V>(
  relationship: ReferenceAttribute<string, C, unknown, unknown>,
  attribute: Expression<V>,
): ProxyField<V>;
export function associationProxy(relationship: { readonly key: string }, attribute: Expression<unknown>): ProxyField<unknown> {
  const of = (attribute as { readonly key?: string }).key ?? "name";
  throw new ArgumentError(
    `associationProxy over "${relationship.key}" is not supported: write a getter in the body of the class, \`get ${of}s() { return this.${relationship.key}.map((each) => each.${of}) }\`, or join the relationship in a query.`,
  );
}
