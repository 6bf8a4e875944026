import { column, foreignKey, one, t } from "@cupel/orm";
import { Base } from "./base.js";
import { User } from "./user.js";
export class Post extends Base.table("posts", {
  id: column(t.integer(), { primaryKey: true }),
  get userId() { return foreignKey(User.c.id); },
  get author() { return one(User, { backPopulates: "posts", foreignKeys: Post.c.userId }); },
}) {}
