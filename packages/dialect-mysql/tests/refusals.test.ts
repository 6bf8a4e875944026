import {
  CompileError,
  CreateIndex,
  CreateSequence,
  CreateTable,
  checkConstraint,
  column,
  createEngine,
  DropConstraint,
  DropIndex,
  DropSchema,
  deleteFrom,
  extract,
  foreignKeyConstraint,
  func,
  index,
  literal,
  MetaData,
  select,
  sequence,
  t,
  table,
  tryCast,
  uniqueConstraint,
  update,
} from "@cupel/core";
import { insert as conflictInsert } from "@cupel/dialect-sqlite";
import { describe, expect, it } from "vitest";
import { insert, match } from "../src/index.js";
import { makeTables, texts } from "./support/schema.js";

const { users, posts } = makeTables();
const page = select(users.c.id).orderBy(users.c.id);
const one = (constraints: () => readonly unknown[]) =>
  table("t", new MetaData(), { a: column(t.integer()), b: column(t.integer()) }, { constraints: constraints as never });

describe("what neither database has is refused when the statement is compiled, by name and with a remedy", () => {
  it.each([
    ["FULL JOIN", () => page.fullOuterJoin(posts, posts.c.userId.eq(users.c.id)), /FULL JOIN\. Use union/],
    ["FILTER", () => select(func.count(users.c.id).filter(users.c.age.gt(1))), /FILTER.*caseWhen/],
    ["NULLS LAST", () => select(users.c.id).orderBy(users.c.age.nullsLast()), /NULLS FIRST and NULLS LAST/],
    ["ANY of an array", () => select(users.c.id).where(literal(1).eq(func.x!(users.c.id).any() as never)), /ANY and ALL of an array/],
    ["DISTINCT ON", () => select(users.c.id).distinctOn(users.c.name), /DISTINCT ON.*row_number/],
    ["GROUPING SETS", () => select(users.c.id).groupBy(func.grouping_sets!(users.c.id)), /GROUPING SETS/],
    ["CUBE", () => select(users.c.id).groupBy(func.cube!(users.c.id)), /CUBE.*rollup/],
    ["frames in GROUPS", () => select(func.sum(users.c.age).over({ orderBy: users.c.id, groups: [-1, 1] })), /GROUPS/],
    ["functions of an ordered set", () => select(func.mode().withinGroup(users.c.age)), /WITHIN GROUP/],
    ["BETWEEN SYMMETRIC", () => select(users.c.id).where(users.c.age.between(1, 2, { symmetric: true })), /BETWEEN SYMMETRIC/],
    ["a part of the rows", () => page.fetch(2, { percent: true }), /PERCENT/],
    ["samples", () => select(users.tableSample(func.bernoulli!(10)).c.id), /TABLESAMPLE/],
    ["TRY_CAST", () => select(tryCast(users.c.name, t.integer())), /TRY_CAST/],
    ["SELECT without columns", () => select().selectFrom(users), /SELECT without columns/],
    ["parts of a date", () => select(extract("epoch", users.c.age as never)), /EXTRACT\(epoch FROM …\)\. Use func\.unix_timestamp/],
    ["UPDATE … RETURNING", () => update(users).set({ age: 1 }).returning(users.c.id), /RETURNING/],
    ["writing in WITH", () => select(deleteFrom(users).returning(users.c.id).cte("c").c.id as never), /DELETE in WITH/],
    ["the ON CONFLICT of others", () => conflictInsert(users).values({ name: "x" }).onConflictDoNothing(), /ON CONFLICT\. Use upsert/],
    [
      "LIMIT with several tables",
      () => deleteFrom(users).where(posts.c.userId.eq(users.c.id)).withDialectOptions({ mysqlLimit: 1, mariadbLimit: 1 }),
      /LIMIT in an UPDATE or DELETE of several tables/,
    ],
    [
      "two modes of a search",
      () => select(users.c.id).where(match(users.c.name, { against: "x" }).inBooleanMode().withQueryExpansion()),
      /not both/,
    ],
  ] as const)("%s", (_what, statement, message) => {
    expect(() => texts(statement())).toThrow(CompileError);
    expect(() => texts(statement())).toThrow(message);
  });
  it.each([
    [
      "deferred constraints",
      () => new CreateTable(one(() => [uniqueConstraint("a", { deferrable: true, initially: "DEFERRED" })])),
      /checked later/,
    ],
    ["indexes of some rows", () => new CreateIndex(index("ix", users.c.age, { where: users.c.age.gt(1) })), /an index of some rows/],
    ["DROP SCHEMA … CASCADE", () => new DropSchema("s", { cascade: true }), /CASCADE/],
    [
      "MATCH of a foreign key",
      () => new CreateTable(one(() => [foreignKeyConstraint(["a"], [users.c.id], { match: "FULL" })])),
      /MATCH FULL of a foreign key\. It would make the database ignore/,
    ],
  ] as const)("%s", (_what, statement, message) => expect(() => texts(statement())).toThrow(message));
});

describe("what only the one has", () => {
  const on = (statement: { compile(options: { dialect: string }): { sql: string } }, dialect: string) => () =>
    statement.compile({ dialect }).sql;
  it.each([
    ["RETURNING", insert(users).values({ name: "x" }).returning(users.c.id), "mysql", "mariadb"],
    ["RETURNING", deleteFrom(users).returning(users.c.id), "mysql", "mariadb"],
    ["WITH TIES", page.fetch(1, { withTies: true }), "mysql", "mariadb"],
    ["sequences", select(sequence("s").nextValue()), "mysql", "mariadb"],
    ["sequences", new CreateSequence(sequence("s")), "mysql", "mariadb"],
    ["IF \\[NOT\\] EXISTS", new CreateIndex(index("ix", users.c.age), { ifNotExists: true }), "mysql", "mariadb"],
    ["IF \\[NOT\\] EXISTS", new DropIndex(index("ix", users.c.age), { ifExists: true }), "mysql", "mariadb"],
    ["LATERAL", select(select(posts.c.id).lateral("l").c.id), "mariadb", "mysql"],
    ["an expression in an index", new CreateIndex(index("ix", func.lower(users.c.name))), "mariadb", "mysql"],
    ["a third argument of lag", select(func.lag(users.c.age, 1, 0).over({ orderBy: users.c.id })), "mariadb", "mysql"],
  ])("%s", (what, statement, without, having) => {
    expect(on(statement as never, without)).toThrow(CompileError);
    expect(on(statement as never, without)).toThrow(new RegExp(`The ${without} dialect does not support .*${what}`));
    expect(on(statement as never, having)()).toEqual(expect.any(String));
  });
});

it("ON DUPLICATE KEY UPDATE is refused by others", () => {
  const statement = insert(users).values({ name: "x" }).onDuplicateKeyUpdate({ age: 1 });
  expect(() => statement.compile({ dialect: "sqlite" })).toThrow(/sqlite dialect does not support ON DUPLICATE KEY UPDATE\. Use upsert/);
  expect(() => select(match(users.c.name, { against: "x" })).compile({ dialect: "sqlite" })).toThrow(/MATCH … AGAINST/);
});

it("words that stand in no quotes are words", () => {
  const bad = "utf8mb4; DROP TABLE users";
  expect(() =>
    texts(new CreateTable(table("t", new MetaData(), { a: column(t.integer()) }, { mysqlEngine: bad, mariadbEngine: bad }))),
  ).toThrow(/no name for ENGINE/);
  expect(() => texts(new CreateTable(table("t", new MetaData(), { a: column(t.string(5, { collation: bad })) })))).toThrow(
    /no name for a collation/,
  );
});

it("a name of a constraint that is dropped must be known", () =>
  expect(() => texts(new DropConstraint([...one(() => [checkConstraint("a > 1")]).constraints].at(-1) as never))).toThrow(/has no name/));

it("a scheme of a driver of Python names its counterpart", () => {
  expect(() => createEngine("mysql+pymysql://localhost/test")).toThrow(/mysql:\/\//);
  expect(() => createEngine("mariadb+mariadbconnector://localhost/test")).toThrow(/mariadb:\/\//);
});
