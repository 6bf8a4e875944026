/** Questions to the catalog. Each asks about the tables of one schema at once, or about some of them. */
import type { Connection } from "@cupel/core";

/** Which tables are asked about. */
export interface About {
  /** `null`: whatever can be seen without a schema. */
  readonly schema: string | null;
  /** `null`: all. */
  readonly tables: readonly string[] | null;
}

type Cell = unknown;
export type Row = Readonly<Record<string, Cell>>;

export async function ask(connection: Connection, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  return (await connection.execDriverSql(sql, values).mappings().all()) as Row[];
}
export async function askNames(connection: Connection, sql: string, values: readonly unknown[] = []): Promise<string[]> {
  return (await connection.execDriverSql(sql, values).all()).map(([name]) => String(name));
}

/** The condition for a relation `c` of a namespace `n` that was asked about; its parameters are `$1` and `$2`. */
export const wanted =
  "(CASE WHEN $1::text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) AND n.nspname <> 'pg_catalog' ELSE n.nspname = $1 END) AND ($2::text[] IS NULL OR c.relname = ANY ($2))";
export const valuesOf = ({ schema, tables }: About): unknown[] => [schema, tables];

export const text = (cell: Cell): string | null => (cell === null || cell === undefined ? null : String(cell));
export const list = (cell: Cell): string[] => (Array.isArray(cell) ? cell.map((item) => (item === null ? "" : String(item))) : []);

/** What was answered, by table. */
export function byTable<T>(rows: readonly Row[], make: (row: Row) => T): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const row of rows) {
    const table = String(row["table_name"]);
    const items = map.get(table);
    if (items === undefined) map.set(table, [make(row)]);
    else items.push(make(row));
  }
  return map;
}

/** Storage parameters: `{"fillfactor=70"}`. */
export function storageOf(cell: Cell): Record<string, string> | null {
  const parameters = list(cell).map((item) => {
    const equals = item.indexOf("=");
    return [item.slice(0, equals), item.slice(equals + 1)] as const;
  });
  return parameters.length === 0 ? null : Object.fromEntries(parameters);
}
