/** Indexes. */
import type { Connection, ReflectedIndex } from "@cupel/core";
import { type About, ask, byTable, list, type Row, storageOf, text, valuesOf, wanted } from "./ask.js";

/** Of each part: the column's name or NULL, its SQL, its collation and operator class where they are not those of the type, and its order. */
const indexesSql = `SELECT c.relname AS table_name, i.relname AS name, x.indisunique AS is_unique, m.amname AS method,
  pg_catalog.pg_get_expr(x.indpred, x.indrelid, true) AS condition, i.reloptions AS storage, x.indnkeyatts AS key_count,
  (SELECT s.spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = i.reltablespace) AS tablespace,
  COALESCE((pg_catalog.to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_not_distinct,
  (SELECT k.conname FROM pg_catalog.pg_constraint k WHERE k.conindid = x.indexrelid AND k.conrelid = x.indrelid AND k.contype IN ('u', 'x') LIMIT 1) AS constraint_name,
  p.columns, p.texts, p.collations, p.classes, p.orders
FROM pg_catalog.pg_index x
  JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_am m ON m.oid = i.relam
  CROSS JOIN LATERAL (
    SELECT pg_catalog.array_agg(CASE WHEN x.indkey[g.at] <> 0 THEN a.attname::text END ORDER BY g.at) AS columns,
      pg_catalog.array_agg(pg_catalog.pg_get_indexdef(x.indexrelid, g.at + 1, true) ORDER BY g.at) AS texts,
      pg_catalog.array_agg((SELECT l.collname::text FROM pg_catalog.pg_collation l WHERE l.oid = x.indcollation[g.at] AND x.indkey[g.at] <> 0 AND l.oid <> a.attcollation) ORDER BY g.at) AS collations,
      pg_catalog.array_agg((SELECT o.opcname::text FROM pg_catalog.pg_opclass o WHERE o.oid = x.indclass[g.at] AND NOT o.opcdefault) ORDER BY g.at) AS classes,
      pg_catalog.array_agg(CASE WHEN g.at < x.indnkeyatts THEN x.indoption[g.at]::int END ORDER BY g.at) AS orders
    FROM pg_catalog.generate_series(0, x.indnatts - 1) AS g (at)
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[g.at]
  ) AS p
WHERE NOT x.indisprimary AND ${wanted}
ORDER BY c.relname, i.relname`;

export async function indexesOf(connection: Connection, about: About): Promise<Map<string, ReflectedIndex[]>> {
  return byTable(await ask(connection, indexesSql, valuesOf(about)), reflectedIndex);
}

interface Part {
  readonly column: string | null;
  readonly text: string;
  readonly collation: string | null;
  readonly operatorClass: string | null;
  /** 1: descending, 2: nulls first. */
  readonly order: number;
}

function partsOf(row: Row): Part[] {
  const at = (name: string, index: number): string | null => text((row[name] as readonly unknown[])[index]);
  return list(row["texts"]).map((definition, index) => ({
    column: at("columns", index),
    text: definition,
    collation: at("collations", index),
    operatorClass: at("classes", index),
    order: Number(at("orders", index) ?? 0),
  }));
}

function reflectedIndex(row: Row): ReflectedIndex {
  const all = partsOf(row);
  const parts = all.slice(0, Number(row["key_count"]));
  const included = all.slice(parts.length).map((part) => part.column ?? part.text);
  const method = String(row["method"]);
  const storage = storageOf(row["storage"]);
  const tablespace = text(row["tablespace"]);
  const isPlain = parts.every((part) => part.column !== null && part.collation === null && part.order === 0);
  const classes = parts.flatMap(({ column, operatorClass }) =>
    isPlain && column !== null && operatorClass !== null ? [[column, operatorClass] as const] : [],
  );
  const sorting = Object.fromEntries(
    parts.flatMap(({ column, order }) => (column === null || order === 0 ? [] : [[column, wordsOf(order)] as const])),
  );
  const dialectOptions = {
    ...(method === "btree" ? {} : { postgresqlUsing: method }),
    ...(classes.length === 0 ? {} : { postgresqlOps: Object.fromEntries(classes) }),
    ...(included.length === 0 ? {} : { postgresqlInclude: included }),
    ...(storage === null ? {} : { postgresqlWith: storage }),
    ...(tablespace === null ? {} : { postgresqlTablespace: tablespace }),
    ...(row["nulls_not_distinct"] === true ? { postgresqlNullsNotDistinct: true } : {}),
  };
  return {
    name: String(row["name"]),
    columns: parts.map((part) => part.column),
    ...(isPlain ? {} : { expressions: parts.map(sqlOf) }),
    unique: row["is_unique"] === true,
    ...(Object.keys(sorting).length === 0 ? {} : { sorting }),
    where: text(row["condition"]),
    duplicatesConstraint: text(row["constraint_name"]),
    ...(Object.keys(dialectOptions).length === 0 ? {} : { dialectOptions }),
  };
}

function wordsOf(order: number): readonly string[] {
  const down = (order & 1) === 1;
  const first = (order & 2) === 2;
  return [...(down ? ["desc"] : []), ...(down === first ? [] : [first ? "nulls_first" : "nulls_last"])];
}

function sqlOf({ text: definition, collation, operatorClass, order }: Part): string {
  const words = wordsOf(order).map((word) => word.replace("_", " ").toUpperCase());
  return [
    definition,
    ...(collation === null ? [] : [`COLLATE "${collation.replaceAll('"', '""')}"`]),
    ...(operatorClass === null ? [] : [operatorClass]),
    ...words,
  ].join(" ");
}
