/** MySQL and MariaDB: what they can do, and the classes that speak their SQL. */
import type { DatabaseError, TypeEngine } from "@cupel/core";
import { type Capabilities, Dialect, type Driver, type ErrorContext } from "@cupel/core/internal";
import { mariadbCapabilities, mysqlCapabilities } from "./capabilities.js";
import { MysqlCompiler } from "./compiler.js";
import { MysqlDDLCompiler } from "./ddl.js";
import { loadDriver } from "./drivers/load-driver.js";
import { convertMysqlError } from "./errors.js";
import { MariadbIdentifierPreparer, MysqlIdentifierPreparer } from "./identifiers.js";
import { MariadbCompiler, MariadbDDLCompiler, MariadbTypeCompiler } from "./mariadb.js";
import { MysqlReflection } from "./reflection/reflection.js";
import { MysqlTypeCompiler } from "./type-compiler.js";
import { adaptMysqlType } from "./types/adapt.js";

/** One of the two languages. */
interface Speech {
  readonly capabilities: Capabilities;
  readonly statementCompiler: typeof MysqlCompiler;
  readonly ddlCompiler: typeof MysqlDDLCompiler;
  readonly typeCompiler: typeof MysqlTypeCompiler;
  readonly identifiers: typeof MysqlIdentifierPreparer;
  /** Runs a statement and shows how. */
  readonly analyze: string;
}
const mysqlSpeech: Speech = {
  capabilities: mysqlCapabilities,
  statementCompiler: MysqlCompiler,
  ddlCompiler: MysqlDDLCompiler,
  typeCompiler: MysqlTypeCompiler,
  identifiers: MysqlIdentifierPreparer,
  analyze: "EXPLAIN ANALYZE",
};
const mariadbSpeech: Speech = {
  capabilities: mariadbCapabilities,
  statementCompiler: MariadbCompiler,
  ddlCompiler: MariadbDDLCompiler,
  typeCompiler: MariadbTypeCompiler,
  identifiers: MariadbIdentifierPreparer,
  analyze: "ANALYZE",
};

export class MysqlDialect extends Dialect {
  readonly name: string = "mysql";
  readonly driverName = "mysql2";
  override capabilities: Capabilities = mysqlCapabilities;
  #speech: Speech = mysqlSpeech;
  #preparer: MysqlIdentifierPreparer | null = null;
  readonly #reflection = new MysqlReflection(() => this.isMariadb);

  /**
   * Takes the language of the server that has been met, whatever the URL calls it: either goes by the name of the other.
   * @internal
   */
  meet(isMariadb: boolean): void {
    this.#speech = isMariadb ? mariadbSpeech : mysqlSpeech;
    this.#preparer = null;
    this.capabilities = this.#speech.capabilities;
  }
  /** Whether MariaDB's language is spoken. */
  get isMariadb(): boolean {
    return this.#speech === mariadbSpeech;
  }

  override get identifiers(): MysqlIdentifierPreparer {
    this.#preparer ??= new this.#speech.identifiers(this);
    return this.#preparer;
  }
  override statementCompiler(): typeof MysqlCompiler {
    return this.#speech.statementCompiler;
  }
  override ddlCompiler(): typeof MysqlDDLCompiler {
    return this.#speech.ddlCompiler;
  }
  override typeCompiler(): typeof MysqlTypeCompiler {
    return this.#speech.typeCompiler;
  }
  override adaptType(type: TypeEngine<unknown>): TypeEngine<unknown> {
    return adaptMysqlType(type);
  }

  override loadDriver(): Promise<Driver> {
    return loadDriver(this);
  }
  override convertError(error: unknown, context: ErrorContext): DatabaseError {
    return convertMysqlError(error, context);
  }
  override get reflection(): MysqlReflection {
    return this.#reflection;
  }
  override explain(sql: string, options: { readonly analyze?: boolean }): string {
    return options.analyze === true ? `${this.#speech.analyze} ${sql}` : super.explain(sql, options);
  }
}

/** MariaDB, where it is not as MySQL. */
export class MariadbDialect extends MysqlDialect {
  override readonly name = "mariadb";

  constructor() {
    super();
    this.meet(true);
  }
}
