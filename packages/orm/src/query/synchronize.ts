/**
 * Bringing the objects of a session in step with a bulk UPDATE or DELETE. Before it runs: which of them does it meet? By trying the condition on
 * them, or by the keys that the database gives. After it: the new values are set where they are known and forgotten where they are not.
 */
import { ArgumentError, InvalidRequestError } from "@cupel/core";
import type { ClauseElement } from "@cupel/core/internal";
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { Mapper } from "../mapping/mapper.js";
import type { SessionInternals } from "../session/internals.js";
import { expire, setCommitted } from "../state/attributes.js";
import type { InstanceState } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";
import { type Evaluator, evaluator, UNKNOWN } from "./evaluate.js";

export type SynchronizeSession = "auto" | "evaluate" | "fetch" | false;

/** What `executionOptions({ synchronizeSession })` says. */
export function synchronizationOf(options: Readonly<Record<string, unknown>>): SynchronizeSession {
  const chosen = options["synchronizeSession"] ?? "auto";
  if (chosen === "auto" || chosen === "evaluate" || chosen === "fetch" || chosen === false) return chosen;
  throw new ArgumentError(`synchronizeSession is "auto", "evaluate", "fetch" or false, not ${JSON.stringify(chosen)}.`);
}

/** The loaded objects that a condition meets, or null if it cannot be tried in memory. Those of which nobody can tell count as met. */
export function matchInMemory(
  session: SessionInternals,
  mapper: Mapper,
  conditions: readonly ClauseElement[],
  how: SynchronizeSession,
): { readonly sure: InstanceState[]; readonly unsure: InstanceState[] } | null {
  const tests: Evaluator[] = [];
  for (const condition of conditions) {
    const test = evaluator(condition, mapper);
    if (test === null) {
      if (how === "evaluate")
        throw new InvalidRequestError(
          `synchronizeSession: "evaluate" cannot try this condition in memory: ${String(condition)}. Use "fetch", which asks the database for the keys, or false.`,
        );
      return null;
    }
    tests.push(test);
  }
  const sure: InstanceState[] = [];
  const unsure: InstanceState[] = [];
  for (const state of session.identityMap.byMapper(mapper)) {
    if (!isOf(state.mapper, mapper)) continue;
    const verdict = verdictOf(tests, state);
    if (verdict === true) sure.push(state);
    else if (verdict === UNKNOWN) unsure.push(state);
  }
  return { sure, unsure };
}

function verdictOf(tests: readonly Evaluator[], state: InstanceState): boolean | typeof UNKNOWN {
  let verdict: boolean | typeof UNKNOWN = true;
  for (const test of tests) {
    const value = test(state);
    if (value === UNKNOWN) verdict = UNKNOWN;
    else if (value !== true && value !== 1) return false;
  }
  return verdict;
}
function isOf(mapper: Mapper, base: Mapper): boolean {
  for (let at: Mapper | null = mapper; at !== null; at = at.parent) if (at === base) return true;
  return false;
}

/** The objects in the session that have these keys. */
export function matchByKeys(session: SessionInternals, mapper: Mapper, keys: readonly (readonly unknown[])[]): InstanceState[] {
  return keys.flatMap((key) => {
    const identity = mapper.identityKey(key);
    const state = identity === null ? undefined : session.identityMap.get(mapper, identity);
    return state === undefined ? [] : [state];
  });
}

/** A column that an UPDATE writes, with what it writes. */
export interface Assignment {
  readonly attribute: ColumnAttribute;
  readonly value: ClauseElement | null;
}

/** Works out the new values before the statement runs; what cannot be is forgotten when it has run. */
export function assignmentsFor(
  session: SessionInternals,
  states: readonly InstanceState[],
  assignments: readonly Assignment[],
  mapper: Mapper,
): () => void {
  const values = assignments.map(({ attribute, value }) => ({ attribute, evaluate: value === null ? null : evaluator(value, mapper) }));
  const planned = states.map((state) => ({
    state,
    results: values.map(({ attribute, evaluate }) => (evaluate === null || !takesValue(attribute) ? UNKNOWN : evaluate(state))),
  }));
  return () => {
    for (const { state, results } of planned) {
      session.beforeChange(state);
      results.forEach((result, index) => {
        const { attribute } = values[index]!;
        if (state.row === null || state.row[attribute.index] === UNLOADED) return;
        if (result === UNKNOWN) expire(state, [attribute.index], []);
        else setCommitted(state, attribute.index, result);
      });
    }
  };
}
/** What is a number or a text in the statement is the attribute's value; what is converted (dates, decimals) is read again. */
function takesValue(attribute: ColumnAttribute): boolean {
  return ["integer", "float", "string", "boolean", "uuid"].includes(attribute.type.affinity) && !attribute.type.isMutable;
}

/** Forgets attributes of objects of which nobody can tell whether the statement met them. */
export function forget(session: SessionInternals, states: readonly InstanceState[], assignments: readonly Assignment[]): void {
  for (const state of states) session.beforeChange(state);
  for (const state of states)
    expire(
      state,
      assignments.map(({ attribute }) => attribute.index).filter((index) => state.row?.[index] !== UNLOADED),
      [],
    );
}
