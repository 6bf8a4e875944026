/** MySQL and MariaDB: what they can do, and the classes that speak their SQL. */
import { type DatabaseError, NotSupportedError, type TypeEngine } from "@cupel/core";
import { type Capabilities, Dialect, type Driver, type ErrorContext, type Reflection } from "@cupel/core/internal";
import { mariadbCapabilities, mysqlCapabilities } from "./capabilities.js";
import { MysqlCompiler } from "./compiler.js";
import { MysqlDDLCompiler } from "./ddl.js";
import { convertMysqlError } from "./errors.js";
import { MariadbIdentifierPreparer, MysqlIdentifierPreparer } from "./identifiers.js";
import { MariadbCompiler, MariadbDDLCompiler, MariadbTypeCompiler } from "./mariadb.js";
import { MysqlTypeCompiler } from "./type-compiler.js";
import { adaptMysqlType } from "./types/adapt.js";

export class MysqlDialect extends Dialect {
  readonly name: string = "mysql";
  readonly driverName = "mysql2";
  override readonly capabilities: Capabilities = mysqlCapabilities;

  protected override createIdentifierPreparer(): MysqlIdentifierPreparer {
    return new MysqlIdentifierPreparer(this);
  }
  override statementCompiler(): typeof MysqlCompiler {
    return MysqlCompiler;
  }
  override ddlCompiler(): typeof MysqlDDLCompiler {
    return MysqlDDLCompiler;
  }
  override typeCompiler(): typeof MysqlTypeCompiler {
    return MysqlTypeCompiler;
  }
  override adaptType(type: TypeEngine<unknown>): TypeEngine<unknown> {
    return adaptMysqlType(type);
  }

  override loadDriver(): Driver {
    throw this.withoutDriver();
  }
  override convertError(error: unknown, context: ErrorContext): DatabaseError {
    return convertMysqlError(error, context);
  }
  override get reflection(): Reflection {
    throw this.withoutDriver();
  }
  private withoutDriver(): NotSupportedError {
    return new NotSupportedError(
      `@cupel/dialect-mysql has no driver in this version: it compiles statements, DDL and types (statement.compile({ dialect: "${this.name}" })) and does not connect.`,
    );
  }
  override explain(sql: string, options: { readonly analyze?: boolean }): string {
    return options.analyze === true ? `EXPLAIN ANALYZE ${sql}` : super.explain(sql, options);
  }
}

/** MariaDB, where it is not as MySQL. */
export class MariadbDialect extends MysqlDialect {
  override readonly name = "mariadb";
  override readonly capabilities: Capabilities = mariadbCapabilities;

  protected override createIdentifierPreparer(): MariadbIdentifierPreparer {
    return new MariadbIdentifierPreparer(this);
  }
  override statementCompiler(): typeof MariadbCompiler {
    return MariadbCompiler;
  }
  override ddlCompiler(): typeof MariadbDDLCompiler {
    return MariadbDDLCompiler;
  }
  override typeCompiler(): typeof MariadbTypeCompiler {
    return MariadbTypeCompiler;
  }
  override explain(sql: string, options: { readonly analyze?: boolean }): string {
    return options.analyze === true ? `ANALYZE ${sql}` : super.explain(sql, options);
  }
}
