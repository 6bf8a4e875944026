/** The dialect follows the server that is met; options are checked by name. */
import { ArgumentError, column, createEngine, insert, MetaData, select, t, table } from "@cupel/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkMysql2Options } from "../../src/drivers/options.js";
import { serverVersion } from "../../src/drivers/server.js";
import { tlsOptions } from "../../src/drivers/tls.js";
import { createDatabase, type TestDatabase } from "../support/engine.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

describe("a server by another name", () => {
  test("mysql:// that meets MariaDB speaks MariaDB's SQL, also of what was compiled before", async () => {
    const metadata = new MetaData();
    const things = table("things", metadata, { id: column(t.integer(), { primaryKey: true }), name: column(t.string(10)) });
    const engine = createEngine(database.url.set({ drivername: "mysql" }));
    const statement = insert(things).values({ name: "a" }).returning(things.c.id);
    expect(engine.dialect.capabilities.insertReturning).toBe(false);
    const locked = select(things.c.id).withForUpdate({ of: things });
    expect(engine.compile(locked).sql).toMatch(/FOR UPDATE OF things/);
    await engine.begin(async (connection) => {
      await metadata.createAll(connection, { checkFirst: false });
      expect(engine.dialect.capabilities.insertReturning).toBe(true);
      expect([...(await connection.execute(statement).one())]).toEqual([1]);
      expect(await connection.execute(locked).all()).toEqual([[1]]);
      expect(engine.compile(locked).sql).toMatch(/FOR UPDATE$/);
    });
    expect(engine.name).toBe("mysql");
    await engine.dispose();
  });
  test.each([
    ["8.0.36", false, 80_036],
    ["8.4.0-commercial", false, 80_400],
    ["10.11.6-MariaDB-0+deb12u1", true, 101_106],
    ["5.5.5-10.6.12-MariaDB-log", true, 100_612],
    ["11.4.2-MariaDB", true, 110_402],
  ])("%s", (greeting, isMariadb, number) => {
    expect(serverVersion(greeting)).toEqual({ isMariadb, number });
  });
});

describe("options", () => {
  const check = (query: Record<string, string>, connectArgs: Record<string, unknown> = {}) =>
    checkMysql2Options(database.url.updateQuery(query), connectArgs);
  test("that do not exist are refused by name", () => {
    expect(() => check({ ssl_moed: "x" })).toThrow(/ssl-mode/);
    expect(() => check({}, { conectTimeout: 1 })).toThrow(/connectTimeout/);
    expect(() => check({}, { connectTimeout: "1" })).toThrow(ArgumentError);
    expect(() => check({ "ssl-mode": "sometimes" })).toThrow(/disabled, required/);
    expect(() => check({ charset: "latin1" })).toThrow(/utf8mb4/);
    expect(() => check({}, { settings: { "a; b": 1 } })).toThrow(/no name/);
  });
  test("of the URL are in the words of MySQL's clients", () => {
    expect(check({ connect_timeout: "3", "statement-timeout": "50", charset: "utf8mb4", sslmode: "REQUIRED" })).toMatchObject({
      connectTimeout: 3000,
      statementTimeout: 50,
      ssl: "required",
    });
    expect(tlsOptions(check({}))).toBeNull();
    expect(tlsOptions(check({ "ssl-mode": "required" }))).toEqual({ rejectUnauthorized: false });
    expect(tlsOptions(check({ "ssl-mode": "VERIFY_CA" }))).toEqual({ rejectUnauthorized: true });
    expect(tlsOptions(check({ "ssl-mode": "verify-full" }))).toEqual({ rejectUnauthorized: true, verifyIdentity: true });
    expect(() => tlsOptions(check({ "ssl-ca": "/no/such/file", "ssl-mode": "verify-ca" }))).toThrow(/ssl-ca/);
  });
  test("settings of the session, the time in UTC, and strictness are the server's at once", async () => {
    const engine = database.engineWith({ connectArgs: { settings: { group_concat_max_len: 4242, sort_buffer_size: 65_536 } } });
    await engine.connect(async (connection) => {
      const row = await connection
        .execDriverSql("SELECT @@group_concat_max_len, @@sort_buffer_size, @@time_zone, @@sql_mode, @@character_set_client")
        .one();
      expect([...row].slice(0, 3)).toEqual([4242, 65_536, "+00:00"]);
      expect(String(row[3])).toMatch(/STRICT_TRANS_TABLES/);
      expect(row[4]).toBe("utf8mb4");
    });
  });
});
