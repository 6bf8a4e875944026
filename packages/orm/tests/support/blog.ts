/** The mapped classes of the conformance cases. */
import "@cupel/dialect-sqlite";
import { column, createEngine, declarativeBase, foreignKey, many, one, Session, t, table } from "@cupel/orm";
import { record } from "./recorder.js";

export async function makeBlog() {
  const Base = declarativeBase();

  class User extends Base.table("user_account", {
    id: column(t.integer(), { primaryKey: true }),
    name: column(t.string(30)),
    fullname: column(t.string(60), { nullable: true }),
    active: column(t.boolean(), { default: true }),
    get posts() {
      return many(Post, { backPopulates: "author", cascade: "all, delete-orphan", orderBy: Post.c.id });
    },
    get profile() {
      return one(Profile, { nullable: true, backPopulates: "user", cascade: "all, delete-orphan" });
    },
    get groups() {
      return many(Group, { secondary: userGroup, backPopulates: "members", orderBy: Group.c.id });
    },
  }) {}

  class Profile extends Base.table("profile", {
    id: column(t.integer(), { primaryKey: true }),
    get userId() {
      return foreignKey(User.c.id, { unique: true });
    },
    bio: column(t.text()),
    get user() {
      return one(User, { backPopulates: "profile" });
    },
  }) {}

  class Post extends Base.table("post", {
    id: column(t.integer(), { primaryKey: true }),
    get userId() {
      return foreignKey(User.c.id);
    },
    title: column(t.string(100)),
    body: column(t.text(), { nullable: true }),
    rank: column(t.integer(), { default: 0 }),
    get author() {
      return one(User, { backPopulates: "posts" });
    },
    get comments() {
      return many(Comment, { backPopulates: "post", cascade: "all, delete-orphan", orderBy: Comment.c.id });
    },
    get tags() {
      return many(Tag, { secondary: postTag, backPopulates: "posts", orderBy: Tag.c.id });
    },
  }) {}

  class Comment extends Base.table("comment", {
    id: column(t.integer(), { primaryKey: true }),
    get postId() {
      return foreignKey(Post.c.id);
    },
    get authorId() {
      return foreignKey(User.c.id, { nullable: true });
    },
    body: column(t.string(200)),
    get post() {
      return one(Post, { backPopulates: "comments" });
    },
    get author() {
      return one(User, { nullable: true });
    },
  }) {}

  class Tag extends Base.table("tag", {
    id: column(t.integer(), { primaryKey: true }),
    label: column(t.string(20), { unique: true }),
    get posts() {
      return many(Post, { secondary: postTag, backPopulates: "tags" });
    },
  }) {}

  class Group extends Base.table("user_groups", {
    id: column(t.integer(), { primaryKey: true }),
    name: column(t.string(30)),
    get members() {
      return many(User, { secondary: userGroup, backPopulates: "groups", orderBy: User.c.id });
    },
  }) {}

  class Node extends Base.table("node", {
    id: column(t.integer(), { primaryKey: true }),
    get parentId() {
      return foreignKey(Node.c.id, { nullable: true });
    },
    label: column(t.string(20)),
    get children() {
      return many(Node, { backPopulates: "parent", cascade: "all", orderBy: Node.c.id });
    },
    get parent() {
      return one(Node, { nullable: true, backPopulates: "children", remoteSide: Node.c.id });
    },
  }) {}

  const userGroup = table("user_group", Base.metadata, {
    userId: column(t.integer(), { name: "user_id", references: "user_account.id", primaryKey: true }),
    groupId: column(t.integer(), { name: "group_id", references: "user_groups.id", primaryKey: true }),
  });
  const postTag = table("post_tag", Base.metadata, {
    postId: column(t.integer(), { name: "post_id", references: "post.id", primaryKey: true }),
    tagId: column(t.integer(), { name: "tag_id", references: "tag.id", primaryKey: true }),
  });

  const engine = createEngine("sqlite:///:memory:");
  await Base.metadata.createAll(engine);
  /** Runs work in a session that is committed, and forgotten. */
  const seed = async (work: (session: Session) => unknown): Promise<void> => {
    const session = new Session(engine);
    await work(session);
    await session.commit();
    await session.close();
    recorder.clear();
  };
  const recorder = record(engine);
  return { Base, User, Profile, Post, Comment, Tag, Group, Node, userGroup, postTag, engine, recorder, seed };
}

export type Blog = Awaited<ReturnType<typeof makeBlog>>;
