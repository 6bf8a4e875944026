import type { ConnectionFactory } from "./factory.js";
import type { PoolOptions } from "./options.js";
import { Pool } from "./pool.js";

/**
 * The ordinary pool: keeps up to `poolSize` connections, opens up to `maxOverflow` more when all are in use, and lets further callers wait
 * their turn for up to `poolTimeout`.
 *
 * @typeParam C - the driver's own connection
 */
export class QueuePool<C> extends Pool<C> {
  /**
   * @param factory - opens and closes connections
   * @param options - see {@link PoolOptions}
   * @throws PoolArgumentError naming an option that is unknown or has a bad value
   */
  constructor(factory: ConnectionFactory<C>, options: PoolOptions = {}) {
    super(factory, options, {
      name: "QueuePool",
      limits: ({ poolSize, maxOverflow }) => {
        if (poolSize === 0) return { keep: Infinity, most: Infinity };
        return { keep: poolSize, most: maxOverflow === -1 ? Infinity : poolSize + maxOverflow };
      },
    });
  }
}
