/** Columns: their types, defaults, identities and computations. */
import type { Connection, IdentityOptions, ReflectedColumn } from "@cupel/core";
import { type About, ask, byTable, list, type Row, text, valuesOf, wanted } from "./ask.js";
import { reflectedType } from "./types.js";

/** Of an enum: its values in their order. Of a domain: what it restricts, and how. `e` is the type itself, or that of the items of an array. */
const columnsSql = `SELECT c.relname AS table_name, a.attname AS name, a.attnotnull AS not_null, a.attidentity AS identity, a.attgenerated AS generated,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS formatted, pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS default_text,
  pg_catalog.col_description(c.oid, a.attnum) AS comment, ty.typelem <> 0 AND ty.typcategory = 'A' AS is_array, a.attndims AS dimensions,
  e.typtype AS kind, e.typname AS type_name,
  CASE WHEN pg_catalog.pg_type_is_visible(e.oid) THEN NULL ELSE en.nspname END AS type_schema,
  CASE WHEN a.attcollation <> 0 AND a.attcollation <> ty.typcollation THEN (SELECT l.collname FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation) END AS collation,
  CASE WHEN e.typtype = 'e' THEN (SELECT pg_catalog.array_agg(v.enumlabel::text ORDER BY v.enumsortorder) FROM pg_catalog.pg_enum v WHERE v.enumtypid = e.oid) END AS labels,
  CASE WHEN e.typtype = 'd' THEN pg_catalog.format_type(e.typbasetype, e.typtypmod) END AS base,
  e.typdefault AS domain_default, e.typnotnull AS domain_not_null,
  CASE WHEN e.typtype = 'd' AND e.typcollation <> 0 THEN (SELECT l.collname FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_type b ON b.oid = e.typbasetype WHERE l.oid = e.typcollation AND l.oid <> b.typcollation) END AS domain_collation,
  CASE WHEN e.typtype = 'd' THEN (SELECT pg_catalog.array_agg(pg_catalog.pg_get_constraintdef(k.oid, true) ORDER BY k.oid) FROM pg_catalog.pg_constraint k WHERE k.contypid = e.oid AND k.contype = 'c') END AS domain_checks,
  CASE WHEN e.typtype = 'd' THEN (SELECT pg_catalog.array_agg(k.conname::text ORDER BY k.oid) FROM pg_catalog.pg_constraint k WHERE k.contypid = e.oid AND k.contype = 'c') END AS domain_check_names,
  (SELECT pg_catalog.array_position(k.conkey, a.attnum) FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p') AS key_place,
  o.deptype AS sequence_kind, s.seqstart::text AS start, s.seqincrement::text AS increment, s.seqmin::text AS min, s.seqmax::text AS max, s.seqcache::text AS cache, s.seqcycle AS cycle
FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type ty ON ty.oid = a.atttypid
  JOIN pg_catalog.pg_type e ON e.oid = CASE WHEN ty.typelem <> 0 AND ty.typcategory = 'A' THEN ty.typelem ELSE ty.oid END
  JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  LEFT JOIN (pg_catalog.pg_depend o JOIN pg_catalog.pg_sequence s ON s.seqrelid = o.objid AND o.classid = 'pg_catalog.pg_class'::regclass)
    ON o.refobjid = c.oid AND o.refobjsubid = a.attnum AND o.refclassid = 'pg_catalog.pg_class'::regclass AND o.deptype IN ('a', 'i')
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ${wanted}
ORDER BY c.relname, a.attnum`;

export async function columnsOf(connection: Connection, about: About): Promise<Map<string, ReflectedColumn[]>> {
  return byTable(await ask(connection, columnsSql, valuesOf(about)), reflectedColumn);
}

function reflectedColumn(row: Row): ReflectedColumn {
  const expression = text(row["default_text"]);
  const isComputed = row["generated"] !== "";
  const isIdentity = row["identity"] !== "";
  const primaryKey = Number(row["key_place"] ?? 0);
  const counts = !isIdentity && row["sequence_kind"] === "a" && expression !== null && /^nextval\(/.test(expression);
  const comment = text(row["comment"]);
  return {
    name: String(row["name"]),
    type: reflectedType({
      formatted: String(row["formatted"]),
      collation: text(row["collation"]),
      kind: String(row["kind"]),
      name: String(row["type_name"]),
      schema: text(row["type_schema"]),
      isArray: row["is_array"] === true,
      dimensions: Number(row["dimensions"]),
      labels: list(row["labels"]),
      domain:
        row["kind"] === "d"
          ? {
              base: row["base"],
              default: row["domain_default"],
              not_null: row["domain_not_null"],
              collation: row["domain_collation"],
              constraints: row["domain_checks"],
              constraint_names: row["domain_check_names"],
            }
          : null,
    }),
    nullable: row["not_null"] !== true,
    default: isComputed ? null : expression,
    primaryKey,
    computed: isComputed ? { sqlText: expression ?? "", persisted: row["generated"] === "s" } : null,
    identity: isIdentity ? identityOf(row) : null,
    // A key that nothing counts is given by whoever inserts.
    ...(primaryKey > 0 && !isIdentity ? { autoIncrement: counts } : {}),
    ...(comment === null ? {} : { comment }),
  };
}

const widest: Readonly<Record<string, bigint>> = { smallint: 2n ** 15n, integer: 2n ** 31n, bigint: 2n ** 63n };

/** Only what differs from what the server would choose. */
function identityOf(row: Row): IdentityOptions {
  const read = (name: string): bigint => BigInt(String(row[name]));
  const increment = read("increment");
  const up = increment > 0n;
  const size = widest[String(row["formatted"])] ?? 2n ** 63n;
  const [least, most] = up ? [1n, size - 1n] : [-size, -1n];
  const minValue = read("min");
  const maxValue = read("max");
  const start = read("start");
  const cache = Number(read("cache"));
  const asNumber = (value: bigint): number | bigint =>
    value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  return {
    always: row["identity"] === "a",
    ...(start === (up ? minValue : maxValue) ? {} : { start: asNumber(start) }),
    ...(increment === 1n ? {} : { increment: asNumber(increment) }),
    ...(minValue === least ? {} : { minValue: asNumber(minValue) }),
    ...(maxValue === most ? {} : { maxValue: asNumber(maxValue) }),
    ...(cache === 1 ? {} : { cache }),
    ...(row["cycle"] === true ? { cycle: true } : {}),
  };
}
