/** No option is accepted and ignored: a name that does not exist is refused, with the one that was meant. */
import "@cupel/dialect-sqlite";
import {
  ArgumentError,
  AssertionPool,
  aliased,
  checkConstraint,
  column,
  createEngine,
  declarativeBase,
  foreignKey,
  func,
  hybrid,
  index,
  joinedLoad,
  listen,
  MetaData,
  many,
  NullPool,
  one,
  raiseLoad,
  StaticPool,
  select,
  t,
  table,
  text,
  uniqueConstraint,
  withLoaderCriteria,
} from "@cupel/orm";
import { describe, expect, test } from "vitest";
import { failure } from "./support.js";

const metadata = new MetaData();
const users = table("users", metadata, { id: column(t.integer(), { primaryKey: true }), name: column(t.string(20)) });
const Base = declarativeBase();
class User extends Base.table("users", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(20)),
  get posts() {
    return many(Post, { backPopulates: "author" });
  },
}) {}
class Post extends Base.table("posts", {
  id: column(t.integer(), { primaryKey: true }),
  get userId() {
    return foreignKey(User.c.id);
  },
  get author() {
    return one(User, { backPopulates: "posts" });
  },
}) {}
const memory = () => createEngine("sqlite:///:memory:");
/** Given as a program without types gives them. */
const given = (options: object): never => options as never;

describe("names", () => {
  const wrong: readonly [call: string, work: () => unknown, message: RegExp][] = [
    ["column", () => column(t.integer(), given({ primarykey: true })), /column\(\).*"primarykey".*"primaryKey"/],
    ["foreignKey", () => foreignKey(users.c.id, given({ ondelete: "CASCADE" })), /"ondelete".*"onDelete"/],
    ["table", () => table("a", new MetaData(), { id: column(t.integer()) }, given({ constraint: [] })), /table\("a".*"constraints"/],
    [
      "Base.table",
      () => declarativeBase().table("a", { id: column(t.integer(), { primaryKey: true }) }, given({ schem: "x" })),
      /"schema"/,
    ],
    ["declarativeBase", () => declarativeBase(given({ column: {} })), /"columns"/],
    ["uniqueConstraint", () => uniqueConstraint(users.c.id, given({ nam: "x" })), /"name"/],
    ["checkConstraint", () => checkConstraint("id > 0", given({ nam: "x" })), /"name"/],
    ["index", () => index("ix", users.c.id, given({ uniqe: true })), /"ix".*"unique"/],
    ["MetaData", () => new MetaData(given({ shema: "x" })), /"schema"/],
    ["createAll", () => metadata.createAll(memory(), given({ checkfirst: false })), /"checkFirst"/],
    ["dropAll", () => metadata.dropAll(memory(), given({ checkfirst: false })), /"checkFirst"/],
    ["reflect", () => new MetaData().reflect(memory(), given({ onl: ["x"] })), /"only"/],
    ["t.string", () => t.string(50, given({ colation: "x" })), /t\.string\(\).*"collation"/],
    ["t.numeric", () => t.numeric(10, 2, given({ As: Number })), /"as"/],
    ["t.dateTime", () => t.dateTime(given({ timeZone: true })), /"timezone"/],
    ["t.enum", () => t.enum(["a"], given({ nam: "x" })), /"name"/],
    ["withForUpdate", () => select(users).withForUpdate(given({ nowiat: true })), /"nowait"/],
    ["fetch", () => select(users).fetch(3, given({ withTie: true })), /"withTies"/],
    ["cte", () => select(users).cte("c", given({ recursiv: true })), /"recursive"/],
    ["startsWith", () => users.c.name.startsWith("a", given({ autoEscape: true })), /startsWith\(\).*"autoescape"/],
    ["over", () => func.count().over(given({ partitonBy: users.c.id })), /"partitionBy"/],
    ["prefixWith", () => select(users).prefixWith("x", given({ dialct: "sqlite" })), /"dialect"/],
    ["compile", () => select(users).compile(given({ dialct: "sqlite" })), /"dialect"/],
    ["engine.begin", () => memory().begin(async () => {}, given({ retry: 3 })), /"retry".*retries/],
    ["engine.connect", () => memory().connect(given({ foo: 1 })), /"foo".*signal/],
    [
      "connection.execute",
      () => memory().connect((connection) => connection.execute(text("SELECT 1"), {}, given({ yieldPer: 1 }))),
      /"yieldPer".*executionOptions/,
    ],
    ["createEngine", () => createEngine("sqlite:///:memory:", given({ pool_size: 5 })), /"pool_size".*"poolSize"/],
    [
      "connectArgs",
      () => createEngine("sqlite:///:memory:", { connectArgs: { filemustExist: true } }).connect(async () => {}),
      /"fileMustExist"/,
    ],
    ["the URL", () => createEngine("sqlite:///:memory:?foo=1").connect(async () => {}), /"foo"/],
    ["listen", () => listen(memory(), "begin", () => {}, given({ onec: true })), /"onec".*once/],
    ["many", () => many(Post, given({ backPopulate: "author" })), /"backPopulates"/],
    ["one", () => one(User, given({ nulable: true })), /"nullable"/],
    ["hybrid", () => hybrid(User, given({ get: () => 1, expr: () => 1 })), /"expr".*expression/],
    ["joinedLoad", () => joinedLoad(User.c.posts, given({ innerJoin: true })), /"innerjoin"/],
    ["raiseLoad", () => raiseLoad(User.c.posts, given({ sqlonly: true })), /"sqlOnly"/],
    ["raiseLoad of all", () => (raiseLoad as (what: "*", options: object) => unknown)("*", { sqlOnly: true }), /"\*".*sqlOnly/],
    ["withLoaderCriteria", () => withLoaderCriteria(Post, Post.c.id.gt(1), given({ includeAlias: true })), /"includeAliases"/],
    ["aliased", () => (aliased as (entity: unknown, name: unknown) => unknown)(User, { name: "x" }), /aliased\(User/],
  ];
  test.each(wrong)("of %s", async (_, work, message) => {
    const error = await failure(work);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(message);
  });
  test("those of a dialect are known by its name, imported or not", () => {
    expect(
      () =>
        table(
          "b",
          new MetaData(),
          { id: column(t.integer(), given({ postgresqlAnything: 1 })) },
          given({ mysqlEngine: "InnoDB", sqliteWithRowid: false }),
        ).c.id,
    ).not.toThrow();
    expect(() => table("b", new MetaData(), { id: column(t.integer()) }, given({ oracleTablespace: "x" })).c.id).toThrow(
      /"oracleTablespace"/,
    );
  });
});

describe("values", () => {
  const wrong: readonly [call: string, work: () => unknown, message: RegExp][] = [
    ["a flag of a column", () => column(t.integer(), given({ primaryKey: "yes" })), /primaryKey.*"yes"/],
    ["a flag of a relationship", () => many(Post, given({ viewOnly: "yes" })), /viewOnly.*"yes"/],
    ["passiveDeletes", () => many(Post, given({ passiveDeletes: "al" })), /passiveDeletes.*"al"/],
    ["a cascade", () => many(Post, given({ cascade: ["all"] })), /cascade.*\["all"\]/],
    ["lazy", () => many(Post, given({ lazy: "selectIn" })), /lazy.*selectin/],
    ["poolSize", () => createEngine("sqlite:////tmp/x.db", given({ poolSize: "5" })), /poolSize.*"5"/],
    ["poolClass", () => createEngine("sqlite:////tmp/x.db", given({ poolClass: Map })), /poolClass.*QueuePool/],
    ["isolationLevel", () => createEngine("sqlite:///:memory:", { isolationLevel: "SERIALISABLE" }), /SERIALISABLE.*SERIALIZABLE/],
    ["echo", () => createEngine("sqlite:///:memory:", given({ echo: "yes" })), /echo.*"yes"/],
    [
      "a size for no pool",
      () => createEngine("sqlite:////tmp/x.db", { poolClass: NullPool, poolSize: 5 }),
      /poolSize.*NullPool.*keeps no connection/,
    ],
    [
      "overflow for one connection",
      () => createEngine("sqlite:////tmp/x.db", { poolClass: StaticPool, maxOverflow: 5 }),
      /maxOverflow.*StaticPool.*one connection/,
    ],
    ["a size for a database in memory", () => createEngine("sqlite:///:memory:", { poolSize: 5 }), /poolSize.*StaticPool.*one connection/],
    [
      "waiting where nobody waits",
      () => createEngine("sqlite:////tmp/x.db", { poolClass: AssertionPool, poolTimeout: 5000 }),
      /poolTimeout.*AssertionPool.*nobody waits/,
    ],
  ];
  test.each(wrong)("of %s", async (_, work, message) => {
    const error = await failure(work);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(message);
  });
});
