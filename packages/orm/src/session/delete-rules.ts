import type { Table } from "@cupel/core";

type AnyTable = Table<never, string>;

/** Whether rows of `other` are deleted or changed by the database when rows of `table` are deleted. */
function follows(other: AnyTable, table: AnyTable): boolean {
  return other.columns.some((column) =>
    [...column.foreignKeys].some((key) => key.targetTable === table && /cascade|set/i.test(key.constraint.onDelete ?? "")),
  );
}

const known = new WeakMap<AnyTable, { readonly tables: number; readonly affected: ReadonlySet<AnyTable> }>();

/** Tables whose rows the database deletes or changes by itself when rows of `table` are deleted (`ON DELETE`), and theirs in turn. */
export function tablesAffectedByDelete(table: AnyTable): ReadonlySet<AnyTable> {
  const { metadata } = table;
  if (metadata === null) return new Set();
  const { tables } = metadata;
  const before = known.get(table);
  if (before !== undefined && before.tables === tables.size) return before.affected;
  const affected = new Set<AnyTable>();
  const todo: AnyTable[] = [table];
  for (let from = todo.pop(); from !== undefined; from = todo.pop()) {
    for (const other of tables.values() as Iterable<AnyTable>) {
      if (affected.has(other) || !follows(other, from)) continue;
      affected.add(other);
      todo.push(other);
    }
  }
  known.set(table, { tables: tables.size, affected });
  return affected;
}
