import {
  and,
  CompileError,
  CreateIndex,
  CreateSequence,
  CreateTable,
  column,
  createEngine,
  DropSchema,
  func,
  index,
  insert,
  literal,
  MetaData,
  NotSupportedError,
  select,
  sequence,
  t,
  table,
  tuple,
  uniqueConstraint,
} from "@cupel/core";
import { insert as conflictInsert } from "@cupel/dialect-sqlite";
import { describe, expect, it } from "vitest";
import { mssql } from "../src/index.js";
import { makeTables, text } from "./support/schema.js";

const { users, posts } = makeTables();
const page = select(users.c.id).orderBy(users.c.id);
const lateral = select(posts.c.id).where(posts.c.userId.eq(users.c.id)).lateral("l");

describe("what SQL Server lacks is refused when the statement is compiled, by name", () => {
  it.each([
    ["regular expressions", () => select(users.c.name.regexpMatch("^a")), /regular expressions/],
    ["FILTER", () => select(func.count(users.c.id).filter(users.c.age.gt(1))), /FILTER.*caseWhen/],
    ["NULLS LAST", () => select(users.c.id).orderBy(users.c.age.nullsLast()), /NULLS LAST/],
    ["tuples", () => select(users.c.id).where(tuple(users.c.id, users.c.name).in([[1, "a"]])), /tuples/],
    [
      "ANY of an array",
      () => select(users.c.id).where(literal(1).eq(func.any_value!(users.c.id).any() as never)),
      /ANY and ALL of an array/,
    ],
    ["EXCEPT ALL", () => select(users.c.id).exceptAll(select(posts.c.id)), /EXCEPT ALL/],
    ["DISTINCT ON", () => select(users.c.id).distinctOn(users.c.name), /DISTINCT ON/],
    ["frames in GROUPS", () => select(func.sum(users.c.age).over({ orderBy: users.c.id, groups: [-1, 1] })), /GROUPS/],
    [
      "percentiles without OVER",
      () => select(func.percentile_cont(0.5).withinGroup(users.c.age)),
      /percentile_cont\(\) WITHIN GROUP without OVER/,
    ],
    ["other functions of an ordered set", () => select(func.mode().withinGroup(users.c.age)), /mode\(\) WITHIN GROUP/],
    [
      "an order within other aggregates",
      () => select(func.array_agg(users.c.id).aggregateOrderBy(users.c.id)),
      /ORDER BY within array_agg\(\)/,
    ],
    ["BETWEEN SYMMETRIC", () => select(users.c.id).where(users.c.age.between(1, 2, { symmetric: true })), /BETWEEN SYMMETRIC/],
    ["WITH TIES behind an offset", () => page.offset(1).fetch(2, { withTies: true }), /WITH TIES/],
    [
      "a condition on a lateral join",
      () => select(lateral.c.id).selectFrom(users).join(lateral, lateral.c.id.eq(users.c.id)),
      /lateral.*where\(\)/,
    ],
    ["sampling by rows", () => select(users.tableSample(func.bernoulli!(10)).c.id), /TABLESAMPLE by bernoulli/],
    ["writing in WITH", () => select(insert(users).values({ name: "x" }).returning(users.c.id).cte("c").c.id!), /INSERT in WITH/],
    [
      "more rows than VALUES takes",
      () => insert(users).values(Array.from({ length: 1001 }, () => ({ name: "x", isActive: true }))),
      /more than 1000 rows.*beside the statement/,
    ],
    ["no columns", () => select().selectFrom(users), /SELECT without columns/],
    ["ON CONFLICT", () => conflictInsert(users).values({ id: 1, name: "x" }).onConflictDoNothing(), /conflict of any kind/],
    [
      "several rows of defaults",
      () => insert(table("e", new MetaData(), { id: column(t.integer(), { primaryKey: true }) })).values([{}, {}]),
      /several rows without values/,
    ],
  ] as const)("%s", (_what, make, message) => {
    const compile = (): string => text(make() as never);
    expect(compile).toThrow(CompileError);
    expect(compile).toThrow(/mssql/);
    expect(compile).toThrow(message);
  });

  it("an offset without an order", () => {
    expect(() => text(select(users.c.id).offset(1))).toThrow(CompileError);
    expect(() => text(select(users.c.id).offset(1))).toThrow(/SQL Server needs orderBy\(\)/);
  });

  const metadata = new MetaData();
  const things = table(
    "things",
    metadata,
    { id: column(t.integer(), { primaryKey: true }), name: column(t.string(5)) },
    {
      constraints: (c) => [uniqueConstraint(c.name, { deferrable: true })],
    },
  );
  const { name } = things.c;
  it.each([
    ["deferrable constraints", () => new CreateTable(things), /DEFERRABLE/],
    ["an expression in an index", () => new CreateIndex(index("i", func.lower(name))), /expression in an index \("i"\).*computed column/],
    ["CASCADE of a schema", () => new DropSchema("s", { cascade: true }), /DROP SCHEMA … CASCADE/],
    ["ORDER of a sequence", () => new CreateSequence(sequence("s", { order: true })), /ORDER of a sequence/],
    ["arrays", () => new CreateTable(table("a", new MetaData(), { a: column(t.array(t.integer())) })), /mssql has no arrays/],
    [
      "TIMESTAMP as a moment",
      () => new CreateTable(table("a", new MetaData(), { a: column(t.timestamp()) })),
      /TIMESTAMP on mssql is the version of a row/,
    ],
    [
      "a collation that is no word",
      () => new CreateTable(table("a", new MetaData(), { a: column(t.string(5, { collation: "x; DROP TABLE y" })) })),
      /no collation/,
    ],
  ] as const)("%s", (_what, make, message) => {
    const compile = (): string => text(make() as never);
    expect(compile).toThrow(CompileError);
    expect(compile).toThrow(message);
  });

  it("what is not refused elsewhere still compiles", () =>
    expect(text(select(users.c.id).where(and(users.c.age.gt(1))))).toContain("WHERE users.age > @p1"));
});

it("EXPLAIN is a setting, not a statement", () =>
  expect(() => mssql().explain("SELECT 1")).toThrow(/mssql dialect does not support EXPLAIN/));

describe("connections", () => {
  it("need a driver, which this version does not have", async () => {
    const engine = createEngine("mssql://sa:secret@localhost/db");
    await expect(engine.connect(async () => {})).rejects.toThrow(NotSupportedError);
    await expect(engine.connect(async () => {})).rejects.toThrow(/no driver in this version: it compiles/);
    expect(() => mssql().reflection).toThrow(NotSupportedError);
  });
  it("know the schemes mssql and mssql+tedious, and name the counterpart of Python's", () => {
    expect(createEngine("mssql+tedious://localhost/db").dialect.name).toBe("mssql");
    expect(() => createEngine("mssql+pyodbc://localhost/db")).toThrow(/"mssql:\/\/"/);
  });
});
