/** The steps before a statement is sent: the connection made ready, the compiled form found, the values bound. */
import { hideValue } from "../types/refusal.js";
import type { Turn } from "./call-queue.js";
import type { ConnectionState } from "./connection-state.js";
import type { ValueSet } from "./defaults.js";
import type { ExecuteRequest } from "./execute-request.js";
import type { ExecutionOptions } from "./execution-options.js";
import type { Found } from "./statement-lookup.js";

/** A statement's text and values, as the driver takes them. */
export interface Bound {
  readonly sql: string;
  readonly values: unknown[];
}

/** The connection there, and its transaction begun. */
export function makeReady(state: ConnectionState, turn: Turn, options: ExecutionOptions): Promise<void> | undefined {
  options.signal?.throwIfAborted();
  const ready = state.ready();
  const begun = ready === undefined ? (state.root === null ? state.autobegin(turn) : undefined) : ready.then(() => state.autobegin(turn));
  return begun as Promise<void> | undefined;
}

/** The compiled form. The names of values given beside an INSERT or UPDATE decide which columns it has. */
export function find(state: ConnectionState, request: ExecuteRequest, given: ValueSet | null): Found {
  const { statement, options } = request;
  const { kind } = statement;
  const columnKeys = given !== null && (kind === "insert" || kind === "update") ? Object.keys(given) : undefined;
  return state.engine.lookup.find(statement, {
    columnKeys,
    schemaTranslateMap: options.schemaTranslateMap,
    compiledCache: options.compiledCache,
  });
}

/** The text and its values. A value that its type refuses is named in the message, unless parameters are hidden. */
export function bind(state: ConnectionState, { compiled, parameters }: Found, given: ValueSet | null): Bound {
  if (!state.engine.hideParameters) return compiled.bind(parameters, given);
  try {
    return compiled.bind(parameters, given);
  } catch (error) {
    throw hideValue(error);
  }
}
