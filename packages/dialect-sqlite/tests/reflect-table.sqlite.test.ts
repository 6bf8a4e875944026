import { column, createEngine, MetaData, NoSuchTableError, reflectTable, select, t, table, text } from "@cupel/core";
import "../src/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";

const engine = createEngine("sqlite:///:memory:");
beforeAll(async () => {
  await engine.begin(async (connection) => {
    await connection.execute(text("CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"));
    await connection.execute(
      text("CREATE TABLE users (id INTEGER PRIMARY KEY, team INTEGER REFERENCES teams (id), settings TEXT, secret TEXT)"),
    );
    await connection.execute(text(`INSERT INTO users VALUES (1, NULL, '{"a": 1}', 'x')`));
  });
});
afterAll(() => engine.dispose());

test("a table is as the database has it, but for the columns that are given", async () => {
  const metadata = new MetaData();
  const users = await reflectTable("users", metadata, {
    autoloadWith: engine,
    fields: { settings: column(t.json<{ a: number }>(), { nullable: true }) },
    excludeColumns: ["secret"],
  });
  expect(users.columns.map((each) => each.name).sort()).toEqual(["id", "settings", "team"]);
  expect(metadata.tableNames).toEqual(["users", "teams"]);
  expect(users.foreignKeyConstraints[0]?.referredTable.tableName).toBe("teams");
  expect(await engine.connect((connection) => connection.execute(select(users.c.settings)).scalar())).toEqual({ a: 1 });
  expect(await reflectTable("users", metadata, { autoloadWith: engine, keepExisting: true })).toBe(users);
  await expect(reflectTable("users", metadata, { autoloadWith: engine })).rejects.toThrow(/defined already/);
  const again = await reflectTable("users", metadata, {
    autoloadWith: engine,
    redefine: true,
    includeColumns: ["id"],
    resolveForeignKeys: false,
  });
  expect(again.columns.map((each) => each.name)).toEqual(["id"]);
});
test("what is not there, and options that do not exist, are refused", async () => {
  const metadata = new MetaData();
  await expect(reflectTable("user", metadata, { autoloadWith: engine })).rejects.toThrow(NoSuchTableError);
  await expect(reflectTable("users", metadata, {} as never)).rejects.toThrow(/autoloadWith: engine/);
  await expect(reflectTable("users", metadata, { autoloadWith: engine, only: [] } as never)).rejects.toThrow(/no option "only"/);
  expect(metadata.tableNames).toEqual([]);
});
test("mustExist gives the table that the metadata has", () => {
  const metadata = new MetaData();
  expect(() => table("t", metadata, {}, { mustExist: true })).toThrow(/"t" is not defined in this metadata/);
  const made = table("t", metadata, { id: column(t.integer(), { primaryKey: true }) });
  expect(table("t", metadata, {}, { mustExist: true })).toBe(made);
  expect(() => table("t", metadata, { id: column(t.integer()) }, { mustExist: true })).toThrow(/defined already/);
});
