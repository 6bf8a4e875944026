/** Values of key columns as something a `Map` can be asked for. */
import type { IdentityKey } from "../state/identity-map.js";

/** One column: the value itself where it is simple, and text where it is an object (a date, bytes, a decimal). Null if there is none. */
export function simpleKey(value: unknown): IdentityKey | null {
  switch (typeof value) {
    case "number":
    case "string":
    case "bigint":
    case "boolean":
      return value;
    case "object":
      return value === null ? null : objectKey(value);
    default:
      return null;
  }
}

function objectKey(value: object): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const text = String(value);
  return text.startsWith("[object ") ? JSON.stringify(value) : text;
}

/** Several columns: their values as one text in which no two keys are alike. Null if one of them is NULL. */
export function compositeKey(values: readonly unknown[]): string | null {
  let text = "";
  for (const value of values) {
    const key = simpleKey(value);
    if (key === null) return null;
    text += typeof key === "string" ? `${JSON.stringify(key)},` : `${String(key)},`;
  }
  return text;
}
