/** Operators of ranges and multiranges, beside `contains`, `containedBy`, `overlaps`, and `add`, `mul` and `sub` for union, intersection and difference. */
import type { Condition, Expression } from "@cupel/core";
import { BOOLEAN, type Operator } from "@cupel/core/internal";
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
