import { Checkin } from "./checkin.js";
import { Checkout } from "./checkout.js";
import { Closer } from "./closer.js";
import type { PoolContext } from "./context.js";
import type { ConnectionFactory } from "./factory.js";
import { FirstConnect } from "./first-connect.js";
import { Freshness } from "./freshness.js";
import { Handlers } from "./handlers.js";
import { Opener } from "./opener.js";
import type { CheckedPoolOptions, PoolLogger } from "./options.js";
import { Pinger } from "./pinger.js";
import { type PoolLimits, Stock } from "./stock.js";

/** The listeners of a pool, which outlive it in the pool made by `recreate`. */
export interface PoolListeners<C> {
  readonly handlers: Handlers<C>;
  readonly firstConnect: FirstConnect<C>;
}

/** The working parts of one pool. */
export interface PoolParts<C> {
  readonly context: PoolContext<C>;
  readonly listeners: PoolListeners<C>;
  readonly closer: Closer<C>;
  readonly checkin: Checkin<C>;
  readonly checkout: Checkout<C>;
}

/** @returns the listeners of a new pool: none */
export function noListeners<C>(): PoolListeners<C> {
  const handlers = new Handlers<C>();
  return { handlers, firstConnect: new FirstConnect(handlers) };
}

/** A log that fails must not cost a connection. */
function write(logger: PoolLogger, message: string): void {
  try {
    logger.debug(message);
  } catch {
    // there is no place left to report it
  }
}

/** Puts a pool together. */
export function assemble<C>(
  name: string,
  factory: ConnectionFactory<C>,
  options: CheckedPoolOptions,
  limits: PoolLimits,
  listeners: PoolListeners<C>,
): PoolParts<C> {
  const { logger } = options;
  const context: PoolContext<C> = {
    factory,
    options,
    handlers: listeners.handlers,
    stock: new Stock<C>(name, limits, options.poolTimeout, options.useLifo),
    freshness: new Freshness(options.poolRecycle, factory.ping === undefined ? undefined : options.pingAfter),
    log: logger === undefined ? () => {} : (message) => write(logger, `${name}: ${message}`),
  };
  const closer = new Closer(context);
  const checkin = new Checkin(context, closer);
  const checkout = new Checkout(context, new Pinger(context, closer), new Opener(context, closer, listeners.firstConnect), checkin);
  return { context, listeners, closer, checkin, checkout };
}
