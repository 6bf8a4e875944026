/**
 * One SQLite connection. It answers at once wherever nobody else has a lock; nothing here blocks the process. What a transaction is to SQLite,
 * and when it waits, is told in transaction.ts.
 */
import type {
  BeginOptions,
  DriverConnection,
  DriverManyRequest,
  DriverRequest,
  DriverResult,
  DriverStream,
  MaybePromise,
  RowFailure,
} from "@cupel/core/internal";
import { andFinally, andThen } from "@cupel/core/internal";
import type BetterSqlite3 from "better-sqlite3";
import { breathAfter, breathe, isOutOfBreath } from "./breather.js";
import { clock } from "./clock.js";
import type { CheckedOptions } from "./options.js";
import { type Pages, pagesFor } from "./pages.js";
import { isBusy, type Patience, patiently } from "./patience.js";
import { columnNames, narrowIntegers, type PreparedStatement, StatementStore } from "./statements.js";
import { SqliteTransaction } from "./transaction.js";
import type { WriterLock } from "./writer-lock.js";

/** Gives a value that SQLite can bind for one that it cannot. */
export type Adapter = (value: unknown) => unknown;

export class SqliteConnection implements DriverConnection {
  readonly native: BetterSqlite3.Database;
  readonly #statements: StatementStore;
  readonly #transaction: SqliteTransaction;
  readonly #adapt: Adapter;
  #streams = 0;

  constructor(native: BetterSqlite3.Database, options: CheckedOptions, lock: WriterLock | null, adapt: Adapter) {
    this.native = native;
    this.#statements = new StatementStore(native, options.preparedStatements);
    this.#transaction = new SqliteTransaction(native, this.#statements, options, lock);
    this.#adapt = adapt;
  }

  // Statements

  execute(request: DriverRequest): MaybePromise<DriverResult> {
    if (isOutOfBreath()) return breathe().then(() => this.#execute(request));
    return this.#execute(request);
  }

  #execute(request: DriverRequest): MaybePromise<DriverResult> {
    const patience = this.#transaction.patience(request.signal);
    const statement = this.#prepare(request, patience);
    if (statement instanceof Promise) return statement.then((ready) => this.#executePrepared(ready, request, patience));
    return this.#executePrepared(statement, request, patience);
  }

  #executePrepared(statement: PreparedStatement, request: DriverRequest, patience: Patience): MaybePromise<DriverResult> {
    const entered = this.#transaction.enter(statement, patience);
    if (entered === undefined && !this.#transaction.isIdle) return this.#perform(statement, request, patience);
    return andThen(entered as MaybePromise<void>, () =>
      andFinally(
        () => this.#perform(statement, request, patience),
        () => this.#transaction.afterStatement(),
      ),
    );
  }

  #perform(statement: PreparedStatement, request: DriverRequest, patience: Patience): MaybePromise<DriverResult> {
    try {
      return this.#run(statement, request.values, request);
    } catch (error) {
      if (isBusy(error)) return patiently(() => this.#run(statement, request.values, request), patience);
      throw this.#transaction.noticeAbort(error);
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
      if (statement.changesSchema) this.#statements.clear();
      return { rows: [], columns: null, rowCount: changes, lastInsertId: changes > 0 ? lastInsertRowid : undefined };
    }
    const rows =
      maxRows === undefined || !statement.isReadOnly ? (native.all(values as unknown[]) as unknown[][]) : take(statement, values, maxRows);
    if (exactIntegers) narrowIntegers(rows);
    if (statement.isPragma && /journal_mode/i.test(native.source)) this.#transaction.journalModeChanged();
    if (returnsRows === true) return { rows, columns: null, rowCount: rows.length };
    if (rows.length > 0 && statement.columns !== null && statement.columns.length !== rows[0]?.length) statement.columns = null;
    return { rows, columns: columnNames(statement), rowCount: rows.length };
  }

  executeMany(request: DriverManyRequest, sets: readonly (readonly unknown[])[]): MaybePromise<DriverResult> {
    const patience = this.#transaction.patience(request.signal);
    return andThen(this.#prepare(request, patience), (statement) =>
      andThen(this.#transaction.enter(statement, patience) as MaybePromise<void>, () => {
        const pages = this.native.inTransaction ? pagesFor(this.#statements, request, sets.length) : null;
        const run: ManyRun = { statement, request, sets, patience, pages, rows: [], ids: [], rowCount: 0 };
        return andFinally(
          () =>
            andThen(this.#runSets(run, 0), () => ({
              rows: run.rows,
              columns: request.returnsRows === null && statement.isReader ? columnNames(statement) : null,
              rowCount: run.rowCount,
              lastInsertId: run.ids.at(-1),
              lastInsertIds: run.ids,
            })),
          () => this.#transaction.afterStatement(),
        );
      }),
    );
  }

  #runSets(run: ManyRun, start: number): MaybePromise<void> {
    const begun = clock.now();
    let checked = start;
    for (let index = start; index < run.sets.length; index++) {
      if (index - checked > 31) {
        if (clock.now() - begun > breathAfter) return breathe().then(() => this.#runSets(run, index));
        checked = index;
      }
      if (run.pages !== null && index + run.pages.size <= run.sets.length) {
        const changes = this.#insertPage(run.pages, run.sets, index);
        if (changes !== null) {
          run.rowCount += changes;
          index += run.pages.size - 1;
          continue;
        }
        // One of its rows is refused, or its time has not come: row by row it shows which, and that row can wait.
        run.pages = null;
      }
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

  #insertPage(pages: Pages, sets: readonly (readonly unknown[])[], start: number): number | null {
    try {
      return pages.insert(sets, start);
    } catch (error) {
      throw this.#transaction.noticeAbort(error);
    }
  }

  #runSet(run: ManyRun, set: readonly unknown[]): void {
    const result = this.#run(run.statement, set, run.request);
    run.rowCount += result.rowCount;
    for (const row of result.rows) run.rows.push(row);
    if (run.request.wantsIds) run.ids.push(result.lastInsertId ?? 0);
  }

  #rowFailure(error: unknown, rowIndex: number): RowFailure {
    return { isRowFailure: true, rowIndex, error: this.#transaction.noticeAbort(error) };
  }

  stream(request: DriverRequest, batch: number): MaybePromise<DriverStream> {
    const patience = this.#transaction.patience(request.signal);
    // A statement of its own: the one in the store may be needed while this one is being read.
    return andThen(
      patiently(() => this.#statements.prepare(request.sql, request.exactIntegers), patience),
      (statement) =>
        andThen(this.#transaction.enter(statement, patience) as MaybePromise<void>, () => {
          if (!statement.isReader) {
            const result = this.#run(statement, request.values, request);
            this.#transaction.afterStatement();
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
      this.#transaction.afterStatement();
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
    this.#transaction.checkAlive();
    try {
      return this.#statements.get(request.sql, request.exactIntegers);
    } catch (error) {
      if (!isBusy(error)) throw error;
      return patiently(() => this.#statements.get(request.sql, request.exactIntegers), patience);
    }
  }

  // Transactions

  begin(options: BeginOptions): void {
    this.#transaction.begin(options);
  }
  commit(): MaybePromise<void> {
    return this.#transaction.commit();
  }
  rollback(): void {
    this.#transaction.rollback();
  }
  savepoint(name: string): void {
    this.#transaction.savepoint(name);
  }
  rollbackTo(name: string): void {
    this.#transaction.rollbackTo(name);
  }
  release(name: string): void {
    this.#transaction.release(name);
  }
  setIsolationLevel(level: string | null): void {
    this.#transaction.setIsolationLevel(level);
  }
  getIsolationLevel(): string {
    return this.#transaction.getIsolationLevel();
  }

  // The connection

  ping(): void {
    this.native.prepare("SELECT 1").get();
  }
  reset(): void {
    if (!this.#transaction.isIdle || this.native.inTransaction) this.rollback();
  }
  close(): void {
    this.#statements.clear();
    if (this.native.open) this.native.close();
    this.#transaction.ended();
  }
}

interface ManyRun {
  readonly statement: PreparedStatement;
  readonly request: DriverManyRequest;
  readonly sets: readonly (readonly unknown[])[];
  readonly patience: Patience;
  /** Whole pages at once; `null` for row by row. */
  pages: Pages | null;
  readonly rows: unknown[][];
  readonly ids: (number | bigint)[];
  rowCount: number;
}

/** The first rows; the statement is given up after them. */
function take(statement: PreparedStatement, values: readonly unknown[], most: number): unknown[][] {
  const { native } = statement;
  if (most === 1) {
    const row = native.get(values as unknown[]) as unknown[] | undefined;
    return row === undefined ? [] : [row];
  }
  if (statement.isShort) {
    // Reading the whole at once takes half the time. That a lookup by key gives many rows for once happens once.
    const rows = native.all(values as unknown[]) as unknown[][];
    if (rows.length > most) {
      statement.isShort = false;
      rows.length = most;
    }
    return rows;
  }
  const rows: unknown[][] = [];
  for (const row of native.iterate(values as unknown[]) as IterableIterator<unknown[]>) {
    rows.push(row);
    if (rows.length === most) break;
  }
  statement.isShort = rows.length < most;
  return rows;
}
