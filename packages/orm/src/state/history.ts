/** What has changed since the database was last read or written. */
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { InstanceState } from "./instance-state.js";
import { isSameSequence } from "./relationship-edits.js";
import { UNLOADED } from "./unloaded.js";

/** How a relationship differs from what the database has. */
export interface RelationshipHistory {
  readonly added: readonly object[];
  readonly unchanged: readonly object[];
  readonly removed: readonly object[];
  /** Whether what the database has is known: false for a collection that is not loaded, and for a reference set without its old value. */
  readonly isKnown: boolean;
}

const NOTHING: RelationshipHistory = { added: [], unchanged: [], removed: [], isKnown: false };

/** The columns, by index, whose values are not those of the row. Of an object without a row, those that have a value. */
export function changedColumns(state: InstanceState): number[] {
  return state.mapper.comparer.changed(state.entity, state.row);
}

/** Whether anything would be written: columns first, then what its relationships hold. */
export function isModified(state: InstanceState): boolean {
  return state.mapper.comparer.isChanged(state.entity, state.row) || hasRelationshipChanges(state);
}

/** Whether a relationship that is written differs from what the database has. */
export function hasRelationshipChanges(state: InstanceState): boolean {
  const { slots, committed, queued, mapper } = state;
  if (slots === mapper.unloadedSlots && queued === null) return false;
  for (const property of mapper.relationships) {
    const { slot } = property;
    const held = slots[slot];
    if (property.viewOnly) continue;
    if (held === UNLOADED) {
      const waiting = queued?.[slot];
      if (waiting !== undefined && waiting.appended.length + waiting.removed.length > 0) return true;
    } else if (property.uselist) {
      const base = committed[slot] as readonly object[];
      if (isSameSequence(base, held as object[])) continue;
      const { added, removed } = membership(base, held as object[]);
      if (added.length + removed.length > 0) return true;
    } else if (held !== committed[slot]) return true;
  }
  return false;
}

/** What was added to and removed from one relationship; of a reference, at most one of each. */
export function relationshipHistory(state: InstanceState, property: RelationshipProperty): RelationshipHistory {
  const { slot } = property;
  const held = state.slots[slot];
  const base = state.committed[slot];
  if (property.uselist) {
    if (held === UNLOADED) {
      const queued = state.queued?.[slot];
      return queued === undefined ? NOTHING : { added: queued.appended, unchanged: [], removed: queued.removed, isKnown: false };
    }
    const { added, kept, removed } = membership((base === UNLOADED ? [] : base) as readonly object[], held as object[]);
    return { added, unchanged: kept, removed, isKnown: base !== UNLOADED };
  }
  if (held === UNLOADED) return NOTHING;
  const one = (value: unknown): object[] => (value === null || value === UNLOADED ? [] : [value as object]);
  if (held === base) return { added: [], unchanged: one(held), removed: [], isKnown: true };
  return { added: one(held), unchanged: [], removed: one(base), isKnown: base !== UNLOADED };
}

/**
 * Who belongs to a collection now and did not before, and the other way round. The database has each member once, however often the array
 * holds it: a second occurrence is not another row of an association table.
 */
function membership(
  before: readonly object[],
  after: readonly object[],
): { readonly added: readonly object[]; readonly removed: readonly object[]; readonly kept: readonly object[] } {
  if (before.length === 0) return { added: unique(after), removed: [], kept: [] };
  const former = new Set(before);
  const present = new Set(after);
  const added: object[] = [];
  const kept: object[] = [];
  for (const item of present) (former.has(item) ? kept : added).push(item);
  const removed: object[] = [];
  for (const item of former) if (!present.has(item)) removed.push(item);
  return { added, removed, kept };
}

function unique(items: readonly object[]): readonly object[] {
  if (items.length < 2) return items;
  const set = new Set(items);
  return set.size === items.length ? items : [...set];
}

/** What was added to and removed from a column: the new value and, where it was read, the old. */
export function columnHistory(
  state: InstanceState,
  index: number,
): { readonly added: readonly unknown[]; readonly unchanged: readonly unknown[]; readonly removed: readonly unknown[] } {
  const column = state.mapper.columns[index]!;
  const kept = state.row === null ? UNLOADED : state.row[index];
  const value = Object.hasOwn(state.entity, column.key) ? (state.entity as Record<string, unknown>)[column.key] : UNLOADED;
  const old = kept === UNLOADED ? [] : [column.restore(kept)];
  if (value === UNLOADED) return { added: [], unchanged: [], removed: [] };
  if (state.row === null) return { added: value === undefined ? [] : [value], unchanged: [], removed: [] };
  return kept !== UNLOADED && column.equals(kept, value)
    ? { added: [], unchanged: [value], removed: [] }
    : { added: [value], unchanged: [], removed: old };
}
