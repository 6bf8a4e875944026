/**
 * The two sides of a relationship, kept in step. `gain` and `lose` change one side alone; `connect` and `disconnect` make the other side
 * follow. Nothing here checks, asks listeners or cascades: `relationship-edits.ts` does, around these.
 */
import type { RelationshipProperty } from "../mapping/relationship.js";
import { collectionOf, queueAppend, queueRemove, take } from "./collections.js";
import { type InstanceState, stateOf } from "./instance-state.js";
import { resolveReference } from "./references.js";
import { UNLOADED } from "./unloaded.js";

/** One side gains: the reference is set, the collection grows (or the append is queued, where it is not loaded). */
export function gain(state: InstanceState, property: RelationshipProperty, value: object, isCertainlyNew: boolean): void {
  if (property.uselist) {
    const collection = collectionOf(state, property);
    if (collection === null) queueAppend(state, property, value);
    else if (isCertainlyNew || !collection.includes(value)) {
      seenForChange(state, property).push(value);
      Array.prototype.push.call(collection, value);
    }
  } else state.ownSlots()[property.slot] = value;
  noteOwner(property, stateOf(value), state);
  state.session?.markModified(state);
}

/** One side loses: the reference is null, the collection shrinks by one occurrence. */
export function lose(state: InstanceState, property: RelationshipProperty, value: object): void {
  if (property.uselist) {
    const collection = collectionOf(state, property);
    if (collection === null) queueRemove(state, property, value);
    else {
      take(seenForChange(state, property), value);
      const index = collection.indexOf(value);
      if (index >= 0) Array.prototype.splice.call(collection, index, 1);
    }
  } else if (resolveReference(state, property) === value) state.ownSlots()[property.slot] = null;
  noteLoss(property, stateOf(value), state);
  state.session?.markModified(state);
}

/** `child` is now held by `state.property`: the other side follows, and whoever held it there before loses it. */
export function connect(state: InstanceState, property: RelationshipProperty, child: InstanceState): void {
  const { reverse } = property;
  if (reverse === null) return;
  if (reverse.uselist) {
    gain(child, reverse, state.entity, false);
    return;
  }
  const before = resolveReference(child, reverse);
  if (before === state.entity) return;
  gain(child, reverse, state.entity, true);
  if (before === null || before === UNLOADED) return;
  const former = stateOf(before);
  noteLoss(reverse, former, child);
  lose(former, property, child.entity);
}

/** `child` is no longer held by `state.property`: the other side follows. */
export function disconnect(state: InstanceState, property: RelationshipProperty, child: InstanceState): void {
  const { reverse } = property;
  if (reverse === null) return;
  if (reverse.uselist || resolveReference(child, reverse) === state.entity) lose(child, reverse, state.entity);
}

/** The members on which both sides last agreed: until somebody edits, those the database has. */
export function seenMembers(state: InstanceState, property: RelationshipProperty): readonly object[] {
  const base = state.committed[property.slot];
  return state.seen?.[property.slot] ?? (Array.isArray(base) ? (base as object[]) : []);
}

/** As `seenMembers`, to be changed. */
export function seenForChange(state: InstanceState, property: RelationshipProperty): object[] {
  state.seen ??= [];
  return (state.seen[property.slot] ??= seenMembers(state, property).slice());
}

/** Who owns an object is followed only where it matters: for orphans, and where there may be one owner only. */
export function noteOwner(property: RelationshipProperty, child: InstanceState, owner: InstanceState): void {
  if (property.cascade.deleteOrphan || property.singleParent) (child.owners ??= new Map()).set(property, owner);
}

/** The object was taken from this owner; if it has another by now, that one stays. */
export function noteLoss(property: RelationshipProperty, child: InstanceState, owner: InstanceState): void {
  if (!property.cascade.deleteOrphan && !property.singleParent) return;
  const current = child.owners?.get(property);
  if (current !== undefined && current !== owner) return;
  (child.owners ??= new Map()).set(property, null);
  if (property.cascade.deleteOrphan) (owner.session ?? child.session)?.removed(owner, property, child);
}
