import type { Connection } from "@cupel/core";
import { EventHub } from "@cupel/core/internal";
import type { Session } from "./session.js";
import type { SessionTransaction } from "./session-transaction.js";
import type { SessionMaker } from "./sessionmaker.js";

type Handler<E, R = void> = (event: E & { event: string }) => R | Promise<R>;
type AtOnce<E> = (event: E & { event: string }) => void;

/** A statement on its way through a session. A handler may return another statement or other parameters, which are executed instead. */
export interface OrmExecuteEvent {
  session: Session;
  statement: object;
  parameters: unknown;
}

/** What happens to a session. Each can be listened to on one session, on a `sessionMaker`, or on the class `Session`. */
export interface SessionEvents {
  beforeCommit: Handler<{ session: Session }>;
  afterCommit: Handler<{ session: Session }>;
  beforeFlush: Handler<{ session: Session }>;
  /** The statements have been sent; the objects still show what was new, changed and deleted. */
  afterFlush: Handler<{ session: Session }>;
  afterFlushPostexec: Handler<{ session: Session }>;
  /** A connection has joined the transaction. */
  afterBegin: Handler<{ session: Session; transaction: SessionTransaction; connection: Connection }>;
  /** The database has rolled back: the transaction or a savepoint. */
  afterRollback: Handler<{ session: Session }>;
  /** A `rollback` has ended a transaction or savepoint of the session. */
  afterSoftRollback: Handler<{ session: Session; transaction: SessionTransaction }>;
  afterTransactionCreate: Handler<{ session: Session; transaction: SessionTransaction }>;
  afterTransactionEnd: Handler<{ session: Session; transaction: SessionTransaction }>;
  doOrmExecute: Handler<OrmExecuteEvent, void | { statement?: object; parameters?: unknown }>;
  afterBulkInsert: Handler<{ session: Session; statement: object | null; rowCount: number }>;
  afterBulkUpdate: Handler<{ session: Session; statement: object | null; rowCount: number }>;
  afterBulkDelete: Handler<{ session: Session; statement: object | null; rowCount: number }>;
  transientToPending: AtOnce<{ session: Session; target: object }>;
  pendingToTransient: AtOnce<{ session: Session; target: object }>;
  pendingToPersistent: AtOnce<{ session: Session; target: object }>;
  persistentToTransient: AtOnce<{ session: Session; target: object }>;
  persistentToDeleted: AtOnce<{ session: Session; target: object }>;
  persistentToDetached: AtOnce<{ session: Session; target: object }>;
  deletedToPersistent: AtOnce<{ session: Session; target: object }>;
  deletedToDetached: AtOnce<{ session: Session; target: object }>;
  detachedToPersistent: AtOnce<{ session: Session; target: object }>;
}

/** The events of sessions and of what makes them. */
export type SessionEventsOf<T> = T extends typeof Session | Session | SessionMaker ? SessionEvents : never;

declare module "@cupel/core" {
  interface EventTargets<T> {
    session: SessionEventsOf<T>;
  }
}

const NAMES = [
  "beforeCommit",
  "afterCommit",
  "beforeFlush",
  "afterFlush",
  "afterFlushPostexec",
  "afterBegin",
  "afterRollback",
  "afterSoftRollback",
  "afterTransactionCreate",
  "afterTransactionEnd",
  "doOrmExecute",
  "afterBulkInsert",
  "afterBulkUpdate",
  "afterBulkDelete",
  "transientToPending",
  "pendingToTransient",
  "pendingToPersistent",
  "persistentToTransient",
  "persistentToDeleted",
  "persistentToDetached",
  "deletedToPersistent",
  "deletedToDetached",
  "detachedToPersistent",
] as const satisfies readonly (keyof SessionEvents)[];

export type SessionEventName = (typeof NAMES)[number];

/** A hub for the events of sessions, whose handlers hear what the parent's hear. */
export function sessionHub(target: string, parent: EventHub | null): EventHub {
  return new EventHub({ names: NAMES, target, parent });
}
