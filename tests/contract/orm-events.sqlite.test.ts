/** What a user is promised of events, and of work that is broken off: nothing is half done, no connection stays out. */
import "@cupel/dialect-sqlite";
import {
  ArgumentError,
  column,
  createEngine,
  declarativeBase,
  func,
  InvalidRequestError,
  listen,
  objectState,
  Session,
  scopedSession,
  select,
  sessionMaker,
  TimeoutError,
  t,
  text,
} from "@cupel/orm";
import { beforeEach, describe, expect, test } from "vitest";
import { type Blog, makeBlog } from "../../packages/orm/tests/support/blog.js";
import { failure } from "./support.js";

let blog: Blog;
beforeEach(async () => {
  blog = await makeBlog();
  await blog.seed((session) => session.addAll(Array.from({ length: 12 }, (_, index) => new blog.User({ name: `u${index}` }))));
  return async () => {
    expect(blog.engine.pool.checkedOut()).toBe(0);
    await blog.engine.dispose();
  };
});
const tags = async (): Promise<number | null> => {
  await using session = new Session(blog.engine);
  return session.scalar(select(func.count()).selectFrom(blog.Tag));
};

describe("a handler that throws aborts, and a rollback makes all as it was", () => {
  test.each(["beforeFlush", "afterFlush", "beforeCommit", "afterBegin"] as const)("%s", async (name) => {
    const { Tag, engine } = blog;
    await using session = new Session(engine);
    const stop = listen(session, name, () => {
      throw new RangeError(name);
    });
    const tag = session.add(new Tag({ label: "x" }));
    await expect(session.commit()).rejects.toThrow(new RangeError(name));
    stop();
    await session.rollback();
    expect(objectState(tag)).toBe("transient");
    expect(tag.id).toBeUndefined();
    expect(engine.pool.checkedOut()).toBe(0);
    session.add(tag);
    await session.commit();
    await session.close();
    expect(await tags()).toBe(1);
  });
  test.each(["beforeInsert", "afterInsert"] as const)("%s", async (name) => {
    const { Tag, engine } = blog;
    await using session = new Session(engine);
    const stop = listen(Tag, name, async () => {
      await Promise.resolve();
      throw new RangeError(name);
    });
    session.add(new Tag({ label: "x" }));
    await expect(session.commit()).rejects.toThrow(new RangeError(name));
    stop();
    await session.rollback();
    await session.close();
    expect(await tags()).toBe(0);
  });
  test("beforeDelete keeps the object", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    const user = await session.getOne(User, 2);
    const stop = listen(User, "beforeDelete", () => {
      throw new RangeError("keep");
    });
    await session.delete(user);
    await expect(session.flush()).rejects.toThrow("keep");
    stop();
    await session.rollback();
    expect(objectState(user)).toBe("persistent");
    expect(await session.get(User, 2)).toBe(user);
  });
});

describe("what handlers may do", () => {
  test("several names, once, and what a handler of beforeUpdate changes is written with the rest", async () => {
    const { User, Tag, engine, recorder } = blog;
    await using session = new Session(engine);
    const seen: string[] = [];
    const stops = [
      listen(Tag, ["afterInsert", "afterUpdate", "afterDelete"], ({ event }) => void seen.push(event)),
      listen(session, "beforeFlush", () => void seen.push("first"), { once: true }),
      listen(User, "beforeUpdate", ({ target }) => {
        target.fullname = "by a handler";
      }),
    ];
    const tag = session.add(new Tag({ label: "a" }));
    await session.flush();
    tag.label = "b";
    await session.flush();
    await session.delete(tag);
    await session.flush();
    expect(seen).toEqual(["first", "afterInsert", "afterUpdate", "afterDelete"]);
    const user = await session.getOne(User, 1);
    recorder.clear();
    user.name = "new";
    await session.flush();
    expect(recorder.sql()).toEqual(["UPDATE user_account SET name=?, fullname=? WHERE user_account.id = ?"]);
    for (const stop of stops) stop();
  });
  test("flush, commit, rollback, begin and close are refused in a flush, and name why", async () => {
    const { Tag, engine } = blog;
    for (const call of ["flush", "commit", "rollback", "begin", "close"] as const) {
      await using session = new Session(engine);
      const stop = listen(session, "afterFlush", async () => void (await session[call]()));
      session.add(new Tag({ label: call }));
      const error = await failure(() => session.flush());
      stop();
      expect(error, call).toBeInstanceOf(InvalidRequestError);
      expect(error.message, call).toMatch(/handler/);
      await session.rollback();
    }
    expect(await tags()).toBe(0);
  });
  test("an answer that the event knows nothing of is refused", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    const stop = listen(session, "doOrmExecute", (() => ({ stmt: select(User) })) as never);
    const error = await failure(() => session.scalars(select(User.c.name)).all());
    stop();
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(/doOrmExecute.*"stmt".*"statement"/);
    expect(await session.scalars(select(User.c.name)).all()).toHaveLength(12);
  });
  test("set changes what is assigned, and is told of nothing that is loaded", async () => {
    const Base = declarativeBase();
    class Account extends Base.table("accounts", { id: column(t.integer(), { primaryKey: true }), email: column(t.string(40)) }) {}
    const seen: unknown[] = [];
    listen(Account.c.email, "set", ({ value, oldValue }) => {
      seen.push([value, oldValue]);
      return value.toLowerCase();
    });
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    session.add(new Account({ email: "A@X" }));
    await session.commit();
    session.expungeAll();
    const account = await session.getOne(Account, 1);
    account.email = "B@X";
    expect(seen).toEqual([
      ["A@X", undefined],
      ["B@X", "a@x"],
    ]);
    expect(JSON.stringify(account)).toBe('{"id":1,"email":"b@x"}');
    await session.rollback();
    expect(account.email).toBe("a@x");
    await session.close();
    await engine.dispose();
    expect(() => listen(Account, "beforeInsrt" as never, (() => {}) as never)).toThrow(/"beforeInsert"/);
    expect(() => listen({} as never, "x" as never, (() => {}) as never)).toThrow(ArgumentError);
  });
});

describe("streams", () => {
  const stream = (session: Session) => session.scalars(select(blog.User).orderBy(blog.User.c.id)).yieldPer(5);
  test("left by break or by an error, they give the transaction free", async () => {
    await using session = new Session(blog.engine);
    for await (const user of stream(session)) if (user.id === 2) break;
    await session.commit();
    await expect(
      (async () => {
        for await (const _ of stream(session)) throw new RangeError("x");
      })(),
    ).rejects.toThrow("x");
    await session.commit();
    expect(blog.engine.pool.checkedOut()).toBe(0);
  });
  test("commit and rollback within are refused, queries and flushes are not", async () => {
    await using session = new Session(blog.engine);
    let seen = 0;
    for await (const user of stream(session)) {
      if (seen++ === 0) {
        await expect(session.commit()).rejects.toThrow(/commit.*streamed/s);
        await expect(session.rollback()).rejects.toThrow(/roll back.*streamed/s);
      }
      user.name += "!";
      await session.flush();
      expect(await session.scalar(select(blog.User.c.name).where(blog.User.c.id.eq(user.id)))).toBe(user.name);
    }
    expect(seen).toBe(12);
    await session.rollback();
  });
  test("abandoned, or aborted, they keep no connection", async () => {
    const session = new Session(blog.engine);
    const iterator = stream(session)[Symbol.asyncIterator]();
    await iterator.next();
    await session.close();
    expect(blog.engine.pool.checkedOut()).toBe(0);
    await using another = new Session(blog.engine);
    const controller = new AbortController();
    await expect(
      (async () => {
        for await (const _ of another.scalars(select(blog.User), {}, { executionOptions: { signal: controller.signal, yieldPer: 5 } }))
          controller.abort(new RangeError("stop"));
      })(),
    ).rejects.toThrow("stop");
    expect(await another.scalar(select(func.count()).selectFrom(blog.User))).toBe(12);
  });
  test("untracked entities belong to nobody", async () => {
    await using session = new Session(blog.engine);
    const users = await session.scalars(select(blog.User), {}, { executionOptions: { track: false } }).all();
    users[0]!.name = "nobody's";
    await session.flush();
    expect([...session]).toEqual([]);
    expect(() => users[0]!.posts).toThrow(/belongs to no session/);
  });
  test("what is called is done in its turn, close included", async () => {
    const { User, Tag, engine } = blog;
    const session = new Session(engine);
    session.add(new Tag({ label: "a" }));
    const [, , label, , user] = await Promise.all([
      session.flush(),
      session.commit(),
      session.scalar(select(Tag.c.label)),
      session.rollback(),
      session.get(User, 1),
      session.close(),
    ]);
    expect(label).toBe("a");
    expect(user?.id).toBe(1);
  });
});

describe("connections", () => {
  test("who waits in vain is told who holds on", async () => {
    const engine = createEngine("sqlite:///:memory:", { poolTimeout: 1000 });
    const holder = new Session(engine);
    await holder.scalar(text("SELECT 1"));
    const waiter = new Session(engine);
    const error = await failure(() => waiter.scalar(text("SELECT 1")));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toMatch(/size 1.*a session whose transaction has not been ended/s);
    await holder.close();
    expect(await waiter.scalar(text("SELECT 1"))).toBe(1);
    await waiter.close();
    expect(engine.pool.checkedOut()).toBe(0);
    await engine.dispose();
  });
  test("a scope closes its session, whatever happens in it", async () => {
    const { User, Tag, engine } = blog;
    const scoped = scopedSession(sessionMaker(engine));
    expect(() => scoped()).toThrow(/scoped\.run/);
    const found = await Promise.all(
      [1, 2].map((id) =>
        scoped.run(async () => {
          const first = scoped();
          return [scoped() === first, (await scoped().get(User, id))?.id];
        }),
      ),
    );
    expect(found).toEqual([
      [true, 1],
      [true, 2],
    ]);
    await expect(
      scoped.run(async () => {
        scoped().add(new Tag({ label: "x" }));
        await scoped().flush();
        throw new RangeError("app");
      }),
    ).rejects.toThrow("app");
    expect(engine.pool.checkedOut()).toBe(0);
    expect(await tags()).toBe(0);
  });
});
