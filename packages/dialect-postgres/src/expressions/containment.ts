/** What JSONB, arrays, ranges and hstore share: to contain, to lie within, to overlap. */
import type { Condition, Expression } from "@cupel/core";
import { BOOLEAN } from "@cupel/core/internal";
import type { Range } from "../types/range.js";
import { binary, CONTAINED_BY, CONTAINS, OVERLAPS } from "./operator.js";

/** What stands beside a value: one of its kind, or an expression. */
type Beside<V> = NonNullable<V> | Expression<unknown>;
/** What lies within a range. */
type PointOf<V> = NonNullable<V> extends Range<infer P> ? P : NonNullable<V> extends readonly Range<infer P>[] ? P : never;

/**
 * `left @> right`: whether the left holds all of the right.
 * @example `contains(docs.c.data, { a: 1 })`, `contains(bookings.c.during, new Date())`
 */
export function contains<V>(left: Expression<V>, right: Beside<V> | Partial<NonNullable<V>> | PointOf<V>): Condition {
  return binary(left, CONTAINS, right, BOOLEAN) as Condition;
}
/** `left <@ right`: whether all of the left is in the right. */
export function containedBy<V>(left: Expression<V>, right: Beside<V>): Condition {
  return binary(left, CONTAINED_BY, right, BOOLEAN) as Condition;
}
/** `left && right`: whether two arrays or ranges have something in common. */
export function overlaps<V>(left: Expression<V>, right: Beside<V>): Condition {
  return binary(left, OVERLAPS, right, BOOLEAN) as Condition;
}
