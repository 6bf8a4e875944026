import { column, columnClause, func, literalColumn, select, sequence, t } from "@cupel/core";
import type { Schema } from "../schema.js";

export default {
  "functions-0002": () =>
    select(func.localtime!(), func.localtimestamp!(), func.sysdate!(), func.current_user!(), func.session_user!(), func.user!()),
  "functions-0003": ({ users }: Schema) =>
    select(func.char_length!(users.c.name), func.length(users.c.name), func.lower(users.c.name), func.upper("x" as never)),
  "functions-0004": ({ users }: Schema) => select(func.coalesce(users.c.email, users.c.name, "none"), func.nullif(users.c.age, 0)),
  "functions-0005": ({ users }: Schema) => select(func.concat!(users.c.name, "-", users.c.email), func.random!()),
  "functions-0006": ({ users, products }: Schema) =>
    select(func.max(users.c.age), func.min(users.c.name), func.sum(products.c.price), func.avg(users.c.age)),
  "functions-0007": ({ users }: Schema) => {
    const packaged = func as unknown as { my_schema: { my_func: typeof func.anything }; pkg: { sub: { fn: typeof func.anything } } };
    return select(packaged.my_schema.my_func!(1, "x"), packaged.pkg.sub.fn!(users.c.id));
  },
  "functions-0008": ({ users }: Schema) =>
    select(func.lower(users.c.name).as("low")).where(func.lower(users.c.name).eq("x")).orderBy("low"),
  "functions-0010": ({ users }: Schema) => select(func.aggregate_strings!(users.c.name, ", ")),
  "functions-0013": () => select(func.json_each!('{"a": 1}').tableValued("key", "value", { name: "kv" })),
  "functions-0014": ({ docs }: Schema) => {
    const fn = func.unnest!(docs.c.tags).tableValued("tag", { withOrdinality: "ord", name: "t" }).renderDerived();
    return select(docs.c.id, fn.c.tag, fn.c.ord);
  },
  "functions-0015": () => {
    const fn = func.json_to_recordset!('[{"a":1}]')
      .tableValued({ a: t.integer(), b: t.string() })
      .renderDerived({ name: "r", withTypes: true });
    return select(fn.c.a, fn.c.b);
  },
  "functions-0016": () => select(func.generate_series!(4, 1, -1).alias("gs").column),
  "functions-0017": ({ users }: Schema) => select(func.Foo!(1), func.FOO!(2), func.foo!(users.c.id).alias("f")),
  "functions-0019": ({ users }: Schema) => select(func.current_timestamp().add(1 as never), func.now().gt(users.c.created_at)),
  "functions-0021": () => select(sequence("order_seq", { schema: "bank" }).nextValue()),
  "functions-0022": ({ users }: Schema) => select(func.array_agg!(users.c.name), func.array_agg!(users.c.id)),
  "functions-0023": ({ users, posts }: Schema) => select(func.count(users.c.id).as(null), func.count(posts.c.id)),
  "functions-0024": ({ users }: Schema) =>
    select(literalColumn<string>("y").eq("x"), func.substr!(users.c.name, 2, 3), func.trim!(users.c.name)),
};
void column;
void columnClause;
