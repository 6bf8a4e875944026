/** A database of MariaDB of its own for a test file, emptied between two engines. */
import "@cupel/dialect-mysql";
import { randomBytes } from "node:crypto";
import { createEngine, type Engine, type EngineOptions, makeUrl, text } from "@cupel/core";
import { afterAll, beforeAll } from "vitest";
import type { TestDatabase } from "./databases.js";

const serverUrl = makeUrl(process.env.CUPEL_TEST_MARIADB_URL || "mariadb://root@127.0.0.1:3306/");

/** All tables at once, whatever refers to what. A test that failed may have left a connection, which would hold its tables. */
async function empty(engine: Engine): Promise<void> {
  await engine.connect(async (connection) => {
    connection.executionOptions({ isolationLevel: "AUTOCOMMIT" });
    const others = await connection
      .scalars(text<[number]>("SELECT ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> connection_id()"))
      .all();
    for (const other of others) await connection.execDriverSql(`KILL ${other}`).then(undefined, () => {});
    const rows = await connection
      .execute(text<[string, string]>("SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"))
      .all();
    if (rows.length === 0) return;
    const named = (kind: RegExp): string =>
      rows
        .filter((row) => kind.test(row[1]))
        .map((row) => `\`${row[0].replaceAll("`", "``")}\``)
        .join(", ");
    await connection.execDriverSql("SET foreign_key_checks = 0");
    for (const [kind, word] of [
      [/VIEW/, "VIEW"],
      [/SEQUENCE/, "SEQUENCE"],
      [/TABLE|VERSIONED/, "TABLE"],
    ] as const)
      if (named(kind) !== "") await connection.execDriverSql(`DROP ${word} ${named(kind)}`);
    await connection.execDriverSql("SET foreign_key_checks = 1");
  });
}

export function onMariadb(): TestDatabase {
  const name = `cupel_test_${randomBytes(6).toString("hex")}`;
  const url = serverUrl.set({ database: name });
  const admin = createEngine(serverUrl.set({ database: null }), { isolationLevel: "AUTOCOMMIT" });
  const emptying = createEngine(url);
  const engines: Engine[] = [];
  let isUsed = false;
  beforeAll(() => admin.connect((connection) => connection.execDriverSql(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`)));
  afterAll(async () => {
    await empty(emptying);
    for (const engine of [...engines, emptying]) await engine.dispose();
    await admin.connect((connection) => connection.execDriverSql(`DROP DATABASE ${name}`));
    await admin.dispose();
  });
  const again = (options?: EngineOptions): Engine => {
    const engine = createEngine(url, options);
    engines.push(engine);
    return engine;
  };
  return {
    name: "mariadb",
    url: url.render({ hidePassword: false }),
    async open(options) {
      if (isUsed) await empty(emptying);
      isUsed = true;
      return again(options);
    },
    again,
  };
}
