/**
 * `await user.awaitableAttrs.posts`: an attribute that may have to be loaded. What is loaded is answered without a statement; the rest goes to
 * the session, which answers the calls of one tick together.
 */
import type { Mapper } from "../mapping/mapper.js";
import { collectionOf } from "./collections.js";
import { readColumn } from "./columns.js";
import { type InstanceState, stateOf } from "./instance-state.js";
import { resolveReference } from "./references.js";
import { UNLOADED } from "./unloaded.js";
import { unloadedError } from "./unloaded-error.js";

const prototypes = new WeakMap<Mapper, object>();
const STATE_OF: unique symbol = Symbol("cupel.awaitableState");

interface Awaitable {
  readonly [STATE_OF]: InstanceState;
}

/** An object with a promise for each attribute. */
export function awaitableAttributes(entity: object): object {
  const state = stateOf(entity);
  const { mapper } = state;
  mapper.complete();
  let prototype = prototypes.get(mapper);
  if (prototype === undefined) {
    prototype = {};
    for (const key of mapper.fieldNames) {
      Object.defineProperty(prototype, key, {
        enumerable: true,
        get(this: Awaitable) {
          return load(this[STATE_OF], key);
        },
      });
    }
    prototypes.set(mapper, prototype);
  }
  return Object.defineProperty(Object.create(prototype) as object, STATE_OF, { value: state });
}

async function load(state: InstanceState, key: string): Promise<unknown> {
  const attribute = state.mapper.attributes.get(key);
  if (attribute === undefined) return (state.entity as Record<string, unknown>)[key];
  const value =
    attribute.kind === "column"
      ? readColumn(state, attribute.index)
      : attribute.uselist
        ? (collectionOf(state, attribute) ?? UNLOADED)
        : resolveReference(state, attribute);
  if (value !== UNLOADED) return value;
  if (state.session === null) throw unloadedError(state, attribute);
  await state.session.loadAttribute([state], attribute);
  return (state.entity as Record<string, unknown>)[key];
}
