/** The type that a column of a database has. */
import { sql, type TypeEngine, t, userDefinedType } from "@cupel/core";
import { array } from "../types/array.js";
import { bytea } from "../types/binary.js";
import { domain } from "../types/domain.js";
import { nativeEnum } from "../types/enum.js";
import { hstore } from "../types/hstore.js";
import { json, jsonb } from "../types/json.js";
import * as ranges from "../types/range-types.js";
import { type IntervalFields, interval, time, timestamp } from "../types/temporal.js";
import * as texts from "../types/text-types.js";
import { list, type Row, text } from "./ask.js";

/** What the catalog says of a type. */
export interface TypeRow {
  /** As `format_type` writes it: `character varying(50)`. */
  readonly formatted: string;
  readonly collation: string | null;
  /** `e` for an enum, `d` for a domain, of the type itself or of what an array holds. */
  readonly kind: string;
  readonly name: string;
  /** `null` where it can be seen without. */
  readonly schema: string | null;
  readonly isArray: boolean;
  readonly dimensions: number;
  readonly labels: readonly string[];
  readonly domain: Row | null;
}

type Make = (length: number | undefined, scale: number | undefined, options: { collation?: string }, rest: string) => TypeEngine<unknown>;
const zoned = (rest: string): boolean => rest.includes("with time zone");
const precise = (precision: number | undefined, rest: string): { timezone: boolean; precision?: number } =>
  precision === undefined ? { timezone: zoned(rest) } : { timezone: zoned(rest), precision };

/** By the name before the parentheses. */
const known: Readonly<Record<string, Make>> = {
  smallint: () => t.SMALLINT(),
  integer: () => t.INTEGER(),
  bigint: () => t.BIGINT(),
  numeric: (precision, scale) => t.NUMERIC(precision, scale),
  real: () => t.REAL(),
  "double precision": () => t.DOUBLE_PRECISION(),
  boolean: () => t.BOOLEAN(),
  "character varying": (length, _scale, options) => t.VARCHAR(length, options),
  character: (length, _scale, options) => t.CHAR(length, options),
  text: (_length, _scale, options) => t.TEXT(undefined, options),
  date: () => t.DATE(),
  timestamp: (precision, _scale, _options, rest) => timestamp(precise(precision, rest)),
  time: (precision, _scale, _options, rest) => time(precise(precision, rest)),
  bytea,
  json,
  jsonb,
  uuid: () => t.UUID(),
  hstore,
  bit: (length) => texts.bit(length),
  "bit varying": (length) => texts.varbit(length),
  citext: texts.citext,
  inet: texts.inet,
  cidr: texts.cidr,
  macaddr: texts.macaddr,
  macaddr8: texts.macaddr8,
  money: texts.money,
  regclass: texts.regclass,
  regconfig: texts.regconfig,
  tsvector: texts.tsvector,
  tsquery: texts.tsquery,
  jsonpath: texts.jsonpath,
  xml: texts.xml,
  oid: texts.oid,
  int4range: ranges.int4range,
  int8range: ranges.int8range,
  numrange: ranges.numrange,
  daterange: ranges.daterange,
  tsrange: ranges.tsrange,
  tstzrange: ranges.tstzrange,
  int4multirange: ranges.int4multirange,
  int8multirange: ranges.int8multirange,
  nummultirange: ranges.nummultirange,
  datemultirange: ranges.datemultirange,
  tsmultirange: ranges.tsmultirange,
  tstzmultirange: ranges.tstzmultirange,
};

export function reflectedType(row: TypeRow): TypeEngine<unknown> {
  if (!row.isArray) return itemType(row, row.formatted);
  const item = itemType(row, row.formatted.replace(/(?:\[\])+$/, ""));
  return row.dimensions > 1 ? array(item, { dimensions: row.dimensions }) : array(item);
}

function itemType(row: TypeRow, formatted: string): TypeEngine<unknown> {
  if (row.kind === "e")
    return nativeEnum(row.labels as readonly string[], { name: row.name, ...(row.schema === null ? {} : { schema: row.schema }) });
  if (row.kind === "d" && row.domain !== null) return domainType(row, row.domain);
  return named(formatted, row.collation);
}

/** A type of the server's own, as `format_type` writes it. */
function named(formatted: string, collation: string | null): TypeEngine<unknown> {
  const options = collation === null ? {} : { collation };
  if (formatted.startsWith("interval")) return intervalType(formatted);
  const match = /^([^(]*?)(?:\((-?\d+)(?:,(-?\d+))?\))?( with(?:out)? time zone)?$/.exec(formatted);
  const number = (digits: string | undefined): number | undefined => (digits === undefined ? undefined : Number(digits));
  // An extension may be in a schema that is not searched.
  const name = (match?.[1] ?? formatted).replace(/^.*\.(?=(?:citext|hstore)$)/, "");
  const make = known[name];
  return make === undefined
    ? userDefinedType<unknown>({ spec: formatted })
    : make(number(match?.[2]), number(match?.[3]), options, match?.[4] ?? "");
}

function intervalType(formatted: string): TypeEngine<unknown> {
  const [, fields = "", precision] = /^interval ?([a-z ]*?)(?:\((\d+)\))?$/.exec(formatted) ?? [];
  return interval({
    ...(fields === "" ? {} : { fields: fields.toUpperCase() as IntervalFields }),
    ...(precision === undefined ? {} : { precision: Number(precision) }),
  });
}

function domainType(row: TypeRow, said: Row): TypeEngine<unknown> {
  const base = named(String(said["base"]), null);
  const [constraint] = list(said["constraints"]);
  const [name] = list(said["constraint_names"]);
  // CHECK ((VALUE > 0)), perhaps NOT VALID
  const check = constraint === undefined ? null : /^CHECK \((.*)\)(?: NOT VALID)?$/s.exec(constraint)?.[1];
  const value = text(said["default"]);
  const collation = text(said["collation"]);
  return domain(row.name, base, {
    ...(row.schema === null ? {} : { schema: row.schema }),
    ...(collation === null ? {} : { collation }),
    ...(value === null ? {} : { default: sql.raw(value) }),
    ...(said["not_null"] === true ? { notNull: true } : {}),
    ...(check == null ? {} : { check, ...(name === undefined ? {} : { constraintName: name }) }),
  });
}
