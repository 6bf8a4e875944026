/** The options of `createEngine`, checked by name and value when the engine is made. */
import { ArgumentError, didYouMean, nameList } from "../errors.js";
import type { Dialect } from "./dialect.js";
import type { ExecutionOptions } from "./execution-options.js";
import type { Echo } from "./logging.js";
import type { PoolClass } from "./pool-options.js";

/** How an engine works. Durations are milliseconds. */
export interface EngineOptions {
  /** Tells every statement, its parameters and its time: on the console, or to a logger. `"debug"` also the rows. */
  readonly echo?: Echo;
  /** Tells what the pool does. */
  readonly echoPool?: boolean | { debug(message: string): void };
  /** The dialect itself, instead of finding it by the URL's scheme: for bundlers. */
  readonly dialect?: Dialect;
  /** Connections kept open (default 5). */
  readonly poolSize?: number;
  /** Connections beyond them, closed on return (default 10). */
  readonly maxOverflow?: number;
  /** How long to wait for a connection (default 30 000). */
  readonly poolTimeout?: number;
  /** The age from which a connection is replaced (default: never). */
  readonly poolRecycle?: number;
  /** Tests a connection before it is handed out, if it has been idle for a while. */
  readonly poolPrePing?: boolean | { idleFor?: number };
  /** Hands out the connection that came back last. */
  readonly poolUseLifo?: boolean;
  /** How an open transaction ends when its connection is given back. */
  readonly poolResetOnReturn?: "rollback" | "commit" | false;
  /** The class of the pool; the dialect's choice without it. */
  readonly poolClass?: PoolClass;
  /** The isolation level of every connection. */
  readonly isolationLevel?: string;
  /** Options for the driver. */
  readonly connectArgs?: Readonly<Record<string, unknown>>;
  /** How many compiled statements are kept (default 500). */
  readonly statementCacheSize?: number;
  /**
   * Warns, when a statement is compiled, of tables in its FROM that nothing connects: each row of one then comes with each of the other
   * (default true; the warning is a `CupelWarning` of the process).
   */
  readonly enableFromLinting?: boolean;
  /** Keeps parameters out of logs and errors. */
  readonly hideParameters?: boolean;
  /** Execution options of every connection. */
  readonly executionOptions?: ExecutionOptions;
  /** A name for the log. */
  readonly name?: string;
}

type Kind = "boolean" | "number" | "string" | "object" | "any";
const kinds: { readonly [K in keyof Required<EngineOptions>]: Kind } = {
  echo: "any",
  echoPool: "any",
  dialect: "object",
  poolSize: "number",
  maxOverflow: "number",
  poolTimeout: "number",
  poolRecycle: "number",
  poolPrePing: "any",
  poolUseLifo: "boolean",
  poolResetOnReturn: "any",
  poolClass: "any",
  isolationLevel: "string",
  connectArgs: "object",
  statementCacheSize: "number",
  enableFromLinting: "boolean",
  hideParameters: "boolean",
  executionOptions: "object",
  name: "string",
};

/** Names that SQLAlchemy gives to some of them. */
const otherNames: Readonly<Record<string, keyof EngineOptions>> = {
  query_cache_size: "statementCacheSize",
  queryCacheSize: "statementCacheSize",
  logging_name: "name",
  logger: "echo",
  resetOnReturn: "poolResetOnReturn",
  useLifo: "poolUseLifo",
  pool: "poolClass",
};

/** Refuses what is unknown or of the wrong kind, and warns of durations that look like seconds. */
export function checkEngineOptions(options: EngineOptions): void {
  if (typeof options !== "object" || options === null)
    throw new ArgumentError(`The options of createEngine() are an object, not ${JSON.stringify(options) ?? typeof options}.`);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(kinds, name)) throw unknownOption(name);
    if (value === undefined) continue;
    const kind = kinds[name as keyof EngineOptions];
    if (kind !== "any" && (typeof value !== kind || value === null))
      throw new ArgumentError(
        `The engine option ${JSON.stringify(name)} must be ${kind === "object" ? "an object" : `a ${kind}`}, not ${JSON.stringify(value) ?? typeof value}.`,
      );
  }
  const { statementCacheSize } = options;
  if (statementCacheSize !== undefined && !(Number.isSafeInteger(statementCacheSize) && statementCacheSize >= 0)) {
    throw new ArgumentError(`The engine option "statementCacheSize" must be a whole number, 0 for no cache, not ${statementCacheSize}.`);
  }
  warnOfSeconds("poolTimeout", options.poolTimeout);
  warnOfSeconds("poolRecycle", options.poolRecycle);
}

function unknownOption(name: string): ArgumentError {
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const meant = Object.hasOwn(kinds, camel) ? camel : otherNames[name];
  const hint = meant !== undefined ? ` Did you mean ${JSON.stringify(meant)}?` : didYouMean(name, Object.keys(kinds));
  return new ArgumentError(
    `createEngine() has no option ${JSON.stringify(name)}.${hint} It takes ${Object.keys(kinds).join(", ")}; what is meant for the driver goes into connectArgs.`,
  );
}

/** SQLAlchemy counts in seconds: `poolTimeout: 30` is more often thirty seconds than thirty milliseconds. */
function warnOfSeconds(name: string, value: number | undefined): void {
  if (value === undefined || value <= 0 || value >= 1000) return;
  process.emitWarning(`${name}: ${value} is ${value} milliseconds. If seconds are meant, write ${value * 1000}.`, {
    type: "CupelWarning",
    code: "CUPEL_DURATION",
  });
}

/** The levels of a dialect, for a message. */
export function checkLevel(dialect: Dialect, level: string): void {
  if (dialect.isolationLevels.includes(level)) return;
  throw new ArgumentError(
    `The dialect ${JSON.stringify(dialect.name)} has no isolation level ${JSON.stringify(level)}. It has ${nameList(dialect.isolationLevels)}.`,
  );
}

/** Refuses what a transaction is asked to be and the database does not know. */
export function checkTransactionModes(dialect: Dialect, options: ExecutionOptions): void {
  for (const mode of ["readOnly", "deferrable"] as const) {
    if (options[mode] === undefined) continue;
    if (typeof options[mode] !== "boolean")
      throw new ArgumentError(`The execution option "${mode}" must be true or false, not ${JSON.stringify(options[mode])}.`);
    if (!dialect.capabilities.transactionModes.includes(mode))
      throw new ArgumentError(
        `The dialect ${JSON.stringify(dialect.name)} has no transactions that are ${mode === "readOnly" ? "read-only" : mode}: leave the execution option "${mode}" out.`,
      );
  }
}
