/** Keys of parents, to ask for all that belongs to them at once. */
import { and, or, tuple } from "@cupel/core";
import { amongKeys, type Column } from "@cupel/core/internal";
import type { AnyElement } from "../query/relationship-join.js";
import type { LoadRun } from "./run.js";

type AnyColumn = Column<string, unknown, unknown>;
/** The values of the key columns, in their order. */
export type Key = readonly unknown[];

/** How many keys one list holds where a list cannot be bound as one value. */
const CHUNK = 500;

/** What tells one key from another in a map. A `number` and a `bigint` of the same value are one key. */
export function keyText(key: Key): string | number {
  if (key.length === 1) return partText(key[0]);
  let text = "";
  for (const value of key) {
    const part = String(partText(value));
    text += `${part.length}:${part}`;
  }
  return text;
}

/** The same of one value. */
export function partText(value: unknown): string | number {
  switch (typeof value) {
    case "number":
      return value;
    case "string":
      return `s${value}`;
    case "bigint":
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : `b${value}`;
    case "object":
      if (value instanceof Date) return `d${value.getTime()}`;
      if (value instanceof Uint8Array) return `x${Buffer.from(value).toString("base64")}`;
      return `o${String(value)}`;
    default:
      return `${typeof value}${String(value)}`;
  }
}

/** `keyText` for the keys of these columns: where one value may be written in several ways (a UUID in capitals), in one of them. */
export function keyTextOf(columns: readonly AnyColumn[]): (key: Key) => string | number {
  const forms = columns.map((column) => column.type.keyForm);
  if (forms.every((form) => form === null)) return keyText;
  return (key) => keyText(key.map((value, index) => forms[index]?.(value) ?? value));
}

/** The conditions that the columns hold one of the keys: as many as there are statements to be sent. */
export function* keyCondition(columns: readonly AnyColumn[], keys: readonly Key[], run: LoadRun): IterableIterator<AnyElement> {
  const [only] = columns;
  if (columns.length === 1) {
    const values = keys.map((key) => key[0]);
    if (values.length === 1) yield only!.eq(values[0] as never) as unknown as AnyElement;
    else if (run.listsKeys(only!.type)) yield amongKeys(only!, values) as unknown as AnyElement;
    else
      for (let start = 0; start < values.length; start += CHUNK)
        yield only!.in(values.slice(start, start + CHUNK) as never) as unknown as AnyElement;
    return;
  }
  const size = Math.max(1, Math.floor(CHUNK / columns.length));
  for (let start = 0; start < keys.length; start += size) {
    const some = keys.slice(start, start + size);
    yield run.capabilities.tupleIn
      ? (tuple(...(columns as never[])).in(some as never) as unknown as AnyElement)
      : (or(...some.map((key) => and(...columns.map((column, index) => column.eq(key[index] as never))))) as unknown as AnyElement);
  }
}
