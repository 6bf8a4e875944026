import { deleteFrom, exists, func, literal, not, select, t, trueValue, update, values } from "@cupel/core";
import type { Schema } from "../schema.js";

export default {
  "subqueries-0001": ({ users, posts }: Schema) => {
    const sq = select(posts.c.user_id, func.count().as("n")).groupBy(posts.c.user_id).subquery();
    return select(users.c.name, sq.c.n).join(sq, users.c.id.eq(sq.c.user_id));
  },
  "subqueries-0002": ({ users, posts }: Schema) => {
    const sq = select(posts.c.user_id, func.count(posts.c.id)).groupBy(posts.c.user_id).subquery("s");
    return select(users.c.name, sq).outerJoin(sq, users.c.id.eq(sq.c.user_id));
  },
  "subqueries-0005": ({ users, posts }: Schema) =>
    select(users.c.name).where(users.c.id.eq(select(func.max(posts.c.user_id)).scalarSubquery())),
  "subqueries-0007": ({ users, posts }: Schema) =>
    select(users.c.name).where(select(posts.c.id).where(posts.c.user_id.eq(users.c.id)).exists()),
  "subqueries-0008": ({ users, posts }: Schema) =>
    select(users.c.name).where(not(select(posts.c.id).where(posts.c.user_id.eq(users.c.id), posts.c.views.gt(3)).exists())),
  "subqueries-0010": ({ users, posts }: Schema) =>
    select(users.c.name).where(exists(select(posts.c.id)).where(posts.c.user_id.eq(users.c.id))),
  "subqueries-0012": ({ users, posts }: Schema) =>
    select(users.c.name, posts.c.title).where(posts.c.views.eq(select(func.max(posts.alias("p2").c.views)).scalarSubquery())),
  "subqueries-0015": ({ users }: Schema) =>
    select(users.c.id).where(users.c.id.eq(select(users.c.id).where(users.c.name.eq("x")).scalarSubquery())),
  "subqueries-0017": ({ users }: Schema) => {
    const inner = select(users.c.id, users.c.name).where(users.c.age.gt(3)).subquery();
    const outer = select(inner.c.name).where(inner.c.id.lt(9)).subquery();
    return select(outer);
  },
  "subqueries-0018": ({ users, posts }: Schema) => {
    const latest = select(posts.c.title).where(posts.c.user_id.eq(users.c.id)).orderBy(posts.c.id.desc()).limit(1).lateral("latest");
    return select(users.c.name, latest.c.title).join(latest, trueValue());
  },
  "subqueries-0019": ({ users, posts }: Schema) => {
    const latest = select(posts.c.title).where(posts.c.user_id.eq(users.c.id)).lateral();
    return select(users.c.name, latest.c.title).selectFrom(users, latest);
  },
  "subqueries-0020": ({ users }: Schema) => select(users.alias("u").c.id),
  "subqueries-0021": ({ users }: Schema) => select(users.tableSample(func.bernoulli!(10), { name: "ts", seed: func.random!() }).c.id),
  "subqueries-0022": ({ users, posts }: Schema) =>
    select((select(users.c.id, posts.c.id).join(posts).subquery().c as unknown as Record<string, typeof users.c.id>).id_1!),
  "subqueries-0023": ({ users }: Schema) => select(select(users.c.id.add(1), users.c.id.add(2)).subquery()),
  "subqueries-0024": () =>
    select(
      values({ a: t.integer(), b: t.string() }, { name: "v" }).data([
        [1, "x"],
        [2, "y"],
      ]),
    ),
  "subqueries-0026": ({ users }: Schema) => {
    const v = values({ a: t.integer(), b: t.string() }, { name: "v" })
      .data([[1, "x"]])
      .cte("vals");
    return select(users.c.name, v.c.b).join(v, users.c.id.eq(v.c.a));
  },
  "cte-0001": ({ users }: Schema) => {
    const c = select(users.c.id, users.c.name).where(users.c.age.gt(20)).cte("adults");
    return select(c.c.name).where(c.c.id.lt(100));
  },
  "cte-0002": ({ users }: Schema) => select(select(users.c.id).cte()),
  "cte-0004": ({ employees }: Schema) => {
    const start = select(employees.c.id, employees.c.manager_id, literal(0).as("depth"))
      .where(employees.c.manager_id.eq(null))
      .cte("tree", { recursive: true });
    const tree = start.unionAll(
      select(employees.c.id, employees.c.manager_id, start.c.depth.add(1)).join(start, employees.c.manager_id.eq(start.c.id)),
    );
    return select(tree.c.id, tree.c.depth).orderBy(tree.c.depth);
  },
  "cte-0005": ({ employees }: Schema) => {
    const start = select(employees.c.id, employees.c.manager_id).where(employees.c.id.eq(1)).cte("chain", { recursive: true });
    const [parent, child] = [start.alias("parent"), employees.alias("child")];
    const tree = start.union(select(child.c.id, child.c.manager_id).where(child.c.manager_id.eq(parent.c.id)));
    return select(func.count()).selectFrom(tree);
  },
  "cte-0006": () => {
    const start = select(literal(1).as("i")).cte("n", { recursive: true });
    return select(start.unionAll(select(start.c.i.add(1)).where(start.c.i.lt(10))).c.i);
  },
  "cte-0010": ({ users, posts }: Schema) => {
    const c = select(users.c.id).where(users.c.name.eq("x")).cte("c");
    return update(posts)
      .set({ status: "hidden" })
      .where(posts.c.user_id.in(select(c.c.id)));
  },
  "cte-0011": ({ users, posts }: Schema) => {
    const c = select(users.c.id).where(users.c.name.eq("x")).cte("c");
    return deleteFrom(posts).where(posts.c.user_id.eq(select(c.c.id).scalarSubquery()));
  },
  "cte-0015": ({ mixed }: Schema) => select(select(mixed.c.Id, mixed.c.fullName).cte("Mixed")),
};
