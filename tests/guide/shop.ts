/** The models that most examples share: people, what they write, and the groups they are in. Each call makes them afresh, on an empty database. */
import { checkConstraint, column, declarativeBase, foreignKey, func, many, one, sessionMaker, t, table } from "@cupel/orm";
import type { TestDatabase } from "../support/databases.js";

export async function makeShop(database: TestDatabase) {
  const Base = declarativeBase();

  class User extends Base.table("users", {
    id: column(t.integer(), { primaryKey: true }),
    username: column(t.string(50), { unique: true, index: true }),
    email: column(t.string(100), { unique: true, nullable: true }),
    isActive: column(t.boolean(), { default: true }),
    loginCount: column(t.integer(), { default: 0 }),
    createdAt: column(t.dateTime(), { default: () => new Date() }),
    get posts() {
      return many(Post, { backPopulates: "author", cascade: "all, delete-orphan" });
    },
    get groups() {
      return many(Group, { secondary: memberships, backPopulates: "members" });
    },
    get profile() {
      return one(UserProfile, { nullable: true, backPopulates: "user", cascade: "all, delete-orphan" });
    },
  }) {}

  class Post extends Base.table("posts", {
    id: column(t.integer(), { primaryKey: true }),
    title: column(t.string(200)),
    content: column(t.text()),
    published: column(t.boolean(), { default: false }),
    get userId() {
      return foreignKey(User.c.id, { onDelete: "CASCADE" });
    },
    get author() {
      return one(User, { backPopulates: "posts" });
    },
    get comments() {
      return many(Comment, { backPopulates: "post", orderBy: Comment.c.id });
    },
  }) {}

  class Comment extends Base.table("comments", {
    id: column(t.integer(), { primaryKey: true }),
    content: column(t.text()),
    get postId() {
      return foreignKey(Post.c.id);
    },
    get post() {
      return one(Post, { backPopulates: "comments" });
    },
  }) {}

  class Group extends Base.table("groups", {
    id: column(t.integer(), { primaryKey: true }),
    name: column(t.string(100)),
    get members() {
      return many(User, { secondary: memberships, backPopulates: "groups" });
    },
  }) {}

  const memberships = table("memberships", Base.metadata, {
    userId: column(t.integer(), { name: "user_id", references: "users.id", primaryKey: true }),
    groupId: column(t.integer(), { name: "group_id", references: "groups.id", primaryKey: true }),
  });

  class UserProfile extends Base.table("user_profiles", {
    id: column(t.integer(), { primaryKey: true }),
    get userId() {
      return foreignKey(User.c.id, { unique: true });
    },
    bio: column(t.text()),
    avatarUrl: column(t.string(200)),
    get user() {
      return one(User, { backPopulates: "profile" });
    },
  }) {}

  class Product extends Base.table("products", {
    id: column(t.integer(), { primaryKey: true }),
    name: column(t.string(200)),
    price: column(t.numeric(10, 2)),
  }) {}

  class Order extends Base.table(
    "orders",
    {
      id: column(t.integer(), { primaryKey: true }),
      status: column(t.string(20)),
      amount: column(t.numeric(10, 2)),
      createdAt: column(t.dateTime(), { serverDefault: func.now() }),
    },
    {
      get constraints() {
        return [checkConstraint(Order.c.amount.gte("0"), { name: "amount_not_negative" })];
      },
    },
  ) {}

  const engine = await database.open();
  await Base.metadata.createAll(engine);
  return { Base, User, Post, Comment, Group, UserProfile, Product, Order, memberships, engine, createSession: sessionMaker(engine) };
}

export type Shop = Awaited<ReturnType<typeof makeShop>>;

/** Three people, of whom one is inactive, with posts and comments. */
export async function fill({ User, Post, Comment, Group, createSession }: Shop): Promise<void> {
  await createSession.begin(async (session) => {
    const admins = new Group({ name: "Admins" });
    const alice = new User({
      username: "alice",
      email: "alice@example.com",
      createdAt: new Date(Date.now() - 3 * 864e5),
      groups: [admins],
    });
    const bob = new User({ username: "bob", email: "bob@test.com", isActive: false, createdAt: new Date(Date.now() - 2 * 864e5) });
    const carol = new User({ username: "carol", email: null, createdAt: new Date(Date.now() - 400 * 864e5) });
    alice.posts.push(
      new Post({
        title: "First Steps in Python",
        content: "…",
        published: true,
        comments: [new Comment({ content: "how interesting" }), new Comment({ content: "thanks" })],
      }),
      new Post({ title: "More Python", content: "…", comments: [new Comment({ content: "an interesting turn" })] }),
    );
    bob.posts.push(new Post({ title: "Gardening", content: "…", published: true }));
    session.addAll([alice, bob, carol]);
  });
}
