/** The objects of one session: which are new, which stand for rows, which are to be deleted, and how an object goes from one to the other. */
import { InvalidRequestError } from "@cupel/core";
import type { Mapper } from "../mapping/mapper.js";
import type { Comparer } from "../state/comparer.js";
import { isGone, markGone } from "../state/gone.js";
import { hasRelationshipChanges, isModified } from "../state/history.js";
import { type IdentityBucket, type IdentityKey, IdentityMap } from "../state/identity-map.js";
import { type InstanceState, stateOf } from "../state/instance-state.js";
import { reconcileAll } from "../state/relationship-edits.js";
import { membersInMemory, walkCascade } from "./cascades.js";
import type { SessionEventName } from "./events.js";
import type { SessionInternals } from "./internals.js";

type Tell = (event: SessionEventName, target: object) => void;
type Hears = (event: SessionEventName) => boolean;

export class SessionObjects {
  readonly identityMap = new IdentityMap();
  readonly new = new Set<InstanceState>();
  readonly deleted = new Set<InstanceState>();
  /** Objects whose relationships were edited by their methods since the last flush. */
  readonly edited = new Set<InstanceState>();
  readonly #host: SessionInternals;
  readonly #tell: Tell;
  readonly #hears: Hears;

  constructor(host: SessionInternals, tell: Tell, hears: Hears) {
    this.#host = host;
    this.#tell = tell;
    this.#hears = hears;
  }

  contains(state: InstanceState): boolean {
    return state.session === this.#host && (state.status === "pending" || state.status === "persistent");
  }

  /** The object and what `save-update` reaches from it join the session. */
  add(state: InstanceState): void {
    this.#attach(state);
    if (state.mapper.relationships.length === 0) return;
    // Who is in the session has been visited: no record of the walk is needed beside it.
    const todo: InstanceState[] = [state];
    for (let parent = todo.pop(); parent !== undefined; parent = todo.pop()) {
      if (parent.slots === parent.mapper.unloadedSlots && parent.queued === null) continue;
      const first = todo.length;
      const { relationships } = parent.mapper;
      for (let i = 0; i < relationships.length; i++) {
        const property = relationships[i]!;
        if (!property.cascade.saveUpdate) continue;
        this.#addMembers(membersInMemory(parent, property), todo);
        // What was taken out is still the session's business.
        const committed = parent.committed[property.slot];
        if (Array.isArray(committed)) this.#addMembers(committed as object[], todo);
      }
      // The first child's children come before the second's.
      if (todo.length > first + 1) reverseFrom(todo, first);
    }
  }

  #addMembers(members: readonly object[], todo: InstanceState[]): void {
    for (let i = 0; i < members.length; i++) {
      const child = stateOf(members[i]!);
      // A collection that was loaded before may hold what has been deleted since.
      if (this.contains(child) || (child.key !== null && isGone(child))) continue;
      this.#attach(child);
      todo.push(child);
    }
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
    if (isGone(state)) throw new InvalidRequestError(`${state.describe()} has been deleted: use makeTransient(object) to insert it anew.`);
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

  /** New objects have their rows. */
  becomePersistent(states: readonly InstanceState[], keyOf: (state: InstanceState) => IdentityKey): void {
    let bucket: IdentityBucket | null = null;
    let last: Mapper | null = null;
    for (let i = 0; i < states.length; i++) {
      const state = states[i]!;
      if (bucket === null || state.mapper !== last) {
        last = state.mapper;
        bucket = this.identityMap.bucket(last);
      }
      // Its row was deleted past the session, or the INSERT would have failed.
      const key = keyOf(state);
      const former = bucket.take(state, key);
      if (former !== undefined) {
        this.#detach(former);
        bucket.take(state, key);
      }
      state.status = "persistent";
    }
    // Mostly these are all there were, and one call is cheaper than thousands.
    if (states.length === this.new.size) this.new.clear();
    else for (const state of states) this.new.delete(state);
    if (this.#hears("pendingToPersistent")) for (const state of states) this.#tell("pendingToPersistent", state.entity);
  }

  becomeDeleted(state: InstanceState): void {
    if (state.status === "pending") this.expelPending(state);
    this.deleted.delete(state);
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
    markGone(state);
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
    const buckets = [...this.identityMap.buckets()];
    this.identityMap.clear();
    this.deleted.clear();
    this.edited.clear();
    for (const bucket of buckets) this.#letGo(bucket.states);
    this.#letGo([...alsoDeleted]);
  }

  #letGo(states: readonly InstanceState[]): void {
    const isHeard = this.#hears("persistentToDetached") || this.#hears("deletedToDetached");
    for (let i = 0; i < states.length; i++) {
      const state = states[i]!;
      if (state.session !== this.#host) continue;
      const event = state.status === "deleted" ? "deletedToDetached" : "persistentToDetached";
      state.session = null;
      state.status = "detached";
      state.position = -1;
      if (isHeard) this.#tell(event, state.entity);
    }
  }

  /**
   * Persistent objects that a flush would write. Edits that went past the collections (`posts[0] = post`) are made known to both sides on the
   * way; since that may change objects that were looked at before, they are then looked at again.
   */
  findDirty(): InstanceState[] {
    let hasReconciled = false;
    this.new.forEach((state) => {
      if (state.slots !== state.mapper.unloadedSlots && reconcileAll(state)) hasReconciled = true;
    });
    let dirty: InstanceState[] = [];
    for (const { states } of this.identityMap.buckets()) if (collectModified(states, dirty)) hasReconciled = true;
    if (hasReconciled) {
      dirty = [];
      for (const { states } of this.identityMap.buckets()) collectModified(states, dirty);
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

/** @returns whether an edit was found that had gone past the collections */
function collectModified(states: readonly InstanceState[], dirty: InstanceState[]): boolean {
  let hasReconciled = false;
  let last: Mapper | null = null;
  let comparer: Comparer | null = null;
  for (let i = 0; i < states.length; i++) {
    const state = states[i]!;
    const { mapper } = state;
    if (mapper !== last || comparer === null) {
      last = mapper;
      comparer = mapper.comparer;
    }
    const isUntouched = state.slots === mapper.unloadedSlots;
    if (!isUntouched && reconcileAll(state)) hasReconciled = true;
    // As `isModified`, without asking each object for what all of its class share.
    if (comparer.isChanged(state.entity, state.row) || ((!isUntouched || state.queued !== null) && hasRelationshipChanges(state)))
      dirty.push(state);
  }
  return hasReconciled;
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

function reverseFrom(list: InstanceState[], start: number): void {
  for (let i = start, j = list.length - 1; i < j; i++, j--) {
    const other = list[i]!;
    list[i] = list[j]!;
    list[j] = other;
  }
}

export function deletedError(state: InstanceState): InvalidRequestError {
  return new InvalidRequestError(
    `${state.describe()} has been deleted in this transaction. Roll back to keep it, or use makeTransient(object) to insert it anew.`,
  );
}
