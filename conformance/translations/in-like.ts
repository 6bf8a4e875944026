import { bindParam, or, select, text, tuple } from "@cupel/core";
import type { Schema } from "../schema.js";

export default {
  "in-0001": ({ users }: Schema) => select(users.c.id).where(users.c.id.in([1, 2, 3])),
  "in-0002": ({ users }: Schema) => select(users.c.id).where(users.c.id.notIn([1, 2, 3])),
  "in-0003": ({ users }: Schema) => select(users.c.id).where(users.c.id.in([])),
  "in-0004": ({ users }: Schema) => select(users.c.id).where(users.c.id.notIn([])),
  "in-0005": ({ users }: Schema) => select(users.c.id).where(users.c.name.in([]), users.c.age.in([1])),
  "in-0006": ({ users }: Schema) => select(users.c.id).where(users.c.id.in([1, null as never])),
  "in-0007": ({ users, posts }: Schema) => select(users.c.id).where(users.c.id.in(select(posts.c.user_id))),
  "in-0008": ({ users, posts }: Schema) => select(users.c.id).where(users.c.id.notIn(select(posts.c.user_id).where(posts.c.views.gt(3)))),
  "in-0010": ({ users }: Schema) =>
    select(users.c.id).where(
      tuple(users.c.id, users.c.name).in([
        [1, "a"],
        [2, "b"],
      ]),
    ),
  "in-0012": ({ users, posts }: Schema) =>
    select(users.c.id).where(tuple(users.c.id, users.c.name).notIn(select(posts.c.user_id, posts.c.title))),
  "in-0014": ({ users }: Schema) => select(users.c.id).where(users.c.id.in(bindParam("ids", { value: [], expanding: true }) as never)),
  "in-0017": ({ users }: Schema) =>
    select(users.c.id).where(users.c.name.in(["it's", "a%b"]), or(users.c.id.in([1, 2]), users.c.id.in([3]))),
  "in-0019": ({ users }: Schema) => select(users.c.id).where(users.c.id.in(text("(SELECT 1)") as never)),
  "like-0002": ({ users }: Schema) => select(users.c.id).where(users.c.name.like("a/%b", { escape: "/" })),
  "like-0003": ({ users }: Schema) => select(users.c.id).where(users.c.name.notLike("a%"), users.c.name.notIlike("b%")),
  "like-0004": ({ users }: Schema) => select(users.c.id).where(users.c.name.ilike("%A%")),
  "like-0005": ({ users }: Schema) => select(users.c.id).where(users.c.name.ilike("%A%", { escape: "\\" })),
  "like-0007": ({ users }: Schema) => select(users.c.id).where(users.c.name.startsWith("a%b_c", { autoescape: true })),
  "like-0008": ({ users }: Schema) => select(users.c.id).where(users.c.name.endsWith("a/b%", { autoescape: true })),
  "like-0009": ({ users }: Schema) => select(users.c.id).where(users.c.name.contains("50%", { autoescape: true, escape: "^" })),
  "like-0010": ({ users }: Schema) => select(users.c.id).where(users.c.name.contains(users.c.email)),
  "like-0012": ({ users }: Schema) =>
    select(users.c.id).where(
      users.c.name.icontains("Foo"),
      users.c.name.istartsWith("Ba_", { autoescape: true }),
      users.c.name.iendsWith("R"),
    ),
};
