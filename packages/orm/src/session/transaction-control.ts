/** Begins, ends and fails the transactions of one session, in the database and in memory. */
import { ArgumentError, type Connection, Engine, InvalidRequestError, PendingRollbackError } from "@cupel/core";
import { STATE } from "@cupel/core/internal";
import { expire } from "../state/attributes.js";
import type { SessionCore } from "./core.js";
import type { Bind, JoinTransactionMode } from "./options.js";
import { type Held, SessionTransaction } from "./session-transaction.js";

export class TransactionControl {
  readonly #core: SessionCore;
  /** The innermost. */
  current: SessionTransaction | null = null;
  #opening: Promise<Connection> | null = null;

  constructor(core: SessionCore) {
    this.#core = core;
  }

  get root(): SessionTransaction | null {
    let transaction = this.current;
    while (transaction?.parent != null) transaction = transaction.parent;
    return transaction;
  }

  /** The transaction to work in; one begins if there is none. In memory alone: nothing is sent. */
  ensure(): SessionTransaction {
    if (this.current !== null) return this.current;
    if (!this.#core.options.autobegin)
      throw new InvalidRequestError("The session has no transaction, and autobegin is off: call `await session.begin()` first.");
    return this.#push(new SessionTransaction(this, null, false));
  }

  #push(transaction: SessionTransaction): SessionTransaction {
    this.current = transaction;
    return transaction;
  }

  /** @throws PendingRollbackError if a flush has failed and the program has not rolled back yet */
  checkActive(): SessionTransaction {
    const transaction = this.ensure();
    if (transaction.status === "failed") {
      const { cause } = transaction;
      throw new PendingRollbackError(
        `The ${transaction.isNested ? "savepoint" : "transaction"} of this session was rolled back because a flush failed (${cause instanceof Error ? cause.message.split("\n")[0] : String(cause)}). Call \`await ${transaction.isNested ? "savepoint.rollback()` or `await session.rollback()" : "session.rollback()"}\`; then the session can be used again.`,
        { cause },
      );
    }
    return transaction;
  }

  async begin(): Promise<SessionTransaction> {
    const { current } = this;
    if (current !== null && (current.isExplicit || current.isNested || current.held !== null || current.status === "failed")) {
      throw new InvalidRequestError(
        `A transaction is open on this session already${current.isExplicit ? "" : " (a statement began it)"}: commit or roll back first, or use \`session.beginNested()\` for a savepoint.`,
      );
    }
    const transaction = current ?? new SessionTransaction(this, null, true);
    transaction.isExplicit = true;
    if (current === null) {
      this.#push(transaction);
      await this.#core.tell("afterTransactionCreate", { transaction });
    }
    return transaction;
  }

  /** Sets a savepoint; what is pending is flushed before. */
  async beginNested(): Promise<SessionTransaction> {
    await this.#core.flush(null);
    const parent = this.checkActive();
    const connection = await this.connection();
    const transaction = new SessionTransaction(this, parent, true);
    transaction.savepoint = await connection.beginNested();
    this.#push(transaction);
    await this.#core.tell("afterTransactionCreate", { transaction });
    return transaction;
  }

  /** The connection, taken at the first use. */
  connection(): Connection | Promise<Connection> {
    this.checkActive();
    const { held } = this.root!;
    if (held !== null) return held.connection;
    this.#opening ??= this.#open(this.root!).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(transaction: SessionTransaction): Promise<Connection> {
    const { bind, joinTransactionMode } = this.#core.options;
    if (bind === null)
      throw new InvalidRequestError("This session is bound to no engine: give one, as in `new Session(engine)` or `sessionMaker(engine)`.");
    transaction.held = await hold(bind, joinTransactionMode);
    const { connection } = transaction.held;
    await this.#core.tell("afterBegin", { transaction, connection });
    return connection;
  }

  /**
   * The work given to `begin` or `beginNested` has come to its end.
   *
   * @throws InvalidRequestError if other work goes on inside it, or if it has ended its transaction and begun what nobody would end
   */
  checkWorkEnded(transaction: SessionTransaction): void {
    if (this.#isOpen(transaction)) {
      for (let open = this.current; open !== null && open !== transaction; open = open.parent) {
        if (open.hasWork)
          throw new InvalidRequestError(
            "The work of a transaction has ended while that of a savepoint inside it goes on: savepoints lie within one another and cannot overlap. Await each `session.beginNested(…)` before the next, instead of Promise.all.",
          );
      }
      return;
    }
    const { parent } = transaction;
    if (parent !== null && !this.#isOpen(parent))
      throw new InvalidRequestError(
        "This savepoint has ended together with the one around it, before its own work had: savepoints cannot overlap. Await each `session.beginNested(…)` before the next, instead of Promise.all.",
      );
    if (this.current !== parent)
      throw new InvalidRequestError(
        "The work given to begin() has committed or rolled back its transaction itself, and another has begun since, which nobody would commit. Leave the end to begin(), or call session.begin() without a callback.",
      );
  }

  /** `transaction.commit()` of the program. */
  commitUpTo(transaction: SessionTransaction): Promise<void> {
    return this.#core.run("commit", async () => {
      if (!this.#isOpen(transaction))
        throw new InvalidRequestError(`This ${transaction.isNested ? "savepoint" : "transaction"} has ended already: begin another.`);
      while (this.current !== transaction) await this.commitOne();
      await this.commitOne();
    });
  }

  rollbackUpTo(transaction: SessionTransaction): Promise<void> {
    if (!this.#isOpen(transaction)) return Promise.resolve();
    return this.#core.run("roll back", async () => {
      if (this.#isOpen(transaction)) await this.rollbackTo(transaction);
    });
  }

  #isOpen(transaction: SessionTransaction): boolean {
    for (let open = this.current; open !== null; open = open.parent) if (open === transaction) return true;
    return false;
  }

  /** Flushes and commits the innermost transaction. */
  async commitOne(): Promise<void> {
    const core = this.#core;
    const transaction = this.checkActive();
    this.#checkStreams("commit");
    await core.tell("beforeCommit", {});
    // Handlers may leave more to be written; so many rounds without an end are a mistake of theirs.
    for (let round = 0; await core.flush(null); round++) {
      if (round === 100)
        throw new InvalidRequestError(
          "Over 100 flushes have left something to be written: a handler of afterFlush keeps changing objects.",
        );
    }
    try {
      if (transaction.savepoint !== null) await transaction.savepoint.commit();
      else await transaction.held?.commit();
    } catch (error) {
      await this.fail(error);
      throw error;
    }
    transaction.status = "committed";
    const { originals, parent } = transaction;
    if (parent !== null) originals.mergeInto(parent.originals);
    else {
      originals.forgetInserted();
      for (const state of originals.deleted) core.objects.forgetDeleted(state);
      if (core.options.expireOnCommit) for (const state of core.identityMap) expire(state, "all", "all");
    }
    const release = this.#pop(transaction);
    try {
      await core.tell("afterCommit", {});
    } finally {
      await release();
    }
    await core.tell("afterTransactionEnd", { transaction });
  }

  /** A result that is read in batches lives in the transaction. */
  #checkStreams(verb: string): void {
    const held = this.root?.held ?? null;
    if (held !== null && held.connection[STATE].streams.size > 0) {
      throw new InvalidRequestError(
        `One cannot ${verb} while a result of this session is being streamed: read it to its end, leave the loop that reads it, or await it as a whole.`,
      );
    }
  }

  /** Takes the innermost transaction off; the function gives back its connection. */
  #pop(transaction: SessionTransaction): () => Promise<void> {
    this.current = transaction.parent;
    const { held } = transaction;
    transaction.held = null;
    return async () => {
      if (held !== null) await held.release();
    };
  }

  /** Rolls back this transaction and the savepoints within. */
  async rollbackTo(transaction: SessionTransaction): Promise<void> {
    const core = this.#core;
    if (transaction.status === "active") this.#checkStreams("roll back");
    const ended: SessionTransaction[] = [];
    for (let open = this.current; open !== null; open = open.parent) {
      ended.push(open);
      if (open === transaction) break;
    }
    let failure: unknown = null;
    const wasActive = transaction.status !== "failed";
    if (wasActive) {
      try {
        await rollbackDatabase(transaction);
      } catch (error) {
        failure = error;
      }
    }
    for (const one of ended) {
      this.#restore(one);
      one.status = "rolledBack";
    }
    this.current = transaction;
    const release = this.#pop(transaction);
    await release();
    if (failure !== null) throw failure;
    if (wasActive) await core.tell("afterRollback", {});
    await core.tell("afterSoftRollback", { transaction });
    await core.tell("afterTransactionEnd", { transaction });
  }

  /** A flush or a commit has failed: the database goes back at once, the program has to say `rollback()` before it goes on. */
  async fail(cause: unknown): Promise<void> {
    const transaction = this.current;
    if (transaction === null || transaction.status === "failed") return;
    transaction.status = "failed";
    transaction.cause = cause;
    try {
      await rollbackDatabase(transaction);
    } catch {
      // The connection is lost or the database has rolled back by itself; the first error tells more.
    }
    this.#restore(transaction);
    await this.#core.tell("afterRollback", {});
  }

  /** Does what is written as a whole or not at all: if it fails, so has the transaction, as by a flush. */
  async failing<R>(work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      // What was wrong with the call was found before anything was sent.
      if (!(error instanceof ArgumentError)) await this.fail(error);
      throw error;
    }
  }

  #restore(transaction: SessionTransaction): void {
    const { objects } = this.#core;
    for (const state of [...objects.new]) if (!transaction.originals.isInserted(state)) objects.expelPending(state);
    objects.deleted.clear();
    objects.edited.clear();
    transaction.originals.restore({
      present: () => [...objects.identityMap],
      withdraw: (state) => void objects.identityMap.remove(state),
      expel: (state) => objects.expelInserted(state),
      revive: (state, key) => objects.revive(state, key),
    });
    transaction.originals.clear();
  }

  /** Ends everything without bringing objects back: they leave the session. */
  async abandon(options: { readonly invalidate?: boolean } = {}): Promise<void> {
    const { root } = this;
    for (let open = this.current; open !== null; open = open.parent) open.originals.forgetInserted();
    this.current = null;
    if (root === null) return;
    root.status = "rolledBack";
    const { held } = root;
    root.held = null;
    if (held === null) return;
    if (options.invalidate === true) held.connection.invalidate();
    try {
      if (options.invalidate !== true) await held.rollback();
    } finally {
      await held.release();
    }
    await this.#core.tell("afterTransactionEnd", { transaction: root });
  }

  /** All that were deleted in open transactions. */
  *deletedStates(): IterableIterator<import("../state/instance-state.js").InstanceState> {
    for (let open = this.current; open !== null; open = open.parent) yield* open.originals.deleted;
  }
}

async function rollbackDatabase(transaction: SessionTransaction): Promise<void> {
  if (transaction.savepoint !== null) await transaction.savepoint.rollback();
  else await transaction.held?.rollback();
}

/** Named to whoever waits for the connection in vain. */
const HOLDER = { holder: "a session whose transaction has not been ended by commit(), rollback() or close()" };

/** Takes part in a connection, of the session's own or in the midst of somebody's transaction. */
async function hold(bind: Bind, mode: JoinTransactionMode): Promise<Held> {
  if (bind instanceof Engine) {
    const connection = await bind.connect(HOLDER);
    return { connection, commit: () => connection.commit(), rollback: () => connection.rollback(), release: () => connection.close() };
  }
  const connection = bind;
  const nothing = (): Promise<void> => Promise.resolve();
  if (!connection.inTransaction())
    return { connection, commit: () => connection.commit(), rollback: () => connection.rollback(), release: nothing };
  const joined = mode === "conditional_savepoint" ? (connection.inNestedTransaction() ? "create_savepoint" : "rollback_only") : mode;
  switch (joined) {
    case "create_savepoint": {
      const savepoint = await connection.beginNested();
      return { connection, commit: () => savepoint.commit(), rollback: () => savepoint.rollback(), release: nothing };
    }
    case "control_fully":
      return { connection, commit: () => connection.commit(), rollback: () => connection.rollback(), release: nothing };
    case "rollback_only":
      return { connection, commit: nothing, rollback: () => connection.rollback(), release: nothing };
    default:
      throw new ArgumentError(`The session option joinTransactionMode cannot be ${JSON.stringify(mode)}.`);
  }
}
