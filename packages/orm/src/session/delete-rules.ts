import type { Table } from "@cupel/core";

/** Tables whose rows the database deletes or changes by itself when rows of `table` are deleted (`ON DELETE`), and theirs in turn. */
export function tablesAffectedByDelete(table: Table): Set<unknown> {
  const affected = new Set<unknown>();
  const todo: Table[] = [table];
  for (let from = todo.pop(); from !== undefined; from = todo.pop()) {
    for (const other of from.metadata.tables.values() as Iterable<Table>) {
      if (affected.has(other)) continue;
      for (const key of other.foreignKeys) {
        if (key.column.table !== from || key.onDelete === null || !/cascade|set/i.test(key.onDelete)) continue;
        affected.add(other);
        todo.push(other);
        break;
      }
    }
  }
  return affected;
}
