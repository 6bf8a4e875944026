/**
 * Every statement of the corpus that compiles for MariaDB is accepted by a real server: a SELECT, INSERT, UPDATE or DELETE is prepared and
 * run with its values, and undone; DDL is run in a database that is thrown away.
 */
import { readdirSync, readFileSync } from "node:fs";
import { type ClauseElement, CompileError, DdlElement, TypeEngine } from "@cupel/core";
import { compile, compileDdl, compileForTest, isClauseElement, parametersOf } from "@cupel/core/internal";
import { mariadb } from "@cupel/dialect-mysql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Case, concerns, expectedText } from "../../../conformance/cases.js";
import { helpers, isRequest } from "../../../conformance/helpers.js";
import { makeSchema, type Schema } from "../../../conformance/schema.js";
import { connectToServer, type TestServer } from "./support/server.js";

type Translation = (schema: Schema, help: typeof helpers) => unknown;
const conformance = new URL("../../../conformance/", import.meta.url);
const cases = (JSON.parse(readFileSync(new URL("cases.json", conformance), "utf8")) as Case[]).filter(
  (each) => concerns(each, "mariadb") && expectedText(each, "mariadb") !== undefined && !/^(orm|migrate)-/.test(each.area),
);
const translations = new Map<string, Translation>();
for (const file of readdirSync(new URL("translations/", conformance))) {
  const module = (await import(new URL(`translations/${file}`, conformance).href)) as { default: Record<string, Translation> };
  for (const [id, translation] of Object.entries(module.default)) translations.set(id, translation);
}

const dialect = mariadb();

const integerFunction = (name: string, parameters: string): string =>
  `CREATE FUNCTION ${name}(${parameters}) RETURNS INTEGER DETERMINISTIC RETURN 1`;

/** What a case speaks of that is not part of the schema of the corpus. */
const before: Readonly<Record<string, readonly string[]>> = {
  "select-0037": ["CREATE TABLE t (a INTEGER, b INTEGER)"],
  "operators-0026": ["ALTER TABLE users ADD FULLTEXT (name)"],
  "functions-0007": [integerFunction("my_schema.my_func", "a INTEGER, b VARCHAR(10)")],
  "functions-0021": ["CREATE SEQUENCE bank.order_seq"],
  "aliases-names-0011": ['CREATE TABLE `Weird Table` (`c:1` INTEGER, `d%e` INTEGER, `q"r` INTEGER)'],
  "aliases-names-0020": ["CREATE DATABASE `db.dbo`", "CREATE TABLE `db.dbo`.things (id INTEGER)"],
  "insert-0019": ["CREATE TABLE e (id INTEGER PRIMARY KEY AUTO_INCREMENT)"],
  "insert-0020": ["CREATE TABLE e (id INTEGER PRIMARY KEY AUTO_INCREMENT, n INTEGER)", integerFunction("foo", "")],
  "insert-0022": ["CREATE TABLE e (a INTEGER, b INTEGER, c INTEGER)"],
  "caching-params-0007": [integerFunction("foo", "a INTEGER, b INTEGER, c VARCHAR(10)")],
  "schema-translate-0001": ["CREATE TABLE tenant.users LIKE users"],
  "schema-translate-0003": ["CREATE TABLE accounts (id INTEGER)"],
  "ddl-table-0007": ["DROP TABLE bank.accounts"],
  "ddl-index-0008": ["CREATE TABLE docs (data INTEGER)"],
  "ddl-order-0005": [
    "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER)",
    "CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER, CONSTRAINT fk_b_a FOREIGN KEY (a_id) REFERENCES a (id))",
    "ALTER TABLE a ADD CONSTRAINT fk_a_b FOREIGN KEY (b_id) REFERENCES b (id)",
  ],
  "ddl-order-0011": ["CREATE TABLE t (id INTEGER)"],
  "ddl-misc-0012": ["ALTER TABLE users ADD CONSTRAINT uq_drop UNIQUE (name)"],
  "ddl-misc-0013": ["ALTER TABLE users ADD CONSTRAINT fk_drop FOREIGN KEY (age) REFERENCES groups (id)"],
  "ddl-misc-0014": ["ALTER TABLE users ADD CONSTRAINT ck_drop CHECK (age > 0)"],
  "ddl-misc-0015": ["CREATE TABLE t (a INTEGER)"],
  "ddl-misc-0016": ["CREATE TABLE t (a INTEGER)"],
  "ddl-misc-0017": ["CREATE TABLE t (a INTEGER)"],
  "mysql-misc-0001": ["ALTER TABLE posts ADD FULLTEXT (title, `body`)"],
  "mysql-misc-0002": ["ALTER TABLE posts ADD FULLTEXT (title)"],
};

/** What the server refuses, and why that is no fault of the text. */
const refused: Readonly<Record<string, { readonly errno: number; readonly why: string }>> = {
  "functions-0007": { errno: 1305, why: "a function of a name of three parts belongs to another database" },
  "functions-0013": { errno: 1064, why: "json_each belongs to other databases; a function in FROM is JSON_TABLE alone" },
  "functions-0016": { errno: 1064, why: "generate_series belongs to other databases" },
  "functions-0017": { errno: 1064, why: "the case is about the names of functions, and has one in FROM" },
  "functions-0022": { errno: 1305, why: "array_agg belongs to other databases" },
  "functions-0024": { errno: 1054, why: "`y` is the name of no column" },
  "aliases-names-0010": { errno: 1054, why: "names of columns without a table" },
  "hints-0003": { errno: 1064, why: "INDEXED BY is a hint of SQLite, which the case writes on every database" },
  "ddl-table-0041": { errno: 1273, why: "the server has no collation called C" },
  "ddl-index-0009": { errno: 1128, why: "the parser ngram is MySQL's own" },
  "types-0050": { errno: 1064, why: "CLOB is rendered as named; MariaDB has it in its Oracle mode alone" },
  "types-0056": { errno: 4161, why: "a type of the case's own" },
  "mysql-misc-0003": { errno: 1139, why: "the flag `c` of the case is MySQL's" },
};

/** What is never sent, because a value is refused before. */
const unsent: ReadonlySet<string> = new Set(["insert-0004"]);

/** Violations of constraints, which only a statement that was understood can have. */
const violations: ReadonlySet<number> = new Set([1048, 1062, 1216, 1217, 1364, 1451, 1452]);

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
  const made = await compileForTest(construct, "mariadb");
  if (made.batches === undefined) return [made.sql].flat().map((sql) => ({ sql: sql as string, values: [], isDdl: true }));
  return [made.sql].flat().map((sql, index) => {
    const values: unknown[] = [];
    const text = (sql as string).replace(/(?<!:):([a-z]\w*)/g, (_, name: string) => {
      values.push(made.batches?.[index]?.[name] ?? null);
      return "?";
    });
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

let server: TestServer;
/** The schemas that the corpus names: databases of this test alone. */
const schemas = ["bank", "tenant", "types", "app", "my_schema", "db.dbo", "Sch"];
const ownName = (schema: string): string => `\`${server.prefix}${schema}\``;
const withOwnSchemas = (sql: string): string =>
  schemas.reduce(
    (text, schema) =>
      text
        .replaceAll(new RegExp(`(?<![\\w.\`])${schema}(?=\\.)`, "g"), ownName(schema))
        .replaceAll(new RegExp(`\`${schema}\`(?=\\.)`, "g"), ownName(schema))
        .replaceAll(
          new RegExp(`((?:SCHEMA|DATABASE) (?:IF (?:NOT )?EXISTS )?)\`?${schema}\`?$`, "g"),
          (_, words: string) => words + ownName(schema),
        ),
    sql,
  );

async function createTables(): Promise<void> {
  const { metadata } = makeSchema();
  const bank = [...metadata.tables.values()].filter((each) => each.schema === null);
  for (const sql of (await compileForTest(helpers.createAll(metadata, { tables: bank }), "mariadb")).sql as string[])
    await server.connection.query(sql);
  await server.connection.query("CREATE TABLE t1 (x INTEGER, y VARCHAR(50), z BOOLEAN)");
  await server.connection.query("CREATE TABLE t2 (x INTEGER, y VARCHAR(50))");
}

beforeAll(async () => {
  server = await connectToServer();
  for (const schema of schemas.filter((each) => !each.includes(".") && each !== "app")) await server.create(schema);
  await server.connection.query(
    `CREATE TABLE ${ownName("bank")}.accounts (id INTEGER PRIMARY KEY, owner VARCHAR(40), balance NUMERIC(14, 2))`,
  );
  await server.create("main");
  await createTables();
});
afterAll(async () => {
  await server?.close();
});

/** Runs a statement. @returns the error of the server, if it has one that is no violated constraint */
async function refusal({ sql, values, isDdl }: Sent): Promise<{ errno: number; message: string; sql: string } | null> {
  const text = withOwnSchemas(sql);
  try {
    if (isDdl) await server.connection.query(text);
    else await server.connection.execute(text, values.map((value) => (typeof value === "bigint" ? String(value) : value)) as never);
    return null;
  } catch (error) {
    const { errno = 0, message } = error as { errno?: number; message: string };
    return violations.has(errno) ? null : { errno, message, sql: text };
  }
}

describe("MariaDB accepts the corpus", () => {
  const sendable = cases.filter((each) => translations.has(each.id) && !unsent.has(each.id));
  let sentCases = 0;
  it.each(sendable.map((each) => [each.id, each] as const))("%s", async (id, each) => {
    let sent: Sent[];
    try {
      sent = await statementsOf(each, await (translations.get(id) as Translation)(makeSchema(), helpers));
    } catch (error) {
      // What MariaDB lacks is said before anything is sent; the list of differences has it with its reason.
      expect(error, id).toBeInstanceOf(CompileError);
      return;
    }
    if (sent.length === 0) return;
    sentCases++;
    const isDdl = sent.some((statement) => statement.isDdl);
    const { connection } = server;
    const found: { errno: number; message: string; sql: string }[] = [];
    if (isDdl || before[id] !== undefined) {
      await server.create("scratch");
      await connection.query("SET foreign_key_checks = 0");
      if (!/^\s*CREATE (TABLE|SEQUENCE)/.test((sent[0] as Sent).sql) || before[id] !== undefined) await createTables();
      for (const sql of before[id] ?? []) await connection.query(withOwnSchemas(sql));
    } else await connection.query("START TRANSACTION");
    try {
      for (const statement of sent) {
        const error = await refusal(statement);
        if (error !== null) {
          found.push(error);
          break;
        }
      }
    } finally {
      if (isDdl || before[id] !== undefined) {
        // One of the session outlives its database.
        await connection.query("DROP TEMPORARY TABLE IF EXISTS t");
        await server.drop("scratch");
        await connection.query(`USE ${ownName("main")}`);
        await connection.query("SET foreign_key_checks = 1");
      } else await connection.query("ROLLBACK");
    }
    const expected = refused[id];
    if (expected === undefined) expect(found).toEqual([]);
    else
      expect(
        found.map((error) => error.errno),
        expected.why,
      ).toEqual([expected.errno]);
  });
  it("was asked about nearly all of it", () => {
    expect(sentCases).toBeGreaterThan(330);
  });
});
