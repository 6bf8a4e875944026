/** Every statement of the corpus that compiles for MySQL is read by a grammar that others have written; and what Cupel refuses, it refuses too. */
import { readdirSync, readFileSync } from "node:fs";
import { type ClauseElement, CompileError, TypeEngine } from "@cupel/core";
import { compile, compileForTest, type Dialect, isClauseElement, parametersOf } from "@cupel/core/internal";
import { describe, expect, it } from "vitest";
import { type Case, concerns, expectedText } from "../../../conformance/cases.js";
import { helpers } from "../../../conformance/helpers.js";
import { makeSchema, type Schema } from "../../../conformance/schema.js";
import { mysql } from "../src/index.js";
import { syntaxErrors } from "./support/grammar.js";

type Translation = (schema: Schema, help: typeof helpers) => unknown;
const conformance = new URL("../../../conformance/", import.meta.url);
const cases = (JSON.parse(readFileSync(new URL("cases.json", conformance), "utf8")) as Case[]).filter(
  (each) => concerns(each, "mysql") && expectedText(each, "mysql") !== undefined && !/^(orm|migrate)-/.test(each.area),
);
const translations = new Map<string, Translation>();
for (const file of readdirSync(new URL("translations/", conformance))) {
  const module = (await import(new URL(`translations/${file}`, conformance).href)) as { default: Record<string, Translation> };
  for (const [id, translation] of Object.entries(module.default)) translations.set(id, translation);
}
const dialect: Dialect = mysql();

/** What the grammar does not read, and why that is no fault of the text. */
const unread: Readonly<Record<string, string>> = {
  "subqueries-0024": "VALUES ROW(…) in FROM came with 8.0.19, after the grammar",
  "subqueries-0026": "the same in a CTE",
  "set-ops-0006": "EXCEPT came with 8.0.31",
  "set-ops-0007": "EXCEPT ALL came with 8.0.31",
  "set-ops-0008": "INTERSECT ALL came with 8.0.31",
  "functions-0007": "a function of a name of three parts belongs to another database",
  "functions-0013": "json_each belongs to other databases; a function in FROM is JSON_TABLE alone",
  "functions-0016": "generate_series belongs to other databases",
  "functions-0017": "the case is about the names of functions, and has one in FROM",
  "hints-0003": "INDEXED BY is a hint of SQLite, which the case writes on every database",
  "ddl-table-0028": "SET DEFAULT is read by the server, and refused by its tables",
  "ddl-misc-0014": "DROP CHECK came with 8.0.16, after the grammar",
  "ddl-misc-0019": "the trigger of the case has a name and nothing else",
  "types-0033": "UUID is rendered as named; MySQL has no such type",
  "types-0050": "CLOB is rendered as named; MySQL has no such type",
  "types-0056": "a type of the case's own",
};

async function textsOf(each: Case, construct: unknown): Promise<readonly string[]> {
  if (isClauseElement(construct) && !("isDdl" in construct)) {
    const element: ClauseElement = construct;
    const parameters = parametersOf(element);
    const compiled = compile(element, dialect, { literalBinds: each.literal_binds === true, everyColumn: true }, parameters);
    const given: Record<string, unknown> = {};
    for (const { source, expanding } of compiled.slots)
      if (source.kind === "named" && source.required) given[source.key] = expanding === "none" ? null : [];
    return [compiled.bind(parameters, given).sql];
  }
  const { sql } = await compileForTest(construct, { dialect: "mysql", literalBinds: each.literal_binds === true });
  const texts = [sql].flat() as string[];
  const first = Array.isArray(construct) ? construct[0] : construct;
  return first instanceof TypeEngine
    ? texts.map((type) => `CREATE TABLE t (a ${type})`)
    : texts.map((text) => text.replaceAll(/(?<![:\w]):[a-z]\w*/g, "?"));
}

describe("the corpus", () => {
  const written = cases.filter((each) => translations.has(each.id) && each.id !== "insert-0004");
  it.each(written.map((each) => [each.id, each] as const))("%s", async (id, each) => {
    let texts: readonly string[];
    try {
      texts = await textsOf(each, await (translations.get(id) as Translation)(makeSchema(), helpers));
    } catch (error) {
      expect(error).toBeInstanceOf(CompileError);
      return;
    }
    const errors = texts.flatMap((text) => syntaxErrors(text).map((error) => `${error} in ${text}`));
    if (unread[id] === undefined) expect(errors).toEqual([]);
    else expect(errors, unread[id]).not.toEqual([]);
  });
});

describe("what is refused is no MySQL", () => {
  it.each([
    "SELECT a FROM t FULL OUTER JOIN u ON t.a = u.a",
    "SELECT count(a) FILTER (WHERE a > 1) FROM t",
    "SELECT a FROM t ORDER BY a NULLS LAST",
    "SELECT a FROM t ORDER BY a FETCH FIRST 5 ROWS ONLY",
    "SELECT a FROM t TABLESAMPLE bernoulli(10)",
    "SELECT a FROM t GROUP BY CUBE(a, b)",
    "SELECT a FROM t GROUP BY GROUPING SETS((a), (b))",
    "SELECT DISTINCT ON (a) a, b FROM t",
    "SELECT a FROM t LOCK IN SHARE MODE NOWAIT",
    "SELECT a FROM t WHERE a BETWEEN SYMMETRIC 1 AND 2",
    "SELECT EXTRACT(epoch FROM a) FROM t",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t",
    "INSERT INTO t (a) VALUES (1) RETURNING t.a",
    "UPDATE t SET a = 1 RETURNING t.a",
    "DELETE FROM t RETURNING t.a",
    "WITH c AS (SELECT 1) INSERT INTO t (a) SELECT 1",
    "WITH c AS (DELETE FROM t) SELECT 1",
    "CREATE TABLE t (a INTEGER, UNIQUE (a) DEFERRABLE INITIALLY DEFERRED)",
    "CREATE INDEX ix ON t (a) WHERE a > 1",
    "CREATE INDEX IF NOT EXISTS ix ON t (a)",
    "DROP INDEX IF EXISTS ix ON t",
    "CREATE SEQUENCE s",
    "DROP SCHEMA s CASCADE",
  ])("%s", (sql) => expect(syntaxErrors(sql)).not.toEqual([]));
});
