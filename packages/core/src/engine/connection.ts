import type { PooledConnection } from "@cupel/pool";
import { ArgumentError, InvalidRequestError } from "../errors.js";
import { EVENTS, type EventHub } from "../events.js";
import type { Executable, Rows } from "../expression/executable.js";
import { checkOptions } from "../options.js";
import { BufferedResult } from "./buffered.js";
import type { Turn } from "./call-queue.js";
import { ConnectionState } from "./connection-state.js";
import type { Dialect } from "./dialect.js";
import type { DriverConnection, MaybePromise } from "./driver.js";
import type { Engine } from "./engine.js";
import { checkTransactionModes } from "./engine-options.js";
import { checkedRequest, type ExecuteRequest } from "./execute-request.js";
import { explain, stream } from "./execute-stream.js";
import type { ExecuteOptions, ExecutionOptions, Parameters } from "./execution-options.js";
import { ExecutionResult } from "./execution-result.js";
import { execute } from "./executor.js";
import { andFinally, andThen } from "./maybe.js";
import { type PendingSource, pendingResult, type RowStream } from "./pending-result.js";
import type { First, PendingResult, PendingValues, Result } from "./result.js";
import { RowShape } from "./row-shape.js";
import { sendOne } from "./send.js";
import type { NestedTransaction, RootTransaction } from "./transaction.js";

/** @internal What a connection keeps: for the engine and the ORM. */
export const STATE: unique symbol = Symbol.for("cupel.connectionState") as never;

/**
 * One connection, taken from the engine's pool until it is closed. A transaction begins by itself with the first statement and ends with
 * `commit` or `rollback`; closing rolls back what was not committed. Calls that overlap are sent one after another, in the order in which they
 * were made.
 */
export class Connection {
  readonly engine: Engine;
  /** @internal */
  readonly [STATE]: ConnectionState;

  /** @internal Made by an engine. */
  constructor(engine: Engine, checkout: PooledConnection<DriverConnection>, options: ExecutionOptions) {
    this.engine = engine;
    this[STATE] = new ConnectionState(this, engine, checkout, options);
  }

  get dialect(): Dialect {
    return this.engine.dialect;
  }
  get closed(): boolean {
    return this[STATE].isClosed;
  }
  /** Whether there is a driver's connection behind this one: not closed, and not lost. */
  get isValid(): boolean {
    return this[STATE].isValid && !this.closed;
  }
  /** Notes that stay with the driver's connection, whoever holds it. */
  get info(): Record<string, unknown> {
    return this[STATE].info;
  }
  /** The object of the npm driver. */
  get driverConnection(): unknown {
    this[STATE].checkOpen();
    return this[STATE].driver.native;
  }
  /** @internal Listening to one connection. */
  get [EVENTS](): EventHub {
    return this[STATE].ownEvents();
  }

  /**
   * Sends a statement, for one set of parameters or for each of a list.
   *
   * @throws (when awaited) ArgumentError for what is no statement, DatabaseError for what the database refuses
   */
  execute<T, M, X>(statement: Executable<T, M, X>, parameters?: Parameters, options?: ExecuteOptions): PendingResult<T, M, X> {
    return pendingResult<T, M, X>(new StatementSource(this[STATE], statement, parameters, options));
  }
  /** The first value of the first row; `null` if there is no row. */
  scalar<T>(statement: Rows<T>, parameters?: Parameters, options?: ExecuteOptions): Promise<First<T> | null> {
    return pendingResult<T, unknown, unknown>(new StatementSource(this[STATE], statement, parameters, options)).scalar();
  }
  /** The first value of each row. */
  scalars<T>(statement: Rows<T>, parameters?: Parameters, options?: ExecuteOptions): PendingValues<First<T>> {
    return pendingResult<T, unknown, unknown>(new StatementSource(this[STATE], statement, parameters, options)).scalars();
  }
  /**
   * Sends text as it is, with the driver's own placeholders and values as the driver takes them.
   *
   * @example connection.execDriverSql("SELECT * FROM users WHERE id = ?", [1])
   */
  execDriverSql(sql: string, values: readonly unknown[] = []): PendingResult<unknown[], Record<string, unknown>> {
    return pendingResult(new DriverSqlSource(this[STATE], sql, values));
  }

  /**
   * Asks the database how it would run a statement, in its own words.
   *
   * @param options `analyze`: runs the statement, where the database can, and tells what happened
   */
  async explain(
    statement: object,
    parameters?: Parameters,
    options: { readonly analyze?: boolean } = {},
  ): Promise<Record<string, unknown>[]> {
    const state = this[STATE];
    state.checkOpen();
    const { columns, rows } = await state.queue.run((turn) =>
      explain(state, turn, checkedRequest(statement, parameters, state.options, undefined), options),
    );
    const shape = new RowShape(columns ?? []);
    return rows.map((row) => shape.toObject(row));
  }

  /**
   * Begins a transaction.
   *
   * @throws InvalidRequestError if one is open, because of an earlier `begin` or because a statement began it
   */
  async begin(): Promise<RootTransaction> {
    return this[STATE].run("begin a transaction on", (turn) => this[STATE].begin(turn));
  }
  /** Sets a savepoint, in a transaction that begins if none is open. */
  async beginNested(): Promise<NestedTransaction> {
    this[STATE].checkOpen();
    return this[STATE].queue.run((turn) => this[STATE].savepoint(turn));
  }
  /** Commits the open transaction, if there is one. */
  async commit(): Promise<void> {
    await this[STATE].run("commit", (turn) => this[STATE].commit(turn));
  }
  /** Rolls back the open transaction, if there is one. */
  async rollback(): Promise<void> {
    await this[STATE].run("roll back", (turn) => this[STATE].rollback(turn));
  }
  inTransaction(): boolean {
    return this[STATE].root !== null;
  }
  inNestedTransaction(): boolean {
    return this[STATE].savepoints.length > 0;
  }
  getTransaction(): RootTransaction | null {
    return this[STATE].root;
  }
  getNestedTransaction(): NestedTransaction | null {
    return this[STATE].savepoints.at(-1) ?? null;
  }

  /**
   * Sets options for what comes, on this connection.
   *
   * @returns this connection
   * @throws InvalidRequestError if the isolation level is to change while a transaction is open
   */
  executionOptions(options: ExecutionOptions): this {
    const state = this[STATE];
    state.checkOpen();
    if (options.isolationLevel !== undefined) {
      if (state.root !== null && options.isolationLevel !== state.effectiveLevel) {
        throw new InvalidRequestError(
          "The isolation level cannot change while a transaction is open. Set it before the first statement, or commit or roll back first.",
        );
      }
      this.engine.checkIsolationLevel(options.isolationLevel);
    }
    checkTransactionModes(this.dialect, options);
    state.options = { ...state.options, ...options };
    return this;
  }
  getExecutionOptions(): ExecutionOptions {
    return this[STATE].options;
  }
  /** The isolation level, as the database tells it. */
  async getIsolationLevel(): Promise<string> {
    const state = this[STATE];
    return state.run("ask", () =>
      andThen(state.ready(), () => state.effectiveLevel ?? state.guard(() => state.driver.getIsolationLevel())),
    );
  }

  /** Declares the driver's connection unusable: it is closed and not given back. The next statement after a rollback takes another. */
  invalidate(): void {
    this[STATE].checkOpen();
    this[STATE].invalidate();
  }
  /** Takes the driver's connection out of the pool for good; closing closes it. */
  detach(): void {
    this[STATE].detach();
  }

  /** Rolls back what was not committed and gives the driver's connection back. Calls that were made before are sent first. */
  async close(): Promise<void> {
    const state = this[STATE];
    if (state.isClosed) return;
    await state.run("close", (turn) => state.close(turn));
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** A call to `execute`: it has its place in the queue from the moment it is made. */
class StatementSource implements PendingSource {
  readonly #state: ConnectionState;
  readonly #turn: Turn;
  readonly #statement: unknown;
  readonly #parameters: unknown;
  readonly #options: ExecuteOptions | undefined;

  constructor(state: ConnectionState, statement: unknown, parameters: unknown, options: ExecuteOptions | undefined) {
    checkOptions("connection.execute()", options, ["executionOptions"]);
    this.#state = state;
    this.#turn = state.queue.take();
    this.#statement = statement;
    this.#parameters = parameters;
    this.#options = options;
  }

  start(maxRows: number | undefined): MaybePromise<Result<unknown, unknown>> {
    return this.#inTurn(() => {
      const request = this.#request();
      return andThen(
        execute(this.#state, this.#turn, maxRows === undefined ? request : { ...request, maxRows }),
        (raw) => new ExecutionResult<unknown, unknown>(raw),
      );
    });
  }
  stream(batch: number): MaybePromise<RowStream> {
    return this.#inTurn(() => {
      const request = this.#request();
      return stream(this.#state, this.#turn, request, request.options.yieldPer ?? batch);
    });
  }

  #request(): ExecuteRequest {
    return checkedRequest(this.#statement, this.#parameters, this.#state.options, this.#options?.executionOptions);
  }
  #inTurn<T>(work: () => MaybePromise<T>): MaybePromise<T> {
    const turn = this.#turn;
    const wait = turn.wait();
    const run = (): MaybePromise<T> => andFinally(work, () => turn.leave());
    return wait === undefined ? run() : wait.then(run);
  }
}

/** A call to `execDriverSql`. */
class DriverSqlSource implements PendingSource {
  readonly #state: ConnectionState;
  readonly #turn: Turn;
  readonly #sql: string;
  readonly #values: readonly unknown[];

  constructor(state: ConnectionState, sql: string, values: readonly unknown[]) {
    this.#state = state;
    this.#turn = state.queue.take();
    this.#sql = sql;
    this.#values = values;
  }

  start(): MaybePromise<Result<unknown, unknown>> {
    const state = this.#state;
    const send = (): MaybePromise<Result<unknown, unknown>> =>
      andThen(state.ready(), () =>
        andThen(state.autobegin(this.#turn), () => {
          const request = { sql: this.#sql, values: this.#values, returnsRows: null, exactIntegers: true, prepare: false };
          return andThen(sendOne(state, this.#turn, request, { kind: "raw" }), (answer) => {
            const shape = answer.columns === null ? null : new RowShape(answer.columns);
            return new BufferedResult<unknown, unknown>(shape, answer.rows, answer.rowCount);
          });
        }),
      );
    return andThen(this.#turn.wait() as MaybePromise<void>, () => andFinally(send, () => this.#turn.leave()));
  }
  stream(): MaybePromise<RowStream> {
    this.#turn.leave();
    throw new ArgumentError("execDriverSql() cannot be streamed: read it with .all(), or use text().");
  }
}
