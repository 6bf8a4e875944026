/**
 * SQLite for Cupel, on better-sqlite3. Importing this package registers the URL schemes `sqlite` and `sqlite+better-sqlite3`.
 *
 * @packageDocumentation
 */
import { registerDialect } from "@cupel/core/internal";
import { SqliteDialect } from "./dialect.js";

registerDialect(["sqlite", "sqlite+better-sqlite3"], () => new SqliteDialect());

/**
 * The dialect itself: `createEngine(url, { dialect: sqlite() })`, where a bundler would drop an import that is made for its effect alone.
 */
export function sqlite(): SqliteDialect {
  return new SqliteDialect();
}

export { conflictInsert as insert } from "@cupel/core";
export { SqliteDialect } from "./dialect.js";
export type { SqliteOptions } from "./drivers/options.js";
