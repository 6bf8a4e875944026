/**
 * Edits of relationships by the program. Each is checked and told to listeners before anything changes, then made on both sides, then
 * told to the session, which takes new objects in (`save-update`) and lets orphans go.
 *
 * As in SQLAlchemy 2.0, an edit cascades from the side that was edited alone: `post.author = user` does not take `post` into the session of
 * `user`; `user.posts.push(post)` does.
 */
import { ArgumentError, InvalidRequestError } from "@cupel/core";
import type { RelationshipProperty } from "../mapping/relationship.js";
import { EntityCollection, keepWith, overwrite } from "./collection.js";
import { collectionOf, NO_MEMBERS } from "./collections.js";
import { type InstanceState, stateIfMapped, stateOf, strangerError } from "./instance-state.js";
import { connect, disconnect, gain, lose, noteLoss, noteOwner, seenForChange, seenMembers } from "./links.js";
import { resolveReference } from "./references.js";
import { UNLOADED } from "./unloaded.js";
import { isForbidden, unloadedError } from "./unloaded-error.js";

/** The property's value: never loads. @throws UnloadedAttributeError where only the database knows */
export function readRelationship(state: InstanceState, property: RelationshipProperty): object | null {
  if (state.slots[property.slot] === UNLOADED && !state.isNew && isForbidden(state, property)) throw unloadedError(state, property);
  const value = property.uselist ? (collectionOf(state, property) ?? UNLOADED) : resolveReference(state, property);
  if (value === UNLOADED) throw unloadedError(state, property);
  return value;
}

/** `object.property = value`. */
export function assignRelationship(state: InstanceState, property: RelationshipProperty, value: unknown): void {
  if (property.uselist) assignCollection(state, property, value);
  else assignReference(state, property, value);
}

function assignReference(state: InstanceState, property: RelationshipProperty, given: unknown): void {
  refuseViewOnly(state, property);
  let value = given === null || given === undefined ? null : checkedItem(property, given);
  const before = resolveReference(state, property);
  if (before === value && (value !== null || state.slots[property.slot] === null)) return;
  if (before === UNLOADED && property.direction !== "manyToOne") throw unloadedError(state, property);
  if (property.isObserved) {
    const answer = property.events.reduce(
      "set",
      { target: state.entity, value, oldValue: before === UNLOADED ? undefined : before },
      "value",
    );
    if (answer !== value) value = answer === null ? null : checkedItem(property, answer);
  }
  if (value !== null) {
    refuseSecondOwner(state, property, value);
    refuseOtherSession(state, property, value);
  }
  const old = before === UNLOADED || before === value ? null : before;
  tellReverse(property, value, "append", state);
  tellReverse(property, old, "remove", state);
  if (value === null) {
    state.ownSlots()[property.slot] = null;
    state.session?.markModified(state);
  } else {
    gain(state, property, value, true);
    connect(state, property, stateOf(value));
    cascade(state, property, value);
  }
  if (old !== null) {
    noteLoss(property, stateOf(old), state);
    disconnect(state, property, stateOf(old));
  }
}

function assignCollection(state: InstanceState, property: RelationshipProperty, given: unknown): void {
  refuseViewOnly(state, property);
  if (!Array.isArray(given)) {
    throw new ArgumentError(
      `${String(property)} is a collection and takes an array of ${property.target.name}, not ${describe(given)}${given === null || given === undefined ? "; to empty it, assign []" : ""}.`,
    );
  }
  if (state.isNew && state.slots[property.slot] === UNLOADED && isPlainGain(property)) {
    fillNew(state, property, given);
    return;
  }
  const collection = collectionOf(state, property);
  if (collection === null) throw unloadedError(state, property, "it cannot be replaced before it is known what it holds");
  if (given === collection) return;
  const members = Array.from<object>(given);
  const replacement = EntityCollection.make(state, property, collection);
  replaceMembers(state, property, replacement, members);
  state.ownSlots()[property.slot] = replacement;
  EntityCollection.disown(collection);
}

/** Whether a gain has nobody to ask and nobody to tell. */
function isPlainGain(property: RelationshipProperty): boolean {
  const { reverse } = property;
  return !property.isObserved && !property.singleParent && (reverse === null || !reverse.isObserved);
}

/** The first members of a new object's collection, which nobody has looked at: the commonest assignment, and nothing to compare with. */
function fillNew(state: InstanceState, property: RelationshipProperty, given: readonly unknown[]): void {
  const members = new Array<object>(given.length);
  for (let i = 0; i < given.length; i++) members[i] = checkedItem(property, given[i]);
  if (state.session !== null) for (const member of members) refuseOtherSession(state, property, member);
  state.ownSlots()[property.slot] = EntityCollection.make(state, property, members);
  if (state.committed[property.slot] === UNLOADED) state.ownCommitted()[property.slot] = NO_MEMBERS;
  (state.seen ??= [])[property.slot] = members;
  state.session?.markModified(state);
  for (let i = 0; i < members.length; i++) {
    const child = stateOf(members[i]!);
    noteOwner(property, child, state);
    connect(state, property, child);
    cascade(state, property, members[i]!);
  }
}

/** Adds to a collection, loaded or not; where it is not, the append waits for it. */
export function appendItem(state: InstanceState, property: RelationshipProperty, item: unknown): void {
  const collection = collectionOf(state, property);
  appendItems(state, property, collection, [item]);
}

/** Takes one occurrence out of a collection, loaded or not. */
export function removeItem(state: InstanceState, property: RelationshipProperty, item: unknown): void {
  refuseViewOnly(state, property);
  const value = checkedItem(property, item);
  const collection = collectionOf(state, property);
  if (collection !== null && !collection.includes(value)) return;
  tellRemove(state, property, value);
  lose(state, property, value);
  if (collection === null || !collection.includes(value)) disconnect(state, property, stateOf(value));
}

function appendItems(state: InstanceState, property: RelationshipProperty, collection: object[] | null, items: readonly unknown[]): void {
  refuseViewOnly(state, property);
  const values = items.map((item) => tellAppend(state, property, checkedItem(property, item)));
  for (const value of values) {
    if (collection === null) gain(state, property, value, true);
    else {
      const seen = seenForChange(state, property);
      const isKnownThere = isQueuedThere(property, stateOf(value)) && seen.includes(value);
      seen.push(value);
      Array.prototype.push.call(collection, value);
      noteOwner(property, stateOf(value), state);
      state.session?.markModified(state);
      // A second occurrence is no news to a collection of the other side that is not loaded: it would be inserted a second time.
      if (isKnownThere) continue;
    }
    connect(state, property, stateOf(value));
    cascade(state, property, value);
  }
}

/** Whether the other side is a collection that is not loaded, where appends wait. */
function isQueuedThere({ reverse }: RelationshipProperty, child: InstanceState): boolean {
  return reverse?.uselist === true && child.slots[reverse.slot] === UNLOADED && !child.isNew;
}

/** Makes these the members of a collection. What it held is compared as a bag: order alone changes nothing on the other side. */
function replaceMembers(state: InstanceState, property: RelationshipProperty, collection: object[], members: readonly unknown[]): void {
  refuseViewOnly(state, property);
  const values = members.map((item) => checkedItem(property, item));
  const { added, removed } = difference(seenMembers(state, property), values);
  const replaced = new Map(added.map((item) => [item, tellAppend(state, property, item)]));
  for (const item of removed) tellRemove(state, property, item);
  const final = values.map((item) => replaced.get(item) ?? item);
  overwrite(collection, final);
  agree(
    state,
    property,
    final,
    added.map((item) => replaced.get(item)!),
    removed,
  );
}

/** Both sides now agree on these members; the other side follows. */
function agree(
  state: InstanceState,
  property: RelationshipProperty,
  members: readonly object[],
  added: readonly object[],
  removed: readonly object[],
): void {
  const seen = seenForChange(state, property);
  overwrite(seen, members);
  if (added.length === 0 && removed.length === 0) return;
  state.session?.markModified(state);
  for (const item of added) {
    noteOwner(property, stateOf(item), state);
    connect(state, property, stateOf(item));
    cascade(state, property, item);
  }
  for (const item of removed) {
    if (seen.includes(item)) continue;
    noteLoss(property, stateOf(item), state);
    disconnect(state, property, stateOf(item));
  }
}

/**
 * Finds what went past the collection's mutators (`posts[0] = post`, `length = 0`) and makes the other side follow. Called before a flush, on
 * objects with loaded collections.
 *
 * @returns whether there was anything
 * @throws ArgumentError if something stands in a collection that does not belong there
 */
export function reconcile(state: InstanceState, property: RelationshipProperty): boolean {
  const collection = state.slots[property.slot];
  if (!Array.isArray(collection) || property.viewOnly) return false;
  const seen = seenMembers(state, property);
  if (isSameSequence(seen, collection)) return false;
  const members = (collection as unknown[]).map((item) => checkedItem(property, item));
  const { added, removed } = difference(seen, members);
  if (added.length === 0 && removed.length === 0) return false;
  for (const item of added) tellAppend(state, property, item);
  for (const item of removed) tellRemove(state, property, item);
  agree(state, property, members, added, removed);
  return true;
}

/** All loaded collections of an object. */
export function reconcileAll(state: InstanceState): boolean {
  if (state.slots === state.mapper.unloadedSlots) return false;
  let found = false;
  const { relationships } = state.mapper;
  for (let i = 0; i < relationships.length; i++) if (relationships[i]!.uselist && reconcile(state, relationships[i]!)) found = true;
  return found;
}

/** Whether two lists hold the same objects in the same order. */
export function isSameSequence(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** What one bag has more than another, in O(n). */
export function difference(
  before: readonly object[],
  after: readonly object[],
): { readonly added: object[]; readonly removed: object[]; readonly kept: object[] } {
  const counts = new Map<object, number>();
  for (const item of before) counts.set(item, (counts.get(item) ?? 0) + 1);
  const added: object[] = [];
  const kept: object[] = [];
  for (const item of after) {
    const count = counts.get(item) ?? 0;
    if (count === 0) added.push(item);
    else {
      counts.set(item, count - 1);
      kept.push(item);
    }
  }
  const removed: object[] = [];
  for (const item of before) {
    const count = counts.get(item)!;
    if (count > 0) {
      counts.set(item, count - 1);
      removed.push(item);
    }
  }
  return { added, removed, kept };
}

function cascade(state: InstanceState, property: RelationshipProperty, value: object): void {
  const { session } = state;
  if (session === null || !property.cascade.saveUpdate) return;
  const child = stateOf(value);
  if (child.session !== session) session.cascadeSaveUpdate(state, property, child);
}

function tellAppend(state: InstanceState, property: RelationshipProperty, value: object): object {
  let item = value;
  refuseSecondOwner(state, property, value);
  refuseOtherSession(state, property, value);
  if (property.isObserved) {
    const answer = property.events.reduce("append", { target: state.entity, value }, "value");
    if (answer !== value) item = checkedItem(property, answer);
  }
  tellOther(property, item, state, true);
  return item;
}

function tellRemove(state: InstanceState, property: RelationshipProperty, value: object): void {
  if (property.isObserved) property.events.reduce("remove", { target: state.entity, value }, "value");
  tellOther(property, value, state, false);
}

/** Listeners of the other side hear of the edit too; what they answer does not change it. */
function tellOther(property: RelationshipProperty, item: object, state: InstanceState, isGained: boolean): void {
  const { reverse } = property;
  if (reverse === null || !reverse.isObserved) return;
  if (reverse.uselist) {
    reverse.events.reduce(isGained ? "append" : "remove", { target: item, value: state.entity }, "value");
    return;
  }
  const before = resolveReference(stateOf(item), reverse);
  const after = isGained ? state.entity : null;
  if (before !== after && (isGained || before === state.entity))
    reverse.events.reduce("set", { target: item, value: after, oldValue: before === UNLOADED ? undefined : before }, "value");
}

function tellReverse(property: RelationshipProperty, item: object | null, name: "append" | "remove", state: InstanceState): void {
  if (item !== null) tellOther(property, item, state, name === "append");
}

function refuseSecondOwner(state: InstanceState, property: RelationshipProperty, value: object): void {
  if (!property.singleParent) return;
  const owner = stateOf(value).owners?.get(property);
  if (owner === undefined || owner === null || owner === state) return;
  throw new InvalidRequestError(
    `${stateOf(value).describe()} belongs to ${owner.describe()} by ${String(property)} already, and singleParent allows one owner: take it from there first.`,
  );
}

/** The session would refuse it when the edit has been made already. */
function refuseOtherSession(state: InstanceState, property: RelationshipProperty, value: object): void {
  const { session } = state;
  if (session === null || !property.cascade.saveUpdate) return;
  const child = stateOf(value);
  if (child.session === null || child.session === session) return;
  throw new InvalidRequestError(
    `${child.describe()} belongs to another session than ${state.describe()}, which it is to be held by in ${String(property)}. Expunge it there, or copy it with \`await session.merge(object)\`.`,
  );
}

function refuseViewOnly(state: InstanceState, property: RelationshipProperty): void {
  if (property.viewOnly)
    throw new ArgumentError(
      `${String(property)} is viewOnly: what is changed there is never written. Change the relationship that owns the columns, then reload ${state.describe()}.`,
    );
}

/** The value, if it is an object of the target's class. */
function checkedItem(property: RelationshipProperty, value: unknown): object {
  const { target } = property;
  const state = stateIfMapped(value);
  if (state !== undefined && target.isClassOf(state.entity)) return state.entity;
  const place = property.uselist
    ? `${String(property)} holds objects of ${target.name}`
    : `${String(property)} refers to an object of ${target.name}`;
  if (
    state === undefined &&
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) !== Object.prototype
  ) {
    throw new ArgumentError(`${place}: expected ${target.name}, got ${describe(value)}. ${strangerError(value).message}`);
  }
  const remedy =
    state !== undefined
      ? ""
      : Array.isArray(value)
        ? " Give the objects themselves, not an array of them."
        : ` Make one with \`new ${target.name}({ … })\`, or load it.`;
  throw new ArgumentError(`${place}: expected ${target.name}, got ${describe(value)}.${remedy}`);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object")
    return `the ${typeof value} ${JSON.stringify(typeof value === "bigint" ? String(value) : value) ?? String(value)}`;
  const name = (value as { readonly constructor?: { readonly name?: string } }).constructor?.name ?? "Object";
  return name === "Object" ? "a plain object" : name;
}

keepWith({ append: appendItems, replace: replaceMembers });
