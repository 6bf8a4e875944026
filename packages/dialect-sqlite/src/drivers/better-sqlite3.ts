/** The driver for `better-sqlite3`: opens files, and readies each connection. */

import type { URL } from "@cupel/core";
import type { Driver, DriverConnection } from "@cupel/core/internal";
import BetterSqlite3 from "better-sqlite3";
import { type Adapter, SqliteConnection } from "./connection.js";
import { defineFunctions } from "./functions.js";
import { type CheckedOptions, checkOptions } from "./options.js";
import { patiently } from "./patience.js";
import { writerLockOf } from "./writer-lock.js";

/** Opens connections to files and to memory. */
export class BetterSqlite3Driver implements Driver {
  readonly packageName = "better-sqlite3";
  readonly #adapt: Adapter;

  /** @param adapt turns a value that SQLite cannot bind into one that it can */
  constructor(adapt: Adapter) {
    this.#adapt = adapt;
  }

  async connect(url: URL, connectArgs: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<DriverConnection> {
    const options = checkOptions(url, connectArgs);
    const database = new BetterSqlite3(options.path, {
      readonly: options.readonly,
      fileMustExist: options.fileMustExist,
      // SQLite would wait by blocking the process. Waiting is done asynchronously: see patience.ts.
      timeout: 0,
      ...(options.nativeBinding !== undefined && { nativeBinding: options.nativeBinding }),
    });
    try {
      await ready(database, options, signal);
      const lock = options.isMemory || options.readonly ? null : writerLockOf(options.path);
      // It asks the file for its journal mode, which another process that commits may hold at this moment.
      return await patiently(() => new SqliteConnection(database, options, lock, this.#adapt), { timeout: options.timeout, signal });
    } catch (error) {
      database.close();
      throw error;
    }
  }
}

async function ready(database: BetterSqlite3.Database, options: CheckedOptions, signal: AbortSignal | undefined): Promise<void> {
  const patience = { timeout: options.timeout, signal };
  for (const [name, value] of options.pragmas) {
    if (options.readonly && name === "journal_mode") continue;
    await patiently(() => database.pragma(`${name} = ${value}`), patience);
  }
  // The first look into the file: here it shows whether it is a database at all.
  await patiently(() => database.pragma("schema_version"), patience);
  defineFunctions(database);
}
