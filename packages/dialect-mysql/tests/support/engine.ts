/** An engine on a database of its own, made before the tests and dropped after. */
import "@cupel/dialect-mysql";
import { randomBytes } from "node:crypto";
import { createEngine, type Engine, type EngineOptions, makeUrl, type URL } from "@cupel/core";
import mysql from "mysql2/promise";

const address = makeUrl(process.env.CUPEL_TEST_MARIADB_URL || "mariadb://root@127.0.0.1:3306/");

export interface TestDatabase {
  readonly url: URL;
  readonly engine: Engine;
  /** Another engine on the same database. */
  engineWith(options: EngineOptions, query?: Readonly<Record<string, string>>): Engine;
  drop(): Promise<void>;
}

export async function createDatabase(options: EngineOptions = {}): Promise<TestDatabase> {
  const name = `cupel_test_${randomBytes(6).toString("hex")}`;
  const admin = await mysql.createConnection({
    host: address.host ?? "127.0.0.1",
    port: address.port ?? 3306,
    user: address.username ?? "root",
    password: address.password ?? "",
  });
  await admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const url = address.set({ database: name });
  const engines: Engine[] = [];
  const engineWith = (own: EngineOptions, query: Readonly<Record<string, string>> = {}): Engine => {
    const engine = createEngine(url.updateQuery(query), own);
    engines.push(engine);
    return engine;
  };
  return {
    url,
    engine: engineWith(options),
    engineWith,
    async drop() {
      for (const engine of engines) await engine.dispose();
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    },
  };
}
