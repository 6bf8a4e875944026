/** What a server says of itself, and what a session is told at its beginning. */
import type { Dialect } from "@cupel/core/internal";
import type { CheckedOptions } from "./options.js";
import { literalOf } from "./values.js";

export interface ServerVersion {
  readonly isMariadb: boolean;
  /** Major, minor and patch, as one number to compare: 10.11.6 is 101106. */
  readonly number: number;
}

/** From the greeting: `8.0.36`, `10.11.6-MariaDB-…`, `5.5.5-10.11.6-MariaDB` of those that hide behind an older number. */
export function serverVersion(greeting: string): ServerVersion {
  const isMariadb = /mariadb/i.test(greeting);
  const text = isMariadb ? greeting.replace(/^5\.5\.5-/, "") : greeting;
  const [major = 0, minor = 0, patch = 0] = (/^(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? []).slice(1).map((part) => Number(part ?? 0));
  return { isMariadb, number: major * 10_000 + minor * 100 + patch };
}

/** What is asked once, at the beginning of a session. */
export function sessionQuery({ isMariadb, number }: ServerVersion): string {
  const isolation =
    isMariadb && number < 110_101 ? "tx_isolation" : !isMariadb && number < 50_720 ? "tx_isolation" : "transaction_isolation";
  return `SELECT @@sql_mode, @@${isolation}, @@auto_increment_increment, @@max_allowed_packet, @@innodb_rollback_on_timeout`;
}

export interface SessionFacts {
  readonly mode: string;
  readonly isolationLevel: string;
  readonly keyIncrement: number;
  readonly maxPacket: number;
  readonly rollsBackOnTimeout: boolean;
}
export function factsOf(row: readonly unknown[]): SessionFacts {
  const [mode, level, increment, packet, rollsBack] = row;
  return {
    mode: String(mode),
    isolationLevel: String(level).replaceAll("-", " ").toUpperCase(),
    keyIncrement: Number(increment),
    maxPacket: Number(packet),
    rollsBackOnTimeout: Number(rollsBack) === 1,
  };
}

/**
 * SET, for what the dialect counts on: moments are written and read in UTC, a backslash in a text is an escape, `"` quotes a text, and what
 * does not fit a column is an error rather than something else. The collation is the server's own for utf8mb4.
 */
export function sessionSettings(version: ServerVersion, { mode }: SessionFacts, options: CheckedOptions, dialect: Dialect): string {
  const modes = new Set(mode.split(",").filter((each) => each !== "" && !/^(NO_BACKSLASH_ESCAPES|ANSI_QUOTES|ANSI)$/.test(each)));
  if (!modes.has("STRICT_ALL_TABLES")) modes.add("STRICT_TRANS_TABLES");
  modes.add("NO_ZERO_DATE").add("NO_ZERO_IN_DATE").add("ERROR_FOR_DIVISION_BY_ZERO");
  const settings: Record<string, string | number | boolean> = { time_zone: "+00:00", sql_mode: [...modes].join(","), autocommit: 1 };
  const { statementTimeout, lockTimeout } = options;
  if (statementTimeout !== undefined) {
    if (version.isMariadb) settings["max_statement_time"] = statementTimeout / 1000;
    else settings["max_execution_time"] = statementTimeout;
  }
  if (lockTimeout !== undefined) settings["innodb_lock_wait_timeout"] = Math.max(1, Math.ceil(lockTimeout / 1000));
  const all = Object.entries({ ...settings, ...options.settings });
  return `SET NAMES utf8mb4, ${all.map(([name, value]) => `SESSION ${name} = ${literalOf(value, dialect)}`).join(", ")}`;
}
