/** Which column of a primary key the database counts up. */
import { ArgumentError } from "../errors.js";
import type { SchemaColumn } from "./column.js";
import type { AnyTable } from "./table.js";

/** After SQLAlchemy's rule: one whole number column, which refers to nothing and has no default; or the one that says so. */
export function findAutoIncrement(table: AnyTable): SchemaColumn | null {
  const key = table.primaryKey;
  const whole = (column: SchemaColumn): boolean =>
    column.type.affinity === "integer" || (column.type.affinity === "numeric" && (column.type as { scale?: number | null }).scale === 0);
  const said = key.filter((column) => column.autoIncrement === true);
  if (said.length > 1)
    throw new ArgumentError(
      `The table "${table.fullName}" has two columns with autoIncrement: ${said.map((column) => `"${column.key}"`).join(" and ")}; only one can be counted up`,
    );
  const [first] = said;
  if (first !== undefined) {
    if (!whole(first))
      throw new ArgumentError(
        `The column "${first.fullName}" of the type ${first.type.describe()} cannot have autoIncrement: only whole numbers are counted up`,
      );
    return first;
  }
  const [only, ...more] = key;
  if (only === undefined || more.length > 0 || only.autoIncrement === false || !whole(only)) return null;
  if (only.autoIncrement !== "ignoreForeignKey" && only.foreignKeys.size > 0) return null;
  if (only.default !== null && !(only.default.kind === "sequence" && only.default.value.optional)) return null;
  return only.serverDefault !== null || only.computed !== null ? null : only;
}
