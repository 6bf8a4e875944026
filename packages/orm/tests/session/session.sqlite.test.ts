import {
  ArgumentError,
  deleteFrom,
  func,
  InvalidRequestError,
  insert,
  listen,
  NoResultFound,
  NotNullViolation,
  ObjectDeletedError,
  objectSession,
  objectState,
  ResourceClosedError,
  Session,
  select,
  sessionMaker,
  update,
} from "@cupel/orm";
import { describe, expect, test } from "vitest";
import { makeBlog } from "../support/blog.js";

describe("options", () => {
  test("an unknown option is refused by its name, with the nearest", async () => {
    const { engine } = await makeBlog();
    expect(() => new Session(engine, { autoFlush: true } as never)).toThrow(/"autoFlush".*autoflush/s);
    expect(() => sessionMaker(engine, { expireOncommit: true } as never)).toThrow(ArgumentError);
    expect(() => new Session(engine, { fetchMode: "all" } as never)).toThrow(/fetchMode/);
    expect(() => new Session("sqlite://" as never)).toThrow(/createEngine/);
  });

  test("a session without an engine says what it lacks", async () => {
    const session = new Session();
    await expect(session.execute(select(func.now())).all()).rejects.toThrow(/new Session\(engine\)/);
  });

  test("autobegin: false waits for begin", async () => {
    const { User, engine } = await makeBlog();
    const session = new Session(engine, { autobegin: false });
    await expect(session.get(User, 1)).rejects.toThrow(/begin\(\)/);
    expect(() => session.add(new User({ name: "a" }))).toThrow(InvalidRequestError);
    await session.begin(async () => {
      session.add(new User({ name: "a" }));
    });
    await expect(session.get(User, 1)).rejects.toThrow(/autobegin/);
    await session.close();
  });
});

describe("a session's life", () => {
  test("a closed session refuses every call and names the remedy; reset keeps it usable", async () => {
    const { User, engine } = await makeBlog();
    const session = new Session(engine);
    session.add(new User({ name: "a" }));
    await session.flush();
    await session.reset();
    expect(engine.pool.checkedOut()).toBe(0);
    expect(await session.scalar(select(func.count()).selectFrom(User))).toBe(0);
    const user = session.add(new User({ name: "b" }));
    await session.commit();
    await session.close();
    await session.close();
    expect(objectState(user)).toBe("detached");
    expect(engine.pool.checkedOut()).toBe(0);
    expect(() => session.add(user)).toThrow(ResourceClosedError);
    await expect(session.get(User, 1)).rejects.toThrow(/new Session\(engine\)/);
    expect(() => session.execute(select(User))).toThrow(ResourceClosedError);
    await expect(session.commit()).rejects.toThrow(ResourceClosedError);
  });

  test("begin twice is refused; a callback commits or rolls back", async () => {
    const { User, engine } = await makeBlog();
    const session = new Session(engine);
    const transaction = await session.begin();
    await expect(session.begin()).rejects.toThrow(/open on this session already/);
    session.add(new User({ name: "a" }));
    await transaction.commit();
    await expect(transaction.commit()).rejects.toThrow(/ended/);
    await transaction.rollback();
    await expect(
      session.begin(async () => {
        session.add(new User({ name: "b" }));
        throw new RangeError("no");
      }),
    ).rejects.toThrow("no");
    expect(await session.scalars(select(User.c.name)).all()).toEqual(["a"]);
    await expect(session.begin()).rejects.toThrow(/a statement began it/);
    await session.close();
  });

  test("a connection is taken at the first statement and given back at the end of the transaction", async () => {
    const { User, engine } = await makeBlog();
    const session = new Session(engine);
    session.add(new User({ name: "a" }));
    expect([session.inTransaction(), engine.pool.checkedOut()]).toEqual([true, 0]);
    await session.flush();
    expect(engine.pool.checkedOut()).toBe(1);
    await session.commit();
    expect([session.inTransaction(), engine.pool.checkedOut()]).toEqual([false, 0]);
    await session.close();
  });

  test("objects of another session are refused with the way out", async () => {
    const { User, engine } = await makeBlog();
    const [first, second] = [new Session(engine), new Session(engine)];
    const user = first.add(new User({ name: "a" }));
    expect(objectSession(user)).toBe(first);
    expect(() => second.add(user)).toThrow(/another session.*merge/s);
    await first.commit();
    first.expunge(user);
    second.add(user);
    expect(objectState(user)).toBe("persistent");
    const copy = new User({ name: "x" });
    await second.commit();
    await first.close();
    expect(() => second.expunge(copy)).toThrow(/not in this session/);
    await second.close();
  });

  test("get and getOne", async () => {
    const { User, userGroup, Group, engine, seed } = await makeBlog();
    await seed((s) => s.add(new User({ id: 1, name: "a", groups: [new Group({ id: 2, name: "g" })] })));
    const session = new Session(engine);
    expect(await session.get(User, 9)).toBeNull();
    await expect(session.getOne(User, 9)).rejects.toThrow(NoResultFound);
    await expect(session.getOne(User, 9)).rejects.toThrow(/no User with the key 9/);
    expect(await session.execute(select(userGroup)).all()).toEqual([[1, 2]]);
    await session.close();
  });
});

describe("autoflush", () => {
  test("flushes before a query that reads what changed, and not before others", async () => {
    const { User, Tag, engine, recorder, seed } = await makeBlog();
    await seed((s) => s.addAll([new User({ id: 1, name: "a" }), new Tag({ id: 1, label: "t" })]));
    const session = new Session(engine);
    const user = await session.getOne(User, 1);
    user.name = "b";
    await session.scalars(select(Tag)).all();
    expect(recorder.sql().some((sql) => sql.startsWith("UPDATE"))).toBe(false);
    expect(await session.scalar(select(User.c.name))).toBe("b");
    user.name = "c";
    await session.noAutoflush(async () => {
      expect(await session.scalar(select(User.c.name))).toBe("b");
    });
    await session.rollback();
    expect(user.name).toBe("a");
    await session.close();
  });

  test("a collection's change is seen by a query of the table it writes", async () => {
    const { User, Post, Group, userGroup, engine, seed } = await makeBlog();
    await seed((s) => s.addAll([new User({ id: 1, name: "a" }), new Group({ id: 1, name: "g" })]));
    const session = new Session(engine);
    const user = await session.getOne(User, 1);
    session.append(user, User.c.groups, await session.getOne(Group, 1));
    expect(await session.execute(select(userGroup)).all()).toEqual([[1, 1]]);
    session.append(user, User.c.posts, new Post({ title: "p" }));
    expect(await session.scalar(select(Post.c.userId))).toBe(1);
    await session.close();
  });
});

describe("rollback", () => {
  test("a failed flush and its rollback leave objects and identity map as the database", async () => {
    const { User, Post, Tag, Group, engine, seed } = await makeBlog();
    await seed((s) =>
      s.addAll([
        new User({
          id: 1,
          name: "a",
          posts: [new Post({ id: 1, title: "p" }), new Post({ id: 2, title: "q" })],
          groups: [new Group({ id: 1, name: "g" })],
        }),
        new Tag({ id: 1, label: "t" }),
      ]),
    );
    const session = new Session(engine);
    const user = await session.getOne(User, 1);
    await session.load(user, ...[]);
    const [posts, groups] = [await user.awaitableAttrs.posts, await user.awaitableAttrs.groups];
    const [first, second] = [posts[0]!, posts[1]!];
    user.name = "changed";
    posts.splice(0, 1);
    const added = new Post({ title: "new" });
    posts.push(added);
    groups.pop();
    second.title = "Q";
    session.add(new Tag({ label: "t" }));
    await expect(session.flush()).rejects.toThrow(/Tag\.label/);
    await session.rollback();
    expect(user.name).toBe("a");
    expect(user.posts).toEqual([first, second]);
    expect(user.posts).toBe(posts);
    expect(user.groups.map((group) => group.id)).toEqual([1]);
    expect([first.title, first.userId, first.author === user, second.title]).toEqual(["p", 1, true, "q"]);
    expect([objectState(added), added.id, added.userId]).toEqual(["transient", undefined, undefined]);
    expect([...session.dirty]).toEqual([]);
    expect([...session.new]).toEqual([]);
    await session.commit();
    user.name = "again";
    user.posts.push(added);
    await session.commit();
    expect(await session.execute(select(Post.c.id, Post.c.title, Post.c.userId).orderBy(Post.c.id)).all()).toEqual([
      [1, "p", 1],
      [2, "q", 1],
      [3, "new", 1],
    ]);
    await session.close();
  });

  test("values that can be changed in place come back too", async () => {
    const { column, createEngine, declarativeBase, t } = await import("@cupel/orm");
    const Base = declarativeBase();
    class Thing extends Base.table("thing", {
      id: column(t.integer(), { primaryKey: true }),
      data: column(t.json<{ n: number[] }>()),
      at: column(t.dateTime()),
      bytes: column(t.largeBinary()),
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    const thing = session.add(new Thing({ data: { n: [1] }, at: new Date(1000), bytes: new Uint8Array([1, 2]) }));
    await session.commit();
    thing.data.n.push(2);
    thing.at.setTime(5000);
    thing.bytes[0] = 9;
    expect(session.isModified(thing)).toBe(true);
    await session.flush();
    thing.data.n.push(3);
    await session.rollback();
    expect([thing.data, thing.at.getTime(), [...thing.bytes]]).toEqual([{ n: [1] }, 1000, [1, 2]]);
    expect(session.isModified(thing)).toBe(false);
    await session.close();
  });

  test("a savepoint brings back only what changed in it", async () => {
    const { User, engine, seed } = await makeBlog();
    await seed((s) => s.addAll([new User({ id: 1, name: "a" }), new User({ id: 2, name: "b" })]));
    const session = new Session(engine);
    const [a, b] = [await session.getOne(User, 1), await session.getOne(User, 2)];
    a.name = "outer";
    const savepoint = await session.beginNested();
    b.name = "inner";
    const c = session.add(new User({ name: "c" }));
    await session.flush();
    b.fullname = "not flushed";
    await savepoint.rollback();
    expect([a.name, b.name, b.fullname, session.has(c)]).toEqual(["outer", "b", null, false]);
    const second = await session.beginNested();
    b.name = "released";
    await second.commit();
    await session.rollback();
    expect([a.name, b.name]).toEqual(["a", "b"]);
    await session.close();
  });

  test("a savepoint that failed can be rolled back alone", async () => {
    const { User, Tag, engine } = await makeBlog();
    const session = new Session(engine);
    session.add(new Tag({ label: "x" }));
    const savepoint = await session.beginNested();
    session.add(new Tag({ label: "x" }));
    await expect(session.flush()).rejects.toThrow();
    await expect(session.scalars(select(User)).all()).rejects.toThrow(/savepoint/);
    await savepoint.rollback();
    await session.commit();
    expect(await session.scalars(select(Tag.c.label)).all()).toEqual(["x"]);
    await session.close();
  });

  test("what was read after a bulk statement is forgotten, since it is not what the database returns to", async () => {
    const { User, engine, seed } = await makeBlog();
    await seed((s) => s.addAll([new User({ id: 1, name: "a" }), new User({ id: 2, name: "b" })]));
    const session = new Session(engine);
    const known = await session.getOne(User, 1);
    await session.execute(update(User).set({ fullname: "F" }));
    const read = await session.getOne(User, 2);
    expect([known.fullname, read.fullname]).toEqual(["F", "F"]);
    await session.rollback();
    expect(known.fullname).toBeNull();
    expect(() => read.fullname).toThrow(/fullname/);
    await session.refresh(read);
    expect(read.fullname).toBeNull();
    await session.close();
  });

  test("an object deleted by a bulk statement comes back", async () => {
    const { User, engine, seed } = await makeBlog();
    await seed((s) => s.addAll([new User({ id: 1, name: "a" })]));
    const session = new Session(engine);
    const user = await session.getOne(User, 1);
    await session.execute(deleteFrom(User).where(User.c.id.eq(1)));
    expect(session.has(user)).toBe(false);
    await session.rollback();
    expect([session.has(user), objectState(user)]).toEqual([true, "persistent"]);
    await session.close();
  });
});

describe("overlapping calls", () => {
  test("are sent one after another", async () => {
    const { User, engine, recorder } = await makeBlog();
    const session = new Session(engine);
    const users = Array.from({ length: 10 }, (_, i) => session.add(new User({ name: `u${i}` })));
    await Promise.all([
      session.flush(),
      session.flush(),
      session.commit(),
      session.scalars(select(User)).all(),
      session.get(User, 3),
      session.commit(),
    ]);
    expect(users.map((user) => user.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(recorder.sql().filter((sql) => sql.startsWith("INSERT")).length).toBe(1);
    const found = await Promise.all(Array.from({ length: 20 }, (_, i) => session.get(User, (i % 10) + 1)));
    expect(found.every((user, i) => user === users[i % 10])).toBe(true);
    await session.close();
    expect(engine.pool.checkedOut()).toBe(0);
  });

  test("close waits for what was asked before", async () => {
    const { User, engine, seed } = await makeBlog();
    await seed((s) => s.add(new User({ name: "a" })));
    const session = new Session(engine);
    const asked = session.scalars(select(User.c.name)).all();
    const closed = session.close();
    expect(await asked).toEqual(["a"]);
    await closed;
  });
});

describe("streams", () => {
  test("commit and rollback wait for nobody's stream: they are refused until it has ended, and nothing is lost", async () => {
    const { User, engine, seed } = await makeBlog();
    await seed((s) => s.addAll(Array.from({ length: 10 }, (_, i) => new User({ name: `u${i}` }))));
    const session = new Session(engine);
    const seen: string[] = [];
    for await (const user of session.scalars(select(User).orderBy(User.c.id)).yieldPer(3)) {
      seen.push(user.name);
      user.fullname = "F";
      if (seen.length === 4) {
        await expect(session.commit()).rejects.toThrow(/streamed/);
        await expect(session.rollback()).rejects.toThrow(/streamed/);
        await session.flush();
      }
    }
    await session.commit();
    expect(seen.length).toBe(10);
    expect(await session.scalar(select(func.count()).selectFrom(User).where(User.c.fullname.eq("F")))).toBe(10);
    await session.close();
  });
});

describe("delete", () => {
  test("of many in one tick loads what they cascade to at once, and keeps its place among other calls", async () => {
    const { User, Post, engine, recorder, seed } = await makeBlog();
    await seed((s) => s.addAll([1, 2, 3, 4].map((id) => new User({ id, name: `u${id}`, posts: [new Post({ title: `p${id}` })] }))));
    const session = new Session(engine);
    const users = await session.scalars(select(User).orderBy(User.c.id)).all();
    recorder.clear();
    await Promise.all([session.delete(users[0]!), session.delete(users[1]!), session.flush(), session.delete(users[2]!)]);
    expect(session.deleted.size).toBe(2);
    expect(recorder.sql().filter((sql) => sql.startsWith("SELECT") && /FROM post\b/.test(sql)).length).toBe(2);
    await session.commit();
    expect(await session.scalars(select(User.c.id)).all()).toEqual([4]);
    await expect(session.delete(new User({ name: "x" }))).rejects.toThrow(/no row/);
    await session.close();
  });
});

describe("events", () => {
  test("a flush handler may query the session and may not flush, commit, roll back or close it", async () => {
    const { User, Tag, engine, seed } = await makeBlog();
    await seed((s) => s.add(new Tag({ label: "t" })));
    const session = new Session(engine);
    const seen: unknown[] = [];
    listen(User, "beforeInsert", async ({ target, connection }) => {
      seen.push(await session.scalar(select(Tag.c.label)));
      for (const call of [() => session.flush(), () => session.commit(), () => session.rollback(), () => session.close()]) {
        await expect(call()).rejects.toThrow(InvalidRequestError);
      }
      await connection.execute(insert(Tag).values({ label: `for ${target.name}` }));
      target.fullname = target.name.toUpperCase();
    });
    const user = session.add(new User({ name: "a" }));
    await session.commit();
    expect(seen).toEqual(["t"]);
    expect([user.fullname, await session.scalars(select(Tag.c.label).orderBy(Tag.c.id)).all()]).toEqual(["A", ["t", "for a"]]);
    await session.close();
  });

  test("a handler that throws aborts; the session works after rollback", async () => {
    const { User, engine } = await makeBlog();
    const session = new Session(engine);
    const stop = listen(session, "afterFlush", () => {
      throw new RangeError("refused");
    });
    const user = session.add(new User({ name: "a" }));
    await expect(session.commit()).rejects.toThrow("refused");
    stop();
    await session.rollback();
    expect(user.id).toBeUndefined();
    session.add(user);
    await session.commit();
    expect(user.id).toBe(1);
    await session.close();
  });

  test("on one session, on a maker, on all sessions", async () => {
    const { User, engine } = await makeBlog();
    const createSession = sessionMaker(engine);
    const seen: string[] = [];
    const stop = listen(Session, "afterCommit", () => void seen.push("all"));
    listen(createSession, "afterCommit", () => void seen.push("maker"));
    const session = createSession();
    listen(session, "afterCommit", () => void seen.push("one"));
    session.add(new User({ name: "a" }));
    await session.commit();
    await session.close();
    await createSession.begin(async (other) => {
      other.add(new User({ name: "b" }));
    });
    stop();
    expect(seen.sort()).toEqual(["all", "all", "maker", "maker", "one"]);
    expect(() => listen(createSession, "beforeComit" as never, (() => {}) as never)).toThrow(/beforeCommit/);
  });

  test("doOrmExecute may put another statement in the place of one", async () => {
    const { User, engine, seed } = await makeBlog();
    await seed((s) => s.addAll([new User({ name: "a" }), new User({ name: "b" })]));
    const session = new Session(engine);
    listen(session, "doOrmExecute", ({ statement }) => ({
      statement: (statement as ReturnType<typeof select>).where(User.c.name.eq("b")),
    }));
    expect(await session.scalars(select(User.c.name)).all()).toEqual(["b"]);
    await session.close();
  });
});

describe("errors", () => {
  test("a refused row names class and attribute", async () => {
    const { User, engine } = await makeBlog();
    const session = new Session(engine);
    session.addAll([new User({ name: "fine" }), new User({ name: null as never })]);
    const failure = await session.flush().catch((error: unknown) => error as NotNullViolation);
    expect(failure).toBeInstanceOf(NotNullViolation);
    expect((failure as Error).message).toMatch(/User\.name/);
    await session.close();
  });

  test("refresh of a row that is gone", async () => {
    const { User, engine, seed } = await makeBlog();
    await seed((s) => s.add(new User({ id: 1, name: "a" })));
    const session = new Session(engine);
    const user = await session.getOne(User, 1);
    await session.execute(deleteFrom(User), {}, { executionOptions: { synchronizeSession: false } });
    await expect(session.refresh(user)).rejects.toThrow(ObjectDeletedError);
    await session.close();
  });

  test("what is no statement", async () => {
    const { engine } = await makeBlog();
    const session = new Session(engine);
    expect(() => session.execute("SELECT 1" as never)).toThrow(/text\(/);
    await session.close();
  });
});
