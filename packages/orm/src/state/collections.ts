/** The collection of an object where there is one, and what waits for it where it is not loaded. */
import type { RelationshipProperty } from "../mapping/relationship.js";
import { EntityCollection } from "./collection.js";
import type { InstanceState, QueuedEdits } from "./instance-state.js";
import { UNLOADED } from "./unloaded.js";

/** What the database has of the collections of new objects: one list for all, never written. */
export const NO_MEMBERS: readonly object[] = Object.freeze([]);

/** The collection, or null if it is not loaded. A new object's untouched collection is made here, empty. */
export function collectionOf(state: InstanceState, property: RelationshipProperty): EntityCollection | null {
  const held = state.slots[property.slot];
  if (held !== UNLOADED) return held as EntityCollection;
  if (!state.isNew) return null;
  const collection = EntityCollection.make(state, property, []);
  state.ownSlots()[property.slot] = collection;
  if (state.committed[property.slot] === UNLOADED) state.ownCommitted()[property.slot] = NO_MEMBERS;
  return collection;
}

function queueOf(state: InstanceState, property: RelationshipProperty): QueuedEdits {
  state.queued ??= [];
  return (state.queued[property.slot] ??= { appended: [], removed: [] });
}

/** Keeps an append for the time the collection is loaded or flushed; undoes a removal that waits. */
export function queueAppend(state: InstanceState, property: RelationshipProperty, item: object): void {
  const { appended, removed } = queueOf(state, property);
  if (!take(removed, item) && !appended.includes(item)) appended.push(item);
}

/** Keeps a removal; undoes an append that waits. */
export function queueRemove(state: InstanceState, property: RelationshipProperty, item: object): void {
  const { appended, removed } = queueOf(state, property);
  if (!take(appended, item) && !removed.includes(item)) removed.push(item);
}

/** Removes one occurrence; whether there was one. */
export function take(list: object[], item: object): boolean {
  const index = list.indexOf(item);
  if (index < 0) return false;
  list.splice(index, 1);
  return true;
}
