import { column, foreignKey, one, t } from "@cupel/orm";
import { Base } from "./base.ts";
import { Post } from "./post.ts";

export class Comment extends Base.table("comments", {
  id: column(t.integer(), { primaryKey: true }),
  content: column(t.text()),
  get postId() {
    return foreignKey(Post.c.id);
  },
  get post() {
    return one(Post, { backPopulates: "comments" });
  },
}) {}
