/** The comparing rules: what counts as the same text, the same value, the same error. Pure functions, tested in `tests/`. */

import type { Compiled } from "./adapter.js";
import { type Case, type ExpectedText, expectedParams } from "./cases.js";

/** Runs of white space become one blank and the ends are trimmed, except within quotes (a doubled quote stays within). */
export const collapse = (sql: string): string => {
  let text = "";
  let quote: string | undefined;
  for (const character of sql) {
    if (quote !== undefined) {
      text += character;
      if (character === quote) quote = undefined;
    } else if (/\s/.test(character)) {
      if (!text.endsWith(" ")) text += " ";
    } else {
      text += character;
      if (character === "'" || character === '"' || character === "`") quote = character;
      else if (character === "[" && /(^|[\s.,(=])\[$/.test(text)) quote = "]";
    }
  }
  return text.trim();
};

const decimal = (text: string): string => {
  const match = /^([+-]?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(text.trim());
  if (match === null) return text;
  const [, sign = "", whole = "0", fraction = ""] = match;
  const digits = fraction === "" ? whole : `${whole}.${fraction}`;
  return `${sign === "-" && !/^[0.]+$/.test(digits) ? "-" : ""}${digits}`;
};
/** A moment without a time zone is written as UTC, which is how Cupel keeps it. */
const moment = (text: string): number => Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(" ", "T")}Z`);
const seconds = (value: unknown): number | undefined => {
  if (typeof value === "number") return value;
  const text = typeof value === "object" && value !== null && "total" in value ? undefined : value;
  if (typeof text === "string" && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (typeof value === "object" && value !== null) {
    const { days = 0, hours = 0, minutes = 0, seconds: rest = 0, milliseconds = 0 } = value as Record<string, number>;
    return days * 86_400 + hours * 3_600 + minutes * 60 + rest + milliseconds / 1000;
  }
  return undefined;
};
const bytes = (value: unknown): string | undefined => (value instanceof Uint8Array ? Buffer.from(value).toString("hex") : undefined);

type Tagged = { readonly $type: string; readonly value: unknown };
const isTagged = (value: unknown): value is Tagged => typeof value === "object" && value !== null && "$type" in value;

/** How a value of ours compares with one that JSON cannot say. */
const tagged: Readonly<Record<string, (expected: any, actual: unknown) => boolean>> = {
  datetime: (expected, actual) => moment(expected) === (actual instanceof Date ? actual.getTime() : moment(String(actual))),
  date: (expected, actual) => (actual instanceof Date ? actual.toISOString().slice(0, 10) : String(actual)) === expected,
  time: (expected, actual) => String(actual) === expected,
  decimal: (expected, actual) => decimal(String(actual)) === decimal(String(expected)),
  // An interval is milliseconds as a number, or an object of units.
  interval: (expected, actual) =>
    typeof actual === "number" ? actual === Number(expected) * 1000 || actual === Number(expected) : seconds(actual) === Number(expected),
  bytes: (expected, actual) => bytes(actual) === expected,
  uuid: (expected, actual) => String(actual).replaceAll("-", "").toLowerCase() === String(expected).replaceAll("-", "").toLowerCase(),
  // Cupel stores the value of an enumeration where the corpus has the member's name.
  enum: (expected, actual) => String(actual) === expected || String(actual).toLowerCase().startsWith(String(expected).toLowerCase()),
  range: (expected, actual) => {
    const [lower, upper, bounds] = expected as [unknown, unknown, string];
    if (typeof actual === "string") return actual === `${bounds[0]}${lower ?? ""},${upper ?? ""}${bounds[1]}`;
    if (typeof actual !== "object" || actual === null) return false;
    const range = actual as { lower?: unknown; upper?: unknown; bounds?: string };
    return sameValue(lower, range.lower) && sameValue(upper, range.upper) && (range.bounds ?? "[)") === bounds;
  },
  "json-null": (_, actual) =>
    actual !== null &&
    /json.?null/i.test(typeof actual === "symbol" ? String(actual) : (Object(actual).constructor?.name ?? "") + String(actual)),
};

export const sameValue = (expected: unknown, actual: unknown): boolean => {
  if (isTagged(expected)) return tagged[expected.$type]?.(expected.value, actual) ?? false;
  if (expected === null || expected === undefined) return actual === null || actual === undefined;
  if (typeof expected === "number") return (typeof actual === "number" || typeof actual === "bigint") && Number(actual) === expected;
  if (Array.isArray(expected))
    return Array.isArray(actual) && expected.length === actual.length && expected.every((each, index) => sameValue(each, actual[index]));
  if (typeof expected === "object") {
    if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return false;
    const [left, right] = [Object.keys(expected), Object.keys(actual).filter((key) => (actual as any)[key] !== undefined)];
    return left.length === right.length && left.every((key) => key in actual && sameValue((expected as any)[key], (actual as any)[key]));
  }
  return expected === actual;
};

const show = (value: unknown): string =>
  JSON.stringify(value, (_, each) => (typeof each === "bigint" ? `${each}n` : each instanceof Map ? [...each] : each)) ?? String(value);

/** Names in one and not in the other, and values that differ. */
const differingParams = (expected: Readonly<Record<string, unknown>>, actual: Readonly<Record<string, unknown>>): string[] => {
  const differences: string[] = [];
  for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    if (!(name in actual)) differences.push(`parameter ${name}: missing, expected ${show(expected[name])}`);
    else if (!(name in expected)) differences.push(`parameter ${name}: ${show(actual[name])}, expected none`);
    else if (!sameValue(expected[name], actual[name]))
      differences.push(`parameter ${name}: ${show(actual[name])}, expected ${show(expected[name])}`);
  }
  return differences;
};

const differingText = (expected: string, actual: string | undefined): string[] =>
  actual !== undefined && collapse(expected) === collapse(actual)
    ? []
    : [`text:     ${actual === undefined ? "none" : collapse(actual)}\nexpected: ${collapse(expected)}`];

const textAndParams = (expected: ExpectedText): { sql: string; params?: Readonly<Record<string, unknown>> }[] =>
  (typeof expected === "string" ? [expected] : expected).map((each) =>
    typeof each === "string" ? { sql: each } : { sql: each[0], params: each[1] },
  );

/** @returns what differs, in words; nothing if all is the same. */
export const differences = (each: Case, dialect: string, expected: ExpectedText, compiled: Compiled): string[] => {
  const wanted = textAndParams(expected);
  const made = (typeof compiled.sql === "string" ? [compiled.sql] : [...compiled.sql]).map((sql, index) => ({
    sql,
    params: compiled.batches?.[index],
  }));
  const found: string[] = [];
  if (wanted.length !== made.length) found.push(`${made.length} statements, expected ${wanted.length}`);
  if (each.unordered) {
    wanted.sort((a, b) => (collapse(a.sql) < collapse(b.sql) ? -1 : 1));
    made.sort((a, b) => (collapse(a.sql) < collapse(b.sql) ? -1 : 1));
  }
  for (const [index, { sql, params }] of wanted.entries()) {
    found.push(...differingText(sql, made[index]?.sql));
    if (params !== undefined) found.push(...differingParams(params, made[index]?.params ?? {}));
  }
  for (const { sql } of made.slice(wanted.length)) found.push(`text:     ${collapse(sql)}\nexpected: none`);
  const params = expectedParams(each, dialect);
  if (params !== undefined) found.push(...differingParams(params, compiled.params));
  const required = [...(each.required ?? [])].sort();
  if (each.params !== undefined && show(required) !== show([...compiled.required].sort()))
    found.push(`required: ${show([...compiled.required].sort())}, expected ${show(required)}`);
  if (each.columns !== undefined && show(each.columns) !== show(compiled.columns))
    found.push(`columns:  ${show(compiled.columns)}\nexpected: ${show(each.columns)}`);
  return found;
};

/** The classes of ours that say what a class of the corpus says. Python's own have no namesake here. */
const COUNTERPARTS: Readonly<Record<string, readonly string[]>> = {
  NotImplementedError: ["CompileError", "UnsupportedCompilationError", "NotSupportedError"],
  UnsupportedCompilationError: ["CompileError", "UnsupportedCompilationError"],
  // A name that is too long: said when the statement is written.
  IdentifierError: ["CompileError"],
  TypeError: ["ArgumentError"],
  ValueError: ["ArgumentError"],
  AttributeError: ["ArgumentError", "InvalidRequestError"],
  KeyError: ["ArgumentError", "InvalidRequestError"],
  NoReferencedTableError: ["InvalidRequestError"],
  NoReferencedColumnError: ["InvalidRequestError"],
};

const classesOf = (error: unknown): string[] => {
  const names: string[] = [];
  for (let each = Object.getPrototypeOf(Object(error)); each !== null; each = Object.getPrototypeOf(each))
    names.push(each.constructor.name);
  return names;
};

/** The class counts, or a more special one of ours, and that it is one of Cupel's own and says something; the wording does not. */
export const differingError = (expected: string, error: unknown): string[] => {
  const wanted = expected.slice(0, expected.indexOf(":") === -1 ? undefined : expected.indexOf(":"));
  const names = classesOf(error);
  const said = error instanceof Error ? `${names[0]}: ${error.message}` : String(error);
  if (!names.includes("CupelError")) return [`error:    ${said} is not one of Cupel's errors\nexpected: ${expected}`];
  const same = [wanted, ...(COUNTERPARTS[wanted] ?? [])].some((name) => names.includes(name));
  return same && (error as Error).message !== "" ? [] : [`error:    ${said}\nexpected: ${expected}`];
};
