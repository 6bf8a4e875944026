import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Session, select } from "../../src/index.js";
import { immediateLoad, joinedLoad, selectInLoad, subqueryLoad } from "../../src/loading/options.js";
import { Comment, Node, Post, User } from "../query/models.js";
import { openDatabase, type Rows } from "./database.js";

/** Random rows of the shop: ids are handed out in order, references point at what is there. */
const shop = fc
  .record({
    users: fc.integer({ min: 0, max: 5 }),
    posts: fc.array(fc.nat(), { maxLength: 8 }),
    comments: fc.array(fc.tuple(fc.nat(), fc.option(fc.nat())), { maxLength: 10 }),
    groups: fc.integer({ min: 0, max: 4 }),
    memberships: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 10 }),
    profiles: fc.array(fc.nat(), { maxLength: 4 }),
  })
  .map(({ users, posts, comments, groups, memberships, profiles }): Rows => {
    const ids = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
    const userRows = ids(users).map((id) => ({ id, name: `u${id}` }));
    const postRows =
      users === 0 ? [] : posts.map((owner, index) => ({ id: index + 1, userId: (owner % users) + 1, title: `t${index}`, rank: index % 3 }));
    const commentRows =
      postRows.length === 0
        ? []
        : comments.map(([post, author], index) => ({
            id: index + 1,
            postId: (post % postRows.length) + 1,
            authorId: author === null ? null : (author % users) + 1,
            body: `c${index}`,
          }));
    const pairs = new Map<string, { userId: number; groupId: number }>();
    if (users > 0 && groups > 0)
      for (const [user, group] of memberships)
        pairs.set(`${user % users} ${group % groups}`, { userId: (user % users) + 1, groupId: (group % groups) + 1 });
    const owners = new Set(users === 0 ? [] : profiles.map((owner) => (owner % users) + 1));
    return {
      users: userRows,
      posts: postRows,
      comments: commentRows,
      groups: ids(groups).map((id) => ({ id, name: `g${id}` })),
      memberships: [...pairs.values()],
      profiles: [...owners].map((userId, index) => ({ id: index + 1, userId, bio: "b" })),
    };
  });

/** What the rows mean, without a database. */
function plainGraph(rows: Rows): unknown {
  const byId = <R extends { id: number }>(list: readonly R[]): R[] => [...list].sort((a, b) => a.id - b.id);
  return rows.users!.map((user) => ({
    name: user.name,
    profile: rows.profiles!.find((profile) => profile.userId === user.id)?.id ?? null,
    groups: byId(
      rows.groups!.filter((group) => rows.memberships!.some((pair) => pair.userId === user.id && pair.groupId === group.id)),
    ).map((group) => group.name),
    posts: byId(rows.posts!.filter((post) => post.userId === user.id)).map((post) => ({
      title: post.title,
      comments: byId(rows.comments!.filter((comment) => comment.postId === post.id)).map((comment) => ({
        body: comment.body,
        author: comment.authorId === null ? null : `u${comment.authorId}`,
      })),
    })),
  }));
}

function graphOf(users: readonly User[]): unknown {
  return users.map((user) => ({
    name: user.name,
    profile: user.profile?.id ?? null,
    groups: user.groups.map((group) => group.name),
    posts: user.posts.map((post) => ({
      title: post.title,
      comments: post.comments.map((comment) => ({ body: comment.body, author: comment.author?.name ?? null })),
    })),
  }));
}

type Load = (session: Session) => Promise<readonly User[]>;
const base = select(User).orderBy(User.c.id);

const ways: Readonly<Record<string, Load>> = {
  selectin: (session) =>
    session
      .scalars(
        base.options(
          selectInLoad(User.c.posts).selectInLoad(Post.c.comments).selectInLoad(Comment.c.author),
          selectInLoad(User.c.groups),
          selectInLoad(User.c.profile),
        ),
      )
      .all(),
  joined: (session) =>
    session
      .scalars(
        base.options(
          joinedLoad(User.c.posts).joinedLoad(Post.c.comments).joinedLoad(Comment.c.author),
          joinedLoad(User.c.groups),
          joinedLoad(User.c.profile),
        ),
      )
      .unique()
      .all(),
  "joined with a limit": (session) =>
    session
      .scalars(
        base
          .limit(100)
          .options(
            joinedLoad(User.c.posts).joinedLoad(Post.c.comments).joinedLoad(Comment.c.author),
            joinedLoad(User.c.groups),
            joinedLoad(User.c.profile),
          ),
      )
      .unique()
      .all(),
  subquery: (session) =>
    session
      .scalars(
        base.options(
          subqueryLoad(User.c.posts).subqueryLoad(Post.c.comments).subqueryLoad(Comment.c.author),
          subqueryLoad(User.c.groups),
          subqueryLoad(User.c.profile),
        ),
      )
      .all(),
  immediate: (session) =>
    session
      .scalars(
        base.options(
          immediateLoad(User.c.posts).immediateLoad(Post.c.comments).immediateLoad(Comment.c.author),
          immediateLoad(User.c.groups),
          immediateLoad(User.c.profile),
        ),
      )
      .all(),
  "selectin, then joined": (session) =>
    session
      .scalars(
        base.options(
          selectInLoad(User.c.posts).joinedLoad(Post.c.comments).joinedLoad(Comment.c.author),
          joinedLoad(User.c.groups),
          selectInLoad(User.c.profile),
        ),
      )
      .unique()
      .all(),
  "session.load": async (session) => {
    const users = await session.scalars(base).all();
    await session.load(
      users,
      joinedLoad(User.c.posts).selectInLoad(Post.c.comments).selectInLoad(Comment.c.author),
      selectInLoad(User.c.groups),
      selectInLoad(User.c.profile),
    );
    return users;
  },
  lazy: async (session) => {
    const users = await session.scalars(base).all();
    await Promise.all(users.flatMap((user) => [user.awaitableAttrs.posts, user.awaitableAttrs.groups, user.awaitableAttrs.profile]));
    const posts = users.flatMap((user) => user.posts);
    await Promise.all(posts.map((post) => post.awaitableAttrs.comments));
    await Promise.all(posts.flatMap((post) => post.comments).map((comment) => comment.awaitableAttrs.author));
    return users;
  },
};

describe("every strategy gives the graph that the rows mean", () => {
  it.each(Object.keys(ways))("%s", async (way) => {
    await fc.assert(
      fc.asyncProperty(shop, async (rows) => {
        const { engine } = await openDatabase(rows);
        const session = new Session(engine);
        try {
          expect(graphOf(await ways[way]!(session))).toEqual(plainGraph(rows));
        } finally {
          await session.close();
          await engine.dispose();
        }
      }),
      { numRuns: 25 },
    );
  });

  it("untracked entities have the same graph, and the session none of them", async () => {
    const rows: Rows = {
      users: [{ id: 1, name: "u1" }],
      posts: [
        { id: 1, userId: 1, title: "t0" },
        { id: 2, userId: 1, title: "t1" },
      ],
      comments: [{ id: 1, postId: 2, authorId: 1, body: "c0" }],
      groups: [],
      memberships: [],
      profiles: [],
    };
    const { engine } = await openDatabase(rows);
    const session = new Session(engine);
    const users = await session
      .scalars(
        base.options(
          selectInLoad(User.c.posts).selectInLoad(Post.c.comments).selectInLoad(Comment.c.author),
          selectInLoad(User.c.groups),
          joinedLoad(User.c.profile),
        ),
        {},
        { executionOptions: { track: false } },
      )
      .all();
    expect(graphOf(users)).toEqual(plainGraph(rows));
    expect(session.identityMap.size).toBe(0);
    expect(users[0]!.posts[1]!.comments[0]!.author).toBe(users[0]);
    await session.close();
    await engine.dispose();
  });
});

describe("a tree that refers to itself", () => {
  const nodes = [
    { id: 1, parentId: null, label: "root" },
    { id: 2, parentId: 1, label: "a" },
    { id: 3, parentId: 1, label: "b" },
    { id: 4, parentId: 2, label: "aa" },
    { id: 5, parentId: 4, label: "aaa" },
  ];
  const roots = select(Node).where(Node.c.parentId.is(null));
  it.each([
    ["selectin", roots.options(selectInLoad(Node.c.children).selectInLoad(Node.c.children))],
    ["joined", roots.options(joinedLoad(Node.c.children).joinedLoad(Node.c.children))],
    ["mixed", roots.options(joinedLoad(Node.c.children).selectInLoad(Node.c.children))],
  ] as const)("%s goes as deep as the path says", async (_name, statement) => {
    const { engine } = await openDatabase({ nodes });
    const session = new Session(engine);
    const [root] = await session.scalars(statement).unique().all();
    expect(root!.children.map((child) => [child.label, child.children.map((grandchild) => grandchild.label)])).toEqual([
      ["a", ["aa"]],
      ["b", []],
    ]);
    expect(() => root!.children[0]!.children[0]!.children).toThrow(/not loaded/);
    expect(root!.children[0]!.parent).toBe(root);
    await session.close();
    await engine.dispose();
  });
});
