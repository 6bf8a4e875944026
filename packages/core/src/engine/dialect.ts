/**
 * What a dialect is: data (capabilities, identifier rules) and the classes that say SQL its way. A dialect overrides what its database does
 * differently and nothing else; core never asks for its name.
 */
import { DDLCompiler } from "../compiler/ddl-compiler.js";
import { IdentifierPreparer } from "../compiler/identifiers.js";
import { SqlCompiler } from "../compiler/sql-compiler.js";
import { TypeCompiler } from "../compiler/type-compiler.js";
import { ArgumentError, CompileError, DatabaseError } from "../errors.js";
import type { Reflection } from "../reflection/reflection.js";
import type { DdlElement } from "../schema/ddl.js";
import { hexOf, type TypeEngine } from "../types/engine.js";
import { type Capabilities, defaultCapabilities } from "./capabilities.js";
import type { Connection } from "./connection.js";
import type { Driver, MaybePromise } from "./driver.js";
import type { URL } from "./url.js";

/** What was being done when the driver failed. */
export interface ErrorContext {
  readonly sql?: string | undefined;
  readonly parameters?: unknown;
  readonly hideParameters?: boolean | undefined;
  /** What could have ended the wait. */
  readonly signal?: AbortSignal | undefined;
  /** Where to, if the connection itself failed. */
  readonly url?: URL | undefined;
}

/** How SQL is spoken to one kind of database. */
export abstract class Dialect {
  /** The name in URLs and in `withVariant(type, name)`: `"sqlite"`. */
  abstract readonly name: string;
  /** The npm driver: `"better-sqlite3"`. */
  abstract readonly driverName: string;
  /** What the database can do. */
  readonly capabilities: Capabilities = defaultCapabilities;
  #identifiers: IdentifierPreparer | null = null;

  /** Quoting of names. */
  get identifiers(): IdentifierPreparer {
    this.#identifiers ??= this.createIdentifierPreparer();
    return this.#identifiers;
  }
  protected createIdentifierPreparer(): IdentifierPreparer {
    return new IdentifierPreparer(this);
  }

  /** The class that writes statements. */
  statementCompiler(): typeof SqlCompiler {
    return SqlCompiler;
  }
  /** The class that writes CREATE, ALTER and DROP. */
  ddlCompiler(): typeof DDLCompiler {
    return DDLCompiler;
  }
  /** The class that writes the names of types. */
  typeCompiler(): typeof TypeCompiler {
    return TypeCompiler;
  }
  /** This database's own form of a general type: how its values travel. */
  adaptType(type: TypeEngine<unknown>): TypeEngine<unknown> {
    return type;
  }

  /** Text as a literal of SQL: quotes are doubled, and backslashes where the database takes them for escapes. */
  stringLiteral(text: string): string {
    const escaped = this.capabilities.backslashEscapes ? text.replaceAll("\\", "\\\\") : text;
    return `'${escaped.replaceAll("'", "''")}'`;
  }
  /** Bytes as a literal of SQL. */
  bytesLiteral(bytes: Uint8Array): string {
    return `X'${hexOf(bytes)}'`;
  }

  /** What makes foreign keys wait for the end of the transaction, for dropping tables that refer to each other; `null` where there is no such thing. */
  get deferForeignKeys(): string | null {
    return null;
  }
  /** Lets a connection without a transaction forget its foreign keys; the function that is returned makes it remember them. */
  suspendForeignKeys(_connection: Connection): (() => void) | null {
    return null;
  }
  /** The statement that creates or drops a type that is an object of its own; `null` where types are none. */
  typeStatement(_type: TypeEngine<unknown>, _schema: string | null, _doing: "create" | "drop"): DdlElement | null {
    return null;
  }

  /** Whether the type of such a statement is there; `null` where that cannot be asked. */
  hasType(_connection: Connection, _element: DdlElement): MaybePromise<boolean | null> {
    return null;
  }

  /** Loads the npm driver: nothing else reaches it, and nothing before the first connection. */
  abstract loadDriver(): MaybePromise<Driver>;
  /** Gives the driver's error its place in the tree. */
  abstract convertError(error: unknown, context: ErrorContext): DatabaseError;
  /** Reads the schema of a database. */
  abstract get reflection(): Reflection;

  /**
   * Whether the database is its connection, as one in memory is: there can be one, and callers take turns. That is said and not done here,
   * so that what only compiles has no pool in it.
   */
  isOneConnection(_url: URL): boolean {
    return false;
  }
  /** The isolation levels that can be asked for, as they are written. */
  get isolationLevels(): readonly string[] {
    return ["READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE", "AUTOCOMMIT"];
  }
  /** How an `EXPLAIN` of a statement is written. */
  explain(sql: string, options: { readonly analyze?: boolean }): string {
    if (options.analyze === true) throw new CompileError(`EXPLAIN ANALYZE is not known to the dialect ${JSON.stringify(this.name)}.`);
    return `EXPLAIN ${sql}`;
  }
}

/** Generic SQL is only read: a type of one database is shown by its name. */
class ReadableTypeCompiler extends TypeCompiler {
  protected override unsupported(type: TypeEngine<unknown>): string {
    return type.describe();
  }
}

/** Generic SQL: what `String(statement)` and messages are written in. It reaches no database. */
export class DefaultDialect extends Dialect {
  readonly name: string = "default";
  readonly driverName: string = "none";

  override typeCompiler(): typeof TypeCompiler {
    return ReadableTypeCompiler;
  } /** What is written for reading may use whatever standard SQL has; there are no booleans in it, so that conditions show what is compared. */
  override readonly capabilities: Capabilities = {
    ...defaultCapabilities,
    nativeBoolean: false,
    insertReturning: true,
    updateReturning: true,
    deleteReturning: true,
    lastInsertId: true,
    lateral: true,
  };

  override loadDriver(): Driver {
    throw new ArgumentError(
      'The default dialect writes SQL only for reading. Import a dialect, as in `import "@cupel/dialect-sqlite"`, to reach a database.',
    );
  }
  override convertError(error: unknown, context: ErrorContext): DatabaseError {
    return new DatabaseError(error instanceof Error ? error.message : String(error), {
      cause: error,
      statement: context.sql ?? null,
      parameters: context.parameters,
      hideParameters: context.hideParameters,
    });
  }
  override get reflection(): Reflection {
    throw new ArgumentError("The default dialect has no database to reflect. Use an engine.");
  }
}
