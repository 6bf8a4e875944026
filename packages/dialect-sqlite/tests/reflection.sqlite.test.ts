import "@cupel/dialect-sqlite";
import {
  type AnyTable,
  type Connection,
  CreateIndex,
  CreateTable,
  checkConstraint,
  column,
  computed,
  createEngine,
  type Engine,
  foreignKey,
  foreignKeyConstraint,
  func,
  index,
  insert,
  inspect,
  listen,
  MetaData,
  NoSuchTableError,
  primaryKeyConstraint,
  select,
  type TypeEngine,
  t,
  table,
  text,
  uniqueConstraint,
} from "@cupel/core";
import { defineTable } from "@cupel/core/internal";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

async function onDatabase<R>(work: (connection: Connection, engine: Engine) => Promise<R>): Promise<R> {
  const engine = createEngine("sqlite:///:memory:");
  try {
    const connection = await engine.connect();
    try {
      return await work(connection, engine);
    } finally {
      await connection.close();
    }
  } finally {
    await engine.dispose();
  }
}
const compile = (statement: { compile(options: { dialect: string }): { sql: string } }): string =>
  statement.compile({ dialect: "sqlite" }).sql.trim();
/** Everything that CREATE says of the tables of a metadata. */
const definition = (metadata: MetaData): Record<string, readonly string[]> =>
  Object.fromEntries(
    [...metadata.tables.values()]
      .map((each): [string, string[]] => [
        each.tableName,
        [compile(new CreateTable(each)), ...each.indexes.map((one) => compile(new CreateIndex(one))).sort()],
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
/** The order in which constraints stand means nothing: reflection lists them by kind. */
const unordered = (all: Record<string, readonly string[]>): unknown =>
  Object.fromEntries(
    Object.entries(all).map(([key, [create, ...rest]]) => [
      key,
      [
        (create as string)
          .split("\n")
          .map((line) => line.replace(/, $/, ""))
          .sort(),
        rest,
      ],
    ]),
  );

describe("what was created comes back", () => {
  test("columns, keys, constraints and indexes of every kind", () =>
    onDatabase(async (connection) => {
      const metadata = new MetaData();
      const users = table("users", metadata, {
        id: column(t.integer(), { primaryKey: true }),
        name: column(t.string(50), { serverDefault: "it's" }),
        at: column(t.dateTime(), { serverDefault: func.now(), nullable: true }),
      });
      const parent = table(
        "parent",
        metadata,
        { a: column(t.integer(), { primaryKey: true }), b: column(t.string(5, { collation: "NOCASE" }), { primaryKey: true }) },
        { sqliteWithRowid: false },
      );
      table(
        "child",
        metadata,
        {
          id: column(t.integer(), { primaryKey: true }),
          userId: foreignKey(users.c.id, {
            name: "user_id",
            onDelete: "CASCADE",
            onUpdate: "SET NULL",
            nullable: true,
            constraintName: "fk user",
            deferrable: true,
            initially: "DEFERRED",
          }),
          x: column(t.integer(), { sqliteOnConflictNotNull: "FAIL" }),
          y: column(t.string(5)),
          area: column(t.integer(), { nullable: true, computed: computed("x * 2", { persisted: true }) }),
          twice: column(t.integer(), { nullable: true, computed: computed("x + x") }),
          total: column(t.numeric(10, 2), { serverDefault: text("1 + 1") }),
          flag: column(t.boolean(), { serverDefault: text("0") }),
          doc: column(t.json(), { nullable: true }),
          order: column(t.largeBinary(), { nullable: true }),
        },
        {
          sqliteAutoincrement: true,
          constraints: (c) => [
            foreignKeyConstraint([c.x, c.y], [parent.c.a, parent.c.b], { name: "fk_xy", match: "FULL" }),
            uniqueConstraint(c.x, c.y, { name: "uq", sqliteOnConflict: "IGNORE" }),
            uniqueConstraint(c.total),
            checkConstraint("x > 0 AND y <> ')'", { name: "ck" }),
            checkConstraint(c.x.lt(100)),
            index("ix_plain", c.x, c.y, { unique: true }),
            index("ix_desc", c.x.desc(), c.y.collate("NOCASE")),
            index("ix_expr", func.lower(c.y), c.x),
            index("ix_part", c.y, { where: c.x.gt(5) }),
          ],
        },
      );
      await metadata.createAll(connection);
      const reflected = new MetaData();
      await reflected.reflect(connection);
      expect(unordered(definition(reflected))).toEqual(unordered(definition(metadata)));
      expect(reflected.tables.get("child")?.foreignKeyConstraints.map((key) => key.referredTable)).toEqual(
        [reflected.tables.get("parent"), reflected.tables.get("users")].sort((a) => (a?.tableName === "parent" ? -1 : 1)),
      );
    }));

  test("what PRAGMA and CREATE tell of a table that somebody else made", () =>
    onDatabase(async (connection) => {
      for (const sql of [
        "CREATE TABLE p (k TEXT PRIMARY KEY, v)",
        'CREATE TABLE [odd "name] (a INT CONSTRAINT "n n" NOT NULL DEFAULT (1+(2)), b REFERENCES p, c MONEY(5), d DOUBLE PRECISION UNIQUE, e, CONSTRAINT u UNIQUE (a, [b]), CHECK (a > 1)) STRICT'.replace(
          " STRICT",
          "",
        ),
        'CREATE INDEX "i x" ON "odd ""name" (a DESC, lower(c)) WHERE a IS NOT NULL',
        'CREATE VIEW vw AS SELECT a FROM "odd ""name"',
        "CREATE TEMP TABLE tmp (a)",
        "CREATE VIRTUAL TABLE ft USING fts5(body)",
      ])
        await connection.execDriverSql(sql);
      const inspector = inspect(connection);
      const odd = 'odd "name';
      expect((await inspector.getTableNames()).filter((name) => !name.startsWith("ft"))).toEqual([odd, "p"]);
      expect(await inspector.getViewNames()).toEqual(["vw"]);
      expect(await inspector.getTempTableNames()).toEqual(["tmp"]);
      expect(await inspector.getViewDefinition("vw")).toMatch(/^CREATE VIEW vw AS SELECT a/);
      expect((await inspector.getColumns(odd)).map((each) => [each.name, each.type.describe(), each.nullable, each.default])).toEqual([
        ["a", "INTEGER", false, "1+(2)"],
        ["b", "", true, null],
        ["c", "MONEY(5)", true, null],
        ["d", "DOUBLE_PRECISION", true, null],
        ["e", "", true, null],
      ]);
      expect(await inspector.getForeignKeys(odd)).toEqual([
        { name: null, columns: ["b"], referredSchema: null, referredTable: "p", referredColumns: ["k"], options: {} },
      ]);
      expect(await inspector.getUniqueConstraints(odd)).toEqual([
        { name: null, columns: ["d"] },
        { name: "u", columns: ["a", "b"] },
      ]);
      expect(await inspector.getCheckConstraints(odd)).toEqual([{ name: null, sqlText: "a > 1" }]);
      expect(await inspector.getIndexes(odd)).toEqual([
        {
          name: "i x",
          columns: ["a", null],
          expressions: ["a DESC", "lower(c)"],
          sorting: { a: ["desc"] },
          unique: false,
          where: "a IS NOT NULL",
        },
      ]);
      expect(await inspector.getPrimaryKey("p")).toEqual({ name: null, columns: ["k"] });
      expect((await inspector.getColumns("vw")).map((each) => each.name)).toEqual(["a"]);
      expect((await inspector.getColumns("ft")).map((each) => each.name)).toEqual(["body"]);
      expect(await inspector.getForeignKeys("ft")).toEqual([]);
      const reflected = new MetaData();
      await reflected.reflect(connection, { only: [odd], views: true });
      expect([...reflected.tables.keys()].sort()).toEqual([odd, "p"]);
      expect(await connection.execute(select(...((reflected.tables.get(odd) as AnyTable).columns as never[]))).all()).toEqual([]);
    }));

  test("attached databases are schemas", () =>
    onDatabase(async (connection) => {
      await connection.execDriverSql("ATTACH ':memory:' AS other");
      const metadata = new MetaData({ schema: "other" });
      table("t", metadata, { id: column(t.integer(), { primaryKey: true }), name: column(t.text(), { index: true }) });
      await metadata.createAll(connection);
      await metadata.createAll(connection);
      const inspector = inspect(connection);
      expect(await inspector.getSchemaNames()).toEqual(["main", "other"]);
      expect(await inspector.getTableNames()).toEqual([]);
      expect(await inspector.getTableNames({ schema: "other" })).toEqual(["t"]);
      expect(
        (await inspector.hasIndex("t", "ix_other_t_name", { schema: "other" })) ||
          (await inspector.getIndexes("t", { schema: "other" })).length === 1,
      ).toBe(true);
      const reflected = new MetaData();
      await reflected.reflect(connection, { schema: "other" });
      expect([...reflected.tables.keys()]).toEqual(["other.t"]);
      await metadata.dropAll(connection);
      expect(await inspect(connection).getTableNames({ schema: "other" })).toEqual([]);
    }));

  test("what is not there", () =>
    onDatabase(async (connection, engine) => {
      const inspector = inspect(connection);
      expect(await inspector.hasTable("nothing")).toBe(false);
      await expect(inspector.getColumns("nothing")).rejects.toThrow(NoSuchTableError);
      await expect(inspector.getColumns("nothing")).rejects.toThrow(/There is no table "nothing"/);
      await expect(inspector.getViewDefinition("nothing")).rejects.toThrow(/There is no view "nothing"/);
      await expect(new MetaData().reflect(connection, { only: ["nothing"] })).rejects.toThrow(/the database has no table "nothing"/);
      expect(() => inspect({} as never)).toThrow(/takes an engine or a connection/);
      await expect(new MetaData().createAll({} as never)).rejects.toThrow(/createAll\(\) takes an engine or a connection/);
      await connection.close();
      expect(await inspect(engine).getTableNames()).toEqual([]);
    }));

  test("answers are remembered until they are cleared", () =>
    onDatabase(async (connection) => {
      const inspector = inspect(connection);
      expect(await inspector.getTableNames()).toEqual([]);
      await connection.execDriverSql("CREATE TABLE t (a)");
      expect(await inspector.getTableNames()).toEqual([]);
      inspector.clearCache();
      expect(await inspector.getTableNames()).toEqual(["t"]);
    }));

  test("a listener may change a column before it is made; columns that are there win", () =>
    onDatabase(async (connection) => {
      await connection.execDriverSql("CREATE TABLE t (a INTEGER, b TEXT)");
      const metadata = new MetaData();
      listen(metadata, "columnReflect", ({ column: reflected }) => {
        if (reflected.name === "a") reflected.type = t.boolean();
      });
      const given = table("t", metadata, { b: column(t.json(), { nullable: true }) });
      await inspect(connection).reflectTable(given);
      expect(given.columns.map((each) => [each.name, each.type.kind])).toEqual([
        ["b", "json"],
        ["a", "boolean"],
      ]);
    }));
});

// Names that SQLite itself keeps for tables begin with sqlite_; case does not tell names apart there.
const name = fc
  .oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_]{0,10}$/) },
    { weight: 2, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "order",
        "Select",
        'a"b',
        "a`b",
        "[x]",
        "x]y",
        "a b",
        "1st",
        "a$b",
        "größe",
        "名前",
        "table",
        "from",
        "with",
        "returning",
        "nothing",
        "over",
        "do",
        "a.b",
        "%s",
        ":x",
        "?",
        "--",
        "/*",
        "'",
        "''",
        "\n",
      ),
    },
  )
  .filter((text_) => !/^sqlite_/i.test(text_) && !text_.includes("\0") && (text_ as string & { isWellFormed(): boolean }).isWellFormed());
const fold = (text_: string): string => text_.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const names = (min: number, max: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(name, { minLength: min, maxLength: max, selector: fold });

describe("any name survives", () => {
  test("of tables, columns and constraints: create, insert, select, reflect", async () => {
    await fc.assert(
      fc.asyncProperty(name, names(2, 4), name, async (tableName, columns, constraint) => {
        await onDatabase(async (connection) => {
          const metadata = new MetaData();
          const fields = Object.fromEntries(
            columns.map((each, position) => [`c${position}`, column(t.integer(), { name: each, nullable: true })]),
          );
          const made = defineTable(tableName, metadata, fields, {
            constraints: () => [uniqueConstraint("c0", "c1", { name: constraint }), index(`ix${constraint}`, "c0")],
          });
          await metadata.createAll(connection);
          await connection.execute(
            insert(made).values(Object.fromEntries(columns.map((_, position) => [`c${position}`, position])) as never),
          );
          expect(
            (
              await connection
                .execute(select(...(made.columns as never[])).where((made.columns[0] as never as { eq(value: number): never }).eq(0)))
                .all()
            ).map((row) => [...(row as unknown as number[])]),
          ).toEqual([columns.map((_, position) => position)]);
          const inspector = inspect(connection);
          expect(await inspector.getTableNames()).toEqual([tableName]);
          expect((await inspector.getColumns(tableName)).map((each) => each.name)).toEqual(columns);
          expect((await inspector.getUniqueConstraints(tableName)).map((each) => [each.name, each.columns])).toEqual([
            [constraint, columns.slice(0, 2)],
          ]);
          expect((await inspector.getIndexes(tableName)).map((each) => [each.name, each.columns])).toEqual([
            [`ix${constraint}`, columns.slice(0, 1)],
          ]);
          await metadata.dropAll(connection);
          expect(await inspect(connection).getTableNames()).toEqual([]);
        });
      }),
      { numRuns: 100 },
    );
  });
  test("but for NUL, which no name can hold", () =>
    onDatabase(async (connection) => {
      const metadata = new MetaData();
      table("t", metadata, { a: column(t.integer(), { name: "a\0b" }) });
      await expect(metadata.createAll(connection)).rejects.toThrow(/NUL/);
    }));
});

describe("any schema comes back", () => {
  const type = fc.constantFrom(
    () => t.integer(),
    () => t.bigInteger(),
    () => t.smallInteger(),
    () => t.string(20),
    () => t.text(),
    () => t.boolean(),
    () => t.dateTime(),
    () => t.date(),
    () => t.time(),
    () => t.float(),
    () => t.numeric(10, 2),
    () => t.json(),
    () => t.largeBinary(),
    () => t.char(3),
  );
  const columnSpec = fc.record({
    type,
    nullable: fc.boolean(),
    unique: fc.boolean(),
    indexed: fc.boolean(),
    serverDefault: fc.option(
      fc.oneof(
        fc.string({ maxLength: 6 }).filter((value) => !value.includes("\0")),
        fc.constant(text("1 + 1")),
        fc.constant(func.now()),
      ),
    ),
    references: fc.option(fc.nat(3)),
    onDelete: fc.option(fc.constantFrom("CASCADE" as const, "SET NULL" as const)),
  });
  const tableSpec = fc.record({
    columns: fc.array(columnSpec, { minLength: 1, maxLength: 4 }),
    keys: fc.integer({ min: 0, max: 2 }),
    named: fc.boolean(),
    check: fc.boolean(),
    partial: fc.boolean(),
    autoincrement: fc.boolean(),
    withoutRowid: fc.boolean(),
  });
  const schema = fc.tuple(names(1, 4), fc.array(tableSpec, { minLength: 4, maxLength: 4 }), names(7, 7));

  test("create, reflect, create again: the same text", async () => {
    await fc.assert(
      fc.asyncProperty(schema, async ([tables, specs, columnNames]) => {
        const metadata = new MetaData();
        tables.forEach((tableName, position) => {
          const spec = specs[position] as (typeof specs)[number];
          const fields: Record<string, unknown> = {};
          for (let key = 0; key < spec.keys; key++) fields[`k${key}`] = column(t.integer(), { primaryKey: true, name: `k${key}` });
          spec.columns.forEach((each, number) => {
            const target = each.references === null ? undefined : tables[each.references];
            // A foreign key needs a key to refer to; a dot in a name cannot be told from that between table and column.
            const refers = target !== undefined && specs[each.references as number]?.keys === 1;
            fields[`c${number}`] = column(
              (refers ? t.integer() : each.type()) as TypeEngine<unknown>,
              {
                name: columnNames[number] as string,
                nullable: each.nullable,
                unique: each.unique,
                index: each.indexed,
                ...(each.serverDefault === null ? {} : { serverDefault: each.serverDefault as string }),
                ...(refers ? { references: `${target}.k0`, ...(each.onDelete === null ? {} : { onDelete: each.onDelete }) } : {}),
              } as object,
            );
          });
          // What others refer to must be there.
          if (spec.keys === 0) fields.k0 = column(t.integer(), { name: "k0", nullable: true });
          defineTable(tableName, metadata, fields, {
            sqliteAutoincrement: spec.autoincrement && spec.keys === 1,
            ...(spec.withoutRowid && spec.keys > 0 && !spec.autoincrement ? { sqliteWithRowid: false } : {}),
            constraints: () => [
              ...(spec.named && spec.keys > 0
                ? [primaryKeyConstraint(...Array.from({ length: spec.keys }, (_, key) => `k${key}`), { name: "the pk" })]
                : []),
              ...(spec.check ? [checkConstraint("k0 <> 5 OR ')' = '('", { name: "ck" })] : []),
              ...(spec.partial ? [index(`part ${position}`, "c0", { where: text("k0 > 5") })] : []),
            ],
          });
        });
        await onDatabase(async (connection, engine) => {
          // A database in memory has one connection, which dropAll(engine) wants for itself.
          await connection.close();
          await metadata.createAll(engine);
          const reflected = new MetaData();
          await reflected.reflect(engine);
          const first = definition(reflected);
          expect(Object.keys(first).sort()).toEqual([...tables].sort());
          await reflected.dropAll(engine);
          expect(await inspect(engine).getTableNames()).toEqual([]);
          await reflected.createAll(engine);
          const again = new MetaData();
          await again.reflect(engine);
          expect(definition(again)).toEqual(first);
          expect(unordered(first)).toEqual(unordered(definition(metadata)));
        });
      }),
      { numRuns: 80 },
    );
  });
});
