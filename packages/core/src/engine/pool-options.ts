import type { AssertionPool, NullPool, QueuePool, StaticPool } from "@cupel/pool";

/** A class of pools, as `createEngine(url, { poolClass })` takes one. */
export type PoolClass = typeof QueuePool | typeof NullPool | typeof StaticPool | typeof AssertionPool;
