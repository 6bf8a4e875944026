/**
 * A connection to MySQL or MariaDB. START TRANSACTION is sent before the first statement that follows it: a transaction in which nothing is done
 * costs nothing. The server ends transactions by itself, at a definition and at a deadlock; what is meant for a transaction is never done
 * outside of one for that.
 */
import { PendingRollbackError } from "@cupel/core";
import type {
  BeginOptions,
  Dialect,
  DriverConnection,
  DriverManyRequest,
  DriverRequest,
  DriverResult,
  DriverStream,
} from "@cupel/core/internal";
import { executeManyOn, type ManyHost } from "./many.js";
import type { Header } from "./native.js";
import type { ServerVersion, SessionFacts } from "./server.js";
import { readRows } from "./values.js";
import type { Answer, Wire } from "./wire.js";

export interface ConnectionParts {
  readonly dialect: Dialect;
  readonly version: ServerVersion;
  readonly facts: SessionFacts;
}

/** Of the server's status: there is a transaction. */
const inTransaction = 1;
/** The server has rolled back the whole transaction: deadlock, one within XA, a row that changed since the snapshot of MariaDB. */
const endsTransaction: ReadonlySet<unknown> = new Set([1213, 1614, 1020]);
const lockWaitTimeout = 1205;

export class MysqlConnection implements DriverConnection, ManyHost {
  readonly #wire: Wire;
  readonly #dialect: Dialect;
  readonly version: ServerVersion;
  readonly facts: SessionFacts;
  /** What begins the transaction that the engine believes in; `null` outside of one. */
  #beginning: string | null = null;
  /** The server has been told of it. */
  #isBegun = false;
  /** The server has ended it by an error. */
  #ended: unknown = null;
  #wantedLevel: string | null = null;
  #level: string;

  constructor(wire: Wire, { dialect, version, facts }: ConnectionParts) {
    this.#wire = wire;
    this.#dialect = dialect;
    this.version = version;
    this.facts = facts;
    this.#level = facts.isolationLevel;
  }

  /** Whoever takes the driver's own object may send something with it: that belongs into the transaction. */
  get native(): unknown {
    this.#begin().catch(() => {});
    return this.#wire.native;
  }

  // Statements

  async execute(request: DriverRequest): Promise<DriverResult> {
    const answer = await this.send(request, request.sql, request.values);
    return this.result(request, answer);
  }

  async send(request: DriverRequest, sql: string, values: readonly unknown[]): Promise<Answer> {
    if (this.#beginning !== null && !this.#isBegun) await this.#begin();
    this.#checkAlive();
    try {
      const answer = await this.#wire.send(sql, values, request.prepare, request.signal);
      if (answer.header !== null) this.#notice(answer.header);
      return answer;
    } catch (error) {
      throw this.#noticeError(error);
    }
  }
  result({ returnsRows, isTyped }: DriverRequest, { rows, fields, header }: Answer): DriverResult {
    if (header !== null)
      return {
        rows: [],
        columns: null,
        rowCount: header.affectedRows,
        lastInsertId: header.insertId === 0 ? undefined : idOf(header.insertId),
      };
    const known = fields ?? [];
    return {
      rows: readRows(rows, known, isTyped, this.#dialect),
      columns: returnsRows === true ? null : known.map((field) => field.name),
      rowCount: rows.length,
    };
  }
  executeMany(request: DriverManyRequest, sets: readonly (readonly unknown[])[]): Promise<DriverResult> {
    return executeManyOn(this, request, sets);
  }
  /** Asks something beside the statements of the caller. */
  async ask(sql: string): Promise<unknown[][]> {
    return (await this.#wire.send(sql, [], false)).rows;
  }

  async stream(request: DriverRequest, batch: number): Promise<DriverStream> {
    if (!/^[\s(]*(?:select|with|values|table)\b/i.test(request.sql)) return this.#streamOf(request, batch);
    if (this.#beginning !== null && !this.#isBegun) await this.#begin();
    this.#checkAlive();
    const { sql, values, signal, isTyped } = request;
    const cursor = await this.#guard(() => this.#wire.open(sql, values, signal));
    let ready: unknown[][] | null = null;
    let isOpen = true;
    const close = (): void => {
      if (!isOpen) return;
      isOpen = false;
      ready = null;
      cursor.close();
    };
    return {
      columns: cursor.fields.map((field) => field.name),
      next: async () => {
        if (!isOpen) return [];
        const rows = ready ?? (await this.#guard(() => this.#wire.fetch(cursor, batch, signal)));
        ready = null;
        if (rows.length < batch) close();
        return readRows(rows, cursor.fields, isTyped, this.#dialect);
      },
      close,
    };
  }
  /** What changes rows is done at once, and its rows are here. */
  async #streamOf(request: DriverRequest, batch: number): Promise<DriverStream> {
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

  // Transactions

  begin({ isolationLevel, readOnly }: BeginOptions): void {
    this.#wantedLevel = isolationLevel === undefined || isolationLevel === "AUTOCOMMIT" ? null : isolationLevel;
    this.#beginning = `START TRANSACTION${readOnly === undefined ? "" : readOnly ? " READ ONLY" : " READ WRITE"}`;
    this.#isBegun = false;
    this.#ended = null;
  }
  async #begin(): Promise<void> {
    if (this.#beginning === null || this.#isBegun) return;
    this.#isBegun = true;
    try {
      const level = this.#wantedLevel ?? this.facts.isolationLevel;
      if (level !== this.#level) {
        await this.#command(`SET SESSION TRANSACTION ISOLATION LEVEL ${level}`);
        this.#level = level;
      }
      await this.#command(this.#beginning);
    } catch (error) {
      // What was meant for the transaction must not be done outside of one.
      this.#ended = error;
      throw error;
    }
  }
  #checkAlive(): void {
    if (this.#ended === null) return;
    throw new PendingRollbackError(
      `An error has ended this transaction on the server, and nothing of it is left: ${(this.#ended as Error).message}. Call rollback() before going on.`,
      { cause: this.#ended },
    );
  }
  async #command(sql: string): Promise<void> {
    await this.#wire.send(sql, [], false);
  }
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#noticeError(error);
    }
  }
  /** A definition has committed: what follows is a transaction again. */
  #notice({ serverStatus }: Header): void {
    if (this.#isBegun && (serverStatus & inTransaction) === 0) this.#isBegun = false;
  }
  #noticeError(error: unknown): unknown {
    const { errno } = error as { errno?: unknown };
    if (this.#isBegun && (endsTransaction.has(errno) || (errno === lockWaitTimeout && this.facts.rollsBackOnTimeout))) this.#ended = error;
    return error;
  }

  async commit(): Promise<void> {
    this.#checkAlive();
    const isBegun = this.#isBegun;
    if (isBegun) await this.#command("COMMIT");
    this.#end();
  }
  async rollback(): Promise<void> {
    const isBegun = this.#isBegun;
    this.#end();
    if (isBegun) await this.#command("ROLLBACK");
  }
  #end(): void {
    this.#beginning = null;
    this.#isBegun = false;
    this.#ended = null;
  }

  async savepoint(name: string): Promise<void> {
    await this.#begin();
    this.#checkAlive();
    await this.#command(`SAVEPOINT ${name}`);
  }
  async rollbackTo(name: string): Promise<void> {
    // With the transaction its savepoints have gone; who goes on without a rollback is told.
    if (this.#ended === null) await this.#command(`ROLLBACK TO SAVEPOINT ${name}`);
  }
  async release(name: string): Promise<void> {
    this.#checkAlive();
    await this.#command(`RELEASE SAVEPOINT ${name}`);
  }

  setIsolationLevel(level: string | null): void {
    this.#wantedLevel = level === "AUTOCOMMIT" ? null : level;
  }
  async getIsolationLevel(): Promise<string> {
    return this.#wantedLevel ?? this.facts.isolationLevel;
  }

  // The connection

  async ping(): Promise<void> {
    await this.#wire.ping();
  }
  async reset(): Promise<void> {
    this.#isBegun = this.#isBegun || this.#beginning !== null;
    await this.rollback();
  }
  async close(): Promise<void> {
    await this.#wire.close();
  }
}

function idOf(id: number | string): number | bigint {
  return typeof id === "number" ? id : BigInt(id);
}
