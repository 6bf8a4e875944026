import { describe, expect, test } from "vitest";
import { ArgumentError, InvalidRequestError } from "../../src/errors.js";
import "../../src/expression/operate.js";
import "../../src/expression/label.js";
import { checkConstraint, foreignKeyConstraint, primaryKeyConstraint, uniqueConstraint } from "../../src/schema/constraints.js";
import { defineTable, resolveField, resolveTable, table } from "../../src/schema/define-table.js";
import { column, deferred, foreignKey } from "../../src/schema/fields.js";
import { index } from "../../src/schema/index-definition.js";
import { MetaData } from "../../src/schema/metadata.js";
import type { AnyTable } from "../../src/schema/table.js";
import { t } from "../../src/types/t.js";

const key = () => column(t.integer(), { primaryKey: true });

describe("columns are made at first use", () => {
  test("one at a time, so that tables may name each other while they are defined", () => {
    const metadata = new MetaData();
    const called: string[] = [];
    const users: AnyTable = defineTable("users", metadata, {
      id: key(),
      get bossId() {
        called.push("bossId");
        return foreignKey(users.c.id as never, { nullable: true });
      },
      get lastPostId() {
        called.push("lastPostId");
        return foreignKey(posts.c.id as never, { nullable: true });
      },
    });
    const posts: AnyTable = defineTable("posts", metadata, {
      id: key(),
      get userId() {
        called.push("userId");
        return foreignKey(users.c.id as never);
      },
    });
    expect(called).toEqual([]);
    expect(posts.column("userId")?.type.kind).toBe("integer");
    expect(called).toEqual(["userId"]);
    expect(users.columns.map((each) => each.key)).toEqual(["id", "bossId", "lastPostId"]);
    expect(called).toEqual(["userId", "bossId", "lastPostId"]);
    expect(users.foreignKeyConstraints.map((each) => each.referredTable.tableName)).toEqual(["users", "posts"]);
    expect(users.c.id).toBe(users.columns[0]);
  });
  test("a getter that cannot be called yet is tried again", () => {
    const metadata = new MetaData();
    let ready = false;
    const made = defineTable("t", metadata, {
      id: key(),
      get other() {
        if (!ready) throw new ReferenceError("not yet");
        return column(t.integer());
      },
    });
    expect(() => made.columns).toThrow(ReferenceError);
    expect(made.column("id")?.name).toBe("id");
    ready = true;
    expect(made.columns.length).toBe(2);
    expect(made.columns[0]).toBe(made.column("id"));
  });
  test("a field that needs itself says so", () => {
    const made: AnyTable = defineTable("t", new MetaData(), {
      get id() {
        return foreignKey(made.c.id as never);
      },
    });
    expect(() => made.c.id).toThrow(/The field "id" of the table "t" refers to itself/);
  });
  test("other fields are told in order, and are an error where nobody wants them", () => {
    const told: string[] = [];
    const made = defineTable(
      "t",
      new MetaData(),
      {
        a: 1,
        id: key(),
        get b() {
          return "x";
        },
      },
      { otherFields: (name) => told.push(name) },
    );
    expect(resolveField(made, "b")).toBeNull();
    expect(resolveField(made, "nothing")).toBeNull();
    expect(told).toEqual([]);
    resolveTable(made);
    resolveTable(made);
    expect(told).toEqual(["a", "b"]);
    expect(Object.keys(made.c)).toEqual(["id"]);
    expect(() => defineTable("t", new MetaData(), { a: 1 }).columns).toThrow(/The field "a" of the table "t" is no column/);
  });
  test("names come from the naming rule where the column gives none", () => {
    const made = defineTable(
      "t",
      new MetaData(),
      { createdAt: column(t.dateTime()), own: column(t.integer(), { name: "OWN" }) },
      { columnNaming: (property) => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) },
    );
    expect(made.columns.map((each) => each.name)).toEqual(["created_at", "OWN"]);
    expect(made.columnNamed("created_at")?.key).toBe("createdAt");
  });
  test("a light table has columns too", () => {
    const light = table("users", { id: column(t.integer()), name: column(t.string()) });
    expect(light.isLight).toBe(true);
    expect(light.columns.map((each) => each.key)).toEqual(["id", "name"]);
    expect(light.primaryKey).toEqual([]);
  });
});

describe("what is wrong is said with its name and the remedy", () => {
  test("a table twice", () => {
    const metadata = new MetaData();
    table("users", metadata, { id: key() });
    expect(() => table("users", metadata, { id: key() })).toThrow(/The table "users" is defined already .* redefine: true/);
    expect(() => table("users", metadata, { id: key() }, { schema: "other" })).not.toThrow();
    const again = table("users", metadata, { id: key(), name: column(t.text()) }, { redefine: true });
    expect(metadata.find("users")).toBe(again);
    expect(table("users", metadata, { other: key() }, { keepExisting: true })).toBe(again);
    expect(table("users", metadata, { email: column(t.text()) }, { extendExisting: true }).columns.map((each) => each.key)).toEqual([
      "id",
      "name",
      "email",
    ]);
  });
  test("a column name twice", () => {
    const made = table("t", new MetaData(), { a: column(t.integer()), b: column(t.integer(), { name: "a" }) });
    expect(() => made.columns).toThrow(/two columns of the name "a": the fields "a" and "b"/);
  });
  test("a foreign key into nothing", () => {
    const metadata = new MetaData();
    table("users", metadata, { id: key() });
    const first = table("t", metadata, { a: column(t.integer(), { references: "user.id" }) });
    expect(() => first.foreignKeyConstraints[0]?.referredColumns).toThrow(InvalidRequestError);
    expect(() => first.foreignKeyConstraints[0]?.referredColumns).toThrow(
      /The foreign key of "t\.a" refers to the table "user", which its metadata does not know\. Did you mean "users"\?/,
    );
    const second = table("s", metadata, { a: column(t.integer(), { references: "users.ident" }) });
    expect(() => second.foreignKeyConstraints[0]?.referredColumns).toThrow(/the table "users" has no column "ident"/);
    expect(() => table("r", metadata, { a: column(t.integer(), { references: "users" }) }).foreignKeyConstraints[0]?.referredTable).toThrow(
      /write "table\.column"/,
    );
    expect(() => foreignKey(undefined as never)).toThrow(/write it as a getter/);
    expect(() => table("q", { a: column(t.integer(), { references: "users.id" }) }).foreignKeyConstraints[0]?.referredTable).toThrow(
      /belongs to no metadata/,
    );
  });
  test("a constraint of a column that is not there", () => {
    const made = table("t", new MetaData(), { name: column(t.text()) }, { constraints: () => [uniqueConstraint("nam")] });
    expect(() => made.columns).toThrow(
      /uniqueConstraint\(\) of the table "t" names the column "nam", which the table does not have\. Did you mean "name"\?/,
    );
    const users = table("users", new MetaData(), { id: key() });
    expect(() => table("t", new MetaData(), { id: key() }, { constraints: () => [index("ix", users.c.id)] }).indexes).toThrow(
      ArgumentError,
    );
    expect(() => table("t", new MetaData(), { id: key() }, { constraints: (() => "x") as never }).columns).toThrow(/must be an array/);
    expect(() => index("ix")).toThrow(/has no column/);
    expect(() => index("ix", undefined as never)).toThrow(/undefined was given/);
    expect(() => foreignKeyConstraint([users.c.id], [])).toThrow(/as many columns as it has references/);
  });
  test("options that contradict each other, and arguments of the wrong kind", () => {
    expect(() => column(t.integer(), { computed: "a", default: 1 })).toThrow(/computed column has no default/);
    expect(() => column(t.integer(), { onDelete: "CASCADE" })).toThrow(/name its target with `references`/);
    expect(() => column(t.integer as never)).toThrow(/a function: call it/);
    expect(() => table("t", undefined as never)).toThrow(/needs its columns/);
    expect(() => table("", new MetaData(), {})).toThrow(/needs a name/);
    expect(() => table("a\0b", new MetaData(), {})).toThrow(/NUL/);
    expect(
      () =>
        table("t", new MetaData(), {
          a: column(t.integer(), { autoIncrement: true, primaryKey: true }),
          b: column(t.integer(), { autoIncrement: true, primaryKey: true }),
        }).autoIncrementColumn,
    ).toThrow(/two columns with autoIncrement/);
    expect(
      () => table("t", new MetaData(), { a: column(t.text(), { autoIncrement: true, primaryKey: true }) }).autoIncrementColumn,
    ).toThrow(/only whole numbers/);
  });
});

describe("keys", () => {
  const autoIncrement = (fields: Record<string, unknown>): string | undefined =>
    (defineTable("t", new MetaData(), fields).autoIncrementColumn ?? undefined)?.key;
  test("one whole number counts up, unless something else gives it a value", () => {
    expect(autoIncrement({ id: key() })).toBe("id");
    expect(autoIncrement({ id: column(t.bigInteger(), { primaryKey: true }) })).toBe("id");
    expect(autoIncrement({ id: column(t.numeric(10, 0), { primaryKey: true }) })).toBe("id");
    expect(autoIncrement({ id: column(t.text(), { primaryKey: true }) })).toBeUndefined();
    expect(autoIncrement({ id: column(t.integer(), { primaryKey: true, autoIncrement: false }) })).toBeUndefined();
    expect(autoIncrement({ id: column(t.integer(), { primaryKey: true, default: 5 }) })).toBeUndefined();
    expect(autoIncrement({ id: column(t.integer(), { primaryKey: true, serverDefault: "5" }) })).toBeUndefined();
    expect(autoIncrement({ a: key(), b: key() })).toBeUndefined();
    expect(autoIncrement({ a: column(t.integer(), { primaryKey: true, autoIncrement: true }), b: key() })).toBe("a");
    const other = table("o", new MetaData(), { id: key() });
    expect(autoIncrement({ id: foreignKey(other.c.id, { primaryKey: true }) })).toBeUndefined();
    expect(autoIncrement({ id: foreignKey(other.c.id, { primaryKey: true, autoIncrement: "ignoreForeignKey" }) })).toBe("id");
  });
  test("a listed primary key decides over its order, and its columns are NOT NULL", () => {
    const made = table(
      "t",
      new MetaData(),
      { a: column(t.integer(), { nullable: true }), b: column(t.integer(), { nullable: true }) },
      { constraints: (c) => [primaryKeyConstraint(c.b, c.a)] },
    );
    expect(made.primaryKey.map((each) => each.key)).toEqual(["b", "a"]);
    expect(made.columns.map((each) => each.nullable)).toEqual([false, false]);
  });
  test("the type of a foreign key is that of the column it refers to, through any number of keys and also when that comes later", () => {
    const metadata = new MetaData();
    const c = table("c", metadata, { id: foreignKey(() => b.c.id, { primaryKey: true }) });
    const b = table("b", metadata, { id: foreignKey(() => a.c.id, { primaryKey: true }) });
    const a = table("a", metadata, { id: column(t.string(12), { primaryKey: true }) });
    expect(c.columns[0]?.type).toBe(a.columns[0]?.type);
    expect([...(c.columns[0]?.foreignKeys ?? [])][0]?.column).toBe(b.columns[0]);
  });
  test("a composite foreign key belongs to each of its columns", () => {
    const metadata = new MetaData();
    table("p", metadata, { a: key(), b: key() }, { schema: "s" });
    const made = table(
      "t",
      metadata,
      { x: column(t.integer()), y: column(t.integer()) },
      { constraints: (c) => [foreignKeyConstraint([c.x, c.y], ["s.p.a", "s.p.b"])] },
    );
    expect([...(made.columns[1]?.foreignKeys ?? [])].map((each) => each.column.fullName)).toEqual(["s.p.b"]);
  });
  test("with a default schema, unqualified names are looked for in it", () => {
    const metadata = new MetaData({ schema: "app" });
    table("users", metadata, { id: key() });
    const made = table("t", metadata, {
      a: column(t.integer(), { references: "users.id" }),
      b: column(t.integer(), { references: "app.users.id" }),
    });
    expect(made.foreignKeyConstraints.map((each) => each.referredTable.fullName)).toEqual(["app.users", "app.users"]);
  });
});

describe("constraints and indexes", () => {
  test("listed ones come first, then those of the columns, in their order", () => {
    const metadata = new MetaData();
    const other = table("o", metadata, { id: key() });
    const made = table(
      "t",
      metadata,
      {
        a: column(t.text(), { unique: true }),
        b: foreignKey(other.c.id),
        c: column(t.text(), { index: true, unique: true }),
        d: column(t.enum(["x"], { name: "d", createConstraint: true })),
      },
      { constraints: (c) => [checkConstraint("1 = 1"), index("ix_a", c.a)] },
    );
    expect(made.constraints.map((each) => each.kind)).toEqual(["primaryKey", "check", "unique", "foreignKey", "check"]);
    expect(made.indexes.map((each) => [each.name, each.unique])).toEqual([
      ["ix_a", false],
      ["ix_t_c", true],
    ]);
  });
  test("an index named with columns of a table joins it", () => {
    const made = table("t", new MetaData(), { a: column(t.text()) });
    void made.columns;
    const joined = index("ix", made.c.a);
    expect(made.indexes).toEqual([joined]);
  });
  test("an index cannot belong to two tables", () => {
    const one = table("one", new MetaData(), { a: column(t.text()) });
    const two = table("two", new MetaData(), { a: column(t.text()) });
    void one.columns;
    const made = index("ix", one.c.a);
    expect(() => two.append(made)).toThrow(/belongs to the table "one" already/);
  });
  test("deferred keeps the column and its group", () => {
    const made = table("t", new MetaData(), { a: deferred(column(t.text(), { comment: "x" }), { group: "g" }) });
    expect([made.columns[0]?.deferred, made.columns[0]?.deferredGroup, made.columns[0]?.comment]).toEqual([true, "g", "x"]);
  });
});

describe("copies in another metadata", () => {
  test("columns, keys, constraints and indexes go along; references are to the copies", () => {
    const metadata = new MetaData();
    const users = table(
      "users",
      metadata,
      { id: key(), name: column(t.string(50), { unique: true, info: { a: 1 } }) },
      { comment: "people" },
    );
    const posts = table(
      "posts",
      metadata,
      { id: key(), userId: foreignKey(users.c.id, { name: "user_id", onDelete: "CASCADE" }), title: column(t.text(), { index: true }) },
      { constraints: (c) => [checkConstraint(c.id.gt(0), { name: "positive" })] },
    );
    const copy = new MetaData();
    const copied = posts.toMetadata(copy);
    const copiedUsers = users.toMetadata(copy);
    expect(copied.columns.map((each) => [each.key, each.name, each.nullable])).toEqual([
      ["id", "id", false],
      ["userId", "user_id", false],
      ["title", "title", false],
    ]);
    expect(copied.foreignKeyConstraints[0]?.referredTable).toBe(copiedUsers);
    expect(copied.foreignKeyConstraints[0]?.onDelete).toBe("CASCADE");
    expect(copied.indexes.map((each) => each.name)).toEqual(["ix_posts_title"]);
    expect(copied.constraints.map((each) => each.kind)).toEqual(["primaryKey", "check", "foreignKey"]);
    expect(copiedUsers.comment).toBe("people");
    expect(copiedUsers.constraints.map((each) => each.kind)).toEqual(["primaryKey", "unique"]);
    expect(users.toMetadata(copy)).toBe(copiedUsers);
    expect(users.toMetadata(new MetaData(), { name: "people", schema: "s" }).fullName).toBe("s.people");
  });
});
