import { ArgumentError, column, createEngine, declarativeBase, inspect, makeUrl, sessionMaker, t, text } from "@cupel/orm";
import { describe, expect, test } from "vitest";
import type { TestDatabase } from "../support/databases.js";

export function engineSuite(database: TestDatabase): void {
  describe("guide: Basic Setup #1", () => {
    test("an engine, a base, a session factory and the tables", async () => {
      const statements: string[] = [];
      const log = (message: string) => {
        statements.push(message);
      };
      const engine = await database.open({ echo: { debug: log, info: log, warn: log, error: log } });
      const Base = declarativeBase();
      class Note extends Base.table("notes", { id: column(t.integer(), { primaryKey: true }), body: column(t.text()) }) {}
      const createSession = sessionMaker(engine, { autoflush: false });
      await Base.metadata.createAll(engine);
      expect(await inspect(engine).getTableNames()).toEqual(["notes"]);
      await createSession.begin(async (session) => {
        session.add(new Note({ body: "hello" }));
      });
      expect(await createSession.begin((session) => session.scalar(text<[string]>("SELECT body FROM notes")))).toBe("hello");
      expect(statements.some((each) => /INSERT INTO notes \(`?body`?\) VALUES \(/.test(each))).toBe(true);
      await engine.dispose();
    });

    test("the forms of connection strings", () => {
      expect(makeUrl("sqlite:///path/to/database.db").database).toBe("path/to/database.db");
      expect(makeUrl("sqlite:////absolute/path/to/database.db").database).toBe("/absolute/path/to/database.db");
      const postgres = makeUrl("postgresql://user:password@localhost:5432/dbname");
      expect([postgres.username, postgres.host, postgres.port, postgres.database]).toEqual(["user", "localhost", 5432, "dbname"]);
      expect(String(postgres)).not.toContain(":password@");
      expect(() => createEngine("mysql+pymysql://user:password@localhost:3306/dbname")).toThrow(ArgumentError);
      expect(() => createEngine("mysql+pymysql://user:password@localhost:3306/dbname")).toThrow(/mysql2/);
      expect(() => createEngine("mssql+pyodbc://user:password@localhost/dbname?driver=ODBC+Driver+17+for+SQL+Server")).toThrow(/tedious/);
    });
  });

  describe("guide: Engine and Connection #1", () => {
    test("raw SQL on a connection, and in a transaction", async () => {
      const engine = await database.open();
      await engine.begin(async (connection) => {
        await connection.execute(text("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"));
        await connection.execute(text("INSERT INTO users (id, name) VALUES (1, :name)"), { name: "Alice" });
      });
      await engine.connect(async (connection) => {
        const names: string[] = [];
        const result = await connection.execute(text<{ id: number; name: string }>("SELECT * FROM users"));
        for (const row of result) names.push(row.name);
        expect(names).toEqual(["Alice"]);
      });
      // commits on success, rolls back on a throw
      await expect(
        engine.begin(async (connection) => {
          await connection.execute(text("INSERT INTO users (id, name) VALUES (:id, :name)"), [
            { id: 2, name: "Bob" },
            { id: 3, name: "Carol" },
          ]);
          throw new RangeError("stop");
        }),
      ).rejects.toThrow("stop");
      await engine.connect(async (connection) => {
        expect(await connection.scalar(text("SELECT count(*) FROM users"))).toBe(1);
      });
      await engine.dispose();
    });
  });
}
