import { CompileError, CreateTable, cast, column, DataError, literal, MetaData, select, type TypeEngine, t, table } from "@cupel/core";
import { TypeCompiler } from "@cupel/core/internal";
import { describe, expect, it } from "vitest";
import * as own from "../src/index.js";
import { parse } from "./support/grammar.js";

const dialect = own.mssql();
const nameOf = (type: TypeEngine<unknown>): string => new (dialect.typeCompiler())(dialect).process(type);
const literalOf = (value: unknown, type: TypeEngine<unknown>): string => type.literal(value, dialect);
const bound = (value: unknown, type: TypeEngine<unknown>): unknown => type.bindProcessor(dialect)?.(value) ?? value;
const read = (value: unknown, type: TypeEngine<unknown>): unknown => type.resultProcessor(dialect)?.(value) ?? value;

describe("names", () => {
  it.each([
    ["NVARCHAR(max)", own.nvarchar()],
    ["NVARCHAR(20)", own.nvarchar(20)],
    ["NVARCHAR(20) COLLATE Latin1_General_CI_AS", own.nvarchar(20, { collation: "Latin1_General_CI_AS" })],
    ["NCHAR(3)", own.nchar(3)],
    ["VARCHAR(max)", own.varchar()],
    ["NTEXT", own.ntext()],
    ["XML", own.xml()],
    ["DATETIME", own.datetime()],
    ["DATETIME2", own.datetime2()],
    ["DATETIME2(0)", own.datetime2(0)],
    ["DATETIMEOFFSET(7)", own.datetimeoffset(7)],
    ["SMALLDATETIME", own.smalldatetime()],
    ["TIME(3)", own.time(3)],
    ["UNIQUEIDENTIFIER", own.uniqueidentifier()],
    ["BIT", own.bit()],
    ["MONEY", own.money()],
    ["SMALLMONEY", own.smallmoney()],
    ["ROWVERSION", own.rowversion()],
    ["ROWVERSION", own.rowversion({ as: BigInt })],
    ["SQL_VARIANT", own.sqlVariant()],
    ["TINYINT", own.tinyint()],
    ["IMAGE", own.image()],
    ["VARBINARY(max)", own.varbinary()],
    ["VARBINARY(16)", own.varbinary(16)],
    ["REAL", own.real()],
    ["DOUBLE PRECISION", own.doublePrecision()],
    ["NVARCHAR(max)", t.unicodeText()],
    ["NVARCHAR(max)", t.json()],
    ["DOUBLE PRECISION", t.double()],
    ["VARBINARY(max)", t.largeBinary()],
    ["FLOAT(24)", t.float(24)],
    ["DATETIME2(3)", t.dateTime().withVariant(own.datetime2(3), "mssql")],
  ])("%s", (name, type) => {
    expect(nameOf(type)).toBe(name);
    const made = table("t", new MetaData(), { a: column(type) });
    expect(parse(new CreateTable(made).compile({ dialect: "mssql" }).sql).errors).toEqual([]);
  });
  it("files are said so, which the grammar does not know", () =>
    expect(nameOf(own.varbinary(undefined, { filestream: true }))).toBe("VARBINARY(max) FILESTREAM"));
  it("is no other dialect's", () => expect(() => new TypeCompiler(dialect).process(own.money())).toThrow(CompileError));
  it("a precision is of 0 to 7 digits", () => expect(() => own.datetime2(8)).toThrow(/0 to 7 digits/));
});

describe("literals", () => {
  const moment = new Date("2024-02-29T12:30:00.125Z");
  it.each([
    ["it's", t.string(), "'it''s'"],
    ["ß", t.string(), "N'ß'"],
    ["a", t.unicode(), "N'a'"],
    ["a", own.nvarchar(), "N'a'"],
    ["a\\\nb", t.text(), "'a\\\\\n\nb'"],
    ["a\\\r\nb", t.text(), "'a\\\\\r\n\r\nb'"],
    ["back\\slash", t.text(), "'back\\slash'"],
    [new Uint8Array([0, 255]), t.largeBinary(), "0x00ff"],
    [new Uint8Array(), own.varbinary(), "0x"],
    [true, t.boolean(), "1"],
    [false, own.bit(), "0"],
    [moment, t.dateTime(), "'2024-02-29T12:30:00.125'"],
    [moment, own.datetime2(), "'2024-02-29T12:30:00.125000'"],
    [moment, own.datetime2(0), "'2024-02-29T12:30:00.125000'"],
    [moment, own.smalldatetime(), "'2024-02-29T12:30:00.125'"],
    [moment, t.dateTime({ timezone: true }), "'2024-02-29T12:30:00.125000+00:00'"],
    ["2024-02-29", t.date(), "'2024-02-29'"],
    ["12:30:00.5", t.time(), "'12:30:00.5'"],
    [90_000, t.interval(), "'1970-01-01T00:01:30.000'"],
    ["10.50", t.numeric(10, 2), "10.50"],
    ["-3.5", own.money(), "-3.5"],
    [9007199254740993n, t.bigInteger(), "9007199254740993"],
    [{ a: "it's" }, t.json(), `'{"a":"it''s"}'`],
    ["AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA", own.uniqueidentifier(), "'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'"],
    [null, own.nvarchar(), "NULL"],
  ] as [unknown, TypeEngine<unknown>, string][])("%s", (value, type, expected) => {
    expect(literalOf(value, type)).toBe(expected);
    expect(parse(`SELECT ${expected} AS a`).errors).toEqual([]);
  });
  it("stand in the text of a statement that is printed with its values", () => {
    const statement = select(cast(literal("naïve"), t.unicode(10)), literal(new Date(0)), literal(5n));
    const { sql, parameters } = statement.compile({ dialect: "mssql", literalBinds: true });
    expect(sql).toBe("SELECT CAST(N'naïve' AS NVARCHAR(10)) AS anon_1, '1970-01-01T00:00:00.000' AS anon_2, 5 AS anon_3");
    expect(parameters).toEqual([]);
  });
});

describe("values", () => {
  it("a byte is from 0 to 255", () => {
    expect(bound(255, own.tinyint())).toBe(255);
    expect(() => bound(256, own.tinyint())).toThrow(DataError);
    expect(() => bound(-1, own.tinyint())).toThrow(/0 to 255/);
  });
  it("there is no infinity", () => expect(() => bound(Number.POSITIVE_INFINITY, t.float())).toThrow(/no infinity/));
  it("a moment that DATETIME cannot hold is refused, and held by DATETIME2", () => {
    expect(() => bound(new Date("1752-12-31"), t.dateTime())).toThrow(/DATETIME begins in 1753; declare the column datetime2\(\)/);
    expect(() => bound("2024-02-29T12:30:00.123456", t.dateTime({ as: String }))).toThrow(/keeps no microseconds/);
    expect(bound("2024-02-29T12:30:00.123", t.dateTime({ as: String }))).toBe("2024-02-29T12:30:00.123");
    expect(bound(new Date("1752-12-31"), own.datetime2())).toBe("1752-12-31T00:00:00.000000");
    expect(bound(new Date("1752-12-31"), t.dateTime({ timezone: true }))).toBe("1752-12-31T00:00:00.000000+00:00");
  });
  it("a time has no offset", () => expect(() => bound("12:00:00+02:00", t.time({ timezone: true }))).toThrow(/would drop the offset/));
  it("JSON is counted from the front", () => {
    const made = table("j", new MetaData(), { data: column(t.json()) });
    expect(() => select(made.c.data.at(-1)).compile({ dialect: "mssql" })).toThrow(/from 0, not from their end/);
  });
  it("a boolean comes back from BIT, and from CASE", () => {
    expect(read(1, t.boolean())).toBe(true);
    expect(read(0, t.boolean())).toBe(false);
    expect(read(true, own.bit())).toBe(true);
  });
  it("a UUID comes back in lower case", () =>
    expect(read("AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA", t.uuid())).toBe("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"));
  it("money has four digits", () => expect(read(12.5, own.money())).toBe("12.5000"));
  it("the version of a row is bytes, or their number", () => {
    const bytes = new Uint8Array([0, 0, 0, 0, 0, 0, 7, 209]);
    expect(read(bytes, own.rowversion())).toEqual(bytes);
    expect(read(bytes, own.rowversion({ as: BigInt }))).toBe(2001n);
    expect(bound(2001n, own.rowversion({ as: BigInt }))).toEqual(bytes);
    expect(() => bound(-1n, own.rowversion({ as: BigInt }))).toThrow(DataError);
  });
});
