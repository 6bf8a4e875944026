/**
 * What values of the types become on their way to a real server and back: bound as parameters, written into the text as literals, read again.
 * A driver stands in between that sends text and gives text, which is all that the types need.
 */

import type { ClauseElement, Expression } from "@cupel/core";
import { CreateTable, column, insert, jsonNull, literal, MetaData, select, type TypeEngine, t, table } from "@cupel/core";
import { compile, compileDdl, parametersOf } from "@cupel/core/internal";
import {
  array,
  bit,
  bytea,
  CreateDomainType,
  CreateEnumType,
  cidr,
  citext,
  daterange,
  domain,
  hstore,
  inet,
  int4multirange,
  int4range,
  int8range,
  interval,
  json,
  jsonb,
  macaddr,
  money,
  nativeEnum,
  numrange,
  oid,
  postgresql,
  Range,
  regclass,
  time,
  timestamp,
  tsmultirange,
  tsrange,
  tstzrange,
  tsvector,
  uuid,
  varbit,
} from "@cupel/dialect-postgres";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "./support/server.js";

const dialect = postgresql();
let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await database.client.query("SET synchronous_commit = off");
  await database.client.query("CREATE EXTENSION hstore; CREATE EXTENSION citext");
  await database.client.query(compileDdl(new CreateEnumType(mood), dialect));
  await database.client.query(compileDdl(new CreateDomainType(positive), dialect));
});
afterAll(async () => {
  await database?.drop();
});

const hostileMoods = ["sad", "it's", 'dou"ble', "back\\slash", "a,b", "{}", "NULL", "grüß"] as const;
const mood = nativeEnum(hostileMoods, { name: "Mood" });
const positive = domain("positive", t.integer(), { check: "VALUE > 0" });

/** Runs a statement as a driver would. */
async function run(statement: ClauseElement, literalBinds = false): Promise<unknown[][]> {
  const parameters = parametersOf(statement);
  const compiled = compile(statement, dialect, { literalBinds }, parameters);
  const { sql, values } = compiled.bind(parameters, {});
  const { rows } = await database.client.query({
    text: sql,
    values: values.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value)),
    rowMode: "array",
  });
  return (rows as unknown[][]).map((row) =>
    row.map((value, index) => {
      const processor = compiled.columns[index]?.processor ?? null;
      return value === null || processor === null ? value : processor(value);
    }),
  );
}

let tables = 0;
/** A table with a column of the type: what is put there by a parameter and by a literal comes back, and both are the same to the server. */
async function storing(type: TypeEngine<unknown>): Promise<(value: unknown) => Promise<unknown>> {
  const made = table(`t${++tables}`, new MetaData(), {
    id: column(t.integer(), { primaryKey: true }),
    v: column(type, { nullable: true }),
  });
  await database.client.query(compileDdl(new CreateTable(made), dialect).replace("CREATE TABLE", "CREATE TEMPORARY TABLE"));
  return async (value) => {
    await database.client.query(`DELETE FROM ${made.tableName}`);
    await run(insert(made).values({ id: 1, v: value as never }));
    await run(insert(made).values({ id: 2, v: value as never }), true);
    const rows = await run(select(made.c.v, literal(value, type) as Expression<unknown> as never).orderBy(made.c.id));
    expect(rows[1]).toEqual(rows[0]);
    expect(rows[0]?.[1]).toEqual(rows[0]?.[0]);
    const { rows: same } = await database.client.query(`SELECT count(DISTINCT v::text) FROM ${made.tableName}`);
    expect(Number(Object.values(same[0] as object)[0])).toBe(value === null ? 0 : 1);
    return rows[0]?.[0];
  };
}
const roundTrips = async (type: TypeEngine<unknown>, values: fc.Arbitrary<unknown>, numRuns = 40): Promise<void> => {
  const store = await storing(type);
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      expect(await store(value)).toEqual(value);
    }),
    { numRuns },
  );
};

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }).map((text) => text.replaceAll("\0", "")),
  fc.stringMatching(/^['"\\{},()[\]$:;\-/* \nNUL=>?@%_]{0,20}$/),
  fc.constantFrom(
    "'; DROP TABLE users; --",
    "\\'",
    "\\",
    "''",
    "NULL",
    "",
    " ",
    "{}",
    '"',
    "$1",
    ":name",
    "E'\\n'",
    "/* */",
    "\u2028",
    "\ud83d\ude00",
  ),
);
const date = fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
const day = date.map((value) => value.toISOString().slice(0, 10));
const decimals = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 28n }), fc.integer({ min: 1, max: 8 }))
  .map(([negative, unscaled, scale]) => {
    const digits = String(unscaled).padStart(scale + 1, "0");
    const text = `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, "");
    return negative && text !== "0" ? `-${text}` : text;
  });
const jsonValue = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => value !== null && !JSON.stringify(value).includes("\\u0000"))
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
/** What JSONB keeps: numbers are decimal, `-0` is `0`. */
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe("general types", () => {
  test("whole numbers", () => roundTrips(t.integer(), int32));
  test("small whole numbers", () => roundTrips(t.smallInteger(), fc.integer({ min: -32768, max: 32767 })));
  test("64 bits", () => roundTrips(t.bigInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })));
  test("floating, infinity and NaN too", () =>
    roundTrips(
      t.double(),
      fc.double().map((value) => (Object.is(value, -0) ? 0 : value)),
      80,
    ));
  test("decimals", () => roundTrips(t.numeric(), decimals));
  test("text that is out to break the statement", () => roundTrips(t.text(), hostile, 200));
  test("text of a length", () => roundTrips(t.string(60), hostile, 60));
  test("booleans", () => roundTrips(t.boolean(), fc.boolean(), 4));
  test("days", () => roundTrips(t.date(), day));
  test("moments", () => roundTrips(t.dateTime(), date));
  test("moments with a zone", () => roundTrips(t.dateTime({ timezone: true }), date));
  test("intervals", () => roundTrips(t.interval(), fc.integer({ min: -60_000_000_000_000, max: 200_000_000_000_000 })));
  test("bytes", () => roundTrips(t.largeBinary(), fc.uint8Array({ maxLength: 60 })));
  test("JSON", () => roundTrips(t.json(), jsonValue, 80));
  test("UUIDs", () => roundTrips(t.uuid(), fc.uuid()));
  test("UUIDs as text", () => roundTrips(t.uuid({ nativeUuid: false }), fc.uuid(), 10));
  test("enums", () => roundTrips(mood, fc.constantFrom(...hostileMoods)));
  test("NULL", async () => {
    for (const type of [t.integer(), t.text(), jsonb(), array(t.text()), int4range(), mood])
      expect(await (await storing(type))(null)).toBeNull();
  });
});

describe("types of PostgreSQL", () => {
  test("JSONB", () =>
    roundTrips(
      jsonb(),
      jsonValue.map((value) => JSON.parse(JSON.stringify(value).replaceAll("-0,", "0,")) as unknown),
      80,
    ));
  test("JSON null is not NULL", async () => {
    const made = table("json_null", new MetaData(), {
      id: column(t.integer(), { primaryKey: true }),
      v: column(jsonb(), { nullable: true }),
    });
    await database.client.query(compileDdl(new CreateTable(made), dialect));
    await run(insert(made).values({ id: 1, v: jsonNull }));
    await run(insert(made).values({ id: 2, v: null }));
    expect(await run(select(made.c.id).where(made.c.v.isNull()))).toEqual([[2]]);
    expect(await run(select(made.c.v).where(made.c.id.eq(1)))).toEqual([[null]]);
  });
  test("arrays of text that is out to break them", () => roundTrips(array(t.text()), fc.array(fc.option(hostile), { maxLength: 5 }), 150));
  test("arrays of numbers", () => roundTrips(array(t.integer()), fc.array(int32, { maxLength: 5 })));
  test("arrays of bytes", () => roundTrips(array(bytea()), fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 4 })));
  test("arrays of decimals", () => roundTrips(array(t.numeric()), fc.array(decimals, { maxLength: 4 })));
  test("arrays of booleans", () => roundTrips(array(t.boolean()), fc.array(fc.boolean(), { maxLength: 4 })));
  test("arrays of moments", () => roundTrips(array(timestamp({ timezone: true })), fc.array(date, { maxLength: 3 })));
  test("arrays of enums", () => roundTrips(array(mood), fc.array(fc.constantFrom(...hostileMoods), { maxLength: 4 })));
  test("arrays of JSON", () =>
    roundTrips(array(jsonb()), fc.array(fc.constantFrom<unknown>([1, 2], { a: [1] }, "x", [], {}), { maxLength: 3 })));
  test("arrays of ranges", () =>
    roundTrips(array(int4range()), fc.array(fc.constantFrom<unknown>(new Range(1, 5), Range.empty()), { maxLength: 3 })));
  test("matrices", () =>
    roundTrips(
      array(t.integer(), { dimensions: 2 }),
      fc
        .integer({ min: 1, max: 3 })
        .chain((width) => fc.array(fc.array(int32, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 3 })),
    ));
  test("hstore", () => roundTrips(hstore(), fc.dictionary(hostile, fc.option(hostile), { maxKeys: 4 }), 120));
  test("ranges of whole numbers", () =>
    roundTrips(
      int4range(),
      fc.tuple(fc.integer({ min: -1000, max: 0 }), fc.integer({ min: 1, max: 1000 })).map(([from, to]) => new Range(from, to)),
    ));
  test("ranges without ends, and empty ones", () =>
    roundTrips(
      int8range(),
      fc.constantFrom<unknown>(new Range(1n, null), new Range<bigint>(null, 9n, "()"), new Range<bigint>(null, null, "()"), Range.empty()),
      8,
    ));
  test("ranges of decimals", () => roundTrips(numrange(), fc.constantFrom(new Range("1.5", "2.25", "[]"), new Range("-3", "0", "(]")), 4));
  test("ranges of days", () => roundTrips(daterange(), fc.constantFrom(new Range("2024-02-28", "2024-03-01")), 2));
  test("ranges of moments", () => roundTrips(tstzrange(), fc.constantFrom(new Range(new Date(0), new Date(1e12), "[]")), 2));
  test("ranges of moments without a zone", () => roundTrips(tsrange(), fc.constantFrom(new Range(new Date(0), new Date(1e12))), 2));
  test("multiranges", () =>
    roundTrips(int4multirange(), fc.constantFrom<unknown>([], [new Range(1, 3), new Range(7, 9)], [new Range<number>(null, 3, "()")]), 6));
  test("multiranges of moments", () => roundTrips(tsmultirange(), fc.constantFrom<unknown>([new Range(new Date(0), new Date(1e12))]), 2));
  test("addresses", async () => {
    await roundTrips(inet(), fc.constantFrom("192.168.0.1", "10.0.0.0/8", "::1"), 4);
    await roundTrips(cidr(), fc.constantFrom("192.168.0.0/24", "2001:db8::/32"), 3);
    await roundTrips(macaddr(), fc.constantFrom("08:00:2b:01:02:03"), 1);
  });
  test("bit strings", async () => {
    await roundTrips(bit(4), fc.constantFrom("0101", "1111"), 3);
    await roundTrips(varbit(), fc.stringMatching(/^[01]{0,20}$/), 10);
  });
  test("numbers and names of objects", async () => {
    await roundTrips(oid(), fc.integer({ min: 0, max: 0xffff_ffff }), 10);
    await roundTrips(regclass(), fc.constantFrom("pg_class"), 1);
  });
  test("money, as the server's locale writes it", () => roundTrips(money(), fc.constantFrom("$12.34"), 1));
  test("text without regard to case", () => roundTrips(citext(), hostile, 40));
  test("documents of text search", () => roundTrips(tsvector(), fc.constantFrom("'cat':1 'it''s':2", "'a':1A,2B"), 4));
  test("times of day with a zone", () => roundTrips(time({ timezone: true }), fc.constantFrom("12:30:00+02", "23:59:59.123456+00"), 4));
  test("moments of a precision", () => roundTrips(timestamp({ precision: 3 }), date));
  test("intervals with months, as ISO text", () =>
    roundTrips(interval({ as: String }), fc.constantFrom("P1Y2M3DT4H5M6.789S", "P1M", "PT0S", "P-3DT-4H", "P1M-1DT0.000001S"), 10));
  test("an interval with months has no length in milliseconds", async () => {
    const [[text]] = (await database.client.query({ text: "SELECT interval '1 mon'", rowMode: "array" })).rows as [[string]];
    expect(() => interval().resultProcessor(dialect)?.(text)).toThrow(/months or years/);
  });
  test("intervals in the other styles of the server", async () => {
    for (const style of ["postgres", "postgres_verbose", "iso_8601"]) {
      await database.client.query(`SET intervalstyle = ${style}`);
      expect(await (await storing(interval({ as: String })))("P1Y2M-3DT-4H-5M-6.789S")).toBe("P1Y2M-3DT-4H-5M-6.789S");
    }
    await database.client.query("SET intervalstyle = postgres");
  });
  test("domains", () => roundTrips(positive, fc.integer({ min: 1, max: 1000 }), 5));
  test("UUIDs", () => roundTrips(uuid(), fc.uuid(), 5));
  test("JSON as it was written", () => roundTrips(json(), jsonValue, 40));
});

describe("literals", () => {
  /** `SELECT literal = $1`: the text means what the parameter means. */
  test("of text are equal to the parameter, whatever they hold", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const { rows } = await database.client.query({
          text: `SELECT ${t.text().literal(value, dialect)} = $1::text, 1`,
          values: [value],
          rowMode: "array",
        });
        expect(rows).toEqual([["t", "1"]]);
      }),
      { numRuns: 300 },
    );
  });
  test("of names of columns and enums are quoted", async () => {
    await fc.assert(
      fc.asyncProperty(
        hostile.filter((name) => name !== "" && Buffer.byteLength(name) <= 63),
        async (name) => {
          const { fields } = await database.client.query(`SELECT 1 AS ${dialect.identifiers.quote(name)}`);
          expect(fields.map((field) => field.name)).toEqual([name]);
        },
      ),
      { numRuns: 150 },
    );
  });
  test("with a NUL character are refused before they are sent", () => {
    expect(() => t.text().bindProcessor(dialect)?.("a\0b")).toThrow(/NUL character/);
    expect(() => t.text().literal("a\0b", dialect)).toThrow(/NUL/);
    expect(() => jsonb().bindProcessor(dialect)?.({ a: "\0" })).toThrow(/NUL character/);
    expect(() => dialect.identifiers.quote("a\0b")).toThrow(/NUL/);
  });
});
