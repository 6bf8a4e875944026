import { PoolArgumentError } from "./errors.js";
import type { PoolEvents } from "./events.js";
import type { ConnectionFactory } from "./factory.js";
import { type CheckedPoolOptions, checkPoolOptions, type PoolOptions } from "./options.js";
import { assemble, noListeners, type PoolParts } from "./parts.js";
import type { PooledConnection } from "./pooled-connection.js";
import type { PoolLimits } from "./stock.js";

/** How a connection is asked for. */
export interface AcquireOptions {
  /** Ends the wait: the promise is rejected with the signal's reason at once. A connection being opened meanwhile goes to the pool. */
  signal?: AbortSignal;
  /** Who asks, in words that help whoever reads a timeout: `"GET /users"`. */
  holder?: string;
}

/** What distinguishes one class of pool from another: its name, and its limits under given options. */
export interface PoolKind {
  readonly name: string;
  /** Options that mean nothing to it, and why: `it keeps no connection`. They are refused, not ignored. */
  readonly without?: { readonly options: readonly (keyof PoolOptions)[]; readonly why: string };
  limits(options: CheckedPoolOptions): PoolLimits;
}

/**
 * A pool of connections. It lends each to one caller at a time, in the order of asking, and is never finished: after `dispose` it opens new
 * ones on demand. It keeps no timer running, so that it never keeps a process alive.
 *
 * @typeParam C - the driver's own connection
 */
export abstract class Pool<C> {
  readonly #factory: ConnectionFactory<C>;
  readonly #options: PoolOptions;
  readonly #kind: PoolKind;
  #parts: PoolParts<C>;

  /**
   * @param factory - opens and closes connections
   * @param options - see {@link PoolOptions}; each class reads what concerns it
   * @param kind - given by the subclass
   * @throws {@link PoolArgumentError} naming an option that is unknown or has a bad value
   */
  constructor(factory: ConnectionFactory<C>, options: PoolOptions, kind: PoolKind) {
    for (const method of ["create", "destroy"] as const) {
      if (typeof factory?.[method] !== "function")
        throw new PoolArgumentError("factory", `the pool's factory must have a method ${method}`);
    }
    const checked = checkPoolOptions(options);
    for (const name of kind.without?.options ?? []) {
      if (options[name] !== undefined)
        throw new PoolArgumentError(
          name,
          `${name} says nothing to a ${kind.name}: ${kind.without!.why}. Leave ${name} out, or use a QueuePool.`,
        );
    }
    this.#factory = factory;
    this.#options = options;
    this.#kind = kind;
    this.#parts = assemble(kind.name, factory, checked, kind.limits(checked), noListeners<C>());
  }

  /**
   * Borrows a connection, waiting for one if need be.
   *
   * @param options - who asks, and what ends the wait
   * @returns the checkout, to be released
   * @throws PoolTimeoutError when none was free within `poolTimeout`; the signal's reason; what the factory or a handler threw
   */
  acquire(options: AcquireOptions = {}): Promise<PooledConnection<C>> {
    const { signal, holder } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    const { checkout, context } = this.#parts;
    // With checkout handlers the long way counts their refusals; without, there is no reason not to take the short one.
    const ready = context.handlers.has("checkout") ? null : checkout.takeNow(holder);
    return ready === null ? checkout.take(holder, signal) : Promise.resolve(ready);
  }

  /**
   * Borrows a connection without waiting: one that is idle, is neither too old nor due for a ping, and for which nobody else waits.
   *
   * @param options - who asks
   * @returns the checkout, or null if `acquire` has to be used: also while it is not known that every `checkout` handler is synchronous
   * @throws what a synchronous `checkout` handler threw
   */
  tryAcquire(options: { holder?: string } = {}): PooledConnection<C> | null {
    return this.#parts.checkout.takeNow(options.holder);
  }

  /** @returns how many connections are kept; 0 for no limit, as in `poolSize` */
  size(): number {
    const { keep } = this.#parts.context.stock.limits;
    return keep === Infinity ? 0 : keep;
  }

  /** @returns how many connections callers hold, those being reset on their way back included */
  checkedOut(): number {
    return this.#parts.context.stock.countHeld();
  }

  /** @returns how many open connections there are beyond the size; never negative */
  overflow(): number {
    const { keep } = this.#parts.context.stock.limits;
    return Math.max(0, this.checkedIn() + this.checkedOut() - keep);
  }

  /** @returns how many connections are idle */
  checkedIn(): number {
    return this.#parts.context.stock.idle.size;
  }

  /** @returns how many callers wait for a connection to become free */
  waiting(): number {
    return this.#parts.context.stock.waiting;
  }

  /** @returns the numbers above in one line */
  status(): string {
    const numbers = `in pool: ${this.checkedIn()}, checked out: ${this.checkedOut()}, overflow: ${this.overflow()}, waiting: ${this.waiting()}`;
    return `${this.#kind.name} size: ${this.size()}, ${numbers}`;
  }

  /**
   * Closes all idle connections now, and each one in use when it is given back. The pool can be used as before, with new connections.
   *
   * @returns when the idle ones, and those closing already, are closed
   */
  async dispose(): Promise<void> {
    const { context, checkin, closer } = this.#parts;
    context.freshness.retireAll();
    checkin.closeIdle();
    context.log("pool disposed");
    await closer.settled();
  }

  /**
   * Has every connection opened before now replaced: an idle one at its next checkout, one in use when it is given back. For when the server
   * has been lost.
   *
   * @param error - what showed it; the `invalidate` handlers are given it
   */
  invalidateAll(error?: unknown): void {
    this.#parts.context.freshness.invalidateAll(error);
    this.#parts.context.log("all connections invalidated");
  }

  /**
   * Makes a new, empty pool of the same class, factory and options. It shares this pool's listeners, and `firstConnect` is not repeated.
   *
   * @returns the new pool; this one goes on independently
   */
  recreate(): Pool<C> {
    // The constructor of every concrete pool takes a factory and options; TypeScript knows `constructor` only as a Function.
    const Class = this.constructor as new (factory: ConnectionFactory<C>, options: PoolOptions) => Pool<C>;
    const pool = new Class(this.#factory, this.#options);
    const { context, listeners } = this.#parts;
    pool.#parts = assemble(this.#kind.name, this.#factory, context.options, context.stock.limits, listeners);
    return pool;
  }

  /**
   * Registers a handler of a pool event.
   *
   * @param name - the event, see {@link PoolEvents}
   * @param handler - called with the event; may be async
   * @param options - `once`: only the next time
   * @returns a function that removes the handler
   * @throws {@link PoolArgumentError} if there is no such event, or the handler is not a function
   */
  listen<K extends keyof PoolEvents<C>>(name: K, handler: PoolEvents<C>[K], options: { once?: boolean } = {}): () => void {
    return this.#parts.listeners.handlers.add(name, handler, options.once ?? false);
  }
}
