/**
 * Every statement of the corpus that compiles for PostgreSQL is accepted by a real server: a SELECT, INSERT, UPDATE or DELETE is prepared, with
 * no word about the types of its parameters but what the text says, and then run with its values; DDL is run. All of it is undone.
 */
import { readdirSync, readFileSync } from "node:fs";
import { type ClauseElement, column, DdlElement, MetaData, TypeEngine, t, table } from "@cupel/core";
import { compile, compileDdl, compileForTest, isClauseElement, parametersOf } from "@cupel/core/internal";
import { array, hstore, int4range, json, jsonb, postgresql, tsvector } from "@cupel/dialect-postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Case, concerns, expectedText } from "../../../conformance/cases.js";
import { helpers, isRequest } from "../../../conformance/helpers.js";
import { makeSchema, type Schema } from "../../../conformance/schema.js";
import { createDatabase, type TestDatabase } from "./support/server.js";

type Translation = (schema: Schema, help: typeof helpers) => unknown;
const conformance = new URL("../../../conformance/", import.meta.url);
const cases = (JSON.parse(readFileSync(new URL("cases.json", conformance), "utf8")) as Case[]).filter(
  (each) => concerns(each, "postgresql") && expectedText(each, "postgresql") !== undefined && !/^(orm|migrate)-/.test(each.area),
);
const translations = new Map<string, Translation>();
for (const file of readdirSync(new URL("translations/", conformance))) {
  const module = (await import(new URL(`translations/${file}`, conformance).href)) as { default: Record<string, Translation> };
  for (const [id, translation] of Object.entries(module.default)) translations.set(id, translation);
}

const dialect = postgresql();

const integerFunction = (name: string, parameters: string): string =>
  `CREATE FUNCTION ${name}(${parameters}) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'`;

/** What a case speaks of that is not part of the schema of the corpus. */
const before: Readonly<Record<string, string>> = {
  "select-0037": "CREATE TABLE t (a integer, b integer)",
  "functions-0007": `CREATE SCHEMA my_schema; ${integerFunction("my_schema.my_func", "integer, text")}`,
  "functions-0021": "CREATE SEQUENCE bank.order_seq",
  "aliases-names-0011": 'CREATE TABLE "Weird Table" ("c:1" integer, "d%e" integer, "q""r" integer)',
  "aliases-names-0020": 'CREATE SCHEMA "db.dbo"; CREATE TABLE "db.dbo".things (id integer)',
  "insert-0019": "CREATE TABLE e (id serial)",
  "insert-0020": `CREATE TABLE e (id serial, n integer); ${integerFunction("foo", "")}`,
  "insert-0022": "CREATE TABLE e (a integer, b integer, c integer)",
  "insert-many-0008": "CREATE TABLE s (id serial, v integer, sen integer)",
  "upsert-pg-0005": "ALTER TABLE users ADD CONSTRAINT uq_x UNIQUE (name)",
  "upsert-pg-0006": "CREATE UNIQUE INDEX ON users (email) WHERE is_active",
  "caching-params-0007": integerFunction("foo", "integer, integer, text"),
  "schema-translate-0001": "CREATE TABLE tenant.users (LIKE users)",
  "schema-translate-0003": "CREATE TABLE public.accounts (id integer)",
  "schema-translate-0005": "CREATE TABLE tenant.users (id integer PRIMARY KEY)",
  "ddl-table-0007": "DROP TABLE bank.accounts",
  "ddl-table-0027": "CREATE TABLE p (id integer PRIMARY KEY)",
  "ddl-table-0028": "CREATE TABLE parent (a integer, b integer, PRIMARY KEY (a, b))",
  "ddl-table-0030": "CREATE TABLE p (id varchar(12) PRIMARY KEY)",
  "ddl-table-0034": "CREATE TYPE color AS ENUM ('red')",
  "ddl-table-0037": 'CREATE SCHEMA "Sch"',
  "ddl-table-0041": 'CREATE COLLATION utf8mb4_bin FROM "C"',
  "ddl-order-0003": 'DROP TABLE memberships, "order", order_items CASCADE',
  "ddl-order-0005":
    "CREATE TABLE a (id integer PRIMARY KEY, b_id integer); CREATE TABLE b (id integer PRIMARY KEY, a_id integer CONSTRAINT fk_b_a REFERENCES a); ALTER TABLE a ADD CONSTRAINT fk_a_b FOREIGN KEY (b_id) REFERENCES b",
  "ddl-order-0011": "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id integer, mood mood)",
  "ddl-misc-0012": "ALTER TABLE users ADD CONSTRAINT uq_drop UNIQUE (name)",
  "ddl-misc-0013": "ALTER TABLE users ADD CONSTRAINT fk_drop FOREIGN KEY (age) REFERENCES groups (id)",
  "ddl-misc-0014": "ALTER TABLE users ADD CONSTRAINT ck_drop CHECK (age > 0)",
  "ddl-misc-0015": "CREATE TABLE t (a integer)",
  "ddl-misc-0016": "CREATE TABLE t (a integer)",
  "ddl-misc-0017": "CREATE TABLE t (a integer)",
  "types-0006": 'CREATE COLLATION utf8mb4_bin FROM "C"',
  "types-0034": "CREATE TYPE e1 AS ENUM ('a')",
  "types-0056": "CREATE DOMAIN moneytype AS numeric",
  "types-dialect-0006": "CREATE TYPE s.pe AS ENUM ('a'); CREATE DOMAIN posint AS integer",
  "pg-json-array-0022": "CREATE TYPE ab AS ENUM ('a', 'b')",
};

/** What the server refuses, and why that is no fault of the text. */
const refused: Readonly<Record<string, { readonly state: string; readonly why: string }>> = {
  "limit-0014": { state: "42601", why: "PostgreSQL has no FETCH … PERCENT; the corpus says that it compiles" },
  "window-0012": { state: "42883", why: "percentile_disc takes one expression to put in order; the case is about the text of two" },
  "case-cast-0010": { state: "42846", why: "a whole number cannot be cast to a moment; the case is about the names of types" },
  "case-cast-0013": {
    state: "42883",
    why: "typeCoerce() says that a text is a number, which is the point of the case: the server knows better",
  },
  "functions-0002": { state: "42703", why: "SYSDATE belongs to other databases" },
  "functions-0007": { state: "0A000", why: "a name of three parts is one of another database, which PostgreSQL does not reach" },
  "functions-0017": { state: "42P01", why: "a function of FROM is given a column of a table that is not in FROM; the case is about names" },
  "functions-0024": { state: "42703", why: "`y` is the name of no column" },
  "aliases-names-0005": { state: "42803", why: "a column is selected that is not grouped by; the case is about quoting" },
  "aliases-names-0010": { state: "42703", why: "names of columns without a table" },
  "ddl-table-0023": { state: "42804", why: "a default of 0 for a boolean column, given as text" },
  "ddl-table-0043": { state: "42P16", why: "ON COMMIT is for temporary tables, which the case does not say" },
  "ddl-index-0006": { state: "25001", why: "CONCURRENTLY cannot run in a transaction, and this test undoes everything by one" },
  "ddl-index-0008": { state: "42704", why: "a tablespace is a directory of the server, which has none called fast" },
  "ddl-misc-0019": { state: "42601", why: "the trigger of the case has a name and nothing else" },
  "types-0008": { state: "42601", why: "TEXT has no length on PostgreSQL; the corpus says that it compiles" },
  "types-0040": { state: "42704", why: "NVARCHAR is rendered as named; PostgreSQL has no such type" },
  "types-0043": { state: "42704", why: "BLOB is rendered as named; PostgreSQL has no such type" },
  "types-0044": { state: "42704", why: "BINARY is rendered as named; PostgreSQL has no such type" },
  "types-0050": { state: "42704", why: "CLOB is rendered as named; PostgreSQL has no such type" },
  "json-0004": { state: "42883", why: "JSON has no equality on PostgreSQL (JSONB has); the case is about the generic type" },
  "json-0010": { state: "42883", why: "json_extract is a function of other databases" },
};

/** What is never sent, because a value is refused before. */
const unsent: ReadonlySet<string> = new Set(["insert-0004"]);

interface Sent {
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly isDdl: boolean;
}

let tables = 0;
/** The statements of a construct, as a driver would be given them. */
async function statementsOf(each: Case, construct: unknown): Promise<Sent[]> {
  if (Array.isArray(construct)) return (await Promise.all(construct.map((part) => statementsOf(each, part)))).flat();
  if (construct instanceof DdlElement) return [{ sql: compileDdl(construct, dialect), values: [], isDdl: true }];
  if (construct instanceof TypeEngine) {
    const Compiler = dialect.typeCompiler();
    return [{ sql: `CREATE TABLE of_type_${++tables} (a ${new Compiler(dialect).process(construct)})`, values: [], isDdl: true }];
  }
  if (isClauseElement(construct)) return [sentOf(construct, each.literal_binds === true)];
  if (isRequest(construct) && construct.request === "translated") {
    const schemaTranslateMap = Object.fromEntries([...construct.schemas].map(([from, to]) => [from ?? "", to]));
    const element = construct.construct as ClauseElement;
    return element instanceof DdlElement
      ? [{ sql: compileDdl(element, dialect, schemaTranslateMap), values: [], isDdl: true }]
      : [sentOf(element, false, schemaTranslateMap)];
  }
  const made = await compileForTest(construct, "postgresql");
  if (made.batches === undefined) return [made.sql].flat().map((sql) => ({ sql: sql as string, values: [], isDdl: true }));
  return [made.sql].flat().map((sql, index) => {
    const values: unknown[] = [];
    const text = (sql as string).replace(
      /(?<!:):([a-z]\w*)/g,
      (_, name: string) => `$${values.push(made.batches?.[index]?.[name] ?? null)}`,
    );
    return { sql: text, values, isDdl: false };
  });
}
function sentOf(element: ClauseElement, literalBinds: boolean, schemaTranslateMap?: Readonly<Record<string, string | null>>): Sent {
  const parameters = parametersOf(element);
  const compiled = compile(
    element,
    dialect,
    { literalBinds, everyColumn: true, ...(schemaTranslateMap === undefined ? {} : { schemaTranslateMap }) },
    parameters,
  );
  const given: Record<string, unknown> = {};
  for (const { source, expanding } of compiled.slots)
    if (source.kind === "named" && source.required) given[source.key] = expanding === "none" ? null : [];
  const bound = compiled.bind(parameters, given);
  return { sql: bound.sql, values: bound.values, isDdl: false };
}

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
  const { client } = database;
  await client.query(
    "CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION btree_gist; CREATE SCHEMA bank; CREATE SCHEMA tenant; CREATE SCHEMA types; CREATE SCHEMA s; CREATE SCHEMA scratch",
  );
  const { metadata } = makeSchema();
  for (const sql of (await compileForTest(helpers.createAll(metadata), "postgresql")).sql as string[]) await client.query(sql);
  const docs = table("docs", new MetaData(), {
    id: column(t.integer(), { primaryKey: true }),
    data: column(jsonb()),
    plain: column(json()),
    tags: column(array(t.text())),
    grid: column(array(t.integer(), { dimensions: 2 })),
    span: column(int4range()),
    tsv: column(tsvector()),
    attrs: column(hstore()),
  });
  for (const sql of (await compileForTest(helpers.createAll(docs.metadata), "postgresql")).sql as string[]) await client.query(sql);
  await client.query("CREATE TABLE t1 (x INTEGER, y VARCHAR, z BOOLEAN); CREATE TABLE t2 (x INTEGER, y VARCHAR)");
});
afterAll(async () => {
  await database?.drop();
});

/** Runs a statement, and undoes it. @returns the error of the server, if it has one that is no violated constraint */
async function refusal({ sql, values, isDdl }: Sent): Promise<{ code: string; message: string } | null> {
  const { client } = database;
  try {
    if (!isDdl) await client.query(`DEALLOCATE ALL; PREPARE corpus AS ${sql}`);
    await client.query("SAVEPOINT before");
    await client.query(sql, values as unknown[]);
    return null;
  } catch (error) {
    const { code = "", message } = error as { code?: string; message: string };
    return code.startsWith("23") ? null : { code, message };
  }
}

describe("PostgreSQL accepts the corpus", () => {
  const sendable = cases.filter((each) => translations.has(each.id) && !unsent.has(each.id));
  it("is asked about nearly all of it", () => {
    expect(sendable.length).toBeGreaterThan(400);
  });
  it.each(sendable.map((each) => [each.id, each] as const))("%s", async (id, each) => {
    const sent = await statementsOf(each, await (translations.get(id) as Translation)(makeSchema(), helpers));
    expect(sent.length).toBeGreaterThan(0);
    const { client } = database;
    const found: { code: string; message: string; sql: string }[] = [];
    await client.query("BEGIN; SET LOCAL search_path = scratch, public");
    try {
      await client.query(before[id] ?? "");
      for (const statement of sent) {
        const error = await refusal(statement);
        if (error !== null) {
          found.push({ ...error, sql: statement.sql });
          break;
        }
      }
    } finally {
      await client.query("ROLLBACK; DEALLOCATE ALL");
    }
    const expected = refused[id];
    if (expected === undefined) expect(found).toEqual([]);
    else
      expect(
        found.map((error) => error.code),
        expected.why,
      ).toEqual([expected.state]);
  });
});
