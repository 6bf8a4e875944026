import "@cupel/dialect-sqlite";
import {
  ArgumentError,
  CheckViolation,
  checkConstraint,
  column,
  createEngine,
  ddl,
  type Engine,
  foreignKey,
  insert,
  inspect,
  listen,
  MetaData,
  NotNullViolation,
  select,
  sequence,
  t,
  table,
  UniqueViolation,
  uniqueConstraint,
} from "@cupel/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let engine: Engine;
let log: string[];
beforeEach(() => {
  engine = createEngine("sqlite:///:memory:");
  log = [];
  listen(engine, "beforeCursorExecute", ({ sql }) => {
    log.push(sql.trim().split("\n")[0] as string);
  });
});
afterEach(() => engine.dispose());
const key = () => column(t.integer(), { primaryKey: true });
const made = (): string[] => log.filter((line) => /^(CREATE|DROP)/.test(line));

describe("createAll and dropAll", () => {
  test("in the order of dependency, and only what is not there", async () => {
    const metadata = new MetaData();
    const b = table("b", metadata, { id: key() });
    table("a", metadata, { id: key(), b: foreignKey(b.c.id), name: column(t.text(), { index: true }) });
    await metadata.createAll(engine);
    expect(made()).toEqual(["CREATE TABLE b (", "CREATE TABLE a (", "CREATE INDEX ix_a_name ON a (name)"]);
    log.length = 0;
    await metadata.createAll(engine);
    expect(made()).toEqual([]);
    await metadata.dropAll(engine);
    expect(made()).toEqual(["DROP TABLE a", "DROP TABLE b"]);
    log.length = 0;
    await metadata.dropAll(engine);
    expect(made()).toEqual([]);
    await expect(metadata.dropAll(engine, { checkFirst: false })).rejects.toThrow(/no such table/);
  });
  test("only some of the tables, which must be its own", async () => {
    const metadata = new MetaData();
    const a = table("a", metadata, { id: key() });
    table("b", metadata, { id: key() });
    await metadata.createAll(engine, { tables: [a] });
    expect(await inspect(engine).getTableNames()).toEqual(["a"]);
    await expect(metadata.createAll(engine, { tables: [table("a", new MetaData(), { id: key() })] })).rejects.toThrow(ArgumentError);
  });
  test("all or nothing: a failure leaves no table behind", async () => {
    const metadata = new MetaData();
    table("a", metadata, { id: key() });
    table("b", metadata, { id: key() }, { constraints: () => [checkConstraint("this is no SQL")] });
    await expect(metadata.createAll(engine)).rejects.toThrow();
    expect(await inspect(engine).getTableNames()).toEqual([]);
  });
  test("a ring of tables with rows in them can be dropped", async () => {
    const metadata = new MetaData();
    const a = table("a", metadata, { id: key(), b: column(t.integer(), { nullable: true, references: "b.id" }) });
    const b = table("b", metadata, { id: key(), a: column(t.integer(), { nullable: true, references: "a.id" }) });
    await metadata.createAll(engine);
    await engine.begin(async (connection) => {
      await connection.execute(insert(a).values({ id: 1, b: null }));
      await connection.execute(insert(b).values({ id: 1, a: 1 }));
      await connection.execDriverSql("UPDATE a SET b = 1");
    });
    await metadata.dropAll(engine);
    expect(await inspect(engine).getTableNames()).toEqual([]);
  });
  test("a ring of three with CASCADE, one of which refers to itself, and foreign keys hold again afterwards", async () => {
    const metadata = new MetaData();
    const refers = (target: string) => column(t.integer(), { nullable: true, references: target, onDelete: "CASCADE" });
    for (const [name, targets] of [
      ["a", ["a", "b"]],
      ["b", ["c", "b"]],
      ["c", ["a", "b"]],
    ] as const)
      table(name, metadata, { id: key(), x: refers(`${targets[0]}.id`), y: refers(`${targets[1]}.id`) });
    await metadata.createAll(engine);
    await metadata.dropAll(engine);
    expect(await inspect(engine).getTableNames()).toEqual([]);
    expect(await engine.connect(async (connection) => (await connection.execDriverSql("PRAGMA foreign_keys").all())[0]?.[0])).toBe(1);
  });
  test("events before and after, of the metadata and of each table, in which DDL may run", async () => {
    const metadata = new MetaData();
    const users = table("users", metadata, { id: key() });
    const seen: string[] = [];
    listen(metadata, "beforeCreate", ({ event, metadata: of }) => {
      seen.push(`${event} ${of === metadata}`);
    });
    listen(metadata, "afterCreate", async ({ connection }) => {
      seen.push(`tables ${(await inspect(connection).getTableNames()).join()}`);
    });
    listen(users, ["beforeCreate", "afterCreate", "beforeDrop", "afterDrop"], ({ event, table: of }) => {
      seen.push(`${event} ${of.tableName}`);
    });
    ddl("CREATE INDEX by_hand ON %(table)s (id)").on(users, "afterCreate");
    ddl("CREATE NONSENSE").executeIf({ dialect: "postgresql" }).on(users, "afterCreate");
    const stop = ddl("CREATE TABLE %(x)s (a)", { context: { x: "extra" } }).on(metadata, "afterCreate");
    await metadata.createAll(engine);
    expect(seen).toEqual(["beforeCreate true", "beforeCreate users", "afterCreate users", "tables users"]);
    expect(await inspect(engine).getTableNames()).toEqual(["extra", "users"]);
    expect((await inspect(engine).getIndexes("users")).map((each) => each.name)).toEqual(["by_hand"]);
    stop();
    await metadata.dropAll(engine);
    expect(seen.slice(4)).toEqual(["beforeDrop users", "afterDrop users"]);
  });
  test("a handler that throws undoes the whole", async () => {
    const metadata = new MetaData();
    table("a", metadata, { id: key() });
    listen(metadata, "afterCreate", () => {
      throw new RangeError("no");
    });
    await expect(metadata.createAll(engine)).rejects.toThrow(RangeError);
    expect(await inspect(engine).getTableNames()).toEqual([]);
  });
  test("sequences are passed over, because SQLite has none", async () => {
    const metadata = new MetaData();
    sequence("s", { metadata });
    table("a", metadata, { id: key() });
    await metadata.createAll(engine);
    expect(made()).toEqual(["CREATE TABLE a ("]);
  });
});

describe("what was created holds", () => {
  test("constraints, defaults and keys that count up", async () => {
    const metadata = new MetaData();
    const things = table(
      "things",
      metadata,
      {
        id: column(t.bigInteger(), { primaryKey: true }),
        size: column(t.enum(["small", "large"], { name: "size", createConstraint: true }), { serverDefault: "small" }),
        flag: column(t.boolean({ createConstraint: true, name: "flag" }), { serverDefault: "0" }),
        code: column(t.string(5), { nullable: true }),
        n: column(t.integer(), { default: ({ parameters }) => String(parameters.code).length }),
      },
      { constraints: (c) => [uniqueConstraint(c.code), checkConstraint(c.n.lt(10), { name: "n_small" })] },
    );
    await metadata.createAll(engine);
    await engine.begin(async (connection) => {
      const { insertedPrimaryKey } = await connection.execute(insert(things).values({ code: "abc" }));
      expect(insertedPrimaryKey).toEqual({ id: 1n });
      expect([...(await connection.execute(select(things.c.id, things.c.size, things.c.flag, things.c.n)).one())]).toEqual([
        1n,
        "small",
        false,
        3,
      ]);
    });
    await expect(engine.begin((connection) => connection.execute(insert(things).values({ code: "abc" })))).rejects.toThrow(UniqueViolation);
    await expect(engine.begin((connection) => connection.execute(insert(things).values({ code: "x", n: 11 })))).rejects.toThrow(
      CheckViolation,
    );
    await expect(engine.begin((connection) => connection.execDriverSql("INSERT INTO things (n, size) VALUES (1, 'huge')"))).rejects.toThrow(
      CheckViolation,
    );
    await expect(engine.begin((connection) => connection.execDriverSql("INSERT INTO things (n, flag) VALUES (1, 2)"))).rejects.toThrow(
      CheckViolation,
    );
    await expect(engine.begin((connection) => connection.execDriverSql("INSERT INTO things (code) VALUES ('q')"))).rejects.toThrow(
      NotNullViolation,
    );
  });
});
