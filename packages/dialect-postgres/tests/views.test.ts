import { column, createTableAs, createView, dropView, MetaData, select, t, table, union } from "@cupel/core";
import "../src/index.js";
import { expect, test } from "vitest";

const users = table("users", new MetaData(), { id: column(t.integer(), { primaryKey: true }), name: column(t.string(50)) });
const named = select(users.c.id, users.c.name.as("who")).where(users.c.name.ne("it's")).limit(3);
const sql = (statement: { compile(options: { dialect: string }): { sql: string } }, dialect = "postgresql"): string =>
  statement.compile({ dialect }).sql.replace(/\s+/g, " ").trim();

const text = "SELECT users.id, users.name AS who FROM users WHERE users.name != 'it''s' LIMIT 3";

test("views may be replaced, temporary or materialized", () => {
  expect(sql(createView("v", named, { orReplace: true, schema: "app" }))).toBe(`CREATE OR REPLACE VIEW app.v AS ${text}`);
  expect(sql(createView("v", named, { temporary: true }))).toBe(`CREATE TEMPORARY VIEW v AS ${text}`);
  expect(sql(createView("v", named, { materialized: true, ifNotExists: true }))).toBe(
    `CREATE MATERIALIZED VIEW IF NOT EXISTS v AS ${text}`,
  );
  expect(sql(dropView("v", { materialized: true, ifExists: true, cascade: true }))).toBe("DROP MATERIALIZED VIEW IF EXISTS v CASCADE");
});
test("tables are made of a SELECT", () => {
  expect(sql(createTableAs("n", named, { temporary: true, ifNotExists: true }))).toBe(`CREATE TEMPORARY TABLE IF NOT EXISTS n AS ${text}`);
  expect(sql(union(select(users.c.id), select(users.c.id)).into("n"))).toBe(
    "CREATE TABLE n AS SELECT users.id FROM users UNION SELECT users.id FROM users",
  );
});
test("what PostgreSQL does not have together is refused", () => {
  expect(() => sql(createView("v", named, { ifNotExists: true }))).toThrow(/orReplace/);
  expect(() => sql(createView("v", named, { materialized: true, orReplace: true }))).toThrow(/drop it first/);
  expect(() => sql(createView("v", named, { materialized: true, temporary: true }))).toThrow(/temporary/);
});
