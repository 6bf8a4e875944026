/** The engine's pool: how connections are opened by the dialect's driver, what its errors mean here, and how its events reach listeners. */
import {
  type ConnectionFactory,
  type Pool,
  PoolArgumentError,
  PoolAssertionError,
  PoolClosedError,
  PoolConnectTimeoutError,
  type PoolOptions,
  PoolTimeoutError,
  QueuePool,
  StaticPool,
} from "@cupel/pool";
import { ArgumentError, CupelError, InvalidRequestError, ResourceClosedError, TimeoutError } from "../errors.js";
import { EVENTS, EventHub } from "../events.js";
import type { Dialect } from "./dialect.js";
import type { Driver, DriverConnection } from "./driver.js";
import type { EngineOptions } from "./engine-options.js";
import { andThen } from "./maybe.js";
import type { URL } from "./url.js";

/** The events of a pool that listeners of an engine or pool can hear. */
export const poolEventNames = [
  "connect",
  "firstConnect",
  "checkout",
  "checkin",
  "reset",
  "invalidate",
  "softInvalidate",
  "close",
  "detach",
  "closeDetached",
] as const;

/** Makes the pool of an engine. */
export function createPool(dialect: Dialect, url: URL, options: EngineOptions): Pool<DriverConnection> {
  const PoolClass = options.poolClass ?? (dialect.isOneConnection(url) ? StaticPool : QueuePool);
  if (typeof PoolClass !== "function" || typeof (PoolClass as { prototype?: { acquire?: unknown } }).prototype?.acquire !== "function")
    throw new ArgumentError('The engine option "poolClass" takes a class: QueuePool, NullPool, StaticPool or AssertionPool.');
  try {
    return new PoolClass<DriverConnection>(factory(dialect, url, options), poolOptions(options));
  } catch (error) {
    throw fromPool(error);
  }
}

function factory(dialect: Dialect, url: URL, options: EngineOptions): ConnectionFactory<DriverConnection> {
  let loading: Promise<Driver> | undefined;
  return {
    async create(signal) {
      loading ??= Promise.resolve(dialect.loadDriver());
      let driver: Driver;
      try {
        driver = await loading;
      } catch (error) {
        loading = undefined;
        throw error;
      }
      try {
        const connection = await driver.connect(url, options.connectArgs ?? {}, signal);
        if (options.isolationLevel !== undefined) await connection.setIsolationLevel(options.isolationLevel);
        return connection;
      } catch (error) {
        if (error instanceof CupelError) throw error;
        throw dialect.convertError(error, { url });
      }
    },
    destroy: (connection) => connection.close(),
    ping: async (connection) => {
      await connection.ping();
      return true;
    },
    reset: (connection, mode) => (mode === "commit" ? andThen(connection.commit(), () => connection.reset()) : connection.reset()),
  };
}

function poolOptions(options: EngineOptions): PoolOptions {
  return {
    ...(options.poolSize !== undefined && { poolSize: options.poolSize }),
    ...(options.maxOverflow !== undefined && { maxOverflow: options.maxOverflow }),
    ...(options.poolTimeout !== undefined && { poolTimeout: options.poolTimeout }),
    ...(options.poolRecycle !== undefined && { poolRecycle: options.poolRecycle }),
    ...(options.poolPrePing !== undefined && { poolPrePing: options.poolPrePing }),
    ...(options.poolUseLifo !== undefined && { useLifo: options.poolUseLifo }),
    ...(options.poolResetOnReturn !== undefined && { resetOnReturn: options.poolResetOnReturn }),
    ...(options.echoPool !== undefined && { echoPool: options.echoPool }),
  };
}

/** The pool knows nothing of this tree of errors. */
export function fromPool(error: unknown): unknown {
  if (error instanceof PoolTimeoutError || error instanceof PoolConnectTimeoutError)
    return new TimeoutError(error.message, { cause: error });
  if (error instanceof PoolArgumentError) return new ArgumentError(error.message, { cause: error });
  if (error instanceof PoolAssertionError) return new InvalidRequestError(error.message, { cause: error });
  if (error instanceof PoolClosedError) return new ResourceClosedError(error.message, { cause: error });
  return error;
}

/**
 * Lets listeners of `hub` hear the pool: a handler is put into the pool when the first asks for its event, so that a pool that nobody listens
 * to stays synchronous.
 */
export function poolForwarder(pool: Pool<DriverConnection>): (name: string, hub: EventHub) => void {
  const forwarded = new Map<EventHub, Set<string>>();
  return (name, hub) => {
    if (!(poolEventNames as readonly string[]).includes(name)) return;
    const names = forwarded.get(hub) ?? new Set<string>();
    forwarded.set(hub, names);
    if (names.has(name)) return;
    names.add(name);
    pool.listen(
      name as (typeof poolEventNames)[number],
      (event: { readonly driverConnection: DriverConnection; readonly record: object; readonly error?: unknown }) => {
        if (hub.isSilent) return;
        const shown = { driverConnection: event.driverConnection.native, record: event.record };
        return hub.emit(name, "error" in event ? { ...shown, error: event.error } : shown);
      },
    );
  };
}

/** Makes a pool a target of `listen`. */
export function makeListenable(pool: Pool<DriverConnection>, forward: (name: string, hub: EventHub) => void): void {
  const hub: EventHub = new EventHub({ names: poolEventNames, target: "A pool", onListen: (name) => forward(name, hub) });
  Object.defineProperty(pool, EVENTS, { value: hub });
}

/** Whether a pool has one connection, for which its holder should be named. */
export function isPoolOfOne(pool: Pool<DriverConnection>): boolean {
  return pool instanceof StaticPool;
}

/** The place in the application from which a connection is asked for. */
export function callSite(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  const frame = stack
    ?.split("\n")
    .slice(1)
    .find(
      (line) =>
        !/[\\/](?:@cupel|packages)[\\/](?:core|pool|orm|testing|migrate|dialect-\w+)[\\/](?:src|dist)[\\/]|node:internal|<anonymous>/.test(
          line,
        ),
    );
  return frame?.replace(/^\s*at (?:async )?/, "");
}
