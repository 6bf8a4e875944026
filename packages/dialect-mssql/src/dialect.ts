/** SQL Server: what it can do, and the classes that speak its SQL. */
import { type AnyTable, CompileError, type DatabaseError, NotSupportedError, type SchemaColumn, type TypeEngine } from "@cupel/core";
import {
  type Capabilities,
  Dialect,
  type Driver,
  type ErrorContext,
  hexOf,
  type InsertPlan,
  type Reflection,
  type TableClause,
} from "@cupel/core/internal";
import { mssqlCapabilities } from "./capabilities.js";
import { MssqlCompiler } from "./compiler.js";
import { MssqlDDLCompiler } from "./ddl.js";
import { convertMssqlError } from "./errors.js";
import { MssqlIdentifierPreparer } from "./identifiers.js";
import { isCounted } from "./identity.js";
import { MssqlTypeCompiler } from "./type-compiler.js";
import { adaptMssqlType } from "./types/adapt.js";

const noDriver =
  '@cupel/dialect-mssql has no driver in this version: it compiles statements, DDL and types for SQL Server (statement.compile({ dialect: "mssql" })) and does not connect.';

export class MssqlDialect extends Dialect {
  readonly name = "mssql";
  readonly driverName = "tedious";
  override readonly capabilities: Capabilities = mssqlCapabilities;

  protected override createIdentifierPreparer(): MssqlIdentifierPreparer {
    return new MssqlIdentifierPreparer(this);
  }
  override statementCompiler(): typeof MssqlCompiler {
    return MssqlCompiler;
  }
  override ddlCompiler(): typeof MssqlDDLCompiler {
    return MssqlDDLCompiler;
  }
  override typeCompiler(): typeof MssqlTypeCompiler {
    return MssqlTypeCompiler;
  }
  override adaptType(type: TypeEngine<unknown>): TypeEngine<unknown> {
    return adaptMssqlType(type);
  }

  /**
   * Text as a literal; with an `N` before it where characters beyond ASCII would be lost in the code page of the database. A backslash at the
   * end of a line joins it with the next, so that both are doubled.
   */
  override stringLiteral(text: string): string {
    const escaped = text.replaceAll(/\\(\r?\n)/g, "\\\\$1$1").replaceAll("'", "''");
    return `${/^[\0-\x7f]*$/.test(text) ? "" : "N"}'${escaped}'`;
  }
  override bytesLiteral(bytes: Uint8Array): string {
    return `0x${hexOf(bytes)}`;
  }

  /**
   * The statements that stand around an INSERT which gives a value to the column that the database counts: without them it is refused. One table
   * of a connection at a time may take such values.
   *
   * @param insert the plan of the compiled statement
   * @returns null where none are needed
   */
  identityInsert(insert: InsertPlan): { readonly before: string; readonly after: string } | null {
    const table = insert.table as Partial<AnyTable> & TableClause;
    const counted = table.isLight ? [] : insert.columns.filter((column) => isCounted(column as SchemaColumn));
    if (counted.length === 0) return null;
    const { tableName, quote = null } = table as AnyTable;
    const name = this.identifiers.quote({ text: tableName, quote });
    const qualified = table.schema === null ? name : `${this.identifiers.quoteSchema(table.schema)}.${name}`;
    return { before: `SET IDENTITY_INSERT ${qualified} ON`, after: `SET IDENTITY_INSERT ${qualified} OFF` };
  }

  override loadDriver(): Driver {
    throw new NotSupportedError(noDriver);
  }
  override convertError(error: unknown, context: ErrorContext): DatabaseError {
    return convertMssqlError(error, context);
  }
  override get reflection(): Reflection {
    throw new NotSupportedError(noDriver);
  }
  override explain(_sql: string): string {
    throw new CompileError(
      "The mssql dialect does not support EXPLAIN. Plans are shown by SET SHOWPLAN_ALL ON, which is a batch of its own",
    );
  }
  override get isolationLevels(): readonly string[] {
    return ["READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE", "SNAPSHOT", "AUTOCOMMIT"];
  }
}
