/** What values are sent as, and what becomes of those that come back. */
import { type TypeEngine, t } from "@cupel/core";
import { type Dialect, NULL_TYPE, typeOfValue } from "@cupel/core/internal";
import type { Field } from "./native.js";

/** Makes whole numbers of the protocol; an older mysql2 has no such thing, and sends floating ones and text. */
export interface WholeNumbers {
  (value: number | bigint): unknown;
  unsigned(value: number | bigint): unknown;
}

const int64 = 2n ** 63n;

/** A value as mysql2 takes it. Values of typed parameters are text, numbers, booleans or bytes already. */
export function parameterOf(value: unknown, dialect: Dialect, whole: WholeNumbers | null): unknown {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return whole !== null && Number.isSafeInteger(value) && !Object.is(value, -0) ? whole(value) : value;
    case "bigint":
      if (whole === null || value < -int64 || value >= 2n * int64) return String(value);
      return value < int64 ? whole(value) : whole.unsigned(value);
    case "boolean":
      return value;
    case "undefined":
      return null;
    default:
      if (value === null) return null;
      if (value instanceof Uint8Array)
        return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      return ofItsKind(value, (bound) => parameterOf(bound, dialect, whole), dialect);
  }
}

function ofItsKind<R>(value: unknown, use: (bound: unknown) => R, dialect: Dialect): R | string {
  const processor = (value instanceof Date ? NULL_TYPE : typeOfValue(value)).dialectImpl(dialect).bindProcessor(dialect);
  const bound = processor === null ? value : processor(value);
  return bound === value ? String(value) : use(bound);
}

/** A value as a literal, where the server cannot prepare a statement. */
export function literalOf(value: unknown, dialect: Dialect): string {
  switch (typeof value) {
    case "string":
      return dialect.stringLiteral(value);
    case "number":
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "1" : "0";
    case "undefined":
      return "NULL";
    default:
      if (value === null) return "NULL";
      if (value instanceof Uint8Array) return dialect.bytesLiteral(value);
      return ofItsKind(value, (bound) => literalOf(bound, dialect), dialect);
  }
}

/** Texts, names, comments, and the `?` outside of them. */
const tokens = /'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|`(?:[^`]|``)*`|--[ \t][^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|\?/g;

/** SQL with its values written in the places of `?`. */
export function withLiterals(sql: string, values: readonly unknown[], dialect: Dialect): string {
  let index = 0;
  return sql.replace(tokens, (token) => (token === "?" && index < values.length ? literalOf(values[index++], dialect) : token));
}

type Reader = (value: unknown) => unknown;
/** Numbers of the protocol. */
const longlong = 8;
const datetime = new Set([7, 12]);
const time = 11;
const json = 245;

/** The driver gives text where a number would lose digits. */
const wide: Reader = (value) => (typeof value === "string" ? BigInt(value) : value);
/** The driver's bytes are a part of what came from the network, which they would keep alive. */
const bytes: Reader = (value) => (value instanceof Uint8Array ? new Uint8Array(value) : value);

function untyped(type: TypeEngine<unknown>, dialect: Dialect, zero: RegExp | null): Reader | null {
  const processor = type.dialectImpl(dialect).resultProcessor(dialect);
  // "0000-00-00" is no day.
  return processor === null ? null : (value) => (typeof value !== "string" || zero?.test(value) === true ? value : processor(value));
}

/** Reads rows in place: what the driver gives for each column, as types and callers take it. */
export function readRows(
  rows: unknown[][],
  fields: readonly Field[],
  isTyped: ((index: number, name: string) => boolean) | undefined,
  dialect: Dialect,
): unknown[][] {
  if (rows.length === 0) return rows;
  for (const [index, field] of fields.entries()) {
    const reader = readerOf(field, isTyped?.(index, field.name) === true, dialect);
    if (reader === null) continue;
    for (const row of rows) {
      const value = row[index];
      if (value !== null) row[index] = reader(value);
    }
  }
  return rows;
}

function readerOf({ columnType, characterSet, extendedFormat }: Field, isTyped: boolean, dialect: Dialect): Reader | null {
  if (columnType === longlong) return wide;
  if (datetime.has(columnType)) return isTyped ? null : untyped(t.dateTime(), dialect, /^0000-|-00/);
  if (columnType === time) return isTyped ? null : untyped(t.time(), dialect, null);
  if (columnType === json || extendedFormat === "json") return isTyped ? null : untyped(t.json(), dialect, null);
  return characterSet === 63 ? bytes : null;
}
