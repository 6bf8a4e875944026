/** Questions to `information_schema`. */
import type { Connection } from "@cupel/core";

export type Row = readonly unknown[];

/** More tables than this are not named one by one: all of the schema are asked for, and the others are left out. */
const mostNamed = 50;

export async function ask(connection: Connection, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  return connection.execDriverSql(sql, values).all() as unknown as Promise<Row[]>;
}

export interface TableQuestion {
  /** As far as FROM and its joins; the first column is the name of the table. */
  readonly select: string;
  readonly where?: string;
  readonly schemaColumn: string;
  readonly tableColumn: string;
  readonly order: string;
}

/** Asks about tables of a schema. */
export async function askOfTables(
  connection: Connection,
  { select, where, schemaColumn, tableColumn, order }: TableQuestion,
  schema: string | null,
  tables: readonly string[],
): Promise<Map<string, Row[]>> {
  const isNamed = tables.length <= mostNamed;
  const values: unknown[] = schema === null ? [] : [schema];
  if (isNamed) values.push(...tables);
  const named = isNamed ? ` AND ${tableColumn} IN (${tables.map(() => "?").join(", ")})` : "";
  const rows = await ask(
    connection,
    `${select} WHERE ${where === undefined ? "" : `${where} AND `}${schemaColumn} = ${schema === null ? "DATABASE()" : "?"}${named} ORDER BY ${tableColumn}, ${order}`,
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
