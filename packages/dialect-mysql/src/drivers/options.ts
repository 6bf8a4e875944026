/** What a URL and `connectArgs` may say to the driver, checked by name. */
import { ArgumentError, type URL } from "@cupel/core";
import { didYouMean } from "@cupel/core/internal";

/** Options of the driver `mysql2`, in `connectArgs`. Durations are milliseconds. */
export interface Mysql2Options {
  /** How long the server may take to answer a new connection (default 15 000). */
  readonly connectTimeout?: number;
  /** How long a statement may take: the server stops it. MariaDB stops every statement, MySQL those that only read. */
  readonly statementTimeout?: number;
  /** How long a statement may wait for a lock of a row; whole seconds, as the server counts. */
  readonly lockTimeout?: number;
  /** The name in `performance_schema.session_connect_attrs`. */
  readonly applicationName?: string;
  /** Variables of the session, as of `SET`: `{ group_concat_max_len: 1_000_000 }`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** How the connection is encrypted: as `ssl-mode` in a URL, or options of `node:tls`. */
  readonly ssl?: SslMode | boolean | Readonly<Record<string, unknown>>;
  /** Keeps idle connections alive by TCP (default true). */
  readonly keepAlive?: boolean;
  /** Compresses what is sent. */
  readonly compress?: boolean;
  /** How many prepared statements a connection keeps (default 200). 0 prepares none: for poolers that cannot. */
  readonly preparedStatements?: number;
  /** The password, or what fetches one for each connection. */
  readonly password?: string | (() => string | Promise<string>);
}

/** As the clients of MySQL have them: encrypted, the certificate checked, the name in it too. */
export type SslMode = "disabled" | "required" | "verify-ca" | "verify-identity";
const sslModes: readonly string[] = ["disabled", "required", "verify-ca", "verify-identity"];
/** The same in the words of other clients. */
const sslWords: Readonly<Record<string, string>> = { disable: "disabled", require: "required", "verify-full": "verify-identity" };

export interface SslFiles {
  readonly "ssl-ca"?: string;
  readonly "ssl-cert"?: string;
  readonly "ssl-key"?: string;
}

/** The options with their defaults. */
export interface CheckedOptions {
  readonly host: string;
  readonly port: number;
  readonly socket: string | undefined;
  readonly connectTimeout: number;
  readonly statementTimeout: number | undefined;
  readonly lockTimeout: number | undefined;
  readonly applicationName: string | undefined;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly ssl: SslMode | Readonly<Record<string, unknown>>;
  readonly sslFiles: SslFiles;
  readonly keepAlive: boolean;
  readonly compress: boolean;
  readonly preparedStatements: number;
  readonly password: Mysql2Options["password"];
}

const names: readonly (keyof Mysql2Options)[] = [
  "connectTimeout",
  "statementTimeout",
  "lockTimeout",
  "applicationName",
  "settings",
  "ssl",
  "keepAlive",
  "compress",
  "preparedStatements",
  "password",
];
/** Arguments of a URL. Names of several words may be written with `_` as well. */
const urlNames = [
  "socket",
  "ssl-mode",
  "ssl-ca",
  "ssl-cert",
  "ssl-key",
  "connect-timeout",
  "statement-timeout",
  "lock-timeout",
  "application-name",
  "charset",
  "compress",
  "preparedStatements",
];

export function checkMysql2Options(url: URL, connectArgs: Readonly<Record<string, unknown>>): CheckedOptions {
  for (const name of Object.keys(connectArgs)) {
    if (!(names as readonly string[]).includes(name))
      throw new ArgumentError(
        `MySQL has no connect option ${JSON.stringify(name)}.${didYouMean(name, names)} It takes ${names.join(", ")}; variables of the server go into settings: { … }.`,
      );
  }
  const query = checkedQuery(url);
  const given = connectArgs as Mysql2Options;
  const milliseconds = (option: keyof Mysql2Options, argument: string): number | undefined =>
    number(option, given[option] ?? numberIn(query, argument));
  const connectSeconds = numberIn(query, "connect-timeout");
  return {
    host: url.host ?? "localhost",
    port: url.port ?? 3306,
    socket: query["socket"],
    // The clients of MySQL count this one in seconds.
    connectTimeout: number("connectTimeout", given.connectTimeout) ?? (connectSeconds === undefined ? 15_000 : connectSeconds * 1000),
    statementTimeout: milliseconds("statementTimeout", "statement-timeout"),
    lockTimeout: milliseconds("lockTimeout", "lock-timeout"),
    applicationName: given.applicationName ?? query["application-name"],
    settings: checkedSettings(given.settings ?? {}),
    ssl: sslOf(given.ssl ?? query["ssl-mode"]),
    sslFiles: query,
    keepAlive: given.keepAlive ?? true,
    compress: given.compress ?? isOn(query["compress"]),
    preparedStatements: number("preparedStatements", given.preparedStatements ?? numberIn(query, "preparedStatements")) ?? 200,
    password: given.password,
  };
}

function checkedQuery(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [written, value] of Object.entries(url.query)) {
    const name = written === "sslmode" ? "ssl-mode" : written.replaceAll("_", "-");
    if (typeof value !== "string")
      throw new ArgumentError(`The argument ${JSON.stringify(written)} stands several times in ${JSON.stringify(url.render())}.`);
    if (!urlNames.includes(name))
      throw new ArgumentError(
        `A MySQL URL has no argument ${JSON.stringify(written)}.${didYouMean(name, urlNames)} It takes ${urlNames.join(", ")}; variables of the server go into connectArgs: { settings: { … } }.`,
      );
    query[name] = value;
  }
  if (query["charset"] !== undefined && !/^utf8mb4/.test(query["charset"]))
    throw new ArgumentError(
      `The connection speaks utf8mb4, which holds every character; the charset ${JSON.stringify(query["charset"])} does not. Leave the argument out: columns may have any character set.`,
    );
  return query;
}

function sslOf(given: Mysql2Options["ssl"] | string | undefined): CheckedOptions["ssl"] {
  if (given === undefined || given === false) return "disabled";
  if (given === true) return "verify-identity";
  if (typeof given === "object" && given !== null) return given;
  const word = given.toLowerCase().replaceAll("_", "-");
  const mode = sslWords[word] ?? word;
  if (sslModes.includes(mode)) return mode as SslMode;
  throw new ArgumentError(`The SSL mode of a MySQL URL is one of ${sslModes.join(", ")}, not ${JSON.stringify(given)}.`);
}

function checkedSettings(settings: Readonly<Record<string, unknown>>): CheckedOptions["settings"] {
  for (const [name, value] of Object.entries(settings)) {
    if (!/^\w+$/.test(name)) throw new ArgumentError(`${JSON.stringify(name)} is no name of a variable.`);
    if (typeof value !== "string" && typeof value !== "boolean" && !(typeof value === "number" && Number.isFinite(value)))
      throw new ArgumentError(`The variable ${JSON.stringify(name)} takes text, a number or true or false, not ${JSON.stringify(value)}.`);
  }
  return settings as CheckedOptions["settings"];
}

const isOn = (text: string | undefined): boolean => text !== undefined && /^(1|true|yes|on)$/i.test(text);

function numberIn(query: Readonly<Record<string, string>>, name: string): number | undefined {
  const text = query[name];
  return text === undefined ? undefined : number(name, text === "" ? Number.NaN : Number(text));
}
function number(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw new ArgumentError(`The MySQL option ${JSON.stringify(name)} must be a number from 0, not ${JSON.stringify(value)}.`);
}
