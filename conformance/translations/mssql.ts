/** What only SQL Server has. */
import { cast, column, func, insert, MetaData, select, t, table, tryCast, update } from "@cupel/core";
import type { Schema } from "../schema.js";

export default {
  "mssql-misc-0001": ({ users }: Schema) => select(users.c.id, users.c.name).where(users.c.name.concat("x").eq("y"), users.c.is_active),
  "mssql-misc-0002": ({ users }: Schema) =>
    select(func.len!(users.c.name), cast(users.c.is_active, t.integer()), users.c.is_active.eq(true)),
  "mssql-misc-0004": ({ users }: Schema) => select(tryCast(users.c.name, t.integer())),
  "mssql-misc-0007": ({ users, posts }: Schema) =>
    update(users).set({ age: 1 }).where(users.c.id.eq(posts.c.user_id), posts.c.views.gt(5)).returning(users.c.id),
  "mssql-misc-0008": ({ users }: Schema) => insert(users).values({ name: "x", id: 5 }),
  "mssql-misc-0009": () => select(table("tt", new MetaData(), { a: column(t.integer()) }, { schema: "[my.db].owner" }).c.a),
  "mssql-misc-0010": ({ users }: Schema) => select(users.c.id).orderBy(users.c.id).withOnlyColumns(func.count()).orderBy(null),
  "mssql-misc-0011": ({ users }: Schema) => select(select(users.c.id).orderBy(users.c.id).subquery()),
};
