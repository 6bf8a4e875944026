/** What can be asked of, and done to, an object without a session at hand. */
import { InvalidRequestError } from "@cupel/core";
import { setCommitted } from "../state/attributes.js";
import { readColumn } from "../state/columns.js";
import { unmarkGone } from "../state/gone.js";
import { type InstanceStatus, stateOf } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";
import { identityOf } from "../unit-of-work/finalize.js";
import type { SessionInternals } from "./internals.js";
import type { Session } from "./session.js";

/** The session that an object belongs to, or null. */
export function objectSession(entity: object): Session | null {
  return (stateOf(entity).session as SessionInternals | null)?.session ?? null;
}

/** Where an object is in its life: `transient`, `pending`, `persistent`, `deleted` or `detached`. */
export function objectState(entity: object): InstanceStatus {
  return stateOf(entity).status;
}

/** Makes an object as if it had never been in a session: adding it inserts a row. Its key stays as a value; set it to undefined for a new one. */
export function makeTransient(entity: object): void {
  const state = stateOf(entity);
  objectSession(entity)?.expunge(entity);
  state.key = null;
  state.row = null;
  state.status = "transient";
  state.committed = state.mapper.unloadedSlots;
  state.isNew = true;
  unmarkGone(state);
}

/** Takes a new object as one whose row is in the database: its values count as what is there. @throws InvalidRequestError without a primary key, or if it is not new */
export function makeTransientToDetached(entity: object): void {
  const state = stateOf(entity);
  if (state.status !== "transient" || state.key !== null)
    throw new InvalidRequestError(
      `${state.describe()} is ${state.status}: only a new object that is in no session can be made a detached one.`,
    );
  state.key = identityOf(state);
  state.isNew = false;
  for (const { index } of state.mapper.columns) {
    const value = readColumn(state, index);
    if (value !== UNLOADED && value !== undefined) setCommitted(state, index, value);
    else delete (entity as Record<string, unknown>)[state.mapper.columns[index]!.key];
  }
  state.status = "detached";
}
