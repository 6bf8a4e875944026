/**
 * The scenarios of the conformance cases whose names stand in the titles: which statements are sent, in which order, with which values.
 * Throughout, keys that SQLite makes come from `lastInsertRowid`, without RETURNING, and where SQLAlchemy loads lazily at the first reading of
 * an attribute, Cupel loads by selectin.
 */
import { column, createEngine, declarativeBase, foreignKey, func, listen, many, one, Session, select, t } from "@cupel/orm";
import { describe, expect, test } from "vitest";
import { makeBlog } from "../support/blog.js";
import { record } from "../support/recorder.js";

const isSelect = ([sql]: readonly [string, readonly unknown[]]) => sql.startsWith("SELECT");
const writes = <T extends readonly [string, readonly unknown[]]>(log: readonly T[]): T[] => log.filter((entry) => !isSelect(entry));

describe("unit of work, as SQLAlchemy", () => {
  test("uow-003: inserts keep the order of add, and rows of one shape share a statement", async () => {
    const { User, engine, recorder } = await makeBlog();
    const session = new Session(engine);
    session.addAll([
      new User({ name: "a" }),
      new User({ id: 10, name: "b" }),
      new User({ name: "c", fullname: "C C" }),
      new User({ id: 5, name: "d" }),
    ]);
    await session.flush();
    expect(await session.scalars(select(User.c.id).orderBy(User.c.id)).all()).toEqual([1, 5, 10, 11]);
    await session.close();
    expect(recorder.log).toEqual([
      ["BEGIN", []],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["a", null, 1]],
      ["INSERT INTO user_account (id, name, fullname, active) VALUES (?, ?, ?, ?)", [10, "b", null, 1]],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["c", "C C", 1]],
      ["INSERT INTO user_account (id, name, fullname, active) VALUES (?, ?, ?, ?)", [5, "d", null, 1]],
      ["SELECT user_account.id FROM user_account ORDER BY user_account.id", []],
      ["ROLLBACK", []],
    ]);
  });

  test("uow-005: rows of an association table", async () => {
    const { User, Group, userGroup, engine, recorder, seed } = await makeBlog();
    await seed((s) => s.addAll([1, 2, 3].map((id) => new Group({ id, name: `g${id}` }))));
    const session = new Session(engine);
    const groups = await session.scalars(select(Group).orderBy(Group.c.id)).all();
    const user = session.add(new User({ name: "m", groups: [groups[0]!, groups[1]!] }));
    await session.flush();
    recorder.note("remove one, add one");
    user.groups.splice(0, 1);
    user.groups.push(groups[2]!);
    await session.flush();
    recorder.note("replace all");
    user.groups = [groups[0]!, groups[2]!];
    await session.flush();
    recorder.note("delete the owner");
    await session.delete(user);
    await session.flush();
    expect(await session.execute(select(userGroup)).all()).toEqual([]);
    await session.close();
    // The rows of one INSERT stand in the order of the collection; SQLAlchemy's order is that of a hash.
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["m", null, 1]],
      [
        "INSERT INTO user_group (user_id, group_id) VALUES (?, ?)",
        [
          [1, 1],
          [1, 2],
        ],
      ],
      ["-- remove one, add one", []],
      ["DELETE FROM user_group WHERE user_group.user_id = ? AND user_group.group_id = ?", [1, 1]],
      ["INSERT INTO user_group (user_id, group_id) VALUES (?, ?)", [1, 3]],
      ["-- replace all", []],
      ["DELETE FROM user_group WHERE user_group.user_id = ? AND user_group.group_id = ?", [1, 2]],
      ["INSERT INTO user_group (user_id, group_id) VALUES (?, ?)", [1, 1]],
      ["-- delete the owner", []],
      [
        "DELETE FROM user_group WHERE user_group.user_id = ? AND user_group.group_id = ?",
        [
          [1, 1],
          [1, 3],
        ],
      ],
      ["DELETE FROM user_account WHERE user_account.id = ?", [1]],
      ["ROLLBACK", []],
    ]);
    expect(recorder.log.filter(isSelect).map(([sql]) => /FROM (\w+)/.exec(sql)![1])).toEqual([
      "user_groups",
      "post",
      "profile",
      "user_group",
    ]);
  });

  test("uow-010: without delete cascade the foreign key of the children becomes NULL", async () => {
    const Base = declarativeBase();
    class Parent extends Base.table("parent", {
      id: column(t.integer(), { primaryKey: true }),
      get children() {
        return many(Child, { backPopulates: "parent", orderBy: Child.c.id });
      },
    }) {}
    class Child extends Base.table("child", {
      id: column(t.integer(), { primaryKey: true }),
      get parentId() {
        return foreignKey(Parent.c.id, { nullable: true });
      },
      get parent() {
        return one(Parent, { nullable: true, backPopulates: "children" });
      },
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const seeding = new Session(engine);
    seeding.add(new Parent({ id: 1, children: [new Child({ id: 1 }), new Child({ id: 2 })] }));
    await seeding.commit();
    await seeding.close();
    const recorder = record(engine);
    const session = new Session(engine);
    await session.delete(await session.getOne(Parent, 1));
    await session.commit();
    expect((await session.scalars(select(Child).orderBy(Child.c.id)).all()).map((child) => [child.id, child.parentId])).toEqual([
      [1, null],
      [2, null],
    ]);
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      [
        "UPDATE child SET parent_id=? WHERE child.id = ?",
        [
          [null, 1],
          [null, 2],
        ],
      ],
      ["DELETE FROM parent WHERE parent.id = ?", [1]],
      ["COMMIT", []],
      ["BEGIN", []],
      ["ROLLBACK", []],
    ]);
  });

  test("uow-011: passiveDeletes leaves what is not loaded to the database", async () => {
    const Base = declarativeBase();
    class Parent extends Base.table("parent", {
      id: column(t.integer(), { primaryKey: true }),
      get children() {
        return many(Child, { backPopulates: "parent", cascade: "all, delete-orphan", passiveDeletes: true });
      },
    }) {}
    class Child extends Base.table("child", {
      id: column(t.integer(), { primaryKey: true }),
      get parentId() {
        return foreignKey(Parent.c.id, { onDelete: "CASCADE" });
      },
      get parent() {
        return one(Parent, { backPopulates: "children" });
      },
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const seeding = new Session(engine);
    seeding.addAll([
      new Parent({ id: 1, children: [new Child({ id: 1 }), new Child({ id: 2 })] }),
      new Parent({ id: 2, children: [new Child({ id: 3 })] }),
    ]);
    await seeding.commit();
    await seeding.close();
    const recorder = record(engine);
    const session = new Session(engine);
    recorder.note("collection not loaded: left to the database");
    await session.delete(await session.getOne(Parent, 1));
    await session.flush();
    recorder.note("collection loaded: loaded children are deleted one by one");
    const second = await session.getOne(Parent, 2);
    await second.awaitableAttrs.children;
    await session.delete(second);
    await session.flush();
    expect(await session.scalar(select(func.count()).selectFrom(Child))).toBe(0);
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["-- collection not loaded: left to the database", []],
      ["BEGIN", []],
      ["DELETE FROM parent WHERE parent.id = ?", [1]],
      ["-- collection loaded: loaded children are deleted one by one", []],
      ["DELETE FROM child WHERE child.id = ?", [3]],
      ["DELETE FROM parent WHERE parent.id = ?", [2]],
      ["ROLLBACK", []],
    ]);
  });

  test('uow-012: passiveDeletes "all" does not touch even what is loaded', async () => {
    const Base = declarativeBase();
    class Parent extends Base.table("parent", {
      id: column(t.integer(), { primaryKey: true }),
      get children() {
        return many(Child, { passiveDeletes: "all" });
      },
    }) {}
    class Child extends Base.table("child", {
      id: column(t.integer(), { primaryKey: true }),
      get parentId() {
        return foreignKey(Parent.c.id, { nullable: true, onDelete: "SET NULL" });
      },
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const seeding = new Session(engine);
    seeding.add(new Parent({ id: 1, children: [new Child({ id: 1 }), new Child({ id: 2 })] }));
    await seeding.commit();
    await seeding.close();
    const recorder = record(engine);
    const session = new Session(engine);
    const parent = await session.getOne(Parent, 1);
    await parent.awaitableAttrs.children;
    await session.delete(parent);
    await session.commit();
    expect(await session.execute(select(Child.c.id, Child.c.parentId).orderBy(Child.c.id)).all()).toEqual([
      [1, null],
      [2, null],
    ]);
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["DELETE FROM parent WHERE parent.id = ?", [1]],
      ["COMMIT", []],
      ["BEGIN", []],
      ["ROLLBACK", []],
    ]);
  });

  test("uow-013: a table that refers to itself is written level by level", async () => {
    const { Node, engine, recorder } = await makeBlog();
    const session = new Session(engine);
    session.add(
      new Node({
        label: "root",
        children: [new Node({ label: "a", children: [new Node({ label: "a1" }), new Node({ label: "a2" })] }), new Node({ label: "b" })],
      }),
    );
    await session.flush();
    expect(await session.execute(select(Node.c.id, Node.c.parentId, Node.c.label).orderBy(Node.c.id)).all()).toEqual([
      [1, null, "root"],
      [2, 1, "a"],
      [3, 1, "b"],
      [4, 2, "a1"],
      [5, 2, "a2"],
    ]);
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["INSERT INTO node (parent_id, label) VALUES (?, ?)", [null, "root"]],
      [
        "INSERT INTO node (parent_id, label) VALUES (?, ?)",
        [
          [1, "a"],
          [1, "b"],
        ],
      ],
      [
        "INSERT INTO node (parent_id, label) VALUES (?, ?)",
        [
          [2, "a1"],
          [2, "a2"],
        ],
      ],
      ["ROLLBACK", []],
    ]);
  });

  test("uow-019: versionId counts, and guards UPDATE and DELETE", async () => {
    const Base = declarativeBase();
    class Doc extends Base.table(
      "doc",
      { id: column(t.integer(), { primaryKey: true }), version: column(t.integer()), title: column(t.string(20)) },
      { versionId: "version" },
    ) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const recorder = record(engine);
    const session = new Session(engine);
    session.addAll([new Doc({ title: "a" }), new Doc({ title: "b" })]);
    await session.commit();
    const docs = await session.scalars(select(Doc).orderBy(Doc.c.id)).all();
    for (const doc of docs) doc.title += "!";
    await session.flush();
    recorder.note("delete checks the version too");
    await session.delete(docs[0]!);
    await session.flush();
    expect((await session.scalars(select(Doc)).all()).map((doc) => [doc.id, doc.version])).toEqual([[2, 2]]);
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      [
        "INSERT INTO doc (version, title) VALUES (?, ?)",
        [
          [1, "a"],
          [1, "b"],
        ],
      ],
      ["COMMIT", []],
      ["BEGIN", []],
      [
        "UPDATE doc SET version=?, title=? WHERE doc.id = ? AND doc.version = ?",
        [
          [2, "a!", 1, 1],
          [2, "b!", 2, 1],
        ],
      ],
      ["-- delete checks the version too", []],
      ["DELETE FROM doc WHERE doc.id = ? AND doc.version = ?", [1, 2]],
      ["ROLLBACK", []],
    ]);
  });

  test("uow-020: an UPDATE sets what changed, and nothing is sent where nothing did", async () => {
    const { User, engine, recorder, seed } = await makeBlog();
    await seed((s) => s.addAll(["a", "b", "c"].map((name, i) => new User({ id: i + 1, name }))));
    const session = new Session(engine);
    const users = await session.scalars(select(User).orderBy(User.c.id)).all();
    users[0]!.name = "a";
    users[1]!.name = "B";
    users[2]!.name = "C";
    users[2]!.fullname = "CC";
    // What was set to its old value is not dirty: changes are found by comparison.
    expect([
      [...session.dirty].map((user) => (user as (typeof users)[0]).id).sort(),
      users.map((user) => session.isModified(user)),
    ]).toEqual([
      [2, 3],
      [false, true, true],
    ]);
    await session.flush();
    recorder.note("nothing left to write");
    await session.flush();
    users[1]!.name = "BB";
    users[1]!.name = "B";
    await session.flush();
    recorder.note("a SQL expression as a value");
    users[1]!.fullname = func.upper(User.c.name) as never;
    await session.flush();
    expect(users[1]!.fullname).toBe("B");
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["UPDATE user_account SET name=? WHERE user_account.id = ?", ["B", 2]],
      ["UPDATE user_account SET name=?, fullname=? WHERE user_account.id = ?", ["C", "CC", 3]],
      ["-- nothing left to write", []],
      ["-- a SQL expression as a value", []],
      // The value is read back at once, since reading the attribute never sends a statement.
      ["UPDATE user_account SET fullname=upper(user_account.name) WHERE user_account.id = ? RETURNING fullname", [2]],
      ["ROLLBACK", []],
    ]);
  });

  test("uow-021: UPDATEs of the same columns are one statement for many rows, by primary key", async () => {
    const { User, engine, recorder, seed } = await makeBlog();
    await seed((s) => s.addAll([1, 2, 3].map((id) => new User({ id, name: `u${id}` }))));
    const session = new Session(engine);
    const users = await session.scalars(select(User).orderBy(User.c.id.desc())).all();
    for (const user of users) user.active = false;
    await session.flush();
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      [
        "UPDATE user_account SET active=? WHERE user_account.id = ?",
        [
          [0, 1],
          [0, 2],
          [0, 3],
        ],
      ],
      ["ROLLBACK", []],
    ]);
  });

  test("uow-023: delete and insert under one key in one flush is an UPDATE", async () => {
    const { Tag, engine, recorder, seed } = await makeBlog();
    await seed((s) => s.add(new Tag({ id: 1, label: "t1" })));
    const session = new Session(engine);
    const old = await session.getOne(Tag, 1);
    await session.delete(old);
    const again = session.add(new Tag({ id: 1, label: "again" }));
    await session.commit();
    expect(await session.scalars(select(Tag)).all()).toEqual([again]);
    expect(session.has(old)).toBe(false);
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["UPDATE tag SET label=? WHERE tag.id = ?", ["again", 1]],
      ["COMMIT", []],
      ["BEGIN", []],
      ["ROLLBACK", []],
    ]);
  });

  test("attr-001: backPopulates, pending appends to a collection that is not loaded", async () => {
    const { User, Post, engine, recorder, seed } = await makeBlog();
    await seed(async (s) => {
      s.addAll([new User({ id: 1, name: "a" }), new User({ id: 2, name: "b" })]);
      await s.flush();
      s.add(new Post({ id: 1, title: "p", userId: 1 }));
    });
    const session = new Session(engine);
    const post = new Post({ title: "n" });
    const user = new User({ name: "z" });
    post.author = user;
    expect([user.posts[0] === post && user.posts.length === 1, post.author === user]).toEqual([true, true]);
    user.posts.splice(0, 1);
    expect(post.author).toBeNull();
    const [loaded, second] = [await session.getOne(Post, 1), await session.getOne(User, 2)];
    loaded.author = second;
    // SQLAlchemy loads the collection when it is read; here it is asked for.
    expect((await second.awaitableAttrs.posts).map((each) => each.id)).toEqual([1]);
    await session.flush();
    expect(loaded.userId).toBe(2);
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["UPDATE post SET user_id=? WHERE post.id = ?", [2, 1]],
      ["ROLLBACK", []],
    ]);
  });

  test("attr-003: events of mappers and sessions, in their order", async () => {
    const { User, Post, engine, recorder } = await makeBlog();
    const seen: unknown[] = [];
    listen(User, "beforeInsert", ({ target }) => void seen.push(["beforeInsert", target.name]));
    listen(User, "afterInsert", ({ target }) => void seen.push(["afterInsert", target.id]));
    listen(User, "beforeUpdate", ({ target }) => void seen.push(["beforeUpdate", target.name]));
    listen(User, "afterDelete", ({ target }) => void seen.push(["afterDelete", target.id]));
    listen(User.c.fullname, "set", ({ value }) => value?.toUpperCase() ?? null);
    listen(User.c.posts, "append", ({ value }) => void seen.push(["append", value.title]));
    const session = new Session(engine);
    listen(
      session,
      ["beforeFlush", "afterFlush", "afterFlushPostexec", "beforeCommit", "afterCommit", "afterBegin"],
      ({ event }: { event: string }) => void seen.push([event]),
    );
    const user = session.add(new User({ name: "a", fullname: "ab" }));
    user.posts.push(new Post({ title: "t" }));
    await session.commit();
    user.name = "b";
    await session.commit();
    await session.delete(user);
    await session.commit();
    expect(seen).toEqual([
      ["append", "t"],
      ["beforeCommit"],
      ["beforeFlush"],
      ["afterBegin"],
      ["beforeInsert", "a"],
      ["afterInsert", 1],
      ["afterFlush"],
      ["afterFlushPostexec"],
      ["afterCommit"],
      ["beforeCommit"],
      ["beforeFlush"],
      ["afterBegin"],
      ["beforeUpdate", "b"],
      ["afterFlush"],
      ["afterFlushPostexec"],
      ["afterCommit"],
      ["afterBegin"],
      ["beforeCommit"],
      ["beforeFlush"],
      ["afterDelete", 1],
      ["afterFlush"],
      ["afterFlushPostexec"],
      ["afterCommit"],
    ]);
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["a", "AB", 1]],
      ["INSERT INTO post (user_id, title, body, rank) VALUES (?, ?, ?, ?)", [1, "t", null, 0]],
      ["COMMIT", []],
      ["BEGIN", []],
      ["UPDATE user_account SET name=? WHERE user_account.id = ?", ["b", 1]],
      ["COMMIT", []],
      ["BEGIN", []],
      ["DELETE FROM post WHERE post.id = ?", [1]],
      ["DELETE FROM user_account WHERE user_account.id = ?", [1]],
      ["COMMIT", []],
    ]);
  });

  test("attr-005: defaults of the application, of the server and of SQL are on the object after the flush", async () => {
    let counter = 0;
    const tick = () => ++counter;
    const Base = declarativeBase();
    class Thing extends Base.table("thing", {
      id: column(t.integer(), { primaryKey: true }),
      data: column(t.json<Record<string, number>>(), { default: () => ({}) }),
      made: column(t.integer(), { default: tick }),
      touched: column(t.integer(), { nullable: true, onUpdate: tick }),
      state: column(t.string(10), { serverDefault: "new" }),
      shout: column(t.string(10), { nullable: true, default: func.upper("x") }),
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const recorder = record(engine);
    const session = new Session(engine);
    const thing = session.add(new Thing());
    await session.flush();
    expect([thing.data, thing.made, thing.touched, thing.state, thing.shout]).toEqual([{}, 1, null, "new", "X"]);
    thing.data.k = 1;
    await session.flush();
    expect([thing.touched, thing.data]).toEqual([2, { k: 1 }]);
    await session.commit();
    expect(await session.scalar(select(Thing.c.data))).toEqual({ k: 1 });
    await session.close();
    expect(writes(recorder.log)).toEqual([
      ["BEGIN", []],
      ["INSERT INTO thing (data, made, touched, shout) VALUES (?, ?, ?, upper(?)) RETURNING id, state, shout", ["{}", 1, null, "x"]],
      ["UPDATE thing SET data=?, touched=? WHERE thing.id = ?", ['{"k":1}', 2, 1]],
      ["COMMIT", []],
      ["BEGIN", []],
      ["ROLLBACK", []],
    ]);
  });

  test("bulk-003: many rows with generated keys", async () => {
    const { User, engine, recorder } = await makeBlog();
    const session = new Session(engine);
    const users = [0, 1, 2, 3, 4].map((i) => new User({ name: `u${i}` }));
    session.addAll(users);
    await session.flush();
    expect(users.map((user) => [user.id, user.name])).toEqual([
      [1, "u0"],
      [2, "u1"],
      [3, "u2"],
      [4, "u3"],
      [5, "u4"],
    ]);
    await session.close();
    expect(recorder.log).toEqual([
      ["BEGIN", []],
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", users.map((_, i) => [`u${i}`, null, 1])],
      ["ROLLBACK", []],
    ]);
  });
});
