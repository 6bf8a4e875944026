/** What a user is promised of loading: what is there afterwards, by how many statements, and what is refused. */
import {
  ArgumentError,
  aliased,
  containsEager,
  defer,
  InvalidRequestError,
  joinedLoad,
  loadOnly,
  noLoad,
  raiseLoad,
  Session,
  select,
  selectInLoad,
  subqueryLoad,
  text,
  UnloadedAttributeError,
  undefer,
  withLoaderCriteria,
} from "@cupel/orm";
import { beforeEach, describe, expect, test } from "vitest";
import { type Blog, makeBlog } from "../../packages/orm/tests/support/blog.js";
import { failure } from "./support.js";

let blog: Blog;
beforeEach(async () => {
  blog = await makeBlog();
  const { User, Post, Comment, Group, Node } = blog;
  await blog.seed((session) => {
    session.addAll([
      new User({
        name: "ann",
        posts: [
          new Post({ title: "p1", rank: 1, comments: [new Comment({ body: "c1" }), new Comment({ body: "c2" })] }),
          new Post({ title: "p2", rank: 2 }),
        ],
        groups: [new Group({ name: "g" })],
      }),
      new User({ name: "bob", posts: [new Post({ title: "p3" })] }),
      new User({ name: "cy" }),
      new Node({ label: "r", children: [new Node({ label: "r1", children: [new Node({ label: "r11" })] })] }),
    ]);
  });
  return async () => {
    expect(blog.engine.pool.checkedOut()).toBe(0);
    await blog.engine.dispose();
  };
});
const selects = (): number => blog.recorder.sql().filter((sql) => sql.startsWith("SELECT")).length;

describe("the number of statements", () => {
  test.each([
    [
      "selectInLoad",
      (b: Blog) => select(b.User).options(selectInLoad(b.User.c.posts).selectInLoad(b.Post.c.comments), selectInLoad(b.User.c.groups)),
      4,
    ],
    ["joinedLoad", (b: Blog) => select(b.User).options(joinedLoad(b.User.c.posts).joinedLoad(b.Post.c.comments)), 1],
    ["subqueryLoad", (b: Blog) => select(b.User).options(subqueryLoad(b.User.c.posts)), 2],
    ["noLoad", (b: Blog) => select(b.User).options(noLoad(b.User.c.posts)), 1],
  ] as const)("of %s", async (_, statement, count) => {
    await using session = new Session(blog.engine);
    const users = await session.scalars(statement(blog).orderBy(blog.User.c.id)).unique().all();
    expect(users).toHaveLength(3);
    expect(users[0]!.posts.length).toBe(_ === "noLoad" ? 0 : 2);
    expect(selects()).toBe(count);
  });
  test("awaitableAttrs asks once for all that are asked for in one tick", async () => {
    const { User, Post, engine } = blog;
    await using session = new Session(engine);
    const users = await session.scalars(select(User).orderBy(User.c.id)).all();
    blog.recorder.clear();
    const posts = await Promise.all(users.map((user) => user.awaitableAttrs.posts));
    expect(posts.map(({ length }) => length)).toEqual([2, 1, 0]);
    expect(selects()).toBe(1);
    session.expungeAll();
    const all = await session.scalars(select(Post).orderBy(Post.c.id)).all();
    blog.recorder.clear();
    expect((await Promise.all(all.map((post) => post.awaitableAttrs.author))).map(({ name }) => name)).toEqual(["ann", "ann", "bob"]);
    expect(selects()).toBe(1);
    expect(await all[0]!.awaitableAttrs.author).toBe(all[0]!.author);
    expect(selects()).toBe(1);
  });
  test("session.load asks for nothing that is there", async () => {
    const { User, Post, engine } = blog;
    await using session = new Session(engine);
    const users = await session.scalars(select(User)).all();
    await session.load(users, selectInLoad(User.c.posts).selectInLoad(Post.c.comments));
    expect(users[0]!.posts[0]!.comments).toHaveLength(2);
    blog.recorder.clear();
    await session.load(users, selectInLoad(User.c.posts));
    await session.load([], selectInLoad(User.c.posts));
    expect(selects()).toBe(0);
  });
});

describe("what a query does to objects that are here", () => {
  test("it leaves their changes, unless populateExisting says otherwise", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    const ann = await session.getOne(User, 1);
    ann.name = "mine";
    await session.noAutoflush(async () => {
      await session.scalars(select(User)).all();
      expect(ann.name).toBe("mine");
      await session.scalars(select(User).executionOptions({ populateExisting: true })).all();
    });
    expect(ann.name).toBe("ann");
    expect(session.dirty.size).toBe(0);
  });
  test("pending appends join what is loaded", async () => {
    const { User, Post, engine } = blog;
    await using session = new Session(engine);
    const ann = await session.getOne(User, 1);
    session.append(ann, User.c.posts, new Post({ title: "new" }));
    await session.noAutoflush(() => session.load(ann, selectInLoad(User.c.posts)));
    expect(ann.posts.map(({ title }) => title)).toEqual(["p1", "p2", "new"]);
    await session.commit();
    expect((await session.scalars(select(Post).where(Post.c.userId.eq(1))).all()).length).toBe(3);
  });
});

describe("what is loaded in part", () => {
  test("containsEager takes what the join gives, through an alias too", async () => {
    const { User, Post, engine } = blog;
    await using session = new Session(engine);
    const [ann, ...others] = await session
      .scalars(select(User).join(User.c.posts).options(containsEager(User.c.posts)).where(Post.c.rank.gt(1)))
      .unique()
      .all();
    expect(others).toEqual([]);
    expect(ann!.posts.map(({ title }) => title)).toEqual(["p2"]);
    session.expungeAll();
    const P = aliased(Post, "p");
    const users = await session
      .scalars(
        select(User)
          .join(P, P.c.userId.eq(User.c.id))
          .options(containsEager(User.c.posts.ofType(P)))
          .orderBy(User.c.id),
      )
      .unique()
      .all();
    expect(users.map(({ posts }) => posts.length)).toEqual([2, 1]);
  });
  test("withLoaderCriteria restricts the statement, its joins and what is loaded later", async () => {
    const { User, Post, engine } = blog;
    await using session = new Session(engine);
    const later = await session
      .scalars(
        select(User)
          .options(withLoaderCriteria(Post, Post.c.rank.gt(1)))
          .orderBy(User.c.id),
      )
      .all();
    expect(await later[0]!.awaitableAttrs.posts).toHaveLength(1);
    session.expungeAll();
    const joined = await session
      .scalars(
        select(User)
          .options(
            joinedLoad(User.c.posts),
            withLoaderCriteria(Post, (c) => c.rank.gt(1)),
          )
          .orderBy(User.c.id),
      )
      .unique()
      .all();
    expect(joined.map(({ posts }) => posts.length)).toEqual([1, 0, 0]);
  });
  test("loadOnly, defer and undefer; what was left out is loaded when it is asked for", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    const ann = await session.scalars(select(User).options(loadOnly(User.c.name)).limit(1)).one();
    expect(Object.keys(ann)).toEqual(["id", "name"]);
    expect(() => ann.active).toThrow(UnloadedAttributeError);
    expect(await ann.awaitableAttrs.active).toBe(true);
    session.expungeAll();
    const bob = await session.scalars(select(User).options(defer(User.c.name), defer(User.c.active), undefer(User.c.name)).limit(1)).one();
    expect(Object.keys(bob)).toEqual(["id", "name", "fullname"]);
  });
  test("a tree, level by level", async () => {
    const { Node, engine } = blog;
    await using session = new Session(engine);
    const root = await session
      .scalars(select(Node).where(Node.c.parentId.is(null)).options(selectInLoad(Node.c.children).selectInLoad(Node.c.children)))
      .one();
    expect(root.children[0]!.children.map(({ label }) => label)).toEqual(["r11"]);
    expect(root.children[0]!.parent).toBe(root);
    expect(selects()).toBe(3);
  });
  test("text gives entities, and says which key it lacks", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    const users = await session
      .scalars(select(User).fromStatement(text("SELECT id, name FROM user_account WHERE id < :below ORDER BY id")), { below: 3 })
      .all();
    expect(users.map(({ name }) => name)).toEqual(["ann", "bob"]);
    expect(() => users[0]!.active).toThrow(/User\.active.*not loaded/);
    const error = await failure(() => session.scalars(select(User).fromStatement(text("SELECT name FROM user_account"))).all());
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error.message).toMatch(/"id".*primary key of User/);
  });
});

describe("refusals", () => {
  test("raiseLoad forbids, and session.load is a way on", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    const users = await session.scalars(select(User).options(raiseLoad("*")).orderBy(User.c.id)).all();
    expect(() => users[0]!.posts).toThrow(/User\.posts.*raiseLoad/s);
    await expect(users[0]!.awaitableAttrs.posts).rejects.toThrow(UnloadedAttributeError);
    await session.load(users, selectInLoad(User.c.posts));
    expect(users[0]!.posts).toHaveLength(2);
  });
  test("a joined collection asks for unique()", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    await expect(session.scalars(select(User).options(joinedLoad(User.c.posts))).all()).rejects.toThrow(/unique\(\).*selectInLoad/s);
    await expect(session.scalars(select(User).options(joinedLoad(User.c.posts))).first()).rejects.toThrow(InvalidRequestError);
  });
  test("an option that leads nowhere names where it is", async () => {
    const { User, Post, engine } = blog;
    await using session = new Session(engine);
    const lost = await failure(() => session.scalars(select(User).options(loadOnly(Post.c.title) as never)).all());
    expect(lost).toBeInstanceOf(ArgumentError);
    expect(lost.message).toMatch(/"title".*selects User/);
    const wrong = await failure(() => selectInLoad(User.c.posts).selectInLoad(User.c.groups as never));
    expect(wrong.message).toMatch(/"groups" belongs to User.*arrived at Post/);
    const transient = await failure(() => session.load(new User({ name: "x" }), selectInLoad(User.c.posts)));
    expect(transient).toBeInstanceOf(InvalidRequestError);
    expect(transient.message).toMatch(/User \(new\).*not in this session.*add/);
  });
});
