/** Keys, unique and check constraints, foreign keys, and what is said of a table as a whole. */
import type {
  Connection,
  ReflectedCheckConstraint,
  ReflectedForeignKey,
  ReflectedPrimaryKey,
  ReflectedUniqueConstraint,
} from "@cupel/core";
import { type About, ask, byTable, list, type Row, storageOf, text, valuesOf, wanted } from "./ask.js";

const from = `FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`;

/** The names of the columns of a list of numbers, in their order. */
const columnNames = (table: string, numbers: string): string =>
  `(SELECT pg_catalog.array_agg(a.attname::text ORDER BY u.place) FROM pg_catalog.unnest(${numbers}) WITH ORDINALITY AS u (num, place) JOIN pg_catalog.pg_attribute a ON a.attrelid = ${table} AND a.attnum = u.num)`;

// The index of a key may hold more columns. A version before 15 knows no NULLS NOT DISTINCT: there the field is missing.
const keysSql = (
  kind: "p" | "u",
): string => `SELECT c.relname AS table_name, k.conname AS name, ${columnNames("c.oid", "k.conkey")} AS columns,
  pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment, k.condeferrable AS deferrable, k.condeferred AS deferred,
  ${columnNames("c.oid", "(x.indkey::int2[])[x.indnkeyatts:]")} AS included,
  COALESCE((pg_catalog.to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_not_distinct
${from}
  LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid
WHERE k.contype = '${kind}' AND ${wanted}
ORDER BY c.relname, k.conname`;

function keyOptions(row: Row): Record<string, unknown> | null {
  const included = list(row["included"]);
  const options = {
    ...(row["deferrable"] === true ? { deferrable: true } : {}),
    ...(row["deferred"] === true ? { initially: "DEFERRED" } : {}),
    ...(included.length > 0 ? { postgresqlInclude: included } : {}),
    ...(row["nulls_not_distinct"] === true ? { postgresqlNullsNotDistinct: true } : {}),
  };
  return Object.keys(options).length === 0 ? null : options;
}

function reflectedKey(row: Row): ReflectedUniqueConstraint {
  const comment = text(row["comment"]);
  const dialectOptions = keyOptions(row);
  return {
    name: String(row["name"]),
    columns: list(row["columns"]),
    ...(comment === null ? {} : { comment }),
    ...(dialectOptions === null ? {} : { dialectOptions }),
  };
}

export async function primaryKeysOf(connection: Connection, about: About): Promise<Map<string, ReflectedPrimaryKey>> {
  const keys = byTable(await ask(connection, keysSql("p"), valuesOf(about)), reflectedKey);
  return new Map([...keys].map(([table, [key]]) => [table, key as ReflectedPrimaryKey]));
}
export async function uniqueConstraintsOf(connection: Connection, about: About): Promise<Map<string, ReflectedUniqueConstraint[]>> {
  return byTable(await ask(connection, keysSql("u"), valuesOf(about)), reflectedKey);
}

export async function checkConstraintsOf(connection: Connection, about: About): Promise<Map<string, ReflectedCheckConstraint[]>> {
  const rows = await ask(
    connection,
    `SELECT c.relname AS table_name, k.conname AS name, pg_catalog.pg_get_constraintdef(k.oid, true) AS definition, k.convalidated AS validated,
  k.connoinherit AS no_inherit, pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment
${from}
WHERE k.contype = 'c' AND ${wanted}
ORDER BY c.relname, k.conname`,
    valuesOf(about),
  );
  return byTable(rows, (row) => {
    const comment = text(row["comment"]);
    return {
      name: String(row["name"]),
      sqlText: String(row["definition"]).replace(/^CHECK \((.*)\)(?: NO INHERIT)?(?: NOT VALID)?$/s, "$1"),
      ...(comment === null ? {} : { comment }),
      ...(row["validated"] === true ? {} : { dialectOptions: { postgresqlNotValid: true } }),
    };
  });
}

const actions: Readonly<Record<string, string>> = { r: "RESTRICT", c: "CASCADE", n: "SET NULL", d: "SET DEFAULT" };

export async function foreignKeysOf(connection: Connection, about: About): Promise<Map<string, ReflectedForeignKey[]>> {
  const rows = await ask(
    connection,
    `SELECT c.relname AS table_name, k.conname AS name, ${columnNames("c.oid", "k.conkey")} AS columns,
  CASE WHEN $1::text IS NULL AND pg_catalog.pg_table_is_visible(f.oid) THEN NULL ELSE fn.nspname END AS referred_schema,
  f.relname AS referred_table, ${columnNames("f.oid", "k.confkey")} AS referred_columns,
  k.confdeltype AS on_delete, k.confupdtype AS on_update, k.confmatchtype AS match, k.condeferrable AS deferrable, k.condeferred AS deferred,
  pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment
${from}
  JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
  JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
WHERE k.contype = 'f' AND ${wanted}
ORDER BY c.relname, k.conname`,
    valuesOf(about),
  );
  return byTable(rows, (row) => {
    const comment = text(row["comment"]);
    const onDelete = actions[String(row["on_delete"])];
    const onUpdate = actions[String(row["on_update"])];
    return {
      name: String(row["name"]),
      columns: list(row["columns"]),
      referredSchema: text(row["referred_schema"]),
      referredTable: String(row["referred_table"]),
      referredColumns: list(row["referred_columns"]),
      options: {
        ...(onDelete === undefined ? {} : { onDelete }),
        ...(onUpdate === undefined ? {} : { onUpdate }),
        ...(row["match"] === "f" ? { match: "FULL" } : {}),
        ...(row["deferrable"] === true ? { deferrable: true } : {}),
        ...(row["deferred"] === true ? { initially: "DEFERRED" } : {}),
      },
      ...(comment === null ? {} : { comment }),
    };
  });
}

/** What is said of a table itself. */
export interface TableFacts {
  readonly comment: string | null;
  readonly options: Record<string, unknown>;
}

export async function tableFactsOf(connection: Connection, about: About): Promise<Map<string, TableFacts>> {
  const rows = await ask(
    connection,
    `SELECT c.relname AS table_name, pg_catalog.obj_description(c.oid, 'pg_class') AS comment, c.reloptions AS storage, c.relpersistence AS persistence,
  CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_by,
  (SELECT s.spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = c.reltablespace) AS tablespace,
  CASE WHEN NOT c.relispartition THEN (SELECT pg_catalog.array_agg(p.relname::text ORDER BY i.inhseqno) FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = c.oid) END AS parents
FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ${wanted}`,
    valuesOf(about),
  );
  const facts = byTable(rows, (row): TableFacts => {
    const storage = storageOf(row["storage"]);
    const parents = list(row["parents"]);
    const partitionBy = text(row["partition_by"]);
    const tablespace = text(row["tablespace"]);
    return {
      comment: text(row["comment"]),
      options: {
        ...(row["persistence"] === "u" ? { prefixes: ["UNLOGGED"] } : {}),
        ...(storage === null ? {} : { postgresqlWith: storage }),
        ...(parents.length === 0 ? {} : { postgresqlInherits: parents }),
        ...(partitionBy === null ? {} : { postgresqlPartitionBy: partitionBy }),
        ...(tablespace === null ? {} : { postgresqlTablespace: tablespace }),
      },
    };
  });
  return new Map([...facts].map(([table, [fact]]) => [table, fact as TableFacts]));
}
