import {
  ArgumentError,
  column,
  createTableAs,
  createView,
  dropView,
  func,
  MetaData,
  select,
  sql,
  t,
  table,
  text,
  union,
} from "@cupel/core";
import { compileDdl, DefaultDialect } from "@cupel/core/internal";
import { describe, expect, test } from "vitest";

const generic = new DefaultDialect();
const write = (element: Parameters<typeof compileDdl>[0], map?: Record<string, string | null>): string =>
  compileDdl(element, generic, map).replace(/\s+/g, " ").trim();
const users = table("users", new MetaData(), {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  age: column(t.integer(), { nullable: true, name: "years" }),
});
const adults = select(users.c.id, users.c.name.as("who")).where(users.c.age.gte(18), users.c.name.ne("it's"));
const text18 = "SELECT users.id, users.name AS who FROM users WHERE users.years >= 18 AND users.name != 'it''s'";

describe("views", () => {
  test("are written with their values, and told what was asked for", () => {
    expect(write(createView("adults", adults))).toBe(`CREATE VIEW adults AS ${text18}`);
    expect(write(createView("my adults", adults, { orReplace: true, schema: "app" }))).toBe(
      `CREATE OR REPLACE VIEW app."my adults" AS ${text18}`,
    );
    expect(write(createView("adults", adults, { temporary: true, ifNotExists: true }))).toBe(
      `CREATE TEMPORARY VIEW IF NOT EXISTS adults AS ${text18}`,
    );
    expect(write(createView("adults", adults, { materialized: true }))).toBe(`CREATE MATERIALIZED VIEW adults AS ${text18}`);
    expect(write(createView("v", union(select(users.c.id), select(users.c.age))))).toBe(
      "CREATE VIEW v AS SELECT users.id FROM users UNION SELECT users.years FROM users",
    );
    expect(write(createView("v", select(users.c.id), { schema: "a" }), { a: "b", "": "c" })).toBe(
      "CREATE VIEW b.v AS SELECT c.users.id FROM c.users",
    );
  });
  test("are dropped by name, or by what created them", () => {
    expect(write(dropView("adults"))).toBe("DROP VIEW adults");
    expect(write(dropView("adults", { ifExists: true, cascade: true, schema: "app" }))).toBe("DROP VIEW IF EXISTS app.adults CASCADE");
    const view = createView("adults", adults, { materialized: true, schema: "app" });
    expect(write(dropView(view))).toBe("DROP MATERIALIZED VIEW app.adults");
    expect(write(dropView(view.table))).toBe("DROP MATERIALIZED VIEW app.adults");
  });
  test("can be selected from by the columns of their SELECT", () => {
    const view = createView("adults", select(users.c.age, users.c.name.as("who")), { schema: "app" });
    expect(Object.keys(view.table.c)).toEqual(["age", "who"]);
    expect(String(select(view.table.c.who).where(view.table.c.age.gt(3)))).toBe(
      "SELECT app.adults.who \nFROM app.adults \nWHERE app.adults.years > :age_1",
    );
    expect(view.table).toBe(view.table);
  });
  test("need names for what they are to be selected by", () => {
    const view = createView("v", select(func.count()));
    expect(write(view)).toBe("CREATE VIEW v AS SELECT count(*) AS count_1");
    expect(() => view.table).toThrow(/no name by which it could be selected/);
  });
});

describe("tables made of a SELECT", () => {
  test("by createTableAs, and by into", () => {
    expect(write(createTableAs("n", adults, { temporary: true, ifNotExists: true }))).toBe(
      `CREATE TEMPORARY TABLE IF NOT EXISTS n AS ${text18}`,
    );
    expect(write(adults.into("n", { schema: "app" }))).toBe(`CREATE TABLE app.n AS ${text18}`);
    expect(write(union(select(users.c.id), select(users.c.age)).into("n"))).toBe(
      "CREATE TABLE n AS SELECT users.id FROM users UNION SELECT users.years FROM users",
    );
    expect(Object.keys(adults.into("n").table.c)).toEqual(["id", "who"]);
  });
});

test("what cannot be created is refused", () => {
  expect(() => createView("", adults)).toThrow(ArgumentError);
  expect(() => createView("v", text("SELECT 1") as never)).toThrow(/takes a SELECT second\. For SQL text write ddl/);
  expect(() => createView("v", sql`SELECT 1` as never)).toThrow(ArgumentError);
  expect(() => createTableAs("n", adults, { materialized: true } as never)).toThrow(/no option "materialized"/);
  expect(() => dropView("")).toThrow(ArgumentError);
});
