import type { DriverRecord } from "./record.js";

/** The connections that wait for a user, in the order in which they came back. */
export class IdleConnections<C> {
  readonly #records: DriverRecord<C>[] = [];
  readonly #useLifo: boolean;

  constructor(useLifo: boolean) {
    this.#useLifo = useLifo;
  }

  get size(): number {
    return this.#records.length;
  }

  put(record: DriverRecord<C>): void {
    this.#records.push(record);
  }

  /** The one that `take` would give. */
  peek(): DriverRecord<C> | undefined {
    return this.#useLifo ? this.#records.at(-1) : this.#records[0];
  }

  take(): DriverRecord<C> | undefined {
    return this.#useLifo ? this.#records.pop() : this.#records.shift();
  }

  /** Takes the one that has been idle longest, whatever the order of use: it is the first to go when there are too many. */
  takeOldest(): DriverRecord<C> | undefined {
    return this.#records.shift();
  }
}
