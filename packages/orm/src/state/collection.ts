/**
 * A collection of related objects: a real array, whose mutators keep the other side in step. Its prototype has no `constructor` of its own, so
 * that it prints and compares as the array it is, and `map` and `filter` give plain arrays. What goes past the mutators (`posts[0] = post`,
 * `length = 0`) is found at flush, by comparison with what was last seen (`reconcile` in `relationship-edits.ts`).
 */
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { InstanceState } from "./instance-state.js";

/** Who is told of edits, and makes them on both sides. */
export interface CollectionKeeper {
  append(owner: InstanceState, property: RelationshipProperty, collection: object[], items: readonly object[]): void;
  replace(owner: InstanceState, property: RelationshipProperty, collection: object[], members: readonly object[]): void;
}

interface Ownership {
  readonly owner: InstanceState;
  readonly property: RelationshipProperty;
}

let keeper: CollectionKeeper;

/** Names the keeper: `relationship-edits.ts`, which needs collections itself, so that importing it here would close a cycle. */
export function keepWith(given: CollectionKeeper): void {
  keeper = given;
}

export class EntityCollection extends Array<object> {
  #owner: InstanceState | null = null;
  #property: RelationshipProperty | null = null;

  /** A collection that holds these members; nothing follows from them. */
  static make(owner: InstanceState, property: RelationshipProperty, members: readonly object[]): EntityCollection {
    const collection = new EntityCollection();
    // Grown from its end, the array stays a packed one.
    for (let index = 0; index < members.length; index++) collection[index] = members[index]!;
    collection.#owner = owner;
    collection.#property = property;
    return collection;
  }

  /** Whose collection it is; null for an array that only inherits from one, and for a collection that another has replaced. */
  static ownershipOf(array: object): Ownership | null {
    return #owner in array && array.#owner !== null ? { owner: array.#owner, property: array.#property! } : null;
  }

  /** From now on it is an array of its own, which no longer speaks for its former owner. */
  static disown(collection: EntityCollection): void {
    collection.#owner = null;
  }

  override push(...items: object[]): number {
    if (!(#owner in this) || this.#owner === null) return super.push(...items);
    keeper.append(this.#owner, this.#property!, this, items);
    return this.length;
  }

  override pop(): object | undefined {
    return edit(this, (array) => array.pop());
  }

  override shift(): object | undefined {
    return edit(this, (array) => array.shift());
  }

  override unshift(...items: object[]): number {
    return edit(this, (array) => array.unshift(...items));
  }

  override splice(...how: [start: number, deleteCount?: number, ...items: object[]]): object[] {
    return edit(this, (array) => (array.splice as (...how: unknown[]) => object[])(...how));
  }

  override fill(value: object, start?: number, end?: number): this {
    edit(this, (array) => array.fill(value, start, end));
    return this;
  }

  override copyWithin(target: number, start: number, end?: number): this {
    edit(this, (array) => array.copyWithin(target, start, end));
    return this;
  }

  static {
    // Without it the array's own is found, and with it its name: `posts.constructor === Array`.
    delete (EntityCollection.prototype as { constructor?: unknown }).constructor;
  }
}

/** Makes an edit on a copy first, so that a refusal leaves everything as it was. */
function edit<R>(collection: EntityCollection, how: (array: object[]) => R): R {
  const ownership = EntityCollection.ownershipOf(collection);
  const copy = Array.from<object>(collection);
  const answer = how(copy);
  if (ownership === null) overwrite(collection, copy);
  else keeper.replace(ownership.owner, ownership.property, collection, copy);
  return answer;
}

/** Gives an array these members, past all mutators. */
export function overwrite(array: object[], members: readonly object[]): void {
  // Setting the length is slow, even to what it is.
  if (array.length > members.length) array.length = members.length;
  for (let index = 0; index < members.length; index++) array[index] = members[index]!;
}
