/**
 * PostgreSQL for Cupel. Importing this package registers the URL schemes `postgresql`, `postgres`, `postgresql+pg` and `postgresql+pglite`.
 *
 * @packageDocumentation
 */
import { registerDialect } from "@cupel/core/internal";
import { PostgresDialect } from "./dialect.js";
import "./ddl-options.js";

registerDialect(["postgresql", "postgres", "postgresql+pg"], () => new PostgresDialect("pg"));
registerDialect(["postgresql+pglite"], () => new PostgresDialect("@electric-sql/pglite"));

/**
 * The dialect itself: `createEngine(url, { dialect: postgresql() })`, where a bundler would drop an import that is made for its effect alone.
 */
export function postgresql(): PostgresDialect {
  return new PostgresDialect();
}

export { conflictInsert as insert } from "@cupel/core";
export type { StorageValue } from "./ddl-options.js";
export { PostgresDialect } from "./dialect.js";
export type { PgOptions, SslMode } from "./drivers/options.js";
export type { PgliteOptions } from "./drivers/pglite.js";
export { ExcludeConstraint, type ExcludeElement, type ExcludeOptions, excludeConstraint } from "./exclude.js";
// Expressions
export { arrayOf, item, slice } from "./expressions/array.js";
export { containedBy, contains, overlaps } from "./expressions/containment.js";
export { deleteKey, hstoreOf, isDefined, keys, pick, vals } from "./expressions/hstore.js";
export { asText, deletePath, hasAllKeys, hasAnyKey, hasKey, pathExists, pathMatch } from "./expressions/json.js";
export {
  adjacentTo,
  lowerBound,
  notExtendLeftOf,
  notExtendRightOf,
  strictlyLeftOf,
  strictlyRightOf,
  upperBound,
} from "./expressions/range.js";
export {
  type MatchOptions,
  matches,
  phrasetoTsquery,
  plaintoTsquery,
  type QueryParser,
  toTsquery,
  toTsvector,
  websearchToTsquery,
} from "./expressions/text-search.js";
// Types
export { array } from "./types/array.js";
export { bytea } from "./types/binary.js";
export { CreateDomainType, type DomainOptions, DropDomainType, domain } from "./types/domain.js";
export { CreateEnumType, DropEnumType, type NativeEnumOptions, nativeEnum } from "./types/enum.js";
export { hstore } from "./types/hstore.js";
export type { HstoreValue } from "./types/hstore-text.js";
export { json, jsonb } from "./types/json.js";
export { Range, type RangeBounds } from "./types/range.js";
export {
  datemultirange,
  daterange,
  int4multirange,
  int4range,
  int8multirange,
  int8range,
  nummultirange,
  numrange,
  tsmultirange,
  tsrange,
  tstzmultirange,
  tstzrange,
} from "./types/range-types.js";
export { type IntervalFields, type IntervalOptions, interval, type TimestampOptions, time, timestamp } from "./types/temporal.js";
export {
  bit,
  cidr,
  citext,
  inet,
  jsonpath,
  macaddr,
  macaddr8,
  money,
  oid,
  regclass,
  regconfig,
  tsquery,
  tsvector,
  varbit,
  xml,
} from "./types/text-types.js";
export { uuid } from "./types/uuid.js";
