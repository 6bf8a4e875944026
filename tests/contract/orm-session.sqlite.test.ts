/** What a user is promised of sessions: transactions, what a wrong call is told, and that nothing is lost in silence. */
import {
  ArgumentError,
  createEngine,
  deleteFrom,
  func,
  InvalidRequestError,
  Session,
  StaleDataError,
  select,
  sessionMaker,
  update,
} from "@cupel/orm";
import { beforeEach, describe, expect, test } from "vitest";
import { type Blog, makeBlog } from "../../packages/orm/tests/support/blog.js";
import { failure } from "./support.js";

let blog: Blog;
beforeEach(async () => {
  blog = await makeBlog();
  const { User, Post } = blog;
  await blog.seed((session) => session.addAll([new User({ name: "ann", posts: [new Post({ title: "p1" })] }), new User({ name: "bob" })]));
  return async () => {
    expect(blog.engine.pool.checkedOut()).toBe(0);
    await blog.engine.dispose();
  };
});
const names = async (): Promise<(string | null)[]> => {
  await using session = new Session(blog.engine);
  return session.scalars(select(blog.User.c.name).orderBy(blog.User.c.id)).all();
};

describe("begin with a callback", () => {
  test("that commits or rolls back itself has ended its transaction", async () => {
    const { User, engine } = blog;
    const createSession = sessionMaker(engine);
    await createSession.begin(async (session) => {
      session.add(new User({ name: "kept" }));
      await session.commit();
    });
    await createSession.begin(async (session) => {
      session.add(new User({ name: "gone" }));
      await session.rollback();
    });
    expect(await names()).toEqual(["ann", "bob", "kept"]);
  });
  test("that goes on after its own commit is told that nobody would commit the rest", async () => {
    const { User, engine } = blog;
    const error = await failure(() =>
      sessionMaker(engine).begin(async (session) => {
        await session.commit();
        session.add(new User({ name: "lost" }));
      }),
    );
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error.message).toMatch(/begin\(\).*nobody would commit/s);
    expect(await names()).toEqual(["ann", "bob"]);
  });
  test("of a savepoint likewise", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    await session.begin(async () => {
      await session.beginNested(async (savepoint) => {
        session.add(new User({ name: "gone" }));
        await session.flush();
        await savepoint.rollback();
      });
      session.add(new User({ name: "kept" }));
    });
    expect(session.inTransaction()).toBe(false);
    await session.close();
    expect(await names()).toEqual(["ann", "bob", "kept"]);
  });
});

describe("savepoints", () => {
  test("that overlap are refused, and nothing of them is kept", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    const work = (name: string) =>
      session.beginNested(async () => {
        session.add(new User({ name }));
        await session.flush();
        if (name === "two") throw new RangeError("two");
      });
    const results = await Promise.allSettled([work("one"), work("two"), work("three")]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect((results[0] as PromiseRejectedResult).reason).toBeInstanceOf(InvalidRequestError);
    expect((results[0] as PromiseRejectedResult).reason.message).toMatch(/savepoint.*cannot overlap.*Promise\.all/s);
    expect((results[1] as PromiseRejectedResult).reason).toBeInstanceOf(RangeError);
    await work("four");
    await session.commit();
    await session.close();
    expect(await names()).toEqual(["ann", "bob", "four"]);
  });
  test("that nobody awaits do not outlive the work around them", async () => {
    const { User, engine } = blog;
    let inner: Promise<unknown> = Promise.resolve();
    const error = await failure(() =>
      sessionMaker(engine).begin(async (session) => {
        inner = session.beginNested(async () => {
          session.add(new User({ name: "x" }));
          await session.flush();
          await new Promise((resolve) => setTimeout(resolve, 10));
        });
        inner.catch(() => {});
        await session.scalar(select(func.count()).selectFrom(User));
      }),
    );
    expect(error.message).toMatch(/goes on/);
    await expect(inner).rejects.toThrow();
    expect(await names()).toEqual(["ann", "bob"]);
  });
});

describe("options that do not exist are named, with those that do", () => {
  const wrong: readonly [name: string, call: (session: Session) => unknown, message: RegExp][] = [
    ["get", (session) => session.get(blog.User, 1, { populate: true } as never), /get\(\).*"populate".*populateExisting/],
    ["getOne", (session) => session.getOne(blog.User, 1, { populateExisitng: true } as never), /populateExisting/],
    ["merge", (session) => session.merge(new blog.User({ name: "x" }), { lod: false } as never), /merge\(\).*"lod".*load/],
    [
      "execute",
      (session) => session.execute(select(blog.User), {}, { yieldPer: 3 } as never).all(),
      /execute\(\).*"yieldPer".*executionOptions/,
    ],
    [
      "scalars",
      (session) =>
        session.scalars(update(blog.User).set({ name: "x" }).returning(blog.User), {}, { synchronizeSession: false } as never).all(),
      /executionOptions/,
    ],
    [
      "synchronizeSession",
      (session) => session.execute(deleteFrom(blog.User), {}, { executionOptions: { synchronizeSession: "always" } }),
      /synchronizeSession.*"always"/,
    ],
    ["explain", (session) => session.explain(select(blog.User), { analyse: true } as never), /analyze/],
    [
      "bulkInsertMappings",
      (session) => session.bulkInsertMappings(blog.User, [{ name: "x" }], { returnDefault: true } as never),
      /returnDefaults/,
    ],
    ["bulkSaveObjects", (session) => session.bulkSaveObjects([new blog.User({ name: "x" })], { preserve: true } as never), /preserveOrder/],
    [
      "withForUpdate",
      (session) => session.get(blog.User, 1, { withForUpdate: { nowiat: true } } as never),
      /withForUpdate.*"nowiat".*nowait/,
    ],
    ["two binds", () => new Session(blog.engine, { bind: createEngine("sqlite:///:memory:") }), /bind/],
    ["a maker of nothing", () => sessionMaker(42 as never), /sessionMaker.*42/],
    ["a maker's call", () => sessionMaker(blog.engine)({ autoFlush: false } as never), /autoflush/],
    ["a maker's configure", () => sessionMaker(blog.engine).configure({ autoFlush: false } as never), /autoflush/],
    ["addAll of one", (session) => session.addAll(new blog.User({ name: "x" }) as never), /addAll.*add\(\)/],
    ["a class as statement", (session) => session.scalars(blog.User as never).all(), /class User.*select\(User\)/],
  ];
  test.each(wrong)("%s", async (_, call, message) => {
    await using session = new Session(blog.engine);
    const error = await failure(() => call(session));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(message);
    expect(error.message.length).toBeLessThan(300);
    expect(await session.scalar(select(func.count()).selectFrom(blog.User))).toBe(2);
  });
});

describe("bulk methods", () => {
  test("an UPDATE of a row that is not there is not lost in silence", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    const error = await failure(() =>
      session.bulkUpdateMappings(User, [
        { id: 1, name: "x" },
        { id: 99, name: "y" },
      ]),
    );
    expect(error).toBeInstanceOf(StaleDataError);
    expect(error.message).toMatch(/User.*2 rows.*1 have/s);
    await session.rollback();
    expect(await session.scalar(select(User.c.name).where(User.c.id.eq(1)))).toBe("ann");
  });
});

describe("bulk methods that fail", () => {
  test("leave no half behind: the transaction has failed", async () => {
    const { Tag, engine } = blog;
    await using session = new Session(engine);
    await expect(session.bulkInsertMappings(Tag, [{ label: "a" }, { label: "b" }, { label: "a" }])).rejects.toThrow(/UNIQUE/);
    expect(session.isActive).toBe(false);
    await expect(session.commit()).rejects.toThrow(/rollback\(\)/);
    await session.rollback();
    expect(await session.scalar(select(func.count()).selectFrom(Tag))).toBe(0);
  });
  test("refuse a wrong row before the first is sent", async () => {
    const { Tag, engine, recorder } = blog;
    await using session = new Session(engine);
    const rows = [{ label: "a" }, { label: "b", id: 7 }, { lable: "c" }] as { label: string }[];
    const error = await failure(() => session.bulkInsertMappings(Tag, rows));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(/Tag.*"lable"/);
    expect(recorder.sql().filter((sql) => sql.startsWith("INSERT"))).toEqual([]);
    expect(session.isActive).toBe(true);
    expect((await failure(() => session.bulkInsertMappings(Tag, { label: "a" } as never))).message).toMatch(/list of rows/);
  });
});
