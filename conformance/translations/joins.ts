import { and, select, trueValue } from "@cupel/core";
import type { Schema } from "../schema.js";

export default {
  "joins-0002": ({ users, posts }: Schema) => select(users.c.name, posts.c.title).selectFrom(users.join(posts)),
  "joins-0003": ({ users, posts }: Schema) => select(users.c.name, posts.c.title).joinFrom(users, posts),
  "joins-0004": ({ users, posts }: Schema) => select(users.c.name, posts.c.title).outerJoin(posts, users.c.id.eq(posts.c.user_id)),
  "joins-0005": ({ users, posts }: Schema) => select(users.c.name, posts.c.title).fullOuterJoin(posts),
  "joins-0006": ({ users, posts, comments }: Schema) =>
    select(users.c.name).selectFrom(users.outerJoin(posts).join(comments, comments.c.post_id.eq(posts.c.id))),
  "joins-0007": ({ users, posts, comments }: Schema) =>
    select(users.c.name).selectFrom(users.join(posts.outerJoin(comments), users.c.id.eq(posts.c.user_id))),
  "joins-0008": ({ users, groups, memberships }: Schema) =>
    select(users.c.name, groups.c.name).selectFrom(users).join(memberships).join(groups),
  "joins-0009": ({ users, posts, comments }: Schema) =>
    select(users.c.name).joinFrom(users, posts).join(comments, comments.c.post_id.eq(posts.c.id)),
  "joins-0010": ({ users, posts }: Schema) => select(users.c.name).outerJoinFrom(users, posts, posts.c.user_id.eq(users.c.id)),
  "joins-0012": ({ employees }: Schema) => {
    const manager = employees.alias();
    return select(employees.c.name, manager.c.name).selectFrom(employees.join(manager, employees.c.manager_id.eq(manager.c.id)));
  },
  "joins-0013": ({ users }: Schema) => {
    const [a, b] = [users.alias(), users.alias()];
    return select(a.c.name, b.c.name).where(a.c.id.lt(b.c.id));
  },
  "joins-0014": ({ users, memberships }: Schema) =>
    select(users.c.name).join(memberships, and(users.c.id.eq(memberships.c.user_id), memberships.c.role.eq("admin"))),
  "joins-0018": ({ users, groups }: Schema) => select(users.c.id, groups.c.id),
  "joins-0020": ({ users, posts }: Schema) => select(users.c.id).selectFrom(users.join(posts, trueValue())),
  "joins-0021": ({ employees }: Schema) => select(employees.c.id).join(employees),
  "joins-0023": ({ users, posts }: Schema) => select(users.c.id).join(posts.alias("p")),
};
