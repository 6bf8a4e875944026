/**
 * One SQLite connection. A transaction is sent to SQLite when its first statement shows what it is for:
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
import type BetterSqlite3 from "better-sqlite3";
import type { BeginOptions, DriverConnection, DriverManyRequest, DriverRequest, DriverResult, DriverStream, MaybePromise, RowFailure } from "@cupel/core/internal";
import { andFinally, andThen } from "@cupel/core/internal";
import { breathAfter, breathe, isOutOfBreath } from "./breather.js";
import type { CheckedOptions } from "./options.js";
import { type Patience, isBusy, patiently } from "./patience.js";
import { type PreparedStatement, StatementStore, columnNames, narrowIntegers } from "./statements.js";
import type { WriterLock } from "./writer-lock.js";

type Phase = "idle" | "open" | "reading" | "writing" | "aborted";

/** Gives a value that SQLite can bind for one that it cannot. */
export type Adapter = (value: unknown) => unknown;

/** An error in the shape of the driver's own. */
class SqliteFailure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export class SqliteConnection implements DriverConnection {
  readonly native: BetterSqlite3.Database;
  readonly #statements: StatementStore;
  readonly #lock: WriterLock | null;
  readonly #isMemory: boolean;
  readonly #timeout: number;
  readonly #adapt: Adapter;
  #phase: Phase = "idle";
  #signal: AbortSignal | undefined;
  #holdsLock = false;
  /** Whether a transaction that reads may stay: it keeps nobody from writing. */
  #mayHoldSnapshot: boolean;
  /** The version of the database that this transaction has read. */
  #seenVersion: number | null = null;
  #isUncommittedRead = false;
  readonly #savepoints: string[] = [];
  #streams = 0;

  constructor(native: BetterSqlite3.Database, options: CheckedOptions, lock: WriterLock | null, adapt: Adapter) {
    this.native = native;
    this.#statements = new StatementStore(native, options.preparedStatements);
    this.#lock = lock;
    this.#isMemory = options.isMemory;
    this.#timeout = options.timeout;
    this.#adapt = adapt;
    this.#mayHoldSnapshot = this.#readJournalMode();
  }

  #readJournalMode(): boolean {
    return this.#isMemory || this.native.pragma("journal_mode", { simple: true }) === "wal";
  }

  // Statements

  execute(request: DriverRequest): MaybePromise<DriverResult> {
    if (isOutOfBreath()) return breathe().then(() => this.#execute(request));
    return this.#execute(request);
  }

  #execute(request: DriverRequest): MaybePromise<DriverResult> {
    const patience = this.#patience(request.signal);
    const statement = this.#prepare(request, patience);
    if (statement instanceof Promise) return statement.then((ready) => this.#executePrepared(ready, request, patience));
    return this.#executePrepared(statement, request, patience);
  }

  #executePrepared(statement: PreparedStatement, request: DriverRequest, patience: Patience): MaybePromise<DriverResult> {
    const entered = this.#enter(statement, patience);
    if (entered === undefined && this.#phase !== "idle") return this.#perform(statement, request, patience);
    return andThen(entered as MaybePromise<void>, () => andFinally(() => this.#perform(statement, request, patience), () => this.#afterStatement()));
  }

  #perform(statement: PreparedStatement, request: DriverRequest, patience: Patience): MaybePromise<DriverResult> {
    try {
      return this.#run(statement, request.values, request);
    } catch (error) {
      if (isBusy(error)) return patiently(() => this.#run(statement, request.values, request), patience);
      throw this.#noticeAbort(error);
    }
  }

  #run(statement: PreparedStatement, given: readonly unknown[], request: DriverRequest): DriverResult {
    try {
      return this.#step(statement, given, request);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      // The driver binds no booleans and dates. Values of typed parameters never come here.
      const adapted = given.map(this.#adapt);
      if (adapted.every((value, index) => Object.is(value, given[index]))) throw error;
      return this.#step(statement, adapted, request);
    }
  }

  #step(statement: PreparedStatement, values: readonly unknown[], { exactIntegers, returnsRows, maxRows }: DriverRequest): DriverResult {
    const { native } = statement;
    if (!statement.isReader) {
      const { changes, lastInsertRowid } = native.run(values as unknown[]);
      if (!statement.isReadOnly) this.#afterChange(native.source);
      return { rows: [], columns: null, rowCount: changes, lastInsertId: changes > 0 ? lastInsertRowid : undefined };
    }
    const rows = maxRows === undefined || !statement.isReadOnly ? (native.all(values as unknown[]) as unknown[][]) : take(native, values, maxRows);
    if (exactIntegers) narrowIntegers(rows);
    if (statement.isPragma && /journal_mode/i.test(native.source)) this.#mayHoldSnapshot = this.#readJournalMode();
    if (returnsRows === true) return { rows, columns: null, rowCount: rows.length };
    if (rows.length > 0 && statement.columns !== null && statement.columns.length !== rows[0]?.length) statement.columns = null;
    return { rows, columns: columnNames(statement), rowCount: rows.length };
  }

  /** Names of columns that were asked for once may be others after the schema has changed. */
  #afterChange(sql: string): void {
    if (/^\s*(?:create|alter|drop)\b/i.test(sql)) this.#statements.clear();
  }

  executeMany(request: DriverManyRequest, sets: readonly (readonly unknown[])[]): MaybePromise<DriverResult> {
    const patience = this.#patience(request.signal);
    return andThen(this.#prepare(request, patience), (statement) =>
      andThen(this.#enter(statement, patience) as MaybePromise<void>, () => {
        const run: ManyRun = { statement, request, sets, patience, rows: [], ids: [], rowCount: 0 };
        return andFinally(
          () => andThen(this.#runSets(run, 0), () => ({ rows: run.rows, columns: request.returnsRows === null && statement.isReader ? columnNames(statement) : null, rowCount: run.rowCount, lastInsertId: run.ids.at(-1), lastInsertIds: run.ids })),
          () => this.#afterStatement(),
        );
      }),
    );
  }

  #runSets(run: ManyRun, start: number): MaybePromise<void> {
    const begun = performance.now();
    for (let index = start; index < run.sets.length; index++) {
      if ((index & 31) === 31 && index > start && performance.now() - begun > breathAfter) return breathe().then(() => this.#runSets(run, index));
      const step = (): void => this.#runSet(run, run.sets[index] as readonly unknown[]);
      try {
        step();
      } catch (error) {
        if (!isBusy(error)) throw this.#rowFailure(error, index);
        return Promise.resolve(patiently(step, run.patience)).then(
          () => this.#runSets(run, index + 1),
          (later: unknown) => {
            throw this.#rowFailure(later, index);
          },
        );
      }
    }
  }

  #runSet(run: ManyRun, set: readonly unknown[]): void {
    const result = this.#run(run.statement, set, run.request);
    run.rowCount += result.rowCount;
    for (const row of result.rows) run.rows.push(row);
    if (run.request.wantsIds) run.ids.push(result.lastInsertId ?? 0);
  }

  #rowFailure(error: unknown, rowIndex: number): RowFailure {
    return { isRowFailure: true, rowIndex, error: this.#noticeAbort(error) };
  }

  stream(request: DriverRequest, batch: number): MaybePromise<DriverStream> {
    const patience = this.#patience(request.signal);
    // A statement of its own: the one in the store may be needed while this one is being read.
    return andThen(patiently(() => this.#statements.prepare(request.sql, request.exactIntegers), patience), (statement) =>
      andThen(this.#enter(statement, patience) as MaybePromise<void>, () => {
        if (!statement.isReader) {
          const result = this.#run(statement, request.values, request);
          this.#afterStatement();
          return { columns: result.columns ?? [], next: () => [], close: () => undefined };
        }
        return this.#open(statement, request, batch);
      }),
    );
  }

  #open(statement: PreparedStatement, { values, exactIntegers }: DriverRequest, batch: number): DriverStream {
    const iterator = statement.native.iterate(values.map(this.#adapt)) as IterableIterator<unknown[]>;
    this.#streams++;
    // Between two batches the connection may write: the driver refuses that while a statement is being read, SQLite does not.
    this.native.unsafeMode(true);
    let isOpen = true;
    const close = (): void => {
      if (!isOpen) return;
      isOpen = false;
      iterator.return?.();
      if (--this.#streams === 0 && this.native.open) this.native.unsafeMode(false);
      this.#afterStatement();
    };
    return {
      columns: columnNames(statement),
      next: () => {
        const rows: unknown[][] = [];
        while (isOpen && rows.length < batch) {
          const { value, done } = iterator.next();
          if (done === true) close();
          else rows.push(value);
        }
        if (exactIntegers) narrowIntegers(rows);
        return isOutOfBreath() ? breathe().then(() => rows) : rows;
      },
      close,
    };
  }

  #prepare(request: DriverRequest, patience: Patience): MaybePromise<PreparedStatement> {
    if (this.#phase === "aborted") throw new SqliteFailure("SQLITE_ABORT", "SQLite has rolled this transaction back because of an earlier error: call rollback() before going on");
    try {
      return this.#statements.get(request.sql, request.exactIntegers);
    } catch (error) {
      if (!isBusy(error)) throw error;
      return patiently(() => this.#statements.get(request.sql, request.exactIntegers), patience);
    }
  }

  #patience(signal: AbortSignal | undefined): Patience {
    return { timeout: this.#timeout, signal: signal ?? this.#signal };
  }

  // Entering a transaction

  #enter(statement: PreparedStatement, patience: Patience): Promise<void> | undefined {
    const phase = this.#phase;
    if (phase === "writing") return undefined;
    const entered = statement.isReadOnly ? this.#enterRead(statement, patience) : this.#enterWrite(patience);
    return entered instanceof Promise ? entered : undefined;
  }

  #enterRead(statement: PreparedStatement, patience: Patience): MaybePromise<void> {
    if (this.#phase !== "open" || statement.isPragma) return;
    if (this.#mayHoldSnapshot) {
      return andThen(patiently(() => this.#command("BEGIN"), patience), () => this.#begun(this.#isMemory ? "writing" : "reading"));
    }
    if (this.#seenVersion !== null || this.#isUncommittedRead || this.#lock === null) return;
    return andThen(patiently(() => this.#dataVersion(), patience), (version) => {
      this.#seenVersion = version;
    });
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
        throw new SqliteFailure("SQLITE_BUSY_SNAPSHOT", "another transaction has changed the database since this one read it, and this one would now write: it cannot be ordered before or after the other");
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
  #afterStatement(): void {
    if (this.#phase === "idle" && !this.native.inTransaction) this.#releaseLock();
  }

  /** Some errors (a full disk, above all) make SQLite end the transaction itself: what follows must not pass as if it had not. */
  #noticeAbort(error: unknown): unknown {
    if ((this.#phase === "writing" || this.#phase === "reading") && this.native.open && !this.native.inTransaction) {
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

  // Transactions

  begin(options: BeginOptions): void {
    this.#phase = "open";
    this.#signal = options.signal;
    this.#seenVersion = null;
    this.#savepoints.length = 0;
  }

  commit(): MaybePromise<void> {
    if (this.#phase === "aborted") throw new SqliteFailure("SQLITE_ABORT", "SQLite has rolled this transaction back because of an earlier error: nothing can be committed; call rollback()");
    if ((this.#phase === "reading" || this.#phase === "writing") && this.native.inTransaction) {
      return andThen(patiently(() => this.#command("COMMIT"), this.#patience(undefined)), () => this.#ended());
    }
    this.#ended();
  }

  rollback(): void {
    if (this.native.open && this.native.inTransaction) this.#command("ROLLBACK");
    this.#ended();
  }

  #ended(): void {
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
    this.native.pragma(`read_uncommitted = ${this.#isUncommittedRead ? "ON" : "OFF"}`);
  }
  getIsolationLevel(): string {
    return this.native.pragma("read_uncommitted", { simple: true }) === 1 ? "READ UNCOMMITTED" : "SERIALIZABLE";
  }

  // The connection

  ping(): void {
    this.native.prepare("SELECT 1").get();
  }
  reset(): void {
    if (this.#phase !== "idle" || this.native.inTransaction) this.rollback();
  }
  close(): void {
    this.#statements.clear();
    if (this.native.open) this.native.close();
    this.#ended();
  }
}

interface ManyRun {
  readonly statement: PreparedStatement;
  readonly request: DriverManyRequest;
  readonly sets: readonly (readonly unknown[])[];
  readonly patience: Patience;
  readonly rows: unknown[][];
  readonly ids: (number | bigint)[];
  rowCount: number;
}

/** The first rows; the statement is given up after them. */
function take(native: BetterSqlite3.Statement<unknown[]>, values: readonly unknown[], most: number): unknown[][] {
  if (most === 1) {
    const row = native.get(values as unknown[]) as unknown[] | undefined;
    return row === undefined ? [] : [row];
  }
  const rows: unknown[][] = [];
  for (const row of native.iterate(values as unknown[]) as IterableIterator<unknown[]>) {
    rows.push(row);
    if (rows.length === most) break;
  }
  return rows;
}
