/** Transactions as objects. The connection does the work; these know whether they still stand. */
import { InvalidRequestError } from "../errors.js";
import type { ConnectionState } from "./connection-state.js";

/** A transaction that has begun: the whole, or a savepoint within. `await using` rolls back what was not committed. */
export abstract class Transaction {
  protected readonly state: ConnectionState;
  /** @internal Kept by the connection. */
  standing: "active" | "ended" = "active";

  /** @internal Made by a connection. */
  constructor(state: ConnectionState) {
    this.state = state;
  }

  /** Whether it can still be committed or rolled back. */
  get isActive(): boolean {
    return this.standing === "active";
  }
  /** True for a savepoint. */
  abstract readonly isNested: boolean;
  /** @throws InvalidRequestError if it has ended. */
  abstract commit(): Promise<void>;
  /** Does nothing if it has ended. */
  abstract rollback(): Promise<void>;

  /** Rolls back, unless it has ended. */
  close(): Promise<void> {
    return this.rollback();
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.rollback();
  }

  protected checkActive(verb: string): void {
    if (!this.isActive)
      throw new InvalidRequestError(
        `One cannot ${verb} this ${this.isNested ? "savepoint" : "transaction"}: it has ended already. Begin another.`,
      );
  }
}

/** The transaction of a connection. */
export class RootTransaction extends Transaction {
  readonly isNested = false;
  /** @internal True while a callback owns it: what ends it early must not be followed by more statements. */
  isScoped = false;

  async commit(): Promise<void> {
    this.checkActive("commit");
    await this.state.run("commit", (turn) => {
      this.checkActive("commit");
      return this.state.commit(turn);
    });
  }
  async rollback(): Promise<void> {
    if (!this.isActive) return;
    await this.state.run("rollback", (turn) => (this.isActive ? this.state.rollback(turn) : undefined));
  }
}

/** A savepoint. */
export class NestedTransaction extends Transaction {
  readonly isNested = true;
  /** The savepoint's name in the database. */
  readonly name: string;

  /** @internal Made by a connection. */
  constructor(state: ConnectionState, name: string) {
    super(state);
    this.name = name;
  }

  async commit(): Promise<void> {
    this.checkActive("commit");
    await this.state.run("commit", (turn) => {
      this.checkActive("commit");
      return this.state.release(turn, this);
    });
  }
  async rollback(): Promise<void> {
    if (!this.isActive) return;
    await this.state.run("rollback", (turn) => (this.isActive ? this.state.rollbackTo(turn, this) : undefined));
  }
}
