/** Reading references without I/O: what is loaded, what a foreign key finds in the identity map, what a new object cannot have. */
import type { RelationshipProperty } from "../mapping/relationship.js";
import { readColumn } from "./columns.js";
import type { InstanceState } from "./instance-state.js";
import { UNLOADED } from "./unloaded.js";

/** The values of the columns that hold a reference; null if one is NULL, `UNLOADED` if one is not read. */
function referenceValues(state: InstanceState, property: RelationshipProperty): unknown[] | null | typeof UNLOADED {
  const values: unknown[] = [];
  for (const index of property.join.referenceIndexes) {
    const value = readColumn(state, index);
    if (value === UNLOADED) return state.isNew ? null : UNLOADED;
    if (value === null || value === undefined) return null;
    values.push(value);
  }
  return values;
}

/**
 * What a reference leads to, as far as memory can tell: the slot, or by its foreign key the identity map. `UNLOADED` where only the
 * database knows. What is found by key is not put into the slot: the key may still change.
 */
export function resolveReference(state: InstanceState, property: RelationshipProperty): object | null | typeof UNLOADED {
  const held = state.slots[property.slot];
  if (held !== UNLOADED) return held as object | null;
  if (property.direction !== "manyToOne") return state.isNew ? null : UNLOADED;
  // Of what has no row and no session, nothing is known but the slot.
  if (state.isNew && state.key === null && state.session === null) return null;
  const values = referenceValues(state, property);
  if (values === null || values === UNLOADED) return values;
  const { session } = state;
  if (session !== null && property.isSimpleManyToOne) {
    const key = property.target.identityKey(values);
    const found = key === null ? undefined : session.identityMap.get(property.target, key);
    if (found !== undefined && property.target.isClassOf(found.entity)) return found.entity;
  }
  return state.key === null ? null : UNLOADED;
}

/** What a slot holds, without throwing and without looking anything up. A new object's untouched collection is `UNLOADED`. */
export function readSlot(state: InstanceState, slot: number): unknown {
  return state.slots[slot];
}
