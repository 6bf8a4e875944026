/** The driver for PGlite: PostgreSQL in this process, in memory or in a folder. */
import { resolve } from "node:path";
import { ArgumentError, type URL } from "@cupel/core";
import { type Dialect, type Driver, type DriverConnection, didYouMean } from "@cupel/core/internal";
import { PGlite } from "@electric-sql/pglite";
import { PostgresConnection } from "./connection.js";
import { PgliteWire } from "./pglite-wire.js";
import { Readers } from "./readers.js";

/** Options of the driver PGlite, in `connectArgs`. */
export interface PgliteOptions {
  /** PGlite's extensions, by the names that its packages give them. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Answers before a change is on the disk. */
  readonly relaxedDurability?: boolean;
  /** A data directory to begin with, as `dumpDataDir` gives it. */
  readonly loadDataDir?: Blob;
  /** A PGlite that the application has made: the URL names no folder, and the engine does not close it. */
  readonly instance?: PGlite;
}
const names = ["extensions", "relaxedDurability", "loadDataDir", "instance"];

export class PgliteDriver implements Driver {
  readonly packageName = "@electric-sql/pglite";
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  async connect(url: URL, connectArgs: Readonly<Record<string, unknown>>): Promise<DriverConnection> {
    check(url, connectArgs);
    const { instance } = connectArgs as PgliteOptions;
    if (instance !== undefined) return this.#over(instance, false);
    const folder = url.database === null || url.database === ":memory:" ? "memory://" : `file://${resolve(url.database)}`;
    const native = await PGlite.create(folder, connectArgs as never);
    return this.#over(native, true);
  }
  async #over(native: PGlite, isOurs: boolean): Promise<DriverConnection> {
    await native.exec("SET DateStyle TO 'ISO, MDY'; SET TIME ZONE 'UTC'");
    return new PostgresConnection(new PgliteWire(native, this.#dialect, new Readers(this.#dialect), isOurs));
  }
}

function check(url: URL, connectArgs: Readonly<Record<string, unknown>>): void {
  if (url.host !== null || url.username !== null)
    throw new ArgumentError(
      `The URL ${JSON.stringify(url.render())} names a host, which PGlite has not. A relative folder has three slashes, "postgresql+pglite:///./data", an absolute one four; without a path the database is in memory.`,
    );
  const [argument] = Object.keys(url.query);
  if (argument !== undefined)
    throw new ArgumentError(`A URL of PGlite has no arguments, and ${JSON.stringify(argument)} is one: give connectArgs: { … }.`);
  const unknown = Object.keys(connectArgs).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new ArgumentError(
      `PGlite has no connect option ${JSON.stringify(unknown)}.${didYouMean(unknown, names)} It takes ${names.join(", ")}.`,
    );
  const { instance } = connectArgs as PgliteOptions;
  if (instance !== undefined && (url.database !== null || Object.keys(connectArgs).length > 1))
    throw new ArgumentError(
      `connectArgs: { instance } is a PGlite that has its folder and options: give "postgresql+pglite://" and nothing else.`,
    );
}
