import { inspect } from "node:util";
import type { Pool, PooledConnection } from "@cupel/pool";
import type { Compiled } from "../compiler/compiled.js";
import { ArgumentError, type DatabaseError, DeadlockDetected, SerializationFailure } from "../errors.js";
import { connectionEventNames, EVENTS, EventHub } from "../events.js";
import { checkOptions } from "../options.js";
import { Connection, STATE } from "./connection.js";
import { twoCopies } from "./copies.js";
import { Dialect, type ErrorContext } from "./dialect.js";
import type { DriverConnection, MaybePromise } from "./driver.js";
import { checkEngineOptions, checkLevel, checkTransactionModes, type EngineOptions } from "./engine-options.js";
import { callSite, createPool, fromPool, isPoolOfOne, makeListenable, poolEventNames, poolForwarder } from "./engine-pool.js";
import type { ExecutionOptions } from "./execution-options.js";
import { type EngineLog, engineLog } from "./logging.js";
import { dialectFor } from "./registry.js";
import { checkStatement, StatementLookup } from "./statement-lookup.js";
import { makeUrl, type URL } from "./url.js";

/** How a connection is asked for. */
export interface ConnectOptions {
  /** Ends the wait for a free connection. */
  readonly signal?: AbortSignal;
  /** Who asks: named in the error of whoever waits in vain. */
  readonly holder?: string;
}

/** How a transaction is run. */
export interface BeginWorkOptions extends ConnectOptions {
  /** How often the work is run again after a serialization failure or a deadlock (default 0). It must be able to be run twice. */
  readonly retries?: number;
  /** The isolation level of this transaction. */
  readonly isolationLevel?: string;
}

const CONNECT_OPTIONS = ["signal", "holder"];
const BEGIN_OPTIONS = [...CONNECT_OPTIONS, "retries", "isolationLevel"];

/** What copies of an engine share. */
interface EngineParts {
  readonly url: URL;
  readonly dialect: Dialect;
  readonly pool: Pool<DriverConnection>;
  readonly options: EngineOptions;
  readonly lookup: StatementLookup;
  readonly hub: EventHub;
  readonly namesHolder: boolean;
}

type Work<R> = (connection: Connection) => R | Promise<R>;

/** A database and the pool of connections to it. One for each database, for as long as the application runs. */
export class Engine {
  /** @internal Events of every engine. */
  static readonly [EVENTS]: EventHub = new EventHub({ names: connectionEventNames, target: "The class Engine" });

  readonly #parts: EngineParts;
  readonly #executionOptions: ExecutionOptions;
  /** @internal */
  readonly log: EngineLog | null;

  /** @internal Made by `createEngine`. */
  constructor(parts: EngineParts, executionOptions: ExecutionOptions) {
    this.#parts = parts;
    this.#executionOptions = executionOptions;
    this.log = engineLog(parts.options.echo, {
      hideParameters: this.hideParameters,
      name: executionOptions.loggingToken ?? parts.options.name ?? null,
    });
  }

  get url(): URL {
    return this.#parts.url;
  }
  get dialect(): Dialect {
    return this.#parts.dialect;
  }
  get pool(): Pool<DriverConnection> {
    return this.#parts.pool;
  }
  /** The name of the dialect. */
  get name(): string {
    return this.dialect.name;
  }
  /** The name of the npm driver. */
  get driver(): string {
    return this.dialect.driverName;
  }
  get hideParameters(): boolean {
    return this.#parts.options.hideParameters ?? false;
  }
  /** @internal The level of every connection, if the engine has one. */
  get isolationLevel(): string | null {
    return this.#parts.options.isolationLevel ?? null;
  }
  /** @internal */
  get lookup(): StatementLookup {
    return this.#parts.lookup;
  }
  /** @internal */
  get [EVENTS](): EventHub {
    return this.#parts.hub;
  }

  /**
   * Takes a connection from the pool. Close it, by `close()`, `await using`, or by giving a callback.
   *
   * @example await engine.connect(async (connection) => connection.execute(statement).all());
   */
  connect(options?: ConnectOptions): Promise<Connection>;
  connect<R>(work: Work<R>, options?: ConnectOptions): Promise<R>;
  connect<R>(first?: Work<R> | ConnectOptions, second?: ConnectOptions): Promise<Connection | R> {
    checkOptions("engine.connect()", typeof first === "function" ? second : first, CONNECT_OPTIONS);
    return typeof first === "function" ? this.#connectFor(first, second ?? {}) : this.#connect(first ?? {});
  }

  async #connect(options: ConnectOptions): Promise<Connection> {
    const checkout = this.acquire(options);
    const connection = new Connection(this, checkout instanceof Promise ? await checkout : checkout, this.#executionOptions);
    const hub = this.#parts.hub;
    if (!hub.isSilent && hub.has("engineConnect")) {
      try {
        await hub.emit("engineConnect", { connection });
      } catch (error) {
        await connection.close();
        throw error;
      }
    }
    return connection;
  }

  async #connectFor<R>(work: Work<R>, options: ConnectOptions): Promise<R> {
    const connection = await this.#connect(options);
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  }

  /**
   * Runs `work` in a transaction: commits when it has ended, rolls back if it throws.
   *
   * @param options `retries`: runs it again, after a random pause that grows, if the database says that it collided with another
   */
  async begin<R>(work: Work<R>, options: BeginWorkOptions = {}): Promise<R> {
    if (typeof work !== "function")
      throw new ArgumentError(
        "engine.begin() takes a function: engine.begin(async (connection) => …). For a transaction without one, use connection.begin().",
      );
    checkOptions("engine.begin()", options, BEGIN_OPTIONS);
    const { retries = 0 } = options;
    if (!Number.isSafeInteger(retries) || retries < 0)
      throw new ArgumentError(`The option "retries" must be a whole number from 0, not ${String(retries)}.`);
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#beginOnce(work, options);
      } catch (error) {
        if (attempt >= retries || !(error instanceof SerializationFailure || error instanceof DeadlockDetected)) throw error;
        this.log?.command(`${error.name}: run again (${attempt + 1} of ${retries})`);
        await pause(Math.random() * Math.min(1000, 10 * 2 ** attempt), options.signal);
      }
    }
  }

  async #beginOnce<R>(work: Work<R>, options: BeginWorkOptions): Promise<R> {
    const connection = await this.#connect(options);
    try {
      if (options.isolationLevel !== undefined) connection.executionOptions({ isolationLevel: options.isolationLevel });
      const state = connection[STATE];
      const transaction = await state.queue.run((turn) => state.begin(turn, true));
      let result: R;
      try {
        result = await work(connection);
      } catch (error) {
        await rollbackQuietly(() => transaction.rollback());
        throw error;
      }
      try {
        if (transaction.isActive) await transaction.commit();
      } catch (error) {
        await rollbackQuietly(() => transaction.rollback());
        throw error;
      }
      return result;
    } finally {
      await connection.close();
    }
  }

  /** The pool's checkout of a driver's connection, without anything of the engine around it. Release it. */
  async rawConnection(options: ConnectOptions = {}): Promise<PooledConnection<DriverConnection>> {
    return this.acquire(options);
  }

  /** @internal */
  acquire(options: {
    readonly signal?: AbortSignal | undefined;
    readonly holder?: string | undefined;
  }): MaybePromise<PooledConnection<DriverConnection>> {
    const holder = options.holder ?? (this.#parts.namesHolder ? callSite() : undefined);
    const wish = holder === undefined ? {} : { holder };
    const ready = this.pool.tryAcquire(wish);
    if (ready !== null) return ready;
    return this.pool.acquire(options.signal === undefined ? wish : { ...wish, signal: options.signal }).catch((error: unknown) => {
      throw fromPool(error);
    });
  }

  /** This engine with other execution options for its connections: it shares the pool, the cache and the listeners. */
  executionOptions(options: ExecutionOptions): Engine {
    if (options.isolationLevel !== undefined) this.checkIsolationLevel(options.isolationLevel);
    checkTransactionModes(this.dialect, options);
    return new Engine(this.#parts, { ...this.#executionOptions, ...options });
  }
  getExecutionOptions(): ExecutionOptions {
    return this.#executionOptions;
  }

  /** The compiled form of a statement, from the cache if it is there. */
  compile(statement: object): Compiled {
    return this.lookup.find(checkStatement(statement), {}).compiled;
  }
  /** Forgets every compiled statement. */
  clearCompiledCache(): void {
    this.lookup.clear();
  }

  /** Closes the connections that nobody uses, and the others when they are given back. The engine can be used again and opens new ones. */
  async dispose(): Promise<void> {
    await this.pool.dispose();
    await this.#parts.hub.emit("engineDisposed", { engine: this });
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** @internal */
  checkIsolationLevel(level: string): void {
    checkLevel(this.dialect, level);
  }
  /** @internal The hub of one connection. */
  createConnectionHub(): EventHub {
    return new EventHub({ names: connectionEventNames, target: "A connection", parent: this.#parts.hub });
  }
  /** @internal */
  convertError(error: unknown, context: ErrorContext): DatabaseError {
    return this.dialect.convertError(error, { ...context, url: this.url, hideParameters: this.hideParameters });
  }

  toString(): string {
    return `Engine(${this.url.render()})`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

async function rollbackQuietly(rollback: () => Promise<void>): Promise<void> {
  try {
    await rollback();
  } catch {
    // The error that led here says more.
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      signal?.removeEventListener("abort", stop);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/**
 * Makes an engine. Nothing is opened before the first connection is asked for.
 *
 * @param url `"sqlite:///file.db"`, `"postgresql://user:password@host/database"` …, or a `URL`
 * @throws ArgumentError for a URL or an option that cannot be meant, or a scheme that no imported dialect speaks
 */
export function createEngine(url: string | URL, options: EngineOptions = {}): Engine {
  checkEngineOptions(options);
  const parsed = makeUrl(url);
  const dialect = options.dialect ?? dialectFor(parsed.drivername);
  if (!(dialect instanceof Dialect)) {
    throw new ArgumentError(
      options.dialect === undefined
        ? twoCopies(`The dialect of ${JSON.stringify(`${parsed.drivername}://`)}`)
        : 'The engine option "dialect" takes a dialect, as in { dialect: sqlite() }.',
    );
  }
  if (options.isolationLevel !== undefined) checkLevel(dialect, options.isolationLevel);
  checkTransactionModes(dialect, options.executionOptions ?? {});
  const pool = createPool(dialect, parsed, options);
  const forward = poolForwarder(pool);
  makeListenable(pool, forward);
  const hub: EventHub = new EventHub({
    names: [...connectionEventNames, ...poolEventNames],
    target: "An engine",
    parent: Engine[EVENTS],
    onListen: (name) => forward(name, hub),
  });
  const lookup = new StatementLookup(dialect, options.statementCacheSize ?? 500, options.enableFromLinting ?? true);
  const parts: EngineParts = { url: parsed, dialect, pool, options, lookup, hub, namesHolder: isPoolOfOne(pool) };
  return new Engine(parts, options.executionOptions ?? {});
}
