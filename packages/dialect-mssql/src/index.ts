/**
 * SQL Server for Cupel: its SQL, its types and its DDL. Importing this package registers the URL schemes `mssql` and `mssql+tedious`.
 *
 * @packageDocumentation
 */
import { registerDialect } from "@cupel/core/internal";
import { MssqlDialect } from "./dialect.js";

registerDialect(["mssql", "mssql+tedious"], () => new MssqlDialect());

/**
 * The dialect itself: `createEngine(url, { dialect: mssql() })`, where a bundler would drop an import that is made for its effect alone.
 */
export function mssql(): MssqlDialect {
  return new MssqlDialect();
}

export { insert } from "@cupel/core";
export { MssqlDialect } from "./dialect.js";
export type {} from "./options.js";
export { image, rowversion, varbinary } from "./types/bytes.js";
export { datetime, datetime2, datetimeoffset, smalldatetime, time } from "./types/moments.js";
export { doublePrecision, money, real, smallmoney, tinyint } from "./types/numbers.js";
export { bit, sqlVariant, uniqueidentifier } from "./types/others.js";
export { nchar, ntext, nvarchar, varchar, xml } from "./types/strings.js";
