/** Keys, indexes and checks. A unique constraint is a unique index here, and a foreign key makes an index for itself. */
import type {
  Connection,
  ReflectedCheckConstraint,
  ReflectedForeignKey,
  ReflectedIndex,
  ReflectedPrimaryKey,
  ReflectedUniqueConstraint,
} from "@cupel/core";
import { askOfTables, type Row, text, unescaped } from "./ask.js";
import { jsonColumnOf } from "./columns.js";

type Of<T> = Promise<Map<string, T>>;

export async function primaryKeysOf(connection: Connection, schema: string | null, tables: readonly string[]): Of<ReflectedPrimaryKey> {
  const rows = await askOfTables(
    connection,
    {
      select: "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.STATISTICS",
      where: "INDEX_NAME = 'PRIMARY'",
      schemaColumn: "TABLE_SCHEMA",
      tableColumn: "TABLE_NAME",
      order: "SEQ_IN_INDEX",
    },
    schema,
    tables,
  );
  // Its name is PRIMARY, whatever it was given.
  return new Map([...rows].map(([table, parts]) => [table, { name: null, columns: parts.map(([, column]) => String(column)) }]));
}

function groupedBy(rows: readonly Row[], place: number): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = String(row[place]);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

export async function foreignKeysOf(connection: Connection, schema: string | null, tables: readonly string[]): Of<ReflectedForeignKey[]> {
  const within = { schemaColumn: "k.TABLE_SCHEMA", tableColumn: "k.TABLE_NAME", order: "k.CONSTRAINT_NAME, k.ORDINAL_POSITION" };
  const rows = await askOfTables(
    connection,
    {
      select:
        "SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.TABLE_SCHEMA, k.REFERENCED_TABLE_SCHEMA, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.UPDATE_RULE, r.DELETE_RULE " +
        "FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME",
      where: "k.REFERENCED_TABLE_NAME IS NOT NULL",
      ...within,
    },
    schema,
    tables,
  );
  return new Map([...rows].map(([table, parts]) => [table, [...groupedBy(parts, 1).values()].map((group) => foreignKeyOf(group, schema))]));
}

/** RESTRICT and NO ACTION are the same, and what there is if nothing was said. */
const saidRule = (rule: unknown): string | undefined => (/^(?:RESTRICT|NO ACTION)$/.test(String(rule)) ? undefined : String(rule));

function foreignKeyOf(rows: readonly Row[], schema: string | null): ReflectedForeignKey {
  const [, name, , own, referredSchema, referredTable, , updateRule, deleteRule] = rows[0] as Row;
  const onDelete = saidRule(deleteRule);
  const onUpdate = saidRule(updateRule);
  return {
    name: text(name),
    columns: rows.map((row) => String(row[2])),
    referredSchema: referredSchema === own ? schema : text(referredSchema),
    referredTable: String(referredTable),
    referredColumns: rows.map((row) => String(row[6])),
    options: { ...(onDelete === undefined ? {} : { onDelete }), ...(onUpdate === undefined ? {} : { onUpdate }) },
  };
}

interface IndexRows {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly isUnique: boolean;
  /** Every part is a whole column, in its usual order. */
  readonly isPlain: boolean;
}

async function indexRowsOf(connection: Connection, isMariadb: boolean, schema: string | null, tables: readonly string[]): Of<IndexRows[]> {
  const rows = await askOfTables(
    connection,
    {
      select: `SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME, NON_UNIQUE, SUB_PART, INDEX_TYPE, COLLATION, ${isMariadb ? "NULL" : "EXPRESSION"} FROM information_schema.STATISTICS`,
      where: "INDEX_NAME <> 'PRIMARY'",
      schemaColumn: "TABLE_SCHEMA",
      tableColumn: "TABLE_NAME",
      order: "INDEX_NAME, SEQ_IN_INDEX",
    },
    schema,
    tables,
  );
  return new Map(
    [...rows].map(([table, parts]) => [
      table,
      [...groupedBy(parts, 1)].map(([name, group]) => ({
        name,
        rows: group,
        isUnique: Number(group[0]?.[3]) === 0,
        isPlain: group.every(
          ([, , column, , part, kind, order]) => column !== null && part === null && order !== "D" && /^(?:BTREE|HASH)$/.test(String(kind)),
        ),
      })),
    ]),
  );
}

export async function indexesOf(
  connection: Connection,
  isMariadb: boolean,
  schema: string | null,
  tables: readonly string[],
): Of<ReflectedIndex[]> {
  const indexes = await indexRowsOf(connection, isMariadb, schema, tables);
  const keys = await foreignKeysOf(connection, schema, tables);
  return new Map(
    [...indexes].map(([table, all]) => [table, all.map((index) => indexOf(index, keys.get(table) ?? [], connection.dialect))]),
  );
}

function indexOf(
  { name, rows, isUnique, isPlain }: IndexRows,
  keys: readonly ReflectedForeignKey[],
  dialect: Connection["dialect"],
): ReflectedIndex {
  const kind = String(rows[0]?.[5]);
  const columns = rows.map(([, , column]) => text(column));
  const isOfKey = !isUnique && isPlain && keys.some((key) => key.name === name && key.columns.join("\0") === columns.join("\0"));
  const lengths =
    kind === "SPATIAL" ? [] : rows.flatMap(([, , column, , part]) => (part === null ? [] : [[String(column), Number(part)] as const]));
  const sorting = Object.fromEntries(
    rows.flatMap(([, , column, , , , order]) => (column !== null && order === "D" ? [[String(column), ["desc"]]] : [])),
  );
  const dialectOptions = {
    ...(lengths.length === 0 ? {} : { [`${dialect.name}Length`]: Object.fromEntries(lengths) }),
    ...(kind === "FULLTEXT" || kind === "SPATIAL" ? { [`${dialect.name}Prefix`]: kind } : {}),
    ...(kind === "HASH" ? { [`${dialect.name}Using`]: "hash" } : {}),
  };
  return {
    name,
    columns,
    unique: isUnique,
    ...(columns.includes(null)
      ? { expressions: rows.map(([, , column, , , , , expression]) => text(column) ?? unescaped(String(expression), false)) }
      : {}),
    ...(Object.keys(sorting).length === 0 ? {} : { sorting }),
    ...(isOfKey || (isUnique && isPlain) ? { duplicatesConstraint: name } : {}),
    ...(Object.keys(dialectOptions).length === 0 ? {} : { dialectOptions }),
  };
}

export async function uniquesOf(
  connection: Connection,
  isMariadb: boolean,
  schema: string | null,
  tables: readonly string[],
): Of<ReflectedUniqueConstraint[]> {
  const indexes = await indexRowsOf(connection, isMariadb, schema, tables);
  return new Map(
    [...indexes].map(([table, all]) => [
      table,
      all
        .filter(({ isUnique, isPlain }) => isUnique && isPlain)
        .map(({ name, rows }) => ({ name, columns: rows.map(([, , column]) => String(column)) })),
    ]),
  );
}

export async function checksOf(
  connection: Connection,
  isMariadb: boolean,
  schema: string | null,
  tables: readonly string[],
): Of<ReflectedCheckConstraint[]> {
  const rows = await askOfTables(
    connection,
    isMariadb
      ? {
          select: "SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, LEVEL FROM information_schema.CHECK_CONSTRAINTS",
          schemaColumn: "CONSTRAINT_SCHEMA",
          tableColumn: "TABLE_NAME",
          order: "CONSTRAINT_NAME",
        }
      : {
          select:
            "SELECT t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE, NULL FROM information_schema.CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND t.CONSTRAINT_TYPE = 'CHECK'",
          schemaColumn: "t.TABLE_SCHEMA",
          tableColumn: "t.TABLE_NAME",
          order: "c.CONSTRAINT_NAME",
        },
    schema,
    tables,
  );
  return new Map(
    [...rows].map(([table, checks]) => [
      table,
      checks
        .filter(([, , clause, level]) => jsonColumnOf(level, clause) === null)
        // One that stands in a column has the column's name, and takes none.
        .map(([, name, clause, level]) => ({
          name: level === "Column" ? null : text(name),
          sqlText: unescaped(String(clause), isMariadb),
        })),
    ]),
  );
}
