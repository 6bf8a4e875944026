import type { InstanceState } from "./instance-state.js";

/** A WeakSet and no field of the state: few objects are ever deleted. */
const gone = new WeakSet<InstanceState>();

/** The deletion of the object's row is committed. */
export function markGone(state: InstanceState): void {
  gone.add(state);
}

/** The object is one again that may be inserted. */
export function unmarkGone(state: InstanceState): void {
  gone.delete(state);
}

/**
 * Whether the object's row has been deleted: in this transaction, or for good. Collections that were loaded before may still hold it; there is
 * nothing left to be written of it.
 */
export function isGone(state: InstanceState): boolean {
  return state.status === "deleted" || gone.has(state);
}
