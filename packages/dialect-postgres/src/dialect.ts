/** PostgreSQL: what it can do, and the classes that speak its SQL. */
import { type DatabaseError, type DdlElement, NotSupportedError, type TypeEngine } from "@cupel/core";
import {
  ArrayType,
  type Capabilities,
  DecoratedType,
  Dialect,
  type Driver,
  EnumType,
  type ErrorContext,
  type Reflection,
} from "@cupel/core/internal";
import { postgresCapabilities } from "./capabilities.js";
import { PostgresCompiler } from "./compiler.js";
import { PostgresDDLCompiler } from "./ddl.js";
import { convertPostgresError } from "./errors.js";
import { PostgresIdentifierPreparer } from "./identifiers.js";
import { PostgresTypeCompiler } from "./type-compiler.js";
import { adaptPostgresType } from "./types/adapt.js";
import { CreateDomainType, DomainType, DropDomainType } from "./types/domain.js";
import { CreateEnumType, DropEnumType, PostgresEnum } from "./types/enum.js";

export class PostgresDialect extends Dialect {
  readonly name = "postgresql";
  readonly driverName: string;
  override readonly capabilities: Capabilities = postgresCapabilities;

  /** @param driverName the npm driver that a connection would be made with */
  constructor(driverName: "pg" | "@electric-sql/pglite" = "pg") {
    super();
    this.driverName = driverName;
  }

  protected override createIdentifierPreparer(): PostgresIdentifierPreparer {
    return new PostgresIdentifierPreparer(this);
  }
  override statementCompiler(): typeof PostgresCompiler {
    return PostgresCompiler;
  }
  override ddlCompiler(): typeof PostgresDDLCompiler {
    return PostgresDDLCompiler;
  }
  override typeCompiler(): typeof PostgresTypeCompiler {
    return PostgresTypeCompiler;
  }
  override adaptType(type: TypeEngine<unknown>): TypeEngine<unknown> {
    return adaptPostgresType(type);
  }

  /** Enums and domains are created before the tables that have them, and dropped after. */
  override typeStatement(type: TypeEngine<unknown>, schema: string | null, doing: "create" | "drop"): DdlElement | null {
    const impl = type.dialectImpl(this);
    if (impl instanceof DecoratedType) return this.typeStatement(impl.wrapped(this), schema, doing);
    if (impl instanceof ArrayType) return this.typeStatement(impl.item, schema, doing);
    if (impl instanceof DomainType)
      return !impl.createType ? null : doing === "create" ? new CreateDomainType(impl) : new DropDomainType(impl);
    if (!(impl instanceof EnumType) || impl.name === null || !impl.nativeEnum || (impl instanceof PostgresEnum && !impl.createType))
      return null;
    const own = impl.schema ?? (impl.inheritSchema ? schema : null);
    return doing === "create" ? new CreateEnumType(impl, { schema: own }) : new DropEnumType(impl, { schema: own });
  }

  override loadDriver(): Driver {
    throw this.#needsDriver("connections are made through a driver");
  }
  override convertError(error: unknown, context: ErrorContext): DatabaseError {
    return convertPostgresError(error, context);
  }
  override get reflection(): Reflection {
    throw this.#needsDriver("the schema of a database is read through a connection");
  }
  #needsDriver(why: string): NotSupportedError {
    return new NotSupportedError(
      `This version of @cupel/dialect-postgres writes SQL and has no driver (${why}). What works: statement.compile({ dialect: "postgresql" }), createMockEngine(), and executing its text and parameters with "${this.driverName}" yourself`,
    );
  }

  override explain(sql: string, options: { readonly analyze?: boolean }): string {
    return `EXPLAIN ${options.analyze === true ? "ANALYZE " : ""}${sql}`;
  }
}
