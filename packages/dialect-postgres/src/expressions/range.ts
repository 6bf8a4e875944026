/** Operators of ranges and multiranges, beside `contains`, `containedBy`, `overlaps`, and `add`, `mul` and `sub` for union, intersection and difference. */
import { ArgumentError, type Condition, type Expression } from "@cupel/core";
import { BOOLEAN, type ColumnElement, expressionOnly, makeFunction, type Operator } from "@cupel/core/internal";
import type { Range } from "../types/range.js";
import { MultirangeType, RangeType } from "../types/range-types.js";
import { ADJACENT_TO, binary, NOT_EXTEND_LEFT_OF, NOT_EXTEND_RIGHT_OF, STRICTLY_LEFT_OF, STRICTLY_RIGHT_OF } from "./operator.js";

type Compare = <V>(left: Expression<V>, right: NonNullable<V> | Expression<unknown>) => Condition;
const comparing =
  (operator: Operator): Compare =>
  (left, right) =>
    binary(left, operator, right, BOOLEAN) as Condition;

/** `<<`: whether the left ends before the right begins. */
export const strictlyLeftOf: Compare = comparing(STRICTLY_LEFT_OF);
/** `>>`: whether the left begins after the right ends. */
export const strictlyRightOf: Compare = comparing(STRICTLY_RIGHT_OF);
/** `&<`: whether the left does not reach beyond the end of the right. */
export const notExtendRightOf: Compare = comparing(NOT_EXTEND_RIGHT_OF);
/** `&>`: whether the left does not begin before the right. */
export const notExtendLeftOf: Compare = comparing(NOT_EXTEND_LEFT_OF);
/** `-|-`: whether the one begins where the other ends. */
export const adjacentTo: Compare = comparing(ADJACENT_TO);

type PointOf<R> = NonNullable<R> extends Range<infer V> ? V : NonNullable<R> extends readonly Range<infer V>[] ? V : unknown;
function end<R, S>(name: "lower" | "upper", range: Expression<R, S>): ColumnElement<PointOf<R> | null, S> {
  const element = expressionOnly(range, `${name}Bound()`);
  const type = element.type;
  if (!(type instanceof RangeType || type instanceof MultirangeType))
    throw new ArgumentError(`${name}Bound() takes a range; this is of type ${type.describe()}`);
  return makeFunction(name, [element]).returning(type.point) as unknown as ColumnElement<PointOf<R> | null, S>;
}
/** `lower(range)`: where a range begins; NULL where it has no beginning or is empty. */
export function lowerBound<R, S>(range: Expression<R, S>): ColumnElement<PointOf<R> | null, S> {
  return end("lower", range);
}
/** `upper(range)`: where a range ends. */
export function upperBound<R, S>(range: Expression<R, S>): ColumnElement<PointOf<R> | null, S> {
  return end("upper", range);
}
