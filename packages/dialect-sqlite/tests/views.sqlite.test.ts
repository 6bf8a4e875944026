import {
  CompileError,
  column,
  createEngine,
  createTableAs,
  createView,
  dropView,
  insert,
  inspect,
  MetaData,
  select,
  t,
  table,
} from "@cupel/core";
import { compileDdl } from "@cupel/core/internal";
import { expect, test } from "vitest";
import "../src/index.js";
import { SqliteDialect } from "../src/dialect.js";

const make = () => {
  const metadata = new MetaData();
  const users = table("users", metadata, {
    id: column(t.integer(), { primaryKey: true }),
    name: column(t.string(50)),
    at: column(t.date(), { nullable: true }),
  });
  return { metadata, users };
};

test("a view is created, selected from with the types of its columns, and dropped", async () => {
  const { metadata, users } = make();
  const engine = createEngine("sqlite:///:memory:");
  const named = createView("named", select(users.c.id, users.c.at, users.c.name.as("who")).where(users.c.name.ne("it's")), {
    ifNotExists: true,
  });
  await metadata.createAll(engine);
  await engine.begin(async (connection) => {
    await connection.execute(named);
    await connection.execute(named);
    await connection.execute(insert(users).values([{ name: "Ann", at: "2024-02-29" }, { name: "it's" }]));
    expect(await connection.execute(select(named.table.c.who, named.table.c.at)).all()).toEqual([["Ann", "2024-02-29"]]);
    await connection.execute(createTableAs("copy", select(named.table), { temporary: true }));
    expect(await inspect(connection).getTempTableNames()).toEqual(["copy"]);
    await connection.execute(dropView(named));
    expect(await inspect(connection).getViewNames()).toEqual([]);
  });
  await engine.dispose();
});

test("views of a metadata are created behind its tables, and dropped before them", async () => {
  const { metadata, users } = make();
  const engine = createEngine("sqlite:///:memory:");
  const first = createView("z_first", select(users.c.id, users.c.name), { metadata });
  createView("a_second", select(first.table.c.id), { metadata });
  for (let i = 0; i < 2; i++) await metadata.createAll(engine);
  expect((await inspect(engine).getViewNames()).sort()).toEqual(["a_second", "z_first"]);
  expect(await inspect(engine).getTableNames()).toEqual(["users"]);
  for (let i = 0; i < 2; i++) await metadata.dropAll(engine);
  expect(await inspect(engine).getViewNames()).toEqual([]);
  expect(await inspect(engine).getTableNames()).toEqual([]);
  await engine.dispose();
});

test("what SQLite lacks is refused", () => {
  const { users } = make();
  const dialect = new SqliteDialect();
  const one = select(users.c.id);
  for (const element of [
    createView("v", one, { orReplace: true }),
    createView("v", one, { materialized: true }),
    dropView("v", { cascade: true }),
  ])
    expect(() => compileDdl(element, dialect)).toThrow(CompileError);
});
