/**
 * What loaders, the flush and rollback do to an object behind the program's back: values come and go without listeners, without history
 * and without the other side.
 */
import type { RelationshipProperty } from "../mapping/relationship.js";
import { EntityCollection, overwrite } from "./collection.js";
import { readColumn, writeColumn } from "./columns.js";
import { type InstanceState, stateOf } from "./instance-state.js";
import { noteOwner } from "./links.js";
import { UNLOADED } from "./unloaded.js";

/** The object now has this value, as the database does. */
export function setCommitted(state: InstanceState, index: number, value: unknown): void {
  const row = (state.row ??= new Array<unknown>(state.mapper.columns.length).fill(UNLOADED));
  row[index] = state.mapper.columns[index]!.copy(value ?? null);
  writeColumn(state, index, value);
}

/** Keeps normalised copies of all values as what the database has: after an INSERT. Unset columns were written as NULL. */
export function snapshot(state: InstanceState): void {
  const { columns } = state.mapper;
  const row = (state.row ??= new Array<unknown>(columns.length).fill(UNLOADED));
  for (const column of columns) {
    const value = readColumn(state, column.index);
    if (value !== UNLOADED) row[column.index] = column.copy(value ?? null);
  }
}

/** Forgets values, so that reading them throws until they are loaded again. Key columns keep theirs. */
export function expire(state: InstanceState, columns: readonly number[] | "all", slots: readonly number[] | "all"): void {
  const { mapper, row } = state;
  if (row !== null) {
    const indexes = columns === "all" ? mapper.columns.filter((column) => !column.isPrimaryKey).map((column) => column.index) : columns;
    for (const index of indexes) {
      row[index] = UNLOADED;
      delete (state.entity as Record<string, unknown>)[mapper.columns[index]!.key];
    }
  }
  for (const slot of slots === "all" ? mapper.relationships.keys() : slots) forgetSlot(state, slot);
  if (slots === "all") state.isNew = false;
}

function forgetSlot(state: InstanceState, slot: number): void {
  // What a new object never had is not known once somebody has forgotten part of it.
  if (state.isNew) settleNew(state);
  const held = state.slots[slot];
  if (Array.isArray(held)) EntityCollection.disown(held as EntityCollection);
  if (held !== UNLOADED) state.ownSlots()[slot] = UNLOADED;
  if (state.committed[slot] !== UNLOADED) state.ownCommitted()[slot] = UNLOADED;
  if (state.queued !== null) state.queued[slot] = undefined;
  if (state.seen !== null) state.seen[slot] = undefined;
}

/** Writes out what "new" meant so far: untouched collections are empty. */
function settleNew(state: InstanceState): void {
  for (const property of state.mapper.relationships) {
    if (state.slots[property.slot] !== UNLOADED || property.direction === "manyToOne") continue;
    setSlotCommitted(state, property.slot, property.uselist ? [] : null);
  }
  state.isNew = false;
}

/** The relationship is loaded: this is what the database has. Edits that waited for a collection are merged into it. */
export function setSlotCommitted(state: InstanceState, slot: number, value: object | null | readonly object[]): void {
  const property = state.mapper.relationships[slot]!;
  if (property.uselist) setCollectionCommitted(state, property, (value ?? []) as readonly object[]);
  else {
    state.ownSlots()[slot] = value;
    state.ownCommitted()[slot] = value;
  }
}

function setCollectionCommitted(state: InstanceState, property: RelationshipProperty, members: readonly object[]): void {
  const { slot } = property;
  const queued = state.queued?.[slot];
  state.ownCommitted()[slot] = members;
  let current = members;
  if (state.seen !== null) state.seen[slot] = undefined;
  if (queued !== undefined) {
    current = [
      ...members.filter((member) => !queued.removed.includes(member)),
      ...queued.appended.filter((item) => !members.includes(item)),
    ];
    state.queued![slot] = undefined;
    (state.seen ??= [])[slot] = current.slice();
  }
  const held = state.slots[slot];
  if (held instanceof EntityCollection) overwrite(held, current);
  else state.ownSlots()[slot] = EntityCollection.make(state, property, current);
}

/** After a flush: the database has what the object has. */
export function commitSlots(state: InstanceState): void {
  state.queued = null;
  if (state.slots === state.mapper.unloadedSlots) return;
  state.seen = null;
  const { slots } = state;
  const committed = state.ownCommitted();
  for (let slot = 0; slot < slots.length; slot++) {
    const held = slots[slot];
    committed[slot] = Array.isArray(held) ? plainCopy(held as object[]) : held;
  }
}

/** `Array.from` and `slice` take the slow road of iterators and species for a class of one's own. */
function plainCopy(members: readonly object[]): object[] {
  const copy = new Array<object>(members.length);
  for (let index = 0; index < members.length; index++) copy[index] = members[index]!;
  return copy;
}

/** After a rollback: the object has again what the database has. */
export function restoreSlots(state: InstanceState, committed: readonly unknown[]): void {
  state.queued = null;
  state.seen = null;
  if (state.slots === state.mapper.unloadedSlots && committed === state.mapper.unloadedSlots) return;
  const slots = state.ownSlots();
  const kept = state.ownCommitted();
  for (let slot = 0; slot < slots.length; slot++) {
    const value = committed[slot] ?? UNLOADED;
    const restored = committed[slot] === null ? null : value;
    kept[slot] = restored;
    const property = state.mapper.relationships[slot]!;
    for (const member of Array.isArray(restored)
      ? (restored as object[])
      : restored === null || restored === UNLOADED
        ? []
        : [restored as object])
      noteOwner(property, stateOf(member), state);
    const held = slots[slot];
    if (!Array.isArray(restored)) {
      if (held instanceof EntityCollection) EntityCollection.disown(held);
      slots[slot] = restored;
    } else if (held instanceof EntityCollection) overwrite(held, restored as object[]);
    else slots[slot] = EntityCollection.make(state, state.mapper.relationships[slot]!, restored as object[]);
  }
}
