import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InvalidRequestError, listen, ObjectDeletedError, Session, select, text, UnloadedAttributeError } from "../../src/index.js";
import {
  containsEager,
  defer,
  joinedLoad,
  lazyLoad,
  loadOnly,
  noLoad,
  raiseLoad,
  selectInLoad,
  undefer,
  withLoaderCriteria,
} from "../../src/loading/options.js";
import { Comment, Group, Post, Profile, User } from "../query/models.js";
import { type Database, openDatabase } from "./database.js";

let database: Database;
let session: Session;
beforeEach(async () => {
  database = await openDatabase({
    users: [1, 2, 3].map((id) => ({ id, name: `u${id}` })),
    profiles: [{ id: 1, userId: 1, bio: "long" }],
    posts: [1, 2, 2, 3, 3, 3].map((userId, index) => ({ id: index + 1, userId, title: `t${index + 1}`, rank: index })),
    comments: [1, 2, 3, 4, 5, 6].map((postId) => ({ id: postId, postId, authorId: postId === 6 ? null : 1, body: "c" })),
    groups: [
      { id: 1, name: "g1" },
      { id: 2, name: "g2" },
    ],
    memberships: [
      { userId: 1, groupId: 1 },
      { userId: 2, groupId: 1 },
      { userId: 2, groupId: 2 },
    ],
  });
  session = new Session(database.engine);
  database.statements();
});
afterEach(async () => {
  await session.close();
  await database.engine.dispose();
});

describe("how many statements a strategy sends", () => {
  it("selectin: one for each level, however many parents there are", async () => {
    const users = await session
      .scalars(
        select(User)
          .orderBy(User.c.id)
          .options(selectInLoad(User.c.posts).selectInLoad(Post.c.comments), selectInLoad(User.c.groups), selectInLoad(User.c.profile)),
      )
      .all();
    expect(users.map((user) => [user.posts.length, user.groups.length, user.profile?.id ?? null])).toEqual([
      [1, 1, 1],
      [2, 2, null],
      [3, 0, null],
    ]);
    expect(database.statements()).toHaveLength(5);
  });

  it("a reference whose target is in the session needs none", async () => {
    await session.scalars(select(User)).all();
    database.statements();
    const posts = await session.scalars(select(Post).options(selectInLoad(Post.c.author))).all();
    expect(posts.map((post) => post.author.name)).toEqual(["u1", "u2", "u2", "u3", "u3", "u3"]);
    expect(database.statements()).toHaveLength(1);
  });

  it("joined: one", async () => {
    await session
      .scalars(select(User).options(joinedLoad(User.c.posts).joinedLoad(Post.c.comments)))
      .unique()
      .all();
    expect(database.statements()).toHaveLength(1);
  });

  it("awaitableAttrs: one for all that are asked in one tick", async () => {
    const users = await session.scalars(select(User)).all();
    database.statements();
    const all = await Promise.all(users.map((user) => user.awaitableAttrs.posts));
    expect(all.map((posts) => posts.length)).toEqual([1, 2, 3]);
    expect(database.statements()).toHaveLength(1);
    await users[0]!.awaitableAttrs.posts;
    expect(database.statements()).toEqual([]);
  });

  it("fetchMode peers: one for all siblings of a result", async () => {
    await session.close();
    session = new Session(database.engine, { fetchMode: "peers" });
    const users = await session.scalars(select(User).orderBy(User.c.id)).all();
    database.statements();
    const counts: number[] = [];
    for (const user of users) counts.push((await user.awaitableAttrs.posts).length);
    expect(counts).toEqual([1, 2, 3]);
    expect(database.statements()).toHaveLength(1);
  });

  it("goes on below what is loaded, and asks only for what is missing", async () => {
    const users = await session.scalars(select(User).options(selectInLoad(User.c.posts))).all();
    database.statements();
    await session.load(users, selectInLoad(User.c.posts).selectInLoad(Post.c.comments));
    expect(users[1]!.posts.map((post) => post.comments.length)).toEqual([1, 1]);
    expect(database.statements()).toHaveLength(1);
  });
});

describe("what the identity map promises", () => {
  it("one object for a row, however it comes", async () => {
    const user = await session.get(User, 2);
    const again = await session.scalars(select(User).where(User.c.name.eq("u2"))).one();
    const [post] = await session.scalars(select(Post).where(Post.c.userId.eq(2)).options(joinedLoad(Post.c.author))).all();
    expect(again).toBe(user);
    expect(post!.author).toBe(user);
  });

  it("a row never overwrites what is there, unless populateExisting says so", async () => {
    const user = (await session.get(User, 1))!;
    await session.execute(text("UPDATE user_account SET name = 'else' WHERE id = 1"));
    await session.scalars(select(User)).all();
    expect(user.name).toBe("u1");
    await session.scalars(select(User).executionOptions({ populateExisting: true })).all();
    expect(user.name).toBe("else");
  });

  it("fills in what had not been loaded", async () => {
    const user = await session.scalars(select(User).where(User.c.id.eq(1)).options(loadOnly(User.c.name))).one();
    expect(Object.keys(user)).toEqual(["id", "name"]);
    expect(() => user.fullname).toThrow(UnloadedAttributeError);
    await session.get(User, 1, { populateExisting: true });
    expect(user.fullname).toBe(null);
    expect(user.active).toBe(true);
  });

  it("get answers from memory", async () => {
    const user = await session.get(User, 3);
    database.statements();
    expect(await session.get(User, 3)).toBe(user);
    expect(database.statements()).toEqual([]);
    expect(await session.get(User, 99)).toBe(null);
  });
});

describe("columns that are left out", () => {
  it("deferred columns are loaded when asked for", async () => {
    const profile = await session.scalars(select(Profile)).one();
    expect(() => profile.bio).toThrow(/undefer\(Profile\.c\.bio\)/);
    expect(await profile.awaitableAttrs.bio).toBe("long");
    expect(profile.bio).toBe("long");
    session.expungeAll();
    expect((await session.scalars(select(Profile).options(undefer(Profile.c.bio))).one()).bio).toBe("long");
  });

  it("defer, and a path to columns behind a relationship", async () => {
    const [user] = await session
      .scalars(select(User).orderBy(User.c.id).options(defer(User.c.fullname), selectInLoad(User.c.posts).loadOnly(Post.c.title)))
      .all();
    expect(Object.keys(user!)).toEqual(["id", "name", "active"]);
    expect(Object.keys(user!.posts[0]!)).toContain("title");
    expect(() => user!.posts[0]!.body).toThrow(UnloadedAttributeError);
  });
});

describe("refusals", () => {
  it("joined collections must be made unique", async () => {
    await expect(session.scalars(select(User).options(joinedLoad(User.c.posts))).all()).rejects.toThrow(/unique\(\)/);
    await expect(session.scalars(select(User).join(User.c.posts).options(containsEager(User.c.posts))).all()).rejects.toThrow(
      InvalidRequestError,
    );
    expect(await session.scalars(select(Post).options(joinedLoad(Post.c.author))).all()).toHaveLength(6);
  });

  it("joined collections cannot be streamed", async () => {
    const stream = session.scalars(select(User).options(joinedLoad(User.c.posts))).yieldPer(2);
    await expect(
      (async () => {
        for await (const user of stream) void user;
      })(),
    ).rejects.toThrow(/selectInLoad/);
  });

  it("a path that begins at what is not selected", async () => {
    await expect(session.scalars(select(User).options(selectInLoad(Post.c.comments) as never)).all()).rejects.toThrow(
      /begins at Post\.comments.*selects User/s,
    );
  });

  it("raiseLoad, and the relationships it leaves alone", async () => {
    const user = await session.scalars(select(User).where(User.c.id.eq(1)).options(selectInLoad(User.c.groups), raiseLoad("*"))).one();
    expect(user.groups).toHaveLength(1);
    expect(() => user.posts).toThrow(/User\.posts/);
    await expect(user.awaitableAttrs.posts).rejects.toThrow(/raiseLoad/);
  });

  it("raiseLoad forbids a reference whose target the session has, and with sqlOnly does not", async () => {
    await session.get(User, 1);
    const [forbidden] = await session.scalars(select(Post).where(Post.c.id.eq(1)).options(raiseLoad(Post.c.author))).all();
    expect(() => forbidden!.author).toThrow(/raiseLoad/);
    session.expungeAll();
    const user = await session.get(User, 1);
    const [allowed] = await session
      .scalars(
        select(Post)
          .where(Post.c.id.eq(1))
          .options(raiseLoad(Post.c.author, { sqlOnly: true })),
      )
      .all();
    expect(allowed!.author).toBe(user);
  });

  it("an object whose row is gone", async () => {
    const profile = await session.scalars(select(Profile)).one();
    await session.execute(text("DELETE FROM profile"));
    await expect(profile.awaitableAttrs.bio).rejects.toThrow(ObjectDeletedError);
  });

  it("options that are none", () => {
    expect(() => selectInLoad(undefined as never)).toThrow(/misspelt/);
    expect(() => selectInLoad(User.c.name as never)).toThrow(/the column "name"/);
    expect(() => selectInLoad(User.c.posts).joinedLoad(User.c.groups as never)).toThrow(
      /"groups" belongs to User, but the path has arrived at Post/,
    );
    expect(() => loadOnly(User.c.posts as never)).toThrow(/relationship "posts"/);
  });

  it("a key of the wrong form", async () => {
    await expect((async () => session.get(User, { id: 1, name: "x" } as never))()).rejects.toThrow(
      /The key of User is one value, that of "id"/,
    );
  });
});

describe("events", () => {
  it("tells of objects made from rows, and of those read again", async () => {
    const told: string[] = [];
    const stops = (["load", "refresh"] as const).map((name) =>
      listen(User, name, ({ event, target }) => void told.push(`${event} ${target.name}`)),
    );
    try {
      const user = (await session.get(User, 1))!;
      await session.scalars(select(User).where(User.c.id.lt(3)).orderBy(User.c.id)).all();
      expect(told).toEqual(["load u1", "load u2"]);
      await session.refresh(user);
      expect(told.slice(2)).toEqual(["refresh u1"]);
    } finally {
      for (const stop of stops) stop();
    }
  });
});

describe("criteria", () => {
  it("containsEager holds what the statement selected", async () => {
    const users = await session
      .scalars(
        select(User)
          .join(User.c.posts)
          .where(Post.c.title.in(["t2", "t6"]))
          .options(containsEager(User.c.posts))
          .orderBy(User.c.id),
      )
      .unique()
      .all();
    expect(users.map((user) => user.posts.map((post) => post.title))).toEqual([["t2"], ["t6"]]);
  });

  it("and() restricts what a relationship loads, each time anew", async () => {
    for (const rank of [1, 2]) {
      session.expungeAll();
      const users = await session
        .scalars(
          select(User)
            .orderBy(User.c.id)
            .options(selectInLoad(User.c.posts.and(Post.c.rank.eq(rank)))),
        )
        .all();
      expect(users.flatMap((user) => user.posts.map((post) => post.rank))).toEqual([rank]);
    }
  });

  it("withLoaderCriteria restricts every occurrence, also what is loaded later", async () => {
    const some = (above: number) => withLoaderCriteria(Post, Post.c.rank.gt(above));
    for (const [above, expected] of [
      [4, [5]],
      [3, [4, 5]],
    ] as const) {
      session.expungeAll();
      const users = await session.scalars(select(User).orderBy(User.c.id).options(some(above), selectInLoad(User.c.posts))).all();
      expect(users.flatMap((user) => user.posts.map((post) => post.rank))).toEqual(expected);
      session.expungeAll();
      const [last] = await session.scalars(select(User).where(User.c.id.eq(3)).options(some(above))).all();
      expect((await last!.awaitableAttrs.posts).map((post) => post.rank)).toEqual(expected);
    }
    expect(await session.scalars(select(Post).options(some(4))).all()).toHaveLength(1);
  });

  it("noLoad leaves empty, lazyLoad leaves unloaded", async () => {
    const [user] = await session.scalars(select(User).options(noLoad(User.c.posts), lazyLoad(User.c.groups))).all();
    expect(user!.posts).toEqual([]);
    expect(() => user!.groups).toThrow(UnloadedAttributeError);
  });
});

describe("rows", () => {
  it("entities beside columns, null where an outer join found none", async () => {
    const rows = await session
      .execute(
        select(User, Comment, User.c.name.as("who"))
          .outerJoin(User.c.posts)
          .outerJoin(Post.c.comments)
          .where(Post.c.id.in([1, 6]))
          .orderBy(Post.c.id),
      )
      .all();
    expect(rows.map(([user, comment, who]) => [user.id, comment?.id, who])).toEqual([
      [1, 1, "u1"],
      [3, 6, "u3"],
    ]);
    const outer = await session
      .execute(
        select(Group, User)
          .outerJoin(Group.c.members.and(User.c.id.eq(1)))
          .orderBy(Group.c.id),
      )
      .all();
    expect(outer.map(([group, user]) => [group.name, user?.name ?? null])).toEqual([
      ["g1", "u1"],
      ["g2", null],
    ]);
  });

  it("streams entities in batches, with what options ask for", async () => {
    const sizes: number[] = [];
    for await (const batch of session.scalars(select(Post).orderBy(Post.c.id).options(selectInLoad(Post.c.comments))).partitions(4)) {
      sizes.push(batch.length);
      for (const post of batch) expect(post.comments).toHaveLength(1);
    }
    expect(sizes).toEqual([4, 2]);
  });

  it("a set operation and raw SQL give entities", async () => {
    const both = await session
      .scalars(
        select(User)
          .where(User.c.id.eq(1))
          .union(select(User).where(User.c.id.eq(3))),
      )
      .all();
    expect(both.map((user) => user.name).sort()).toEqual(["u1", "u3"]);
    const raw = await session
      .scalars(select(User).fromStatement(text("SELECT name, id FROM user_account WHERE id < :limit ORDER BY id DESC")), { limit: 3 })
      .all();
    expect(raw.map((user) => user.name)).toEqual(["u2", "u1"]);
    expect(raw[1]).toBe(both.find((user) => user.id === 1));
  });
});
