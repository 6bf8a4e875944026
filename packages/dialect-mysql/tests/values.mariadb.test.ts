/**
 * Values of every type go to the server and come back as they were, by parameter and by literal; and no text, however hostile, changes what a
 * statement is. The server is asked, so that what it takes for an escape is known and not believed.
 */
import { CreateTable, column, insert, literal, MetaData, select, type TypeEngine, t, table, text } from "@cupel/core";
import { compile, compileDdl, type Dialect, parametersOf } from "@cupel/core/internal";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as own from "../src/index.js";
import { connectToServer, type TestServer } from "./support/server.js";

const dialect: Dialect = own.mariadb();
let server: TestServer;
beforeAll(async () => {
  server = await connectToServer();
  await server.create("values");
});
afterAll(async () => {
  await server?.close();
});

type Row = readonly unknown[];
/** Values as a driver sends them. */
const sent = (values: readonly unknown[]): never =>
  values.map((value) => (typeof value === "bigint" ? String(value) : value instanceof Uint8Array ? Buffer.from(value) : value)) as never;
async function rowsOf(sql: string, values?: readonly unknown[]): Promise<Row[]> {
  const [rows] =
    values === undefined
      ? await server.connection.query({ sql, rowsAsArray: true })
      : await server.connection.execute({ sql, rowsAsArray: true }, sent(values));
  return rows as Row[];
}

/** Texts with what has a meaning in one place or another. */
const hostile = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom(
      "'",
      '"',
      "`",
      "\\",
      ";",
      "--",
      "/*",
      "*/",
      "#",
      "\n",
      "\r",
      "\u001a",
      "%",
      "_",
      "?",
      ":a",
      "@x",
      "é",
      "\u{1f600}",
      "\u2028",
      "x'",
      "_utf8'",
    ),
  }),
);

describe("a text is a text", () => {
  it("by literal as by parameter", () =>
    fc.assert(
      fc.asyncProperty(
        hostile.filter((value) => !value.includes("\0")),
        async (value) => {
          const [[same, length, given] = []] = await rowsOf(
            `SELECT ${t.text().literal(value, dialect)} = ? COLLATE utf8mb4_bin, CHAR_LENGTH(${t.text().literal(value, dialect)}), ?`,
            [value, value],
          );
          expect([Number(same), Number(length), given]).toEqual([1, [...value].length, value]);
        },
      ),
      { numRuns: 200 },
    ));
  it("in a whole statement, whose structure it leaves as it is", () =>
    fc.assert(
      fc.asyncProperty(
        hostile.filter((value) => !value.includes("\0")),
        async (value) => {
          const statement = select(literal(value).as("a"), literal(1).as("b")).where(
            literal(value).eq(value),
            literal(value).in([value, "x"]),
          );
          const { sql } = compile(statement, dialect, { literalBinds: true }, parametersOf(statement));
          expect(await rowsOf(sql)).toEqual([[value, 1]]);
        },
      ),
      { numRuns: 100 },
    ));
  it("as the default and the comment of a column, and a value of an enum", () =>
    fc.assert(
      fc.asyncProperty(
        // Comments are kept in three bytes a character.
        hostile.filter((value) => !/[\0\u{10000}-\u{10ffff}]/u.test(value) && value.trimEnd() === value && value.length <= 60),
        async (value) => {
          const made = table("texts", new MetaData(), {
            a: column(t.string(100), { serverDefault: value, comment: value }),
            b: column(own.nativeEnum([`${value}.`, "other"])),
          });
          await server.connection.query("DROP TABLE IF EXISTS texts");
          await server.connection.query(compileDdl(new CreateTable(made), dialect));
          const added = insert(made).values({ b: `${value}.` } as never);
          const { sql } = compile(added, dialect, { literalBinds: true }, parametersOf(added));
          await server.connection.query(sql);
          expect(await rowsOf("SELECT a, b FROM texts")).toEqual([[value, `${value}.`]]);
          expect(
            await rowsOf(
              "SELECT column_comment FROM information_schema.columns WHERE table_schema = database() AND table_name = 'texts' AND column_name = 'a'",
            ),
          ).toEqual([[value]]);
        },
      ),
      { numRuns: 25 },
    ));
  it("what a text is searched for finds what holds it, and nothing else", () =>
    fc.assert(
      fc.asyncProperty(hostile, hostile, async (before, value) => {
        fc.pre(!`${before}${value}`.includes("\0"));
        const whole = literal(before + value);
        const statement = select(
          whole.endsWith(value, { autoescape: true }).as("a"),
          whole.contains(`${value}\u0000x`, { autoescape: true }).as("b"),
        );
        const parameters = parametersOf(statement);
        const bound = compile(statement, dialect, {}, parameters).bind(parameters, {});
        expect((await rowsOf(bound.sql, bound.values)).map((row) => row.map(Number))).toEqual([[1, 0]]);
      }),
      { numRuns: 50 },
    ));
});

const moment = fc.date({ min: new Date("1971-01-01"), max: new Date("2037-12-31"), noInvalidDate: true });
const types: readonly (readonly [string, TypeEngine<unknown>, fc.Arbitrary<unknown>])[] = [
  ["TINYINT", own.tinyint(), fc.integer({ min: -128, max: 127 })],
  ["MEDIUMINT UNSIGNED", own.mediumint({ unsigned: true }), fc.integer({ min: 0, max: 2 ** 24 - 1 })],
  ["INTEGER UNSIGNED", own.integer({ unsigned: true }), fc.integer({ min: 0, max: 2 ** 32 - 1 })],
  ["BIGINT", t.bigInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  ["BIGINT UNSIGNED", own.bigint({ unsigned: true }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
  ["BIT(64)", own.bit(64), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
  ["YEAR", own.year(), fc.integer({ min: 1901, max: 2155 })],
  ["BOOL", t.boolean(), fc.boolean()],
  ["DOUBLE", t.double(), fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value))],
  [
    "DECIMAL",
    t.numeric(20, 4),
    fc
      .bigInt({ min: -(10n ** 19n), max: 10n ** 19n })
      .map(
        (value) =>
          `${value < 0n ? "-" : ""}${(value < 0n ? -value : value) / 10_000n}.${String((value < 0n ? -value : value) % 10_000n).padStart(4, "0")}`,
      )
      .filter((value) => !/^-0\.0+$/.test(value)),
  ],
  ["VARCHAR", t.string(200), fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => [...value].length <= 200)],
  ["LONGTEXT", own.longtext(), fc.string({ unit: "binary" }).filter((value) => !value.includes("\0"))],
  ["BLOB", t.largeBinary(), fc.uint8Array()],
  ["DATE", t.date(), moment.map((value) => value.toISOString().slice(0, 10))],
  ["DATETIME(6)", own.datetime({ fsp: 6 }), moment],
  ["TIMESTAMP(3)", own.timestamp({ fsp: 3 }), moment],
  [
    "TIME(6)",
    own.time({ fsp: 6 }),
    fc.integer({ min: 0, max: 86_399 }).map((seconds) => new Date(seconds * 1000).toISOString().slice(11, 19)),
  ],
  ["ENUM", own.nativeEnum(["a", "it's", "back\\slash"]), fc.constantFrom("a", "it's", "back\\slash")],
  ["SET", own.set(["a", "it's", "back\\slash"]), fc.subarray(["a", "it's", "back\\slash"])],
  [
    "JSON",
    t.json(),
    fc
      .jsonValue()
      .filter((value) => value !== null)
      .map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  ],
  // Of versions 6 to 8 the server refuses some.
  ["UUID", own.uuid(), fc.uuid({ version: [1, 4] })],
  ["CHAR(32)", t.uuid(), fc.uuid()],
  ["INET4", own.inet4(), fc.ipV4()],
];

describe("a value comes back as it was, by parameter and by literal", () => {
  it.each(types)("%s", async (_name, type, values) => {
    await server.connection.query("SET time_zone = '+00:00'");
    const made = table("kept", new MetaData(), { id: column(t.integer(), { primaryKey: true, autoIncrement: false }), a: column(type) });
    await server.connection.query("DROP TABLE IF EXISTS kept");
    await server.connection.query(compileDdl(new CreateTable(made), dialect));
    const read = type.resultProcessor(dialect) ?? ((same: unknown) => same);
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        await server.connection.query("DELETE FROM kept");
        const bound = insert(made).values({ id: 1, a: value } as never);
        const parameters = parametersOf(bound);
        const compiled = compile(bound, dialect, {}, parameters).bind(parameters, {});
        await server.connection.execute(compiled.sql, sent(compiled.values));
        const inline = insert(made).values({ id: 2, a: value } as never);
        await server.connection.query(compile(inline, dialect, { literalBinds: true }, parametersOf(inline)).sql);
        const rows = await rowsOf("SELECT a FROM kept ORDER BY id");
        expect(rows.map(([each]) => read(each))).toEqual([value, value]);
      }),
      { numRuns: 20 },
    );
  });
});

it("parameters of text() have no type, and travel as what they are", async () => {
  const statement = text("SELECT :a, :b, :c").bindParams({ a: "x'\\", b: true, c: 5 } as never);
  const parameters = parametersOf(statement);
  const bound = compile(statement, dialect, {}, parameters).bind(parameters, {});
  expect(await rowsOf(bound.sql, bound.values)).toEqual([["x'\\", 1, 5]]);
});
