/** The schema of a SQLite database: what PRAGMA tells, and what only the text of CREATE says. */

import type {
  ReflectedCheckConstraint,
  ReflectedColumn,
  ReflectedForeignKey,
  ReflectedIndex,
  ReflectedPrimaryKey,
  ReflectedUniqueConstraint,
} from "@cupel/core";
import { type Connection, NoSuchTableError } from "@cupel/core";
import type { Reflection } from "@cupel/core/internal";
import { type ParsedTable, parseCreateIndex, parseCreateTable } from "./create-table-parser.js";
import { reflectedType } from "./reflected-type.js";

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const master = (schema: string | null): string =>
  schema === null
    ? `(SELECT type, name, tbl_name, sql FROM main.sqlite_master UNION ALL SELECT type, name, tbl_name, sql FROM temp.sqlite_master)`
    : `${quoted(schema)}.sqlite_master`;

async function ask(connection: Connection, sql: string, values: readonly unknown[] = []): Promise<unknown[][]> {
  return (await connection.execDriverSql(sql, values).all()).map((row) => [...row]);
}
async function names(connection: Connection, sql: string, values: readonly unknown[] = []): Promise<string[]> {
  return (await ask(connection, sql, values)).map(([name]) => String(name));
}
/** A PRAGMA in its form as a table, so that names are bound. */
const pragma = (name: string, schema: string | null): string => `pragma_${name}(?${schema === null ? "" : ", ?"})`;
const about = (table: string, schema: string | null): unknown[] => (schema === null ? [table] : [table, schema]);

export class SqliteReflection implements Reflection {
  readonly defaultSchema = "main";

  async hasTable(connection: Connection, table: string, schema: string | null): Promise<boolean> {
    return (
      (
        await ask(connection, `SELECT 1 FROM ${master(schema)} WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE LIMIT 1`, [
          table,
        ])
      ).length > 0
    );
  }
  async hasSequence(): Promise<boolean> {
    return false;
  }
  async schemaNames(connection: Connection): Promise<string[]> {
    return names(connection, "SELECT name FROM pragma_database_list WHERE name <> 'temp' ORDER BY seq");
  }
  async tableNames(connection: Connection, schema: string | null): Promise<string[]> {
    return names(
      connection,
      `SELECT name FROM ${quoted(schema ?? "main")}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name`,
    );
  }
  async tempTableNames(connection: Connection): Promise<string[]> {
    return names(
      connection,
      "SELECT name FROM temp.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name",
    );
  }
  async viewNames(connection: Connection, schema: string | null): Promise<string[]> {
    return names(connection, `SELECT name FROM ${quoted(schema ?? "main")}.sqlite_master WHERE type = 'view' ORDER BY name`);
  }
  async tempViewNames(connection: Connection): Promise<string[]> {
    return names(connection, "SELECT name FROM temp.sqlite_master WHERE type = 'view' ORDER BY name");
  }
  async materializedViewNames(): Promise<string[]> {
    return [];
  }
  async sequenceNames(): Promise<string[]> {
    return [];
  }
  async viewDefinition(connection: Connection, view: string, schema: string | null): Promise<string> {
    const [row] = await ask(connection, `SELECT sql FROM ${master(schema)} WHERE type = 'view' AND name = ? COLLATE NOCASE`, [view]);
    if (row === undefined) throw missing(view, schema, "view");
    return String(row[0]);
  }

  async columns(connection: Connection, table: string, schema: string | null): Promise<ReflectedColumn[]> {
    const rows = await ask(
      connection,
      `SELECT name, type, "notnull", dflt_value, pk, hidden FROM ${pragma("table_xinfo", schema)} ORDER BY cid`,
      about(table, schema),
    );
    const visible = rows.filter((row) => Number(row[5]) !== 1);
    if (visible.length === 0) throw missing(table, schema, "table");
    const parsed = await this.parsed(connection, table, schema);
    return visible.map(([rawName, declared, notNull, value, key, hidden]) => {
      const name = String(rawName);
      const details = parsed?.columns.get(name);
      const generated = Number(hidden) >= 2;
      // The parser keeps what was written: VIRTUAL where nothing was said is the database's own choice.
      const isKey = Number(key) > 0;
      const declaredType = generated ? String(declared).replace(/\s*GENERATED\s+ALWAYS$/i, "") : String(declared);
      return {
        name,
        type: reflectedType(declaredType, details?.collation ?? null),
        nullable: Number(notNull) === 0 && !(isKey && parsed?.withoutRowid === true),
        default: generated || value === null ? null : String(value),
        primaryKey: Number(key),
        computed: generated
          ? {
              sqlText: details?.generated?.text ?? "",
              persisted: details?.generated === undefined || details.generated === null ? Number(hidden) === 3 : details.generated.stored,
            }
          : null,
        ...(details?.onConflictNotNull == null ? {} : { dialectOptions: { sqliteOnConflictNotNull: details.onConflictNotNull } }),
      };
    });
  }

  async primaryKey(connection: Connection, table: string, schema: string | null): Promise<ReflectedPrimaryKey> {
    const rows = await ask(connection, `SELECT name FROM ${pragma("table_xinfo", schema)} WHERE pk > 0 ORDER BY pk`, about(table, schema));
    const parsed = await this.parsed(connection, table, schema);
    if (parsed === null && !(await this.hasTable(connection, table, schema))) throw missing(table, schema, "table");
    const conflict = parsed?.primaryKey?.onConflict ?? null;
    return {
      name: parsed?.primaryKey?.name ?? null,
      columns: rows.map(([name]) => String(name)),
      ...(conflict === null ? {} : { dialectOptions: { sqliteOnConflict: conflict } }),
    };
  }

  async foreignKeys(connection: Connection, table: string, schema: string | null): Promise<ReflectedForeignKey[]> {
    const parsed = await this.parsed(connection, table, schema);
    if (parsed === null) return [];
    const keys: ReflectedForeignKey[] = [];
    for (const key of parsed.foreignKeys) {
      const referred =
        key.referred.length > 0
          ? key.referred
          : (await this.primaryKey(connection, key.table, schema).catch(() => ({ columns: key.columns }))).columns;
      const { onDelete, onUpdate, match, deferrable, initially } = key;
      const options = Object.fromEntries(
        Object.entries({ onDelete, onUpdate, match, deferrable, initially }).filter(([, value]) => value !== undefined),
      );
      keys.push({
        name: key.name,
        columns: key.columns,
        referredSchema: schema,
        referredTable: key.table,
        referredColumns: referred,
        options,
      });
    }
    return keys;
  }

  async indexes(connection: Connection, table: string, schema: string | null): Promise<ReflectedIndex[]> {
    const list = await ask(
      connection,
      `SELECT name, "unique", partial FROM ${pragma("index_list", schema)} WHERE origin = 'c' ORDER BY name`,
      about(table, schema),
    );
    const indexes: ReflectedIndex[] = [];
    for (const [rawName, unique, partial] of list) {
      const name = String(rawName);
      const rows = await ask(
        connection,
        `SELECT name, "desc", coll, cid FROM ${pragma("index_xinfo", schema)} WHERE key = 1 ORDER BY seqno`,
        about(name, schema),
      );
      const [definition] = await ask(connection, `SELECT sql FROM ${master(schema)} WHERE type = 'index' AND name = ?`, [name]);
      const parsed = parseCreateIndex(String(definition?.[0] ?? ""));
      const columns = rows.map(([column, , , cid]) => (Number(cid) < 0 ? null : String(column)));
      const isPlain = rows.every(
        ([, descending, , cid], position) =>
          Number(cid) >= 0 && Number(descending) === 0 && !/\bCOLLATE\b/i.test(parsed?.parts[position] ?? ""),
      );
      const sorting = Object.fromEntries(
        rows.flatMap(([column, descending]) => (Number(descending) === 1 && column !== null ? [[String(column), ["desc"]]] : [])),
      );
      indexes.push({
        name,
        columns,
        unique: Number(unique) === 1,
        ...(isPlain || parsed === null ? {} : { expressions: parsed.parts }),
        ...(Object.keys(sorting).length === 0 ? {} : { sorting }),
        ...(Number(partial) === 1 ? { where: parsed?.where ?? null } : {}),
      });
    }
    return indexes;
  }

  async uniqueConstraints(connection: Connection, table: string, schema: string | null): Promise<ReflectedUniqueConstraint[]> {
    const parsed = await this.parsed(connection, table, schema);
    return (parsed?.uniques ?? []).map(({ name, columns, onConflict }) => ({
      name,
      columns,
      ...(onConflict === null ? {} : { dialectOptions: { sqliteOnConflict: onConflict } }),
    }));
  }
  async checkConstraints(connection: Connection, table: string, schema: string | null): Promise<ReflectedCheckConstraint[]> {
    const parsed = await this.parsed(connection, table, schema);
    return (parsed?.checks ?? []).map(({ name, text, onConflict }) => ({
      name,
      sqlText: text,
      ...(onConflict === null ? {} : { dialectOptions: { sqliteOnConflict: onConflict } }),
    }));
  }
  async tableComment(): Promise<null> {
    return null;
  }
  async tableOptions(connection: Connection, table: string, schema: string | null): Promise<Record<string, unknown>> {
    const parsed = await this.parsed(connection, table, schema);
    return {
      ...(parsed?.withoutRowid === true ? { sqliteWithRowid: false } : {}),
      ...(parsed?.strict === true ? { sqliteStrict: true } : {}),
      ...(parsed?.isAutoincrement === true ? { sqliteAutoincrement: true } : {}),
    };
  }

  private async parsed(connection: Connection, table: string, schema: string | null): Promise<ParsedTable | null> {
    const [row] = await ask(
      connection,
      `SELECT type, sql FROM ${master(schema)} WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE`,
      [table],
    );
    if (row === undefined) throw missing(table, schema, "table");
    return row[0] === "table" ? parseCreateTable(String(row[1])) : null;
  }
}

function missing(name: string, schema: string | null, what: string): NoSuchTableError {
  return new NoSuchTableError(`There is no ${what} "${name}"${schema === null ? "" : ` in the schema "${schema}"`} in this database`);
}
