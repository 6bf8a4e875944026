/** Values go to the server and come back as they were. */
import { column, insert, literal, MetaData, select, t, table, text } from "@cupel/core";
import { bit, datetime, decimal, set, tinyint, bigint as unsignedBigint, year } from "@cupel/dialect-mysql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/engine.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const metadata = new MetaData();
const things = table("things", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  whole: column(t.bigInteger(), { nullable: true }),
  unsigned: column(unsignedBigint({ unsigned: true }), { nullable: true }),
  tiny: column(tinyint(), { nullable: true }),
  exact: column(t.numeric(30, 10), { nullable: true }),
  money: column(decimal(10, 2), { nullable: true }),
  float: column(t.double(), { nullable: true }),
  flag: column(t.boolean(), { nullable: true }),
  name: column(t.string(100), { nullable: true }),
  long: column(t.text(), { nullable: true }),
  bytes: column(t.largeBinary(), { nullable: true }),
  day: column(t.date(), { nullable: true }),
  moment: column(datetime({ fsp: 6 }), { nullable: true }),
  hour: column(t.time(), { nullable: true }),
  data: column(t.json(), { nullable: true }),
  colour: column(t.enum(["red", "green"]), { nullable: true }),
  tags: column(set(["a", "b", "c"]), { nullable: true }),
  bits: column(bit(40), { nullable: true }),
  since: column(year(), { nullable: true }),
  uuid: column(t.uuid(), { nullable: true }),
});

const row = {
  whole: -(2n ** 63n),
  unsigned: 2n ** 64n - 1n,
  tiny: -128,
  exact: "12345678901234567890.1234567891",
  money: "-0.10",
  float: 0.1 + 0.2,
  flag: true,
  name: "naïve 🦊 ' \\ \" `",
  long: "line\nline\0\u2028",
  bytes: new Uint8Array([0, 1, 255, 39, 92]),
  day: "2024-02-29",
  moment: new Date("2024-02-29T12:30:00.123Z"),
  hour: "23:59:59",
  data: { a: [1, null, "ü"], b: { c: true } },
  colour: "green" as const,
  tags: ["a", "c"],
  bits: 2n ** 40n - 1n,
  since: 2024,
  uuid: "123e4567-e89b-12d3-a456-426614174000",
};

describe("typed columns", () => {
  test.each([200, 0])("with %i prepared statements", async (preparedStatements) => {
    const engine = database.engineWith({ connectArgs: { preparedStatements } });
    await metadata.dropAll(engine, { checkFirst: false }).catch(() => {});
    await engine.begin(async (connection) => {
      await connection.execute(text("DROP TABLE IF EXISTS things"));
      await metadata.createAll(connection, { checkFirst: false });
      const empty = await connection.execute(insert(things).values({}));
      expect(empty.insertedPrimaryKey).toEqual({ id: 1 });
      const made = await connection.execute(insert(things).values(row as never));
      expect(made.insertedPrimaryKey).toEqual({ id: 2 });
      const rows = await connection.execute(select(things).orderBy(things.c.id)).mappings().all();
      expect({ ...rows[1] }).toEqual({ ...row, id: 2 });
      expect(rows[1]?.bytes?.constructor).toBe(Uint8Array);
      expect(Object.values({ ...rows[0] })).toEqual([1, ...new Array(19).fill(null)]);
      for (const [name, value] of Object.entries(row)) {
        if (name === "data" || name === "tags" || name === "float") continue;
        const c = things.c[name as "name"];
        expect(await connection.scalar(select(things.c.id).where(c.eq(value as never))), name).toBe(2);
      }
    });
  });
});

describe("raw text", () => {
  test("what no type is known of is read by its kind", async () => {
    const sql = `SELECT 1, 9007199254740993, 1.50, 1.5e0, TIMESTAMP '2024-02-29 12:30:00.5', DATE '2024-02-29', TIME '01:02:03.250', 'x', X'00ff', NULL, TRUE, CAST('{"a": 1}' AS CHAR)`;
    const expected = [
      1,
      9007199254740993n,
      "1.50",
      1.5,
      new Date("2024-02-29T12:30:00.500Z"),
      "2024-02-29",
      "01:02:03.25",
      "x",
      new Uint8Array([0, 255]),
      null,
      1,
      '{"a": 1}',
    ];
    await database.engine.connect(async (connection) => {
      expect([...(await connection.execute(text(sql)).one())]).toEqual(expected);
      expect([...(await connection.execDriverSql(sql).one())]).toEqual(expected);
    });
  });
  test("values without a type are bound by what they are", async () => {
    await database.engine.connect(async (connection) => {
      const result = await connection
        .execute(text("SELECT :i + 1, :b, :s, :x, :d, :f, :n, :t"), {
          i: 41,
          b: 2n ** 63n,
          s: "it's",
          x: new Uint8Array([1, 2]),
          d: new Date("2024-01-02T03:04:05Z"),
          f: 0.5,
          n: null,
          t: true,
        })
        .one();
      expect([...result]).toEqual([42, 2n ** 63n, "it's", new Uint8Array([1, 2]), "2024-01-02 03:04:05.000000", 0.5, null, 1]);
    });
  });
  test("a question mark in a text is no parameter", async () => {
    const engine = database.engineWith({ connectArgs: { preparedStatements: 0 } });
    await engine.connect(async (connection) => {
      expect(await connection.scalar(text("SELECT concat('?', \"?\", :a, '\\\\') -- ?\n /* ? */"), { a: "'?" })).toBe("??'?\\");
    });
  });
  test("a literal of the dialect and a parameter are the same", async () => {
    await database.engine.connect(async (connection) => {
      for (const value of ["\\", "'", "\\'", "a\0b", "\n", "%_", "🦊"]) {
        expect(await connection.scalar(select(literal(value))), value).toBe(value);
        expect(await connection.execDriverSql(`SELECT ${connection.dialect.stringLiteral(value)}`).scalar(), value).toBe(value);
      }
    });
  });
});
