/** Questions to `information_schema`. */
import type { Connection } from "@cupel/core";

export type Row = readonly unknown[];

/** More tables than this are not named one by one: all of the schema are asked for, and the others are left out. */
const mostNamed = 50;

export async function ask(connection: Connection, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  return connection.execDriverSql(sql, values).all() as unknown as Promise<Row[]>;
}

/**
 * Asks about tables of a schema; the first value of each row is the name of its table.
 * @param sql ends where a condition can follow; `{schema}` and `{table}` stand for the names of the columns that say so
 */
export async function askOfTables(
  connection: Connection,
  { select, schemaColumn, tableColumn, order }: { select: string; schemaColumn: string; tableColumn: string; order: string },
  schema: string | null,
  tables: readonly string[],
): Promise<Map<string, Row[]>> {
  const isNamed = tables.length <= mostNamed;
  const values: unknown[] = schema === null ? [] : [schema];
  if (isNamed) values.push(...tables);
  const named = isNamed ? ` AND ${tableColumn} IN (${tables.map(() => "?").join(", ")})` : "";
  const rows = await ask(
    connection,
    `${select} ${/\bWHERE\b/.test(select) ? "AND" : "WHERE"} ${schemaColumn} = ${schema === null ? "DATABASE()" : "?"}${named} ORDER BY ${tableColumn}, ${order}`,
    values,
  );
  const wanted = new Set(tables);
  const byTable = new Map<string, Row[]>();
  for (const row of rows) {
    const table = String(row[0]);
    if (!wanted.has(table)) continue;
    const known = byTable.get(table);
    if (known === undefined) byTable.set(table, [row]);
    else known.push(row);
  }
  return byTable;
}

export const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** MySQL escapes the quotes of the expressions that it tells. */
export const unescaped = (expression: string, isMariadb: boolean): string => (isMariadb ? expression : expression.replaceAll("\\'", "'"));
