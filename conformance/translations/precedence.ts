import { and, bindParam, not, or, select, t } from "@cupel/core";
import type { Schema } from "../schema.js";

export default {
  "precedence-0001": ({ users }: Schema) => select(users.c.id).where(or(users.c.age.eq(1), users.c.age.eq(2)), users.c.name.eq("x")),
  "precedence-0002": ({ users }: Schema) => select(users.c.id).where(or(and(users.c.age.eq(1), users.c.age.eq(2)), users.c.name.eq("x"))),
  "precedence-0003": ({ users }: Schema) => select(users.c.id).where(and(or(users.c.age.eq(1), users.c.age.eq(2)), users.c.name.eq("x"))),
  "precedence-0006": ({ users }: Schema) => select(users.c.id).where(not(or(users.c.age.eq(1), users.c.age.eq(2)))),
  "precedence-0008": ({ users }: Schema) => select(users.c.id).where(not(not(users.c.age.eq(1)))),
  "precedence-0012": ({ users }: Schema) => select(users.c.id).where(not(users.c.is_active)),
  "precedence-0014": ({ users }: Schema) => select(users.c.id).where(and(users.c.is_active, not(users.c.is_active))),
  "precedence-0015": ({ users }: Schema) =>
    select(users.c.age.add(1).mul(2), users.c.age.add(2), users.c.age.mul(2).add(1), users.c.age.mul(2).sub(users.c.id.sub(1))),
  "precedence-0017": ({ users }: Schema) =>
    select(users.c.age.gt(5).eq(users.c.id.lt(3)), users.c.age.gt(5).is(null), users.c.age.eq(1).as("flag")),
  "precedence-0018": ({ users }: Schema) =>
    select(
      users.c.name.concat("x").like(bindParam("email", { value: "y", unique: true, type: t.string() }).concat(users.c.email)),
      users.c.name.eq("x").cast(t.integer()),
    ),
  "precedence-0019": ({ users }: Schema) =>
    select(users.c.name.like("a").eq(true), users.c.age.add(2).in([1]), users.c.age.add(1).between(users.c.id.mul(2), users.c.id.add(3))),
  "precedence-0020": ({ users }: Schema) => select(users.c.age.mul(2).neg(), users.c.age.neg().mul(2), users.c.age.cast(t.float()).neg()),
  "precedence-0021": ({ users }: Schema) =>
    select(users.c.age.cast(t.string()).concat("x"), users.c.age.add(1).cast(t.string()), users.c.age.add(1).as("l").mul(2)),
  "precedence-0022": ({ users }: Schema) => select(users.c.age.mod(3).eq(0), users.c.age.mod(3).mod(2), users.c.age.mul(users.c.id.mod(2))),
  "precedence-0026": ({ users }: Schema) => select(users.c.age.eq(1).isNot(true), users.c.age.is(null).eq(users.c.email.is(null))),
};
