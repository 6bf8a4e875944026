/** `and`, `or`, and comparisons that are functions. */
import { conjunction } from "./boolean-list.js";
import { argument, expressionOnly, isSelect } from "./coerce.js";
import { FALSE, TRUE } from "./constants.js";
import type { ColumnElement, Condition, Criterion, Expression } from "./element.js";
import type { Rows } from "./executable.js";
import { operations } from "./hooks.js";
import { ALL, AND, ANY, BETWEEN, OR } from "./operators.js";

/** A condition from what a user gave as one. */
export function criterion(value: unknown, place: string): ColumnElement<unknown, unknown> {
  return expressionOnly(value, place);
}
const conditions = (values: readonly unknown[], place: string): ColumnElement<unknown, unknown>[] =>
  values.map((value) => (value === true ? TRUE : value === false ? FALSE : criterion(value, place)));

/** All of the conditions. None at all is no condition: it leaves no trace in WHERE. */
export function and(...criteria: Criterion[]): Condition {
  return conjunction(AND, conditions(criteria, "and()"));
}
/** Any of the conditions. */
export function or(...criteria: Criterion[]): Condition {
  return conjunction(OR, conditions(criteria, "or()"));
}

/** `expression BETWEEN low AND high`, where the expression is no column. */
export function between(expression: unknown, low: unknown, high: unknown, options?: { symmetric?: boolean }): Condition {
  return operations.between(argument(expression, "param", "between()"), BETWEEN, low, high, options?.symmetric === true);
}

/** ANY of an array or subquery: `literal(5).eq(any(docs.c.tags))`. */
export function any<V, S>(expression: Expression<readonly V[] | null, S>): ColumnElement<V, S>;
export function any<V>(statement: Rows<readonly [V]> | Expression<V>): ColumnElement<V>;
export function any(expression: unknown): ColumnElement<unknown, unknown> {
  return operations.unary(isSelect(expression) ? expression.scalarSubquery() : argument(expression, "param", "any()"), ANY);
}
/** ALL of an array or subquery. */
export function all<V, S>(expression: Expression<readonly V[] | null, S>): ColumnElement<V, S>;
export function all<V>(statement: Rows<readonly [V]> | Expression<V>): ColumnElement<V>;
export function all(expression: unknown): ColumnElement<unknown, unknown> {
  return operations.unary(isSelect(expression) ? expression.scalarSubquery() : argument(expression, "param", "all()"), ALL);
}
