import {
  AddConstraint,
  CreateIndex,
  CreateSequence,
  CreateTable,
  checkConstraint,
  column,
  computed,
  DropConstraint,
  DropSchema,
  DropTableComment,
  ddl,
  foreignKey,
  foreignKeyConstraint,
  func,
  index,
  literalColumn,
  MetaData,
  primaryKeyConstraint,
  SetColumnComment,
  SetTableComment,
  sequence,
  t,
  table,
  text,
  trueValue,
  uniqueConstraint,
} from "@cupel/core";
import { excludeConstraint } from "@cupel/dialect-postgres";
import type { Helpers } from "../helpers.js";
import type { Schema } from "../schema.js";

const maybe = { nullable: true } as const;
const key = () => column(t.integer(), { primaryKey: true });
const whole = () => column(t.integer(), maybe);
const conventions = () =>
  new MetaData({
    namingConvention: {
      ix: "ix_%(column_0_label)s",
      uq: "uq_%(table_name)s_%(column_0_name)s",
      ck: "ck_%(table_name)s_%(constraint_name)s",
      fk: "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
      pk: "pk_%(table_name)s",
    },
  });
const create = (fields: Record<string, unknown>, options: object = {}) =>
  new CreateTable(table("t", new MetaData(), fields as Record<string, ReturnType<typeof whole>>, options));

export default {
  "ddl-table-0003": ({ memberships }: Schema) => new CreateTable(memberships),
  "ddl-table-0007": ({ accounts }: Schema) => new CreateTable(accounts),
  "ddl-table-0008": ({ users }: Schema) => new CreateTable(users, { ifNotExists: true }),
  "ddl-table-0011": () => create({ a: whole(), b: column(t.string(), maybe) }),
  "ddl-table-0014": () => create({ a: column(t.smallInteger(), { primaryKey: true }), b: column(t.smallInteger(), maybe) }),
  "ddl-table-0016": () => create({ a: column(t.integer(), { primaryKey: true, autoIncrement: true }), b: key() }),
  "ddl-table-0017": () => create({ a: key(), b: key() }),
  "ddl-table-0018": () =>
    create({
      a: column(t.integer(), { primaryKey: true, identity: { start: 42, increment: 2, cycle: true, minValue: 1, maxValue: 999 } }),
    }),
  "ddl-table-0019": () => create({ a: column(t.integer(), { primaryKey: true, identity: { always: true } }), b: whole() }),
  "ddl-table-0020": () =>
    create({ a: key(), w: whole(), h: whole(), area: column(t.integer(), { ...maybe, computed: computed("w * h", { persisted: true }) }) }),
  "ddl-table-0021": () => create({ a: whole(), twice: column(t.integer(), { ...maybe, computed: computed("a * 2") }) }),
  "ddl-table-0023": () =>
    create({
      a: column(t.integer(), { ...maybe, serverDefault: "5" }),
      b: column(t.string(5), { ...maybe, serverDefault: "it's" }),
      c: column(t.dateTime(), { ...maybe, serverDefault: func.now() }),
      d: column(t.integer(), { ...maybe, serverDefault: text("1 + 1") }),
      e: column(t.boolean(), { ...maybe, serverDefault: trueValue() }),
      f: column(t.boolean(), { ...maybe, serverDefault: text("0") }),
    }),
  "ddl-table-0024": () => create({ a: column(t.integer(), { primaryKey: true, default: sequence("t_a_seq", { start: 5 }) }) }),
  "ddl-table-0025": () =>
    create(
      { a: whole(), b: whole() },
      {
        constraints: () => [
          primaryKeyConstraint("a", "b", { name: "pk_t" }),
          uniqueConstraint("b", { name: "uq_b" }),
          checkConstraint("a > 5", { name: "ck_a" }),
          checkConstraint("b < 3"),
        ],
      },
    ),
  "ddl-table-0026": () =>
    create(
      { a: whole(), b: whole() },
      {
        constraints: (c: { a: Schema["users"]["c"]["age"]; b: Schema["users"]["c"]["age"] }) => [
          uniqueConstraint("a", "b", { deferrable: true, initially: "DEFERRED" }),
          checkConstraint(c.a.add(c.b).gt(5)),
        ],
      },
    ),
  "ddl-table-0027": () => {
    const metadata = new MetaData();
    const parent = table("p", metadata, { id: key() });
    return new CreateTable(
      table("t", metadata, {
        id: key(),
        p: foreignKey(parent.c.id, {
          ...maybe,
          onDelete: "CASCADE",
          onUpdate: "SET NULL",
          constraintName: "fk_p",
          deferrable: true,
          initially: "DEFERRED",
          match: "FULL",
        }),
      }),
    );
  },
  "ddl-table-0028": () => {
    const metadata = new MetaData();
    table("parent", metadata, { a: key(), b: key() });
    return new CreateTable(
      table(
        "child",
        metadata,
        { id: key(), x: whole(), y: whole() },
        { constraints: (c) => [foreignKeyConstraint([c.x, c.y], ["parent.a", "parent.b"], { name: "fk_xy", onDelete: "SET DEFAULT" })] },
      ),
    );
  },
  "ddl-table-0030": () => {
    const metadata = new MetaData();
    const parent = table("p", metadata, { id: column(t.string(12), { primaryKey: true }) });
    return new CreateTable(table("c", metadata, { p_id: foreignKey(parent.c.id, { primaryKey: true }) }));
  },
  "ddl-table-0031": () => new CreateTable(table("c", new MetaData(), { id: column(t.integer(), { ...maybe, references: "nowhere.id" }) })),
  "ddl-table-0034": () =>
    create({
      e: column(t.enum(["red", "green"], { name: "color" }), maybe),
      v: column(t.enum(["RED-VALUE", "GREEN-VALUE"], { name: "color_v", nativeEnum: false, length: 20 }), maybe),
    }),
  "ddl-table-0035": () =>
    create(
      { order: whole(), User: whole(), camelCase: whole(), ok_name: whole(), "has space": whole(), "1st": whole(), a$b: whole() },
      { constraints: () => [uniqueConstraint("order", "User", { name: "uq Weird" })] },
    ),
  "ddl-table-0036": () => create({ a: column(t.integer(), { ...maybe, quote: true }) }, { quote: true }),
  "ddl-table-0037": () => new CreateTable(table("Upper", new MetaData({ schema: "Sch" }), { ID: key() })),
  "ddl-table-0038": () => create({ a: whole() }, { prefixes: ["TEMPORARY"] }),
  "ddl-table-0039": () => create({ a: column(t.integer()), b: whole(), c: column(t.integer(), { unique: true }) }),
  "ddl-table-0040": () => create({ a: column(t.integer(), { ...maybe, system: true }), b: whole() }),
  "ddl-table-0041": () =>
    create({ id: key(), a: column(t.string(10, { collation: "C" }), maybe), b: column(t.string(5, { collation: "utf8mb4_bin" }), maybe) }),
  "ddl-table-0043": () =>
    create(
      { id: key(), v: whole() },
      {
        sqliteWithRowid: false,
        sqliteStrict: true,
        postgresqlInherits: "base",
        postgresqlUsing: "heap",
        postgresqlOnCommit: "DELETE_ROWS",
      },
    ),
  "ddl-table-0044": () =>
    create(
      { id: whole(), v: whole() },
      {
        constraints: () => [
          primaryKeyConstraint("id", { mssqlClustered: false, postgresqlInclude: ["v"] } as object),
          uniqueConstraint("v", { mssqlClustered: true, postgresqlNullsNotDistinct: true, sqliteOnConflict: "IGNORE" } as object),
        ],
      },
    ),
  "ddl-table-0046": () =>
    create({ r: whole() }, { constraints: () => [excludeConstraint(["r", "="], { where: "r > 5", using: "gist", name: "ex_r" })] }),
  "ddl-table-0048": () => create({ a: whole(), b: whole(), c: whole() }, { constraints: () => [primaryKeyConstraint("b", "a")] }),

  "ddl-index-0001": ({ users }: Schema) => new CreateIndex(index("ix_users_name", users.c.name)),
  "ddl-index-0002": ({ users }: Schema) => new CreateIndex(index("ix_users_two", users.c.name, users.c.age.desc(), { unique: true })),
  "ddl-index-0003": ({ users }: Schema) => new CreateIndex(index("ix_lower", func.lower(users.c.name))),
  "ddl-index-0004": ({ users }: Schema) => new CreateIndex(index("ix_expr", users.c.age.add(1), literalColumn("name DESC"))),
  "ddl-index-0005": ({ users }: Schema) =>
    new CreateIndex(
      index("ix_part", users.c.name, {
        sqliteWhere: users.c.age.gt(18),
        postgresqlWhere: users.c.age.gt(18),
        mssqlWhere: users.c.age.gt(18),
      } as object),
    ),
  "ddl-index-0006": ({ users }: Schema) => new CreateIndex(index("ix_conc", users.c.name, { postgresqlConcurrently: true } as object)),
  "ddl-index-0007": ({ users }: Schema) =>
    new CreateIndex(index("ix_inc", users.c.name, { mssqlInclude: ["email"], postgresqlInclude: ["email", "age"] } as object)),
  "ddl-index-0008": ({ docs }: Schema) =>
    new CreateIndex(
      index("ix_gin", docs.c.data, {
        postgresqlUsing: "gin",
        postgresqlOps: { data: "jsonb_path_ops" },
        postgresqlWith: { fastupdate: "off" },
        postgresqlTablespace: "fast",
      } as object),
    ),
  "ddl-index-0009": ({ posts }: Schema) =>
    new CreateIndex(index("ix_mysql", posts.c.body, { mysqlLength: 10, mysqlPrefix: "FULLTEXT", mysqlWithParser: "ngram" } as object)),
  "ddl-index-0010": ({ posts }: Schema) =>
    new CreateIndex(
      index("ix_mysql2", posts.c.title, posts.c.body, { mysqlLength: { title: 5, body: 20 }, mysqlUsing: "btree" } as object),
    ),
  "ddl-index-0015": ({ users }: Schema) => new CreateIndex(index("ix_nulls", users.c.age.desc().nullsLast())),
  "ddl-index-0021": ({ users }: Schema) =>
    new CreateIndex(index("ix_a_name_that_is_much_longer_than_any_database_would_accept_for_an_identifier_really", users.c.id)),

  "ddl-naming-0001": (_: Schema, { createAll }: Helpers) =>
    createAll(
      table(
        "user",
        conventions(),
        { id: key(), name: column(t.string(5), { ...maybe, unique: true }), age: column(t.integer(), { ...maybe, index: true }) },
        { constraints: () => [checkConstraint("age > 5", { name: "positive" })] },
      ).metadata,
    ),
  "ddl-naming-0002": (_: Schema, { createAll }: Helpers) => {
    const metadata = conventions();
    const user = table("user", metadata, { id: key(), code: column(t.string(5), maybe) });
    table("address", metadata, {
      id: key(),
      user_id: foreignKey(user.c.id, maybe),
      kind: column(t.enum(["a", "b"], { name: "kind", nativeEnum: false, createConstraint: true }), maybe),
    });
    return createAll(metadata);
  },
  "ddl-naming-0003": (_: Schema, { createAll }: Helpers) => {
    const metadata = new MetaData({
      namingConvention: { uq: "uq_%(table_name)s_%(column_0_N_name)s", ix: "ix_%(column_0_N_label)s", pk: "pk_%(table_name)s" },
    });
    table("t", metadata, { a: key(), b: whole(), c: whole() }, { constraints: () => [uniqueConstraint("b", "c"), index(null, "b", "c")] });
    return createAll(metadata);
  },

  "ddl-order-0001": ({ metadata, comments, posts, users }: Schema, { createAll }: Helpers) =>
    createAll(metadata, { tables: [comments, posts, users] }),
  "ddl-order-0003": ({ metadata, comments, posts, users }: Schema, { dropAll }: Helpers) =>
    dropAll(metadata, { tables: [users, posts, comments] }),
  "ddl-order-0005": (_: Schema, { dropAll }: Helpers) => dropAll(ring("fk_a_b", "fk_b_a")),
  "ddl-order-0007": (_: Schema, { dropAll }: Helpers) => dropAll(ring()),
  "ddl-order-0008": (_: Schema, { value }: Helpers) => {
    const metadata = new MetaData();
    table("z", metadata, { id: key() });
    table("m", metadata, { id: key(), z_id: column(t.integer(), { ...maybe, references: "z.id" }) });
    table("a", metadata, {
      id: key(),
      m_id: column(t.integer(), { ...maybe, references: "m.id" }),
      z_id: column(t.integer(), { ...maybe, references: "z.id" }),
    });
    table("b", metadata, { id: key() });
    return value(metadata.sortedTables.map((each) => each.tableName));
  },
  "ddl-order-0009": (_: Schema, { createAll }: Helpers) => {
    const mood = () => column(t.enum(["sad", "ok"], { name: "mood" }), maybe);
    return createAll(table("t", new MetaData(), { id: key(), mood: mood(), m2: mood() }, { comment: "about moods" }).metadata);
  },
  "ddl-order-0010": (_: Schema, { createAll }: Helpers) => {
    const metadata = new MetaData();
    const mood = t.enum(["sad", "ok"], { name: "mood", schema: "types" });
    table("t", metadata, { id: key(), mood: column(mood, maybe) });
    table("u", metadata, { id: key(), mood: column(mood, maybe) });
    return createAll(metadata);
  },
  "ddl-order-0011": (_: Schema, { dropAll }: Helpers) =>
    dropAll(table("t", new MetaData(), { id: key(), mood: column(t.enum(["sad", "ok"], { name: "mood" }), maybe) }).metadata),
  "ddl-order-0012": (_: Schema, { createAll }: Helpers) => {
    const metadata = new MetaData();
    const first = sequence("s1", { start: 10, increment: 5, metadata });
    table("t", metadata, {
      id: column(t.integer(), { primaryKey: true, default: sequence("s2") }),
      n: column(t.integer(), { ...maybe, serverDefault: first.nextValue() }),
    });
    return createAll(metadata);
  },

  "ddl-misc-0003": () => new DropSchema("app", { cascade: true, ifExists: true }),
  "ddl-misc-0004": () =>
    new CreateSequence(sequence("s", { start: 1, increment: 2, minValue: 1, maxValue: 10, cycle: true, cache: 5, type: t.bigInteger() })),
  "ddl-misc-0007": ({ users }: Schema) => new AddConstraint(uniqueConstraint(users.c.name, users.c.age, { name: "uq_na" })),
  "ddl-misc-0008": ({ users }: Schema) => new AddConstraint(checkConstraint(users.c.age.gt(0), { name: "ck_age" })),
  "ddl-misc-0011": ({ users }: Schema) =>
    new AddConstraint(checkConstraint(users.c.age.gt(0), { name: "ck_nv", postgresqlNotValid: true } as object)),
  "ddl-misc-0012": ({ users }: Schema) => new DropConstraint(uniqueConstraint(users.c.name, { name: "uq_drop" }), { ifExists: false }),
  "ddl-misc-0013": ({ users, groups }: Schema) =>
    new DropConstraint(foreignKeyConstraint([users.c.age], [groups.c.id], { name: "fk_drop" })),
  "ddl-misc-0014": ({ users }: Schema) => new DropConstraint(checkConstraint(users.c.age.gt(0), { name: "ck_drop" }), { cascade: true }),
  "ddl-misc-0015": () => new SetTableComment(table("t", new MetaData(), { a: whole() }, { comment: "it's" })),
  "ddl-misc-0016": () => new DropTableComment(table("t", new MetaData(), { a: whole() })),
  "ddl-misc-0017": () => new SetColumnComment(table("t", new MetaData(), { a: column(t.integer(), { ...maybe, comment: "col" }) }).c.a),
  "ddl-misc-0018": ({ users }: Schema) =>
    ddl("ALTER TABLE %(table)s ADD x INTEGER /* %(context)s */", { context: { context: "hi" } }).against(users),
  "ddl-misc-0019": (_: Schema, { createAll }: Helpers) => {
    const t1 = table("t", new MetaData(), { a: whole() });
    ddl("CREATE TRIGGER trg_%(table)s")
      .executeIf({ dialect: ["postgresql", "mysql"] })
      .on(t1, "afterCreate");
    ddl("SELECT 'before'").on(t1, "beforeCreate");
    return createAll(t1.metadata);
  },
  "ddl-misc-0020": (_: Schema, { createAll }: Helpers) =>
    createAll(
      table(
        "t",
        new MetaData(),
        { a: whole() },
        {
          constraints: () => [
            checkConstraint("a > 1", { name: "ck_pg" }).ddlIf({ dialect: "postgresql" }),
            index("ix_my", "a").ddlIf({ dialect: "mysql" }),
          ],
        },
      ).metadata,
    ),

  "schema-translate-0005": ({ posts }: Schema, { translated }: Helpers) => translated(new CreateTable(posts), [[null, "tenant"]]),
};

function ring(first?: string, second?: string): MetaData {
  const metadata = new MetaData();
  table("a", metadata, {
    id: key(),
    b_id: column(t.integer(), { ...maybe, references: "b.id", referenceOptions: first === undefined ? {} : { name: first } }),
  });
  table("b", metadata, {
    id: key(),
    a_id: column(t.integer(), { ...maybe, references: "a.id", referenceOptions: second === undefined ? {} : { name: second } }),
  });
  return metadata;
}
