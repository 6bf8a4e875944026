import type { PooledConnection } from "./pooled-connection.js";
import type { ConnectionRecord } from "./record.js";

/** What an event tells of one connection. */
export interface ConnectionEvent<C> {
  /** The driver's connection. */
  readonly driverConnection: C;
  /** The pool's entry for it, whose `info` is free for notes. */
  readonly record: ConnectionRecord<C>;
}

/** A connection is about to be handed out. */
export interface CheckoutEvent<C> extends ConnectionEvent<C> {
  /** The checkout that the caller will receive. */
  readonly connection: PooledConnection<C>;
}

/** A connection is about to be reset on its way back. */
export interface ResetEvent<C> extends ConnectionEvent<C> {
  /** How: false when `resetOnReturn` is, and the handler has to clean up alone. */
  readonly mode: "rollback" | "commit" | false;
}

/** A connection turned out to be unusable. */
export interface InvalidateEvent<C> extends ConnectionEvent<C> {
  /** What showed it, where there was an error. */
  readonly error: unknown;
}

/**
 * The events of a pool. Handlers may be async; they are awaited in the order of their registration, and a throw aborts what was going on.
 * Exceptions are those that announce what can no longer be stopped (`invalidate`, `softInvalidate`, `close`, `detach`, `closeDetached`):
 * an error there becomes a process warning, and the connection is closed all the same.
 *
 * A `checkout` that succeeded is followed by one `checkin`, `invalidate` or `detach`.
 *
 * @typeParam C - the driver's own connection
 */
export interface PoolEvents<C> {
  /** A connection was opened. The place for settings that every connection needs. */
  connect(event: ConnectionEvent<C>): Promise<void> | void;
  /** The first connection of this pool was opened; before its `connect`. Others wait until it has ended well. */
  firstConnect(event: ConnectionEvent<C>): Promise<void> | void;
  /** A connection is handed out. An error with `retryCheckout: true` means: it is dead, try another; that is done up to three times. */
  checkout(event: CheckoutEvent<C>): Promise<void> | void;
  /** A connection, reset already, goes back. */
  checkin(event: ConnectionEvent<C>): Promise<void> | void;
  /** A connection is about to be reset. */
  reset(event: ResetEvent<C>): Promise<void> | void;
  /** A connection is unusable and will be closed. */
  invalidate(event: InvalidateEvent<C>): Promise<void> | void;
  /** A connection will be closed when its present user has finished with it. */
  softInvalidate(event: InvalidateEvent<C>): Promise<void> | void;
  /** A connection is about to be closed by the pool. */
  close(event: ConnectionEvent<C>): Promise<void> | void;
  /** A connection has left the pool for its caller. */
  detach(event: ConnectionEvent<C>): Promise<void> | void;
  /** A detached connection is about to be closed by `closeDetached`. */
  closeDetached(event: ConnectionEvent<C>): Promise<void> | void;
}

/** The names of the events, for checking what a caller asks to listen to. */
export const poolEventNames: ReadonlySet<string> = new Set<keyof PoolEvents<unknown>>([
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
]);
