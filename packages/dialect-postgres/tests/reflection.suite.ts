/** What a database of PostgreSQL tells of its schema. */
import {
  CreateIndex,
  CreateTable,
  checkConstraint,
  column,
  computed,
  type Engine,
  foreignKey,
  foreignKeyConstraint,
  func,
  index,
  inspect,
  listen,
  MetaData,
  NoSuchTableError,
  sql,
  t,
  table,
  text,
  uniqueConstraint,
} from "@cupel/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TestDatabase } from "../../../tests/support/databases.js";
import * as pg from "../src/index.js";

/** The DDL of a metadata, each table with its indexes. */
function definition(metadata: MetaData): Record<string, string[]> {
  return Object.fromEntries(
    [...metadata.tables.values()].map((one) => [
      one.fullName,
      [
        ...new CreateTable(one)
          .compile({ dialect: "postgresql" })
          .sql.trim()
          .split("\n")
          .map((line) => line.replace(/, $/, ""))
          .sort(),
        ...[...one.indexes].map((each) => new CreateIndex(each).compile({ dialect: "postgresql" }).sql).sort(),
      ],
    ]),
  );
}

function everything(metadata: MetaData): void {
  const users = table(
    "users",
    metadata,
    {
      id: column(t.integer(), { primaryKey: true }),
      name: column(t.string(50), { serverDefault: "it's" }),
      at: column(t.dateTime(), { serverDefault: func.now(), nullable: true }),
      mood: column(pg.nativeEnum(["sad", "it's ok"], { name: "mood" }), { nullable: true, comment: "how's it" }),
      moods: column(t.array(pg.nativeEnum(["sad", "it's ok"], { name: "mood" })), { nullable: true }),
      positive: column(pg.domain("posint", t.integer(), { check: "VALUE > 0", constraintName: "posint_check" }), { nullable: true }),
    },
    { comment: "people; it's them" },
  );
  const parent = table("parent", metadata, {
    a: column(t.integer(), { primaryKey: true, autoIncrement: false }),
    b: column(t.string(5, { collation: "C" }), { primaryKey: true }),
  });
  table(
    "Child Table",
    metadata,
    {
      id: column(t.bigInteger(), { primaryKey: true, identity: { always: true, start: 10, increment: 5, cache: 3 } }),
      userId: foreignKey(users.c.id, {
        name: "user_id",
        onDelete: "CASCADE",
        onUpdate: "SET NULL",
        nullable: true,
        constraintName: "fk user",
        deferrable: true,
        initially: "DEFERRED",
      }),
      x: column(t.smallInteger()),
      y: column(t.string(5)),
      area: column(t.integer(), { nullable: true, computed: computed("x * 2", { persisted: true }) }),
      total: column(t.numeric(10, 2), { serverDefault: text("1 + 1") }),
      plain: column(t.numeric(), { nullable: true }),
      ratio: column(t.double(), { serverDefault: text("0.5") }),
      real: column(t.real(), { nullable: true }),
      flag: column(t.boolean(), { serverDefault: text("false") }),
      doc: column(pg.jsonb(), { nullable: true }),
      raw: column(pg.json(), { nullable: true }),
      order: column(t.largeBinary(), { nullable: true }),
      day: column(t.date(), { nullable: true }),
      moment: column(pg.timestamp({ timezone: true, precision: 3 }), { nullable: true }),
      clock: column(pg.time({ precision: 2 }), { nullable: true }),
      span: column(pg.interval({ fields: "DAY TO SECOND", precision: 3 }), { nullable: true }),
      key: column(pg.uuid(), { unique: true }),
      grid: column(t.array(t.integer(), { dimensions: 2 }), { nullable: true }),
      tags: column(t.array(t.string(20)), { nullable: true }),
      range: column(pg.int4range(), { nullable: true }),
      bits: column(pg.bit(3), { nullable: true }),
      more: column(pg.varbit(), { nullable: true }),
      place: column(pg.inet(), { nullable: true }),
      note: column(t.text(), { nullable: true }),
      letter: column(t.char(1), { nullable: true }),
      words: column(pg.tsvector(), { nullable: true }),
    },
    {
      postgresqlWith: { fillfactor: "70" },
      constraints: (c) => [
        foreignKeyConstraint([c.x, c.y], [parent.c.a, parent.c.b], { name: "fk_xy", match: "FULL" }),
        uniqueConstraint(c.x, c.y, { name: "uq", deferrable: true, initially: "DEFERRED" }),
        uniqueConstraint(c.total),
        checkConstraint("x > 0 AND y <> ')'", { name: "ck" }),
        checkConstraint(c.x.lt(100)),
        index("ix_plain", c.x, c.y, { unique: true }),
        index("ix_desc", c.x.desc(), c.y.asc().nullsFirst()),
        index("ix_expr", func.lower(c.y), c.x),
        index("ix_sum", sql`(${c.x} + 1)`),
        index("ix_part", c.y, { where: c.x.gt(5) }),
        index("ix_gin", c.doc, { postgresqlUsing: "gin", postgresqlOps: { doc: "jsonb_path_ops" } }),
        index("ix_ops", c.note, { postgresqlOps: { note: "text_pattern_ops" } }),
        index("ix_include", c.x, { postgresqlInclude: ["y", "note"], postgresqlWith: { fillfactor: "50" } }),
      ],
    },
  );
}

export function reflectionSuite(database: TestDatabase): void {
  let engine: Engine;
  beforeEach(async () => {
    engine = await database.open();
  });
  afterEach(() => engine.dispose());

  test("create, reflect, create: the same", async () => {
    const metadata = new MetaData();
    everything(metadata);
    await metadata.createAll(engine);
    await metadata.createAll(engine);
    const first = new MetaData();
    await first.reflect(engine);
    expect([...first.tables.keys()].sort()).toEqual(["Child Table", "parent", "users"]);
    await metadata.dropAll(engine);
    await metadata.dropAll(engine);
    expect(await inspect(engine).getTableNames()).toEqual([]);
    await first.createAll(engine);
    const second = new MetaData();
    await second.reflect(engine);
    expect(definition(second)).toEqual(definition(first));
    // Types, keys, nullability and identities are those that were defined; only expressions and names are the server's own.
    const columnLines = (lines: string[] = []): string[] =>
      lines.filter(
        (line) => /^\t"?\w+"? /.test(line) && !/CONSTRAINT|CHECK|UNIQUE|FOREIGN|PRIMARY|DEFAULT|GENERATED ALWAYS AS \(/.test(line),
      );
    expect(columnLines(definition(first)["Child Table"])).toEqual(columnLines(definition(metadata)["Child Table"]));
    expect(columnLines(definition(first)["parent"])).toEqual(columnLines(definition(metadata)["parent"]));
    expect(definition(first)["users"]).toContain("\tid SERIAL NOT NULL");
    expect(first.tables.get("users")?.comment).toBe("people; it's them");
  });

  test("what is told of one table", async () => {
    const metadata = new MetaData();
    everything(metadata);
    await metadata.createAll(engine);
    await engine.begin((connection) => connection.execute(text("CREATE VIEW young AS SELECT id, name FROM users WHERE id > 5")));
    await engine.begin((connection) => connection.execute(text("CREATE MATERIALIZED VIEW kept AS SELECT id FROM users")));
    const inspector = inspect(engine);
    expect(await inspector.getTableNames()).toEqual(["Child Table", "parent", "users"]);
    expect(await inspector.getViewNames()).toEqual(["young"]);
    expect(await inspector.getMaterializedViewNames()).toEqual(["kept"]);
    expect(await inspector.getViewDefinition("young")).toMatch(
      /SELECT (?:users\.)?id,\s+(?:users\.)?name\s+FROM users\s+WHERE \(?(?:users\.)?id > 5\)?/,
    );
    expect((await inspector.getColumns("young")).map((one) => one.name)).toEqual(["id", "name"]);
    expect(await inspector.hasTable("users")).toBe(true);
    expect(await inspector.hasTable("kept")).toBe(true);
    expect(await inspector.hasTable("nowhere")).toBe(false);
    expect(await inspector.getSequenceNames()).toContain("users_id_seq");
    expect(await inspector.getPrimaryKey("parent")).toEqual({ name: "parent_pkey", columns: ["a", "b"] });
    expect(await inspector.getForeignKeys("Child Table")).toEqual([
      {
        name: "fk user",
        columns: ["user_id"],
        referredSchema: null,
        referredTable: "users",
        referredColumns: ["id"],
        options: { onDelete: "CASCADE", onUpdate: "SET NULL", deferrable: true, initially: "DEFERRED" },
      },
      {
        name: "fk_xy",
        columns: ["x", "y"],
        referredSchema: null,
        referredTable: "parent",
        referredColumns: ["a", "b"],
        options: { match: "FULL" },
      },
    ]);
    expect((await inspector.getUniqueConstraints("Child Table")).map(({ name, columns }) => [name, columns])).toEqual([
      ["Child Table_key_key", ["key"]],
      ["Child Table_total_key", ["total"]],
      ["uq", ["x", "y"]],
    ]);
    expect(await inspector.getCheckConstraints("Child Table")).toEqual([
      { name: "Child Table_x_check", sqlText: "x < 100" },
      { name: "ck", sqlText: "x > 0 AND y::text <> ')'::text" },
    ]);
    const indexes = await inspector.getIndexes("Child Table");
    expect(indexes.find((one) => one.name === "uq")).toMatchObject({ duplicatesConstraint: "uq", unique: true });
    expect(indexes.find((one) => one.name === "ix_desc")).toMatchObject({
      columns: ["x", "y"],
      sorting: { x: ["desc"], y: ["nulls_first"] },
    });
    expect(indexes.find((one) => one.name === "ix_expr")).toMatchObject({ columns: [null, "x"], expressions: ["lower(y::text)", "x"] });
    expect(indexes.find((one) => one.name === "ix_part")).toMatchObject({ where: "x > 5" });
    const [id, name] = await inspector.getColumns("users");
    expect(id).toMatchObject({ default: "nextval('users_id_seq'::regclass)", autoIncrement: true, primaryKey: 1, nullable: false });
    expect(name).toMatchObject({ default: "'it''s'::character varying", nullable: false });
    expect((await inspector.getColumns("users"))[3]).toMatchObject({ comment: "how's it" });
    expect(await inspector.getTableComment("users")).toBe("people; it's them");
    expect(await inspector.getTableOptions("Child Table")).toEqual({ postgresqlWith: { fillfactor: "70" } });
    for (const question of ["getColumns", "getPrimaryKey", "getForeignKeys", "getIndexes", "getTableComment"] as const)
      await expect(inspector[question]("nowhere")).rejects.toThrow(NoSuchTableError);
  });

  test("schemas, and keys between them", async () => {
    await engine.begin(async (connection) => {
      for (const statement of [
        "CREATE SCHEMA shop",
        "CREATE TYPE shop.size AS ENUM ('s', 'm')",
        "CREATE TABLE local (id int PRIMARY KEY)",
        "CREATE TABLE shop.item (id int PRIMARY KEY, size shop.size, local_id int REFERENCES local, parent int REFERENCES shop.item)",
      ])
        await connection.execute(text(statement));
    });
    const inspector = inspect(engine);
    expect(await inspector.getSchemaNames()).toEqual(["information_schema", "public", "shop"]);
    expect(await inspector.getTableNames({ schema: "shop" })).toEqual(["item"]);
    expect((await inspector.getForeignKeys("item", { schema: "shop" })).map((key) => [key.referredSchema, key.referredTable])).toEqual([
      ["public", "local"],
      ["shop", "item"],
    ]);
    const metadata = new MetaData();
    await metadata.reflect(engine, { schema: "shop" });
    expect([...metadata.tables.keys()].sort()).toEqual(["public.local", "shop.item"]);
    expect(definition(metadata)["shop.item"]?.join("\n")).toContain("size shop.size");
    await engine.begin((connection) => connection.execute(text("DROP SCHEMA shop CASCADE")));
    await engine.begin((connection) => connection.execute(text("CREATE SCHEMA shop")));
    await metadata.createAll(engine);
    expect(await inspect(engine).getTableNames({ schema: "shop" })).toEqual(["item"]);
  });

  describe("the number of queries", () => {
    const count = async (tables: number): Promise<number> => {
      const fresh = await database.open();
      await fresh.begin(async (connection) => {
        for (let number = 0; number < tables; number++)
          await connection.execute(
            text(
              `CREATE TABLE t${number} (id serial PRIMARY KEY, other int ${number === 0 ? "" : `REFERENCES t${number - 1}`}, name text UNIQUE)`,
            ),
          );
      });
      let queries = 0;
      const stop = listen(fresh, "beforeCursorExecute", () => {
        queries++;
      });
      const metadata = new MetaData();
      await metadata.reflect(fresh);
      expect(metadata.tables.size).toBe(tables);
      expect(metadata.tables.get("t1")?.foreignKeyConstraints.length).toBe(1);
      const inspector = inspect(fresh);
      expect((await inspector.getMultiIndexes()).size).toBe(tables);
      expect((await inspector.getMultiColumns()).get("t1")?.length).toBe(3);
      stop();
      await fresh.dispose();
      return queries;
    };
    test("does not depend on the number of tables", async () => {
      expect(await count(3)).toBe(await count(30));
    });
  });
}
