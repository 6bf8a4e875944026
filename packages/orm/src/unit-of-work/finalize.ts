/** After the statements of a flush: the objects take the states that their rows have now. */
import { FlushError } from "@cupel/core";
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import { commitSlots, expire } from "../state/attributes.js";
import { readColumn } from "../state/columns.js";
import type { IdentityKey, IdentityMap } from "../state/identity-map.js";
import { type InstanceState, stateOf } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";
import type { UnitOfWork } from "./unit-of-work.js";

/** Who keeps the objects. */
export interface Registrar {
  readonly identityMap: IdentityMap;
  keepOriginal(state: InstanceState): void;
  /** The object's row has been deleted. */
  becomeDeleted(state: InstanceState): void;
  /** New objects have their rows, under the keys that `keyOf` finds. */
  becomePersistent(states: readonly InstanceState[], keyOf: (state: InstanceState) => IdentityKey): void;
}

export function finalize(unit: UnitOfWork, registrar: Registrar): void {
  const { identityMap } = registrar;
  const { list } = unit;
  if (unit.hasDeletes) for (const task of list) if (task.isDelete) registrar.becomeDeleted(task.state);
  // Objects may exchange keys: all leave their place before any takes one.
  const moved = [...unit.keySwitches].filter((state) => !unit.isDeleted(state));
  for (const state of moved) identityMap.remove(state);
  for (const state of moved) {
    state.key = identityOf(state);
    identityMap.add(state);
  }
  for (const state of moved) followKey(state, identityMap, registrar);
  const inserted: InstanceState[] = [];
  for (let i = 0; i < list.length; i++) {
    const { state, isDelete } = list[i]!;
    if (isDelete) continue;
    if (state.key === null) inserted.push(state);
    else if (state.slots !== state.mapper.unloadedSlots || state.queued !== null) registrar.keepOriginal(state);
    commitSlots(state);
  }
  if (inserted.length > 0) registrar.becomePersistent(inserted, identityOf);
  for (const [state, property] of unit.staleReferences) forgetIfStale(state, property);
}

/** The key under which an object's row is known. @throws FlushError if a part of it is NULL */
export function identityOf(state: InstanceState): IdentityKey {
  const { mapper } = state;
  const { primaryKey } = mapper;
  if (primaryKey.length === 1) {
    // The commonest key by far is a whole number, and it is its own identity.
    const [{ index, type }] = primaryKey as readonly [ColumnAttribute];
    const value = readColumn(state, index);
    if (typeof value === "number" && type.affinity === "integer") return value;
  }
  const key = mapper.identityKey(primaryKey.map((attribute) => readColumn(state, attribute.index)));
  if (key === null) {
    throw new FlushError(
      `${state.describe()} has no complete primary key after the flush (${mapper.primaryKey.map((attribute) => `${attribute.key}: ${String(readColumn(state, attribute.index))}`).join(", ")}): see that the database makes it, or set it before.`,
    );
  }
  return key;
}

/** The database has carried a changed primary key to the rows that refer to it (ON UPDATE CASCADE); so do the objects in memory. */
function followKey(state: InstanceState, identityMap: IdentityMap, registrar: Registrar): void {
  for (const other of [...identityMap]) {
    for (const property of other.mapper.relationships) {
      if (
        property.direction !== "manyToOne" ||
        other.slots[property.slot] !== state.entity ||
        other.committed[property.slot] !== state.entity
      )
        continue;
      registrar.keepOriginal(other);
      for (const pair of property.pairs) {
        const from = property.target.attributeOf(pair.remote);
        const to = other.mapper.attributeOf(pair.local);
        if (from !== undefined && to !== undefined) setBoth(other, to.index, readColumn(state, from.index));
      }
    }
  }
}

function setBoth(state: InstanceState, index: number, value: unknown): void {
  const attribute = state.mapper.columns[index]!;
  if (Object.hasOwn(state.entity, attribute.key)) (state.entity as Record<string, unknown>)[attribute.key] = value;
  if (state.row !== null) state.row[index] = attribute.copy(value);
}

/** A foreign key was written by hand: the reference that was loaded before is read anew. */
function forgetIfStale(state: InstanceState, property: RelationshipProperty): void {
  const held = state.slots[property.slot];
  if (held === UNLOADED) return;
  const target = held === null ? null : stateOf(held as object);
  for (const pair of property.pairs) {
    const local = readColumn(state, state.mapper.attributeOf(pair.local)!.index);
    const remote = target === null ? null : readColumn(target, target.mapper.attributeOf(pair.remote)!.index);
    if (local !== remote) {
      expire(state, [], [property.slot]);
      return;
    }
  }
}
