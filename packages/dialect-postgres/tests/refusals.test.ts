/** What is refused, where, and in which words: before anything is sent, naming the dialect and the feature. */
import "@cupel/dialect-sqlite";
import {
  ArgumentError,
  CompileError,
  CreateIndex,
  CreateTable,
  column,
  computed,
  createEngine,
  DataError,
  func,
  index,
  literal,
  MetaData,
  select,
  t,
  table,
  tryCast,
} from "@cupel/core";
import {
  array,
  arrayOf,
  asText,
  bit,
  contains,
  domain,
  excludeConstraint,
  hasKey,
  hstore,
  inet,
  int4range,
  jsonb,
  matches,
  nativeEnum,
  oid,
  pathExists,
  postgresql,
  Range,
  slice,
  tsvector,
} from "@cupel/dialect-postgres";
import { describe, expect, test } from "vitest";

const metadata = new MetaData();
const docs = table("docs", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.text()),
  data: column(jsonb<{ a?: number }>()),
  tags: column(array(t.text())),
  span: column(int4range()),
  tsv: column(tsvector()),
  attrs: column(hstore()),
});
const onSqlite = (construct: { compile(options: { dialect: string }): unknown }) => () => construct.compile({ dialect: "sqlite" });
const onPostgres = (construct: { compile(options: { dialect: string }): unknown }) => () => construct.compile({ dialect: "postgresql" });

describe("elsewhere, what only PostgreSQL has is a CompileError that names both", () => {
  test.each([
    ["@>", select(docs.c.id).where(contains(docs.c.data, { a: 1 })), /sqlite.*"@>"/],
    ["?", select(docs.c.id).where(hasKey(docs.c.data, "a")), /sqlite.*"\?"/],
    ["@?", select(docs.c.id).where(pathExists(docs.c.data, "$.a")), /sqlite.*"@\?"/],
    ["ARRAY[…]", select(arrayOf([1, 2])), /sqlite.*ARRAY/],
    ["slices", select(slice(docs.c.tags, 1, 2)), /sqlite.*slices/],
    [
      "text search by a configuration",
      select(docs.c.id).where(matches(docs.c.tsv, "x", { regconfig: "english" })),
      /sqlite.*full text search/,
    ],
    ["the type INET", new CreateTable(table("t", new MetaData(), { a: column(inet()) })), /INET.*sqlite/],
    [
      "EXCLUDE",
      new CreateTable(table("t", new MetaData(), { a: column(t.integer()) }, { constraints: (c) => [excludeConstraint([c.a, "="])] })),
      /sqlite has no exclude/,
    ],
    ["DISTINCT ON", select(docs.c.id).distinctOn(docs.c.name), /sqlite.*DISTINCT ON/],
  ] as const)("%s", (_name, construct, message) => {
    expect(onSqlite(construct as never)).toThrow(CompileError);
    expect(onSqlite(construct as never)).toThrow(message);
  });
});

describe("on PostgreSQL, what it does not have", () => {
  test.each([
    ["TRY_CAST", select(tryCast(docs.c.name, t.integer())), /postgresql.*TRY_CAST/],
    ["a hint that is not ONLY", select(docs.c.id).withHint(docs, "INDEX (ix)"), /postgresql.*INDEX \(ix\)/],
    [
      "a virtual computed column",
      new CreateTable(table("v", new MetaData(), { a: column(t.integer(), { computed: computed("1", { persisted: false }) }) })),
      /stored/,
    ],
    ["an enum without a name", new CreateTable(table("e", new MetaData(), { a: column(t.enum(["a"])) })), /a type with a name/],
    ["an empty array of no type", select(arrayOf([])), /arrayOf\(\[\]\)/],
    [
      "a storage parameter that is SQL",
      new CreateTable(table("w", new MetaData(), { a: column(t.integer()) }, { postgresqlWith: { fillfactor: "70); DROP TABLE x; --" } })),
      /fillfactor/,
    ],
    ["an index method that is SQL", new CreateIndex(index("ix", docs.c.name, { postgresqlUsing: "gin (x); --" })), /postgresqlUsing/],
    ["an operator class that is SQL", new CreateIndex(index("ix2", docs.c.name, { postgresqlOps: { name: "x); --" } })), /operator class/],
    [
      "an operator of EXCLUDE that is SQL",
      new CreateTable(
        table("x", new MetaData(), { a: column(t.integer()) }, { constraints: (c) => [excludeConstraint([c.a, "= , b WITH ="])] }),
      ),
      /EXCLUDE/,
    ],
    ["a column to include that is not there", new CreateIndex(index("ix3", docs.c.name, { postgresqlInclude: ["nmae"] })), /"nmae"/],
  ] as const)("%s", (_name, construct, message) => {
    expect(onPostgres(construct as never)).toThrow(CompileError);
    expect(onPostgres(construct as never)).toThrow(message);
  });
  test("names of more than 63 bytes are refused, and generated ones are cut to that", () => {
    const long = "ü".repeat(32);
    expect(onPostgres(new CreateIndex(index(long, docs.c.name)))).toThrow(/63/);
    const named = table("t", new MetaData({ namingConvention: { uq: `uq_%(column_0_name)s_${long}` } }), {
      a: column(t.integer(), { unique: true }),
    });
    const name = /CONSTRAINT "([^"]+)"/.exec(new CreateTable(named).compile({ dialect: "postgresql" }).sql)?.[1] as string;
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
    expect(name).toMatch(/^uq_a_ü+_[0-9a-f]{4}$/);
  });
});

describe("arguments", () => {
  test.each([
    () => new Range(1, 5, "[[" as never),
    () => new Range(1, undefined as never),
    () => excludeConstraint({ name: "nothing" }),
    () => excludeConstraint("a" as never),
    () => domain("", t.integer()),
    () => nativeEnum(["a"], {} as never),
    () => arrayOf([undefined as never]),
    () => slice(docs.c.name as never, 1, 2),
    () => asText(docs.c.name),
    () => docs.c.tags.at("x"),
    () => docs.c.name.at("x"),
    () => docs.c.name.regexpMatch("a", { flags: "i'); --" }),
  ])("%s", (make) => {
    expect(make).toThrow(ArgumentError);
  });
});

describe("values", () => {
  const dialect = postgresql();
  const bind = (type: ReturnType<typeof t.text> | { bindProcessor: unknown }, value: unknown) => () =>
    (type as ReturnType<typeof t.text>).bindProcessor(dialect)?.(value);
  test.each([
    ["text with NUL", t.text(), "a\0"],
    ["half a surrogate pair", t.text(), "\ud800"],
    ["bits", bit(2), "02"],
    ["an oid", oid(), -1],
    ["a range that is text", int4range(), "[1,2)"],
    ["a range of the wrong ends", int4range(), new Range("a" as never, "b" as never)],
    ["an array that is text", array(t.text()), "{}"],
    ["an array of the wrong items", array(t.integer()), ["a"]],
    ["hstore of numbers", hstore(), { a: 1 }],
    ["an enum's stranger", nativeEnum(["a"], { name: "e" }), "b"],
    ["a function as JSON", jsonb(), () => 1],
  ] as const)("%s is a DataError that names the value and the type", (_name, type, value) => {
    expect(bind(type as never, value)).toThrow(DataError);
  });
});

test("every scheme has the dialect", () => {
  for (const scheme of ["postgresql", "postgres", "postgresql+pg", "postgresql+pglite"])
    expect(createEngine(`${scheme}://`).dialect.name).toBe("postgresql");
  expect(select(func.now(), literal(1)).compile({ dialect: "postgresql" }).sql).toBe("SELECT now() AS now_1, $1::INTEGER AS anon_1");
});
