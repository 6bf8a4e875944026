import {
  column,
  createMockEngine,
  DataError,
  deleteFrom,
  func,
  insert,
  literal,
  MetaData,
  select,
  t,
  table,
  text,
  UniqueViolation,
  update,
} from "@cupel/core";
import { executeManyRaw, executeRaw, streamRaw } from "@cupel/core/internal";
import { insert as sqliteInsert } from "@cupel/dialect-sqlite";
import { describe, expect, test } from "vitest";
import { memoryEngine } from "./files.js";

let counter = 0;
const metadata = new MetaData();
const users = table("users", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50), { unique: true }),
  code: column(t.integer(), { name: "user_code", default: () => ++counter }),
  shout: column(t.string(), {
    nullable: true,
    default: ((context: { parameters: Readonly<Record<string, unknown>> }) =>
      `${String(context.parameters["name"])}!`) as unknown as () => string,
  }),
  state: column(t.string(10), { default: "new", onUpdate: "changed" }),
  lower: column(t.string(), { nullable: true, default: func.lower(literal("ABC")) as unknown as string }),
  madeBy: column(t.string(20), { serverDefault: "server" }),
  big: column(t.bigInteger(), { nullable: true }),
});
const pairs = table("pairs", metadata, {
  a: column(t.integer(), { primaryKey: true }),
  b: column(t.string(5), { primaryKey: true }),
  v: column(t.boolean(), { default: false }),
});

async function ready(options = {}) {
  counter = 0;
  const engine = memoryEngine(options);
  await metadata.createAll(engine);
  return engine;
}

describe("inserting", () => {
  test("keys that the database makes, and keys that are given", async () => {
    const engine = await ready();
    await engine.begin(async (connection) => {
      const made = await connection.execute(insert(users).values({ name: "Ann" }));
      expect([made.insertedPrimaryKey, made.insertedPrimaryKeys, made.rowCount]).toEqual([{ id: 1 }, [{ id: 1 }], 1]);
      expect((await connection.execute(insert(users).values({ id: 40, name: "Bob" }))).insertedPrimaryKey).toEqual({ id: 40 });
      expect((await connection.execute(insert(users), { name: "Cid" } as never)).insertedPrimaryKey).toEqual({ id: 41 });
      expect((await connection.execute(insert(pairs).values({ a: 1, b: "x" }))).insertedPrimaryKey).toEqual({ a: 1, b: "x" });
      const result = await connection.execute(select(users.c.id));
      expect(() => (result as unknown as { insertedPrimaryKey: unknown }).insertedPrimaryKey).toThrow(/Only an INSERT/);
    });
  });
  test("many sets: a default for each, and their keys", async () => {
    const engine = await ready();
    await engine.begin(async (connection) => {
      const result = await connection.execute(insert(users), [{ name: "a" }, { name: "b" }, { name: "c" }] as never);
      expect([result.rowCount, result.insertedPrimaryKeys]).toEqual([3, [{ id: 1 }, { id: 2 }, { id: 3 }]]);
      expect(() => result.insertedPrimaryKey).toThrow(/read insertedPrimaryKeys/);
      expect(
        await connection
          .execute(select(users.c.code, users.c.shout, users.c.state, users.c.lower, users.c.madeBy).orderBy(users.c.id))
          .all(),
      ).toEqual([
        [1, "a!", "new", "abc", "server"],
        [2, "b!", "new", "abc", "server"],
        [3, "c!", "new", "abc", "server"],
      ]);
      await expect(connection.execute(insert(users), [{ name: "d" }, { name: "e", code: 5 }] as never)).rejects.toThrow(
        /set 1 has "code", which set 0 has not/,
      );
      await expect(connection.execute(insert(users), [{ name: "d" }, {}] as never)).rejects.toThrow(/set 1 has no "name"/);
      await expect(connection.execute(insert(users), [{ name: "d" }, { name: "a" }] as never)).rejects.toBeInstanceOf(UniqueViolation);
    });
  });
  test("RETURNING, of one and of many, beside the keys", async () => {
    const engine = await ready();
    await engine.begin(async (connection) => {
      const one = await connection.execute(insert(users).values({ name: "Ann" }).returning(users.c.name, users.c.madeBy));
      expect([one.one(), one.keys()]).toEqual([
        ["Ann", "server"],
        ["name", "madeBy"],
      ]);
      expect(await connection.scalars(insert(users).returning(users.c.id), [{ name: "b" }, { name: "c" }] as never).all()).toEqual([2, 3]);
    });
  });
  test("a conflict may be ignored, or become an update", async () => {
    const engine = await ready();
    await engine.begin(async (connection) => {
      await connection.execute(insert(users).values({ name: "Ann" }));
      const ignored = await connection.execute(sqliteInsert(users).values({ name: "Ann" }).onConflictDoNothing());
      expect([ignored.rowCount, ignored.insertedPrimaryKey]).toEqual([0, { id: null }]);
      await connection.execute(
        sqliteInsert(users)
          .values({ name: "Ann" })
          .onConflictDoUpdate({ target: users.c.name, set: () => ({ state: "again" }) }),
      );
      expect(await connection.scalar(select(users.c.state))).toBe("again");
    });
  });
  test("a default that answers later is refused", async () => {
    const late = table("late", new MetaData(), {
      id: column(t.integer(), { primaryKey: true }),
      v: column(t.string(), { default: (async () => "x") as unknown as () => string }),
    });
    await memoryEngine().begin(async (connection) => {
      await connection.execute(text("CREATE TABLE late (id INTEGER PRIMARY KEY, v TEXT)"));
      await expect(connection.execute(insert(late).values({}))).rejects.toThrow(/default of the column "v" returned a promise/);
    });
  });
});

describe("updating and deleting", () => {
  test("onUpdate, rowCount, many sets", async () => {
    const engine = await ready();
    await engine.begin(async (connection) => {
      await connection.execute(insert(users), [{ name: "a" }, { name: "b" }] as never);
      expect((await connection.execute(update(users).where(users.c.name.eq("a")).set({ code: 9 }))).rowCount).toBe(1);
      expect(await connection.execute(select(users.c.code, users.c.state).orderBy(users.c.id)).all()).toEqual([
        [9, "changed"],
        [2, "new"],
      ]);
      expect((await connection.execute(update(users).set({ state: "x" }))).rowCount).toBe(2);
      expect((await connection.execute(deleteFrom(users).where(users.c.name.eq("b")))).rowCount).toBe(1);
    });
  });
});

describe("values", () => {
  test("past 2^53 are exact", async () => {
    const engine = await ready();
    await engine.begin(async (connection) => {
      await connection.execute(insert(users).values({ name: "big", big: 2n ** 53n + 1n }));
      expect(await connection.execute(select(users.c.id, users.c.big)).one()).toEqual([1, 2n ** 53n + 1n]);
    });
  });
  test("of a wrong type are refused, with the column; without the value where parameters are hidden", async () => {
    const engine = await ready();
    await engine.connect(async (connection) => {
      const wrong = connection.execute(insert(users).values({ name: "x", code: "secret" as never }));
      await expect(wrong).rejects.toThrow(DataError);
      await expect(wrong).rejects.toThrow(/"secret".*users\.(code|user_code)/);
    });
    const hidden = await ready({ hideParameters: true });
    await hidden.connect(async (connection) => {
      await expect(connection.execute(insert(users).values({ name: "x", code: "secret" as never }))).rejects.toThrow(
        expect.objectContaining({ message: expect.not.stringContaining("secret") }) as Error,
      );
    });
  });
});

describe("the cache", () => {
  test("statements of one structure are compiled once", async () => {
    const engine = await ready();
    const find = (id: number) => select(users.c.name).where(users.c.id.eq(id));
    expect(engine.compile(find(1))).toBe(engine.compile(find(2)));
    const before = engine.compile(find(1));
    engine.clearCompiledCache();
    expect(engine.compile(find(1))).not.toBe(before);
  });
  test("is told of in the log", async () => {
    const lines: string[] = [];
    const tell = (line: string) => void lines.push(line);
    const engine = await ready({ echo: { debug: tell, info: tell, warn: tell, error: tell } });
    lines.length = 0;
    await engine.connect(async (connection) => {
      for (const id of [1, 2]) await connection.execute(select(users.c.name).where(users.c.id.eq(id))).all();
    });
    expect(lines.filter((line) => /^\[(generated|cached)/.test(line)).map((line) => line.replace(/\d+\.\d+/, "N"))).toEqual([
      "[generated in N ms] [1]",
      "[cached] [2]",
    ]);
  });
});

describe("raw execution, for the ORM", () => {
  test("rows are the driver's; keys and defaults of the database come beside them", async () => {
    const engine = await ready();
    await engine.begin(async (connection) => {
      const many = await executeManyRaw(
        connection,
        insert(users),
        [
          { name: "a", code: 1, shout: null, state: "s" },
          { name: "b", code: 2, shout: null, state: "s" },
        ],
        { generated: true },
      );
      expect([many.insertedPrimaryKeys, many.rowCount]).toEqual([[[1], [2]], 2]);
      const pair = await executeManyRaw(connection, insert(pairs), [{ a: 1, b: "x", v: true }], { generated: true });
      expect(pair.insertedPrimaryKeys).toEqual([[1, "x"]]);
      const raw = await executeRaw(connection, select(pairs.c.v, pairs.c.a));
      expect([raw.rows, raw.compiled.columns.map((each) => each.key)]).toEqual([[[1, 1]], ["v", "a"]]);
      const stream = await streamRaw(connection, select(users.c.id).orderBy(users.c.id), null, 1);
      expect([await stream.next(), await stream.next(), await stream.next()]).toEqual([[[1]], [[2]], []]);
      await stream.close();
    });
  });
});

test("a mock engine is given the statements", async () => {
  const lines: string[] = [];
  const engine = createMockEngine("sqlite://", (statement) => void lines.push(engine.textOf(statement)));
  await metadata.createAll(engine);
  expect(lines.map((line) => line.trim().split(/\s+/).slice(0, 3).join(" "))).toEqual(["CREATE TABLE pairs", "CREATE TABLE users"]);
});

test("explain", async () => {
  const engine = await ready();
  const plan = await engine.connect((connection) => connection.explain(select(users.c.id).where(users.c.id.eq(1))));
  expect(JSON.stringify(plan)).toMatch(/SEARCH users USING INTEGER PRIMARY KEY/);
});
