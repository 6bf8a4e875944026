/** SQLite: what it can do, and the classes that speak its SQL. */

import type { Connection, DatabaseError, TypeEngine, URL } from "@cupel/core";
import { type Capabilities, Dialect, type Driver, defaultCapabilities, type ErrorContext } from "@cupel/core/internal";
import { SqliteCompiler, SqliteIdentifiers } from "./compiler.js";
import { SqliteDDLCompiler } from "./ddl.js";
import { isMemoryUrl } from "./drivers/options.js";
import { convertSqliteError } from "./errors.js";
import { loadBetterSqlite3 } from "./load-driver.js";
import { SqliteReflection } from "./reflection.js";
import { adaptSqliteType, SqliteTypeCompiler } from "./types.js";

const capabilities: Capabilities = {
  ...defaultCapabilities,
  insertReturning: true,
  updateReturning: true,
  deleteReturning: true,
  lastInsertId: true,
  nativeBoolean: false,
  nativeJson: false,
  nativeDecimal: false,
  defaultValues: true,
  emptyInsert: false,
  alterConstraints: false,
  integerDivision: true,
  forUpdate: false,
  maxParameters: 32_766,
  defaultSchema: "main",
  arrayParameter: "json",
};

export class SqliteDialect extends Dialect {
  readonly name = "sqlite";
  readonly driverName = "better-sqlite3";
  override readonly capabilities: Capabilities = capabilities;
  readonly #reflection = new SqliteReflection();

  protected override createIdentifierPreparer(): SqliteIdentifiers {
    return new SqliteIdentifiers(this);
  }
  override statementCompiler(): typeof SqliteCompiler {
    return SqliteCompiler;
  }
  override ddlCompiler(): typeof SqliteDDLCompiler {
    return SqliteDDLCompiler;
  }
  override typeCompiler(): typeof SqliteTypeCompiler {
    return SqliteTypeCompiler;
  }
  override adaptType(type: TypeEngine<unknown>): TypeEngine<unknown> {
    return adaptSqliteType(type);
  }
  override loadDriver(): Promise<Driver> {
    return loadBetterSqlite3(this);
  }
  override convertError(error: unknown, context: ErrorContext): DatabaseError {
    return convertSqliteError(error, context);
  }
  override get reflection(): SqliteReflection {
    return this.#reflection;
  }
  override isOneConnection(url: URL): boolean {
    return isMemoryUrl(url);
  }
  override get deferForeignKeys(): string {
    return "PRAGMA defer_foreign_keys = ON";
  }
  override suspendForeignKeys(connection: Connection): () => void {
    const database = connection.driverConnection as { pragma(text: string, options?: { simple: boolean }): unknown };
    const before = database.pragma("foreign_keys", { simple: true });
    database.pragma("foreign_keys = OFF");
    return () => void database.pragma(`foreign_keys = ${String(before)}`);
  }
  override get isolationLevels(): readonly string[] {
    return ["SERIALIZABLE", "READ UNCOMMITTED", "AUTOCOMMIT"];
  }
  override explain(sql: string): string {
    return `EXPLAIN QUERY PLAN ${sql}`;
  }
}
