/** From what a database tells of one table to its columns, constraints and indexes. */
import { EVENTS } from "../events.js";
import type { ClauseElement, Expression } from "../expression/element.js";
import { sql } from "../expression/text.js";
import { CheckConstraint, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint } from "../schema/constraints.js";
import { Computed } from "../schema/defaults.js";
import { type ColumnDefinition, ColumnField, type ForeignKeyAction, type Trait } from "../schema/fields.js";
import { Index, type IndexOptions } from "../schema/index-definition.js";
import { FinalName } from "../schema/item.js";
import type { AnyTable } from "../schema/table.js";
import type { Inspector } from "./inspector.js";
import type { ReflectedColumn, ReflectedForeignKey, ReflectedIndex } from "./reflection.js";

/** Adds to a table the columns, constraints and indexes that the database has; columns it has already win. */
export async function fillTable(
  inspector: Inspector,
  table: AnyTable,
  options: { includeColumns?: readonly string[]; excludeColumns?: readonly string[] },
): Promise<void> {
  const within = { schema: table.schema ?? undefined };
  const name = table.tableName;
  const columns = await inspector.getColumns(name, within);
  const kept = columns.filter(
    (column) =>
      (options.includeColumns === undefined || options.includeColumns.includes(column.name)) &&
      !options.excludeColumns?.includes(column.name),
  );
  const has = (column: string | null): boolean => column !== null && kept.some((one) => one.name === column);
  table.resolve();
  for (const column of kept) {
    if (table.columnNamed(column.name) !== undefined) continue;
    const payload = { target: table, table, column: { ...column } };
    await table[EVENTS].emit("columnReflect", payload);
    if (table.metadata !== null) await table.metadata[EVENTS].emit("columnReflect", payload);
    table.appendColumn(column.name, fieldOf(payload.column));
  }
  const key = await inspector.getPrimaryKey(name, within);
  if (key.columns.length > 0 && key.columns.every(has))
    table.append(
      new PrimaryKeyConstraint(key.columns, {
        ...key.dialectOptions,
        ...named(key.name),
        ...(key.comment == null ? {} : { comment: key.comment }),
      }),
    );
  for (const unique of await inspector.getUniqueConstraints(name, within))
    if (unique.columns.every(has))
      table.append(
        new UniqueConstraint(unique.columns, {
          ...unique.dialectOptions,
          ...named(unique.name),
          ...(unique.comment == null ? {} : { comment: unique.comment }),
        }),
      );
  for (const check of await inspector.getCheckConstraints(name, within))
    table.append(
      new CheckConstraint(check.sqlText, {
        ...check.dialectOptions,
        ...named(check.name),
        ...(check.comment == null ? {} : { comment: check.comment }),
      }),
    );
  for (const foreign of await inspector.getForeignKeys(name, within)) if (foreign.columns.every(has)) table.append(foreignKeyOf(foreign));
  for (const index of await inspector.getIndexes(name, within)) if (index.duplicatesConstraint == null) table.append(indexOf(index, table));
}

const named = (name: string | null): { name?: FinalName } => (name === null ? {} : { name: new FinalName(name) });
/** SQL of the database's own, as it stands: a colon in it is no parameter. */
const verbatim = (given: string): Expression<unknown> => sql.raw(given);

function fieldOf(column: ReflectedColumn): ColumnField<unknown, Trait> {
  const options: ColumnDefinition = {
    ...column.dialectOptions,
    nullable: column.nullable,
    primaryKey: column.primaryKey > 0,
    name: column.name,
    ...(column.comment == null ? {} : { comment: column.comment }),
    // The default of a key that the database counts is the counting.
    ...(column.default === null || column.autoIncrement === true ? {} : { serverDefault: verbatim(column.default) as Expression<unknown> }),
    ...(column.computed == null ? {} : { computed: new Computed(column.computed.sqlText, column.computed.persisted) }),
    ...(column.identity == null ? {} : { identity: column.identity }),
    ...(column.autoIncrement === undefined ? {} : { autoIncrement: column.autoIncrement }),
  };
  return new ColumnField(column.type, options, null);
}

function foreignKeyOf(key: ReflectedForeignKey): ForeignKeyConstraint {
  const schema = key.referredSchema ?? null;
  const prefix = schema === null ? "" : `${schema}.`;
  const { onDelete, onUpdate, match, deferrable, initially } = key.options;
  return new ForeignKeyConstraint(
    key.columns,
    key.referredColumns.map((column) => `${prefix}${key.referredTable}.${column}`),
    {
      ...named(key.name),
      ...(key.comment == null ? {} : { comment: key.comment }),
      ...(onDelete === undefined ? {} : { onDelete: onDelete as ForeignKeyAction }),
      ...(onUpdate === undefined ? {} : { onUpdate: onUpdate as ForeignKeyAction }),
      ...(match === undefined ? {} : { match: match as "FULL" }),
      ...(deferrable === undefined ? {} : { deferrable }),
      ...(initially === undefined ? {} : { initially: initially as "DEFERRED" }),
    },
  );
}

function indexOf(index: ReflectedIndex, table: AnyTable): Index {
  const options: IndexOptions = {
    ...index.dialectOptions,
    unique: index.unique,
    ...(index.where == null ? {} : { where: verbatim(index.where) as never }),
  };
  const parts: (string | ClauseElement)[] =
    index.expressions === undefined
      ? (index.columns as string[]).map((name) =>
          index.sorting?.[name]?.includes("desc") === true ? (table.columnNamed(name)?.desc() ?? name) : name,
        )
      : index.expressions.map((expression, position) => {
          const column = index.columns[position] ?? null;
          return column !== null && (expression === column || expression === `"${column.replaceAll('"', '""')}"`)
            ? column
            : (verbatim(expression) as unknown as ClauseElement);
        });
  return new Index(index.name === null ? null : new FinalName(index.name), parts, options);
}
