/** What the operators of `ColumnElement` make. The rules are those of SQLAlchemy's `default_comparator`. */
import { ArgumentError } from "../errors.js";
import { checkOptions } from "../options.js";
import { ArrayType } from "../types/array.js";
import type { TypeEngine } from "../types/engine.js";
import { JSON_INDEX, JSON_PATH, JSON_POSITION } from "../types/json.js";
import { NULL_TYPE, TupleType } from "../types/null.js";
import { BOOLEAN, FLOAT, INTEGER, NUMERIC, STRING, t } from "../types/t.js";
import { BinaryExpression, type BinaryModifiers } from "./binary.js";
import { BindParameter } from "./bind.js";
import { Cast } from "./cast.js";
import { argument, describe, isSelect, operand, parameterFor, undefinedOperand } from "./coerce.js";
import { Collation } from "./collation.js";
import { BooleanConstant, FALSE, NULL, NullElement, TRUE } from "./constants.js";
import { type ClauseElement, type ColumnElement, type Condition, isClauseElement, isColumnElement } from "./element.js";
import { argumentList, Grouping, rangeOf } from "./grouping.js";
import { type CustomOperatorOptions, installOperations, type JsonForm, type LikeOptions, type Operations } from "./hooks.js";
import type { Operator } from "./operators.js";
import * as op from "./operators.js";
import { ScalarSelect, type Selectable as SelectableStatement } from "./subquery.js";
import { tableSample } from "./table-sample.js";
import { AsBoolean, Modifier, UnaryExpression } from "./unary.js";

type Any = ColumnElement<unknown, unknown>;
const asCondition = (element: Any): Condition => element as Condition;

function binary(
  left: Any,
  operator: Operator,
  right: Any,
  type: TypeEngine<unknown>,
  modifiers: BinaryModifiers | null = null,
): BinaryExpression {
  return new BinaryExpression(left.selfGroup(operator), right.selfGroup(operator), operator, type, modifiers);
}

/** `x = NULL` is never true: a comparison with null is IS NULL; with true and false it is one with a constant. */
function compareWithConstant(left: Any, operator: Operator, right: NullElement | BooleanConstant): Condition {
  const { EQ, NE, IS, IS_NOT, IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM } = op;
  if (operator === IS_DISTINCT_FROM || operator === IS_NOT_DISTINCT_FROM || operator === IS || operator === IS_NOT)
    return asCondition(binary(left, operator, right, BOOLEAN));
  if (operator === EQ || operator === NE) {
    const isNull = right instanceof NullElement;
    return asCondition(binary(left, isNull ? (operator === EQ ? IS : IS_NOT) : operator, right, BOOLEAN));
  }
  throw new ArgumentError(
    `${operator.name}() on ${describe(left)} cannot be asked of ${right instanceof NullElement ? "NULL" : "TRUE or FALSE"}: only eq, ne, is, isNot, isDistinctFrom and isNotDistinctFrom can`,
  );
}

function compare(left: Any, operator: Operator, other: unknown): Condition {
  if (other === null) return compareWithConstant(left, operator, NULL);
  if (typeof other === "boolean" && left.type.affinity !== "json") return compareWithConstant(left, operator, other ? TRUE : FALSE);
  const right = operand(other, left, operator);
  if (right instanceof NullElement || right instanceof BooleanConstant) return compareWithConstant(left, operator, right);
  return asCondition(binary(left, operator, right, BOOLEAN));
}

const concatenatesAsText: ReadonlySet<string> = new Set(["integer", "float", "numeric", "boolean"]);

function calculate(left: Any, operator: Operator, other: unknown): Any {
  const right = other === null ? NULL : operand(other, left, operator);
  const a = left.type;
  const b = right.type;
  const isText = (type: TypeEngine<unknown>): boolean => type.affinity === "string";
  if (
    operator === op.CONCAT ||
    (operator === op.ADD && ((isText(a) && (isText(b) || b.affinity === "null")) || (a.affinity === "null" && isText(b))))
  ) {
    // What numbers are put together to is text; texts, arrays, bytes and documents stay what they are.
    return binary(left, op.CONCAT, right, a.affinity === "null" ? b : concatenatesAsText.has(a.affinity) ? (isText(b) ? b : STRING) : a);
  }
  if (operator === op.FLOOR_DIV)
    return binary(left, operator, right, a.affinity === "integer" && b.affinity === "integer" ? a : a.resultOf(op.DIV, b));
  return binary(left, operator, right, a.resultOf(operator, b));
}

function contained(left: Any, operator: Operator, values: unknown): Condition {
  if (values === undefined) throw undefinedOperand(left, operator);
  if (isSelect(values)) {
    const wanted = left.type instanceof TupleType ? left.type.types.length : 1;
    const { length } = values.columnElements;
    if (length !== wanted)
      throw new ArgumentError(
        `${operator.name}() on ${describe(left)} takes a select() of ${wanted === 1 ? "one column" : `${wanted} columns`}, and this selects ${length}`,
      );
    return asCondition(binary(left, operator, new ScalarSelect(values as unknown as SelectableStatement), BOOLEAN));
  }
  if (values instanceof BindParameter) {
    const list =
      values.expanding === "none"
        ? new BindParameter(
            values.key,
            values.value,
            values.type === NULL_TYPE ? left.type : values.type,
            values.unique,
            values.required,
            "list",
            values.callable,
          )
        : values;
    return asCondition(binary(left, operator, new Grouping(list), BOOLEAN));
  }
  if (isClauseElement(values)) {
    const { kind } = values;
    if (kind === "scalarSelect") return asCondition(binary(left, operator, values as Any, BOOLEAN));
    if (kind === "subquery" || kind === "cte" || kind === "alias")
      throw new ArgumentError(`${operator.name}() on ${describe(left)} takes a list or a select(): select from the ${kind} first`);
    return asCondition(binary(left, operator, new Grouping(values as unknown as Any), BOOLEAN));
  }
  const list =
    typeof values === "object" && values !== null && Symbol.iterator in values && typeof values !== "string"
      ? [...(values as Iterable<unknown>)]
      : null;
  if (list === null)
    throw new ArgumentError(
      `${operator.name}() on ${describe(left)} takes an array of values or a select(), not ${values === null ? "null" : `a ${typeof values}`}`,
    );
  const undefinedAt = list.indexOf(undefined);
  if (undefinedAt >= 0)
    throw new ArgumentError(
      `${operator.name}() on ${describe(left)} was given a list with undefined in it (at ${undefinedAt}). Give null for NULL`,
    );
  if (list.some((value) => isClauseElement(value))) {
    const elements = list.map((value) => operand(value, left, operator));
    return asCondition(binary(left, operator, new Grouping(argumentList(elements)), BOOLEAN));
  }
  const tuples = left.type.affinity === "tuple";
  if (tuples && !list.every(Array.isArray))
    throw new ArgumentError(`${operator.name}() on a tuple takes a list of arrays, one for each tuple`);
  const sample = list.find((value) => value !== null);
  const type = tuples
    ? left.type
    : left.type.affinity === "null"
      ? sample === undefined
        ? left.type
        : parameterFor(sample, left, operator).type
      : left.type.coerce(operator, sample ?? null);
  return asCondition(
    binary(
      left,
      operator,
      new Grouping(new BindParameter(left.bindName ?? "param", list, type, true, false, tuples ? "tuples" : "list")),
      BOOLEAN,
    ),
  );
}

const LIKE_OPTIONS = ["escape", "autoescape"];
function like(left: Any, operator: Operator, pattern: unknown, options: LikeOptions | undefined): Condition {
  if (options !== undefined) checkOptions(`${operator.name}()`, options, LIKE_OPTIONS);
  let { escape } = options ?? {};
  let given = pattern;
  if (options?.autoescape === true) {
    if (typeof pattern !== "string")
      throw new ArgumentError(`${operator.name}() on ${describe(left)}: autoescape works on a string, not on an expression`);
    escape ??= "/";
    const escaped = escape === "%" || escape === "_" ? pattern : pattern.replaceAll(escape, escape + escape);
    given = escaped.replaceAll("%", `${escape}%`).replaceAll("_", `${escape}_`);
    // SQL Server reads a set of characters in brackets; elsewhere an escaped bracket is a bracket.
    if (escape !== "[") given = (given as string).replaceAll("[", `${escape}[`);
  }
  if (escape !== undefined && [...escape].length !== 1)
    throw new ArgumentError(`${operator.name}() on ${describe(left)}: escape must be one character, not ${JSON.stringify(escape)}`);
  if (given === null)
    throw new ArgumentError(`${operator.name}() on ${describe(left)} cannot be asked of NULL: it would never be true. Use isNull()`);
  const right = operand(given, left, operator);
  // The pattern of startsWith and its like is joined with % by the compiler.
  const grouped = right.selfGroup(operator.precedence < 0 ? op.CONCAT : operator);
  return asCondition(
    new BinaryExpression(
      left.selfGroup(operator.precedence < 0 ? op.LIKE : operator),
      grouped,
      operator,
      BOOLEAN,
      escape === undefined ? null : { escape },
    ),
  );
}

function between(left: Any, operator: Operator, low: unknown, high: unknown, symmetric: boolean): Condition {
  // A comparison as the upper end would compare the whole of BETWEEN; only `||`, of the same precedence here, binds more tightly everywhere.
  const end = (value: unknown): Any => {
    const element = value === null ? NULL : operand(value, left, operator);
    return element instanceof BinaryExpression && element.operator === op.CONCAT ? element : element.selfGroup(operator);
  };
  return asCondition(
    new BinaryExpression(left.selfGroup(operator), rangeOf(end(low), end(high)), operator, BOOLEAN, symmetric ? { symmetric } : null),
  );
}

const flagsOf = (left: Any, flags: string): string => {
  if (/^[a-zA-Z]*$/.test(flags)) return flags;
  throw new ArgumentError(`The flags of a regular expression on ${describe(left)} are letters, such as "i", not ${JSON.stringify(flags)}`);
};

function custom(left: Any, symbol: string, right: unknown, options: CustomOperatorOptions | undefined): Any {
  if (typeof symbol !== "string" || symbol.trim() === "")
    throw new ArgumentError('op() takes the operator as it is written in SQL: op("->>")');
  const isComparison = options?.isComparison === true;
  const operator = op.customOperator(symbol, options?.precedence ?? 0, isComparison);
  const other = right === null ? NULL : operand(right, left, operator);
  // Parentheses around whatever has an operator are right in any case.
  const against = operator.precedence === 0 ? op.UNKNOWN : operator;
  return new BinaryExpression(
    left.selfGroup(against),
    other.selfGroup(against),
    operator,
    options?.returnType ?? (isComparison ? BOOLEAN : left.type.resultOf(operator, other.type)),
    null,
  );
}

function unary(element: Any, operator: Operator): Any {
  if (operator === op.ANY || operator === op.ALL) {
    const inner: ClauseElement = element;
    return new UnaryExpression(
      inner.kind === "scalarSelect" ? element : new Grouping(element),
      operator,
      element.type instanceof ArrayType ? element.type.item : element.type,
    );
  }
  return new UnaryExpression(element.selfGroup(operator), operator, element.type);
}

/** NOT of what has no opposite of its own. */
function negate(element: Any): Condition {
  if (
    element.type.affinity === "boolean" &&
    !(element instanceof BinaryExpression) &&
    element.kind !== "exists" &&
    element.kind !== "booleanList"
  )
    return new AsBoolean(element.selfGroup(op.EQ), false);
  return asCondition(new UnaryExpression(element.selfGroup(op.NOT), op.NOT, BOOLEAN));
}

/** A place in JSON; of an array an item, by its number. Some types have places of their own (`isIndexable`). */
function jsonItem(element: Any, operator: Operator, path: readonly (string | number)[]): Any {
  const { type } = element;
  const isArray = type instanceof ArrayType && operator === op.JSON_ITEM;
  if (!isArray && !type.isIndexable && type.affinity !== "null")
    throw new ArgumentError(
      `${operator === op.JSON_ITEM ? "at" : "path"}() reaches into JSON: ${describe(element)} is of type ${type.describe()}`,
    );
  const key = path[0];
  const value = operator === op.JSON_ITEM ? key : path;
  if (operator === op.JSON_ITEM && typeof key !== "string" && typeof key !== "number")
    throw new ArgumentError(`at() on ${describe(element)} takes a key or an index`);
  if (isArray && !Number.isInteger(key))
    throw new ArgumentError(`at() on ${describe(element)} takes the number of an item, since it is an array`);
  const placeType = isArray
    ? INTEGER
    : type.isIndexable
      ? type.coerce(operator, value)
      : operator === op.JSON_PATH
        ? JSON_PATH
        : typeof key === "number"
          ? JSON_POSITION
          : JSON_INDEX;
  const place = new BindParameter(element.bindName ?? "param", value, placeType, true);
  return binary(element, operator, place, isArray ? type.element : type.resultOf(operator, placeType));
}

function jsonValue(element: Any, form: JsonForm, type: TypeEngine<unknown> | number | null, scale?: number): Any {
  if (!(element instanceof BinaryExpression) || (element.operator !== op.JSON_ITEM && element.operator !== op.JSON_PATH)) {
    throw new ArgumentError('A value inside JSON is named first, by at() or path(): c.data.at("color").asString()');
  }
  const types: Record<JsonForm, TypeEngine<unknown>> = {
    string: STRING,
    integer: INTEGER,
    float: FLOAT,
    boolean: BOOLEAN,
    numeric: type === null ? NUMERIC : typeof type === "number" ? t.numeric(type, scale) : type,
    json: element.type,
  };
  return new BinaryExpression(element.left, element.right, element.operator, types[form], { jsonForm: form });
}

const implementation: Operations = {
  compare,
  calculate,
  contained,
  like,
  between,
  custom,
  unary,
  negate,
  jsonItem,
  jsonValue,
  matchesRegexp: (left, pattern, flags) =>
    asCondition(
      binary(
        left,
        op.REGEXP_MATCH,
        operand(pattern, left, op.REGEXP_MATCH),
        BOOLEAN,
        flags === undefined ? null : { flags: flagsOf(left, flags) },
      ),
    ),
  replaceRegexp: (left, pattern, replacement, flags) =>
    binary(left, op.REGEXP_REPLACE, operand(pattern, left, op.REGEXP_REPLACE), left.type, {
      replacement: operand(replacement, left, op.REGEXP_REPLACE),
      ...(flags === undefined ? {} : { flags: flagsOf(left, flags) }),
    }),
  modify: (element, operator) => new Modifier(element.selfGroup(operator), operator),
  collate: (element, name) => {
    if (typeof name !== "string" || name === "") throw new ArgumentError(`collate() on ${describe(element)} takes the name of a collation`);
    return binary(element, op.COLLATE, new Collation(name), element.type);
  },
  cast: (element, type) => new Cast(element, type, false),
  group: (element) => new Grouping(element),
  asCondition: (element) => new AsBoolean(element, true),
  tableSample,
};
installOperations(implementation);

/** NOT. A condition is turned round (`=` into `!=`) where SQL has a word for it. */
export function not(criterion: unknown): Condition {
  if (isColumnElement(criterion)) return criterion.negate();
  return argumentCondition(criterion, "not()").negate();
}
function argumentCondition(value: unknown, place: string): Any {
  if (typeof value === "boolean") return value ? TRUE : FALSE;
  return argument(value, "param", place);
}
