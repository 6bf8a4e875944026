/** The schema of a PostgreSQL database, from its catalog. Whatever is asked of one table can be asked of all of a schema, by the same query. */
import {
  type Connection,
  NoSuchTableError,
  type ReflectedCheckConstraint,
  type ReflectedColumn,
  type ReflectedForeignKey,
  type ReflectedIndex,
  type ReflectedPrimaryKey,
  type ReflectedUniqueConstraint,
} from "@cupel/core";
import type { Reflection, SchemaReflection } from "@cupel/core/internal";
import { type About, ask, askNames, text, valuesOf, wanted } from "./ask.js";
import { columnsOf } from "./columns.js";
import { checkConstraintsOf, foreignKeysOf, primaryKeysOf, tableFactsOf, uniqueConstraintsOf } from "./constraints.js";
import { indexesOf } from "./indexes.js";

const relations = "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";

export class PostgresReflection implements Reflection {
  readonly defaultSchema = "public";
  readonly ofSchema: SchemaReflection = {
    columns: (connection, schema, tables) => columnsOf(connection, { schema, tables }),
    primaryKeys: (connection, schema, tables) => primaryKeysOf(connection, { schema, tables }),
    foreignKeys: (connection, schema, tables) => foreignKeysOf(connection, { schema, tables }),
    indexes: (connection, schema, tables) => indexesOf(connection, { schema, tables }),
    uniqueConstraints: (connection, schema, tables) => uniqueConstraintsOf(connection, { schema, tables }),
    checkConstraints: (connection, schema, tables) => checkConstraintsOf(connection, { schema, tables }),
    tableFacts: (connection, schema, tables) => tableFactsOf(connection, { schema, tables }),
  };

  async hasTable(connection: Connection, table: string, schema: string | null): Promise<boolean> {
    return (await this.#names(connection, schema, "rpfvm", [table])).length > 0;
  }
  async hasSequence(connection: Connection, sequence: string, schema: string | null): Promise<boolean> {
    return (await this.#names(connection, schema, "S", [sequence])).length > 0;
  }
  /** Whether there is an enum or a domain of this name. */
  async hasType(connection: Connection, name: string, schema: string | null): Promise<boolean> {
    const sql = `SELECT 1 FROM pg_catalog.pg_type y JOIN pg_catalog.pg_namespace n ON n.oid = y.typnamespace
WHERE y.typname = $2 AND (CASE WHEN $1::text IS NULL THEN pg_catalog.pg_type_is_visible(y.oid) ELSE n.nspname = $1 END)`;
    return (await ask(connection, sql, [schema, name])).length > 0;
  }

  async schemaNames(connection: Connection): Promise<string[]> {
    return askNames(connection, "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg~_%' ESCAPE '~' ORDER BY nspname");
  }
  tableNames(connection: Connection, schema: string | null): Promise<string[]> {
    return this.#names(connection, schema, "rpf", null, "c.relpersistence <> 't'");
  }
  tempTableNames(connection: Connection): Promise<string[]> {
    return this.#temporary(connection, "rpf");
  }
  viewNames(connection: Connection, schema: string | null): Promise<string[]> {
    return this.#names(connection, schema, "v", null, "c.relpersistence <> 't'");
  }
  tempViewNames(connection: Connection): Promise<string[]> {
    return this.#temporary(connection, "v");
  }
  materializedViewNames(connection: Connection, schema: string | null): Promise<string[]> {
    return this.#names(connection, schema, "m");
  }
  sequenceNames(connection: Connection, schema: string | null): Promise<string[]> {
    return this.#names(connection, schema, "S");
  }
  async viewDefinition(connection: Connection, view: string, schema: string | null): Promise<string> {
    const sql = `SELECT pg_catalog.pg_get_viewdef(c.oid) AS definition FROM ${relations} WHERE c.relkind IN ('v', 'm') AND ${wanted}`;
    const [row] = await ask(connection, sql, valuesOf({ schema, tables: [view] }));
    if (row === undefined) throw missing(view, schema, "view");
    return String(text(row["definition"]));
  }

  #names(
    connection: Connection,
    schema: string | null,
    kinds: string,
    tables: readonly string[] | null = null,
    also = "true",
  ): Promise<string[]> {
    const letters = [...kinds].map((kind) => `'${kind}'`).join(", ");
    const sql = `SELECT c.relname FROM ${relations} WHERE c.relkind IN (${letters}) AND ${wanted} AND ${also} ORDER BY c.relname`;
    return askNames(connection, sql, valuesOf({ schema, tables }));
  }
  #temporary(connection: Connection, kinds: string): Promise<string[]> {
    return this.#names(connection, null, kinds, null, "c.relpersistence = 't'");
  }

  async #one<T>(
    connection: Connection,
    table: string,
    schema: string | null,
    question: (connection: Connection, about: About) => Promise<Map<string, T>>,
    none: T,
  ): Promise<T> {
    const answer = (await question(connection, { schema, tables: [table] })).get(table);
    if (answer === undefined && !(await this.hasTable(connection, table, schema))) throw missing(table, schema, "table");
    return answer ?? none;
  }
  columns(connection: Connection, table: string, schema: string | null): Promise<ReflectedColumn[]> {
    return this.#one(connection, table, schema, columnsOf, []);
  }
  primaryKey(connection: Connection, table: string, schema: string | null): Promise<ReflectedPrimaryKey> {
    return this.#one(connection, table, schema, primaryKeysOf, { name: null, columns: [] });
  }
  foreignKeys(connection: Connection, table: string, schema: string | null): Promise<ReflectedForeignKey[]> {
    return this.#one(connection, table, schema, foreignKeysOf, []);
  }
  indexes(connection: Connection, table: string, schema: string | null): Promise<ReflectedIndex[]> {
    return this.#one(connection, table, schema, indexesOf, []);
  }
  uniqueConstraints(connection: Connection, table: string, schema: string | null): Promise<ReflectedUniqueConstraint[]> {
    return this.#one(connection, table, schema, uniqueConstraintsOf, []);
  }
  checkConstraints(connection: Connection, table: string, schema: string | null): Promise<ReflectedCheckConstraint[]> {
    return this.#one(connection, table, schema, checkConstraintsOf, []);
  }
  async tableComment(connection: Connection, table: string, schema: string | null): Promise<string | null> {
    return (await this.#one(connection, table, schema, tableFactsOf, { comment: null, options: {} })).comment;
  }
  async tableOptions(connection: Connection, table: string, schema: string | null): Promise<Record<string, unknown>> {
    return (await this.#one(connection, table, schema, tableFactsOf, { comment: null, options: {} })).options;
  }
}

function missing(name: string, schema: string | null, what: string): NoSuchTableError {
  return new NoSuchTableError(`The database has no ${what} "${schema === null ? "" : `${schema}.`}${name}"`);
}
