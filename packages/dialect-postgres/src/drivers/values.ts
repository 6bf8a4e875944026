/** What a value is sent as: text that the server reads by the type of the parameter, or bytes. */
import { type Dialect, NULL_TYPE, typeOfValue } from "@cupel/core/internal";
import { type ArrayItem, formatArray } from "../types/array-text.js";

export type WireValue = string | Uint8Array | null;

/** Values of typed parameters are text, numbers, booleans or bytes already; the others become what the type of their kind sends. */
export function wireValue(value: unknown, dialect: Dialect): WireValue {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    case "undefined":
      return null;
    default:
      if (value === null) return null;
      // `pg` knows bytes as Buffers alone.
      if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      if (Array.isArray(value)) return formatArray(value.map((item) => arrayItem(item, dialect)));
      return ofItsKind(value, dialect);
  }
}

function arrayItem(value: unknown, dialect: Dialect): ArrayItem {
  if (Array.isArray(value)) return value.map((item) => arrayItem(item, dialect));
  return value instanceof Uint8Array ? value : wireValue(value, dialect);
}

function ofItsKind(value: unknown, dialect: Dialect): WireValue {
  // A moment says that it is in UTC: whether the server wants a zone is not known here.
  const processor = (value instanceof Date ? NULL_TYPE : typeOfValue(value)).bindProcessor(dialect);
  const bound = processor === null ? value : processor(value);
  return bound === value ? String(value) : wireValue(bound, dialect);
}
