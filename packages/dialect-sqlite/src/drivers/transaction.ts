/**
 * The transaction of a SQLite connection. It is sent to SQLite when its first statement shows what it is for:
 *
 * - `open`: begun, and nothing sent yet that needs it. Savepoints are only noted.
 * - `reading`: BEGIN, in a file in WAL mode: the transaction sees one state of the database. In the other journal modes a reader that stays
 *   would keep every writer from committing, so there each SELECT stands alone, and what is remembered is the version that the first one saw.
 * - `writing`: BEGIN IMMEDIATE, after the writer lock of the file was taken. If the transaction has read before, the version must still be the
 *   one that it read: otherwise it would overwrite what it has not seen, and ends with `SQLITE_BUSY_SNAPSHOT`, a serialization failure, to be
 *   run again. (Under READ UNCOMMITTED nothing was promised, and nothing is compared.)
 *
 * A read lock is given up before the writer lock is waited for, so that two transactions that have read and want to write cannot wait for each
 * other. Nothing here blocks the process: SQLite's busy timeout is zero, and waiting is asynchronous.
 */

import type { BeginOptions, MaybePromise } from "@cupel/core/internal";
import { andThen } from "@cupel/core/internal";
import type BetterSqlite3 from "better-sqlite3";
import type { CheckedOptions } from "./options.js";
import { type Patience, patiently } from "./patience.js";
import type { PreparedStatement, StatementStore } from "./statements.js";
import type { WriterLock } from "./writer-lock.js";

type Phase = "idle" | "open" | "reading" | "writing" | "aborted";

/** An error in the shape of the driver's own. */
class SqliteFailure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export class SqliteTransaction {
  readonly #native: BetterSqlite3.Database;
  readonly #statements: StatementStore;
  readonly #lock: WriterLock | null;
  readonly #isMemory: boolean;
  readonly #timeout: number;
  #phase: Phase = "idle";
  #signal: AbortSignal | undefined;
  #holdsLock = false;
  /** Whether a transaction that reads may stay: it keeps nobody from writing. */
  #mayHoldSnapshot: boolean;
  /** The version of the database that this transaction has read. */
  #seenVersion: number | null = null;
  #isUncommittedRead = false;
  readonly #savepoints: string[] = [];

  constructor(native: BetterSqlite3.Database, statements: StatementStore, options: CheckedOptions, lock: WriterLock | null) {
    this.#native = native;
    this.#statements = statements;
    this.#lock = lock;
    this.#isMemory = options.isMemory;
    this.#timeout = options.timeout;
    this.#mayHoldSnapshot = this.#readJournalMode();
  }

  /** Whether each statement is its own. */
  get isIdle(): boolean {
    return this.#phase === "idle";
  }
  /** How long to wait, and what ends it. */
  patience(signal: AbortSignal | undefined): Patience {
    return { timeout: this.#timeout, signal: signal ?? this.#signal };
  }
  /** The journal mode of the file may have been changed. */
  journalModeChanged(): void {
    this.#mayHoldSnapshot = this.#readJournalMode();
  }
  #readJournalMode(): boolean {
    return this.#isMemory || this.#native.pragma("journal_mode", { simple: true }) === "wal";
  }
  /** @throws if SQLite has ended the transaction itself. */
  checkAlive(): void {
    if (this.#phase === "aborted")
      throw new SqliteFailure(
        "SQLITE_ABORT",
        "SQLite has rolled this transaction back because of an earlier error: call rollback() before going on",
      );
  }

  /** Before a statement: what it needs of the transaction. `undefined` if it can be run at once. */
  enter(statement: PreparedStatement, patience: Patience): Promise<void> | undefined {
    const phase = this.#phase;
    if (phase === "writing") return undefined;
    const entered = statement.isReadOnly ? this.#enterRead(statement, patience) : this.#enterWrite(patience);
    return entered instanceof Promise ? entered : undefined;
  }

  #enterRead(statement: PreparedStatement, patience: Patience): MaybePromise<void> {
    if (this.#phase !== "open" || statement.isPragma) return;
    if (this.#mayHoldSnapshot) {
      return andThen(
        patiently(() => this.#command("BEGIN"), patience),
        () => this.#begun(this.#isMemory ? "writing" : "reading"),
      );
    }
    if (this.#seenVersion !== null || this.#isUncommittedRead || this.#lock === null) return;
    return andThen(
      patiently(() => this.#dataVersion(), patience),
      (version) => {
        this.#seenVersion = version;
      },
    );
  }

  #enterWrite(patience: Patience): MaybePromise<void> {
    if (this.#phase === "idle") return this.#takeLock(patience);
    if (this.#phase === "reading") {
      if (!this.#isUncommittedRead) this.#seenVersion = this.#dataVersion();
      this.#command("COMMIT");
      this.#phase = "open";
    }
    return andThen(this.#takeLock(patience), () => this.#beginWriting(patience));
  }

  #beginWriting(patience: Patience): MaybePromise<void> {
    const begin = this.#lock === null ? "BEGIN" : "BEGIN IMMEDIATE";
    const begun = (): void => {
      if (this.#seenVersion !== null && this.#dataVersion() !== this.#seenVersion) {
        this.#command("ROLLBACK");
        this.#releaseLock();
        throw new SqliteFailure(
          "SQLITE_BUSY_SNAPSHOT",
          "another transaction has changed the database since this one read it, and this one would now write: it cannot be ordered before or after the other",
        );
      }
      this.#begun("writing");
    };
    const failed = (error: unknown): never => {
      this.#releaseLock();
      throw error;
    };
    let answer: MaybePromise<void>;
    try {
      answer = patiently(() => this.#command(begin), patience);
    } catch (error) {
      return failed(error);
    }
    return answer instanceof Promise ? answer.then(begun, failed) : begun();
  }

  #begun(phase: "reading" | "writing"): void {
    this.#phase = phase;
    for (const name of this.#savepoints) this.#command(`SAVEPOINT ${name}`);
  }

  #takeLock(patience: Patience): MaybePromise<void> {
    if (this.#lock === null || this.#holdsLock) return;
    if (this.#lock.tryTake()) {
      this.#holdsLock = true;
      return;
    }
    return this.#lock.take(patience).then(() => {
      this.#holdsLock = true;
    });
  }

  #releaseLock(): void {
    if (!this.#holdsLock) return;
    this.#holdsLock = false;
    this.#lock?.release();
  }

  /** Outside of a transaction a statement is its own. */
  afterStatement(): void {
    if (this.#phase === "idle" && !this.#native.inTransaction) this.#releaseLock();
  }

  /** Some errors (a full disk, above all) make SQLite end the transaction itself: what follows must not pass as if it had not. */
  noticeAbort(error: unknown): unknown {
    if ((this.#phase === "writing" || this.#phase === "reading") && this.#native.open && !this.#native.inTransaction) {
      this.#phase = "aborted";
      this.#releaseLock();
    }
    return error;
  }

  #command(sql: string): void {
    this.#statements.get(sql, false).native.run();
  }
  #dataVersion(): number {
    return (this.#statements.get("PRAGMA data_version", false).native.get() as unknown as [number])[0];
  }

  begin(options: BeginOptions): void {
    this.#phase = "open";
    this.#signal = options.signal;
    this.#seenVersion = null;
    this.#savepoints.length = 0;
  }

  commit(): MaybePromise<void> {
    if (this.#phase === "aborted")
      throw new SqliteFailure(
        "SQLITE_ABORT",
        "SQLite has rolled this transaction back because of an earlier error: nothing can be committed; call rollback()",
      );
    if ((this.#phase === "reading" || this.#phase === "writing") && this.#native.inTransaction) {
      return andThen(
        patiently(() => this.#command("COMMIT"), this.patience(undefined)),
        () => this.ended(),
      );
    }
    this.ended();
  }

  rollback(): void {
    if (this.#native.open && this.#native.inTransaction) this.#command("ROLLBACK");
    this.ended();
  }

  /** Nothing is open any more. */
  ended(): void {
    this.#phase = "idle";
    this.#signal = undefined;
    this.#seenVersion = null;
    this.#savepoints.length = 0;
    this.#releaseLock();
  }

  savepoint(name: string): void {
    this.#savepoints.push(name);
    this.#ifBegun(`SAVEPOINT ${name}`);
  }
  rollbackTo(name: string): void {
    this.#ifBegun(`ROLLBACK TO SAVEPOINT ${name}`);
    this.#savepoints.length = this.#savepoints.indexOf(name) + 1;
  }
  release(name: string): void {
    this.#ifBegun(`RELEASE SAVEPOINT ${name}`);
    this.#savepoints.length = Math.max(0, this.#savepoints.indexOf(name));
  }
  #ifBegun(sql: string): void {
    if (this.#phase === "reading" || this.#phase === "writing") this.#command(sql);
  }

  setIsolationLevel(level: string | null): void {
    this.#isUncommittedRead = level === "READ UNCOMMITTED";
    this.#native.pragma(`read_uncommitted = ${this.#isUncommittedRead ? "ON" : "OFF"}`);
  }
  getIsolationLevel(): string {
    return this.#native.pragma("read_uncommitted", { simple: true }) === 1 ? "READ UNCOMMITTED" : "SERIALIZABLE";
  }
}
