/**
 * A connection to PostgreSQL, over any wire. BEGIN and SAVEPOINT travel with the statement that follows them: neither does anything that could be
 * seen before, and each would be a trip of its own.
 */
import type {
  BeginOptions,
  DriverConnection,
  DriverManyRequest,
  DriverRequest,
  DriverResult,
  DriverStream,
  RowFailure,
} from "@cupel/core/internal";
import { type CursorHost, isReadable, openCursor } from "./cursor.js";
import { beginText } from "./transaction-text.js";
import { command, type Step, StepFailure, type StepResult, type Wire } from "./wire.js";

/** Sets of values that are sent before the answers are waited for. */
const setsAtATime = 500;

export class PostgresConnection implements DriverConnection, CursorHost {
  readonly #wire: Wire;
  /** What goes before the next statement. */
  #pending: string[] = [];
  /** A transaction is begun, or is to begin with the next statement. */
  #isBegun = false;
  /** BEGIN was refused: what was meant for the transaction must not be done outside of one. */
  #refusal: unknown = null;
  #level: string | null = null;
  #cursorCount = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Whoever takes the driver's own object may send something with it: that belongs into the transaction. */
  get native(): unknown {
    if (this.#pending.length > 0) this.#send([], undefined).catch(() => {});
    return this.#wire.native;
  }

  /** Sends what is pending, and then `steps`. */
  async #send(steps: readonly Step[], signal: AbortSignal | undefined): Promise<readonly StepResult[]> {
    if (this.#refusal !== null) throw this.#refusal;
    const pending = this.#pending;
    if (pending.length === 0) return this.#wire.send(steps, signal);
    this.#pending = [];
    try {
      return (await this.#wire.send([...pending.map(command), ...steps], signal)).slice(pending.length);
    } catch (failure) {
      if (!(failure instanceof StepFailure)) throw failure;
      if (failure.step < pending.length && this.#wire.status === "I" && this.#isBegun) this.#refusal = failure;
      throw new StepFailure(failure.step - pending.length, failure.set, failure.error);
    }
  }

  async #one(step: Step, signal?: AbortSignal): Promise<StepResult> {
    try {
      return (await this.#send([step], signal))[0] as StepResult;
    } catch (failure) {
      throw failure instanceof StepFailure ? failure.error : failure;
    }
  }

  // Statements

  async execute(request: DriverRequest): Promise<DriverResult> {
    return answer(await this.#one(stepOf(request, [request.values]), request.signal), request);
  }

  async executeMany(request: DriverManyRequest, sets: readonly (readonly unknown[])[]): Promise<DriverResult> {
    const results: StepResult[] = [];
    for (let start = 0; start < sets.length; start += setsAtATime) {
      const step = stepOf(request, sets.slice(start, start + setsAtATime));
      try {
        results.push((await this.#send([step], request.signal))[0] as StepResult);
      } catch (failure) {
        if (!(failure instanceof StepFailure)) throw failure;
        throw { isRowFailure: true, rowIndex: start + failure.set, error: failure.error } satisfies RowFailure;
      }
    }
    const [first] = results;
    if (results.length === 1) return answer(first as StepResult, request);
    return {
      rows: results.flatMap((result) => result.rows),
      columns: request.returnsRows === null ? namesOf(first) : null,
      rowCount: results.reduce((sum, result) => sum + result.rowCount, 0),
    };
  }

  async stream(request: DriverRequest, batch: number): Promise<DriverStream> {
    if (isReadable(request.sql)) return openCursor(this, request, batch);
    // Only a SELECT can be behind a cursor: what changes rows is done at once, and its rows are here.
    const { rows, columns } = await this.execute({ ...request, returnsRows: null });
    let at = 0;
    return {
      columns: columns ?? [],
      next: () => rows.slice(at, (at += batch)),
      close: () => {
        at = rows.length;
      },
    };
  }
  /** The name of the next cursor. */
  nextCursor(): string {
    return `cupel_cursor_${++this.#cursorCount}`;
  }
  get isInTransaction(): boolean {
    return this.#isBegun || this.#wire.status !== "I";
  }
  async run(steps: readonly Step[], signal?: AbortSignal): Promise<readonly StepResult[]> {
    try {
      return await this.#send(steps, signal);
    } catch (failure) {
      throw failure instanceof StepFailure ? failure.error : failure;
    }
  }

  // Transactions

  begin({ isolationLevel, readOnly, deferrable }: BeginOptions): void {
    this.#refusal = null;
    this.#isBegun = true;
    this.#pending = [beginText({ isolationLevel: isolationLevel ?? this.#level, readOnly, deferrable })];
  }

  async commit(): Promise<void> {
    if (this.#isUnsent) return this.#end();
    if (this.#refusal !== null) throw (this.#refusal as StepFailure).error;
    this.#pending = [];
    if (this.#wire.status === "E") throw aborted();
    const { tag } = await this.#one(command("COMMIT"));
    this.#end();
    if (tag === "ROLLBACK") throw aborted();
  }
  async rollback(): Promise<void> {
    const isUnsent = this.#isUnsent;
    this.#end();
    if (!isUnsent && this.#wire.status !== "I") await this.#one(command("ROLLBACK"));
  }
  /** The server has not been told of the transaction yet. */
  get #isUnsent(): boolean {
    return this.#pending[0]?.startsWith("BEGIN") === true;
  }
  #end(): void {
    this.#pending = [];
    this.#refusal = null;
    this.#isBegun = false;
  }

  async savepoint(name: string): Promise<void> {
    // In a transaction that an error has ended this is refused, and better now than later.
    if (this.#wire.status === "E") await this.#one(command(`SAVEPOINT ${name}`));
    else this.#pending.push(`SAVEPOINT ${name}`);
  }
  async rollbackTo(name: string): Promise<void> {
    if (!this.#takeBack(name)) await this.#one(command(`ROLLBACK TO SAVEPOINT ${name}`));
  }
  async release(name: string): Promise<void> {
    if (!this.#takeBack(name)) await this.#one(command(`RELEASE SAVEPOINT ${name}`));
  }
  /** Takes back a savepoint, and those after it, that have not been sent. */
  #takeBack(name: string): boolean {
    const index = this.#pending.indexOf(`SAVEPOINT ${name}`);
    if (index === -1) {
      this.#pending = this.#pending.filter((sql) => !sql.startsWith("SAVEPOINT"));
      return false;
    }
    this.#pending.length = index;
    return true;
  }

  setIsolationLevel(level: string | null): void {
    this.#level = level;
  }
  async getIsolationLevel(): Promise<string> {
    if (this.#level !== null) return this.#level;
    const { rows } = await this.#one(command("SHOW transaction_isolation"));
    return String(rows[0]?.[0]).toUpperCase();
  }

  // The connection

  async ping(): Promise<void> {
    await this.#one(command("SELECT 1"));
  }
  async reset(): Promise<void> {
    await this.rollback();
  }
  async close(): Promise<void> {
    await this.#wire.close();
  }
}

function stepOf(request: DriverRequest, sets: readonly (readonly unknown[])[]): Step {
  const { sql, prepare, maxRows, isTyped } = request;
  return { sql, sets, prepare, maxRows: maxRows ?? 0, isTyped: isTyped ?? null };
}

function answer(result: StepResult, { returnsRows }: DriverRequest): DriverResult {
  return { rows: result.rows, columns: returnsRows === null ? namesOf(result) : null, rowCount: result.rowCount };
}
function namesOf(result: StepResult | undefined): readonly string[] | null {
  return result?.fields?.map((field) => field.name) ?? null;
}

/** In the shape of a report of the server: it answers such a COMMIT with ROLLBACK, and without an error. */
function aborted(): Error {
  return Object.assign(
    new Error(
      "an error has ended this transaction before, and nothing of it can be committed: call rollback(), or use a savepoint around what may fail",
    ),
    { code: "25P02" },
  );
}
