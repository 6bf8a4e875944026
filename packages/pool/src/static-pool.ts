import type { ConnectionFactory } from "./factory.js";
import type { PoolOptions } from "./options.js";
import { Pool } from "./pool.js";

/**
 * One connection, one conversation: a single connection that callers use in turn, each waiting up to `poolTimeout` for the one before. For
 * what cannot have two: a database in memory, an embedded server. SQLAlchemy's pool of this name hands its connection to everybody at the
 * same time; where everything is concurrent that would mix transactions, so here a second caller waits, and the timeout names the first.
 * `poolSize`, `maxOverflow` and `useLifo` are refused.
 *
 * @typeParam C - the driver's own connection
 */
export class StaticPool<C> extends Pool<C> {
  /**
   * @param factory - opens and closes connections
   * @param options - see {@link PoolOptions}
   * @throws PoolArgumentError naming an option that is unknown or has a bad value
   */
  constructor(factory: ConnectionFactory<C>, options: PoolOptions = {}) {
    super(factory, options, {
      name: "StaticPool",
      without: { options: ["poolSize", "maxOverflow", "useLifo"], why: "it has one connection" },
      limits: () => ({ keep: 1, most: 1 }),
    });
  }
}
