import type { ConnectionFactory } from "./factory.js";
import type { PoolOptions } from "./options.js";
import { Pool } from "./pool.js";

/**
 * Keeps nothing: every checkout opens a connection and every release closes it. For an outside pooler, and for processes that must leave no
 * connection behind. There is no limit, hence no waiting; sizes and timeout are refused; none grows old or stale.
 *
 * @typeParam C - the driver's own connection
 */
export class NullPool<C> extends Pool<C> {
  /**
   * @param factory - opens and closes connections
   * @param options - see {@link PoolOptions}
   * @throws PoolArgumentError naming an option that is unknown or has a bad value
   */
  constructor(factory: ConnectionFactory<C>, options: PoolOptions = {}) {
    super(factory, options, {
      name: "NullPool",
      without: { options: ["poolSize", "maxOverflow", "poolTimeout", "useLifo"], why: "it keeps no connection" },
      limits: () => ({ keep: 0, most: Infinity }),
    });
  }
}
