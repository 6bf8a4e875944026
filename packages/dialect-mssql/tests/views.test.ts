import { column, createTableAs, createView, dropView, MetaData, select, t, table, union } from "@cupel/core";
import "../src/index.js";
import { expect, test } from "vitest";
import { parse } from "./support/grammar.js";

const users = table("users", new MetaData(), { id: column(t.integer(), { primaryKey: true }), name: column(t.string(50)) });
const named = select(users.c.id, users.c.name.as("who")).where(users.c.name.ne("it's")).limit(3);
const sql = (statement: { compile(options: { dialect: string }): { sql: string } }, dialect = "mssql"): string =>
  statement.compile({ dialect }).sql.replace(/\s+/g, " ").trim();

const text = "SELECT TOP 3 users.id, users.name AS who FROM users WHERE users.name != 'it''s'";
const valid = (statement: Parameters<typeof sql>[0]): string => {
  const written = sql(statement);
  expect(parse(written).errors).toEqual([]);
  return written;
};

test("views are altered where they are there, or left alone", () => {
  // The grammar is older than OR ALTER.
  expect(sql(createView("v", named, { orReplace: true, schema: "app" }))).toBe(`CREATE OR ALTER VIEW app.v AS ${text}`);
  expect(valid(createView("v", named, { ifNotExists: true }))).toBe(
    `IF OBJECT_ID(N'v', N'V') IS NULL EXEC(N'CREATE VIEW v AS ${text.replaceAll("'", "''")}')`,
  );
  expect(valid(dropView("v", { ifExists: true }))).toBe("DROP VIEW IF EXISTS v");
});
test("tables are made by SELECT INTO", () => {
  const id = select(users.c.id).cte("c");
  expect(valid(createTableAs("n", named, { schema: "app" }))).toBe(
    `SELECT TOP 3 users.id, users.name AS who INTO app.n FROM users WHERE users.name != 'it''s'`,
  );
  expect(valid(select(id.c.id).into("#n"))).toBe("WITH c AS (SELECT users.id AS id FROM users) SELECT c.id INTO [#n] FROM c");
  expect(valid(union(select(id.c.id), select(users.c.id)).into("n"))).toBe(
    "WITH c AS (SELECT users.id AS id FROM users) SELECT anon_1.id INTO n FROM (SELECT c.id AS id FROM c UNION SELECT users.id AS id FROM users) AS anon_1",
  );
  expect(valid(createTableAs("n", select(users.c.id), { ifNotExists: true }))).toBe(
    "IF OBJECT_ID(N'n', N'U') IS NULL SELECT users.id INTO n FROM users",
  );
});
test("there are no temporary and no materialized views, and no CASCADE", () => {
  expect(() => sql(createTableAs("n", named, { temporary: true }))).toThrow(/"#n"/);
  expect(() => sql(createView("v", named, { temporary: true }))).toThrow(/TEMPORARY VIEW/);
  expect(() => sql(createView("v", named, { materialized: true }))).toThrow(/MATERIALIZED VIEW/);
  expect(() => sql(dropView("v", { cascade: true }))).toThrow(/CASCADE/);
});
