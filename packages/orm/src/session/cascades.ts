/** Walks along relationships from object to object, where they cascade what is being done. */
import type { Cascade } from "../mapping/cascade.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import { type InstanceState, stateOf } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";

type Loader = (states: readonly InstanceState[], property: RelationshipProperty) => void | Promise<void>;

/** What a relationship of an object holds in memory, what waits for an unloaded collection included. */
export function membersInMemory(state: InstanceState, property: RelationshipProperty): readonly object[] {
  const held = state.slots[property.slot];
  if (held === UNLOADED) return state.queuedFor(property)?.appended ?? [];
  if (held === null) return [];
  return Array.isArray(held) ? (held as object[]) : [held as object];
}

/**
 * Visits everything that the cascade reaches from `head` in memory, not `head` itself, each object once.
 *
 * @param visit says false to go no further behind an object
 */
export function walkCascade(head: InstanceState, cascade: keyof Cascade, visit: (state: InstanceState) => boolean | void): void {
  const seen = new Set<InstanceState>([head]);
  const todo: InstanceState[] = [head];
  for (let state = todo.pop(); state !== undefined; state = todo.pop()) {
    const found: InstanceState[] = [];
    for (const property of state.mapper.relationships) {
      if (!property.cascade[cascade]) continue;
      const held = state.slots[property.slot];
      if (held === UNLOADED && state.queued === null) continue;
      for (const member of membersInMemory(state, property)) {
        const child = stateOf(member);
        if (seen.has(child)) continue;
        seen.add(child);
        if (visit(child) !== false) found.push(child);
      }
      // What was taken out is still the session's business.
      if (cascade === "saveUpdate") {
        const committed = state.committed[property.slot];
        for (const member of Array.isArray(committed) ? (committed as object[]) : []) {
          const child = stateOf(member);
          if (seen.has(child)) continue;
          seen.add(child);
          if (visit(child) !== false) found.push(child);
        }
      }
    }
    for (let i = found.length - 1; i >= 0; i--) todo.push(found[i]!);
  }
}

/**
 * The heads and everything the `delete` cascade reaches from them, each once, heads first. What is not loaded is loaded, for all objects of
 * one step at once, unless the database is to see to it (`passiveDeletes`).
 */
export async function collectDeletes(heads: readonly InstanceState[], load: Loader): Promise<InstanceState[]> {
  const seen = new Set<InstanceState>(heads);
  const step = async (states: readonly InstanceState[]): Promise<void> => {
    const properties = new Set<RelationshipProperty>();
    for (const { mapper } of states) for (const property of mapper.relationships) if (property.cascade.delete) properties.add(property);
    for (const property of properties) {
      const owners = states.filter((state) => state.mapper.relationships[property.slot] === property);
      if (!property.passiveDeletes) {
        const unknown = owners.filter((state) => state.key !== null && state.slots[property.slot] === UNLOADED);
        if (unknown.length > 0) await load(unknown, property);
      }
      const found: InstanceState[] = [];
      for (const owner of owners) {
        for (const member of membersInMemory(owner, property)) {
          const child = stateOf(member);
          if (seen.has(child)) continue;
          seen.add(child);
          found.push(child);
        }
      }
      if (found.length > 0) await step(found);
    }
  };
  await step(heads);
  return [...seen];
}
