/** Which columns the database counts. */
import type { SchemaColumn } from "@cupel/core";

/** Whether a column is an IDENTITY: it says so, or it is the key that counts up and takes its numbers from no sequence. */
export function isCounted(column: SchemaColumn): boolean {
  if (column.identity !== null) return true;
  const countsUp = column.isAutoIncrementKey || column.autoIncrement === true;
  return countsUp && (column.default?.kind !== "sequence" || column.default.value.optional);
}
