/** The schema of a MySQL or MariaDB database, from `information_schema`: each question is one query or a few, for one table or for all. */
import type {
  Connection,
  ReflectedCheckConstraint,
  ReflectedColumn,
  ReflectedForeignKey,
  ReflectedIndex,
  ReflectedPrimaryKey,
  ReflectedUniqueConstraint,
} from "@cupel/core";
import { NoSuchTableError } from "@cupel/core";
import type { Reflection, SchemaReflection, TableFacts } from "@cupel/core/internal";
import { ask, askOfTables, text } from "./ask.js";
import { columnsOf, namesOf } from "./columns.js";
import { checksOf, foreignKeysOf, indexesOf, primaryKeysOf, uniquesOf } from "./constraints.js";

const tables = ["BASE TABLE", "SYSTEM VERSIONED"];

export class MysqlReflection implements Reflection {
  readonly defaultSchema = null;
  readonly ofSchema: SchemaReflection;

  /** @param isMariadb asked each time: which server it is may be found out later */
  constructor(isMariadb: () => boolean) {
    this.ofSchema = {
      columns: (connection, schema, names) => columnsOf(connection, isMariadb(), schema, names),
      primaryKeys: primaryKeysOf,
      foreignKeys: foreignKeysOf,
      indexes: (connection, schema, names) => indexesOf(connection, isMariadb(), schema, names),
      uniqueConstraints: (connection, schema, names) => uniquesOf(connection, isMariadb(), schema, names),
      checkConstraints: (connection, schema, names) => checksOf(connection, isMariadb(), schema, names),
      tableFacts: factsOf,
    };
  }

  async #kindOf(connection: Connection, name: string, schema: string | null): Promise<string | null> {
    const [row] = await ask(
      connection,
      `SELECT TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${schema === null ? "DATABASE()" : "?"} AND TABLE_NAME = ?`,
      schema === null ? [name] : [schema, name],
    );
    return text(row?.[0]);
  }
  async hasTable(connection: Connection, table: string, schema: string | null): Promise<boolean> {
    const kind = await this.#kindOf(connection, table, schema);
    return kind !== null && kind !== "SEQUENCE";
  }
  async hasSequence(connection: Connection, sequence: string, schema: string | null): Promise<boolean> {
    return (await this.#kindOf(connection, sequence, schema)) === "SEQUENCE";
  }
  async schemaNames(connection: Connection): Promise<string[]> {
    return (await ask(connection, "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME")).map(([name]) =>
      String(name),
    );
  }
  tableNames(connection: Connection, schema: string | null): Promise<string[]> {
    return namesOf(connection, schema, tables);
  }
  /** The server lists them since MariaDB 11.2 alone. */
  tempTableNames(connection: Connection): Promise<string[]> {
    return namesOf(connection, null, ["TEMPORARY"]);
  }
  viewNames(connection: Connection, schema: string | null): Promise<string[]> {
    return namesOf(connection, schema, ["VIEW"]);
  }
  async tempViewNames(): Promise<string[]> {
    return [];
  }
  async materializedViewNames(): Promise<string[]> {
    return [];
  }
  sequenceNames(connection: Connection, schema: string | null): Promise<string[]> {
    return namesOf(connection, schema, ["SEQUENCE"]);
  }
  async viewDefinition(connection: Connection, view: string, schema: string | null): Promise<string> {
    const [row] = await ask(
      connection,
      `SELECT VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${schema === null ? "DATABASE()" : "?"} AND TABLE_NAME = ?`,
      schema === null ? [view] : [schema, view],
    );
    if (row === undefined) throw missing(view, schema, "view");
    return String(row[0]);
  }

  /** The answer for one table; of which there is nothing to say, if it exists. */
  async #one<R>(
    question: (connection: Connection, schema: string | null, names: readonly string[]) => Promise<Map<string, R>>,
    [connection, table, schema]: readonly [Connection, string, string | null],
    nothing: R,
  ): Promise<R> {
    const answers = await question(connection, schema, [table]);
    const [answer] = answers.values();
    if (answer !== undefined) return answer;
    if (!(await this.hasTable(connection, table, schema))) throw missing(table, schema, "table");
    return nothing;
  }
  columns(...about: [Connection, string, string | null]): Promise<ReflectedColumn[]> {
    return this.#one(this.ofSchema.columns, about, []);
  }
  primaryKey(...about: [Connection, string, string | null]): Promise<ReflectedPrimaryKey> {
    return this.#one(this.ofSchema.primaryKeys, about, { name: null, columns: [] });
  }
  foreignKeys(...about: [Connection, string, string | null]): Promise<ReflectedForeignKey[]> {
    return this.#one(this.ofSchema.foreignKeys, about, []);
  }
  indexes(...about: [Connection, string, string | null]): Promise<ReflectedIndex[]> {
    return this.#one(this.ofSchema.indexes, about, []);
  }
  uniqueConstraints(...about: [Connection, string, string | null]): Promise<ReflectedUniqueConstraint[]> {
    return this.#one(this.ofSchema.uniqueConstraints, about, []);
  }
  checkConstraints(...about: [Connection, string, string | null]): Promise<ReflectedCheckConstraint[]> {
    return this.#one(this.ofSchema.checkConstraints, about, []);
  }
  async tableComment(...about: [Connection, string, string | null]): Promise<string | null> {
    return (await this.#one(this.ofSchema.tableFacts, about, noFacts)).comment;
  }
  async tableOptions(...about: [Connection, string, string | null]): Promise<Record<string, unknown>> {
    return (await this.#one(this.ofSchema.tableFacts, about, noFacts)).options;
  }
}

const noFacts: TableFacts = { comment: null, options: {} };

/** What is said behind CREATE TABLE (…), where it is not what the server does by itself. */
async function factsOf(connection: Connection, schema: string | null, names: readonly string[]): Promise<Map<string, TableFacts>> {
  const rows = await askOfTables(
    connection,
    {
      select:
        "SELECT TABLE_NAME, TABLE_TYPE, TABLE_COMMENT, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, @@default_storage_engine, (SELECT s.DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA s WHERE s.SCHEMA_NAME = TABLE_SCHEMA) FROM information_schema.TABLES",
      schemaColumn: "TABLE_SCHEMA",
      tableColumn: "TABLE_NAME",
      order: "1",
    },
    schema,
    names,
  );
  const prefix = connection.dialect.name;
  return new Map(
    [...rows].map(([table, [row]]) => {
      const [, kind, comment, engine, collation, created, usualEngine, usualCollation] = row as readonly unknown[];
      if (kind === "VIEW") return [table, noFacts];
      const options: Record<string, unknown> = {};
      if (engine !== null && engine !== usualEngine) options[`${prefix}Engine`] = engine;
      if (collation !== null && collation !== usualCollation) {
        options[`${prefix}DefaultCharset`] = String(collation).split("_")[0];
        options[`${prefix}Collate`] = collation;
      }
      for (const [, name, value] of String(created ?? "").matchAll(/\b(\w+)=("[^"]*"|\S+)/g)) {
        const option = known[name as string];
        if (option !== undefined) options[`${prefix}${option}`] = /^\d+$/.test(value as string) ? Number(value) : value;
      }
      return [table, { comment: comment === "" ? null : text(comment), options }];
    }),
  );
}
/** Of the options that a table was created with, by the names of the server. */
const known: Readonly<Record<string, string>> = {
  row_format: "RowFormat",
  ROW_FORMAT: "RowFormat",
  key_block_size: "KeyBlockSize",
  KEY_BLOCK_SIZE: "KeyBlockSize",
  avg_row_length: "AvgRowLength",
  max_rows: "MaxRows",
  min_rows: "MinRows",
  stats_sample_pages: "StatsSamplePages",
};

function missing(name: string, schema: string | null, what: string): NoSuchTableError {
  return new NoSuchTableError(`There is no ${what} "${name}"${schema === null ? "" : ` in the schema "${schema}"`} in this database`);
}
