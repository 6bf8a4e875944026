/** The errors that the server gives become the classes that all databases share. */
import {
  CheckViolation,
  type DatabaseError,
  DataError,
  DisconnectionError,
  ForeignKeyViolation,
  IntegrityError,
  LockTimeout,
  NotNullViolation,
  OperationalError,
  ProgrammingError,
  UniqueViolation,
} from "@cupel/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mariadb } from "../src/index.js";
import { connectToServer, type TestServer } from "./support/server.js";

const dialect = mariadb();
let server: TestServer;
beforeAll(async () => {
  server = await connectToServer();
  await server.create("errors");
  await server.connection.query("CREATE TABLE parents (id INTEGER PRIMARY KEY)");
  await server.connection.query(
    "CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL, email VARCHAR(5), age INTEGER, " +
      "CONSTRAINT fk_parent FOREIGN KEY (parent_id) REFERENCES parents (id), CONSTRAINT uq_email UNIQUE (email), CONSTRAINT ck_age CHECK (age > 0))",
  );
  await server.connection.query("INSERT INTO parents VALUES (1)");
  await server.connection.query("INSERT INTO children VALUES (1, 1, 'a', 1)");
  await server.connection.query("SET sql_mode = 'STRICT_ALL_TABLES'");
});
afterAll(async () => {
  await server?.close();
});

async function errorOf(sql: string): Promise<DatabaseError> {
  try {
    await server.connection.query(sql);
  } catch (error) {
    return dialect.convertError(error, { sql, parameters: [] });
  }
  throw new Error(`No error: ${sql}`);
}

describe("errors of the server", () => {
  it.each([
    ["INSERT INTO children VALUES (2, 1, 'a', 1)", UniqueViolation, { constraint: "uq_email", code: "1062" }],
    ["INSERT INTO children VALUES (1, 1, 'b', 1)", UniqueViolation, { constraint: "PRIMARY" }],
    [
      "INSERT INTO children VALUES (2, 9, 'b', 1)",
      ForeignKeyViolation,
      { constraint: "fk_parent", table: "children", columns: ["parent_id"] },
    ],
    ["DELETE FROM parents", ForeignKeyViolation, { constraint: "fk_parent" }],
    ["INSERT INTO children VALUES (2, NULL, 'b', 1)", NotNullViolation, { columns: ["parent_id"] }],
    ["INSERT INTO children (id) VALUES (2)", NotNullViolation, { columns: ["parent_id"] }],
    ["INSERT INTO children VALUES (2, 1, 'b', 0)", CheckViolation, { constraint: "ck_age", table: "children" }],
    ["INSERT INTO children VALUES (2, 1, 'too long', 1)", DataError, {}],
    ["INSERT INTO children VALUES (2, 1, 'b', 9999999999)", DataError, {}],
    ["INSERT INTO children VALUES (2, 1, 'b', 'x')", DataError, {}],
    ["SELEC 1", ProgrammingError, {}],
    ["SELECT * FROM nowhere", ProgrammingError, {}],
    ["SELECT nothing FROM parents", ProgrammingError, {}],
    ["SELECT no_function()", ProgrammingError, {}],
    ["CREATE TABLE parents (id INTEGER)", ProgrammingError, {}],
    ["SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'", OperationalError, {}],
  ] as const)("%s", async (sql, Class, details) => {
    const error = await errorOf(sql);
    expect(error).toBeInstanceOf(Class);
    expect(error).toMatchObject(details);
    expect(error.cause).toBeInstanceOf(Error);
  });
  it("violations are errors of integrity", async () => expect(await errorOf("DELETE FROM parents")).toBeInstanceOf(IntegrityError));
  it("a lock that is waited for in vain", async () => {
    const other = await connectToServer();
    try {
      await other.connection.query(`USE ${server.prefix}errors`);
      await other.connection.beginTransaction();
      await other.connection.query("SELECT * FROM parents FOR UPDATE");
      expect(await errorOf("SELECT * FROM parents FOR UPDATE NOWAIT")).toBeInstanceOf(LockTimeout);
    } finally {
      await other.connection.rollback();
      await other.close();
    }
  });
  it("a connection that has gone", async () => {
    const other = await connectToServer();
    const [[row]] = (await other.connection.query("SELECT CONNECTION_ID() AS id")) as unknown as [[{ id: number }]];
    await server.connection.query(`KILL ${row.id}`);
    const error = await other.connection.query("SELECT 1").then(
      () => null,
      (cause: unknown) => dialect.convertError(cause, { sql: "SELECT 1" }),
    );
    expect(error).toBeInstanceOf(DisconnectionError);
    expect((error as DisconnectionError & { connectionInvalidated: boolean }).connectionInvalidated).toBe(true);
    other.connection.destroy();
  });
});
