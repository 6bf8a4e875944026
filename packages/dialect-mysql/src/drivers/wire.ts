/** One connection of mysql2, with promises: statements prepared or as text, stopped when their caller gives up. */
import type { Dialect } from "@cupel/core/internal";
import { openCursor, type ServerCursor } from "./cursor.js";
import type { Field, Header, Internals, Native } from "./native.js";
import { parameterOf, type WholeNumbers, withLiterals } from "./values.js";

/** What a statement has answered: rows with their fields, or a header. */
export interface Answer {
  readonly rows: unknown[][];
  readonly fields: readonly Field[] | null;
  readonly header: Header | null;
}

export interface WireOptions {
  readonly dialect: Dialect;
  readonly whole: WholeNumbers | null;
  /** Whether statements are prepared at all. */
  readonly prepares: boolean;
  /** Stops what this connection does, from another. */
  readonly kill: (threadId: number) => Promise<void>;
}

/** What is worth preparing; SHOW, SET and definitions are sent as text. */
const preparable = /^[\s(]*(?:select|insert|update|delete|with|values|replace|table)\b/i;
/** "This command is not supported in the prepared statement protocol yet", and "Can't create more than … statements". */
const cannotPrepare: ReadonlySet<unknown> = new Set([1295, 1461]);
const interrupted: ReadonlySet<unknown> = new Set([1317, 1028, 1969, 3024]);

/** After an abort: how long the server may go on before the connection is cut. */
const patience = 5000;

export class Wire {
  readonly native: Native & Internals;
  readonly #options: WireOptions;
  #death: unknown = null;

  constructor(native: Native & Internals, options: WireOptions) {
    this.native = native;
    this.#options = options;
    // An error while nothing is being sent: the server has hung up. Who sends next is told.
    native.on("error", (error: unknown) => {
      this.#death ??= error;
    });
    native.on("end", () => {
      this.#death ??= gone();
    });
  }

  async send(sql: string, values: readonly unknown[], prepare: boolean, signal?: AbortSignal): Promise<Answer> {
    return this.#unlessAborted(() => this.#sendOne(sql, values, prepare), signal);
  }

  async #sendOne(sql: string, values: readonly unknown[], prepare: boolean): Promise<Answer> {
    const { dialect, whole, prepares } = this.#options;
    if (prepares && (values.length > 0 || (prepare && preparable.test(sql)))) {
      const parameters = values.map((value) => parameterOf(value, dialect, whole));
      try {
        return await this.#ask((callback) => this.native.execute({ sql, values: parameters }, callback));
      } catch (error) {
        if (!cannotPrepare.has((error as { errno?: unknown }).errno)) throw error;
      }
    }
    const text = values.length === 0 ? sql : withLiterals(sql, values, dialect);
    return this.#ask((callback) => this.native.query({ sql: text }, callback));
  }

  #ask(start: (callback: (error: unknown, rows?: unknown, fields?: unknown) => void) => unknown): Promise<Answer> {
    if (this.#death !== null) return Promise.reject(this.#death);
    return new Promise((resolve, reject) => {
      start((error, rows, fields) => {
        if (error) reject(this.#noticed(error));
        else resolve(answerOf(rows, fields));
      });
    });
  }

  /** An error that the driver says nothing of but that it is fatal. */
  #noticed(error: unknown): unknown {
    const { fatal, code, errno } = error as { fatal?: unknown; code?: unknown; errno?: unknown };
    if (fatal !== true) return error;
    if (code === undefined && errno === undefined) (error as { code?: string }).code = "PROTOCOL_CONNECTION_LOST";
    this.#death ??= error;
    return error;
  }

  async open(sql: string, values: readonly unknown[], signal?: AbortSignal): Promise<ServerCursor> {
    if (this.#death !== null) throw this.#death;
    const { dialect, whole } = this.#options;
    const parameters = values.map((value) => parameterOf(value, dialect, whole));
    return this.#unlessAborted(
      () => openCursor(this.native, sql, parameters).catch((error: unknown) => Promise.reject(this.#noticed(error))),
      signal,
    );
  }
  async fetch(cursor: ServerCursor, rows: number, signal?: AbortSignal): Promise<unknown[][]> {
    if (this.#death !== null) throw this.#death;
    return this.#unlessAborted(() => cursor.fetch(rows).catch((error: unknown) => Promise.reject(this.#noticed(error))), signal);
  }

  async #unlessAborted<T>(start: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (signal === undefined) return start();
    signal.throwIfAborted();
    let killing: Promise<void> | undefined;
    let timer: NodeJS.Timeout | undefined;
    const abort = (): void => {
      killing = this.#options.kill(this.native.threadId);
      timer = setTimeout(() => this.native.destroy(), patience);
    };
    signal.addEventListener("abort", abort, { once: true });
    const work = start();
    try {
      return await Promise.race([work, this.#died(work)]);
    } catch (error) {
      if (killing === undefined) throw error;
      // Whatever else went wrong is told as it is.
      throw interrupted.has((error as { errno?: unknown }).errno) || this.#death !== null ? signal.reason : error;
    } finally {
      signal.removeEventListener("abort", abort);
      if (killing !== undefined) await this.#afterKill(killing);
      clearTimeout(timer);
    }
  }
  /** A connection that is destroyed calls nobody back. */
  #died(work: Promise<unknown>): Promise<never> {
    return new Promise((_, reject) => {
      const close = (): void => {
        this.#death ??= gone();
        reject(this.#death);
      };
      const stream = (
        this.native as unknown as { stream: { once(e: "close", f: () => void): void; removeListener(e: "close", f: () => void): void } }
      ).stream;
      stream.once("close", close);
      const done = (): void => stream.removeListener("close", close);
      work.then(done, done);
    });
  }
  /** A request that came too late must not stop the next statement: it stops this one. */
  async #afterKill(killing: Promise<void>): Promise<void> {
    await killing;
    if (this.#death !== null) return;
    await this.#ask((callback) => this.native.query({ sql: "DO 0" }, callback)).catch(() => {});
  }

  ping(): Promise<void> {
    if (this.#death !== null) return Promise.reject(this.#death);
    return new Promise((resolve, reject) => {
      this.native.ping((error) => (error ? reject(this.#noticed(error)) : resolve()));
    });
  }

  /** Says goodbye, and waits a moment for the server to hang up. */
  close(): Promise<void> {
    if (this.#death !== null) {
      this.native.destroy();
      return Promise.resolve();
    }
    this.#death = gone();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.native.destroy();
        resolve();
      }, 1000);
      this.native.end(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

function gone(): Error {
  return Object.assign(new Error("Connection lost: The server closed the connection."), { code: "PROTOCOL_CONNECTION_LOST" });
}

/** A procedure may answer several times: the first rows are the result. */
function answerOf(rows: unknown, fields: unknown): Answer {
  const isMany = Array.isArray(fields) && fields.some((one) => one === undefined || Array.isArray(one));
  if (isMany) {
    const first = (fields as unknown[]).findIndex((one) => one !== undefined);
    return answerOf((rows as unknown[])[Math.max(0, first)], (fields as unknown[])[Math.max(0, first)]);
  }
  if (Array.isArray(rows)) return { rows: rows as unknown[][], fields: fields as Field[], header: null };
  return { rows: [], fields: null, header: rows as Header };
}
