/**
 * The transaction of a session and its savepoints. It begins in memory when an object joins or a statement is about to be sent; a connection
 * is taken at the first statement. It keeps what a rollback brings back (`originals.ts`).
 *
 * `active` → `committed` or `rolledBack`; a flush that fails rolls back at once and leaves it `failed` until the program says `rollback()`.
 */
import type { Connection, NestedTransaction } from "@cupel/core";
import { Originals } from "./originals.js";
import type { TransactionControl } from "./transaction-control.js";

export type TransactionStatus = "active" | "failed" | "committed" | "rolledBack";

/** A connection that takes part, and what ends its part. */
export interface Held {
  readonly connection: Connection;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** Gives the connection back, if the session took it. */
  release(): Promise<void>;
}

export class SessionTransaction {
  /** The transaction around a savepoint; null for the outermost. */
  readonly parent: SessionTransaction | null;
  /** @internal */
  readonly originals = new Originals();
  /** @internal */
  status: TransactionStatus = "active";
  /** @internal What made it fail. */
  cause: unknown = null;
  /** @internal Of the outermost: the connection. */
  held: Held | null = null;
  /** @internal Of a nested one: its savepoint. */
  savepoint: NestedTransaction | null = null;
  /** @internal Begun by the program, not by itself. */
  isExplicit: boolean;
  /** @internal A callback works in it, whose end is its end. */
  hasWork = false;
  readonly #control: TransactionControl;

  /** @internal Made by a session. */
  constructor(control: TransactionControl, parent: SessionTransaction | null, isExplicit: boolean) {
    this.#control = control;
    this.parent = parent;
    this.isExplicit = isExplicit;
  }

  /** True for a savepoint. */
  get isNested(): boolean {
    return this.parent !== null;
  }
  /** Whether statements can be sent in it. */
  get isActive(): boolean {
    return this.status === "active";
  }

  /** @internal Committed or rolled back, by the program or by what is around it. */
  get hasEnded(): boolean {
    return this.status === "committed" || this.status === "rolledBack";
  }

  /** Flushes, then commits, or releases the savepoint. @throws InvalidRequestError if it has ended, PendingRollbackError if a flush in it failed */
  commit(): Promise<void> {
    return this.#control.commitUpTo(this);
  }
  /** Rolls back; the objects are again what they were when it began. Does nothing if it has ended. */
  rollback(): Promise<void> {
    return this.#control.rollbackUpTo(this);
  }
  /** Rolls back, unless it has ended. */
  close(): Promise<void> {
    return this.rollback();
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.rollback();
  }
}
