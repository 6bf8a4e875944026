/** Every kind of relationship once, for tests of what happens in memory. */
import { column, declarativeBase, deferred, foreignKey, many, one, t, table } from "@cupel/orm";

const id = () => column(t.integer(), { primaryKey: true });
export const Base = declarativeBase();

export class User extends Base.table("users", {
  id: id(),
  username: column(t.string(50)),
  bio: deferred(column(t.text(), { nullable: true })),
  get posts() {
    return many(Post, { backPopulates: "author", cascade: "all, delete-orphan" });
  },
  get groups() {
    return many(Group, { secondary: members, backPopulates: "users" });
  },
  get profile() {
    return one(Profile, { nullable: true, backPopulates: "user", cascade: "all, delete-orphan" });
  },
  get managerId() {
    return foreignKey(User.c.id, { nullable: true });
  },
  get manager() {
    return one(User, { nullable: true, remoteSide: User.c.id, backPopulates: "reports" });
  },
  get reports() {
    return many(User, { backPopulates: "manager" });
  },
  get shownPosts() {
    return many(Post, { viewOnly: true });
  },
}) {}

export class Post extends Base.table("posts", {
  id: id(),
  title: column(t.string(200)),
  get userId() {
    return foreignKey(User.c.id, { nullable: true });
  },
  get author() {
    return one(User, { nullable: true, backPopulates: "posts" });
  },
}) {}

export class Group extends Base.table("groups", {
  id: id(),
  name: column(t.string(50)),
  get users() {
    return many(User, { secondary: members, backPopulates: "groups" });
  },
}) {}

export class Profile extends Base.table("profiles", {
  get userId() {
    return foreignKey(User.c.id, { primaryKey: true });
  },
  get user() {
    return one(User, { nullable: true, backPopulates: "profile" });
  },
}) {}

export const members = table("members", Base.metadata, {
  userId: column(t.integer(), { references: "users.id", primaryKey: true }),
  groupId: column(t.integer(), { references: "groups.id", primaryKey: true }),
});

export const user = (username = "u"): User => new User({ username });
export const post = (title = "p"): Post => new Post({ title });
export const group = (name = "g"): Group => new Group({ name });
