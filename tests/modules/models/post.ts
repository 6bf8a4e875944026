import { column, foreignKey, many, one, t } from "@cupel/orm";
import { Base } from "./base.ts";
import { Comment } from "./comment.ts";
import { User } from "./user.ts";

export class Post extends Base.table("posts", {
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
