/**
 * What the rows of one compiled statement look like. The driver's arrays become rows in place: straight-line code converts the columns that
 * need it, and the prototype is set to one that has a getter for each name. Where the platform forbids code from text, a loop does the same.
 */
import { inspect } from "node:util";
import { ArgumentError, didYouMean, InvalidRequestError, nameList } from "../errors.js";
import type { ColumnIndex } from "./result.js";

/** Turns a driver's value into the application's; it never sees `null`. */
export type Processor = (value: unknown) => unknown;

const arrayNames: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Array.prototype));
const SHAPE: unique symbol = Symbol.for("cupel.rowShape") as never;

type Fill = (rows: unknown[][], start: number, end: number) => void;

/** The columns of a result: their keys, and how their values are converted. */
export class RowShape {
  readonly keys: readonly string[];
  readonly processors: readonly (Processor | null)[];
  /** The column elements, for lookups by column; empty where nobody knows them. */
  readonly elements: readonly (object | null)[];
  readonly #ambiguous: ReadonlySet<string>;
  #prototype: object | null = null;
  #fill: Fill | null = null;
  #object: ((row: readonly unknown[]) => Record<string, unknown>) | null = null;

  constructor(keys: readonly string[], processors: readonly (Processor | null)[] = [], elements: readonly (object | null)[] = []) {
    this.keys = keys;
    this.processors = processors.length === 0 ? keys.map(() => null) : processors;
    this.elements = elements;
    this.#ambiguous = new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
  }

  /** The place of a column. */
  indexOf(column: ColumnIndex): number {
    if (typeof column === "number") {
      const index = column < 0 ? this.keys.length + column : column;
      if (Number.isInteger(index) && index >= 0 && index < this.keys.length) return index;
      throw new ArgumentError(`The result has ${this.keys.length} columns, and none at ${column}.`);
    }
    if (typeof column === "string") {
      if (this.#ambiguous.has(column)) throw ambiguous(column);
      const index = this.keys.indexOf(column);
      if (index !== -1) return index;
      throw new ArgumentError(
        `The result has no column ${JSON.stringify(column)}.${didYouMean(column, this.keys)} It has ${nameList(this.keys)}.`,
      );
    }
    const index = this.elements.findIndex((element) => element !== null && sameColumn(element, column));
    if (index !== -1) return index;
    const key = (column as { key?: unknown }).key;
    if (typeof key === "string" && this.elements.every((element) => element === null)) return this.indexOf(key);
    throw new ArgumentError(
      `The result has no column for ${typeof key === "string" ? JSON.stringify(key) : "that element"}. It has ${nameList(this.keys)}.`,
    );
  }

  /** Converts the driver's rows from `start` to `end` in place, and gives them their names. */
  convert(rows: unknown[][], start = 0, end = rows.length): void {
    this.#fill ??= this.#makeFill();
    this.#fill(rows, start, end);
  }

  /** The values of one column of rows that have not been converted; the rows stay as they are. */
  pluck(rows: readonly (readonly unknown[])[], index: number): unknown[] {
    const processor = this.processors[index] ?? null;
    const values = new Array<unknown>(rows.length);
    for (let row = 0; row < rows.length; row++) {
      const value = (rows[row] as readonly unknown[])[index];
      values[row] = processor === null || value === null ? value : processor(value);
    }
    return values;
  }

  /** A converted row as a plain object. Of two columns of one name the last is seen, as in any object. */
  toObject(row: readonly unknown[]): Record<string, unknown> {
    this.#object ??= makeObject(this.keys);
    return this.#object(row);
  }

  /** A shape with some of the columns. */
  pick(indexes: readonly number[]): RowShape {
    return new RowShape(
      indexes.map((index) => this.keys[index] as string),
      indexes.map((index) => this.processors[index] ?? null),
      indexes.map((index) => this.elements[index] ?? null),
    );
  }

  /** The prototype of this shape's rows. */
  get prototype(): object {
    this.#prototype ??= this.#makePrototype();
    return this.#prototype;
  }

  #makePrototype(): object {
    const shape = this;
    const properties: PropertyDescriptorMap = {
      [SHAPE]: { value: this },
      // A row shows its names wherever it is shown. In code it is an array.
      toJSON: {
        value(this: unknown[]) {
          return shape.toObject(this);
        },
      },
      [inspect.custom]: {
        value(this: unknown[]) {
          return shape.toObject(this);
        },
      },
    };
    this.keys.forEach((key, index) => {
      if (arrayNames.has(key) || key in properties || key === "__proto__") return;
      const get = this.#ambiguous.has(key)
        ? (): never => {
            throw ambiguous(key);
          }
        : getter(index);
      properties[key] = { get, configurable: true, enumerable: false };
    });
    return Object.create(Array.prototype, properties) as object;
  }

  #makeFill(): Fill {
    const { prototype, processors } = this;
    const used = processors.flatMap((processor, index) => (processor === null ? [] : [{ processor, index }]));
    if (canGenerate()) {
      const parameters = used.map(({ index }) => `p${index}`);
      const lines = used.map(({ index }) => `v = row[${index}]; if (v !== null) row[${index}] = p${index}(v);`);
      const body = `return function fill(rows, start, end) { for (let i = start; i < end; i++) { const row = rows[i];${used.length > 0 ? " let v; " : ""}${lines.join(" ")} setPrototypeOf(row, prototype); } };`;
      return new Function("setPrototypeOf", "prototype", ...parameters, body)(
        Object.setPrototypeOf,
        prototype,
        ...used.map(({ processor }) => processor),
      ) as Fill;
    }
    return (rows, start, end) => {
      for (let i = start; i < end; i++) {
        const row = rows[i] as unknown[];
        for (const { processor, index } of used) {
          const value = row[index];
          if (value !== null) row[index] = processor(value);
        }
        Object.setPrototypeOf(row, prototype);
      }
    };
  }
}

function getter(index: number): (this: unknown[]) => unknown {
  return function (this: unknown[]) {
    return this[index];
  };
}

function makeObject(keys: readonly string[]): (row: readonly unknown[]) => Record<string, unknown> {
  if (canGenerate() && !keys.includes("__proto__")) {
    const last = keys.flatMap((key, index) => (keys.lastIndexOf(key) === index ? [`${JSON.stringify(key)}: row[${index}]`] : []));
    return new Function("row", `return { ${last.join(", ")} };`) as (row: readonly unknown[]) => Record<string, unknown>;
  }
  return (row) => Object.fromEntries(keys.map((key, index) => [key, row[index]]));
}

function ambiguous(key: string): InvalidRequestError {
  return new InvalidRequestError(
    `The name ${JSON.stringify(key)} is ambiguous: several columns of the result have it. Read it by position, or name one of them with .as("…").`,
  );
}

function sameColumn(element: object, column: object): boolean {
  if (element === column) return true;
  const base = (one: object): object => (one as { baseColumn?: object }).baseColumn ?? one;
  // A label of the column stands for it; a column of a subquery for the one it was made from.
  const inner = (element as { element?: object }).element;
  return base(element) === column || inner === column || (inner !== undefined && base(inner) === column) || element === base(column);
}

let generation: boolean | undefined;
/** Whether code may be made from text: not under `--disallow-code-generation-from-strings`, nor a strict content security policy. */
export function canGenerate(): boolean {
  if (generation === undefined) {
    try {
      generation = new Function("return true")() as boolean;
    } catch {
      generation = false;
    }
  }
  return generation;
}

/** The names and values of a row, whatever its names are: `mapping(row).length`. */
export function mapping(row: readonly unknown[]): Record<string, unknown> {
  const shape = (row as { readonly [SHAPE]?: RowShape })[SHAPE];
  if (shape === undefined) throw new ArgumentError("mapping() takes a row of a result, and this array is none.");
  return shape.toObject(row);
}
