/** For every type of `t` any value that it takes. */
import { type StandardSchema, type TypeEngine, t, typeDecorator } from "@cupel/core";
import fc from "fast-check";
import type { Ability } from "./database.js";

export interface Sample {
  readonly name: string;
  readonly type: () => TypeEngine<any>;
  readonly values: fc.Arbitrary<unknown>;
  /** Without this ability the database refuses the whole of it, and such a value in particular. */
  readonly needs?: { readonly ability: Ability; readonly refused: unknown };
  /** Whether `=` finds it again. Of floats it does not where a REAL is kept in fewer bits, of JSON it is not asked. */
  readonly comparable?: false;
  /** SQL text has no form for the value in every database: where it has none it is refused, and has to be bound. */
  readonly literal?: "maybe";
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
const moment = (year: string) =>
  fc.date({ min: new Date(`${year}-01-01T00:00:00Z`), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
const isoDay = (value: Date): string => value.toISOString().slice(0, 10);
const clock = fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999)).map(([hour, minute, second, micro]) => {
  const fraction = micro === 0 ? "" : `.${pad(micro, 6).replace(/0+$/, "")}`;
  return `${pad(hour)}:${pad(minute)}:${pad(second)}${fraction}`;
});
export const decimals = (digits: number, scale: number): fc.Arbitrary<string> =>
  fc.tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** BigInt(digits) - 1n })).map(([negative, unscaled]) => {
    const shown = String(unscaled).padStart(scale + 1, "0");
    const text = scale === 0 ? shown : `${shown.slice(0, -scale)}.${shown.slice(-scale)}`;
    return negative && unscaled !== 0n ? `-${text}` : text;
  });
const doubles = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value));
/** Every character but those that need an ability; any of those on request. */
const text = (maxLength: number, extra: readonly string[] = []): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        {
          weight: 4,
          arbitrary: fc.string({ unit: "binary", maxLength: 1 }).filter((each) => each !== "\0" && (each.codePointAt(0) ?? 0) < 0x1_0000),
        },
        { weight: 2, arbitrary: fc.constantFrom("'", '"', "`", "\\", ";", "--", "%", ":a", "?", "$1", "\n", "\r\n", "\t", "ß", "é") },
        ...(extra.length > 0 ? [fc.constantFrom(...extra)] : []),
      ),
      { maxLength },
    )
    .map((parts) => [...parts.join("")].slice(0, maxLength).join(""))
    // A blank at the end of CHAR(n) and VARCHAR(n) has its own rules in every database.
    .map((value) => value.replace(/\s+$/, ""));
const json = fc
  .jsonValue({ maxDepth: 4 })
  .filter((value) => value !== null)
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll("\\u0000", "")) as unknown);
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

class Decimal {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}
class Day {
  readonly iso: string;
  private constructor(iso: string) {
    this.iso = iso;
  }
  static from(iso: string): Day {
    return new Day(iso);
  }
  toString(): string {
    return this.iso;
  }
}
const point: StandardSchema<{ x: number; y: number }> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) => {
      const { x, y } = value as { x: unknown; y: unknown };
      return typeof x === "number" && typeof y === "number" ? { value: { x, y } } : { issues: [{ message: "no point" }] };
    },
  },
};
const Role = { admin: "ADMIN", guest: "it's a guest" } as const;
const Level = { low: 1, high: 20 } as const;

const sample = (name: string, type: () => TypeEngine<any>, values: fc.Arbitrary<unknown>, more: Partial<Sample> = {}): Sample => ({
  name,
  type,
  values,
  ...more,
});
const small = fc.integer({ min: -32_768, max: 32_767 });
const normal = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const wide = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const approximate = { comparable: false } as const;
/** What every REAL of four bytes holds. */
const halves = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 4);

/** By the name of the type in `t`; what comes behind a blank tells samples of one type apart. */
export const samples: readonly Sample[] = [
  sample("integer", () => t.integer(), normal),
  sample("INTEGER", () => t.INTEGER(), normal),
  sample("smallInteger", () => t.smallInteger(), small),
  sample("SMALLINT", () => t.SMALLINT(), small),
  sample("smallint", () => t.smallint(), small),
  sample("bigInteger", () => t.bigInteger(), wide),
  sample("bigInteger as Number", () => t.bigInteger({ as: Number }), fc.maxSafeInteger()),
  sample("BIGINT", () => t.BIGINT(), wide),
  sample("bigint", () => t.bigint(), wide),
  sample("float", () => t.float(53), doubles, approximate),
  sample("float, infinite", () => t.float(53), fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY), {
    needs: { ability: "infinity", refused: Number.POSITIVE_INFINITY },
    comparable: false,
    literal: "maybe",
  }),
  sample("FLOAT", () => t.FLOAT(53), doubles, approximate),
  sample("double", () => t.double(), doubles, approximate),
  sample("DOUBLE", () => t.DOUBLE(), doubles, approximate),
  sample("DOUBLE_PRECISION", () => t.DOUBLE_PRECISION(), doubles, approximate),
  sample("doublePrecision", () => t.doublePrecision(), doubles, approximate),
  sample("REAL", () => t.REAL(), halves),
  sample("real", () => t.real(), halves),
  sample("numeric", () => t.numeric(15, 4), decimals(15, 4)),
  sample("numeric without a fraction", () => t.numeric(18, 0), decimals(18, 0)),
  sample("numeric as Number", () => t.numeric(10, 2, { as: Number }), decimals(10, 2).map(Number)),
  sample(
    "numeric as a class",
    () => t.numeric(10, 2, { as: Decimal }),
    decimals(10, 2).map((each) => new Decimal(each)),
  ),
  sample("numeric of 30 digits", () => t.numeric(30, 10), decimals(30, 10), {
    needs: { ability: "wideDecimals", refused: "12345678901234567890.0123456789" },
  }),
  sample("NUMERIC", () => t.NUMERIC(12, 3), decimals(12, 3)),
  sample("DECIMAL", () => t.DECIMAL(12, 3), decimals(12, 3)),
  sample("decimal", () => t.decimal(12, 3), decimals(12, 3)),
  sample("string", () => t.string(100), text(40)),
  sample("text", () => t.text(), text(100)),
  sample(
    "text with NUL",
    () => t.text(),
    text(20, ["\0"]).map((each) => `${each}\0.`),
    {
      needs: { ability: "nulInText", refused: "a\0b" },
      comparable: false,
      literal: "maybe",
    },
  ),
  sample("text of every plane", () => t.unicodeText(), text(40, ["😀", "𝔘", "\u{10FFFF}"]), {
    needs: { ability: "astralText", refused: "😀" },
    comparable: false,
  }),
  sample("unicode", () => t.unicode(100), text(40)),
  sample("unicodeText", () => t.unicodeText(), text(100)),
  sample("VARCHAR", () => t.VARCHAR(100), text(40)),
  sample("varchar", () => t.varchar(100), text(40)),
  sample("NVARCHAR", () => t.NVARCHAR(100), text(40)),
  sample("nvarchar", () => t.nvarchar(100), text(40)),
  sample("CHAR", () => t.CHAR(5), fc.stringMatching(/^[a-z]{5}$/)),
  sample("char", () => t.char(5), fc.stringMatching(/^[a-z]{5}$/)),
  sample("NCHAR", () => t.NCHAR(5), fc.stringMatching(/^[a-z]{5}$/)),
  sample("nchar", () => t.nchar(5), fc.stringMatching(/^[a-z]{5}$/)),
  sample("TEXT", () => t.TEXT(), text(100)),
  sample("CLOB", () => t.CLOB(), text(100), approximate),
  sample("clob", () => t.clob(), text(100), approximate),
  sample("boolean", () => t.boolean(), fc.boolean()),
  sample("BOOLEAN", () => t.BOOLEAN(), fc.boolean()),
  sample("date", () => t.date(), moment("0001").map(isoDay)),
  sample("date of the year 0", () => t.date(), fc.constantFrom("0000-01-01", "0000-02-29", "0000-12-31"), {
    needs: { ability: "yearZero", refused: "0000-02-29" },
  }),
  sample(
    "date as a class",
    () => t.date({ as: Day }),
    moment("0001").map((each) => Day.from(isoDay(each))),
  ),
  sample("DATE", () => t.DATE(), moment("0001").map(isoDay)),
  sample("dateTime", () => t.dateTime(), moment("1000")),
  sample("dateTime with a zone", () => t.dateTime({ timezone: true }), moment("1000")),
  sample(
    "dateTime as String",
    () => t.dateTime({ as: String }),
    fc.tuple(moment("1000"), fc.nat(999)).map(([value, micro]) => (value.toISOString().slice(0, -1) + pad(micro, 3)).replace(/\.?0+$/, "")),
  ),
  sample(
    "DATETIME",
    () => t.DATETIME(),
    moment("1800").map((each) => new Date(Math.floor(each.getTime() / 1000) * 1000)),
  ),
  sample("TIMESTAMP", () => t.TIMESTAMP(), fc.date({ min: new Date("1971-01-01"), max: new Date("2037-12-31"), noInvalidDate: true })),
  sample("timestamp", () => t.timestamp(), fc.date({ min: new Date("1971-01-01"), max: new Date("2037-12-31"), noInvalidDate: true })),
  sample("time", () => t.time(), clock),
  sample("time as String", () => t.time({ as: String }), clock),
  sample("TIME", () => t.TIME(), clock),
  sample("interval", () => t.interval(), fc.integer({ min: 0, max: 86_400_000 })),
  sample("interval of years, and backwards", () => t.interval(), fc.integer({ min: -60_000_000_000_000, max: 200_000_000_000_000 }), {
    needs: { ability: "longIntervals", refused: -1 },
  }),
  sample("largeBinary", () => t.largeBinary(), bytes(200), approximate),
  sample("BLOB", () => t.BLOB(), bytes(200), approximate),
  sample("blob", () => t.blob(), bytes(200), approximate),
  sample("VARBINARY", () => t.VARBINARY(50), bytes(50)),
  sample("varbinary", () => t.varbinary(50), bytes(50)),
  sample("BINARY", () => t.BINARY(8), fc.uint8Array({ minLength: 8, maxLength: 8 })),
  sample("binary", () => t.binary(8), fc.uint8Array({ minLength: 8, maxLength: 8 })),
  sample("json", () => t.json(), json, approximate),
  sample("json with a schema", () => t.json(point), fc.record({ x: fc.integer(), y: halves }), approximate),
  sample("JSON", () => t.JSON(), json, approximate),
  sample("enum", () => t.enum(["a", "it's", "ü", 'q"'], { name: "sample_letters" }), fc.constantFrom("a", "it's", "ü", 'q"')),
  sample("enum of an object", () => t.enum(Role, { name: "sample_role" }), fc.constantFrom("ADMIN", "it's a guest")),
  sample("enum of numbers", () => t.enum(Level, { name: "sample_level" }), fc.constantFrom(1, 20)),
  sample("uuid", () => t.uuid(), fc.uuid()),
  sample(
    "uuid as a class",
    () => t.uuid({ as: Decimal }),
    fc.uuid().map((each) => new Decimal(each)),
  ),
  sample("UUID", () => t.UUID(), fc.uuid()),
  sample("array", () => t.array(t.integer()), fc.array(fc.option(normal)), { needs: { ability: "arrays", refused: [1, 2] } }),
  sample("array of texts", () => t.array(t.text()), fc.array(text(10)), { needs: { ability: "arrays", refused: ["a"] } }),
  sample(
    "array of arrays",
    () => t.array(t.integer(), { dimensions: 2 }),
    fc.array(fc.tuple(normal, normal), { minLength: 1 }).map((rows) => rows.map((row) => [...row])),
    { needs: { ability: "arrays", refused: [[1], [2]] } },
  ),
  sample(
    "a type decorator",
    () =>
      typeDecorator({
        impl: t.text(),
        bind: (value: { x: number }) => `<${value.x}>`,
        result: (kept) => ({ x: Number(kept.slice(1, -1)) }),
      }),
    fc.record({ x: fc.integer() }),
    approximate,
  ),
  sample("a type with a variant", () => t.integer().withVariant(t.bigInteger({ as: Number }), "postgresql"), normal),
];
