/** Asks a database for its schema. What has been asked is remembered until `clearCache`. */
import type { Connection } from "../engine/connection.js";
import { ArgumentError } from "../errors.js";
import { type DdlBind, withConnection } from "../schema/create.js";
import type { AnyTable } from "../schema/table.js";
import { topologicalSort } from "../schema/topological.js";
import { fillTable } from "./fill-table.js";
import type {
  ReflectedCheckConstraint,
  ReflectedColumn,
  ReflectedForeignKey,
  ReflectedIndex,
  ReflectedPrimaryKey,
  ReflectedUniqueConstraint,
  Reflection,
  SchemaReflection,
} from "./reflection.js";

export interface InSchema {
  schema?: string | undefined;
}
export interface ManyOptions extends InSchema {
  /** Only these. */
  only?: readonly string[] | undefined;
  /** Tables (the default), views, or both. */
  kind?: "table" | "view" | "any" | undefined;
}

/** What can be asked of many tables at once: the questions about one that are answered by it, each from what was said of the table, or not. */
type Answers = Readonly<Record<string, (said: never) => unknown>>;
const list = (said: readonly unknown[] | undefined): unknown => said ?? [];
const together: { readonly [K in keyof SchemaReflection]: Answers } = {
  columns: { columns: list },
  primaryKeys: { primaryKey: (said: ReflectedPrimaryKey | undefined) => said ?? { name: null, columns: [] } },
  foreignKeys: { foreignKeys: list },
  indexes: { indexes: list },
  uniqueConstraints: { uniques: list },
  checkConstraints: { checks: list },
  tableFacts: {
    comment: (said: { readonly comment: unknown } | undefined) => said?.comment ?? null,
    options: (said: { readonly options: unknown } | undefined) => said?.options ?? {},
  },
};

export class Inspector {
  readonly #bind: DdlBind;
  readonly #cache = new Map<string, Promise<unknown>>();

  /** @internal Made by `inspect()`. */
  constructor(bind: DdlBind) {
    if (typeof bind !== "object" || bind === null || !("dialect" in bind))
      throw new ArgumentError("inspect() takes an engine or a connection");
    this.#bind = bind;
  }
  get dialect(): DdlBind["dialect"] {
    return this.#bind.dialect;
  }
  /** The schema of tables that name none. */
  get defaultSchemaName(): string | null {
    return this.dialect.reflection.defaultSchema;
  }
  /** Forgets the answers. */
  clearCache(): void {
    this.#cache.clear();
  }

  #ask<R>(key: string, question: (reflection: Reflection, connection: Connection) => Promise<R>): Promise<R> {
    let answer = this.#cache.get(key) as Promise<R> | undefined;
    if (answer === undefined) {
      answer = withConnection(this.#bind, "inspect()", "read", (connection) => question(connection.dialect.reflection, connection));
      this.#cache.set(key, answer);
      answer.catch(() => this.#cache.delete(key));
    }
    return answer;
  }
  #about<R>(
    name: string,
    table: string,
    options: InSchema | undefined,
    question: (reflection: Reflection, connection: Connection, table: string, schema: string | null) => Promise<R>,
  ): Promise<R> {
    const schema = options?.schema ?? null;
    return this.#ask(JSON.stringify([name, table, schema]), (reflection, connection) => question(reflection, connection, table, schema));
  }

  /** @internal Asks about several tables at once, where the database can be asked so; what is asked of each afterwards is known. */
  async prefetch(
    tables: readonly string[],
    schema: string | undefined,
    questions = Object.keys(together) as (keyof SchemaReflection)[],
  ): Promise<void> {
    const { ofSchema } = this.dialect.reflection;
    if (ofSchema === undefined) return;
    const keyOf = (name: string, table: string): string => JSON.stringify([name, table, schema ?? null]);
    for (const question of questions) {
      const answers = Object.entries(together[question]) as [string, (said: unknown) => unknown][];
      const asked = tables.filter((table) => answers.some(([name]) => !this.#cache.has(keyOf(name, table))));
      if (asked.length < 2) continue;
      const said: Map<string, unknown> = await withConnection(this.#bind, "inspect()", "read", (connection) => {
        const ask = ofSchema[question] as (...about: Parameters<SchemaReflection["columns"]>) => Promise<Map<string, unknown>>;
        return ask(connection, schema ?? null, asked);
      });
      for (const table of asked)
        for (const [name, read] of answers) this.#cache.set(keyOf(name, table), Promise.resolve(read(said.get(table))));
    }
  }

  hasTable(table: string, options?: InSchema): Promise<boolean> {
    return withConnection(this.#bind, "inspect()", "read", (connection) =>
      connection.dialect.reflection.hasTable(connection, table, options?.schema ?? null),
    );
  }
  hasSequence(sequence: string, options?: InSchema): Promise<boolean> {
    return withConnection(this.#bind, "inspect()", "read", (connection) =>
      connection.dialect.reflection.hasSequence(connection, sequence, options?.schema ?? null),
    );
  }
  async hasIndex(table: string, index: string, options?: InSchema): Promise<boolean> {
    return (await this.hasTable(table, options)) && (await this.getIndexes(table, options)).some(({ name }) => name === index);
  }
  hasSchema(schema: string): Promise<boolean> {
    return this.getSchemaNames().then((names) => names.includes(schema));
  }

  getSchemaNames(): Promise<string[]> {
    return this.#ask("schemas", (reflection, connection) => reflection.schemaNames(connection));
  }
  getTableNames(options?: InSchema): Promise<string[]> {
    return this.#about("tables", "", options, (reflection, connection, _table, schema) => reflection.tableNames(connection, schema));
  }
  getTempTableNames(): Promise<string[]> {
    return this.#ask("tempTables", (reflection, connection) => reflection.tempTableNames(connection));
  }
  getViewNames(options?: InSchema): Promise<string[]> {
    return this.#about("views", "", options, (reflection, connection, _table, schema) => reflection.viewNames(connection, schema));
  }
  getTempViewNames(): Promise<string[]> {
    return this.#ask("tempViews", (reflection, connection) => reflection.tempViewNames(connection));
  }
  getMaterializedViewNames(options?: InSchema): Promise<string[]> {
    return this.#about("materializedViews", "", options, (reflection, connection, _table, schema) =>
      reflection.materializedViewNames(connection, schema),
    );
  }
  getSequenceNames(options?: InSchema): Promise<string[]> {
    return this.#about("sequences", "", options, (reflection, connection, _table, schema) => reflection.sequenceNames(connection, schema));
  }
  /** The SELECT of a view, as the database has it. */
  getViewDefinition(view: string, options?: InSchema): Promise<string> {
    return this.#about("viewDefinition", view, options, (reflection, connection, name, schema) =>
      reflection.viewDefinition(connection, name, schema),
    );
  }

  getColumns(table: string, options?: InSchema): Promise<ReflectedColumn[]> {
    return this.#about("columns", table, options, (reflection, ...rest) => reflection.columns(...rest));
  }
  getPrimaryKey(table: string, options?: InSchema): Promise<ReflectedPrimaryKey> {
    return this.#about("primaryKey", table, options, (reflection, ...rest) => reflection.primaryKey(...rest));
  }
  getForeignKeys(table: string, options?: InSchema): Promise<ReflectedForeignKey[]> {
    return this.#about("foreignKeys", table, options, (reflection, ...rest) => reflection.foreignKeys(...rest));
  }
  getIndexes(table: string, options?: InSchema): Promise<ReflectedIndex[]> {
    return this.#about("indexes", table, options, (reflection, ...rest) => reflection.indexes(...rest));
  }
  getUniqueConstraints(table: string, options?: InSchema): Promise<ReflectedUniqueConstraint[]> {
    return this.#about("uniques", table, options, (reflection, ...rest) => reflection.uniqueConstraints(...rest));
  }
  getCheckConstraints(table: string, options?: InSchema): Promise<ReflectedCheckConstraint[]> {
    return this.#about("checks", table, options, (reflection, ...rest) => reflection.checkConstraints(...rest));
  }
  getTableComment(table: string, options?: InSchema): Promise<string | null> {
    return this.#about("comment", table, options, (reflection, ...rest) => reflection.tableComment(...rest));
  }
  getTableOptions(table: string, options?: InSchema): Promise<Record<string, unknown>> {
    return this.#about("options", table, options, (reflection, ...rest) => reflection.tableOptions(...rest));
  }

  async #many<R>(
    options: ManyOptions | undefined,
    question: keyof SchemaReflection,
    ask: (table: string, options: InSchema) => Promise<R>,
  ): Promise<Map<string, R>> {
    const kind = options?.kind ?? "table";
    const names = [
      ...(kind === "view" ? [] : await this.getTableNames(options)),
      ...(kind === "table" ? [] : await this.getViewNames(options)),
    ];
    const wanted = options?.only === undefined ? names : names.filter((name) => options.only?.includes(name));
    const answers = new Map<string, R>();
    await this.prefetch(wanted, options?.schema, [question]);
    for (const name of wanted) answers.set(name, await ask(name, options ?? {}));
    return answers;
  }
  /** The columns of several tables, by table. */
  getMultiColumns(options?: ManyOptions): Promise<Map<string, ReflectedColumn[]>> {
    return this.#many(options, "columns", (table, within) => this.getColumns(table, within));
  }
  getMultiPrimaryKey(options?: ManyOptions): Promise<Map<string, ReflectedPrimaryKey>> {
    return this.#many(options, "primaryKeys", (table, within) => this.getPrimaryKey(table, within));
  }
  getMultiForeignKeys(options?: ManyOptions): Promise<Map<string, ReflectedForeignKey[]>> {
    return this.#many(options, "foreignKeys", (table, within) => this.getForeignKeys(table, within));
  }
  getMultiIndexes(options?: ManyOptions): Promise<Map<string, ReflectedIndex[]>> {
    return this.#many(options, "indexes", (table, within) => this.getIndexes(table, within));
  }
  getMultiUniqueConstraints(options?: ManyOptions): Promise<Map<string, ReflectedUniqueConstraint[]>> {
    return this.#many(options, "uniqueConstraints", (table, within) => this.getUniqueConstraints(table, within));
  }
  getMultiCheckConstraints(options?: ManyOptions): Promise<Map<string, ReflectedCheckConstraint[]>> {
    return this.#many(options, "checkConstraints", (table, within) => this.getCheckConstraints(table, within));
  }
  getMultiTableComment(options?: ManyOptions): Promise<Map<string, string | null>> {
    return this.#many(options, "tableFacts", (table, within) => this.getTableComment(table, within));
  }
  getMultiTableOptions(options?: ManyOptions): Promise<Map<string, Record<string, unknown>>> {
    return this.#many(options, "tableFacts", (table, within) => this.getTableOptions(table, within));
  }

  /**
   * The tables in an order in which they can be created; the last entry, whose table is null, lists the foreign keys of rings, to be dropped
   * first and created last.
   */
  async getSortedTableAndForeignKeyNames(options?: InSchema): Promise<{ table: string | null; foreignKeys: string[] }[]> {
    const keys = await this.getMultiForeignKeys(options);
    const names = [...keys.keys()].sort();
    const edges = names.flatMap((table) =>
      (keys.get(table) ?? []).filter((key) => key.referredTable !== table).map((key) => [key.referredTable, table] as const),
    );
    const named = (table: string): string[] => (keys.get(table) ?? []).flatMap((key) => key.name ?? []);
    const { order, rest } = topologicalSort(names, edges);
    return [
      ...[...order, ...rest].map((table) => ({ table, foreignKeys: rest.includes(table) ? [] : named(table) })),
      { table: null, foreignKeys: rest.flatMap(named) },
    ];
  }

  /** Fills a table that was defined without all of its columns from what the database has. */
  async reflectTable(
    table: AnyTable,
    options: { includeColumns?: readonly string[]; excludeColumns?: readonly string[] } = {},
  ): Promise<void> {
    await fillTable(this, table, options);
  }
}

/** Asks about the schema of the database behind an engine or a connection. */
export function inspect(bind: DdlBind): Inspector {
  return new Inspector(bind);
}
