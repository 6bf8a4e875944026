import { and, bindParam, columnClause, falseValue, func, literal, literalColumn, not, nullValue, select, t, table, trueValue } from "@cupel/core";
import type { Schema } from "../schema.js";

export default {
  "select-0002": ({ users }: Schema) => select(users.c.id, users.c.name),
  "select-0003": ({ users }: Schema) => select(users.c.id).where(users.c.id.eq(5)),
  "select-0004": ({ users }: Schema) => select(users.c.id).where(users.c.id.eq(5), users.c.name.eq("ed")),
  "select-0005": ({ users }: Schema) => select(users.c.id).where(users.c.id.eq(5)).where(users.c.name.ne("ed")),
  "select-0006": ({ users }: Schema) => select(users.c.id).where(users.c["name"].eq("ed")).selectFrom(users),
  "select-0008": () => select(literal(1), literal("x"), literal(null), literal(true)),
  "select-0009": ({ users }: Schema) => select(users.c.id.as("uid"), users.c.age.add(1).as("next_age")),
  "select-0011": ({ users }: Schema) => select(users.c.id, users.c.id, users.c.id),
  "select-0012": ({ users, posts }: Schema) => select(users.c.id, posts.c.id),
  "select-0013": ({ users, posts }: Schema) => select(users.c.id, posts.c.id).setLabelStyle("tablenamePlusCol"),
  "select-0015": ({ users, posts }: Schema) => select(users, posts.c.id).setLabelStyle("disambiguateOnly"),
  "select-0016": ({ users }: Schema) => select(users.c.name).distinct(),
  "select-0018": ({ users }: Schema) => select(func.count()).selectFrom(users),
  "select-0019": ({ users }: Schema) => select(func.count("*" as never)).selectFrom(users),
  "select-0024": ({ users }: Schema) => select(users.c.id).addColumns(users.c.name),
  "select-0025": ({ users, posts }: Schema) => select(posts.c.title).selectFrom(users).where(users.c.id.eq(posts.c.user_id)),
  "select-0026": ({ users }: Schema) => select(users.c.id).prefixWith("SQL_NO_CACHE", { dialect: "mysql" }).suffixWith("-- end", { dialect: "sqlite" }),
  "select-0027": ({ users }: Schema) => select(users.c.id).where(trueValue()),
  "select-0028": ({ users }: Schema) => select(users.c.id).where(falseValue()),
  "select-0029": ({ users }: Schema) => select(users.c.id).where(and()),
  "select-0035": ({ users }: Schema) => select().selectFrom(users),
  "select-0037": () => select(columnClause("a"), columnClause("b")).selectFrom(table("t", {})),
  "select-0039": ({ t1 }: Schema) => select(t1.c.x).where(not(t1.c.z)),
  "select-0041": ({ t1 }: Schema) => select(t1.c.x).where(t1.c.z.is(true), t1.c.z.isNot(false)),
  "select-0044": ({ users }: Schema) => select(users.c.id).where(users.c.name.eq(bindParam<string>("who"))),
  "select-0046": ({ users }: Schema) =>
    select(users.c.id).where(users.c.name.eq(bindParam("n", t.string())), users.c.age.gt(bindParam(null, { value: 10 })), users.c.age.lt(bindParam("n2", { value: 99, unique: true }))),
  "select-0047": ({ users }: Schema) => select(nullValue(), users.c.id),
  "select-0048": () => select(literalColumn("42").as("answer"), literalColumn("'x'", t.string()).concat("y")),
};
