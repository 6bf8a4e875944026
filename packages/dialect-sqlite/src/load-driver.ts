/** Loads the npm driver when the first connection is opened, and says what is missing where it cannot be loaded. */
import { ArgumentError } from "@cupel/core";
import { type Dialect, type Driver, typeOfValue } from "@cupel/core/internal";

// Here and not with the driver, which is loaded later: see there.
import "./drivers/clock.js";

export async function loadBetterSqlite3(dialect: Dialect): Promise<Driver> {
  try {
    const { BetterSqlite3Driver } = await import("./drivers/better-sqlite3.js");
    return new BetterSqlite3Driver((value) => bindable(value, dialect));
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") {
      throw new ArgumentError('SQLite needs the package "better-sqlite3", which is not installed: npm install better-sqlite3', {
        cause: error,
      });
    }
    throw error;
  }
}

/** Values of raw text have no type of their own: booleans, dates and JSON travel as the types of their kind send them. */
function bindable(value: unknown, dialect: Dialect): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === undefined) return null;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const processor = typeOfValue(value).bindProcessor(dialect);
  return processor === null ? value : processor(value);
}
