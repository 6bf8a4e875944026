import { caseOf, caseWhen, cast, extract, func, over, select, t, typeCoerce, union, unionAll } from "@cupel/core";
import type { Schema } from "../schema.js";

export default {
  "set-ops-0004": ({ users, posts }: Schema) => select(users.c.id).unionAll(select(posts.c.user_id)).limit(5).offset(2),
  "set-ops-0006": ({ users, posts }: Schema) => select(users.c.id).except(select(posts.c.user_id)),
  "set-ops-0007": ({ users, posts }: Schema) => select(users.c.id).exceptAll(select(posts.c.user_id)),
  "set-ops-0008": ({ users, posts }: Schema) => select(users.c.id).intersectAll(select(posts.c.user_id)),
  "set-ops-0012": ({ users, groups }: Schema) => {
    const u = select(users.c.id, users.c.name).union(select(groups.c.id, groups.c.name)).subquery("u");
    return select(u.c.name).where(u.c.id.gt(5)).orderBy(u.c.name);
  },
  "set-ops-0013": ({ users, groups }: Schema) => {
    const u = unionAll(select(users.c.id.as("k"), users.c.name), select(groups.c.id, groups.c.name));
    return u.orderBy(u.selectedColumns.k.desc());
  },
  "set-ops-0014": ({ users }: Schema) => union(select(users.c.id)).orderBy("id"),
  "set-ops-0016": ({ users, posts }: Schema) => union(select(users.c.id, users.c.name), select(posts.c.id) as never),
  "set-ops-0017": ({ users, posts, comments }: Schema) =>
    select(users.c.id).where(select(posts.c.id).union(select(comments.c.id)).exists()),
  "window-0005": ({ orders }: Schema) => select(func.sum(orders.c.total).over({ orderBy: orders.c.id, rows: [null, 0] })),
  "window-0006": ({ orders }: Schema) =>
    select(
      func.sum(orders.c.total).over({ orderBy: orders.c.id, rows: [-3, 3] }),
      func.avg(orders.c.total).over({ orderBy: orders.c.id, rows: [1, 5] }),
    ),
  "window-0007": ({ orders }: Schema) =>
    select(
      func.sum(orders.c.total).over({ orderBy: orders.c.id, range: [null, null] }),
      func.max(orders.c.total).over({ orderBy: orders.c.id, range: [0, null] }),
    ),
  "window-0008": ({ orders }: Schema) => select(func.sum(orders.c.total).over({ orderBy: orders.c.id, groups: [-1, 1] })),
  "window-0009": ({ users }: Schema) =>
    select(func.count(users.c.id).filter(users.c.age.gt(18)), func.count().filter(users.c.age.lt(5), users.c.is_active)),
  "window-0011": ({ users }: Schema) => select(func.percentile_cont(0.5).withinGroup(users.c.age)),
  "window-0012": ({ users }: Schema) => select(func.percentile_disc(0.5).withinGroup(users.c.age.desc(), users.c.name)),
  "window-0013": ({ users }: Schema) =>
    select(func.mode().withinGroup(users.c.name), (func.rank as (n: number) => ReturnType<typeof func.rank>)(5).withinGroup(users.c.age)),
  "window-0015": ({ users }: Schema) =>
    select(over((func.lag as (...values: unknown[]) => ReturnType<typeof func.rank>)(users.c.age, 1, 0), { orderBy: users.c.id })),
  "case-cast-0001": ({ users }: Schema) =>
    select(caseWhen(users.c.age.lt(18), "minor").when(users.c.age.lt(65), "adult").else("senior").as("band")),
  "case-cast-0002": ({ users }: Schema) =>
    select(
      caseOf(users.c.name, [
        ["a", 1],
        ["b", 2],
      ]),
    ),
  "case-cast-0008": ({ users }: Schema) =>
    select(
      cast(users.c.created_at, t.date()),
      cast(users.c.age, t.float()),
      cast(users.c.age, t.boolean()),
      cast(users.c.age, t.bigInteger()),
    ),
  "case-cast-0010": ({ users }: Schema) =>
    select(
      cast(users.c.age, t.dateTime()),
      cast(users.c.age, t.time()),
      cast(users.c.age, t.numeric()),
      cast(users.c.age, t.smallInteger()),
      cast(users.c.age, t.double()),
    ),
  "case-cast-0013": ({ users }: Schema) => select(typeCoerce(users.c.name, t.integer()).add(5), typeCoerce("x", t.json())),
  "case-cast-0014": ({ users }: Schema) => select(users.c.id).where(typeCoerce(users.c.age, t.string()).eq("5")),
  "case-cast-0015": ({ users }: Schema) =>
    select(extract("year", users.c.created_at), extract("dow", users.c.created_at), extract("epoch", users.c.created_at)),
  "case-cast-0016": ({ users }: Schema) =>
    select(extract("month", users.c.created_at).eq(5), extract("hour", users.c.created_at), extract("week", users.c.created_at)),
  "case-cast-0017": ({ users }: Schema) => select(cast(users.c.age.add(1), t.string()).as("s")).orderBy("s"),
};
