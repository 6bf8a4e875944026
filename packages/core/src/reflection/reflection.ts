/** What a dialect answers about the schema of a database. Names are those of the database; `schema: null` is the default schema. */
import type { Connection } from "../engine/connection.js";
import type { IdentityOptions } from "../schema/defaults.js";
import type { TypeEngine } from "../types/engine.js";

export interface ReflectedColumn {
  readonly name: string;
  readonly type: TypeEngine<unknown>;
  readonly nullable: boolean;
  /** The text behind DEFAULT, as SQL. */
  readonly default: string | null;
  /** Its place in the primary key, counted from 1; 0 if it has none. */
  readonly primaryKey: number;
  readonly autoIncrement?: boolean;
  readonly comment?: string | null;
  readonly computed?: { readonly sqlText: string; readonly persisted: boolean | null } | null;
  readonly identity?: IdentityOptions | null;
  /** Options of the dialect, such as `sqliteAutoincrement`. */
  readonly dialectOptions?: Readonly<Record<string, unknown>>;
}
export interface ReflectedPrimaryKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly comment?: string | null;
  readonly dialectOptions?: Readonly<Record<string, unknown>>;
}
export interface ReflectedForeignKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly referredSchema: string | null;
  readonly referredTable: string;
  readonly referredColumns: readonly string[];
  readonly options: {
    readonly onDelete?: string;
    readonly onUpdate?: string;
    readonly match?: string;
    readonly deferrable?: boolean;
    readonly initially?: string;
  };
  readonly comment?: string | null;
}
export interface ReflectedIndex {
  readonly name: string | null;
  /** The columns; null in the place of an expression. */
  readonly columns: readonly (string | null)[];
  /** Every part as SQL, where one is an expression or has an order. */
  readonly expressions?: readonly string[];
  readonly unique: boolean;
  /** DESC and the like, by column; `expressions` says it as well, where it is given. */
  readonly sorting?: Readonly<Record<string, readonly string[]>>;
  /** The condition of a partial index, as SQL. */
  readonly where?: string | null;
  /** The unique constraint that the database made this index for. */
  readonly duplicatesConstraint?: string | null;
  readonly dialectOptions?: Readonly<Record<string, unknown>>;
}
export interface ReflectedUniqueConstraint {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly comment?: string | null;
  readonly dialectOptions?: Readonly<Record<string, unknown>>;
}
export interface ReflectedCheckConstraint {
  readonly name: string | null;
  readonly sqlText: string;
  readonly comment?: string | null;
  readonly dialectOptions?: Readonly<Record<string, unknown>>;
}

/** What is said of a table itself. */
export interface TableFacts {
  readonly comment: string | null;
  readonly options: Record<string, unknown>;
}

/** The questions about several tables of a schema, each answered by one query, by the names of the tables; one of which there is nothing to say is left out. */
export interface SchemaReflection {
  columns(connection: Connection, schema: string | null, tables: readonly string[]): Promise<Map<string, ReflectedColumn[]>>;
  primaryKeys(connection: Connection, schema: string | null, tables: readonly string[]): Promise<Map<string, ReflectedPrimaryKey>>;
  foreignKeys(connection: Connection, schema: string | null, tables: readonly string[]): Promise<Map<string, ReflectedForeignKey[]>>;
  indexes(connection: Connection, schema: string | null, tables: readonly string[]): Promise<Map<string, ReflectedIndex[]>>;
  uniqueConstraints(
    connection: Connection,
    schema: string | null,
    tables: readonly string[],
  ): Promise<Map<string, ReflectedUniqueConstraint[]>>;
  checkConstraints(
    connection: Connection,
    schema: string | null,
    tables: readonly string[],
  ): Promise<Map<string, ReflectedCheckConstraint[]>>;
  tableFacts(connection: Connection, schema: string | null, tables: readonly string[]): Promise<Map<string, TableFacts>>;
}

/** The questions. `table` exists; a dialect throws `NoSuchTableError` where it does not. */
export interface Reflection {
  readonly defaultSchema: string | null;
  /** The same for many tables at once, where the database can be asked so. */
  readonly ofSchema?: SchemaReflection;
  hasTable(connection: Connection, table: string, schema: string | null): Promise<boolean>;
  hasSequence(connection: Connection, sequence: string, schema: string | null): Promise<boolean>;
  schemaNames(connection: Connection): Promise<string[]>;
  tableNames(connection: Connection, schema: string | null): Promise<string[]>;
  tempTableNames(connection: Connection): Promise<string[]>;
  viewNames(connection: Connection, schema: string | null): Promise<string[]>;
  tempViewNames(connection: Connection): Promise<string[]>;
  materializedViewNames(connection: Connection, schema: string | null): Promise<string[]>;
  sequenceNames(connection: Connection, schema: string | null): Promise<string[]>;
  viewDefinition(connection: Connection, view: string, schema: string | null): Promise<string>;
  columns(connection: Connection, table: string, schema: string | null): Promise<ReflectedColumn[]>;
  primaryKey(connection: Connection, table: string, schema: string | null): Promise<ReflectedPrimaryKey>;
  foreignKeys(connection: Connection, table: string, schema: string | null): Promise<ReflectedForeignKey[]>;
  indexes(connection: Connection, table: string, schema: string | null): Promise<ReflectedIndex[]>;
  uniqueConstraints(connection: Connection, table: string, schema: string | null): Promise<ReflectedUniqueConstraint[]>;
  checkConstraints(connection: Connection, table: string, schema: string | null): Promise<ReflectedCheckConstraint[]>;
  tableComment(connection: Connection, table: string, schema: string | null): Promise<string | null>;
  tableOptions(connection: Connection, table: string, schema: string | null): Promise<Record<string, unknown>>;
}
