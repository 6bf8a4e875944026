import { bindParam, caseWhen, column, deleteFrom, exists, func, insert, MetaData, nullValue, select, t, table, update } from "@cupel/core";
import { insert as sqliteInsert } from "@cupel/dialect-sqlite";
import type { Helpers } from "../helpers.js";
import type { Schema } from "../schema.js";

const keyed = <F extends Record<string, unknown>>(fields: F) =>
  table("e", new MetaData(), { id: column(t.integer(), { primaryKey: true }), ...fields });

export default {
  "insert-0001": ({ users }: Schema) => insert(users),
  "insert-0003": ({ users }: Schema) => insert(users).values({ name: "ed", age: 5 }),
  "insert-0004": ({ users }: Schema) => insert(users).values(["x"] as never),
  "insert-0005": ({ groups }: Schema) => insert(groups).values({ id: 5, name: "five" }),
  "insert-0006": ({ users }: Schema) => insert(users).values([{ name: "a" }, { name: "b" }]),
  "insert-0009": ({ users }: Schema) => insert(users).values({ name: bindParam<string>("n"), age: nullValue() }),
  "insert-0010": ({ posts }: Schema) => insert(posts).values({ user_id: 1, title: "t" }),
  "insert-0011": ({ posts }: Schema) =>
    insert(posts).values([
      { user_id: 1, title: "t" },
      { user_id: 2, title: "u", status: "live" },
    ]),
  "insert-0015": ({ posts, users }: Schema) =>
    insert(posts).fromSelect(["user_id", "title"], select(users.c.id, users.c.name), { includeDefaults: false }),
  "insert-0016": ({ users, groups }: Schema) => insert(users).fromSelect(["name"], select(groups.c.name).union(select(users.c.name))),
  "insert-0017": ({ users }: Schema) => insert(users).values({ nosuch: 1 } as never),
  "insert-0019": () => insert(keyed({})).values({}),
  "insert-0020": () => insert(keyed({ n: column(t.integer(), { nullable: true, default: func.foo!<number>() }) })).values({}),
  "insert-0022": () =>
    insert(
      table("e", new MetaData(), {
        a: column(t.integer(), { nullable: true }),
        b: column(t.integer(), { nullable: true, default: 5 }),
        c: column(t.integer(), { nullable: true, serverDefault: "7" }),
      }),
    ).values({ a: 1 }),
  "insert-0023": ({ mixed }: Schema) => insert(mixed).values({ fullName: "x", user_id: "y", second: 3 }),
  "insert-0025": ({ accounts }: Schema) => insert(accounts).values({ owner: "z" }).inline(),
  "insert-0026": ({ users }: Schema) => insert(users).values({ name: "x" }).returning(users.c.id),
  "insert-0028": ({ users }: Schema) =>
    insert(users).values({ name: "x" }).returning(users.c.id, func.lower(users.c.name).as("low"), users.c.age.add(1)),
  "insert-0029": ({ users }: Schema) =>
    insert(users)
      .values([{ name: "x" }, { name: "y" }])
      .returning(users.c.id),
  "insert-0030": ({ users }: Schema) => insert(users).returning(users.c.id).sortByParameterOrder(),
  "insert-0031": ({ users }: Schema) => insert(users).values({ name: "x", created_at: new Date(Date.UTC(2024, 4, 6, 7, 8, 9)) }),
  "update-0001": ({ users }: Schema) => update(users),
  "update-0002": ({ users }: Schema) => update(users).set({ name: "ed" }),
  "update-0003": ({ users }: Schema) =>
    update(users)
      .set({ name: "ed", age: users.c.age.add(1) })
      .where(users.c.id.eq(7)),
  "update-0004": ({ users }: Schema) =>
    update(users)
      .set({ name: "x", age: null })
      .where(users.c.name.in(["a", "b"])),
  "update-0005": ({ users }: Schema) =>
    update(users)
      .where(users.c.id.eq(bindParam<number>("pk")))
      .set({ name: bindParam<string>("new_name") }),
  "update-0006": ({ users }: Schema) =>
    update(users)
      .where(users.c.id.eq(bindParam<number>("id")))
      .set({ name: "x" }),
  "update-0007": ({ posts }: Schema) => update(posts).set({ title: "x" }),
  "update-0010": ({ posts, users }: Schema) => update(posts).set({ title: users.c.name }).where(posts.c.user_id.eq(users.c.id)),
  "update-0012": ({ users }: Schema) =>
    update(users).orderedValues([
      [users.c.age, 5],
      [users.c.name, users.c.email],
    ]),
  "update-0013": ({ users, posts }: Schema) =>
    update(users)
      .set({ age: 5 })
      .where(exists().where(posts.c.user_id.eq(users.c.id))),
  "update-0014": ({ users }: Schema) =>
    update(users)
      .set({ age: users.c.age.mul(2).add(1), name: func.upper(users.c.name) })
      .where(users.c.age.gt(3))
      .returning(users.c.id, users.c.age),
  "update-0015": ({ mixed }: Schema) =>
    update(mixed)
      .set({ second: mixed.c.second.add(1) })
      .where(mixed.c.user_id.eq("a")),
  "update-0018": ({ users }: Schema) => update(users).set({ age: caseWhen(users.c.age.gt(5), 1).else(0) }),
  "update-0019": ({ posts, users }: Schema) =>
    update(posts)
      .set({ views: 1 })
      .where(posts.c.user_id.eq(select(users.c.id).where(users.c.name.eq("x")).scalarSubquery())),
  "update-0020": ({ users }: Schema) => {
    const u2 = users.alias("u2");
    return update(users).set({ name: u2.c.name }).where(u2.c.id.eq(users.c.age));
  },
  "update-0023": ({ users }: Schema) => update(users).set({ name: "a" }).set({ age: 2 }),
  "delete-0001": ({ users }: Schema) => deleteFrom(users),
  "delete-0003": ({ users }: Schema) => deleteFrom(users).where(users.c.id.in([1, 2]), users.c.age.ne(null)),
  "delete-0005": ({ posts, users }: Schema) => deleteFrom(posts).where(posts.c.user_id.in(select(users.c.id).where(users.c.age.lt(5)))),
  "delete-0007": ({ users }: Schema) => deleteFrom(users).where(users.c.id.eq(5)).returning(users.c.id, users.c.name),
  "delete-0008": ({ users }: Schema) => deleteFrom(users).returning(users),
  "delete-0010": ({ users }: Schema) => deleteFrom(users).withDialectOptions({ mysqlLimit: 2 }),
  "delete-0011": ({ users }: Schema) => {
    const u2 = users.alias("u2");
    return deleteFrom(users).where(users.c.name.eq(u2.c.name), users.c.id.gt(u2.c.id));
  },
  "upsert-sqlite-0001": ({ users }: Schema) => sqliteInsert(users).values({ id: 1, name: "x" }).onConflictDoNothing(),
  "upsert-sqlite-0002": ({ users }: Schema) => sqliteInsert(users).values({ id: 1, name: "x" }).onConflictDoNothing({ target: users.c.id }),
  "upsert-sqlite-0003": ({ users }: Schema) =>
    sqliteInsert(users)
      .values({ id: 1, name: "x" })
      .onConflictDoUpdate({ target: users.c.id, set: (excluded) => ({ name: excluded.name }), where: users.c.age.lt(10) }),
  "upsert-sqlite-0004": ({ users }: Schema) =>
    sqliteInsert(users)
      .values({ name: "x", email: "e" })
      .onConflictDoUpdate({ target: users.c.email, targetWhere: users.c.is_active.eq(true), set: (excluded) => excluded as never })
      .returning(users.c.id),
  "hints-0002": ({ users }: Schema) => select(users.c.id).withStatementHint("OPTION (RECOMPILE)", { dialect: "mssql" }),
  "hints-0003": ({ users }: Schema) => select(users.c.id).withHint(users, "INDEXED BY ix"),
  "hints-0006": ({ users }: Schema) => update(users).set({ name: "x" }).withHint("WITH (PAGLOCK)", { dialect: "mssql" }),
  "hints-0007": ({ users }: Schema) => deleteFrom(users).withHint("WITH (PAGLOCK)", { dialect: "mssql" }),
  "hints-0008": ({ users }: Schema) =>
    insert(users).values({ name: "x" }).prefixWith("OR IGNORE", { dialect: "sqlite" }).prefixWith("IGNORE", { dialect: "mysql" }),
  "for-update-0003": ({ users }: Schema) => select(users.c.id).withForUpdate({ skipLocked: true }),
  "for-update-0004": ({ users }: Schema) => select(users.c.id).withForUpdate({ read: true }),
  "for-update-0005": ({ users }: Schema) => select(users.c.id).withForUpdate({ keyShare: true }),
  "for-update-0006": ({ users }: Schema) => select(users.c.id).withForUpdate({ read: true, keyShare: true, nowait: true }),
  "for-update-0007": ({ users, posts }: Schema) => select(users.c.id).join(posts).withForUpdate({ of: posts }),
  "for-update-0009": ({ users }: Schema) => select(users.c.id).orderBy(users.c.id).limit(1).withForUpdate({ skipLocked: true }),
  "insert-many-0001": ({ groups }: Schema, { many }: Helpers) =>
    many(insert(groups).returning(groups.c.id), [{ name: "a" }, { name: "b" }, { name: "c" }]),
  "insert-many-0004": ({ groups }: Schema, { many }: Helpers) =>
    many(insert(groups).returning(groups.c.id), [{ name: "a" }, { name: "b" }, { name: "c" }], { batchSize: 2 }),
  "insert-many-0005": ({ users }: Schema, { many }: Helpers) =>
    many(
      insert(users)
        .values({ age: func.abs(bindParam<number>("a")) } as never)
        .returning(users.c.id, users.c.name),
      [
        { name: "x", a: -1 },
        { name: "y", a: -2 },
      ],
    ),
  "insert-many-0006": ({ order_items }: Schema, { many }: Helpers) =>
    many(insert(order_items).returning(order_items.c.line).sortByParameterOrder(), [
      { order_id: 1, line: 1, quantity: 5 },
      { order_id: 1, line: 2, quantity: 6 },
    ]),
};
