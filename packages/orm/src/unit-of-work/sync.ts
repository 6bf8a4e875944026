/** Carries key values between the two ends of a relationship. After SQLAlchemy's `orm/sync.py`. */
import { FlushError, type SchemaColumn } from "@cupel/core";
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { Mapper } from "../mapping/mapper.js";
import type { ColumnPair, RelationshipProperty } from "../mapping/relationship.js";
import { readColumn, writeColumn } from "../state/columns.js";
import type { InstanceState } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";

/** A value goes from `source` of one object to `target` of the other. */
export interface SyncPair {
  readonly source: ColumnAttribute;
  readonly target: ColumnAttribute;
}

/** The attribute of a column. @throws FlushError if the class does not map it. */
export function mapped(mapper: Mapper, column: SchemaColumn, property: RelationshipProperty): ColumnAttribute {
  const attribute = mapper.attributeOf(column);
  if (attribute === undefined) {
    throw new FlushError(
      `${String(property)} needs the column "${column.name}" of ${mapper.name}, which the class does not map: map it, or name other columns by foreignKeys, or make the relationship viewOnly.`,
    );
  }
  return attribute;
}

/** Sets the target's columns to the source's values. */
export function populate(source: InstanceState, target: InstanceState, pairs: readonly SyncPair[]): void {
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i]!;
    const value = readColumn(source, pair.source.index);
    if (value === UNLOADED) {
      throw new FlushError(
        `${source.describe()} has no value of "${pair.source.key}" that ${target.describe()} could take: load it first, by session.refresh(…).`,
      );
    }
    if (readColumn(target, pair.target.index) === value) continue;
    writeColumn(target, pair.target.index, value);
  }
}

/** Sets the target's columns to NULL. @throws FlushError if one of them is part of its primary key. */
export function clear(target: InstanceState, pairs: readonly SyncPair[], property: RelationshipProperty): void {
  for (const pair of pairs) {
    const value = readColumn(target, pair.target.index);
    if (value === null || value === undefined) continue;
    if (pair.target.isPrimaryKey) {
      throw new FlushError(
        `${target.describe()} left ${String(property)}, but "${pair.target.key}", which refers to it, is part of its primary key and cannot become NULL: let the relationship cascade "all, delete-orphan", or delete the object.`,
      );
    }
    writeColumn(target, pair.target.index, null);
  }
}

/** A row of an association table: each pair's far column by its key. */
export function populateRow(
  state: InstanceState,
  row: Record<string, unknown>,
  pairs: readonly { readonly source: ColumnAttribute; readonly column: SchemaColumn }[],
  committed: boolean,
): void {
  for (const pair of pairs)
    row[pair.column.key] =
      committed && state.row !== null && state.row[pair.source.index] !== UNLOADED
        ? pair.source.type.restore(state.row[pair.source.index])
        : readColumn(state, pair.source.index);
}

/** Whether a value that others refer to has changed since it was read or written. */
export function isSourceModified(state: InstanceState, pairs: readonly { readonly source: ColumnAttribute }[]): boolean {
  const { row } = state;
  if (row === null) return false;
  for (const { source } of pairs) {
    const kept = row[source.index];
    if (kept === UNLOADED) continue;
    const value = readColumn(state, source.index);
    if (value !== UNLOADED && kept !== null && !source.equals(kept, value)) return true;
  }
  return false;
}

/** The pairs of a relationship as they are kept in step: from the side that is referred to, to the side that refers. */
export function syncPairs(property: RelationshipProperty): SyncPair[] {
  const fromParent = property.direction !== "manyToOne";
  return property.pairs.map((pair: ColumnPair) =>
    fromParent
      ? { source: mapped(property.parent, pair.local, property), target: mapped(property.target, pair.remote, property) }
      : { source: mapped(property.target, pair.remote, property), target: mapped(property.parent, pair.local, property) },
  );
}
