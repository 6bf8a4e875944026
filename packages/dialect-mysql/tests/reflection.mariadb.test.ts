/** What a database tells of its schema, and that it can be made again from that. */
import {
  CreateIndex,
  CreateTable,
  checkConstraint,
  column,
  computed,
  type Engine,
  foreignKey,
  index,
  inspect,
  listen,
  MetaData,
  NoSuchTableError,
  type TypeEngine,
  t,
  table,
  text,
  uniqueConstraint,
} from "@cupel/core";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import * as my from "../src/index.js";
import { createDatabase, type TestDatabase } from "./support/engine.js";

let database: TestDatabase;
let engine: Engine;
beforeAll(async () => {
  database = await createDatabase();
  engine = database.engine;
});
afterAll(() => database.drop());
afterEach(async () => {
  const left = new MetaData();
  await left.reflect(engine);
  await left.dropAll(engine);
});

/** The DDL of a metadata, each table with its indexes. */
function definition(metadata: MetaData): Record<string, string[]> {
  return Object.fromEntries(
    [...metadata.tables.values()].map((one) => [
      one.fullName,
      [
        ...new CreateTable(one)
          .compile({ dialect: "mariadb" })
          .sql.trim()
          .split("\n")
          .map((line) => line.replace(/, $/, ""))
          .sort(),
        ...[...one.indexes].map((each) => new CreateIndex(each).compile({ dialect: "mariadb" }).sql.trim()).sort(),
      ],
    ]),
  );
}
async function reflected(): Promise<MetaData> {
  const metadata = new MetaData();
  await metadata.reflect(engine);
  return metadata;
}
/** Creates, reflects, drops, creates from what was reflected, and reflects again. */
async function thereAndBack(metadata: MetaData): Promise<[Record<string, string[]>, Record<string, string[]>]> {
  await metadata.createAll(engine);
  const first = await reflected();
  await first.dropAll(engine);
  expect(await inspect(engine).getTableNames()).toEqual([]);
  await first.createAll(engine);
  return [definition(first), definition(await reflected())];
}

function everything(metadata: MetaData): void {
  const users = table(
    "users",
    metadata,
    {
      id: column(t.integer(), { primaryKey: true }),
      name: column(t.string(50), { serverDefault: "it's" }),
      at: column(t.dateTime(), { serverDefault: text("CURRENT_TIMESTAMP"), nullable: true }),
      seen: column(my.timestamp({ fsp: 3 }), { serverDefault: text("CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)") }),
      mood: column(t.enum(["sad", "it's ok"]), { nullable: true, comment: "how's it" }),
      tags: column(my.set(["a", "b c"]), { nullable: true }),
    },
    { comment: "people; it's them" },
  );
  table("parent", metadata, {
    a: column(t.integer(), { primaryKey: true, autoIncrement: false }),
    b: column(my.varchar(5, { charset: "ascii", collation: "ascii_bin" }), { primaryKey: true }),
  });
  table(
    "Child Table",
    metadata,
    {
      id: column(my.bigint({ unsigned: true }), { primaryKey: true, autoIncrement: true }),
      userId: foreignKey(users.c.id, {
        name: "user_id",
        onDelete: "CASCADE",
        onUpdate: "SET NULL",
        nullable: true,
        constraintName: "fk user",
      }),
      x: column(t.integer()),
      y: column(my.varchar(5, { charset: "ascii", collation: "ascii_bin" })),
      area: column(t.integer(), { nullable: true, computed: computed("x * 2", { persisted: true }) }),
      virtual: column(t.integer(), { nullable: true, computed: computed("x + 1", { persisted: false }) }),
      total: column(t.numeric(10, 2), { serverDefault: text("1.5") }),
      ratio: column(t.double(), { serverDefault: text("0.5") }),
      flag: column(t.boolean(), { serverDefault: text("0") }),
      doc: column(t.json(), { nullable: true }),
      bytes: column(t.largeBinary(), { nullable: true }),
      day: column(t.date(), { nullable: true }),
      hour: column(my.time({ fsp: 2 }), { nullable: true }),
      key: column(my.uuid(), { unique: true }),
      place: column(my.inet6(), { nullable: true }),
      bits: column(my.bit(5), { serverDefault: text("b'101'") }),
      note: column(t.text(), { nullable: true }),
      more: column(my.mediumtext(), { nullable: true }),
      small: column(my.tinyint({ unsigned: true }), { nullable: true }),
      zeros: column(my.integer({ unsigned: true, zerofill: true, displayWidth: 6 }), { nullable: true }),
      order: column(t.char(3), { nullable: true, serverDefault: text("(concat('a', 'b'))") }),
    },
    {
      mariadbEngine: "InnoDB",
      mariadbDefaultCharset: "latin1",
      constraints: (c) => [
        uniqueConstraint(c.x, c.y, { name: "uq" }),
        checkConstraint("x > 0 AND y <> ')'", { name: "ck" }),
        index("ix_plain", c.x, c.y),
        index("ix_desc", c.x.desc(), c.y),
        index("ix_part", c.note, { mariadbLength: 10 }),
        index("ix_text", c.more, { mariadbPrefix: "FULLTEXT" }),
      ],
    },
  );
}

describe("a schema", () => {
  test("is made again as it was", async () => {
    const metadata = new MetaData();
    everything(metadata);
    const [first, second] = await thereAndBack(metadata);
    expect(Object.keys(first).sort()).toEqual(["Child Table", "parent", "users"]);
    expect(second).toEqual(first);
    // Types, nullability and comments are those that were defined; defaults are the server's own words.
    const columnLines = (lines: string[] = []): string[] =>
      lines.filter((line) => /^\t[`\w]+ /.test(line) && !/CONSTRAINT|CHECK|UNIQUE|FOREIGN|PRIMARY|DEFAULT|GENERATED ALWAYS AS/.test(line));
    for (const [name, lines] of Object.entries(definition(metadata))) expect(columnLines(first[name])).toEqual(columnLines(lines));
  });

  test("is told by name", async () => {
    const metadata = new MetaData();
    everything(metadata);
    await metadata.createAll(engine);
    await engine.begin((connection) => connection.execute(text("CREATE VIEW named AS SELECT name FROM users")));
    const inspector = inspect(engine);
    expect(await inspector.getViewNames()).toEqual(["named"]);
    expect(await inspector.getViewDefinition("named")).toMatch(/select .*name/i);
    expect((await inspector.getColumns("named")).map((each) => each.name)).toEqual(["name"]);
    expect(await inspector.getPrimaryKey("parent")).toMatchObject({ columns: ["a", "b"] });
    expect(await inspector.getTableComment("users")).toBe("people; it's them");
    expect((await inspector.getForeignKeys("Child Table"))[0]).toMatchObject({
      name: "fk user",
      columns: ["user_id"],
      referredSchema: null,
      referredTable: "users",
      referredColumns: ["id"],
      options: { onDelete: "CASCADE", onUpdate: "SET NULL" },
    });
    expect(await inspector.getCheckConstraints("Child Table")).toEqual([{ name: "ck", sqlText: "`x` > 0 and `y` <> ')'" }]);
    expect((await inspector.getUniqueConstraints("Child Table")).map((each) => each.name).sort()).toEqual(["key", "uq"]);
    expect((await inspector.getIndexes("Child Table")).find((each) => each.name === "ix_desc")?.sorting).toEqual({ x: ["desc"] });
    const columns = await inspector.getColumns("users");
    expect(columns.map(({ name, default: value, nullable }) => [name, value, nullable])).toEqual([
      ["id", null, false],
      ["name", "'it''s'", false],
      ["at", "current_timestamp()", true],
      ["seen", "current_timestamp(3) ON UPDATE current_timestamp(3)", false],
      ["mood", null, true],
      ["tags", null, true],
    ]);
    expect(await inspector.hasTable("users")).toBe(true);
    expect(await inspector.hasTable("nothing")).toBe(false);
    for (const question of [
      "getColumns",
      "getPrimaryKey",
      "getForeignKeys",
      "getIndexes",
      "getUniqueConstraints",
      "getCheckConstraints",
      "getTableOptions",
    ] as const)
      await expect(inspector[question]("nothing"), question).rejects.toThrow(NoSuchTableError);
    await engine.begin((connection) => connection.execute(text("DROP VIEW named")));
  });

  test("of another database is told by its name", async () => {
    const other = await createDatabase();
    try {
      const there = new MetaData();
      table("things", there, { id: column(t.integer(), { primaryKey: true }) });
      await there.createAll(other.engine);
      const schema = other.url.database as string;
      const inspector = inspect(engine);
      expect(await inspector.getSchemaNames()).toContain(schema);
      expect(await inspector.getTableNames({ schema })).toEqual(["things"]);
      expect((await inspector.getColumns("things", { schema })).map((each) => each.name)).toEqual(["id"]);
      await engine.begin((connection) =>
        connection.execute(text(`CREATE TABLE here (id INTEGER, FOREIGN KEY (id) REFERENCES ${schema}.things (id))`)),
      );
      expect((await inspector.getForeignKeys("here"))[0]).toMatchObject({ referredSchema: schema, referredTable: "things" });
      await engine.begin((connection) => connection.execute(text("DROP TABLE here")));
    } finally {
      await other.drop();
    }
  });

  test("of many tables takes as many questions as that of few", async () => {
    const asked = async (): Promise<number> => {
      let count = 0;
      const stop = listen(engine, "beforeCursorExecute", () => {
        count++;
      });
      await new MetaData().reflect(engine);
      (stop as unknown as () => void)?.();
      return count;
    };
    const make = async (from: number, to: number): Promise<void> => {
      const metadata = new MetaData();
      for (let i = from; i < to; i++)
        table(`t${i}`, metadata, {
          id: column(t.integer(), { primaryKey: true }),
          n: column(t.integer(), { index: true }),
          u: column(t.string(5), { unique: true }),
        });
      await metadata.createAll(engine, { checkFirst: false });
    };
    await make(0, 3);
    const few = await asked();
    await make(3, 30);
    const many = await asked();
    expect(many).toBe(few);
    expect(many).toBeLessThan(25);
  }, 60_000);
});

const types: fc.Arbitrary<TypeEngine<unknown>> = fc.oneof(
  fc
    .constantFrom<() => TypeEngine<unknown>>(
      () => t.integer(),
      () => t.bigInteger(),
      () => t.smallInteger(),
      () => t.boolean(),
      () => t.text(),
      () => t.date(),
      () => t.dateTime(),
      () => t.time(),
      () => t.double(),
      () => t.float(),
      () => t.json(),
      () => t.largeBinary(),
      () => my.year(),
      () => my.longtext(),
      () => my.mediumint({ unsigned: true }),
      () => my.float(7, 3),
    )
    .map((make) => make()),
  fc.integer({ min: 1, max: 200 }).map((length) => t.string(length)),
  fc.integer({ min: 1, max: 64 }).map((length) => my.bit(length)),
  fc.integer({ min: 0, max: 6 }).map((fsp) => my.datetime({ fsp })),
  fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(30)).map(([precision, scale]) => t.numeric(precision, Math.min(scale, precision))),
  fc
    .uniqueArray(
      fc.string({ minLength: 1, maxLength: 6 }).filter((text) => text.trimEnd() === text && !text.includes("\\") && !text.includes(",")),
      { minLength: 1, maxLength: 4, selector: (text) => text.toLowerCase().normalize("NFKD").replace(/\W/g, "") || text },
    )
    .map((values) => my.nativeEnum(values)),
);
const name = fc.stringMatching(/^[A-Za-z_][\w $`é-]{0,12}[A-Za-z]$/);

interface ColumnShape {
  readonly name: string;
  readonly type: TypeEngine<unknown>;
  readonly nullable: boolean;
  readonly unique: boolean;
  readonly comment: string | null;
}
const shapes = fc.uniqueArray(
  fc.record({
    name: name,
    columns: fc.uniqueArray(
      fc.record<ColumnShape>({
        name,
        type: types,
        nullable: fc.boolean(),
        unique: fc.boolean(),
        comment: fc.option(fc.string({ minLength: 1, maxLength: 20 }).filter((each) => !each.includes("\0"))),
      }),
      { minLength: 1, maxLength: 6, selector: (one) => one.name.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "") },
    ),
    refersBack: fc.boolean(),
    comment: fc.option(fc.string({ minLength: 1, maxLength: 20 })),
  }),
  { minLength: 1, maxLength: 3, selector: (one) => one.name.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "") },
);
/** What can be indexed as a whole. */
const isShort = (type: TypeEngine<unknown>): boolean => !/TEXT|JSON|BLOB|LONG|binary|text|json/i.test(type.describe());

test("create, reflect, create: random schemas are the same", async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async (tables) => {
      const metadata = new MetaData();
      let before: string | null = null;
      for (const one of tables) {
        const target: string | null = one.refersBack ? before : null;
        table(
          one.name,
          metadata,
          {
            ...Object.fromEntries(
              one.columns.map(({ name: of, type, nullable, unique, comment }) => [
                `c_${of}`,
                column(type, {
                  name: of,
                  nullable,
                  ...(comment === null ? {} : { comment }),
                  ...(unique && isShort(type) ? { unique: true } : {}),
                } as object),
              ]),
            ),
            zzKey: column(t.integer(), { name: "zz_key", primaryKey: true }),
            ...(target === null ? {} : { zzRef: column(t.integer(), { name: "zz_ref", references: `${target}.zz_key`, nullable: true }) }),
          },
          one.comment === null ? {} : { comment: one.comment },
        );
        before = one.name;
      }
      try {
        const [first, second] = await thereAndBack(metadata);
        expect(second).toEqual(first);
      } finally {
        await (await reflected()).dropAll(engine);
      }
    }),
    { numRuns: 20 },
  );
}, 120_000);
