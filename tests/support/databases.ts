/**
 * Databases for tests that run on each of them: `testDatabase("postgres").open()` is an engine on an empty one. PostgreSQL gets a database of its
 * own for each file, made before its tests and dropped after them; PGlite one instance for each file. Both are emptied between two engines.
 */
import "@cupel/dialect-sqlite";
import "@cupel/dialect-postgres";
import { randomBytes } from "node:crypto";
import { createEngine, type Engine, type EngineOptions, text } from "@cupel/core";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll } from "vitest";
import { onMariadb } from "./mariadb.js";

export type DatabaseName = "sqlite" | "postgres" | "pglite" | "mariadb";

export interface TestDatabase {
  readonly name: DatabaseName;
  /** The URL of the database that this file has; of one in memory it names nothing. */
  readonly url: string;
  /** An engine on an empty database. Engines that were opened before must not be used any more. */
  open(options?: EngineOptions): Promise<Engine>;
  /** Another engine on the same database, which stays as it is. In memory there is none. */
  again(options?: EngineOptions): Engine;
}

const serverUrl = process.env.CUPEL_TEST_POSTGRES_URL || "postgresql://postgres@127.0.0.1:5432/postgres";

/** Called at the top of a test file. */
export function testDatabase(name: DatabaseName): TestDatabase {
  if (name === "sqlite") return onSqlite;
  if (name === "mariadb") return onMariadb();
  return name === "postgres" ? onPostgres() : onPglite();
}

const onSqlite: TestDatabase = {
  name: "sqlite",
  url: "sqlite:///:memory:",
  open: async (options) => createEngine("sqlite:///:memory:", options),
  again: (options) => createEngine("sqlite:///:memory:", options),
};

async function empty(engine: Engine): Promise<void> {
  await engine.connect(async (connection) => {
    connection.executionOptions({ isolationLevel: "AUTOCOMMIT" });
    const schemas = await connection
      .scalars(
        text<[string]>("SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg~_%' ESCAPE '~' AND nspname <> 'information_schema'"),
      )
      .all();
    for (const schema of schemas) await connection.execDriverSql(`DROP SCHEMA "${schema}" CASCADE`);
    await connection.execDriverSql("CREATE SCHEMA public");
  });
}

function onPostgres(): TestDatabase {
  const name = `cupel_test_${randomBytes(6).toString("hex")}`;
  const address = new URL(serverUrl);
  address.pathname = `/${name}`;
  const admin = createEngine(serverUrl, { isolationLevel: "AUTOCOMMIT" });
  const emptying = createEngine(address.href);
  const engines: Engine[] = [];
  let isUsed = false;
  beforeAll(() => admin.connect((connection) => connection.execDriverSql(`CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0`)));
  afterAll(async () => {
    for (const engine of [...engines, emptying]) await engine.dispose();
    await admin.connect((connection) => connection.execDriverSql(`DROP DATABASE ${name} WITH (FORCE)`));
    await admin.dispose();
  });
  const again = (options?: EngineOptions): Engine => {
    const engine = createEngine(address.href, options);
    engines.push(engine);
    return engine;
  };
  return {
    name: "postgres",
    url: address.href,
    async open(options) {
      if (isUsed) {
        // A test that has left a transaction open must not make the next one wait for its locks.
        const others =
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        await emptying.connect((connection) => connection.execDriverSql(others));
        await empty(emptying);
      }
      isUsed = true;
      return again(options);
    },
    again,
  };
}

function onPglite(): TestDatabase {
  const url = "postgresql+pglite://";
  let instance: PGlite | undefined;
  beforeAll(async () => {
    instance = await PGlite.create("memory://");
  }, 60_000);
  afterAll(() => instance?.close());
  const again = (options: EngineOptions = {}): Engine => createEngine(url, { ...options, connectArgs: { instance } });
  return {
    name: "pglite",
    url,
    async open(options) {
      const engine = again();
      await empty(engine);
      await engine.dispose();
      return again(options);
    },
    again,
  };
}
