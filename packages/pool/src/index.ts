export { AssertionPool } from "./assertion-pool.js";
export {
  PoolArgumentError,
  PoolAssertionError,
  PoolClosedError,
  PoolConnectTimeoutError,
  type PoolHolder,
  PoolTimeoutError,
  RetryCheckoutError,
} from "./errors.js";
export type { CheckoutEvent, ConnectionEvent, InvalidateEvent, PoolEvents, ResetEvent } from "./events.js";
export type { ConnectionFactory } from "./factory.js";
export { NullPool } from "./null-pool.js";
export type { CheckedPoolOptions, PoolLogger, PoolOptions } from "./options.js";
export { type AcquireOptions, Pool, type PoolKind } from "./pool.js";
export { PooledConnection } from "./pooled-connection.js";
export { QueuePool } from "./queue-pool.js";
export type { ConnectionRecord } from "./record.js";
export { StaticPool } from "./static-pool.js";
export type { PoolLimits } from "./stock.js";
