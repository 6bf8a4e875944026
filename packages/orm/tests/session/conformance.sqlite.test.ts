/** The session scenarios of the conformance cases whose names stand in the titles. SQLAlchemy refreshes expired attributes when they are read; here reading never sends a statement. */
import {
  DetachedInstanceError,
  func,
  IntegrityError,
  makeTransient,
  makeTransientToDetached,
  objectState,
  PendingRollbackError,
  Session,
  select,
  text,
  UniqueViolation,
  UnloadedAttributeError,
} from "@cupel/orm";
import { describe, expect, test } from "vitest";
import { makeBlog } from "../support/blog.js";

const writes = <T extends readonly [string, readonly unknown[]]>(log: readonly T[]): T[] =>
  log.filter(([sql]) => !sql.startsWith("SELECT"));

describe("session, as SQLAlchemy", () => {
  test("sess-001: expire, refresh, and expireOnCommit", async () => {
    const { User, engine, recorder, seed } = await makeBlog();
    await seed((s) => s.add(new User({ id: 1, name: "a" })));
    const session = new Session(engine, { expireOnCommit: true });
    const user = await session.getOne(User, 1);
    expect(await session.get(User, 1)).toBe(user);
    recorder.note("commit expires");
    await session.commit();
    expect(() => user.name).toThrow(UnloadedAttributeError);
    expect(await session.get(User, 1)).toBe(user);
    expect(user.name).toBe("a");
    recorder.note("expire one attribute");
    session.expire(user, ["fullname"]);
    expect(user.name).toBe("a");
    expect(() => user.fullname).toThrow(/fullname/);
    expect(await user.awaitableAttrs.fullname).toBeNull();
    recorder.note("refresh");
    await session.refresh(user);
    await session.refresh(user, ["name"]);
    expect(user.name).toBe("a");
    await session.close();
    expect(recorder.log.map(([sql]) => (sql.startsWith("SELECT") ? "SELECT" : sql))).toEqual([
      "BEGIN",
      "SELECT",
      "-- commit expires",
      "COMMIT",
      "BEGIN",
      "SELECT",
      "-- expire one attribute",
      "SELECT",
      "-- refresh",
      "SELECT",
      "SELECT",
      "ROLLBACK",
    ]);
    const kept = new Session(engine);
    const again = await kept.getOne(User, 1);
    await kept.commit();
    expect(again.name).toBe("a");
    await kept.close();
  });

  test("sess-002: rollback expels what was new and brings back what was changed and deleted", async () => {
    const { User, engine, recorder } = await makeBlog();
    const session = new Session(engine);
    const user = session.add(new User({ name: "a" }));
    await session.flush();
    const key = user.id;
    await session.rollback();
    expect([session.has(user), await session.get(User, key), objectState(user), user.id]).toEqual([false, null, "transient", undefined]);
    session.add(new User({ id: 7, name: "kept" }));
    await session.commit();
    const kept = await session.getOne(User, 7);
    kept.name = "changed";
    await session.delete(kept);
    await session.flush();
    expect(objectState(kept)).toBe("deleted");
    await session.rollback();
    expect([session.has(kept), kept.name, objectState(kept)]).toEqual([true, "kept", "persistent"]);
    await session.close();
    // A changed object that is then deleted is not updated first.
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["a", null, 1]],
      ["ROLLBACK", []],
      ["BEGIN", []],
      ["INSERT INTO user_account (id, name, fullname, active) VALUES (?, ?, ?, ?)", [7, "kept", null, 1]],
      ["COMMIT", []],
      ["BEGIN", []],
      ["DELETE FROM user_account WHERE user_account.id = ?", [7]],
      ["ROLLBACK", []],
    ]);
  });

  test("sess-003: savepoints", async () => {
    const { User, engine, recorder } = await makeBlog();
    const session = new Session(engine);
    const a = session.add(new User({ name: "a" }));
    const savepoint = await session.beginNested();
    const b = session.add(new User({ name: "b" }));
    a.name = "a2";
    await session.flush();
    await savepoint.rollback();
    recorder.note("after savepoint rollback");
    expect([a.name, session.has(b), session.has(a)]).toEqual(["a", false, true]);
    await session.beginNested(() => {
      session.add(new User({ name: "c" }));
    });
    await expect(
      session.beginNested(async () => {
        session.add(new User({ id: a.id, name: "dup" }));
        await session.flush();
      }),
    ).rejects.toThrow(IntegrityError);
    await session.commit();
    expect(await session.scalars(select(User.c.name).orderBy(User.c.id)).all()).toEqual(["a", "c"]);
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["a", null, 1]],
      ["SAVEPOINT cupel_savepoint_1", []],
      ["UPDATE user_account SET name=? WHERE user_account.id = ?", ["a2", 1]],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["b", null, 1]],
      ["ROLLBACK TO SAVEPOINT cupel_savepoint_1", []],
      ["-- after savepoint rollback", []],
      ["SAVEPOINT cupel_savepoint_2", []],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["c", null, 1]],
      ["RELEASE SAVEPOINT cupel_savepoint_2", []],
      ["SAVEPOINT cupel_savepoint_3", []],
      ["INSERT INTO user_account (id, name, fullname, active) VALUES (?, ?, ?, ?)", [1, "dup", null, 1]],
      ["ROLLBACK TO SAVEPOINT cupel_savepoint_3", []],
      ["COMMIT", []],
      ["BEGIN", []],
      ["ROLLBACK", []],
    ]);
  });

  test("sess-004: after a failed flush the session waits for rollback", async () => {
    const { Tag, engine, recorder, seed } = await makeBlog();
    await seed((s) => s.add(new Tag({ id: 1, label: "x" })));
    const session = new Session(engine);
    const duplicate = session.add(new Tag({ label: "x" }));
    const failure = await session.flush().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UniqueViolation);
    expect((failure as Error).message).toMatch(/Tag\.label/);
    await expect(session.scalars(select(Tag)).all()).rejects.toThrow(PendingRollbackError);
    await expect(session.scalars(select(Tag)).all()).rejects.toThrow(/rollback\(\)/);
    await session.rollback();
    expect(objectState(duplicate)).toBe("transient");
    expect((await session.scalars(select(Tag)).all()).length).toBe(1);
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["INSERT INTO tag (label) VALUES (?)", ["x"]],
      ["ROLLBACK", []],
      ["BEGIN", []],
      ["ROLLBACK", []],
    ]);
  });

  test("sess-005: merge", async () => {
    const { User, Post, engine, recorder, seed } = await makeBlog();
    await seed((s) => s.add(new User({ id: 1, name: "a", posts: [new Post({ id: 1, title: "p1" }), new Post({ id: 2, title: "p2" })] })));
    const session = new Session(engine);
    const detached = new User({ id: 1, name: "merged", posts: [new Post({ id: 1, title: "p1-new" }), new Post({ title: "p3" })] });
    const merged = await session.merge(detached);
    expect([merged === detached, merged.name, merged.posts.map((post) => post.title)]).toEqual([false, "merged", ["p1-new", "p3"]]);
    await session.commit();
    expect(await session.execute(select(Post.c.id, Post.c.title).orderBy(Post.c.id)).all()).toEqual([
      [1, "p1-new"],
      [3, "p3"],
    ]);
    recorder.note("merge of something new");
    const fresh = await session.merge(new User({ id: 50, name: "new" }));
    await session.flush();
    expect(session.has(fresh)).toBe(true);
    recorder.note("load: false");
    const known = new User({ id: 1, name: "zz" });
    makeTransientToDetached(known);
    const second = new Session(engine);
    const taken = await second.merge(known, { load: false });
    expect([second.dirty.has(taken), taken.name, second.has(taken)]).toEqual([false, "zz", true]);
    await second.close();
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["UPDATE user_account SET name=? WHERE user_account.id = ?", ["merged", 1]],
      ["UPDATE post SET title=? WHERE post.id = ?", ["p1-new", 1]],
      ["INSERT INTO post (user_id, title, body, rank) VALUES (?, ?, ?, ?)", [1, "p3", null, 0]],
      ["DELETE FROM post WHERE post.id = ?", [2]],
      ["COMMIT", []],
      ["BEGIN", []],
      ["-- merge of something new", []],
      ["INSERT INTO user_account (id, name, fullname, active) VALUES (?, ?, ?, ?)", [50, "new", null, 1]],
      ["-- load: false", []],
      ["ROLLBACK", []],
    ]);
  });

  test("sess-006: one object for one row", async () => {
    const { User, engine, seed } = await makeBlog();
    await seed((s) => s.addAll([new User({ id: 1, name: "a" }), new User({ id: 2, name: "b" })]));
    const session = new Session(engine);
    const first = await session.getOne(User, 1);
    expect([(await session.scalars(select(User).where(User.c.id.eq(1))).one()) === first, session.identityMap.size]).toEqual([true, 1]);
    await (await session.connection()).execute(text("UPDATE user_account SET name='changed' WHERE id=1"));
    await session.scalars(select(User).orderBy(User.c.id)).all();
    expect(first.name).toBe("a");
    await session.scalars(select(User).executionOptions({ populateExisting: true })).all();
    expect(first.name).toBe("changed");
    session.expunge(first);
    expect([session.has(first), objectState(first)]).toEqual([false, "detached"]);
    await session.close();
  });

  test("sess-008: the states of an object", async () => {
    const { User, engine } = await makeBlog();
    const session = new Session(engine);
    const seen: string[] = [];
    const user = new User({ name: "a" });
    seen.push(objectState(user));
    session.add(user);
    seen.push(objectState(user));
    await session.flush();
    seen.push(objectState(user));
    await session.delete(user);
    seen.push(objectState(user));
    await session.flush();
    seen.push(objectState(user));
    await session.commit();
    seen.push(objectState(user));
    makeTransient(user);
    seen.push(objectState(user));
    expect(seen).toEqual(["transient", "pending", "persistent", "persistent", "deleted", "detached", "transient"]);
    await session.close();
  });

  test("sess-009: what is not loaded of a detached object", async () => {
    const { User, Post, engine, seed } = await makeBlog();
    await seed((s) => s.add(new User({ id: 1, name: "a", posts: [new Post({ id: 1, title: "p" })] })));
    const session = new Session(engine);
    const user = await session.getOne(User, 1);
    await session.close();
    expect(user.name).toBe("a");
    expect(() => user.posts).toThrow(DetachedInstanceError);
  });

  test("sess-011: a session within somebody's transaction", async () => {
    const { User, engine, recorder } = await makeBlog();
    const connection = await engine.connect();
    const outer = await connection.begin();
    const session = new Session(connection, { joinTransactionMode: "create_savepoint" });
    session.add(new User({ name: "a" }));
    await session.commit();
    session.add(new User({ name: "b" }));
    await session.flush();
    await session.rollback();
    expect(await session.scalars(select(User.c.name)).all()).toEqual(["a"]);
    await session.close();
    await outer.rollback();
    expect(await connection.scalar(select(func.count()).selectFrom(User))).toBe(0);
    await connection.close();
    expect(recorder.log).toEqual([
      ["BEGIN", []],
      ["SAVEPOINT cupel_savepoint_1", []],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["a", null, 1]],
      ["RELEASE SAVEPOINT cupel_savepoint_1", []],
      ["SAVEPOINT cupel_savepoint_2", []],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["b", null, 1]],
      ["ROLLBACK TO SAVEPOINT cupel_savepoint_2", []],
      ["SAVEPOINT cupel_savepoint_3", []],
      ["SELECT user_account.name FROM user_account", []],
      ["ROLLBACK TO SAVEPOINT cupel_savepoint_3", []],
      ["ROLLBACK", []],
      ["BEGIN", []],
      ["SELECT count(*) AS count_1 FROM user_account", []],
      ["ROLLBACK", []],
    ]);
  });

  test("bulk-002: rows in quantity", async () => {
    const { User, engine, recorder } = await makeBlog();
    const session = new Session(engine);
    await session.bulkInsertMappings(User, [{ name: "c", fullname: "C" }, { name: "d" }]);
    await session.bulkUpdateMappings(User, [{ id: 1, active: false }]);
    await session.bulkSaveObjects([new User({ name: "e" }), new User({ name: "f" })]);
    await session.commit();
    expect(await session.execute(select(User.c.id, User.c.name, User.c.fullname, User.c.active).orderBy(User.c.id)).all()).toEqual([
      [1, "c", "C", false],
      [2, "d", null, true],
      [3, "e", null, true],
      [4, "f", null, true],
    ]);
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["c", "C", 1]],
      ["INSERT INTO user_account (name, active) VALUES (?, ?)", ["d", 1]],
      ["UPDATE user_account SET active=? WHERE user_account.id = ?", [0, 1]],
      [
        "INSERT INTO user_account (name, active) VALUES (?, ?)",
        [
          ["e", 1],
          ["f", 1],
        ],
      ],
      ["COMMIT", []],
      ["BEGIN", []],
      ["ROLLBACK", []],
    ]);
  });
});
