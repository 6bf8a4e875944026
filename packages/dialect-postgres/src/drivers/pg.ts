/** The driver for `pg`: opens connections. */
import type { URL } from "@cupel/core";
import type { Dialect, Driver, DriverConnection } from "@cupel/core/internal";
import pg from "pg";
import { cancel } from "./cancel.js";
import { PostgresConnection } from "./connection.js";
import { type CheckedOptions, checkPgOptions } from "./options.js";
import { PgWire, type SharedState } from "./pg-wire.js";
import { Readers } from "./readers.js";
import { tlsOptions } from "./tls.js";

type Tls = false | Record<string, unknown>;

export class PgDriver implements Driver {
  readonly packageName = "pg";
  readonly #shared: SharedState;

  constructor(dialect: Dialect) {
    this.#shared = { dialect, readers: new Readers(dialect), schema: { value: 0 }, isBehindPooler: false };
  }

  async connect(url: URL, connectArgs: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<DriverConnection> {
    const options = checkPgOptions(url, connectArgs);
    const { client, ssl } = await this.#open(url, options, signal);
    const stop = (): Promise<void> => {
      const { processID, secretKey, host, port } = client as unknown as Record<string, unknown>;
      return cancel(pg.Connection, {
        host: host as string,
        port: port as number,
        ssl,
        processId: processID as number,
        secretKey: secretKey as number,
      });
    };
    return new PostgresConnection(new PgWire(client, this.#shared, options.preparedStatements, stop));
  }

  /** Two of the modes of TLS are content with a second best. */
  async #open(url: URL, options: CheckedOptions, signal: AbortSignal | undefined): Promise<{ client: pg.Client; ssl: Tls }> {
    const ssl = tlsOptions(options);
    try {
      return { client: await open(url, options, ssl, signal), ssl };
    } catch (error) {
      const { message, code } = error as { message?: string; code?: unknown };
      if (options.ssl === "prefer" && /does not support SSL/.test(message ?? ""))
        return { client: await open(url, options, false, signal), ssl: false };
      if (options.ssl !== "allow" || code !== "28000") throw error;
      const encrypted = tlsOptions({ ...options, ssl: "prefer" });
      return { client: await open(url, options, encrypted, signal), ssl: encrypted };
    }
  }
}

async function open(url: URL, options: CheckedOptions, ssl: Tls, signal: AbortSignal | undefined): Promise<pg.Client> {
  const password = options.password ?? url.password ?? undefined;
  const config = {
    host: options.host,
    port: options.port,
    user: url.username ?? undefined,
    password,
    database: url.database ?? undefined,
    ssl,
    keepAlive: options.keepAlive,
    connectionTimeoutMillis: options.connectTimeout,
    application_name: options.applicationName,
    statement_timeout: options.statementTimeout,
    lock_timeout: options.lockTimeout,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeout,
    options: options.options,
  };
  const client = new pg.Client(Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)) as pg.ClientConfig);
  // Before it is connected, and after it was given up, an error has nobody else to hear it.
  client.on("error", () => {});
  tellSettings(client, options.settings);
  const give = (): void => void (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  signal?.addEventListener("abort", give, { once: true });
  try {
    signal?.throwIfAborted();
    await client.connect();
    return client;
  } catch (error) {
    give();
    throw signal?.aborted === true ? signal.reason : connectError(error, options);
  } finally {
    signal?.removeEventListener("abort", give);
  }
}

/**
 * Dates are read in the ISO style, whatever the server is set to; and what it makes itself for a TIMESTAMP without a zone (`now()`) is in UTC, as
 * Cupel keeps it. All settings go with the first message: they cost no trip.
 */
function tellSettings(client: pg.Client, settings: Readonly<Record<string, string>>): void {
  const starting = client as unknown as { getStartupConf(): Record<string, unknown> };
  const startup = starting.getStartupConf.bind(client);
  starting.getStartupConf = () => ({ ...startup(), DateStyle: "ISO, MDY", TimeZone: "UTC", ...settings });
}

function connectError(error: unknown, { connectTimeout, host }: CheckedOptions): unknown {
  const { message } = error as { message?: unknown };
  if (message !== "timeout expired") return error;
  return Object.assign(
    new Error(
      `the server ${JSON.stringify(host ?? "localhost")} has not answered within ${connectTimeout} ms (?connect_timeout=<seconds> in the URL)`,
      {
        cause: error,
      },
    ),
    { code: "ETIMEDOUT" },
  );
}
