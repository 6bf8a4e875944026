/**
 * `await user.awaitableAttrs.posts`: what is asked for in one tick is answered by one statement for each attribute. With `fetchMode: "peers"`
 * one object asks for all that came with it.
 */
import { UnloadedAttributeError } from "@cupel/core";
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { SessionInternals } from "../session/internals.js";
import type { InstanceState } from "../state/instance-state.js";
import { resolveReference } from "../state/references.js";
import { UNLOADED } from "../state/unloaded.js";
import { contextOf } from "./context.js";
import { loadAttribute } from "./load.js";

type Attribute = ColumnAttribute | RelationshipProperty;
const pending = new WeakMap<SessionInternals, Map<Attribute, { readonly states: Set<InstanceState>; readonly answer: Promise<void> }>>();

/**
 * Loads one attribute for these objects, together with all other objects for which it is asked before the tick ends.
 * @throws UnloadedAttributeError where `raiseLoad`, or the session's `fetchMode: "raise"`, forbids it
 */
export function requestAttribute(session: SessionInternals, states: readonly InstanceState[], attribute: Attribute): Promise<void> {
  for (const state of states) {
    const refusal = refusalOf(session, state, attribute);
    if (refusal !== null) return Promise.reject(refusal);
  }
  const needy = states.filter((state) => !isThere(state, attribute));
  if (needy.length === 0) return Promise.resolve();
  let waiting = pending.get(session);
  if (waiting === undefined) pending.set(session, (waiting = new Map()));
  let request = waiting.get(attribute);
  if (request === undefined) {
    const gathered = new Set<InstanceState>();
    const answer = Promise.resolve().then(() => {
      pending.get(session)?.delete(attribute);
      return session.enqueue(async (turn) => {
        await session.autoflush(tablesOf(attribute), turn);
        await loadAttribute(
          session,
          withPeers(session, [...gathered], attribute).filter((state) => !isThere(state, attribute)),
          attribute,
        );
      });
    });
    request = { states: gathered, answer };
    waiting.set(attribute, request);
  }
  for (const state of needy) request.states.add(state);
  return request.answer;
}

function isThere(state: InstanceState, attribute: Attribute): boolean {
  if (attribute.kind === "column") return state.row === null || state.row[attribute.index] !== UNLOADED;
  if (state.isNew) return true;
  return attribute.uselist ? state.slots[attribute.slot] !== UNLOADED : resolveReference(state, attribute) !== UNLOADED;
}

function tablesOf(attribute: Attribute): readonly never[] {
  if (attribute.kind === "column") return [attribute.column.table as never];
  return (attribute.secondary === null ? [attribute.target.table] : [attribute.target.table, attribute.secondary]) as never[];
}

/** The objects, and with `"peers"` those that came with them in the same result and lack the same. */
function withPeers(session: SessionInternals, states: readonly InstanceState[], attribute: Attribute): InstanceState[] {
  if (session.fetchMode !== "peers") return [...states];
  const all = new Set(states);
  for (const state of states)
    for (const peer of contextOf(state)?.peers ?? []) if (peer.session === state.session && !isThere(peer, attribute)) all.add(peer);
  return [...all];
}

function refusalOf(session: SessionInternals, state: InstanceState, attribute: Attribute): Error | null {
  const name = `${state.mapper.name}.${attribute.key}`;
  if (attribute.kind === "relationship") {
    const raises = contextOf(state)?.raises(attribute) ?? attribute.lazy === "raise";
    if (raises === true || (raises === "sqlOnly" && !isThere(state, attribute)))
      return new UnloadedAttributeError(
        `${name} of ${state.describe()} is not to be loaded: raiseLoad forbids it here. Load it with the query, by selectInLoad(${state.mapper.name}.c.${attribute.key}), or take the raiseLoad option out.`,
      );
  }
  if (session.fetchMode === "raise" && !isThere(state, attribute))
    return new UnloadedAttributeError(
      `${name} of ${state.describe()} is not loaded, and this session refuses to load attributes one by one (fetchMode: "raise"). Load it with the query, by ${attribute.kind === "relationship" ? "selectInLoad" : "undefer"}(${state.mapper.name}.c.${attribute.key}), or by session.load(…).`,
    );
  return null;
}
