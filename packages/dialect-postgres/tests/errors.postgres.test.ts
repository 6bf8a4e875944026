/** What the server reports, in the classes that all databases share, with the names that it tells. */
import {
  CheckViolation,
  CupelError,
  DataError,
  DisconnectionError,
  ForeignKeyViolation,
  IntegrityError,
  LockTimeout,
  NotNullViolation,
  NotSupportedError,
  ProgrammingError,
  SerializationFailure,
  UniqueViolation,
} from "@cupel/core";
import { postgresql } from "@cupel/dialect-postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "./support/server.js";

const dialect = postgresql();
let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await database.client.query(`
    CREATE TABLE parents (id integer PRIMARY KEY, "the name" text NOT NULL, age integer CONSTRAINT adult CHECK (age > 17), CONSTRAINT uq UNIQUE (id, "the name"));
    CREATE TABLE children (id integer PRIMARY KEY, parent_id integer CONSTRAINT of_parent REFERENCES parents, EXCLUDE USING btree (id WITH =));
    INSERT INTO parents VALUES (1, 'x', 20)`);
});
afterAll(async () => {
  await database?.drop();
});
const failure = async (sql: string): Promise<ReturnType<typeof dialect.convertError>> => {
  try {
    await database.client.query(sql);
  } catch (error) {
    await database.client.query("ROLLBACK");
    return dialect.convertError(error, { sql, parameters: [1] });
  }
  throw new Error("the server took it");
};

describe("of the server", () => {
  test.each([
    ["INSERT INTO parents VALUES (1, 'x', 20)", UniqueViolation, "parents_pkey", "parents", ["id"]],
    ["INSERT INTO parents (id) VALUES (2)", NotNullViolation, null, "parents", ["the name"]],
    ["INSERT INTO parents VALUES (3, 'y', 3)", CheckViolation, "adult", "parents", []],
    ["INSERT INTO children VALUES (1, 9)", ForeignKeyViolation, "of_parent", "children", ["parent_id"]],
    ["INSERT INTO children VALUES (1, NULL); INSERT INTO children VALUES (1, NULL)", IntegrityError, null, "children", ["id"]],
  ] as const)("%s", async (sql, Class, constraint, name, columns) => {
    const error = await failure(sql);
    expect(error).toBeInstanceOf(Class);
    expect(error).toMatchObject({ table: name, columns, statement: sql });
    if (constraint !== null) expect(error).toMatchObject({ constraint });
    expect(error.code).toMatch(/^23/);
    expect(error.cause).toBeInstanceOf(Error);
  });
  test.each([
    ["SELECT 1/0", DataError],
    ["SELECT 'x'::integer", DataError],
    ["SELEC 1", ProgrammingError],
    ["SELECT * FROM nowhere", ProgrammingError],
    ["SELECT a.b.c.d.e()", ProgrammingError],
    ["SELECT nowhere.x.y.z FROM nowhere.x.y", NotSupportedError],
    ["DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$", SerializationFailure],
    ["DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '55P03'; END $$", LockTimeout],
    ["DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '57P01'; END $$", DisconnectionError],
  ] as const)("%s", async (sql, Class) => {
    const error = await failure(sql);
    expect(error).toBeInstanceOf(Class);
    expect(error.connectionInvalidated).toBe(Class === DisconnectionError);
  });
  test("values of the row are not shown where parameters are hidden", async () => {
    const cause = await database.client.query("INSERT INTO parents VALUES (1, 'secret', 20)").catch((error: unknown) => error);
    expect(dialect.convertError(cause, { hideParameters: true }).message).not.toMatch(/\(1\)/);
    expect(dialect.convertError(cause, {}).message).toMatch(/Key \(id\)=\(1\) already exists/);
  });
});

describe("of drivers and sockets", () => {
  test.each([
    [Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" })],
    [new Error("Connection terminated unexpectedly")],
    [new Error("Client has encountered a connection error and is not queryable")],
  ])("%s", (cause) => {
    const error = dialect.convertError(cause, {});
    expect(error).toBeInstanceOf(DisconnectionError);
    expect(error.connectionInvalidated).toBe(true);
  });
  test("what is nothing known is a DatabaseError all the same", () => {
    expect(dialect.convertError("odd", {})).toBeInstanceOf(CupelError);
  });
});
