/** The type of a value that stands alone: `literal(5)`, `func.f("x")`. */

import type { TypeEngine } from "./engine.js";
import { NULL_TYPE } from "./null.js";
import { BIG_INTEGER, BOOLEAN, DATE_TIME, FLOAT, INTEGER, JSON_TYPE, LARGE_BINARY, STRING } from "./t.js";

/** What SQL type a value of JavaScript has by itself; the unknown type for null and for what has none. */
export function typeOfValue(value: unknown): TypeEngine<unknown> {
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? INTEGER : FLOAT;
    case "bigint":
      return BIG_INTEGER;
    case "string":
      return STRING;
    case "boolean":
      return BOOLEAN;
    case "object":
      if (value === null) return NULL_TYPE;
      if (value instanceof Date) return DATE_TIME;
      if (value instanceof Uint8Array) return LARGE_BINARY;
      return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype ? JSON_TYPE : NULL_TYPE;
    default:
      return NULL_TYPE;
  }
}
