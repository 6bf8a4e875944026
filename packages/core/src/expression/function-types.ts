/** What the functions give that everyone knows, and which are written without parentheses. */
import { ArgumentError } from "../errors.js";
import { ArrayType } from "../types/array.js";
import { TypeEngine } from "../types/engine.js";
import { NULL_TYPE } from "../types/null.js";
import { NumericType } from "../types/numeric.js";
import { DATE, DATE_TIME, FLOAT, INTEGER, STRING, TIME } from "../types/t.js";
import type { ColumnElement } from "./element.js";

type Rule = (args: readonly ColumnElement<unknown, unknown>[]) => TypeEngine<unknown>;
const always =
  (type: TypeEngine<unknown>): Rule =>
  () =>
    type;
/** The type of the first argument whose type is known. */
const ofArguments: Rule = (args) => args.find((arg) => arg.type.affinity !== "null")?.type ?? NULL_TYPE;
/** Of a text; of a range the same name means its end. */
const ofText: Rule = (args) => (args[0]?.type.affinity === "string" ? args[0].type : NULL_TYPE);
const ofFirst: Rule = (args) => args[0]?.type ?? NULL_TYPE;
const arrayOfFirst: Rule = (args) =>
  args[0] === undefined || args[0].type.affinity === "null"
    ? NULL_TYPE
    : args[0].type instanceof ArrayType
      ? args[0].type
      : new ArrayType(args[0].type);
const average: Rule = (args) =>
  args[0] === undefined
    ? FLOAT
    : args[0].type.affinity === "integer"
      ? FLOAT
      : args[0].type instanceof NumericType
        ? args[0].type.unscaled
        : args[0].type;

const rules: Readonly<Record<string, Rule>> = {
  count: always(INTEGER),
  sum: ofFirst,
  min: ofFirst,
  max: ofFirst,
  avg: average,
  coalesce: ofArguments,
  nullif: ofFirst,
  abs: ofFirst,
  lower: ofText,
  upper: ofText,
  trim: ofFirst,
  ltrim: ofFirst,
  rtrim: ofFirst,
  replace: ofFirst,
  substr: ofFirst,
  substring: ofFirst,
  length: always(INTEGER),
  char_length: always(INTEGER),
  octet_length: always(INTEGER),
  concat: always(STRING),
  aggregate_strings: always(STRING),
  group_concat: always(STRING),
  string_agg: always(STRING),
  now: always(DATE_TIME),
  current_timestamp: always(DATE_TIME),
  current_date: always(DATE),
  current_time: always(TIME),
  localtime: always(DATE_TIME),
  localtimestamp: always(DATE_TIME),
  sysdate: always(DATE_TIME),
  date_trunc: (args) => args[1]?.type ?? NULL_TYPE,
  current_user: always(STRING),
  session_user: always(STRING),
  user: always(STRING),
  array_agg: arrayOfFirst,
  row_number: always(INTEGER),
  rank: always(INTEGER),
  dense_rank: always(INTEGER),
  ntile: always(INTEGER),
  percent_rank: always(FLOAT),
  cume_dist: always(FLOAT),
  lag: ofFirst,
  lead: ofFirst,
  first_value: ofFirst,
  last_value: ofFirst,
  nth_value: ofFirst,
};
/** Functions of an ordered set: their value is one of those that are put in order. */
export const orderedSetFunctions: ReadonlySet<string> = new Set(["mode", "percentile_cont", "percentile_disc"]);

/** What applications said of their own functions. */
const own = new Map<string, Rule>();
/**
 * Says what a function of one's own gives, so that its values are converted as those of columns are. TypeScript is told by merging a
 * declaration into `Functions`.
 * @param type its type, or what that is for its arguments
 * @example
 * registerFunction("price_of", t.numeric(10, 2));
 * registerFunction("latest", (args) => args[0]?.type ?? t.dateTime());
 */
export function registerFunction(
  name: string,
  type: TypeEngine<unknown> | ((args: readonly ColumnElement<unknown, unknown>[]) => TypeEngine<unknown>),
): void {
  if (typeof name !== "string" || name === "") throw new ArgumentError("registerFunction() takes the name of the function first");
  if (typeof type !== "function" && !(type instanceof TypeEngine))
    throw new ArgumentError(`registerFunction("${name}", …) takes a type, made by \`t\`, or a function that gives one for the arguments`);
  own.set(name.toLowerCase(), typeof type === "function" ? type : always(type));
}

/** The type of a function's value, by its name and arguments. */
export function typeOfFunction(name: string, args: readonly ColumnElement<unknown, unknown>[]): TypeEngine<unknown> {
  const key = name.toLowerCase();
  const rule = own.get(key) ?? (Object.hasOwn(rules, key) ? rules[key] : undefined);
  return rule === undefined ? NULL_TYPE : rule(args);
}

/** Functions of the standard that have no parentheses, as they are written. */
export const ansiFunctions: Readonly<Record<string, string>> = {
  current_date: "CURRENT_DATE",
  current_time: "CURRENT_TIME",
  current_timestamp: "CURRENT_TIMESTAMP",
  current_user: "CURRENT_USER",
  localtime: "LOCALTIME",
  localtimestamp: "LOCALTIMESTAMP",
  session_user: "SESSION_USER",
  user: "USER",
  sysdate: "sysdate",
};
/** Names that are words of the language, in capitals. */
export const upperFunctions: Readonly<Record<string, string>> = { cube: "CUBE", rollup: "ROLLUP", grouping_sets: "GROUPING SETS" };
