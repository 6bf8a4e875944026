/**
 * A condition tried on objects in memory, as `synchronizeSession: "evaluate"` needs it: which of the loaded objects does a bulk UPDATE or DELETE
 * meet? Only what means the same in SQL and here is tried: comparisons of numbers, texts, booleans and times, NULL, AND, OR, NOT, IN, arithmetic.
 * Anything else is refused, and the caller asks the database instead.
 */
import {
  AsBoolean,
  BinaryExpression,
  BindParameter,
  BooleanConstant,
  BooleanList,
  type ClauseElement,
  Column,
  Grouping,
  NullElement,
  UnaryExpression,
} from "@cupel/core/internal";
import type { Mapper } from "../mapping/mapper.js";
import { readColumn } from "../state/columns.js";
import type { InstanceState } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";

/** The value of an expression for one object; `UNKNOWN` if a column it needs is not loaded. NULL is `null`, and a condition may be null too. */
export type Evaluator = (state: InstanceState) => unknown;
export const UNKNOWN: unique symbol = Symbol("cupel.unknown");

/** The function that an expression is, or null if it cannot be tried in memory. */
export function evaluator(element: ClauseElement, mapper: Mapper): Evaluator | null {
  if (element instanceof Grouping) return evaluator(element.element, mapper);
  if (element instanceof BindParameter) {
    if (element.expanding !== "none" || element.required) return null;
    return () => comparable(element.currentValue ?? null);
  }
  if (element instanceof NullElement) return () => null;
  if (element instanceof BooleanConstant) {
    const { value } = element;
    return () => value;
  }
  if (element instanceof AsBoolean) {
    const inner = evaluator(element.element, mapper);
    return inner === null || element.isTrue ? inner : lifted(inner, (value) => !value);
  }
  if (element instanceof Column) return columnEvaluator(element as Column<string, unknown, unknown>, mapper);
  if (element instanceof BooleanList) return listEvaluator(element, mapper);
  if (element instanceof UnaryExpression) return unaryEvaluator(element, mapper);
  if (element instanceof BinaryExpression) return binaryEvaluator(element, mapper);
  return null;
}

function columnEvaluator(column: Column<string, unknown, unknown>, mapper: Mapper): Evaluator | null {
  const attribute = mapper.attributeOf(column as never);
  if (attribute === undefined || !isTried(attribute.type.affinity)) return null;
  const { index } = attribute;
  return (state) => {
    const value = readColumn(state, index);
    return value === UNLOADED ? UNKNOWN : comparable(value ?? null);
  };
}

/** Exact decimals are texts here and numbers there; JSON and bytes compare by rules of the database. */
function isTried(affinity: string): boolean {
  return (
    affinity === "integer" ||
    affinity === "float" ||
    affinity === "string" ||
    affinity === "boolean" ||
    affinity === "dateTime" ||
    affinity === "date" ||
    affinity === "uuid"
  );
}

/** Whether two values are one: a `bigint` and a `number` may be, and a boolean and what a database keeps for it. */
function same(left: unknown, right: unknown): boolean {
  return left === right || plain(left) === plain(right);
}
function plain(value: unknown): unknown {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function comparable(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value;
}

function listEvaluator(list: BooleanList, mapper: Mapper): Evaluator | null {
  const parts: Evaluator[] = [];
  for (const element of list.elements) {
    const part = evaluator(element, mapper);
    if (part === null) return null;
    parts.push(part);
  }
  const decisive = list.operator.name === "or";
  return (state) => {
    let hasNull = false;
    let hasUnknown = false;
    for (const part of parts) {
      const value = part(state);
      if (value === UNKNOWN) hasUnknown = true;
      else if (value === null) hasNull = true;
      else if (Boolean(value) === decisive) return decisive;
    }
    return hasUnknown ? UNKNOWN : hasNull ? null : !decisive;
  };
}

function unaryEvaluator(element: UnaryExpression, mapper: Mapper): Evaluator | null {
  const inner = evaluator(element.element, mapper);
  const { name } = element.operator;
  if (inner === null) return null;
  if (name === "not") return lifted(inner, (value) => !value);
  if (name === "neg") return lifted(inner, (value) => -(value as number));
  return null;
}
function lifted(inner: Evaluator, work: (value: unknown) => unknown): Evaluator {
  return (state) => {
    const value = inner(state);
    return value === UNKNOWN || value === null ? value : work(value);
  };
}

const operators: Readonly<Record<string, (left: never, right: never) => unknown>> = {
  eq: same,
  ne: (left, right) => !same(left, right),
  lt: (left: number, right: number) => left < right,
  lte: (left: number, right: number) => left <= right,
  gt: (left: number, right: number) => left > right,
  gte: (left: number, right: number) => left >= right,
  add: (left: number, right: number) => left + right,
  sub: (left: number, right: number) => left - right,
  mul: (left: number, right: number) => left * right,
  concat: (left: string, right: string) => left + right,
};

function binaryEvaluator(element: BinaryExpression, mapper: Mapper): Evaluator | null {
  const { name } = element.operator;
  if (name === "in" || name === "notIn") return membership(element, mapper, name === "notIn");
  const left = evaluator(element.left, mapper);
  const right = evaluator(element.right, mapper);
  if (left === null || right === null) return null;
  if (name === "is" || name === "isNotDistinctFrom") return both(left, right, same);
  if (name === "isNot" || name === "isDistinctFrom") return both(left, right, (a, b) => !same(a, b));
  const work = operators[name];
  if (work === undefined || (isArithmetic(name) && !isNumber(element))) return null;
  return (state) => {
    const a = left(state);
    const b = right(state);
    if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN;
    if (a === null || b === null) return null;
    if (typeof a !== typeof b && !(isNumeric(a) && isNumeric(b)) && !(typeof a === "boolean" || typeof b === "boolean")) return UNKNOWN;
    return work(a as never, b as never);
  };
}
const isArithmetic = (name: string): boolean => name === "add" || name === "sub" || name === "mul";
const isNumber = (element: BinaryExpression): boolean =>
  ["integer", "float"].includes(element.left.type.affinity) && ["integer", "float"].includes(element.right.type.affinity);
const isNumeric = (value: unknown): boolean => typeof value === "number" || typeof value === "bigint";

function both(left: Evaluator, right: Evaluator, work: (left: unknown, right: unknown) => boolean): Evaluator {
  return (state) => {
    const a = left(state);
    const b = right(state);
    return a === UNKNOWN || b === UNKNOWN ? UNKNOWN : work(a, b);
  };
}

function membership(element: BinaryExpression, mapper: Mapper, isDenied: boolean): Evaluator | null {
  const left = evaluator(element.left, mapper);
  const list = element.right instanceof Grouping ? element.right.element : element.right;
  if (left === null || !(list instanceof BindParameter) || list.expanding !== "list" || list.required) return null;
  return (state) => {
    const value = left(state);
    if (value === UNKNOWN) return UNKNOWN;
    const values = (list.currentValue as readonly unknown[]).map(comparable);
    if (values.length === 0) return isDenied;
    if (value === null) return null;
    if (values.some((one) => same(one, value))) return !isDenied;
    return values.includes(null) ? null : isDenied;
  };
}
