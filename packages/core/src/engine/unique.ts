/** Each value once. Two values are one if they are the same, and two rows if all their values are. Linear in the number of values. */
import type { UniqueStrategy } from "./result.js";

/** Keeps the first of equal values. */
export function distinctValues<R>(values: readonly R[], strategy?: UniqueStrategy<R>): R[] {
  const filter = new DistinctFilter(strategy);
  return values.filter((value) => filter.isNew(value));
}

/** Remembers what it has seen: for results that arrive in batches. */
export class DistinctFilter<R> {
  readonly #seen = new Set<unknown>();
  readonly #strategy: UniqueStrategy<R> | undefined;
  #ids: WeakMap<object, number> | null = null;
  #count = 0;

  constructor(strategy?: UniqueStrategy<R>) {
    this.#strategy = strategy;
  }

  /** Whether an equal value has not been seen before; it has from now on. */
  isNew(value: R): boolean {
    const key = this.#strategy === undefined ? this.#keyOf(value) : this.#strategy(value);
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  #keyOf(value: unknown): unknown {
    if (Array.isArray(value)) return this.#keyOfRow(value as readonly unknown[]);
    return this.#comparable(value);
  }

  #keyOfRow(row: readonly unknown[]): unknown {
    if (row.length === 1) return this.#comparable(row[0]);
    let key = "";
    for (const value of row) {
      const comparable = this.#comparable(value);
      const text =
        typeof comparable === "object" && comparable !== null ? `#${this.#idOf(comparable)}` : `${typeof comparable}:${String(comparable)}`;
      key += `${text.length}:${text}`;
    }
    return key;
  }

  /** What stands for a value in a `Set`: itself, unless it is an object that has a value. */
  #comparable(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Date) return `\u0000date:${value.getTime()}`;
    if (value instanceof Uint8Array)
      return `\u0000bytes:${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")}`;
    return value;
  }

  #idOf(value: object): number {
    this.#ids ??= new WeakMap();
    let id = this.#ids.get(value);
    if (id === undefined) {
      id = ++this.#count;
      this.#ids.set(value, id);
    }
    return id;
  }
}
