import "@cupel/dialect-sqlite";
import {
  cast,
  column,
  createEngine,
  DataError,
  type Engine,
  func,
  insert,
  jsonNull,
  literal,
  MetaData,
  select,
  type TypeEngine,
  t,
  table,
  text,
  typeDecorator,
} from "@cupel/core";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";

const engine: Engine = createEngine("sqlite:///:memory:");
afterAll(() => engine.dispose());

let count = 0;
/** A table with one column of a type; writes values and reads them back, by the column, by its number and by an expression. */
async function storing(type: TypeEngine<unknown>): Promise<(value: unknown) => Promise<unknown>> {
  const metadata = new MetaData();
  const name = `t${++count}`;
  const made = table(name, metadata, { id: column(t.integer(), { primaryKey: true }), v: column(type, { nullable: true }) });
  await metadata.createAll(engine);
  return async (value) =>
    engine.begin(async (connection) => {
      const { insertedPrimaryKey } = await connection.execute(insert(made).values({ v: value }));
      const [row] = await connection
        .execute(select(made.c.v, made.c.v.as("again")).where(made.c.id.eq((insertedPrimaryKey as { id: number }).id)))
        .all();
      expect(row?.[1]).toEqual(row?.[0]);
      if (value !== null && type.isHashable)
        expect(
          await connection.scalar(
            select(func.count()).where(made.c.v.eq(value as never), made.c.id.eq((insertedPrimaryKey as { id: number }).id)),
          ),
        ).toBe(1);
      return row?.[0];
    });
}
const roundTrips = async (type: TypeEngine<unknown>, values: fc.Arbitrary<unknown>, numRuns = 150): Promise<void> => {
  const store = await storing(type);
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      expect(await store(value)).toEqual(value);
    }),
    { numRuns },
  );
};

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
const day = fc.date({ min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
const decimals = (digits: number, scale: number): fc.Arbitrary<string> =>
  fc.tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** BigInt(digits) - 1n })).map(([negative, unscaled]) => {
    const digitsOf = String(unscaled).padStart(scale + 1, "0");
    const shown = scale === 0 ? digitsOf : `${digitsOf.slice(0, -scale)}.${digitsOf.slice(-scale)}`;
    return negative && unscaled !== 0n ? `-${shown}` : shown;
  });
const jsonValue = fc
  .jsonValue({ maxDepth: 4 })
  .filter((value) => value !== null)
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const wellFormed = fc.string({ unit: "binary", maxLength: 40 });

describe("any value comes back as it was given", () => {
  test("whole numbers", () => roundTrips(t.integer(), fc.maxSafeInteger()));
  test("small whole numbers", () => roundTrips(t.smallInteger(), fc.integer({ min: -32768, max: 32767 }), 50));
  test("64 bits", () => roundTrips(t.bigInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })));
  test("64 bits as numbers", () => roundTrips(t.bigInteger({ as: Number }), fc.maxSafeInteger(), 50));
  test("floating", () =>
    roundTrips(
      t.float(),
      fc.double({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    ));
  test("decimals of up to 15 digits, with their scale", () => roundTrips(t.numeric(15, 4), decimals(15, 4)));
  test("decimals with two digits", () => roundTrips(t.numeric(10, 2), decimals(10, 2)));
  test("decimals without a fraction, of 18 digits", () => roundTrips(t.numeric(18, 0), decimals(18, 0)));
  test("decimals as numbers", () => roundTrips(t.numeric(10, 2, { as: Number }), decimals(10, 2).map(Number)));
  test("text, with every character", () => roundTrips(t.text(), wellFormed));
  test("text of a length", () => roundTrips(t.string(40), wellFormed));
  test("booleans", () => roundTrips(t.boolean(), fc.boolean(), 4));
  test("days", () =>
    roundTrips(
      t.date(),
      day.map((value) => value.toISOString().slice(0, 10)),
    ));
  test("moments, to the millisecond", () => roundTrips(t.dateTime(), day));
  test("moments with a zone", () => roundTrips(t.dateTime({ timezone: true }), day, 50));
  test("moments as text, to the microsecond", () =>
    roundTrips(
      t.dateTime({ as: String }),
      fc.tuple(day, fc.nat(999)).map(([value, micro]) => (value.toISOString().slice(0, -1) + pad(micro, 3)).replace(/\.?0+$/, "")),
    ));
  test("times of day", () =>
    roundTrips(
      t.time(),
      fc
        .tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999))
        .map(
          ([hour, minute, second, micro]) =>
            `${pad(hour)}:${pad(minute)}:${pad(second)}${micro === 0 ? "" : `.${pad(micro, 6).replace(/0+$/, "")}`}`,
        ),
    ));
  test("intervals, also backwards", () => roundTrips(t.interval(), fc.integer({ min: -60_000_000_000_000, max: 200_000_000_000_000 })));
  test("bytes", () => roundTrips(t.largeBinary(), fc.uint8Array({ maxLength: 200 })));
  test("JSON", () => roundTrips(t.json(), jsonValue, 300));
  test("UUIDs", () => roundTrips(t.uuid(), fc.uuid()));
  test("enums", () => roundTrips(t.enum(["a", "it's", "ü"]), fc.constantFrom("a", "it's", "ü"), 10));
  test("NULL", async () => {
    for (const type of [
      t.integer(),
      t.bigInteger(),
      t.float(),
      t.numeric(10, 2),
      t.text(),
      t.boolean(),
      t.date(),
      t.dateTime(),
      t.time(),
      t.interval(),
      t.largeBinary(),
      t.json(),
      t.uuid(),
      t.enum(["a"]),
    ])
      expect(await (await storing(type))(null)).toBeNull();
  });
  test("a type of one's own", async () => {
    const list = typeDecorator({
      impl: t.text(),
      bind: (value: readonly string[]) => value.join(","),
      result: (value) => value.split(",") as readonly string[],
    });
    expect(await (await storing(list))(["a", "b"])).toEqual(["a", "b"]);
    expect(await (await storing(list))(null)).toBeNull();
  });
});

describe("what would not come back is refused", () => {
  test("a decimal with more digits than REAL has", async () => {
    const store = await storing(t.numeric(20, 4));
    await expect(store("1234567890123456.7891")).rejects.toThrow(DataError);
    await expect(store("1234567890123456.7891")).rejects.toThrow(
      /given for t\d+\.v is no NUMERIC\(20, 4\): .*\.withVariant\(t\.string\(\), "sqlite"\)/,
    );
    expect(await store("1234567890123.0000")).toBe("1234567890123.0000");
    const asText = await storing(t.numeric(20, 4).withVariant(t.string(), "sqlite"));
    expect(await asText("1234567890123456.7891")).toBe("1234567890123456.7891");
  });
  test("NaN, half a character, an invalid date, a value of another type", async () => {
    await expect((await storing(t.float()))(Number.NaN)).rejects.toThrow(/is no FLOAT/);
    await expect((await storing(t.text()))("\udc00")).rejects.toThrow(/surrogate/);
    await expect((await storing(t.dateTime()))(new Date(Number.NaN))).rejects.toThrow(/invalid Date/);
    await expect((await storing(t.integer()))("5")).rejects.toThrow(/The value "5" \(string\) given for t\d+\.v is no INTEGER/);
  });
  test("arrays, which SQLite does not have, when the table is created", async () => {
    await expect(storing(t.array(t.integer()))).rejects.toThrow(/In the table "t\d+", column "v": sqlite has no arrays/);
  });
});

describe("what SQL makes of values", () => {
  const one = async (expression: unknown): Promise<unknown> =>
    engine.connect((connection) => connection.scalar(select(expression as never)));
  test("whole numbers are whole: 5 / 2 by floor division is 2, by true division 2.5", async () => {
    expect(await one(literal(5).floorDiv(2))).toBe(2);
    expect(await one(literal(5).div(2))).toBe(2.5);
    expect(await one(func.typeof!(5))).toBe("integer");
    expect(await one(func.typeof!(2.5))).toBe("real");
    expect(await one(func.typeof!(true))).toBe("integer");
    expect(await engine.connect((connection) => connection.scalar(text("SELECT typeof(:x) || (:x / 2)"), { x: 5 }))).toBe("integer2");
  });
  test("a product of decimals keeps its digits, a sum its scale", async () => {
    const price = cast(literal("10.50", t.numeric(10, 2)), t.numeric(10, 2));
    expect(await one(price.mul("1.5"))).toBe("15.75");
    expect(await one(price.mul("0.333"))).toBe("3.4965");
    expect(await one(price.add("1.00"))).toBe("11.50");
  });
  test("JSON null is a value, NULL is none", async () => {
    const metadata = new MetaData();
    const documents = table("documents", metadata, {
      id: column(t.integer(), { primaryKey: true }),
      body: column(t.json<unknown>(), { nullable: true }),
    });
    await metadata.createAll(engine);
    await engine.begin((connection) =>
      connection.execute(insert(documents).values([{ body: jsonNull }, { body: null }, { body: { a: 1 } }])),
    );
    await engine.connect(async (connection) => {
      expect(await connection.scalars(select(documents.c.id).where(documents.c.body.isNull())).all()).toEqual([2]);
      expect(await connection.scalars(select(documents.c.id).where(documents.c.body.eq(jsonNull))).all()).toEqual([1]);
      expect(await connection.scalars(select(documents.c.body).orderBy(documents.c.id)).all()).toEqual([null, null, { a: 1 }]);
    });
  });
  test("paths into JSON, also of names with quotes and brackets", async () => {
    const document = literal({ 'a"b': [1, { "c]d": "x" }], n: 5, t: true, "": "empty" }, t.json<unknown>());
    expect(await one(document.path('a"b', 1, "c]d"))).toBe("x");
    expect(await one(document.at("n").asInteger())).toBe(5);
    expect(await one(document.at("n"))).toBe(5);
    expect(await one(document.at("missing"))).toBeNull();
    expect(await one(document.at('a"b'))).toEqual([1, { "c]d": "x" }]);
  });
  test("literals in the text are what parameters would be", async () => {
    for (const [type, value] of [
      [t.text(), "it's \\ %:x"],
      [t.integer(), -5],
      [t.bigInteger(), 2n ** 62n],
      [t.float(), 1e300],
      [t.numeric(10, 2), "10.50"],
      [t.boolean(), true],
      [t.dateTime(), new Date(86_400_001)],
      [t.date(), "2024-02-29"],
      [t.time(), "12:30:00.5"],
      [t.largeBinary(), new Uint8Array([0, 255])],
      [t.json<unknown>(), { a: "it's" }],
      [t.uuid(), "0f8fad5b-d9cb-469f-a165-70867728950e"],
    ] as const) {
      const { sql } = select(literal(value, type as TypeEngine<unknown>).as("v")).compile({ dialect: "sqlite", literalBinds: true });
      expect(sql).not.toMatch(/\?/);
      const raw = await engine.connect((connection) => connection.execute(text(sql).columns({ v: type as TypeEngine<unknown> })).all());
      expect((raw[0] as unknown as { v: unknown }).v).toEqual(value);
    }
  });
});
