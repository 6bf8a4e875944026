/** The objects of one session: which are new, which stand for rows, which are to be deleted, and how an object goes from one to the other. */
import { InvalidRequestError } from "@cupel/core";
import type { Mapper } from "../mapping/mapper.js";
import { hasRelationshipChanges, isModified } from "../state/history.js";
import { type IdentityKey, IdentityMap } from "../state/identity-map.js";
import type { InstanceState } from "../state/instance-state.js";
import { reconcileAll } from "../state/relationship-edits.js";
import { walkCascade } from "./cascades.js";
import type { SessionEventName } from "./events.js";
import type { SessionInternals } from "./internals.js";

type Tell = (event: SessionEventName, target: object) => void;

export class SessionObjects {
  readonly identityMap = new IdentityMap();
  readonly new = new Set<InstanceState>();
  readonly deleted = new Set<InstanceState>();
  /** Objects whose relationships were edited by their methods since the last flush. */
  readonly edited = new Set<InstanceState>();
  readonly #host: SessionInternals;
  readonly #tell: Tell;

  constructor(host: SessionInternals, tell: Tell) {
    this.#host = host;
    this.#tell = tell;
  }

  contains(state: InstanceState): boolean {
    return this.new.has(state) || this.identityMap.has(state);
  }

  /** The object and what `save-update` reaches from it join the session. */
  add(state: InstanceState): void {
    this.#attach(state);
    walkCascade(state, "saveUpdate", (child) => {
      if (this.contains(child)) return false;
      this.#attach(child);
      return true;
    });
  }

  #attach(state: InstanceState): void {
    this.checkFree(state);
    if (state.session === this.#host) {
      if (state.status === "deleted") throw deletedError(state);
      this.deleted.delete(state);
      return;
    }
    if (state.key === null) {
      this.new.add(state);
      state.session = this.#host;
      state.status = "pending";
      this.#tell("transientToPending", state.entity);
    } else this.attachDetached(state);
  }

  /** An object with a row, of no session until now. */
  attachDetached(state: InstanceState): void {
    this.checkFree(state);
    const present = this.identityMap.get(state.mapper, state.key!);
    if (present === state) return;
    if (present !== undefined) {
      throw new InvalidRequestError(
        `Another object for ${state.describe()} is in this session already. Use \`await session.merge(object)\` to copy the values onto that one, or expunge it first.`,
      );
    }
    state.session = this.#host;
    state.status = "persistent";
    this.identityMap.add(state);
    this.#tell("detachedToPersistent", state.entity);
  }

  /** @throws InvalidRequestError if another session has it */
  checkFree(state: InstanceState): void {
    if (state.session !== null && state.session !== this.#host) {
      throw new InvalidRequestError(
        `${state.describe()} belongs to another session. Expunge it there, or copy it with \`await session.merge(object)\`.`,
      );
    }
  }

  /** A row has made the object. */
  adopt(state: InstanceState, key: IdentityKey): void {
    state.key = key;
    state.session = this.#host;
    state.status = "persistent";
    this.identityMap.add(state);
  }

  becomePersistent(state: InstanceState, key: IdentityKey): void {
    const former = this.identityMap.get(state.mapper, key);
    // Its row was deleted past the session, or the INSERT would have failed.
    if (former !== undefined) this.#detach(former);
    this.new.delete(state);
    state.key = key;
    state.status = "persistent";
    this.identityMap.add(state);
    this.#tell("pendingToPersistent", state.entity);
  }

  becomeDeleted(state: InstanceState): void {
    this.deleted.delete(state);
    this.new.delete(state);
    this.identityMap.remove(state);
    if (state.status !== "persistent") return;
    state.status = "deleted";
    this.#tell("persistentToDeleted", state.entity);
  }

  /** After the commit of a deletion. */
  forgetDeleted(state: InstanceState): void {
    if (state.session !== this.#host || state.status !== "deleted") return;
    state.session = null;
    state.status = "detached";
    this.#tell("deletedToDetached", state.entity);
  }

  /** Out of the session, back to what it was before `add`. */
  expelPending(state: InstanceState): void {
    this.new.delete(state);
    if (state.session !== this.#host) return;
    state.session = null;
    state.status = "transient";
    this.#tell("pendingToTransient", state.entity);
  }

  /** An inserted object whose INSERT is undone. */
  expelInserted(state: InstanceState): void {
    this.new.delete(state);
    this.deleted.delete(state);
    if (state.session !== this.#host) return;
    const wasPending = state.status === "pending";
    state.session = null;
    state.status = "transient";
    this.#tell(wasPending ? "pendingToTransient" : "persistentToTransient", state.entity);
  }

  /** An object whose row is there again. */
  revive(state: InstanceState, key: IdentityKey): void {
    state.key = key;
    if (state.session !== this.#host) return;
    const wasDeleted = state.status === "deleted";
    state.status = "persistent";
    this.identityMap.add(state);
    if (wasDeleted) this.#tell("deletedToPersistent", state.entity);
  }

  /** Out of the session, with what `expunge` reaches. @returns all that have left */
  expunge(state: InstanceState): InstanceState[] {
    const gone = [state];
    walkCascade(state, "expunge", (child) => {
      if (!this.contains(child) && child.session !== this.#host) return false;
      gone.push(child);
      return true;
    });
    for (const one of gone) this.#detach(one);
    return gone;
  }

  #detach(state: InstanceState): void {
    if (this.new.has(state)) {
      this.expelPending(state);
      return;
    }
    this.deleted.delete(state);
    this.identityMap.remove(state);
    const wasDeleted = state.status === "deleted";
    state.session = null;
    state.status = "detached";
    this.#tell(wasDeleted ? "deletedToDetached" : "persistentToDetached", state.entity);
  }

  /** Everything leaves. */
  releaseAll(alsoDeleted: Iterable<InstanceState>): void {
    for (const state of [...this.new]) this.expelPending(state);
    for (const state of [...this.identityMap, ...alsoDeleted]) if (state.session === this.#host) this.#detach(state);
    this.identityMap.clear();
    this.deleted.clear();
    this.edited.clear();
  }

  /** Makes edits that went past the collections (`posts[0] = post`) known to both sides. */
  reconcile(): void {
    for (const state of this.new) if (state.slots !== state.mapper.unloadedSlots) reconcileAll(state);
    for (const bucket of this.identityMap.buckets()) {
      for (const state of bucket.states) if (state.slots !== state.mapper.unloadedSlots) reconcileAll(state);
    }
  }

  /** Persistent objects that a flush would write. */
  findDirty(): InstanceState[] {
    const dirty: InstanceState[] = [];
    for (const bucket of this.identityMap.buckets()) {
      const { states } = bucket;
      for (let i = 0; i < states.length; i++) if (isModified(states[i]!)) dirty.push(states[i]!);
    }
    return this.deleted.size === 0 ? dirty : dirty.filter((state) => !this.deleted.has(state));
  }

  /**
   * Whether a flush would write something that a query of these tables could see. Objects of these tables are compared with their rows; of
   * others, whose relationships write to these tables, those that were edited are looked at. (An edit past a collection's methods is found
   * by the flush itself.)
   */
  hasChangesIn(tables: readonly unknown[] | "all"): boolean {
    if (this.new.size > 0 || this.deleted.size > 0) return true;
    for (const state of this.edited) {
      if ((tables === "all" || tables.some((table) => reachOf(state.mapper).has(table))) && hasRelationshipChanges(state)) return true;
    }
    for (const bucket of this.identityMap.buckets()) {
      const { states, mapper } = bucket;
      if (tables !== "all" && !tables.includes(mapper.table)) continue;
      for (let i = 0; i < states.length; i++) if (isModified(states[i]!)) return true;
    }
    return false;
  }
}

const reaches = new WeakMap<Mapper, ReadonlySet<unknown>>();

/** Other tables than a mapper's own that its relationships write to. */
function reachOf(mapper: Mapper): ReadonlySet<unknown> {
  let reach = reaches.get(mapper);
  if (reach === undefined) {
    const tables = new Set<unknown>();
    for (const property of mapper.relationships) {
      if (property.viewOnly) continue;
      if (property.secondary !== null) tables.add(property.secondary);
      else if (property.direction === "oneToMany") tables.add(property.target.table);
    }
    reaches.set(mapper, (reach = tables));
  }
  return reach;
}

export function deletedError(state: InstanceState): InvalidRequestError {
  return new InvalidRequestError(
    `${state.describe()} has been deleted in this transaction. Roll back to keep it, or use makeTransient(object) to insert it anew.`,
  );
}
