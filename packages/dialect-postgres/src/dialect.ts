/** PostgreSQL: what it can do, and the classes that speak its SQL. */
import type { Connection, DatabaseError, DdlElement, TypeEngine, URL } from "@cupel/core";
import {
  ArrayType,
  type Capabilities,
  DecoratedType,
  Dialect,
  type Driver,
  EnumType,
  type ErrorContext,
  type MaybePromise,
} from "@cupel/core/internal";
import { postgresCapabilities } from "./capabilities.js";
import { PostgresCompiler } from "./compiler.js";
import { PostgresDDLCompiler } from "./ddl.js";
import { loadDriver } from "./drivers/load-driver.js";
import { convertPostgresError } from "./errors.js";
import { PostgresIdentifierPreparer } from "./identifiers.js";
import { PostgresReflection } from "./reflection/reflection.js";
import { PostgresTypeCompiler } from "./type-compiler.js";
import { adaptPostgresType } from "./types/adapt.js";
import { CreateDomainType, DomainType, DropDomainType } from "./types/domain.js";
import { CreateEnumType, DropEnumType, PostgresEnum } from "./types/enum.js";

export class PostgresDialect extends Dialect {
  readonly name = "postgresql";
  readonly driverName: string;
  override readonly capabilities: Capabilities = postgresCapabilities;
  readonly #reflection = new PostgresReflection();

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

  override loadDriver(): Promise<Driver> {
    return loadDriver(this);
  }
  override isOneConnection(_url: URL): boolean {
    return this.driverName !== "pg";
  }
  override convertError(error: unknown, context: ErrorContext): DatabaseError {
    return convertPostgresError(error, context);
  }
  override get reflection(): PostgresReflection {
    return this.#reflection;
  }
  override hasType(connection: Connection, element: DdlElement): MaybePromise<boolean | null> {
    const { target } = element as unknown as { readonly target: unknown };
    if (!(target instanceof EnumType || target instanceof DomainType) || target.name === null) return null;
    const schema = (element as { readonly schema?: string | null }).schema ?? target.schema;
    return this.#reflection.hasType(connection, target.name, schema);
  }

  override explain(sql: string, options: { readonly analyze?: boolean }): string {
    return `EXPLAIN ${options.analyze === true ? "ANALYZE " : ""}${sql}`;
  }
}
