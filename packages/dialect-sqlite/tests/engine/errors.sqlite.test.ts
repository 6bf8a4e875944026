import { mkdirSync, writeFileSync } from "node:fs";
import {
  ArgumentError,
  CheckViolation,
  CupelError,
  DatabaseError,
  DataError,
  ForeignKeyViolation,
  IntegrityError,
  NotNullViolation,
  OperationalError,
  ProgrammingError,
  text,
  UniqueViolation,
} from "@cupel/core";
import { describe, expect, test } from "vitest";
import { fileEngine, memoryEngine, path } from "./files.js";

async function failure(sql: string, parameters: Record<string, unknown> = {}, options = {}): Promise<DatabaseError> {
  const engine = memoryEngine(options);
  return engine.begin(async (connection) => {
    await connection.execute(
      text(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (length(name) > 1), email TEXT UNIQUE, a, b, CONSTRAINT a_positive CHECK (a > 0), UNIQUE (a, b))",
      ),
    );
    await connection.execute(text("CREATE UNIQUE INDEX ix_lower ON users (lower(name))"));
    await connection.execute(text("CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id)) STRICT"));
    await connection.execute(text("CREATE TRIGGER guard BEFORE DELETE ON users BEGIN SELECT RAISE(ABORT, 'users stay'); END"));
    await connection.execute(text("INSERT INTO users (id, name, email, a, b) VALUES (1, 'Ann', 'ann@x', 1, 2)"));
    return connection.execute(text(sql), parameters).then(
      () => {
        throw new Error("it did not fail");
      },
      (error: unknown) => error as DatabaseError,
    );
  });
}

describe("broken rules", () => {
  test.each([
    [
      "INSERT INTO users (name, email) VALUES ('Bob', 'ann@x')",
      UniqueViolation,
      { table: "users", columns: ["email"], constraint: null, code: "SQLITE_CONSTRAINT_UNIQUE" },
    ],
    ["INSERT INTO users (name, a, b) VALUES ('Bob', 1, 2)", UniqueViolation, { table: "users", columns: ["a", "b"] }],
    ["INSERT INTO users (name) VALUES ('ANN')", UniqueViolation, { constraint: "ix_lower", columns: [] }],
    [
      "INSERT INTO users (id, name) VALUES (1, 'Bob')",
      UniqueViolation,
      { table: "users", columns: ["id"], code: "SQLITE_CONSTRAINT_PRIMARYKEY" },
    ],
    ["INSERT INTO users (email) VALUES ('b')", NotNullViolation, { table: "users", columns: ["name"] }],
    ["INSERT INTO users (name, a) VALUES ('Bob', 0)", CheckViolation, { constraint: "a_positive" }],
    ["INSERT INTO posts (user_id) VALUES (9)", ForeignKeyViolation, { table: null, columns: [] }],
    ["DELETE FROM users", IntegrityError, { code: "SQLITE_CONSTRAINT_TRIGGER" }],
    ["INSERT INTO posts (user_id) VALUES ('x')", DataError, { code: "SQLITE_CONSTRAINT_DATATYPE" }],
  ])("%s", async (sql, kind, details) => {
    const error = await failure(sql);
    expect(error).toBeInstanceOf(kind);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toBeInstanceOf(CupelError);
    expect(error.name).toBe(kind.name);
    expect(error).toMatchObject(details);
    expect(error.statement).toBe(sql);
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.connectionInvalidated).toBe(false);
  });
});

describe("wrong statements", () => {
  test.each([
    ["SELEC 1", /syntax error/],
    ["SELECT * FROM nowhere", /no such table: nowhere/],
    ["SELECT nickname FROM users", /no such column: nickname/],
    ["SELECT 1; SELECT 2", /one by one/],
  ])("%s", async (sql, message) => {
    const error = await failure(sql);
    expect(error).toBeInstanceOf(ProgrammingError);
    expect(error.message).toMatch(message);
  });
});

describe("what an error tells", () => {
  test("the statement and the parameters, cut if they are long", async () => {
    const error = await failure("INSERT INTO users (name, email) VALUES (:name, :email)", {
      name: `B${"o".repeat(5000)}b`,
      email: "ann@x",
    });
    expect(error.message).toContain("[SQL: INSERT INTO users (name, email) VALUES (?, ?)]");
    expect(error.message).toContain('"ann@x"');
    expect(error.message.length).toBeLessThan(1500);
    expect(error.parameters).toEqual([`B${"o".repeat(5000)}b`, "ann@x"]);
  });
  test("no parameters, where they are hidden", async () => {
    const error = await failure(
      "INSERT INTO users (name, email) VALUES (:name, :email)",
      { name: "Secret", email: "ann@x" },
      { hideParameters: true },
    );
    expect(error.message).not.toContain("Secret");
    expect(JSON.stringify(error)).not.toContain("Secret");
    expect(error.parameters).toBeNull();
  });
  test("which of many sets it was", async () => {
    const engine = memoryEngine();
    await engine.begin(async (connection) => {
      await connection.execute(text("CREATE TABLE t (v UNIQUE)"));
      const insert = connection.execute(text("INSERT INTO t VALUES (:v)"), [{ v: 1 }, { v: 2 }, { v: 1 }]);
      await expect(insert).rejects.toMatchObject({ rowIndex: 2, parameters: [1n], columns: ["v"] });
    });
  });
});

describe("a file that cannot be used", () => {
  const open = (engine = fileEngine()) => engine.connect(() => {});
  test("is no database", async () => {
    writeFileSync(path("bad.db"), "this is no database, but long enough to be looked at. ".repeat(50));
    const error = open(fileEngine({}, "", "bad.db"));
    await expect(error).rejects.toThrow(OperationalError);
    await expect(error).rejects.toThrow(/bad\.db" is not a SQLite database/);
  });
  test("is a directory", async () => {
    mkdirSync(path("folder"));
    await expect(open(fileEngine({}, "", "folder"))).rejects.toThrow(/folder" cannot be opened/);
  });
  test("lies in a directory that does not exist", async () => {
    await expect(open(fileEngine({}, "", "no/such/place.db"))).rejects.toThrow(OperationalError);
    await expect(open(fileEngine({}, "", "no/such/place.db"))).rejects.toThrow(/place\.db" cannot be opened: its directory does not exist/);
  });
  test("leaves no connection behind", async () => {
    const engine = fileEngine({}, "", "no/such/place.db");
    await expect(open(engine)).rejects.toThrow(OperationalError);
    expect([engine.pool.checkedOut(), engine.pool.checkedIn()]).toEqual([0, 0]);
  });
  test("a wrong argument of the URL is told when the first connection is opened", async () => {
    await expect(open(fileEngine({}, "?jornal_mode=wal"))).rejects.toThrow(ArgumentError);
  });
});

test("a connection whose database was closed behind its back is replaced", async () => {
  const engine = fileEngine();
  await engine.connect(async (connection) => {
    await connection.scalar(text("SELECT 1"));
    (connection.driverConnection as { close(): void }).close();
    await expect(connection.scalar(text("SELECT 1"))).rejects.toMatchObject({ name: "DisconnectionError", connectionInvalidated: true });
    await expect(connection.scalar(text("SELECT 1"))).rejects.toMatchObject({ name: "PendingRollbackError" });
    await connection.rollback();
    expect(await connection.scalar(text("SELECT 1"))).toBe(1);
  });
});
