/** `t`: the types, as an application names them. */

import { checkOptions } from "../options.js";
import { setPlainType } from "./arithmetic.js";
import { ArrayType } from "./array.js";
import { LargeBinaryType } from "./binary.js";
import { type BooleanOptions, BooleanType } from "./boolean.js";
import type { As, Conversion, Converted } from "./conversion.js";
import type { TypeEngine } from "./engine.js";
import { type EnumObject, type EnumOptions, EnumType } from "./enum.js";
import { JsonType, type StandardSchema } from "./json.js";
import { BigIntegerType, FloatType, IntegerType, NumericType } from "./numeric.js";
import { StringType } from "./string.js";
import { DateTimeType, DateType, IntervalType, TimeType } from "./temporal.js";
import { type UuidOptions, UuidType } from "./uuid.js";

export interface TextOptions {
  collation?: string;
}

/** Types by the names that SQL gives them: rendered as named, whatever the dialect. */
export interface NamedTypes {
  INTEGER(): TypeEngine<number>;
  BIGINT(): TypeEngine<bigint>;
  SMALLINT(): TypeEngine<number>;
  REAL(): TypeEngine<number>;
  FLOAT(precision?: number): TypeEngine<number>;
  DOUBLE(): TypeEngine<number>;
  DOUBLE_PRECISION(): TypeEngine<number>;
  NUMERIC(precision?: number, scale?: number): TypeEngine<string>;
  DECIMAL(precision?: number, scale?: number): TypeEngine<string>;
  VARCHAR(length?: number, options?: TextOptions): TypeEngine<string>;
  CHAR(length?: number, options?: TextOptions): TypeEngine<string>;
  NVARCHAR(length?: number, options?: TextOptions): TypeEngine<string>;
  NCHAR(length?: number, options?: TextOptions): TypeEngine<string>;
  TEXT(length?: number, options?: TextOptions): TypeEngine<string>;
  CLOB(): TypeEngine<string>;
  BLOB(length?: number): TypeEngine<Uint8Array>;
  BINARY(length?: number): TypeEngine<Uint8Array>;
  VARBINARY(length?: number): TypeEngine<Uint8Array>;
  BOOLEAN(): TypeEngine<boolean>;
  DATE(): TypeEngine<string>;
  DATETIME(): TypeEngine<Date>;
  TIMESTAMP(options?: { timezone?: boolean }): TypeEngine<Date>;
  TIME(options?: { timezone?: boolean }): TypeEngine<string>;
  JSON<V = unknown>(): TypeEngine<V>;
  UUID(): TypeEngine<string>;
}

/** The same names in small letters, where the portable types have not taken them. */
export interface SmallNamedTypes {
  bigint: NamedTypes["BIGINT"];
  smallint: NamedTypes["SMALLINT"];
  real: NamedTypes["REAL"];
  doublePrecision: NamedTypes["DOUBLE_PRECISION"];
  decimal: NamedTypes["DECIMAL"];
  varchar: NamedTypes["VARCHAR"];
  char: NamedTypes["CHAR"];
  nvarchar: NamedTypes["NVARCHAR"];
  nchar: NamedTypes["NCHAR"];
  clob: NamedTypes["CLOB"];
  blob: NamedTypes["BLOB"];
  binary: NamedTypes["BINARY"];
  varbinary: NamedTypes["VARBINARY"];
  timestamp: NamedTypes["TIMESTAMP"];
}

/** The portable types, each rendered as the best that a database has. */
export interface Types extends NamedTypes, SmallNamedTypes {
  integer(): TypeEngine<number>;
  smallInteger(): TypeEngine<number>;
  bigInteger(): TypeEngine<bigint>;
  bigInteger<A extends Conversion<bigint>>(options: As<A>): TypeEngine<Converted<A, bigint>>;
  string(length?: number, options?: TextOptions): TypeEngine<string>;
  text(length?: number, options?: TextOptions): TypeEngine<string>;
  unicode(length?: number, options?: TextOptions): TypeEngine<string>;
  unicodeText(length?: number, options?: TextOptions): TypeEngine<string>;
  boolean(options?: BooleanOptions): TypeEngine<boolean>;
  float(precision?: number): TypeEngine<number>;
  double(): TypeEngine<number>;
  numeric(precision?: number, scale?: number): TypeEngine<string>;
  numeric<A extends Conversion<string>>(precision: number, scale: number, options: As<A>): TypeEngine<Converted<A, string>>;
  date(): TypeEngine<string>;
  date<A extends Conversion<string>>(options: As<A>): TypeEngine<Converted<A, string>>;
  dateTime(options?: { timezone?: boolean }): TypeEngine<Date>;
  dateTime<A extends Conversion<string>>(options: As<A> & { timezone?: boolean }): TypeEngine<Converted<A, string>>;
  time(options?: { timezone?: boolean }): TypeEngine<string>;
  time<A extends Conversion<string>>(options: As<A> & { timezone?: boolean }): TypeEngine<Converted<A, string>>;
  /** Milliseconds; with `as`, made from an ISO 8601 duration. */
  interval(): TypeEngine<number>;
  interval<A extends Conversion<string>>(options: As<A>): TypeEngine<Converted<A, string>>;
  largeBinary(length?: number): TypeEngine<Uint8Array>;
  uuid(options?: UuidOptions): TypeEngine<string>;
  uuid<A extends Conversion<string>>(options: As<A> & UuidOptions): TypeEngine<Converted<A, string>>;
  json<V = unknown>(): TypeEngine<V>;
  json<V>(schema: StandardSchema<V>): TypeEngine<V>;
  enum<const V extends string>(values: readonly V[], options?: EnumOptions): TypeEngine<V>;
  enum<E extends EnumObject>(values: E, options?: EnumOptions): TypeEngine<E[keyof E]>;
  array<V>(item: TypeEngine<V>, options?: { dimensions?: number }): TypeEngine<V[]>;
}

type AnyAs = { as?: Conversion<never>; timezone?: boolean; nativeUuid?: boolean };
const as = (type: string, options: AnyAs | undefined, known: readonly string[] = ["as"]): Conversion<never> | null => {
  checkOptions(`t.${type}()`, options, known);
  return options?.as ?? null;
};
const timed = ["timezone", "as"];
const checked = <O extends object>(type: string, options: O | undefined, known: readonly string[]): O | undefined => {
  checkOptions(`t.${type}()`, options, known);
  return options;
};
const string = (kind: string) => (length?: number, options?: TextOptions) =>
  new StringType(length ?? null, checked(kind, options, ["collation"])?.collation ?? null, kind);
const binary = (kind: string) => (length?: number) => new LargeBinaryType(length ?? null, kind);

const named: NamedTypes = {
  INTEGER: () => new IntegerType("INTEGER"),
  BIGINT: () => new BigIntegerType(null, "BIGINT"),
  SMALLINT: () => new IntegerType("SMALLINT"),
  REAL: () => new FloatType(null, "REAL"),
  FLOAT: (precision) => new FloatType(precision ?? null, "FLOAT"),
  DOUBLE: () => new FloatType(null, "DOUBLE"),
  DOUBLE_PRECISION: () => new FloatType(null, "DOUBLE_PRECISION"),
  NUMERIC: (precision, scale) => new NumericType(precision ?? null, scale ?? null, null, "NUMERIC"),
  DECIMAL: (precision, scale) => new NumericType(precision ?? null, scale ?? null, null, "DECIMAL"),
  VARCHAR: string("VARCHAR"),
  CHAR: string("CHAR"),
  NVARCHAR: string("NVARCHAR"),
  NCHAR: string("NCHAR"),
  TEXT: string("TEXT"),
  CLOB: () => new StringType(null, null, "CLOB"),
  BLOB: binary("BLOB"),
  BINARY: binary("BINARY"),
  VARBINARY: binary("VARBINARY"),
  BOOLEAN: () => new BooleanType({}, "BOOLEAN"),
  DATE: () => new DateType(null, "DATE"),
  DATETIME: () => new DateTimeType({}, null, "DATETIME"),
  TIMESTAMP: (options) => new DateTimeType(options, null, "TIMESTAMP"),
  TIME: (options) => new TimeType(options, null, "TIME"),
  JSON: <V>() => new JsonType<V>(null, "JSON"),
  UUID: () => new UuidType({}, null, "UUID"),
};

const portable: Record<Exclude<keyof Types, keyof NamedTypes | keyof SmallNamedTypes>, unknown> = {
  integer: () => new IntegerType(),
  smallInteger: () => new IntegerType("smallInteger"),
  bigInteger: (options?: AnyAs) => new BigIntegerType(as("bigInteger", options)),
  string: string("string"),
  text: string("text"),
  unicode: string("unicode"),
  unicodeText: string("unicodeText"),
  boolean: (options?: BooleanOptions) => new BooleanType(checked("boolean", options, ["name", "createConstraint"])),
  float: (precision?: number) => new FloatType(precision ?? null),
  double: () => new FloatType(null, "double"),
  numeric: (precision?: number, scale?: number, options?: AnyAs) =>
    new NumericType(precision ?? null, scale ?? null, as("numeric", options)),
  date: (options?: AnyAs) => new DateType(as("date", options)),
  dateTime: (options?: AnyAs) => new DateTimeType(options, as("dateTime", options, timed)),
  time: (options?: AnyAs) => new TimeType(options, as("time", options, timed)),
  interval: (options?: AnyAs) => new IntervalType(as("interval", options)),
  largeBinary: binary("largeBinary"),
  uuid: (options?: AnyAs) => new UuidType(options, as("uuid", options, ["nativeUuid", "as"])),
  json: (schema?: StandardSchema<unknown>) => new JsonType(schema ?? null),
  enum: (values: readonly string[] | EnumObject, options?: EnumOptions) =>
    new EnumType(
      values as EnumObject,
      checked("enum", options, ["name", "nativeEnum", "createConstraint", "length", "schema", "inheritSchema"]),
    ),
  array: (item: TypeEngine<unknown>, options?: { dimensions?: number }) => new ArrayType(item, options?.dimensions ?? null),
};

/**
 * The SQL types. Each says which value an attribute of it has; `as` chooses another.
 * @example `t.numeric(10, 2)` is a decimal text, `t.numeric(10, 2, { as: Number })` a number
 */
export const t: Types = {
  ...named,
  bigint: named.BIGINT,
  smallint: named.SMALLINT,
  real: named.REAL,
  doublePrecision: named.DOUBLE_PRECISION,
  decimal: named.DECIMAL,
  varchar: named.VARCHAR,
  char: named.CHAR,
  nvarchar: named.NVARCHAR,
  nchar: named.NCHAR,
  clob: named.CLOB,
  blob: named.BLOB,
  binary: named.BINARY,
  varbinary: named.VARBINARY,
  timestamp: named.TIMESTAMP,
  ...(portable as unknown as Omit<Types, keyof NamedTypes | keyof SmallNamedTypes>),
};

/** Types that Core itself gives to expressions, one object each. */
export const INTEGER: TypeEngine<number> = t.integer();
export const FLOAT: TypeEngine<number> = t.float();
export const NUMERIC: TypeEngine<string> = t.numeric();
export const STRING: TypeEngine<string> = t.string();
export const BOOLEAN: TypeEngine<boolean> = t.boolean();
export const DATE: TypeEngine<string> = t.date();
export const DATE_TIME: TypeEngine<Date> = t.dateTime();
export const TIME: TypeEngine<string> = t.time();
export const INTERVAL: TypeEngine<number> = t.interval();
export const BIG_INTEGER: TypeEngine<bigint> = t.bigInteger();
export const LARGE_BINARY: TypeEngine<Uint8Array> = t.largeBinary();
export const JSON_TYPE: TypeEngine<unknown> = t.json();
for (const type of [INTEGER, FLOAT, NUMERIC, STRING, BOOLEAN, DATE, DATE_TIME, TIME, INTERVAL]) setPlainType(type.affinity, () => type);
