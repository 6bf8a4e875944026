/** The mapped classes of the conformance corpus, as far as queries need them. */
import { column, declarativeBase, deferred, foreignKey, many, one, t, table } from "../../src/index.js";

export const Base = declarativeBase();

export const userGroup = table("user_group", Base.metadata, {
  userId: column(t.integer(), { name: "user_id", references: "user_account.id", primaryKey: true }),
  groupId: column(t.integer(), { name: "group_id", references: "user_groups.id", primaryKey: true }),
});
export const postTag = table("post_tag", Base.metadata, {
  postId: column(t.integer(), { name: "post_id", references: "post.id", primaryKey: true }),
  tagId: column(t.integer(), { name: "tag_id", references: "tag.id", primaryKey: true }),
});

export class User extends Base.table("user_account", {
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

export class Profile extends Base.table("profile", {
  id: column(t.integer(), { primaryKey: true }),
  get userId() {
    return foreignKey(User.c.id, { unique: true });
  },
  bio: deferred(column(t.text())),
  get user() {
    return one(User, { backPopulates: "profile" });
  },
}) {}

export class Post extends Base.table("post", {
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

export class Comment extends Base.table("comment", {
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

export class Tag extends Base.table("tag", {
  id: column(t.integer(), { primaryKey: true }),
  label: column(t.string(20), { unique: true }),
  get posts() {
    return many(Post, { secondary: postTag, backPopulates: "tags" });
  },
}) {}

export class Group extends Base.table("user_groups", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(30)),
  get members() {
    return many(User, { secondary: userGroup, backPopulates: "groups", orderBy: User.c.id });
  },
}) {}

export class Node extends Base.table("node", {
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
