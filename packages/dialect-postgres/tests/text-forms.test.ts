/** The texts of arrays, ranges, intervals, hstore and bytes that the server could send, and what is none. */
import { Range } from "@cupel/dialect-postgres";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatArray, parseArray } from "../src/types/array-text.js";
import { bytesText, parseBytes } from "../src/types/bytes-text.js";
import { formatHstore, parseHstore } from "../src/types/hstore-text.js";
import { isoInterval, parseInterval } from "../src/types/interval-text.js";
import { parseMultirange, parseRange } from "../src/types/range-text.js";

const same = (text: string): string => text;

describe("arrays", () => {
  test.each([
    ["{}", []],
    ["{1,2}", ["1", "2"]],
    ['{NULL,null,"NULL"}', [null, null, "NULL"]],
    ['{"a,b","c\\"d","e\\\\f",g\\,h}', ["a,b", 'c"d', "e\\f", "g,h"]],
    [
      "{{1,2},{3,NULL}}",
      [
        ["1", "2"],
        ["3", null],
      ],
    ],
    ["[0:1]={x,y}", ["x", "y"]],
    ['{""}', [""]],
  ] as const)("%s", (text, items) => {
    expect(parseArray(text)).toEqual(items);
  });
  test.each(["", "1", "{", "{1", '{"1}', "{1}}", "{1,}", "{,1}", "{1}x", "[0:1]"])("%s is none", (text) => {
    expect(parseArray(text)).toBeNull();
  });
  test("what is written is read again", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ unit: "binary" }))), (items) => {
        expect(parseArray(formatArray(items))).toEqual(items);
      }),
    );
  });
});

describe("ranges", () => {
  test.each([
    ["empty", Range.empty()],
    ["[1,5)", new Range("1", "5")],
    ["(,5]", new Range<string>(null, "5", "(]")],
    ["(,)", new Range<string>(null, null, "()")],
    ['["2024-01-01 00:00:00","a ""b"" \\\\c"]', new Range("2024-01-01 00:00:00", 'a "b" \\c', "[]")],
    ['["",x)', new Range("", "x")],
  ] as const)("%s", (text, range) => {
    expect(parseRange(text, same)).toEqual(range);
  });
  test.each(["", "1,5", "[1;5)", "[1,5", "[1,5)x", "[1,2,3)"])("%s is none", (text) => {
    expect(parseRange(text, same)).toBeNull();
  });
  test("multiranges", () => {
    expect(parseMultirange("{}", same)).toEqual([]);
    expect(parseMultirange("{[1,2),[4,5)}", same)).toEqual([new Range("1", "2"), new Range("4", "5")]);
    expect(parseMultirange("[1,2)", same)).toBeNull();
    expect(parseMultirange("{[1,2)", same)).toBeNull();
  });
  test("know what they hold", () => {
    const range = new Range(1, 5);
    expect([range.contains(1), range.contains(5), new Range(1, 5, "(]").contains(1), new Range(1, 5, "(]").contains(5)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect([
      range.contains(new Range(2, 5)),
      range.contains(new Range(2, 5, "[]")),
      range.contains(Range.empty()),
      Range.empty().contains(1),
    ]).toEqual([true, false, true, false]);
    expect([
      range.overlaps(new Range(5, 6)),
      new Range(1, 5, "[]").overlaps(new Range(5, 6)),
      range.overlaps(new Range<number>(null, 2)),
    ]).toEqual([false, true, true]);
    expect([
      range.equals(new Range(1, 5)),
      range.equals(new Range(1, 5, "[]")),
      Range.empty().equals(Range.empty()),
      new Range<number>(null, 1, "()").equals(new Range<number>(null, 1)),
    ]).toEqual([true, false, true, true]);
    expect(`${range} ${JSON.stringify(new Range(1n, null).toString())} ${Range.empty()}`).toBe('[1,5) "[1,)" empty');
    expect(new Range(new Date(0), new Date(9)).contains(new Date(5))).toBe(true);
  });
});

describe("intervals", () => {
  test.each([
    ["00:00:00", "PT0S"],
    ["1 year 2 mons 3 days 04:05:06.789", "P1Y2M3DT4H5M6.789S"],
    ["-1 years -2 mons +3 days -04:05:06", "P-1Y-2M3DT-4H-5M-6S"],
    ["@ 1 year 2 mons -3 days 4 hours 5 mins 6.5 secs ago", "P-1Y-2M3DT-4H-5M-6.5S"],
    ["@ 0", "PT0S"],
    ["P1Y2M3DT4H5M6.789S", "P1Y2M3DT4H5M6.789S"],
    ["P2W", "P14D"],
    ["-00:00:00.000001", "PT-0.000001S"],
  ])("%s", (text, iso) => {
    expect(isoInterval(parseInterval(text) as NonNullable<ReturnType<typeof parseInterval>>)).toBe(iso);
  });
  test.each(["", "x", "1", "1-2 3 4:05:06", "1 day x"])("%s is none that is read", (text) => {
    expect(parseInterval(text)).toBeNull();
  });
});

describe("hstore and bytes", () => {
  test("what is written is read again", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: "binary" }), fc.option(fc.string({ unit: "binary" })), { noNullPrototype: true }),
        (value) => {
          expect(parseHstore(formatHstore(value))).toEqual(value);
        },
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseBytes(bytesText(bytes))).toEqual(bytes);
      }),
    );
  });
  test("as the server writes them", () => {
    expect(parseHstore('"a"=>"1", "b"=>NULL, "c\\"d"=>"NULL"')).toEqual({ a: "1", b: null, 'c"d': "NULL" });
    expect(parseHstore("")).toEqual({});
    expect(parseHstore('"a"')).toBeNull();
    expect(parseBytes("a\\\\b\\000")).toEqual(Uint8Array.of(97, 92, 98, 0));
    expect(parseBytes("\\x0")).toBeNull();
    expect(parseBytes("\\9")).toBeNull();
  });
});
