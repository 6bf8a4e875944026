import type { Mapper } from "../mapping/mapper.js";
import type { InstanceState } from "./instance-state.js";

/** What identifies a row among those of one hierarchy: the value itself for one simple key column, a string for several. */
export type IdentityKey = string | number | bigint | boolean;

/** The objects of one hierarchy: found by key, and scanned as a dense array (a flush that finds nothing walks memory in order). */
export class IdentityBucket {
  readonly mapper: Mapper;
  readonly states: InstanceState[] = [];
  readonly #byKey = new Map<IdentityKey, InstanceState>();

  constructor(mapper: Mapper) {
    this.mapper = mapper;
  }

  get(key: IdentityKey): InstanceState | undefined {
    return this.#byKey.get(key);
  }

  /** @throws Error if another object has this identity: whoever adds has looked first. */
  add(state: InstanceState): void {
    const key = state.key!;
    const present = this.#byKey.get(key);
    if (present === state) return;
    if (present !== undefined) throw new Error(`the identity map already holds another ${state.mapper.name} with key ${String(key)}`);
    this.#byKey.set(key, state);
    state.position = this.states.push(state) - 1;
  }

  /** Gives an object its key and its place, where the caller has just seen that no other has them. */
  place(state: InstanceState, key: IdentityKey): void {
    state.key = key;
    this.#byKey.set(key, state);
    state.position = this.states.push(state) - 1;
  }

  /** Gives an object this key and its place. @returns another that has the key; nothing is done then */
  take(state: InstanceState, key: IdentityKey): InstanceState | undefined {
    const present = this.#byKey.get(key);
    if (present !== undefined && present !== state) return present;
    if (present === undefined) this.place(state, key);
    return undefined;
  }

  /** Takes the object out, if it is the one held under its key. The last of the array moves into the gap. */
  remove(state: InstanceState): boolean {
    const key = state.key;
    if (key === null || this.#byKey.get(key) !== state) return false;
    this.#byKey.delete(key);
    const last = this.states.pop()!;
    if (last !== state) {
      this.states[state.position] = last;
      last.position = state.position;
    }
    state.position = -1;
    return true;
  }
}

/**
 * Which object stands for which row, per session. It holds its objects strongly: one that was changed and dropped by the program must
 * still be flushed.
 */
export class IdentityMap {
  /** By the id of the root mapper. */
  readonly #buckets: (IdentityBucket | undefined)[] = [];

  /** The objects of a mapper's whole hierarchy; loaders keep the bucket for the length of a result. */
  bucket(mapper: Mapper): IdentityBucket {
    const root = mapper.root;
    return (this.#buckets[root.id] ??= new IdentityBucket(root));
  }

  get(mapper: Mapper, key: IdentityKey): InstanceState | undefined {
    return this.#buckets[mapper.root.id]?.get(key);
  }

  has(state: InstanceState): boolean {
    return state.key !== null && this.get(state.mapper, state.key) === state;
  }

  add(state: InstanceState): void {
    this.bucket(state.mapper).add(state);
  }

  remove(state: InstanceState): boolean {
    return this.#buckets[state.mapper.root.id]?.remove(state) ?? false;
  }

  /** The objects of one hierarchy, dense; not to be changed, nor kept while objects come and go. */
  byMapper(mapper: Mapper): readonly InstanceState[] {
    return this.#buckets[mapper.root.id]?.states ?? [];
  }

  /** The hierarchies that have objects here. */
  *buckets(): IterableIterator<IdentityBucket> {
    for (const bucket of this.#buckets) if (bucket !== undefined && bucket.states.length > 0) yield bucket;
  }

  get size(): number {
    let size = 0;
    for (const bucket of this.#buckets) if (bucket !== undefined) size += bucket.states.length;
    return size;
  }

  *[Symbol.iterator](): IterableIterator<InstanceState> {
    for (const bucket of this.#buckets) if (bucket !== undefined) yield* bucket.states;
  }

  clear(): void {
    this.#buckets.length = 0;
  }
}
