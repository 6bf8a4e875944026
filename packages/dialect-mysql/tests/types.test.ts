import { DataError, type TypeEngine, t } from "@cupel/core";
import { describe, expect, it } from "vitest";
import * as own from "../src/index.js";

const dialect = own.mysql();
const mariadb = own.mariadb();
const nameOf = (type: TypeEngine<unknown>, on = dialect): string => new (on.typeCompiler())(on).process(type);
const literalOf = (value: unknown, type: TypeEngine<unknown>): string => type.literal(value, dialect);
const bound = (value: unknown, type: TypeEngine<unknown>): unknown => (type.bindProcessor(dialect) ?? ((same: unknown) => same))(value);
const read = (value: unknown, type: TypeEngine<unknown>): unknown => (type.resultProcessor(dialect) ?? ((same: unknown) => same))(value);

describe("names", () => {
  it.each([
    ["TINYINT(1)", own.tinyint({ displayWidth: 1 })],
    ["SMALLINT UNSIGNED", own.smallint({ unsigned: true })],
    ["MEDIUMINT", own.mediumint()],
    ["INTEGER(5) UNSIGNED ZEROFILL", own.integer({ displayWidth: 5, unsigned: true, zerofill: true })],
    ["BIGINT(20) UNSIGNED", own.bigint({ displayWidth: 20, unsigned: true })],
    ["YEAR", own.year()],
    ["YEAR(4)", own.year(4)],
    ["BIT", own.bit()],
    ["BIT(8)", own.bit(8)],
    ["FLOAT", own.float()],
    ["FLOAT(24)", own.float(24)],
    ["FLOAT(8, 3) UNSIGNED", own.float(8, 3, { unsigned: true })],
    ["DOUBLE", own.double()],
    ["DOUBLE(10, 4) UNSIGNED ZEROFILL", own.double(10, 4, { unsigned: true, zerofill: true })],
    ["NUMERIC(8, 2) UNSIGNED", own.numeric(8, 2, { unsigned: true })],
    ["DECIMAL(8) ZEROFILL", own.decimal(8, undefined, { zerofill: true })],
    ["VARCHAR(5) CHARACTER SET latin1 COLLATE latin1_bin", own.varchar(5, { charset: "latin1", collation: "latin1_bin" })],
    ["CHAR(3) ASCII", own.char(3, { ascii: true })],
    ["CHAR(3) UNICODE BINARY", own.char(3, { unicode: true, binary: true })],
    ["NATIONAL VARCHAR(7)", own.nvarchar(7)],
    ["NATIONAL VARCHAR(7) COLLATE utf8mb3_bin", own.nvarchar(7, { collation: "utf8mb3_bin" })],
    ["NATIONAL VARCHAR(7)", t.NVARCHAR(7)],
    ["NATIONAL CHAR(7)", own.nchar(7)],
    ["TEXT", own.text()],
    ["TEXT(10)", own.text(10)],
    ["TINYTEXT COLLATE utf8mb4_bin", own.tinytext({ collation: "utf8mb4_bin" })],
    ["MEDIUMTEXT CHARACTER SET utf8mb4", own.mediumtext({ charset: "utf8mb4" })],
    ["LONGTEXT", own.longtext()],
    ["TINYBLOB", own.tinyblob()],
    ["MEDIUMBLOB", own.mediumblob()],
    ["LONGBLOB", own.longblob()],
    ["DATETIME", own.datetime()],
    ["DATETIME(6)", own.datetime({ fsp: 6 })],
    ["TIMESTAMP(0)", own.timestamp({ fsp: 0 })],
    ["TIME(3)", own.time({ fsp: 3 })],
    ["ENUM('a','it''s','back\\\\slash')", own.nativeEnum(["a", "it's", "back\\slash"])],
    ["ENUM('a') CHARACTER SET ascii COLLATE ascii_bin", own.enum(["a"], { charset: "ascii", collation: "ascii_bin" })],
    ["SET('a','b')", own.set(["a", "b"])],
    ["JSON", own.json()],
    ["UUID", own.uuid()],
    ["BOOL", t.boolean()],
    ["ENUM('a','b')", t.enum(["a", "b"])],
    ["VARCHAR(1)", t.enum(["a", "b"], { nativeEnum: false })],
    ["CHAR(32)", t.uuid()],
    ["DATETIME", t.interval()],
    ["BLOB", t.largeBinary()],
    ["DOUBLE", t.double()],
    ["LONGTEXT", t.text().withVariant(own.longtext(), "mysql", "mariadb")],
  ])("%s", (name, type) => {
    expect(nameOf(type)).toBe(name);
    expect(nameOf(type, mariadb)).toBe(name);
  });
  it.each([
    ["INET4", own.inet4()],
    ["INET6", own.inet6()],
  ])("%s, on MariaDB", (name, type) => {
    expect(nameOf(type, mariadb)).toBe(name);
    expect(() => nameOf(type)).toThrow(/does not exist on mysql/);
  });
  it.each([
    ["VARCHAR", t.string()],
    ["VARCHAR", t.unicode()],
    ["VARCHAR", t.NVARCHAR()],
    ["VARBINARY", t.VARBINARY()],
  ])("%s needs a length", (name, type) =>
    expect(() => nameOf(type)).toThrow(new RegExp(`${name} needs a length on mysql: .*which needs none`)),
  );
  it("there are no arrays", () => expect(() => nameOf(t.array(t.integer()))).toThrow(/mysql has no arrays/));
});

describe("literals", () => {
  it.each([
    ["a\\'b", t.string(9), "'a\\\\''b'"],
    ["\\", t.text(), "'\\\\'"],
    [true, t.boolean(), "1"],
    [false, t.boolean(), "0"],
    [12, own.tinyint(), "12"],
    [2n ** 64n - 1n, own.bigint({ unsigned: true }), "18446744073709551615"],
    [5n, own.bit(3), "5"],
    ["1.50", t.numeric(5, 2), "1.50"],
    [1.5, own.float(), "1.5"],
    [new Uint8Array([0, 39, 92, 255]), t.largeBinary(), "X'00275cff'"],
    [new Date("2024-02-29T12:30:00.125Z"), own.datetime({ fsp: 6 }), "'2024-02-29 12:30:00.125000'"],
    ["12:30:00", own.time(), "'12:30:00'"],
    ["2024-02-29", t.date(), "'2024-02-29'"],
    [{ a: 'q"\\' }, t.json(), `'{"a":"q\\\\"\\\\\\\\"}'`],
    [["b", "a"], own.set(["a", "b"]), "'a,b'"],
    ["it's", own.nativeEnum(["it's"]), "'it''s'"],
    ["192.168.0.1", own.inet4(), "'192.168.0.1'"],
    ["00000000-0000-0000-0000-0000000000ff", t.uuid(), "'000000000000000000000000000000ff'"],
    ["00000000-0000-0000-0000-0000000000ff", own.uuid(), "'00000000-0000-0000-0000-0000000000ff'"],
  ])("%s", (value, type, expected) => expect(literalOf(value, type)).toBe(expected));
});

describe("values", () => {
  it.each([
    [128, own.tinyint(), /from -128 to 127/],
    [-1, own.integer({ unsigned: true }), /from 0 to 4294967295/],
    [-1n, own.bigint({ unsigned: true }), /from 0 to 2n \*\* 64n - 1n/],
    [2n ** 63n, own.bigint(), /64 bits/],
    [1900, own.year(), /1901 to 2155/],
    [8n, own.bit(3), /3 bits/],
    [Number.POSITIVE_INFINITY, t.float(), /no infinity/],
    [["c"], own.set(["a", "b"]), /"c" is none of "a" and "b"/],
    ["a", own.set(["a", "b"]), /array/],
    ["c", own.nativeEnum(["a", "b"]), /"a" or "b"/],
    ["12:30:00+02:00", t.time({ timezone: true }), /drop the offset/],
    ["1.2.3", own.inet4(), /192\.168/],
    ["fe80::1%eth0", own.inet6(), /2001:db8/],
  ])("%s is refused", (value, type, message) => {
    expect(() => bound(value, type)).toThrow(DataError);
    expect(() => bound(value, type)).toThrow(message);
  });
  it.each([
    [[], own.set(["a", "b"]), "", []],
    [["b", "a", "a"], own.set(["a", "b"]), "a,b", ["a", "b"]],
    [true, t.boolean(), 1, true],
    [2024, own.year(), 2024, 2024],
  ])("%s travels", (value, type, wire, back) => {
    expect(bound(value, type)).toEqual(wire);
    expect(read(wire, type)).toEqual(back);
  });
  it("bits come as bytes", () => expect(read(Buffer.from([1, 2]), own.bit(16))).toBe(258n));
  it("the order of a set means nothing", () => {
    const type = own.set(["a", "b"]);
    expect(type.equals(["b", "a"], type.copy(["a", "b"]))).toBe(true);
    expect(type.equals(["b"], ["a"])).toBe(false);
    const kept = type.copy(["a"]) as string[];
    expect(type.restore(kept)).not.toBe(kept);
  });
  it.each([[[]], [["a,b"]], [[""]]])("%s is no set", (members) => expect(() => own.set(members)).toThrow(/set\(\)/));
  it("a second has 6 digits", () => expect(() => own.datetime({ fsp: 7 })).toThrow(/0 to 6 digits/));
  it("types differ to a cache where their names do", () => {
    const all = [
      own.integer(),
      own.integer({ unsigned: true }),
      own.varchar(5),
      own.varchar(5, { charset: "ascii" }),
      own.datetime(),
      own.datetime({ fsp: 3 }),
      own.bit(1),
      own.bit(2),
      own.set(["a"]),
      own.set(["b"]),
    ];
    expect(new Set(all.map((type) => type.cacheIdentity)).size).toBe(all.length);
  });
});
