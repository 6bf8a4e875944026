import { column, createTableAs, createView, dropView, MetaData, select, t, table, union } from "@cupel/core";
import "../src/index.js";
import { expect, test } from "vitest";

const users = table("users", new MetaData(), { id: column(t.integer(), { primaryKey: true }), name: column(t.string(50)) });
const named = select(users.c.id, users.c.name.as("who")).where(users.c.name.ne("it's")).limit(3);
const sql = (statement: { compile(options: { dialect: string }): { sql: string } }, dialect = "mysql"): string =>
  statement.compile({ dialect }).sql.replace(/\s+/g, " ").trim();

const text = "SELECT users.id, users.name AS who FROM users WHERE users.name != 'it''s' LIMIT 3";

test("views may be replaced; on MariaDB they may be left alone if they are there", () => {
  expect(sql(createView("v", named, { orReplace: true, schema: "app" }))).toBe(`CREATE OR REPLACE VIEW app.v AS ${text}`);
  expect(sql(dropView("v", { ifExists: true }))).toBe("DROP VIEW IF EXISTS v");
  expect(sql(createView("v", named, { ifNotExists: true }), "mariadb")).toBe(`CREATE VIEW IF NOT EXISTS v AS ${text}`);
  expect(() => sql(createView("v", named, { ifNotExists: true }))).toThrow("The mysql dialect does not support CREATE VIEW IF NOT EXISTS");
});
test("tables are made of a SELECT", () => {
  expect(sql(createTableAs("n", named, { temporary: true, ifNotExists: true }))).toBe(`CREATE TEMPORARY TABLE IF NOT EXISTS n AS ${text}`);
  expect(sql(union(select(users.c.id), select(users.c.id)).into("n"))).toBe(
    "CREATE TABLE n AS SELECT users.id FROM users UNION SELECT users.id FROM users",
  );
});
test("there are no temporary and no materialized views, and no CASCADE", () => {
  for (const dialect of ["mysql", "mariadb"]) {
    expect(() => sql(createView("v", named, { temporary: true }), dialect)).toThrow(/TEMPORARY VIEW/);
    expect(() => sql(createView("v", named, { materialized: true }), dialect)).toThrow(/MATERIALIZED VIEW/);
    expect(() => sql(dropView("v", { materialized: true }), dialect)).toThrow(/MATERIALIZED VIEW/);
    expect(() => sql(dropView("v", { cascade: true }), dialect)).toThrow(/CASCADE/);
  }
});
