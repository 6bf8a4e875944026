/** What a user may write where an expression is wanted: an expression, a SELECT, or a value that becomes a parameter. */
import { twoCopies } from "../engine/copies.js";
import { ArgumentError } from "../errors.js";
import { ENTITY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { typeOfValue } from "../types/of-value.js";
import { BindParameter } from "./bind.js";
import { NULL } from "./constants.js";
import { ClauseElement, type ColumnElement, isClauseElement, isColumnElement, isForeignElement } from "./element.js";
import type { Operator } from "./operators.js";

type AnyColumnElement = ColumnElement<unknown, unknown>;
interface Selectable {
  readonly isSelect: true;
  readonly columnElements: readonly ClauseElement[];
  scalarSubquery(): AnyColumnElement;
}

/** Whether an element is a SELECT or a set operation (without its module). */
export function isSelect(value: unknown): value is ClauseElement & Selectable {
  return isClauseElement(value) && (value as { isSelect?: true }).isSelect === true;
}

/** How a message calls an expression: `users.name`, or what it is. */
export function describe(element: unknown): string {
  const { table, key } = element as { table?: { name?: string | null } | null; key?: string };
  if (key === undefined) return "an expression";
  return table?.name == null ? key : `${table.name}.${key}`;
}

/** @throws ArgumentError for what is no part of an SQL statement although it looks like one. */
export function refuseForeign(value: unknown): void {
  if (isForeignElement(value)) throw new ArgumentError(twoCopies("This expression"));
}

/** The right side of an operator. */
export function operand(value: unknown, left: AnyColumnElement, operator: Operator): AnyColumnElement {
  if (typeof value === "object" && value !== null) {
    if (isColumnElement(value)) return value;
    if (isSelect(value)) return value.scalarSubquery();
    if (value instanceof ClauseElement)
      throw new ArgumentError(`${operator.name}() on ${describe(left)} takes a value or an expression, not a ${value.kind}`);
    refuseForeign(value);
  }
  if (value === undefined) throw undefinedOperand(left, operator);
  if (typeof value === "function" || typeof value === "symbol") {
    throw new ArgumentError(
      typeof value === "function" && ENTITY in value
        ? `${operator.name}() on ${describe(left)} takes a value or an expression, not a mapped class: name one of its columns`
        : `${operator.name}() on ${describe(left)} takes a value or an expression, not a ${typeof value}`,
    );
  }
  return parameterFor(value, left, operator);
}

export function undefinedOperand(left: unknown, operator: Operator): ArgumentError {
  return new ArgumentError(`${operator.name}() on ${describe(left)} was given undefined. Give null for NULL, or leave the condition out`);
}

/** A parameter for a value beside an expression, named after it. */
export function parameterFor(value: unknown, left: AnyColumnElement, operator: Operator): BindParameter {
  const { type } = left;
  return new BindParameter(
    left.bindName ?? "param",
    value,
    type.affinity === "null" ? typeOfValue(value) : type.coerce(operator, value),
    true,
  );
}

/** An expression from an argument of a function or a constructor: what is none becomes a parameter called `name`. */
export function argument(value: unknown, name: string, place: string, type?: TypeEngine<unknown>): AnyColumnElement {
  if (isColumnElement(value)) return value;
  if (isSelect(value)) return value.scalarSubquery();
  if (isClauseElement(value)) throw new ArgumentError(`${place} takes a value or an expression, not a ${value.kind}`);
  if (value === undefined) throw new ArgumentError(`${place} was given undefined. Give null for NULL`);
  refuseForeign(value);
  if (typeof value === "function" || typeof value === "symbol")
    throw new ArgumentError(`${place} takes a value or an expression, not a ${typeof value}`);
  if (value === null && type === undefined) return NULL;
  return new BindParameter(name, value, type ?? typeOfValue(value), true);
}

/** An expression where nothing else will do: a condition, a column of ORDER BY. */
export function expressionOnly(value: unknown, place: string): AnyColumnElement {
  if (isColumnElement(value)) return value;
  if (isSelect(value)) return value.scalarSubquery();
  refuseForeign(value);
  if (value === undefined) throw new ArgumentError(`${place} was given undefined. Leave it out, or give a condition`);
  if (value === null) throw new ArgumentError(`${place} was given null. Give an expression`);
  if (typeof value === "boolean")
    throw new ArgumentError(
      `${place} was given the value ${value}: a comparison made by JavaScript (===) instead of .eq()? Write trueValue() or falseValue() if a constant is meant`,
    );
  if (typeof value === "string")
    throw new ArgumentError(`${place} was given a string. SQL text has to be named so: text(${JSON.stringify(value)})`);
  throw new ArgumentError(`${place} takes an expression, not ${typeof value === "object" ? "an object" : `a ${typeof value}`}`);
}
