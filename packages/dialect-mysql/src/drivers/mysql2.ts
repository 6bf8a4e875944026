/** The driver for `mysql2`: opens connections. */
import type { URL } from "@cupel/core";
import type { Driver, DriverConnection } from "@cupel/core/internal";
import mysql from "mysql2";
import type { MysqlDialect } from "../dialect.js";
import { MysqlConnection } from "./connection.js";
import { asNative, type Internals, type Native } from "./native.js";
import { type CheckedOptions, checkMysql2Options } from "./options.js";
import { factsOf, serverVersion, sessionQuery, sessionSettings } from "./server.js";
import { tlsOptions } from "./tls.js";
import type { WholeNumbers } from "./values.js";
import { Wire } from "./wire.js";

type Connected = Native & Internals;

export class Mysql2Driver implements Driver {
  readonly packageName = "mysql2";
  readonly #dialect: MysqlDialect;
  readonly #whole: WholeNumbers | null;

  constructor(dialect: MysqlDialect) {
    this.#dialect = dialect;
    this.#whole = (mysql as unknown as { TypedParameter?: { LONGLONG: WholeNumbers } }).TypedParameter?.LONGLONG ?? null;
  }

  async connect(url: URL, connectArgs: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<DriverConnection> {
    const options = checkMysql2Options(url, connectArgs);
    const native = await open(url, options, signal);
    const kill = async (threadId: number): Promise<void> => {
      // It may be gone already, or nobody may connect any more; the caller's patience decides then.
      const other = await open(url, options, undefined).catch(() => null);
      if (other === null) return;
      await new Promise<void>((resolve) => void other.query({ sql: `KILL QUERY ${threadId}` }, () => resolve()));
      other.destroy();
    };
    const dialect = this.#dialect;
    const wire = new Wire(native, { dialect, whole: this.#whole, prepares: options.preparedStatements > 0, kill });
    const version = serverVersion(native._handshakePacket.serverVersion);
    dialect.meet(version.isMariadb);
    try {
      const { rows } = await wire.send(sessionQuery(version), [], false, signal);
      const facts = factsOf(rows[0] as unknown[]);
      await wire.send(sessionSettings(version, facts, options, dialect), [], false, signal);
      return new MysqlConnection(wire, { dialect, version, facts });
    } catch (error) {
      native.destroy();
      throw error;
    }
  }
}

async function open(url: URL, options: CheckedOptions, signal: AbortSignal | undefined): Promise<Connected> {
  const { password } = options;
  const ssl = tlsOptions(options);
  const given = password === undefined ? url.password : typeof password === "function" ? await password() : password;
  signal?.throwIfAborted();
  const config: Record<string, unknown> = {
    ...(options.socket === undefined ? { host: options.host, port: options.port } : { socketPath: options.socket }),
    user: url.username ?? undefined,
    password: given ?? undefined,
    database: url.database ?? undefined,
    ...(ssl === null ? {} : { ssl }),
    connectTimeout: options.connectTimeout,
    enableKeepAlive: options.keepAlive,
    compress: options.compress,
    charset: "utf8mb4",
    ...(options.applicationName === undefined ? {} : { connectAttributes: { program_name: options.applicationName } }),
    maxPreparedStatements: Math.max(1, options.preparedStatements),
    rowsAsArray: true,
    supportBigNumbers: true,
    bigNumberStrings: false,
    decimalNumbers: false,
    dateStrings: true,
    jsonStrings: true,
    timezone: "Z",
    // Rows that an UPDATE has found are counted; a blank behind the name of a function means what it says; no server reads our files.
    flags: ["FOUND_ROWS", "-IGNORE_SPACE", "-LOCAL_FILES", "-ODBC"],
  };
  const native = asNative(mysql.createConnection(config as mysql.ConnectionOptions));
  return new Promise((resolve, reject) => {
    const abort = (): void => fail(signal?.reason);
    const done = (): void => {
      native.removeListener("connect", connected);
      native.removeListener("error", fail);
      signal?.removeEventListener("abort", abort);
    };
    const connected = (): void => {
      done();
      resolve(native);
    };
    const fail = (error: unknown): void => {
      done();
      // What is given up may still have something to say.
      native.on("error", () => {});
      native.destroy();
      reject(connectError(error, options));
    };
    native.once("connect", connected);
    native.once("error", fail);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

function connectError(error: unknown, { connectTimeout, host, port }: CheckedOptions): unknown {
  const { message } = error as { message?: unknown };
  if (message !== "connect ETIMEDOUT") return error;
  return Object.assign(
    new Error(
      `the server ${JSON.stringify(`${host}:${port}`)} has not answered within ${connectTimeout} ms (?connect-timeout=<seconds> in the URL)`,
      {
        cause: error,
      },
    ),
    { code: "ETIMEDOUT" },
  );
}
