import type { Closer } from "./closer.js";
import type { PoolContext } from "./context.js";
import { type Awaitable, andThen, isPromise } from "./maybe-async.js";
import type { Keeper } from "./pooled-connection.js";
import type { DriverRecord } from "./record.js";
import type { Claim } from "./stock.js";

/** Marks a connection that could not be reset, apart from handlers' errors: its user has done nothing wrong and need not hear of it. */
interface ResetFailure {
  readonly error: unknown;
}

/**
 * The way back into the pool:
 *
 * 1. `reset` handlers, then the factory's reset;
 * 2. `checkin` handlers;
 * 3. kept if it is still wanted and there is room, otherwise closed;
 * 4. the slot goes to the next in the line, once the connection is idle or closed: an old connection is gone before a new one is opened in
 *    its place, which an embedded database insists on.
 *
 * Each step yields only if it must.
 */
export class Checkin<C> implements Keeper<C> {
  readonly #context: PoolContext<C>;
  readonly #closer: Closer<C>;

  constructor(context: PoolContext<C>, closer: Closer<C>) {
    this.#context = context;
    this.#closer = closer;
  }

  giveBack(claim: Claim, record: DriverRecord<C>): Awaitable<void> {
    let outcome: Awaitable<ResetFailure | undefined>;
    try {
      outcome = this.#clean(record);
    } catch (error) {
      return this.#abort(claim, record, error);
    }
    if (!isPromise(outcome)) return this.#finish(claim, record, outcome);
    return outcome.then(
      (failure) => this.#finish(claim, record, failure),
      (error: unknown) => this.#abort(claim, record, error),
    );
  }

  invalidate(claim: Claim, record: DriverRecord<C>, error: unknown): Awaitable<void> {
    claim.phase = "closing";
    return andThen(this.#closer.invalidate(record, error), () => this.#context.stock.free(claim));
  }

  doom(record: DriverRecord<C>, error: unknown): void {
    record.isDoomed = true;
    void this.#context.handlers.announce("softInvalidate", { driverConnection: record.driverConnection, record, error });
  }

  detach(claim: Claim, record: DriverRecord<C>): void {
    this.#context.log("connection detached");
    this.#context.stock.free(claim);
    void this.#context.handlers.announce("detach", { driverConnection: record.driverConnection, record });
  }

  closeDetached(record: DriverRecord<C>): Awaitable<void> {
    return this.#closer.closeDetached(record);
  }

  /** Puts a connection where it belongs and frees its slot, without cleaning: it is clean, or was never used. */
  keepOrClose(claim: Claim, record: DriverRecord<C>): Awaitable<void> {
    if (!this.#context.freshness.isStale(record) && this.#context.stock.hasRoom()) {
      this.#context.stock.idle.put(record);
      this.#context.stock.free(claim);
      return;
    }
    claim.phase = "closing";
    return andThen(this.discard(record), () => this.#context.stock.free(claim));
  }

  /** Closes a connection that is not to be used again, telling those who listen whether it was believed broken. */
  discard(record: DriverRecord<C>): Awaitable<void> {
    if (this.#context.freshness.wasInvalidated(record)) return this.#closer.invalidate(record, this.#context.freshness.invalidatedBy);
    return this.#closer.close(record);
  }

  /** Closes kept connections that are too many, because one for whom they were kept has left the line. */
  trim(): void {
    const { idle } = this.#context.stock;
    while (this.#context.stock.isOverstocked()) {
      const surplus = idle.takeOldest();
      if (surplus !== undefined) void this.#closer.close(surplus);
    }
  }

  /** Closes every idle connection. */
  closeIdle(): void {
    const { idle } = this.#context.stock;
    for (let record = idle.takeOldest(); record !== undefined; record = idle.takeOldest()) void this.discard(record);
  }

  #clean(record: DriverRecord<C>): Awaitable<ResetFailure | undefined> {
    const { handlers, options } = this.#context;
    const event = { driverConnection: record.driverConnection, record, mode: options.resetOnReturn };
    return andThen(handlers.emit("reset", event), () =>
      andThen(this.#reset(record.driverConnection), (failure) => {
        if (failure !== undefined) return failure;
        return andThen(handlers.emit("checkin", { driverConnection: record.driverConnection, record }), () => undefined);
      }),
    );
  }

  #reset(driverConnection: C): Awaitable<ResetFailure | undefined> {
    const { factory, options } = this.#context;
    if (options.resetOnReturn === false || factory.reset === undefined) return undefined;
    try {
      const outcome = factory.reset(driverConnection, options.resetOnReturn);
      if (!isPromise(outcome)) return undefined;
      return outcome.then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
    } catch (error) {
      return { error };
    }
  }

  #finish(claim: Claim, record: DriverRecord<C>, failure: ResetFailure | undefined): Awaitable<void> {
    if (failure !== undefined) return this.invalidate(claim, record, failure.error);
    record.lastUsedAt = Date.now();
    this.#context.log("connection returned");
    return this.keepOrClose(claim, record);
  }

  /** A handler threw: the connection is in an unknown state, and the caller is told. */
  #abort(claim: Claim, record: DriverRecord<C>, error: unknown): Awaitable<void> {
    return andThen(this.invalidate(claim, record, error), () => {
      throw error;
    });
  }
}
