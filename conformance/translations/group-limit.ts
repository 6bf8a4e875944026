import { caseWhen, func, select, tuple } from "@cupel/core";
import type { Schema } from "../schema.js";

export default {
  "group-order-0001": ({ users }: Schema) => select(users.c.age, func.count()).groupBy(users.c.age).having(func.count().gt(2)),
  "group-order-0009": ({ users }: Schema) => select(users.c.age.mul(2).as("dbl")).orderBy("dbl"),
  "group-order-0012": ({ users }: Schema) => {
    const dbl = users.c.age.mul(2).as("dbl");
    return select(dbl).orderBy(dbl.add(1), func.abs(dbl));
  },
  "group-order-0014": ({ users }: Schema) => select(users.c.id).orderBy(users.c.id).orderBy(null),
  "group-order-0015": ({ users }: Schema) => select(users.c.id).orderBy(users.c.id).orderBy(users.c.name),
  "group-order-0019": ({ orders }: Schema) => select(func.sum(orders.c.total)).groupBy(func.rollup(orders.c.user_id, orders.c.group)),
  "group-order-0020": ({ orders }: Schema) =>
    select(func.sum(orders.c.total)).groupBy(func.grouping_sets(tuple(orders.c.user_id, orders.c.group), orders.c.user_id)),
  "group-order-0021": ({ orders }: Schema) => select(func.sum(orders.c.total)).groupBy(func.cube(orders.c.user_id, orders.c.group)),
  "group-order-0022": ({ users }: Schema) =>
    select(users.c.is_active, func.count()).groupBy(users.c.is_active).orderBy(caseWhen(users.c.is_active, 0).else(1)),
  "limit-0002": ({ users }: Schema) => select(users.c.id).orderBy(users.c.id).limit(10),
  "limit-0003": ({ users }: Schema) => select(users.c.id).offset(5),
  "limit-0005": ({ users }: Schema) => select(users.c.id).limit(10).offset(5),
  "limit-0006": ({ users }: Schema) => select(users.c.id).orderBy(users.c.name).limit(10).offset(5),
  "limit-0007": ({ users }: Schema) => select(users.c.id).orderBy(users.c.name).slice(20, 30),
  "limit-0008": ({ users }: Schema) => select(users.c.id).limit(0),
  "limit-0009": ({ users }: Schema) => select(users.c.id).limit(10).limit(null),
  "limit-0012": ({ users }: Schema) => select(users.c.id).orderBy(users.c.id).fetch(5),
  "limit-0013": ({ users }: Schema) => select(users.c.id).orderBy(users.c.id).fetch(5, { withTies: true }),
  "limit-0014": ({ users }: Schema) => select(users.c.id).orderBy(users.c.id).fetch(10, { percent: true }),
  "limit-0015": ({ users }: Schema) => select(users.c.id).orderBy(users.c.id).offset(2).fetch(5, { withTies: true }),
  "limit-0017": ({ users }: Schema) => select(users.c.id).distinct().limit(3),
  "limit-0019": ({ users, posts }: Schema) => {
    const sub = select(users.c.id, users.c.name).orderBy(users.c.name).limit(3).subquery("page");
    return select(sub.c.name, posts.c.title).join(posts, posts.c.user_id.eq(sub.c.id));
  },
};
