import { ArgumentError, type Connection, type Engine } from "@cupel/core";
import { didYouMean } from "@cupel/core/internal";

/** What a session speaks to. */
export type Bind = Engine | Connection;

/**
 * How a session behaves on a connection that is in a transaction already:
 * - `conditional_savepoint`: as `create_savepoint` if a savepoint stands there, else as `rollback_only`;
 * - `rollback_only`: commits of the session leave the outer transaction open, rollbacks roll it back;
 * - `control_fully`: the session commits and rolls back the outer transaction;
 * - `create_savepoint`: the session works within a savepoint of its own, and never touches the outer transaction.
 */
export type JoinTransactionMode = "conditional_savepoint" | "rollback_only" | "control_fully" | "create_savepoint";

/** The options of a session. */
export interface SessionOptions {
  /** What the session speaks to, where it is not given as the first argument. */
  bind?: Bind;
  /** Flush before a query that reads what has changed. True unless said otherwise. */
  autoflush?: boolean;
  /** Begin a transaction by itself when one is needed. True unless said otherwise. */
  autobegin?: boolean;
  /** Forget what was loaded at each commit. False unless said otherwise: attributes cannot refresh themselves in silence. */
  expireOnCommit?: boolean;
  joinTransactionMode?: JoinTransactionMode;
  /** What `awaitableAttrs` loads: one object's attribute, those of all its siblings, or nothing. */
  fetchMode?: "one" | "peers" | "raise";
  /** Whatever the application wants to keep with the session. */
  info?: Record<string, unknown>;
}

/** The options, all of them said. */
export interface SessionSettings extends Required<Omit<SessionOptions, "bind">> {
  readonly bind: Bind | null;
}

const MODES: readonly string[] = [
  "conditional_savepoint",
  "rollback_only",
  "control_fully",
  "create_savepoint",
] satisfies JoinTransactionMode[];
const FETCH_MODES: readonly string[] = ["one", "peers", "raise"];
const FLAGS = ["autoflush", "autobegin", "expireOnCommit"] as const;
const NAMES: readonly string[] = ["bind", ...FLAGS, "joinTransactionMode", "fetchMode", "info"];

/** @throws ArgumentError for an option that does not exist, by its name, or a value it cannot have. */
export function checkSessionOptions(options: object, what: string): void {
  for (const name of Object.keys(options)) {
    if (!NAMES.includes(name))
      throw new ArgumentError(
        `${what} has no option ${JSON.stringify(name)}.${didYouMean(name, NAMES)} The options are ${NAMES.join(", ")}.`,
      );
  }
  const given = options as Record<string, unknown>;
  for (const name of FLAGS) refuse(name, given[name], typeof given[name] === "boolean", "true or false");
  refuse(
    "joinTransactionMode",
    given.joinTransactionMode,
    MODES.includes(given.joinTransactionMode as string),
    `one of ${MODES.join(", ")}`,
  );
  refuse("fetchMode", given.fetchMode, FETCH_MODES.includes(given.fetchMode as string), `one of ${FETCH_MODES.join(", ")}`);
  refuse("info", given.info, typeof given.info === "object" && given.info !== null, "an object");
}

function refuse(name: string, value: unknown, isGood: boolean, wanted: string): void {
  if (value !== undefined && !isGood)
    throw new ArgumentError(`The session option ${name} must be ${wanted}, not ${JSON.stringify(value) ?? typeof value}.`);
}

function isEmpty(options: object): boolean {
  for (const _name in options) return false;
  return true;
}

export function settingsOf(bind: Bind | undefined, options: SessionOptions): SessionSettings {
  if (!isEmpty(options)) checkSessionOptions(options, "Session");
  return {
    bind: bind ?? options.bind ?? null,
    autoflush: options.autoflush ?? true,
    autobegin: options.autobegin ?? true,
    expireOnCommit: options.expireOnCommit ?? false,
    joinTransactionMode: options.joinTransactionMode ?? "conditional_savepoint",
    fetchMode: options.fetchMode ?? "one",
    info: { ...options.info },
  };
}
