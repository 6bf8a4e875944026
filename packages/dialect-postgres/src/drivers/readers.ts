/**
 * What becomes of the server's text. Whole numbers, floating ones and booleans are made here for every column. The rest is left to the type of
 * the column, and where none is known (raw text), made as the type of the same kind would.
 */
import { type TypeEngine, t } from "@cupel/core";
import type { Dialect } from "@cupel/core/internal";
import { parseArray } from "../types/array-text.js";
import { parseBytes } from "../types/bytes-text.js";
import type { Field, IsTyped } from "./wire.js";

type Reader = (text: string) => unknown;

/** How the values of a row are read: only those places are looked at that need it. */
export interface Reading {
  readonly isTyped: IsTyped | null;
  readonly places: readonly number[];
  readonly readers: readonly Reader[];
}

/** A number where it says the same. */
const wholeNumber: Reader = (text) => {
  if (text.length < 16) return Number(text);
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};
const boolean: Reader = (text) => text === "t";

/** By the number of the type in `pg_type`, which is the same in every server. */
const always: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [16, boolean],
  [20, wholeNumber],
  [21, Number],
  [23, Number],
  [26, Number],
  [700, Number],
  [701, Number],
]);

/** Of untyped columns: the type whose default form they take. */
const likeType: ReadonlyMap<number, () => TypeEngine<unknown>> = new Map<number, () => TypeEngine<unknown>>([
  [114, () => t.json()],
  [3802, () => t.json()],
  [1083, () => t.time()],
  [1114, () => t.dateTime()],
  [1184, () => t.dateTime({ timezone: true })],
  [1186, () => t.interval({ as: String as never })],
  [2950, () => t.uuid()],
]);

/** The types of arrays, and of what is in them. */
const arrays: ReadonlyMap<number, number> = new Map([
  [199, 114],
  [1000, 16],
  [1001, 17],
  [1002, 18],
  [1003, 19],
  [1005, 21],
  [1007, 23],
  [1009, 25],
  [1014, 1042],
  [1015, 1043],
  [1016, 20],
  [1021, 700],
  [1022, 701],
  [1028, 26],
  [1115, 1114],
  [1182, 1082],
  [1183, 1083],
  [1185, 1184],
  [1187, 1186],
  [1231, 1700],
  [1270, 1266],
  [2951, 2950],
  [3807, 3802],
]);

/** Makes the readers of a dialect. */
export class Readers {
  readonly #dialect: Dialect;
  readonly #untyped = new Map<number, Reader | null>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  readingOf(fields: readonly Field[], isTyped: IsTyped | null): Reading {
    const places: number[] = [];
    const readers: Reader[] = [];
    fields.forEach((field, index) => {
      const reader = always.get(field.dataTypeID) ?? (isTyped?.(index, field.name) === true ? null : this.#untypedReader(field.dataTypeID));
      if (reader === null) return;
      places.push(index);
      readers.push(reader);
    });
    return { isTyped, places, readers };
  }

  #untypedReader(oid: number): Reader | null {
    let reader = this.#untyped.get(oid);
    if (reader === undefined) {
      reader = this.#makeReader(oid);
      this.#untyped.set(oid, reader);
    }
    return reader;
  }

  #makeReader(oid: number): Reader | null {
    if (oid === 17) return (text) => parseBytes(text) ?? text;
    const item = arrays.get(oid);
    if (item !== undefined) return arrayReader(always.get(item) ?? this.#untypedReader(item));
    const process = likeType.get(oid)?.().resultProcessor(this.#dialect) ?? null;
    if (process === null) return null;
    return (text) => {
      try {
        return process(text);
      } catch {
        // What no value of JavaScript stands for, 'infinity' for one, stays what the server wrote.
        return text;
      }
    };
  }
}

function arrayReader(item: Reader | null): Reader {
  const read = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(read) : typeof value === "string" && item !== null ? item(value) : value;
  return (text) => {
    const items = parseArray(text);
    return items === null ? text : read(items);
  };
}
