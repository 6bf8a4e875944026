import type { Connection, Table } from "@cupel/core";
import type { Turn } from "@cupel/core/internal";
import type { Mapper } from "../mapping/mapper.js";
import type { IdentityKey, IdentityMap } from "../state/identity-map.js";
import type { InstanceState } from "../state/instance-state.js";
import type { SessionHost } from "../state/session-host.js";
import type { SessionSettings } from "./options.js";
import type { Session } from "./session.js";

/** Under which a session shows queries and loaders what the program does not see. */
export const INTERNALS: unique symbol = Symbol("cupel.session.internals");

/**
 * What queries and loaders ask of a session. Whoever calls these is inside a turn of the session's queue already: the public methods of
 * `Session` take it.
 */
export interface SessionInternals extends SessionHost {
  readonly session: Session;
  readonly identityMap: IdentityMap;
  readonly options: SessionSettings;
  /** Whether a flush is under way: nothing flushes by itself then. */
  readonly insideFlush: boolean;
  /** The connection of the transaction; begins one if there is none. */
  connection(mapper?: Mapper | null): Connection | Promise<Connection>;
  /** Flushes if an object has changed whose table is among those read. Undefined if nothing is to be done. */
  autoflush(tables: readonly Table<never, string>[] | "all", turn?: Turn): Promise<void> | undefined;
  /** Runs an operation when its turn has come. */
  enqueue<T>(operation: (turn: Turn) => T | Promise<T>): T | Promise<T>;
  /** Whether what is read now may not be what a rollback returns to: `register` has to be told of it. */
  readonly isUncertain: boolean;
  /** A row has made this object: it joins the identity map. */
  register(state: InstanceState, key: IdentityKey): void;
  /** A statement has written the row of an object that is here, whose values are about to follow: rollback wants those that were. */
  beforeChange(state: InstanceState): void;
  /** What was read is about to be put into an object that was there already. */
  beforeLoad(state: InstanceState): void;
  /** Rows have been written past the unit of work: what is read from these tables from now on may not be what a rollback returns to. */
  noteWrite(tables: Iterable<unknown> | "all"): void;
  /** The rows of these objects have been deleted by a statement. */
  removeDeleted(states: Iterable<InstanceState>): void;
}
