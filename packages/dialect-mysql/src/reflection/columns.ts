/** The columns of tables. */
import type { Connection, ReflectedColumn } from "@cupel/core";
import { ask, askOfTables, type Row, text, unescaped } from "./ask.js";
import { reflectedType } from "./types.js";

interface Surroundings {
  readonly isMariadb: boolean;
  readonly dialect: Connection["dialect"];
  /** The collation of the table that a column is in. */
  readonly tableCollation: string | null;
  /** The columns that a check says are JSON. */
  readonly json: ReadonlySet<string>;
  /** The places in the primary key. */
  readonly key: ReadonlyMap<string, number>;
}

export async function columnsOf(
  connection: Connection,
  isMariadb: boolean,
  schema: string | null,
  tables: readonly string[],
): Promise<Map<string, ReflectedColumn[]>> {
  const of = (select: string, order: string, where?: string): Promise<Map<string, Row[]>> =>
    askOfTables(
      connection,
      { select, ...(where === undefined ? {} : { where }), schemaColumn: "TABLE_SCHEMA", tableColumn: "TABLE_NAME", order },
      schema,
      tables,
    );
  const columns = await of(
    "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, CHARACTER_SET_NAME, COLLATION_NAME, EXTRA, COLUMN_COMMENT, GENERATION_EXPRESSION FROM information_schema.COLUMNS",
    "ORDINAL_POSITION",
  );
  const collations = await of("SELECT TABLE_NAME, TABLE_COLLATION FROM information_schema.TABLES", "1");
  const keys = await of(
    "SELECT TABLE_NAME, COLUMN_NAME, SEQ_IN_INDEX FROM information_schema.STATISTICS",
    "SEQ_IN_INDEX",
    "INDEX_NAME = 'PRIMARY'",
  );
  const json = isMariadb ? await jsonColumns(connection, schema, tables) : new Map<string, Set<string>>();
  const answers = new Map<string, ReflectedColumn[]>();
  for (const [table, rows] of columns) {
    const around: Surroundings = {
      isMariadb,
      dialect: connection.dialect,
      tableCollation: text(collations.get(table)?.[0]?.[1]),
      json: json.get(table) ?? new Set(),
      key: new Map((keys.get(table) ?? []).map(([, column, place]) => [String(column), Number(place)])),
    };
    answers.set(
      table,
      rows.map((row) => columnOf(row, around)),
    );
  }
  return answers;
}

/** What stands in the check of MariaDB's JSON. */
const jsonCheck = /^json_valid\(`((?:[^`]|``)*)`\)$/i;

/** Whether a check is no more than MariaDB's way to have JSON. */
export function jsonColumnOf(level: unknown, clause: unknown): string | null {
  if (String(level) !== "Column") return null;
  return jsonCheck.exec(String(clause))?.[1]?.replaceAll("``", "`") ?? null;
}

async function jsonColumns(connection: Connection, schema: string | null, tables: readonly string[]): Promise<Map<string, Set<string>>> {
  const checks = await askOfTables(
    connection,
    {
      select: "SELECT TABLE_NAME, LEVEL, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS",
      schemaColumn: "CONSTRAINT_SCHEMA",
      tableColumn: "TABLE_NAME",
      order: "CONSTRAINT_NAME",
    },
    schema,
    tables,
  );
  return new Map(
    [...checks].map(([table, rows]) => [table, new Set(rows.flatMap(([, level, clause]) => jsonColumnOf(level, clause) ?? []))]),
  );
}

function columnOf(row: Row, { isMariadb, dialect, tableCollation, json, key }: Surroundings): ReflectedColumn {
  const [, rawName, columnType, isNullable, rawDefault, rawCharset, rawCollation, rawExtra, comment, generation] = row;
  const name = String(rawName);
  const extra = String(rawExtra);
  const collation = text(rawCollation);
  const isOwn = collation !== null && collation !== tableCollation;
  const charset = text(rawCharset);
  const isOwnCharset = isOwn && charset !== tableCollation?.split("_")[0];
  const place = key.get(name) ?? 0;
  const computed = generation === null || generation === "" ? null : unescaped(String(generation), isMariadb);
  return {
    name,
    type: reflectedType({
      columnType: String(columnType),
      charset: isOwnCharset ? charset : null,
      collation: isOwn ? collation : null,
      isJson: json.has(name) && /^longtext/i.test(String(columnType)),
    }),
    nullable: isNullable === "YES",
    default: computed !== null ? null : defaultOf(text(rawDefault), String(columnType), extra, isMariadb, dialect),
    primaryKey: place,
    ...(place > 0 ? { autoIncrement: /auto_increment/i.test(extra) } : {}),
    comment: comment === "" ? null : text(comment),
    computed: computed === null ? null : { sqlText: computed, persisted: /STORED|PERSISTENT/i.test(extra) },
  };
}

/** What stands behind DEFAULT: MariaDB tells it as SQL, MySQL as a value that is to be written as SQL. */
function defaultOf(
  told: string | null,
  columnType: string,
  extra: string,
  isMariadb: boolean,
  dialect: Connection["dialect"],
): string | null {
  const onUpdate = /on update (\w+(?:\(\d*\))?)/i.exec(extra)?.[1];
  const value = isMariadb ? (told === "NULL" ? null : told) : mysqlDefault(told, columnType, extra, dialect);
  if (onUpdate === undefined) return value;
  return `${value ?? "NULL"} ON UPDATE ${onUpdate}`;
}

function mysqlDefault(told: string | null, columnType: string, extra: string, dialect: Connection["dialect"]): string | null {
  if (told === null) return null;
  if (/DEFAULT_GENERATED/i.test(extra)) return unescaped(told, false);
  if (/^(?:tinyint|smallint|mediumint|int|bigint|decimal|float|double|year)\b/i.test(columnType) || /^b'[01]*'$/.test(told)) return told;
  return dialect.stringLiteral(told);
}

/** The names of tables and views of a schema that are of one of some kinds. */
export async function namesOf(connection: Connection, schema: string | null, kinds: readonly string[]): Promise<string[]> {
  const rows = await ask(
    connection,
    `SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${schema === null ? "DATABASE()" : "?"} AND TABLE_TYPE IN (${kinds.map(() => "?").join(", ")}) ORDER BY TABLE_NAME`,
    [...(schema === null ? [] : [schema]), ...kinds],
  );
  return rows.map(([name]) => String(name));
}
