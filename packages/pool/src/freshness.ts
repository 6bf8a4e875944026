import type { DriverRecord } from "./record.js";

/**
 * What must happen to an idle connection before it may be used: nothing, a test, or its replacement because it is too old or because the
 * pool has moved on.
 */
export type Verdict = "fresh" | "ping" | "expired" | "stale";

/**
 * Knows which connections may be used again. Time is counted twice besides the clock: a *generation* ends with every `dispose` and
 * `invalidateAll`, and what was opened in an earlier one is replaced; a *sudden death*, found by a ping or reported at checkout, makes
 * everything opened before it suspect, so that it must answer a ping first, however lately it was used.
 */
export class Freshness {
  readonly #recycleAfter: number;
  readonly #pingAfter: number | undefined;
  #generation = 0;
  #deaths = 0;
  #invalidatedBefore = 0;
  #invalidatedBy: unknown;

  /**
   * @param recycleAfter - age in milliseconds from which a connection is replaced; -1 for never
   * @param pingAfter - idle milliseconds from which it is tested; undefined for never
   */
  constructor(recycleAfter: number, pingAfter: number | undefined) {
    this.#recycleAfter = recycleAfter;
    this.#pingAfter = pingAfter;
  }

  get generation(): number {
    return this.#generation;
  }

  get deaths(): number {
    return this.#deaths;
  }

  judge<C>(record: DriverRecord<C>, now: number): Verdict {
    if (this.isStale(record)) return "stale";
    if (this.#recycleAfter >= 0 && now - record.createdAt >= this.#recycleAfter) return "expired";
    if (this.#pingAfter === undefined) return "fresh";
    return now - record.lastUsedAt >= this.#pingAfter || record.trustedAt < this.#deaths ? "ping" : "fresh";
  }

  isStale<C>(record: DriverRecord<C>): boolean {
    return record.isDoomed || record.generation < this.#generation;
  }

  /** Whether a stale connection is so because of `invalidateAll`, and not merely disposed of. */
  wasInvalidated<C>(record: DriverRecord<C>): boolean {
    return record.generation < this.#invalidatedBefore;
  }

  /** The error given to the last `invalidateAll`. */
  get invalidatedBy(): unknown {
    return this.#invalidatedBy;
  }

  /** All connections opened until now are to be replaced. */
  retireAll(): void {
    this.#generation += 1;
  }

  /** All connections opened until now are believed broken. */
  invalidateAll(error: unknown): void {
    this.retireAll();
    this.#invalidatedBefore = this.#generation;
    this.#invalidatedBy = error;
  }

  /** A connection died without notice: the others may have as well. */
  suspectAll(): void {
    this.#deaths += 1;
  }

  /** The connection has answered. */
  trust<C>(record: DriverRecord<C>): void {
    record.trustedAt = this.#deaths;
  }
}
