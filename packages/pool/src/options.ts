import { PoolArgumentError } from "./errors.js";

/** Where a pool writes what it does. */
export interface PoolLogger {
  /** @param message - one line, without a newline */
  debug(message: string): void;
}

/** How a pool behaves. Each pool class takes what concerns it and refuses the rest: a `NullPool`, for one, has no size. */
export interface PoolOptions {
  /** Connections kept open (default 5). As in SQLAlchemy 0 means no limit, and all are kept; to keep none use a `NullPool`. */
  poolSize?: number;
  /** Connections opened beyond the size when all are in use, and closed on return (default 10); -1 is no limit. */
  maxOverflow?: number;
  /** How long to wait for a free connection, in milliseconds (default 30000); 0 does not wait. */
  poolTimeout?: number;
  /** The age in milliseconds from which a connection is replaced at its next checkout (default -1: never). */
  poolRecycle?: number;
  /**
   * Whether a connection is tested before it is handed out (default false). It is tested when it has been idle for `idleFor` milliseconds
   * (default 1000), so that a busy pool pays nothing; `idleFor: 0` always tests.
   */
  poolPrePing?: boolean | { idleFor?: number };
  /** What a connection is reset with when it is given back (default `"rollback"`); false leaves it as it is. */
  resetOnReturn?: "rollback" | "commit" | false;
  /** Whether the connection returned last is handed out first, so that a quiet pool lets the others grow old (default false). */
  useLifo?: boolean;
  /** Whether to log what the pool does: true writes to the console (default false). */
  echoPool?: boolean | PoolLogger;
}

/** The options with every default filled in. */
export interface CheckedPoolOptions {
  readonly poolSize: number;
  readonly maxOverflow: number;
  readonly poolTimeout: number;
  readonly poolRecycle: number;
  /** Idle milliseconds from which a connection is tested; undefined when it never is. */
  readonly pingAfter: number | undefined;
  readonly resetOnReturn: "rollback" | "commit" | false;
  readonly useLifo: boolean;
  readonly logger: PoolLogger | undefined;
}

/** A timer of the runtime fires at once when told to wait longer. */
const longestTimer = 2_147_483_647;

const optionNames: ReadonlySet<string> = new Set<keyof PoolOptions>([
  "poolSize",
  "maxOverflow",
  "poolTimeout",
  "poolRecycle",
  "poolPrePing",
  "resetOnReturn",
  "useLifo",
  "echoPool",
]);

/**
 * Checks a pool's options by name and range and fills in the defaults.
 *
 * @param options - as given by the caller
 * @returns the complete options
 * @throws {@link PoolArgumentError} naming the first option that is unknown or has a bad value
 */
export function checkPoolOptions(options: PoolOptions): CheckedPoolOptions {
  if (typeof options !== "object" || options === null) throw refuse("options", "an object", options);
  for (const name of Object.keys(options)) {
    if (!optionNames.has(name)) throw unknownOption(name);
  }
  return {
    poolSize: integer("poolSize", options.poolSize ?? 5, 0),
    maxOverflow: integer("maxOverflow", options.maxOverflow ?? 10, -1),
    poolTimeout: integer("poolTimeout", options.poolTimeout ?? 30_000, 0, longestTimer),
    poolRecycle: integer("poolRecycle", options.poolRecycle ?? -1, -1),
    pingAfter: pingAfter(options.poolPrePing ?? false),
    resetOnReturn: resetMode(options.resetOnReturn ?? "rollback"),
    useLifo: boolean("useLifo", options.useLifo ?? false),
    logger: logger(options.echoPool ?? false),
  };
}

function integer(name: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw refuse(name, most === Number.MAX_SAFE_INTEGER ? `an integer >= ${least}` : `an integer from ${least} to ${most}`, value);
}

function boolean(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw refuse(name, "true or false", value);
}

function pingAfter(value: unknown): number | undefined {
  if (value === false) return undefined;
  if (value === true) return 1000;
  if (typeof value !== "object" || value === null) throw refuse("poolPrePing", "true, false or { idleFor }", value);
  for (const name of Object.keys(value)) {
    if (name !== "idleFor")
      throw new PoolArgumentError("poolPrePing", `unknown key ${JSON.stringify(name)} in poolPrePing; it takes idleFor`);
  }
  return integer("poolPrePing.idleFor", (value as { idleFor?: unknown }).idleFor ?? 1000, 0);
}

function resetMode(value: unknown): "rollback" | "commit" | false {
  if (value === "rollback" || value === "commit" || value === false) return value;
  throw refuse("resetOnReturn", '"rollback", "commit" or false', value);
}

function logger(value: unknown): PoolLogger | undefined {
  if (value === false) return undefined;
  if (value === true) return { debug: (message) => console.debug(message) };
  if (typeof value === "object" && value !== null && typeof (value as PoolLogger).debug === "function") return value as PoolLogger;
  throw refuse("echoPool", "true, false or a logger with a debug method", value);
}

function refuse(name: string, wanted: string, value: unknown): PoolArgumentError {
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new PoolArgumentError(name, `${name} must be ${wanted}, got ${shown}`);
}

function unknownOption(name: string): PoolArgumentError {
  const bare = (text: string): string => text.toLowerCase().replaceAll("_", "");
  const meant = [...optionNames].find((known) => bare(known) === bare(name));
  const hint = meant === undefined ? `the options are ${[...optionNames].join(", ")}` : `did you mean ${meant}?`;
  return new PoolArgumentError(name, `unknown pool option ${JSON.stringify(name)}; ${hint}`);
}
