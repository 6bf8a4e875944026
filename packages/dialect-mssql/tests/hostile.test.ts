import { CreateTable, column, insert, MetaData, select, t, table } from "@cupel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitSchema } from "../src/identifiers.js";
import { mssql, nvarchar } from "../src/index.js";
import { parse } from "./support/grammar.js";

const { identifiers } = mssql();
/** Pieces that end a literal, a name or a statement elsewhere, and anything else; half of a surrogate pair and NUL are refused before. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "'",
        "''",
        "]",
        "]]",
        "[",
        '"',
        "`",
        "\\",
        "\\\n",
        "\\\r\n",
        "--",
        "/*",
        "*/",
        ";",
        "\n",
        "GO\n",
        "@p1",
        ":x",
        "%",
        "N'",
        "0x",
        "\u2019",
        "ʼ",
        "＇",
        "$(",
      ),
      fc.string({ maxLength: 8, unit: "grapheme" }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""))
  .filter((value) => !/\p{Surrogate}/u.test(value) && !value.includes("\0"));

const things = table("things", new MetaData(), { a: column(t.string(50)), b: column(nvarchar(50)), c: column(t.json()) });

describe("no text changes a statement's structure", () => {
  const statementOf = (value: string) =>
    select(things.c.a)
      .where(things.c.a.eq(value), things.c.b.like(value, { escape: "^" }), things.c.a.in([value, "x"]), things.c.b.startsWith(value))
      .limit(3);
  const kindsOf = (value: string): readonly string[] => {
    const { errors, kinds } = parse(statementOf(value).compile({ dialect: "mssql", literalBinds: true }).sql);
    expect(errors).toEqual([]);
    return kinds;
  };
  it("as a literal", { timeout: 60_000 }, () => {
    const harmless = kindsOf("harmless");
    expect(harmless.length).toBeGreaterThan(30);
    fc.assert(
      fc.property(hostile, (value) => void expect(kindsOf(value)).toEqual(harmless)),
      { numRuns: 150 },
    );
  });
  it("as the default of a column", { timeout: 60_000 }, () => {
    const kinds = (value: string): readonly string[] => {
      const made = table("t", new MetaData(), { a: column(t.string(), { serverDefault: value }), b: column(t.integer()) });
      const { errors, kinds } = parse(new CreateTable(made).compile({ dialect: "mssql" }).sql);
      expect(errors).toEqual([]);
      return kinds;
    };
    const harmless = kinds("harmless");
    fc.assert(
      fc.property(hostile, (value) => void expect(kinds(value)).toEqual(harmless)),
      { numRuns: 100 },
    );
  });
  it("as a parameter: it is not in the text at all", () => {
    const { sql } = insert(things).values({ a: "a", b: "b", c: {} }).compile({ dialect: "mssql" });
    fc.assert(
      fc.property(hostile, (value) => {
        const made = insert(things).values({ a: value, b: value, c: { value } }).compile({ dialect: "mssql" });
        expect(made.sql).toBe(sql);
        expect(made.parameters).toEqual([value, value, JSON.stringify({ value })]);
      }),
    );
  });
  it("as a name", { timeout: 60_000 }, () => {
    const kinds = (name: string): readonly string[] => {
      const made = table(name, new MetaData(), { a: column(t.integer(), { name, quote: true }) }, { quote: true });
      const { errors, kinds } = parse(select(made.c.a).compile({ dialect: "mssql" }).sql);
      expect(errors).toEqual([]);
      return kinds;
    };
    const harmless = kinds("has blank");
    fc.assert(
      fc.property(
        // The grammar reads a doubled bracket as the end of one name and the start of another; the quoting of brackets is asked for below.
        hostile.filter((name) => name !== "" && !name.includes("]")),
        (name) => void expect(kinds(name)).toEqual(harmless),
      ),
      { numRuns: 100 },
    );
  });
  it("what is quoted reads back as the name it was", () => {
    fc.assert(
      fc.property(
        hostile.filter((name) => name !== ""),
        (name) => {
          const quoted = identifiers.quoteIdentifier(name);
          expect(quoted.startsWith("[") && quoted.endsWith("]")).toBe(true);
          expect(splitSchema(quoted)).toEqual([{ text: name, inBrackets: true }]);
        },
      ),
    );
  });
});
