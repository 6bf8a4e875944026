/** Which expressions are conditions. In T-SQL a condition is no value: it stands in WHERE, ON, HAVING and CASE WHEN, and nowhere else. */
import type { TypeEngine } from "@cupel/core";
import { type BinaryExpression, type ClauseElement, operators as op, type UnaryExpression } from "@cupel/core/internal";

/** Whether an element is written as a condition (`a > 1`), and not as a value that may be compared with 1. */
export function isPredicate(element: ClauseElement): boolean {
  switch (element.kind) {
    case "binary":
      return (element as unknown as BinaryExpression).operator.isComparison;
    case "booleanList":
    case "asBoolean":
    case "exists":
      return true;
    case "unary":
      return (element as unknown as UnaryExpression).operator === op.NOT;
    case "grouping":
    case "typeCoerce":
      return isPredicate(within(element));
    default:
      return false;
  }
}
/** Whether an element is a BIT, which is no condition. What is written as SQL by hand is taken for what it must be. */
export function isBooleanValue(element: ClauseElement): boolean {
  const { kind, type } = element as ClauseElement & { readonly type?: TypeEngine<unknown> };
  return kind !== "text" && kind !== "template" && kind !== "raw" && type?.affinity === "boolean";
}
/** Whether a condition is always true or false, never unknown. */
export function isTwoValued(element: ClauseElement): boolean {
  if (element.kind === "exists") return true;
  if (element.kind === "grouping" || element.kind === "typeCoerce") return isTwoValued(within(element));
  return element.kind === "binary" && twoValued.has((element as unknown as BinaryExpression).operator);
}
const twoValued: ReadonlySet<op.Operator> = new Set([op.IS, op.IS_NOT, op.IS_DISTINCT_FROM, op.IS_NOT_DISTINCT_FROM]);

/** What parentheses, or a type that is only said, surround. */
export function within(element: ClauseElement): ClauseElement {
  return (element as unknown as { readonly element: ClauseElement }).element;
}
