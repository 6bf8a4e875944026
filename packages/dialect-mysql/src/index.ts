/**
 * MySQL and MariaDB for Cupel. Importing this package registers the URL schemes `mysql`, `mysql+mysql2`, `mariadb` and `mariadb+mysql2`.
 *
 * @packageDocumentation
 */
import { registerDialect } from "@cupel/core/internal";
import { MariadbDialect, MysqlDialect } from "./dialect.js";
import "./ddl-options.js";

registerDialect(["mysql", "mysql+mysql2"], () => new MysqlDialect());
registerDialect(["mariadb", "mariadb+mysql2"], () => new MariadbDialect());

/**
 * The dialect of MySQL itself: `createEngine(url, { dialect: mysql() })`, where a bundler would drop an import that is made for its effect alone.
 */
export function mysql(): MysqlDialect {
  return new MysqlDialect();
}
/** The dialect of MariaDB itself. */
export function mariadb(): MariadbDialect {
  return new MariadbDialect();
}

export { MariadbDialect, MysqlDialect } from "./dialect.js";
export type { Mysql2Options, SslMode } from "./drivers/options.js";
export { DuplicateKeyInsert, type DuplicateValues, insert, type OrderedValues } from "./insert.js";
export { type FullTextCondition, match } from "./match.js";
// Types
export { bit } from "./types/bit.js";
export { longblob, mediumblob, tinyblob } from "./types/bytes.js";
export { nativeEnum, nativeEnum as enum } from "./types/enum.js";
export { json } from "./types/json.js";
export { inet4, inet6, uuid } from "./types/mariadb.js";
export { datetime, type FspOptions, time, timestamp } from "./types/moments.js";
export {
  bigint,
  decimal,
  double,
  float,
  type IntegerOptions,
  integer,
  mediumint,
  type NumberOptions,
  numeric,
  smallint,
  tinyint,
  year,
} from "./types/numbers.js";
export { set } from "./types/set.js";
export { char, longtext, mediumtext, nchar, nvarchar, type TextTypeOptions, text, tinytext, varchar } from "./types/strings.js";
