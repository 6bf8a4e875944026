/** Loads the npm driver when the first connection is opened, and says what is missing where it cannot be loaded. */
import { ArgumentError } from "@cupel/core";
import type { Dialect, Driver } from "@cupel/core/internal";

export async function loadDriver(dialect: Dialect): Promise<Driver> {
  const packageName = dialect.driverName;
  try {
    if (packageName === "pg") return new (await import("./pg.js")).PgDriver(dialect);
    return new (await import("./pglite.js")).PgliteDriver(dialect);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw error;
    throw new ArgumentError(`This URL needs the package "${packageName}", which is not installed: npm install ${packageName}`, {
      cause: error,
    });
  }
}
