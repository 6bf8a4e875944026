import { PoolAssertionError } from "./errors.js";
import type { ConnectionFactory } from "./factory.js";
import type { PoolOptions } from "./options.js";
import { type AcquireOptions, Pool } from "./pool.js";
import type { PooledConnection } from "./pooled-connection.js";

/** The checkout that is out, or on its way. */
interface Checkout<C> {
  readonly acquiredAt: string;
  connection: PooledConnection<C> | undefined;
}

/**
 * Allows one checkout at a time, and answers a second with an error that shows where the first was acquired. For finding code that uses more
 * connections than it should. `poolSize`, `maxOverflow`,
 * `poolTimeout` and `useLifo` are refused.
 *
 * @typeParam C - the driver's own connection
 */
export class AssertionPool<C> extends Pool<C> {
  #current: Checkout<C> | undefined;

  /**
   * @param factory - opens and closes connections
   * @param options - see {@link PoolOptions}
   * @throws PoolArgumentError naming an option that is unknown or has a bad value
   */
  constructor(factory: ConnectionFactory<C>, options: PoolOptions = {}) {
    super(factory, options, {
      name: "AssertionPool",
      without: { options: ["poolSize", "maxOverflow", "poolTimeout", "useLifo"], why: "it has one connection, and nobody waits for it" },
      limits: () => ({ keep: 1, most: 1 }),
    });
  }

  /** @throws {@link PoolAssertionError} if a connection is out, or being acquired */
  override async acquire(options: AcquireOptions = {}): Promise<PooledConnection<C>> {
    this.#refuseSecond();
    const checkout = this.#begin(undefined);
    try {
      checkout.connection = await super.acquire(options);
      return checkout.connection;
    } catch (error) {
      this.#current = undefined;
      throw error;
    }
  }

  /** @throws {@link PoolAssertionError} if a connection is out, or being acquired */
  override tryAcquire(options: { holder?: string } = {}): PooledConnection<C> | null {
    this.#refuseSecond();
    const connection = super.tryAcquire(options);
    if (connection !== null) this.#begin(connection);
    return connection;
  }

  #refuseSecond(): void {
    if (this.#current === undefined) return;
    const { acquiredAt, connection } = this.#current;
    if (connection === undefined || connection.isValid) throw new PoolAssertionError(acquiredAt);
  }

  #begin(connection: PooledConnection<C> | undefined): Checkout<C> {
    this.#current = { acquiredAt: new Error("acquired here").stack ?? "(no stack)", connection };
    return this.#current;
  }
}
