/** What a URL and `connectArgs` may say to better-sqlite3, checked by name. */

import type { URL } from "@cupel/core";
import { ArgumentError } from "@cupel/core";
import { didYouMean } from "@cupel/core/internal";

/** Options of the driver: in `connectArgs`, and as arguments of the URL. */
export interface SqliteOptions {
  /** How long to wait for a lock, in milliseconds (default 5000). Waiting never blocks the process. */
  readonly timeout?: number;
  /** Opens for reading only. */
  readonly readonly?: boolean;
  /** Refuses to make the file. */
  readonly fileMustExist?: boolean;
  /** Whether foreign keys are enforced (default true). */
  readonly foreignKeys?: boolean;
  /** `"wal"`, `"delete"` …: kept in the file. */
  readonly journalMode?: string;
  /** Other PRAGMAs of each connection, by name. */
  readonly pragmas?: Readonly<Record<string, string | number | boolean>>;
  /** How many prepared statements a connection keeps (default 200). */
  readonly preparedStatements?: number;
  /** The path of the native addon, where bundling has moved it. */
  readonly nativeBinding?: string;
}

/** The options with their defaults. */
export interface CheckedOptions {
  readonly path: string;
  readonly isMemory: boolean;
  readonly timeout: number;
  readonly readonly: boolean;
  readonly fileMustExist: boolean;
  readonly pragmas: readonly (readonly [name: string, value: string])[];
  readonly preparedStatements: number;
  readonly nativeBinding: string | undefined;
}

const names = [
  "timeout",
  "readonly",
  "fileMustExist",
  "foreignKeys",
  "journalMode",
  "pragmas",
  "preparedStatements",
  "nativeBinding",
] as const;
/** PRAGMAs that may stand in a URL under their own names. */
const urlPragmas = [
  "journal_mode",
  "synchronous",
  "foreign_keys",
  "cache_size",
  "temp_store",
  "mmap_size",
  "locking_mode",
  "recursive_triggers",
  "auto_vacuum",
  "page_size",
];

/** Whether a URL speaks of a database in memory. */
export function isMemoryUrl(url: URL): boolean {
  return url.database === null || url.database === ":memory:";
}

export function checkOptions(url: URL, connectArgs: Readonly<Record<string, unknown>>): CheckedOptions {
  if (url.host !== null || url.username !== null) {
    throw new ArgumentError(
      `The URL ${JSON.stringify(url.render())} names a host, which SQLite has not. A relative file has three slashes, "sqlite:///${url.host ?? "file.db"}", an absolute one four, "sqlite:////var/data/file.db".`,
    );
  }
  const options: Record<string, unknown> = { ...fromQuery(url), ...connectArgs };
  for (const name of Object.keys(options)) {
    if (!(names as readonly string[]).includes(name)) {
      throw new ArgumentError(
        `SQLite has no connect option ${JSON.stringify(name)}.${didYouMean(name, names)} It takes ${names.join(", ")}; what is a PRAGMA goes into pragmas: { ${name}: … }.`,
      );
    }
  }
  const given = options as SqliteOptions;
  const pragmas = new Map<string, string>();
  pragmas.set("foreign_keys", given.foreignKeys === false ? "OFF" : "ON");
  if (given.journalMode !== undefined) pragmas.set("journal_mode", pragmaValue("journalMode", given.journalMode));
  for (const [name, value] of Object.entries({ ...queryPragmas(url), ...given.pragmas })) {
    if (!/^\w+$/.test(name)) throw new ArgumentError(`${JSON.stringify(name)} is no name of a PRAGMA.`);
    pragmas.set(
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      pragmaValue(name, value),
    );
  }
  return {
    path: isMemoryUrl(url) ? ":memory:" : (url.database as string),
    isMemory: isMemoryUrl(url),
    timeout: number("timeout", given.timeout ?? 5000),
    readonly: boolean("readonly", given.readonly ?? false),
    fileMustExist: boolean("fileMustExist", given.fileMustExist ?? false),
    pragmas: [...pragmas],
    preparedStatements: number("preparedStatements", given.preparedStatements ?? 200),
    nativeBinding: given.nativeBinding,
  };
}

function fromQuery(url: URL): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(url.query)) {
    if (typeof value !== "string")
      throw new ArgumentError(`The argument ${JSON.stringify(name)} stands several times in ${JSON.stringify(url.render())}.`);
    if (urlPragmas.includes(name)) continue;
    switch (name) {
      case "mode":
        if (!["ro", "rw", "rwc"].includes(value))
          throw new ArgumentError(`The argument "mode" of a SQLite URL is "ro", "rw" or "rwc", not ${JSON.stringify(value)}.`);
        options["readonly"] = value === "ro";
        options["fileMustExist"] = value !== "rwc";
        break;
      case "timeout":
        options[name] = Number(value);
        break;
      case "readonly":
      case "fileMustExist":
      case "foreignKeys":
        options[name] = flag(name, value);
        break;
      case "journalMode":
        options[name] = value;
        break;
      default:
        throw new ArgumentError(
          `A SQLite URL has no argument ${JSON.stringify(name)}.${didYouMean(name, ["mode", "timeout", "readonly", "fileMustExist", "foreignKeys", "journalMode", ...urlPragmas])} It takes mode, timeout, readonly, fileMustExist, foreignKeys, journalMode, and the PRAGMAs ${urlPragmas.join(", ")}; others go into connectArgs: { pragmas: { … } }.`,
        );
    }
  }
  return options;
}

function queryPragmas(url: URL): Record<string, string> {
  return Object.fromEntries(Object.entries(url.query).filter(([name]) => urlPragmas.includes(name))) as Record<string, string>;
}

function flag(name: string, value: string): boolean {
  if (/^(true|1|on|yes)$/i.test(value)) return true;
  if (/^(false|0|off|no)$/i.test(value)) return false;
  throw new ArgumentError(`The argument ${JSON.stringify(name)} of a SQLite URL is true or false, not ${JSON.stringify(value)}.`);
}

function pragmaValue(name: string, value: unknown): string {
  if (typeof value === "boolean") return value ? "ON" : "OFF";
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "string" && /^-?\w+$/.test(value)) return value;
  throw new ArgumentError(`The PRAGMA ${JSON.stringify(name)} takes a word, a number or true or false, not ${JSON.stringify(value)}.`);
}

function number(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw new ArgumentError(`The SQLite option ${JSON.stringify(name)} must be a number from 0, not ${JSON.stringify(value)}.`);
}
function boolean(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new ArgumentError(`The SQLite option ${JSON.stringify(name)} must be true or false, not ${JSON.stringify(value)}.`);
}
