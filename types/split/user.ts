import { column, foreignKey, many, one, t } from "@cupel/orm";
import { Base } from "./base.js";
import { Post } from "./post.js";
import { Group } from "./group.js";
import { userGroups } from "./user-groups.js";
export class User extends Base.table("users", {
  id: column(t.integer(), { primaryKey: true }), name: column(t.string()),
  get favouriteId() { return foreignKey(Post.c.id, { nullable: true }); },
  get favourite() { return one(Post, { nullable: true, foreignKeys: User.c.favouriteId }); },
  get posts() { return many(Post, { backPopulates: "author", foreignKeys: Post.c.userId, orderBy: Post.c.id }); },
  get groups() { return many(Group, { secondary: userGroups, backPopulates: "members" }); },
}) {}
