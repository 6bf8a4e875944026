/** Loads the npm driver when the first connection is opened, and says what is missing where it cannot be loaded. */
import { ArgumentError } from "@cupel/core";
import type { Driver } from "@cupel/core/internal";
import type { MysqlDialect } from "../dialect.js";

export async function loadDriver(dialect: MysqlDialect): Promise<Driver> {
  try {
    return new (await import("./mysql2.js")).Mysql2Driver(dialect);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw error;
    throw new ArgumentError('This URL needs the package "mysql2", which is not installed: npm install mysql2', { cause: error });
  }
}
