import { describe, expect, test } from "vitest";
import { DataError } from "../../src/errors.js";
import type { TypeEngine } from "../../src/types/engine.js";
import { jsonNull } from "../../src/types/json.js";
import { nameColumn } from "../../src/types/refusal.js";
import { t } from "../../src/types/t.js";
import { bind, other, plain, result } from "./support.js";

const refused: readonly [TypeEngine<unknown>, unknown, RegExp][] = [
  [t.integer(), "5", /"5" \(string\) is no INTEGER: give a whole number, not text/],
  [t.integer(), 1.5, /1\.5 \(number\) is no INTEGER/],
  [t.integer(), Number.NaN, /NaN \(number\)/],
  [t.integer(), 2 ** 60, /t\.bigInteger\(\)/],
  [t.integer(), true, /true \(boolean\)/],
  [t.bigInteger(), 2 ** 53, /give a bigint/],
  [t.bigInteger(), 2n ** 63n, /64 bits/],
  [t.float(), "1.5", /"1\.5" \(string\) is no FLOAT: give a number/],
  [t.float(), Number.NaN, /give a number/],
  [t.numeric(10, 2), "ten", /"ten" \(string\) is no NUMERIC\(10, 2\): give a decimal number as text/],
  [t.numeric(10, 2), Number.POSITIVE_INFINITY, /Infinity/],
  [t.string(50), 5, /5 \(number\) is no VARCHAR\(50\): give a string/],
  [t.text(), "\ud800", /surrogate/],
  [t.boolean(), 1, /give true or false/],
  [t.date(), new Date(0), /is no DATE: give an ISO date/],
  [t.date(), "2023-02-29", /give an ISO date/],
  [t.dateTime(), "2024-01-01", /give a Date: new Date\(text\)/],
  [t.dateTime(), new Date(Number.NaN), /invalid Date/],
  [t.dateTime(), new Date(8.64e15), /years 0 to 9999/],
  [t.time(), "25:00", /time of day/],
  [t.interval(), 1.5, /whole number of milliseconds/],
  [t.largeBinary(), "abc", /TextEncoder/],
  [t.uuid(), "not-a-uuid", /crypto\.randomUUID/],
  [t.enum(["a", "b"]), "c", /give one of "a" or "b"/],
  [t.json(), () => 1, /no JSON form/],
  [t.json(), { a: 1n }, /no JSON form/],
];

describe("a value that is none of its type is refused when it is bound", () => {
  test.each(refused)("%o %o", (type, value, message) => {
    expect(() => bind(type, value)).toThrow(DataError);
    expect(() => bind(type, value)).toThrow(message);
  });
  test("the column is named once it is known, and only once", () => {
    let error: unknown;
    try {
      bind(t.integer(), "5");
    } catch (caught) {
      error = caught;
    }
    expect((nameColumn(error, "users.age") as Error).message).toBe(
      'The value "5" (string) given for users.age is no INTEGER: give a whole number, not text',
    );
    expect((nameColumn(error, "elsewhere") as Error).message).toMatch(/users\.age/);
    const foreign = new RangeError("x");
    expect(nameColumn(foreign, "users.age")).toBe(foreign);
    expect(foreign.message).toBe("x");
  });
});

describe("values travel", () => {
  test("whole numbers", () => {
    expect(bind(t.integer(), 5n)).toBe(5);
    expect(result(t.integer(), 5n)).toBe(5);
    expect(() => result(t.integer(), 2n ** 60n)).toThrow(/t\.bigInteger\(\)/);
    expect(() => result(t.integer(), 2 ** 60)).toThrow(/cannot hold exactly/);
    expect(bind(t.bigInteger(), 5)).toBe(5n);
    expect(result(t.bigInteger(), 5)).toBe(5n);
    expect(result(t.bigInteger(), "9007199254740993")).toBe(9007199254740993n);
  });
  test("decimals keep their scale", () => {
    expect(result(t.numeric(10, 2), 10.5)).toBe("10.50");
    expect(result(t.numeric(10, 2), 0.1 + 0.2)).toBe("0.30");
    expect(result(t.numeric(10, 2), "10")).toBe("10.00");
    expect(result(t.numeric(10, 0), 10n)).toBe("10");
    expect(result(t.numeric(10, 2), -0)).toBe("0.00");
    expect(result(t.numeric(10, 2), "1.005")).toBe("1.01");
    expect(result(t.numeric(10, 2), "-1.005")).toBe("-1.01");
    expect(result(t.numeric(10, 2), "-0.004")).toBe("0.00");
    expect(result(t.numeric(), 1e-7)).toBe("0.0000001");
    expect(result(t.numeric(), 1e21)).toBe("1000000000000000000000");
    expect(result(t.numeric(), "10.50")).toBe("10.5");
    expect(bind(t.numeric(10, 2), "10.50")).toBe("10.50");
    expect(bind(t.numeric(10, 2), 3)).toBe("3");
    expect(bind(t.numeric(10, 2), 1e-7)).toBe("0.0000001");
  });
  test("moments are UTC text with a fraction, and back", () => {
    const moment = new Date("2024-02-29T12:30:05.678Z");
    expect(bind(t.dateTime(), moment)).toBe("2024-02-29 12:30:05.678000");
    expect(result(t.dateTime(), "2024-02-29 12:30:05.678000")).toEqual(moment);
    expect(result(t.dateTime(), "2024-02-29 12:30:05")).toEqual(new Date("2024-02-29T12:30:05Z"));
    expect(result(t.dateTime(), "2024-02-29T14:30:05+02:00")).toEqual(new Date("2024-02-29T12:30:05Z"));
    expect(result(t.dateTime(), "0050-01-01 00:00:00")).toEqual(new Date("0050-01-01T00:00:00Z"));
    expect(() => result(t.dateTime(), "soon")).toThrow(DataError);
  });
  test("booleans as the database has them", () => {
    expect(bind(t.boolean(), true, plain)).toBe(true);
    expect(bind(t.boolean(), true, other)).toBe(1);
    expect(result(t.boolean(), 0)).toBe(false);
    expect(result(t.boolean(), 1n)).toBe(true);
  });
  test("enums store values, also those of numeric enums of TypeScript", () => {
    const Level = { Low: 0, High: 1, 0: "Low", 1: "High" } as const;
    const type = t.enum(Level as unknown as { Low: 0; High: 1 });
    expect(bind(type, 1)).toBe("1");
    expect(result(type, "0")).toBe(0);
    expect(() => bind(type, "Low")).toThrow(DataError);
    expect(() => result(type, "7")).toThrow(/the database holds/);
    expect(() => t.enum([])).toThrow(/one value at least/);
    expect(() => t.enum(["abc"], { length: 2 })).toThrow(/less than that of its longest/);
  });
  test("JSON null is not SQL NULL", () => {
    expect(bind(t.json(), jsonNull)).toBe("null");
    expect(JSON.stringify({ x: jsonNull })).toBe('{"x":null}');
    expect(result(t.json(), "null")).toBeNull();
  });
  test("a Standard Schema checks what is written and makes what is read", () => {
    const schema = {
      "~standard": {
        version: 1 as const,
        vendor: "test",
        types: undefined as unknown as { input: unknown; output: { theme: string } },
        validate: (value: unknown) =>
          (value as { theme?: unknown }).theme === "dark"
            ? { value: { theme: "dark", read: true } }
            : { issues: [{ message: "must be dark", path: ["theme"] }] },
      },
    };
    const type = t.json(schema);
    expect(bind(type, { theme: "dark" })).toBe('{"theme":"dark"}');
    expect(() => bind(type, { theme: "pink" })).toThrow(/theme: must be dark/);
    expect(result(type, '{"theme":"dark"}')).toEqual({ theme: "dark", read: true });
    expect(() => result(type, "{}")).toThrow(/the database holds what the validator refuses/);
    expect(() => t.json({} as never)).toThrow(/Standard Schema/);
  });
});

describe("as: conversions", () => {
  class Decimal {
    readonly value: string;
    constructor(value: string | number) {
      this.value = String(value);
    }
    toString(): string {
      return this.value;
    }
  }
  class PlainDate {
    readonly text: string;
    private constructor(text: string) {
      this.text = text;
    }
    static from(text: string): PlainDate {
      return new PlainDate(text);
    }
    toString(): string {
      return this.text;
    }
  }
  function Big(this: { n: string }, value: string): void {
    this.n = value;
  }
  Big.prototype.plus = () => 0;
  Big.prototype.toString = function (this: { n: string }) {
    return this.n;
  };

  test("Number, where it loses nothing", () => {
    expect(result(t.numeric(10, 2, { as: Number }), "10.50")).toBe(10.5);
    expect(bind(t.numeric(10, 2, { as: Number }), 10.5)).toBe("10.5");
    expect(() => result(t.numeric(30, 2, { as: Number }), "12345678901234567890.12")).toThrow(/without `as: Number`/);
    expect(result(t.bigInteger({ as: Number }), 5n)).toBe(5);
    expect(bind(t.bigInteger({ as: Number }), 5)).toBe(5n);
    expect(() => result(t.bigInteger({ as: Number }), 2n ** 60n)).toThrow(/read it as a bigint/);
  });
  test("a class, a class with `from`, a constructor function, a function", () => {
    const type = t.numeric(10, 2, { as: Decimal });
    expect(result(type, "10.5")).toEqual(new Decimal("10.50"));
    expect(bind(type, new Decimal("3.25"))).toBe("3.25");
    expect(result(t.date({ as: PlainDate }), "2024-02-29")).toEqual(PlainDate.from("2024-02-29"));
    expect(bind(t.date({ as: PlainDate }), PlainDate.from("2024-02-29"))).toBe("2024-02-29");
    expect(result(t.numeric(10, 2, { as: Big as unknown as new (value: string) => { n: string } }), "1.5")).toMatchObject({ n: "1.50" });
    expect(result(t.date({ as: (text: string) => text.length }), "2024-02-29")).toBe(10);
    expect(result(t.date({ as: Date }), "2024-02-29")).toEqual(new Date("2024-02-29"));
    expect(bind(t.date({ as: Date }), new Date("2024-02-29"))).toBe("2024-02-29");
    expect(result(t.dateTime({ as: String }), "2024-02-29 12:30:00.500000")).toBe("2024-02-29T12:30:00.5");
    expect(result(t.dateTime({ as: String, timezone: true }), "2024-02-29 12:30:00.000000")).toBe("2024-02-29T12:30:00Z");
    expect(bind(t.dateTime({ as: String }), "2024-02-29T12:30:00.123456")).toBe("2024-02-29 12:30:00.123456");
    expect(result(t.interval({ as: String }), "1970-01-01 01:30:00.000000")).toBe("PT5400S");
    expect(bind(t.interval({ as: String }), "PT1H30M")).toBe("1970-01-01 01:30:00.000000");
  });
  test("a class that prints nothing usable is refused on the way back, and one that throws is named", () => {
    expect(() => bind(t.date({ as: (text: string) => text.length }), 10)).toThrow(DataError);
    const broken = t.date({
      as: () => {
        throw new Error("no such day");
      },
    });
    expect(() => result(broken, "2024-02-29")).toThrow(/refused what the database holds \(no such day\)/);
  });
});

describe("changes are found by what is kept", () => {
  test("a date, bytes and JSON changed in place", () => {
    const moment = new Date(0);
    const kept = t.dateTime().copy(moment);
    expect(t.dateTime().equals(moment, kept)).toBe(true);
    moment.setFullYear(2000);
    expect(t.dateTime().equals(moment, kept)).toBe(false);
    expect(t.dateTime().restore(kept)).toEqual(new Date(0));

    const bytes = new Uint8Array([1, 2]);
    const copy = t.largeBinary().copy(bytes);
    bytes[0] = 9;
    expect(t.largeBinary().equals(bytes, copy)).toBe(false);
    expect(t.largeBinary().restore(copy)).toEqual(new Uint8Array([1, 2]));

    const document = { a: [1, { b: 2 }] };
    const snapshot = t.json().copy(document);
    expect(t.json().equals({ a: [1, { b: 2 }] }, snapshot)).toBe(true);
    (document.a[1] as { b: number }).b = 3;
    expect(t.json().equals(document, snapshot)).toBe(false);
    expect(t.json().equals({ x: undefined, a: 1 }, { a: 1 })).toBe(true);
  });
  test("the same number in other digits is no change", () => {
    expect(t.numeric(10, 2).equals("10.5", "10.50")).toBe(true);
    expect(t.numeric(10, 2).equals("10.5", "10.51")).toBe(false);
    expect(t.time().equals("12:30", "12:30:00")).toBe(true);
    expect(t.uuid().equals("A".repeat(32), "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa")).toBe(true);
  });
  test("an object made by a conversion is compared by its text and can be made again", () => {
    class Money {
      cents: string;
      constructor(text: string) {
        this.cents = text;
      }
      toString(): string {
        return this.cents;
      }
    }
    const type = t.numeric(10, 2, { as: Money });
    const money = new Money("1.50");
    const kept = type.copy(money);
    expect(type.equals(new Money("1.50"), kept)).toBe(true);
    money.cents = "2.50";
    expect(type.equals(money, kept)).toBe(false);
    expect(type.restore(kept)).toEqual(new Money("1.50"));
    expect(type.restore(null)).toBeNull();
  });
});

describe("cache identity", () => {
  test("equal kinds and arguments are one type, others are not", () => {
    expect(t.string(5).cacheIdentity).toBe(t.string(5).cacheIdentity);
    expect(t.string(5).cacheIdentity).not.toBe(t.string(6).cacheIdentity);
    expect(t.string(5).cacheIdentity).not.toBe(t.varchar(5).cacheIdentity);
    expect(t.string(5).cacheIdentity).not.toBe(t.string(5).withVariant(t.text(), "mysql").cacheIdentity);
    expect(t.date({ as: (text: string) => text }).cacheIdentity).not.toBe(t.date({ as: (text: string) => text }).cacheIdentity);
  });
  test("a variant is another type on its dialects only, and leaves the original alone", () => {
    const type = t.boolean();
    const varied = type.withVariant(t.integer() as never, "other");
    expect(varied.dialectImpl(other).kind).toBe("integer");
    expect(varied.dialectImpl(plain).kind).toBe("boolean");
    expect(type.dialectImpl(other).kind).toBe("boolean");
  });
});
