import "@cupel/dialect-sqlite";
import {
  CircularDependencyError,
  column,
  createEngine,
  declarativeBase,
  deleteFrom,
  FlushError,
  foreignKey,
  func,
  listen,
  many,
  objectState,
  one,
  Session,
  StaleDataError,
  select,
  selectInLoad,
  t,
  text,
} from "@cupel/orm";
import { describe, expect, test } from "vitest";
import { makeBlog } from "../support/blog.js";
import { record } from "../support/recorder.js";

const writes = (log: readonly (readonly [string, readonly unknown[]])[]) =>
  log.filter(([sql]) => !sql.startsWith("SELECT") && !/^(BEGIN|COMMIT|ROLLBACK)$/.test(sql));

describe("one-to-many", () => {
  test("a child moved from one owner to another is kept, whichever side is edited", async () => {
    const { User, Post, engine, recorder, seed } = await makeBlog();
    await seed((s) =>
      s.addAll([
        new User({ id: 1, name: "a", posts: [new Post({ id: 1, title: "p" }), new Post({ id: 2, title: "q" })] }),
        new User({ id: 2, name: "b" }),
      ]),
    );
    const session = new Session(engine);
    const [a, b] = await session.scalars(select(User).options(selectInLoad(User.c.posts)).orderBy(User.c.id)).all();
    const [p, q] = a!.posts as [InstanceType<typeof Post>, InstanceType<typeof Post>];
    b!.posts.push(p);
    q.author = b!;
    expect(a!.posts).toEqual([]);
    await session.commit();
    expect(writes(recorder.log)).toEqual([
      [
        "UPDATE post SET user_id=? WHERE post.id = ?",
        [
          [2, 1],
          [2, 2],
        ],
      ],
    ]);
    await session.close();
  });

  test("a child taken from its owner is deleted with what hangs on it", async () => {
    const { User, Post, Comment, engine, recorder, seed } = await makeBlog();
    await seed((s) =>
      s.add(new User({ id: 1, name: "a", posts: [new Post({ id: 1, title: "p", comments: [new Comment({ id: 1, body: "c" })] })] })),
    );
    const session = new Session(engine);
    const user = await session.getOne(User, 1);
    (await user.awaitableAttrs.posts).pop();
    await session.commit();
    expect(writes(recorder.log)).toEqual([
      ["DELETE FROM comment WHERE comment.id = ?", [1]],
      ["DELETE FROM post WHERE post.id = ?", [1]],
    ]);
    await session.close();
  });

  test("setting the reference to null makes an orphan too, though the collection is not loaded", async () => {
    const { User, Post, engine, recorder, seed } = await makeBlog();
    await seed((s) => s.add(new User({ id: 1, name: "a", posts: [new Post({ id: 1, title: "p" })] })));
    const session = new Session(engine);
    await session.getOne(User, 1);
    const post = await session.getOne(Post, 1);
    post.author = null as never;
    await session.commit();
    expect(writes(recorder.log)).toEqual([["DELETE FROM post WHERE post.id = ?", [1]]]);
    await session.close();
  });

  test("a new object that is taken out again is not inserted", async () => {
    const { User, Post, engine, recorder } = await makeBlog();
    const session = new Session(engine);
    const user = session.add(new User({ name: "a" }));
    const post = new Post({ title: "p" });
    user.posts.push(post);
    expect(objectState(post)).toBe("pending");
    user.posts.pop();
    expect(objectState(post)).toBe("transient");
    await session.commit();
    expect(writes(recorder.log).length).toBe(1);
    await session.close();
  });

  test("what is changed past the collection's methods is found", async () => {
    const { User, Post, engine, recorder, seed } = await makeBlog();
    await seed((s) => s.add(new User({ id: 1, name: "a", posts: [new Post({ id: 1, title: "p" })] })));
    const session = new Session(engine);
    const user = await session.getOne(User, 1);
    const posts = await user.awaitableAttrs.posts;
    posts[0] = new Post({ title: "new" });
    await session.commit();
    expect(writes(recorder.log)).toEqual([
      ["INSERT INTO post (user_id, title, body, rank) VALUES (?, ?, ?, ?)", [1, "new", null, 0]],
      ["DELETE FROM post WHERE post.id = ?", [1]],
    ]);
    posts.length = 0;
    await session.commit();
    expect(await session.scalar(select(func.count()).selectFrom(Post))).toBe(0);
    await session.close();
  });

  test("one-to-one: the one that is replaced goes", async () => {
    const { User, Profile, engine, seed } = await makeBlog();
    await seed((s) => s.add(new User({ id: 1, name: "a", profile: new Profile({ id: 1, bio: "old" }) })));
    const session = new Session(engine);
    const user = await session.getOne(User, 1);
    const old = await user.awaitableAttrs.profile;
    expect(old!.bio).toBe("old");
    await session.delete(old!);
    user.profile = null;
    await session.flush();
    user.profile = new Profile({ bio: "new" });
    await session.commit();
    expect(await session.execute(select(Profile.c.bio, Profile.c.userId)).all()).toEqual([["new", 1]]);
    await session.close();
  });

  test("rows that refer to a deleted one by a table alone are deleted before it", async () => {
    const { User, Post, Comment, engine } = await makeBlog();
    const session = new Session(engine);
    // Comment.author has no collection on User, and the comment is given its keys by hand.
    session.addAll([
      new Comment({ id: 1, postId: 1, authorId: 7, body: "c" }),
      new Post({ id: 1, userId: 7, title: "p" }),
      new User({ id: 7, name: "a" }),
    ]);
    await session.commit();
    const [user, comment, post] = [await session.getOne(User, 7), await session.getOne(Comment, 1), await session.getOne(Post, 1)];
    await session.delete(user);
    await session.delete(comment);
    await session.delete(post);
    await session.commit();
    expect(await session.scalar(select(func.count()).selectFrom(User))).toBe(0);
    await session.close();
  });
});

describe("many-to-one", () => {
  test("a key set by hand makes the loaded reference follow", async () => {
    const { User, Post, engine, seed } = await makeBlog();
    await seed((s) => s.addAll([new User({ id: 1, name: "a", posts: [new Post({ id: 1, title: "p" })] }), new User({ id: 2, name: "b" })]));
    const session = new Session(engine);
    const post = await session.scalars(select(Post).options(selectInLoad(Post.c.author))).one();
    const second = await session.getOne(User, 2);
    post.userId = 2;
    await session.flush();
    expect(post.author).toBe(second);
    await session.rollback();
    expect([post.userId, post.author.name]).toEqual([1, "a"]);
    await session.close();
  });

  test("cascades to the new object it refers to", async () => {
    const { User, Post, engine } = await makeBlog();
    const session = new Session(engine);
    const post = session.add(new Post({ title: "p", author: new User({ name: "a" }) }));
    await session.commit();
    expect([post.userId, post.author.id]).toEqual([1, 1]);
    post.author = new User({ name: "b" });
    await session.commit();
    expect(post.userId).toBe(2);
    await session.close();
  });

  test("an object that hangs on a persistent one, and was never added, stays out with a warning", async () => {
    const { User, Post, engine, seed } = await makeBlog();
    await seed((s) => s.add(new User({ id: 1, name: "a" })));
    const session = new Session(engine);
    const user = await session.getOne(User, 1);
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
    const post = new Post({ title: "p", author: user });
    await session.commit();
    expect((await warned).message).toMatch(/User\.posts/);
    expect(await session.scalar(select(func.count()).selectFrom(Post))).toBe(0);
    session.add(post);
    await session.commit();
    expect(post.userId).toBe(1);
    await session.close();
  });
});

describe("rows that refer to each other", () => {
  const make = async (postUpdate: boolean) => {
    const Base = declarativeBase();
    class Person extends Base.table("person", {
      id: column(t.integer(), { primaryKey: true }),
      get favouriteId() {
        return foreignKey(Ball.c.id, { nullable: true });
      },
      get favourite() {
        return one(Ball, {
          nullable: true,
          foreignKeys: Person.c.favouriteId,
          primaryJoin: Person.c.favouriteId.eq(Ball.c.id),
          postUpdate,
        });
      },
      get balls() {
        return many(Ball, { foreignKeys: Ball.c.personId, primaryJoin: Ball.c.personId.eq(Person.c.id), backPopulates: "person" });
      },
    }) {}
    class Ball extends Base.table("ball", {
      id: column(t.integer(), { primaryKey: true }),
      get personId() {
        return foreignKey(Person.c.id, { nullable: true });
      },
      get person() {
        return one(Person, {
          nullable: true,
          foreignKeys: Ball.c.personId,
          primaryJoin: Ball.c.personId.eq(Person.c.id),
          backPopulates: "balls",
        });
      },
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    return { Person, Ball, engine, recorder: record(engine) };
  };

  test("postUpdate writes one of the two keys apart", async () => {
    const { Person, Ball, engine, recorder } = await make(true);
    const session = new Session(engine);
    const ball = new Ball();
    const person = session.add(new Person({ balls: [ball] }));
    person.favourite = ball;
    await session.commit();
    expect(writes(recorder.log)).toEqual([
      ["INSERT INTO person (favourite_id) VALUES (?)", [null]],
      ["INSERT INTO ball (person_id) VALUES (?)", [1]],
      ["UPDATE person SET favourite_id=? WHERE person.id = ?", [1, 1]],
    ]);
    recorder.clear();
    await session.delete(ball);
    await session.delete(person);
    await session.commit();
    expect(writes(recorder.log)).toEqual([
      ["UPDATE person SET favourite_id=? WHERE person.id = ?", [null, 1]],
      ["DELETE FROM ball WHERE ball.id = ?", [1]],
      ["DELETE FROM person WHERE person.id = ?", [1]],
    ]);
    await session.close();
  });

  test("without it the ring is named", async () => {
    const { Person, Ball, engine } = await make(false);
    const session = new Session(engine);
    const ball = new Ball();
    const person = session.add(new Person({ balls: [ball] }));
    person.favourite = ball;
    const failure = await session.flush().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CircularDependencyError);
    expect((failure as Error).message).toMatch(/Person.*postUpdate/s);
    await session.rollback();
    person.favourite = null;
    session.add(person);
    await session.commit();
    expect(person.id).toBe(1);
    await session.close();
  });
});

describe("keys", () => {
  test("a changed primary key is updated, and the object is found under the new one", async () => {
    const Base = declarativeBase();
    class Country extends Base.table("country", {
      code: column(t.string(2), { primaryKey: true }),
      name: column(t.string(20)),
      get cities() {
        return many(City, { backPopulates: "country" });
      },
    }) {}
    class City extends Base.table("city", {
      id: column(t.integer(), { primaryKey: true }),
      get countryCode() {
        return foreignKey(Country.c.code, { onUpdate: "CASCADE" });
      },
      get country() {
        return one(Country, { backPopulates: "cities" });
      },
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const recorder = record(engine);
    const session = new Session(engine);
    const country = session.add(new Country({ code: "uk", name: "x", cities: [new City()] }));
    await session.commit();
    recorder.clear();
    country.code = "gb";
    await session.flush();
    expect(await session.get(Country, "gb")).toBe(country);
    expect(country.cities[0]!.countryCode).toBe("gb");
    expect([...session.dirty]).toEqual([]);
    expect(writes(recorder.log)).toEqual([["UPDATE country SET code=? WHERE country.code = ?", ["gb", "uk"]]]);
    await session.rollback();
    expect([country.code, country.cities[0]!.countryCode]).toEqual(["uk", "uk"]);
    expect(await session.get(Country, "uk")).toBe(country);
    await session.close();
  });

  test("a key that nothing makes is missed before anything is sent", async () => {
    const Base = declarativeBase();
    class Thing extends Base.table("thing", { code: column(t.string(2), { primaryKey: true }) }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    session.add(new Thing({} as never));
    await expect(session.flush()).rejects.toThrow(/"code" has no value/);
    await session.close();
  });

  test("a key made by the application", async () => {
    let n = 0;
    const Base = declarativeBase();
    class Thing extends Base.table("thing", {
      code: column(t.string(9), { primaryKey: true, default: () => `k${++n}` }),
      name: column(t.string(9), { nullable: true }),
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    const things = [new Thing(), new Thing({ name: "b" })];
    session.addAll(things);
    await session.commit();
    expect(things.map((thing) => thing.code)).toEqual(["k1", "k2"]);
    expect(await session.get(Thing, "k2")).toBe(things[1]);
    await session.close();
  });

  test("composite keys, taken from two relationships", async () => {
    const Base = declarativeBase();
    class User extends Base.table("user", {
      id: column(t.integer(), { primaryKey: true }),
      get roles() {
        return many(UserRole, { backPopulates: "user", cascade: "all, delete-orphan" });
      },
    }) {}
    class Role extends Base.table("role", { id: column(t.integer(), { primaryKey: true }), name: column(t.string(9)) }) {}
    class UserRole extends Base.table("user_role", {
      get userId() {
        return foreignKey(User.c.id, { primaryKey: true });
      },
      get roleId() {
        return foreignKey(Role.c.id, { primaryKey: true });
      },
      note: column(t.string(9), { nullable: true }),
      get user() {
        return one(User, { backPopulates: "roles" });
      },
      get role() {
        return one(Role);
      },
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    const user = session.add(new User());
    user.roles.push(new UserRole({ role: new Role({ name: "a" }) }), new UserRole({ role: new Role({ name: "b" }), note: "n" }));
    await session.commit();
    expect(user.roles.map((each) => [each.userId, each.roleId])).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(await session.get(UserRole, { userId: 1, roleId: 2 })).toBe(user.roles[1]);
    user.roles.splice(0, 1);
    user.roles[0]!.note = "m";
    await session.commit();
    expect(await session.execute(select(UserRole.c.roleId, UserRole.c.note)).all()).toEqual([[2, "m"]]);
    await session.close();
  });

  test("without delete-orphan a key column that would become NULL is an error that names it", async () => {
    const Base = declarativeBase();
    class Parent extends Base.table("parent", {
      id: column(t.integer(), { primaryKey: true }),
      get parts() {
        return many(Part);
      },
    }) {}
    class Part extends Base.table("part", {
      get parentId() {
        return foreignKey(Parent.c.id, { primaryKey: true });
      },
      n: column(t.integer(), { primaryKey: true }),
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    const parent = session.add(new Parent({ parts: [new Part({ n: 1 })] }));
    await session.commit();
    parent.parts.pop();
    const failure = await session.flush().catch((error: unknown) => error as FlushError);
    expect(failure).toBeInstanceOf(FlushError);
    expect((failure as Error).message).toMatch(/Parent\.parts.*parentId.*delete-orphan/s);
    await session.rollback();
    expect(parent.parts.length).toBe(1);
    await session.close();
  });
});

describe("what is written", () => {
  test("a viewOnly relationship writes nothing", async () => {
    const Base = declarativeBase();
    class Parent extends Base.table("parent", {
      id: column(t.integer(), { primaryKey: true }),
      get children() {
        return many(Child, { viewOnly: true });
      },
    }) {}
    class Child extends Base.table("child", {
      id: column(t.integer(), { primaryKey: true }),
      get parentId() {
        return foreignKey(Parent.c.id, { nullable: true });
      },
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    const parent = session.add(new Parent({ id: 1 }));
    await session.flush();
    session.add(new Child({ parentId: 1 }));
    await session.commit();
    const recorder = record(engine);
    await session.refresh(parent);
    await session.delete(parent).catch(() => {});
    await session.rollback();
    expect(writes(recorder.log)).toEqual([]);
    await session.close();
  });

  test("SQL as a value, in INSERT and UPDATE", async () => {
    const { User, engine } = await makeBlog();
    const session = new Session(engine);
    const user = session.add(new User({ name: func.upper("abc") as never }));
    const plain = session.add(new User({ name: "plain" }));
    await session.flush();
    expect([user.id, user.name, plain.id]).toEqual([1, "ABC", 2]);
    user.name = func.lower(User.c.name) as never;
    plain.name = "PLAIN";
    await session.commit();
    expect(user.name).toBe("abc");
    expect(session.isModified(user)).toBe(false);
    await session.close();
  });

  test("an UPDATE of a row that is gone is StaleDataError, and the session works after rollback", async () => {
    const { User, engine, seed } = await makeBlog();
    await seed((s) => s.add(new User({ id: 1, name: "a" })));
    const session = new Session(engine);
    const user = await session.getOne(User, 1);
    await (await session.connection()).execute(text("DELETE FROM user_account"));
    user.name = "b";
    await expect(session.flush()).rejects.toThrow(StaleDataError);
    await session.rollback();
    expect(user.name).toBe("a");
    await session.close();
  });

  test("a stale version is refused, at UPDATE and at DELETE", async () => {
    const Base = declarativeBase();
    class Doc extends Base.table(
      "doc",
      { id: column(t.integer(), { primaryKey: true }), version: column(t.integer()), title: column(t.string(20)) },
      { versionId: "version" },
    ) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    const doc = session.add(new Doc({ title: "a" }));
    await session.commit();
    await (await session.connection()).execute(text("UPDATE doc SET version = 7"));
    await session.commit();
    doc.title = "b";
    await expect(session.flush()).rejects.toThrow(StaleDataError);
    await session.rollback();
    expect([doc.title, doc.version]).toEqual(["a", 1]);
    await session.delete(doc);
    await expect(session.commit()).rejects.toThrow(StaleDataError);
    await session.rollback();
    expect(session.has(doc)).toBe(true);
    await session.close();
  });

  test("what the server makes at UPDATE is on the object", async () => {
    const Base = declarativeBase();
    class Thing extends Base.table("thing", {
      id: column(t.integer(), { primaryKey: true }),
      name: column(t.string(9)),
      length: column(t.integer(), { nullable: true, onUpdate: func.length("abcd") }),
    }) {}
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    const things = ["a", "b"].map((name) => session.add(new Thing({ name })));
    await session.flush();
    for (const thing of things) thing.name += "!";
    await session.flush();
    expect(things.map((thing) => thing.length)).toEqual([4, 4]);
    await session.close();
  });

  test("deleting what a bulk statement has deleted warns", async () => {
    const { Tag, engine, seed } = await makeBlog();
    await seed((s) => s.add(new Tag({ id: 1, label: "t" })));
    const session = new Session(engine);
    const tag = await session.getOne(Tag, 1);
    await session.execute(deleteFrom(Tag), {}, { executionOptions: { synchronizeSession: false } });
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
    await session.delete(tag);
    await session.commit();
    expect((await warned).message).toMatch(/Tag 1/);
    await session.close();
  });

  test("flush of some objects leaves the others", async () => {
    const { Tag, engine } = await makeBlog();
    const session = new Session(engine);
    const [a, b] = [session.add(new Tag({ label: "a" })), session.add(new Tag({ label: "b" }))];
    await session.flush([b]);
    expect([objectState(a), objectState(b)]).toEqual(["pending", "persistent"]);
    await session.commit();
    expect([b.id, a.id]).toEqual([1, 2]);
    await session.close();
  });

  test("changes that handlers make before the INSERT are in it, those after it in the next flush", async () => {
    const { User, engine, recorder } = await makeBlog();
    const session = new Session(engine);
    listen(User, "beforeInsert", ({ target }) => {
      target.fullname = "before";
    });
    listen(User, "afterInsert", ({ target }) => {
      target.name = `${target.name}${target.id}`;
    });
    const user = session.add(new User({ name: "a" }));
    await session.flush();
    expect(session.isModified(user)).toBe(true);
    await session.commit();
    expect(writes(recorder.log)).toEqual([
      ["INSERT INTO user_account (name, fullname, active) VALUES (?, ?, ?)", ["a", "before", 1]],
      ["UPDATE user_account SET name=? WHERE user_account.id = ?", ["a1", 1]],
    ]);
    await session.close();
  });
});

describe("trees", () => {
  test("a subtree is deleted leaves first, a node is moved", async () => {
    const { Node, engine, recorder, seed } = await makeBlog();
    await seed((s) =>
      s.add(
        new Node({
          id: 1,
          label: "root",
          children: [
            new Node({ id: 2, label: "a", children: [new Node({ id: 3, label: "b", children: [new Node({ id: 4, label: "c" })] })] }),
          ],
        }),
      ),
    );
    const session = new Session(engine);
    const root = await session.getOne(Node, 1);
    const c = await session.getOne(Node, 4);
    c.parent = root;
    await session.flush();
    await session.delete(await session.getOne(Node, 2));
    await session.commit();
    expect(writes(recorder.log)).toEqual([
      ["UPDATE node SET parent_id=? WHERE node.id = ?", [1, 4]],
      ["DELETE FROM node WHERE node.id = ?", [3]],
      ["DELETE FROM node WHERE node.id = ?", [2]],
    ]);
    expect(await session.execute(select(Node.c.id, Node.c.parentId).orderBy(Node.c.id)).all()).toEqual([
      [1, null],
      [4, 1],
    ]);
    await session.close();
  });

  test("a list of 2,000 is inserted, each after the one it hangs on", async () => {
    const { Node, engine } = await makeBlog();
    const session = new Session(engine);
    let node = session.add(new Node({ label: "0" }));
    for (let i = 1; i < 2000; i++) node = new Node({ label: String(i), parent: node });
    session.add(node);
    await session.commit();
    expect([node.id, node.parentId]).toEqual([2000, 1999]);
    await session.close();
  });
});
