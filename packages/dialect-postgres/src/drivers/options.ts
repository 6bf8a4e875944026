/** What a URL and `connectArgs` may say to a driver of PostgreSQL, checked by name. */
import { ArgumentError, type URL } from "@cupel/core";
import { didYouMean } from "@cupel/core/internal";

/** Options of the driver `pg`, in `connectArgs`. Durations are milliseconds. */
export interface PgOptions {
  /** How long the server may take to answer a new connection (default 15 000; 0 waits for ever). */
  readonly connectTimeout?: number;
  /** How long a statement may take: the server stops it (default: as the server is set). */
  readonly statementTimeout?: number;
  /** How long a statement may wait for a lock. */
  readonly lockTimeout?: number;
  /** How long a transaction may stay open without a statement: the server closes the connection. */
  readonly idleInTransactionTimeout?: number;
  /** The name in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Settings of the session, as of `SET`: `{ search_path: "shop,public" }`. `TimeZone` is UTC if it is not among them. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** How the connection is encrypted: as `sslmode` in a URL, or options of `node:tls`. */
  readonly ssl?: SslMode | boolean | Readonly<Record<string, unknown>>;
  /** Keeps idle connections alive by TCP (default true). */
  readonly keepAlive?: boolean;
  /** How many prepared statements a connection keeps (default 200). 0 prepares none: for poolers that give each transaction another connection. */
  readonly preparedStatements?: number;
  /** The password, or what fetches one for each connection. */
  readonly password?: string | (() => string | Promise<string>);
}

/** As libpq has them. `prefer` takes what the server offers; `require` encrypts and trusts any certificate; the last two check it. */
export type SslMode = "disable" | "allow" | "prefer" | "require" | "no-verify" | "verify-ca" | "verify-full";
const sslModes: readonly string[] = ["disable", "allow", "prefer", "require", "no-verify", "verify-ca", "verify-full"];

export interface SslFiles {
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
}

/** The options with their defaults. */
export interface CheckedOptions {
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly connectTimeout: number;
  readonly statementTimeout: number | undefined;
  readonly lockTimeout: number | undefined;
  readonly idleInTransactionTimeout: number | undefined;
  readonly applicationName: string | undefined;
  /** Settings that the server is told as the session begins. */
  readonly settings: Readonly<Record<string, string>>;
  readonly options: string | undefined;
  readonly ssl: SslMode | Readonly<Record<string, unknown>>;
  readonly sslFiles: SslFiles;
  readonly keepAlive: boolean;
  readonly preparedStatements: number;
  readonly password: PgOptions["password"];
}

const names: readonly (keyof PgOptions)[] = [
  "connectTimeout",
  "statementTimeout",
  "lockTimeout",
  "idleInTransactionTimeout",
  "applicationName",
  "settings",
  "ssl",
  "keepAlive",
  "preparedStatements",
  "password",
];
/** Arguments of a URL, by the names of libpq where it has one. */
const urlNames = [
  "host",
  "port",
  "sslmode",
  "sslrootcert",
  "sslcert",
  "sslkey",
  "connect_timeout",
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
  "application_name",
  "options",
  "search_path",
  "keepalives",
  "preparedStatements",
];

export function checkPgOptions(url: URL, connectArgs: Readonly<Record<string, unknown>>): CheckedOptions {
  for (const name of Object.keys(connectArgs)) {
    if (!(names as readonly string[]).includes(name))
      throw new ArgumentError(
        `PostgreSQL has no connect option ${JSON.stringify(name)}.${didYouMean(name, names)} It takes ${names.join(", ")}; settings of the server go into settings: { … }.`,
      );
  }
  const query = checkedQuery(url);
  const given = connectArgs as PgOptions;
  const milliseconds = (option: keyof PgOptions, argument: string): number | undefined =>
    number(option, given[option] ?? numberIn(query, argument));
  const connectSeconds = numberIn(query, "connect_timeout");
  return {
    host: query["host"] ?? url.host ?? undefined,
    port: numberIn(query, "port") ?? url.port ?? undefined,
    // libpq counts this one in seconds.
    connectTimeout: number("connectTimeout", given.connectTimeout) ?? (connectSeconds === undefined ? 15_000 : connectSeconds * 1000),
    statementTimeout: milliseconds("statementTimeout", "statement_timeout"),
    lockTimeout: milliseconds("lockTimeout", "lock_timeout"),
    idleInTransactionTimeout: milliseconds("idleInTransactionTimeout", "idle_in_transaction_session_timeout"),
    applicationName: given.applicationName ?? query["application_name"],
    settings: {
      ...(query["search_path"] === undefined ? {} : { search_path: query["search_path"] }),
      ...Object.fromEntries(Object.entries(given.settings ?? {}).map(([name, value]) => [name, setting(name, value)])),
    },
    options: query["options"],
    ssl: sslOf(given.ssl ?? query["sslmode"]),
    sslFiles: query,
    keepAlive: given.keepAlive ?? query["keepalives"] !== "0",
    preparedStatements: number("preparedStatements", given.preparedStatements ?? numberIn(query, "preparedStatements")) ?? 200,
    password: given.password,
  };
}

function checkedQuery(url: URL): Record<string, string> {
  for (const [name, value] of Object.entries(url.query)) {
    if (typeof value !== "string")
      throw new ArgumentError(`The argument ${JSON.stringify(name)} stands several times in ${JSON.stringify(url.render())}.`);
    if (!urlNames.includes(name))
      throw new ArgumentError(
        `A PostgreSQL URL has no argument ${JSON.stringify(name)}.${didYouMean(name, urlNames)} It takes ${urlNames.join(", ")}; settings of the server go into connectArgs: { settings: { … } }.`,
      );
  }
  return url.query as Record<string, string>;
}

function sslOf(given: PgOptions["ssl"] | string | undefined): SslMode | Readonly<Record<string, unknown>> {
  if (given === undefined || given === false) return "disable";
  if (given === true) return "verify-full";
  if (typeof given === "object" && given !== null) return given;
  if (sslModes.includes(given)) return given as SslMode;
  throw new ArgumentError(`The SSL mode of a PostgreSQL URL is one of ${sslModes.join(", ")}, not ${JSON.stringify(given)}.`);
}

function setting(name: string, value: unknown): string {
  if (!/^[\w.]+$/.test(name)) throw new ArgumentError(`${JSON.stringify(name)} is no name of a setting.`);
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  throw new ArgumentError(`The setting ${JSON.stringify(name)} takes text, a number or true or false, not ${JSON.stringify(value)}.`);
}

function numberIn(query: Readonly<Record<string, string>>, name: string): number | undefined {
  const text = query[name];
  return text === undefined ? undefined : number(name, text === "" ? Number.NaN : Number(text));
}
function number(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw new ArgumentError(`The PostgreSQL option ${JSON.stringify(name)} must be a number from 0, not ${JSON.stringify(value)}.`);
}
