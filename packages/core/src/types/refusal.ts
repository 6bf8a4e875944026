/** A value that a type refuses: what the value was, which type it was meant for, and what to give instead. */
import { DataError } from "../errors.js";
import type { TypeEngine } from "./engine.js";

interface Refusal {
  readonly shown: string;
  readonly type: string;
  readonly remedy: string;
  named: boolean;
}
const refusals = new WeakMap<object, Refusal>();

/** A value in a message: short, and without what may be secret or endless. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "symbol") return value.toString();
  if (typeof value === "function") return value.name === "" ? "a function" : `function ${value.name}`;
  if (typeof value === "object" && value !== null) {
    if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype)
      return `an instance of ${value.constructor?.name ?? "null"}`;
    try {
      const text = JSON.stringify(value);
      return text.length > 60 ? `${text.slice(0, 57)}...` : text;
    } catch {
      return Array.isArray(value) ? "an array" : "an object";
    }
  }
  return String(value);
}

/** What JavaScript calls the value. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value !== "object") return typeof value;
  const name = value.constructor?.name;
  return name === undefined || name === "Object" ? "object" : name;
}

/** @throws DataError that names the value, its type in JavaScript, the type of SQL and the remedy. */
export function refuse(type: TypeEngine<unknown>, value: unknown, remedy: string): never {
  throw refusal(type, value, remedy);
}

export function refusal(type: TypeEngine<unknown>, value: unknown, remedy: string, options?: { cause?: unknown }): DataError {
  const detail: Refusal = { shown: `${show(value)} (${typeName(value)})`, type: type.describe(), remedy, named: false };
  const error = new DataError(`The value ${detail.shown} is no ${detail.type}: ${remedy}`, options);
  refusals.set(error, detail);
  return error;
}

/** Adds the column to the message of a refused value, once; any other error is left as it is. */
export function nameColumn(error: unknown, column: string): unknown {
  const detail = typeof error === "object" && error !== null ? refusals.get(error) : undefined;
  if (detail !== undefined && !detail.named) {
    detail.named = true;
    (error as Error).message = `The value ${detail.shown} given for ${column} is no ${detail.type}: ${detail.remedy}`;
  }
  return error;
}

/** Takes the value out of the message of a refusal: for engines that hide parameters. Any other error is left as it is. */
export function hideValue(error: unknown): unknown {
  const detail = typeof error === "object" && error !== null ? refusals.get(error) : undefined;
  if (detail !== undefined) (error as Error).message = (error as Error).message.replace(detail.shown, "(hidden by hideParameters)");
  return error;
}
