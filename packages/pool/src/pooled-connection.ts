import { PoolClosedError } from "./errors.js";
import type { Awaitable } from "./maybe-async.js";
import type { ConnectionRecord, DriverRecord } from "./record.js";
import type { Claim } from "./stock.js";

/** What a checkout asks of its pool. */
export interface Keeper<C> {
  giveBack(claim: Claim, record: DriverRecord<C>): Awaitable<void>;
  invalidate(claim: Claim, record: DriverRecord<C>, error: unknown): Awaitable<void>;
  doom(record: DriverRecord<C>, error: unknown): void;
  detach(claim: Claim, record: DriverRecord<C>): void;
  closeDetached(record: DriverRecord<C>): Awaitable<void>;
}

/**
 * One checkout: a driver connection, lent until {@link PooledConnection.release}. The connection itself may be lent many times; each time this
 * object is a new one, so that whoever kept an old one cannot touch the next user's work.
 *
 * @typeParam C - the driver's own connection
 * @example
 * ```ts
 * const connection = await pool.acquire({ holder: "GET /users" });
 * try {
 *   await use(connection.driverConnection);
 * } finally {
 *   await connection.release();
 * }
 * ```
 */
export class PooledConnection<C> {
  readonly #keeper: Keeper<C>;
  readonly #claim: Claim;
  readonly #record: DriverRecord<C>;
  #state: "held" | "released" | "invalidated" | "detached" = "held";
  /** How the end of this checkout goes on; undefined while it has not ended, or if it ended at once. */
  #returning: Awaitable<void> = undefined;

  /** @internal Made by the pool. */
  constructor(keeper: Keeper<C>, claim: Claim, record: DriverRecord<C>) {
    this.#keeper = keeper;
    this.#claim = claim;
    this.#record = record;
  }

  /**
   * The driver's connection.
   *
   * @throws {@link PoolClosedError} after release: it may be another's by now
   */
  get driverConnection(): C {
    if (this.#state === "released") throw new PoolClosedError("this connection was given back to its pool; acquire another");
    return this.#record.driverConnection;
  }

  /** The pool's entry for the driver connection; its `info` outlives this checkout. */
  get record(): ConnectionRecord<C> {
    return this.#record;
  }

  /** Whether this checkout still holds its connection: not released, not invalidated, not detached. */
  get isValid(): boolean {
    return this.#state === "held";
  }

  /**
   * Resets the connection and gives it back. If the reset fails it is closed instead. Later calls do nothing, or wait for the first.
   *
   * @returns a promise if the reset, a handler or the closing of a surplus connection has to be waited for, otherwise nothing
   * @throws what a `reset` or `checkin` handler threw; the connection is closed then
   */
  release(): Promise<void> | void {
    if (this.#state !== "held") return this.#returning;
    this.#state = "released";
    this.#returning = this.#keeper.giveBack(this.#claim, this.#record);
    return this.#returning;
  }

  /**
   * Says that the connection must not be used again. It is closed, and its place in the pool is free for a new one; there is nothing left to
   * release. Does nothing if this checkout has ended.
   *
   * @param error - what showed it, for the `invalidate` handlers
   * @param options - `soft`: go on using it, and have it closed on release
   */
  invalidate(error?: unknown, options?: { soft?: boolean }): void {
    if (this.#state !== "held") return;
    if (options?.soft === true) {
      this.#keeper.doom(this.#record, error);
      return;
    }
    this.#state = "invalidated";
    this.#returning = this.#keeper.invalidate(this.#claim, this.#record, error);
  }

  /**
   * Takes the connection out of the pool for good. The pool may open another in its place; closing this one is the caller's business, by the
   * driver's own means or by {@link PooledConnection.closeDetached}.
   *
   * @returns the driver's connection
   * @throws {@link PoolClosedError} if this checkout has ended
   */
  detach(): C {
    if (this.#state !== "held") throw new PoolClosedError(`cannot detach a connection that was ${this.#state}`);
    this.#state = "detached";
    this.#keeper.detach(this.#claim, this.#record);
    return this.#record.driverConnection;
  }

  /**
   * Closes a detached connection through the factory, as the pool would.
   *
   * @returns a promise if that takes time
   * @throws {@link PoolClosedError} if the connection was not detached, or is closed already
   */
  closeDetached(): Promise<void> | void {
    if (this.#state !== "detached") throw new PoolClosedError("only a detached connection is closed apart from its pool, once");
    this.#state = "invalidated";
    return this.#keeper.closeDetached(this.#record);
  }

  /** Releases at the end of an `await using` scope. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}
