import { all, any, between, bindParam, func, literal, not, nullValue, select, t } from "@cupel/core";
import type { Schema } from "../schema.js";

export default {
  "operators-0003": ({ users }: Schema) => select(users.c.id).where(users.c.email.is(null), users.c.age.isNot(null)),
  "operators-0004": ({ users }: Schema) => select(users.c.id).where(users.c.email.eq(nullValue())),
  "operators-0005": ({ users }: Schema) => select(users.c.id).where(users.c.email.isDistinctFrom("x"), users.c.age.isNotDistinctFrom(null)),
  "operators-0006": ({ users }: Schema) => select(users.c.id).where(users.c.age.between(18, 30)),
  "operators-0007": ({ users }: Schema) => select(users.c.id).where(not(users.c.age.between(18, 30))),
  "operators-0009": ({ users }: Schema) => select(users.c.id).where(between(users.c.age, literal(1).add(1), 30)),
  "operators-0010": ({ users }: Schema) => select(users.c.age.add(1), users.c.age.sub(1), users.c.age.mul(2), users.c.age.mod(2)),
  "operators-0011": ({ users }: Schema) =>
    select(users.c.age.div(2), users.c.age.floorDiv(2), users.c.score.div(2), users.c.score.floorDiv(2)),
  "operators-0012": ({ products }: Schema) =>
    select(products.c.price.div(2 as never), products.c.price.floorDiv(3 as never), products.c.price.mul(products.c.weight)),
  "operators-0013": ({ users }: Schema) => select(users.c.age.neg(), users.c.age.add(1).neg(), users.c.age.neg().neg()),
  "operators-0014": ({ users }: Schema) => {
    const age = (value: number) => bindParam("age", { value, unique: true, type: t.integer() });
    return select(age(5).add(users.c.age), age(10).sub(users.c.age), age(2).mul(users.c.age), age(100).div(users.c.age));
  },
  "operators-0015": ({ users }: Schema) => select(users.c.age.gt(5), users.c.age.lte(6), users.c.age.gt(7)),
  "operators-0016": ({ users }: Schema) => select(users.c.id).where(users.c.age.op<number>("&")(4).eq(4)),
  "operators-0017": ({ users }: Schema) =>
    select(
      users.c.age.bitwiseAnd(3),
      users.c.age.bitwiseOr(4),
      users.c.age.bitwiseXor(5),
      users.c.age.bitwiseNot(),
      users.c.age.bitwiseLeftShift(1),
      users.c.age.bitwiseRightShift(2),
    ),
  "operators-0024": ({ users }: Schema) => select(users.c.name.regexpMatch("^a.*z$"), users.c.name.regexpMatch("^A", { flags: "i" })),
  "operators-0026": ({ users }: Schema) => select(users.c.id).where(users.c.name.match("term")),
  "operators-0028": ({ users, posts }: Schema) => select(users.c.id).where(users.c.age.gt(all(select(posts.c.views).scalarSubquery()))),
  "operators-0029": ({ users }: Schema) => select(users.c.id).where(literal(5).eq(any(literal([1, 2], t.array(t.integer()))))),
  "operators-0032": ({ users }: Schema) => select(users.c.created_at.add(172_800_000 as never), users.c.created_at.sub(users.c.created_at)),
  "operators-0033": ({ users }: Schema) => select(users.c.name.concat(users.c.age.cast(t.string()))),
};
void func;
