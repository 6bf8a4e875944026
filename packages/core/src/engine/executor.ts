/**
 * How a statement is sent, in this order: the statement is told of (beforeExecute), found or compiled, the transaction begun, defaults
 * evaluated and values bound, the text told of (beforeCursorExecute) and logged, sent, and told of again. Each step answers at once where
 * nothing has to be waited for, so that on an embedded database the whole is one call.
 */
import { bind, find, makeReady } from "./binding.js";
import type { Turn } from "./call-queue.js";
import type { ConnectionState } from "./connection-state.js";
import { type ValueSet, withDefaults } from "./defaults.js";
import type { DriverRequest, MaybePromise } from "./driver.js";
import { sendMany } from "./execute-many.js";
import type { ExecuteRequest } from "./execute-request.js";
import { andThen } from "./maybe.js";
import { preparedOf } from "./prepared.js";
import { RawResult } from "./raw-result.js";
import { sendOne } from "./send.js";

/** Sends a statement and reads all it gives. */
export function execute(state: ConnectionState, turn: Turn, request: ExecuteRequest): MaybePromise<RawResult> {
  const hub = state.events;
  if (hub.isSilent) return send(state, turn, request);
  const event = { statement: request.statement, parameters: request.parameters };
  return andThen(state.emit(turn, "beforeExecute", event), () =>
    andThen(send(state, turn, request), (result) =>
      andThen(state.emit(turn, "afterExecute", { ...event, rowCount: result.rowCount }), () => result),
    ),
  );
}

function send(state: ConnectionState, turn: Turn, request: ExecuteRequest): MaybePromise<RawResult> {
  const waiting = makeReady(state, turn, request.options);
  return waiting === undefined ? sendNow(state, turn, request) : waiting.then(() => sendNow(state, turn, request));
}

function sendNow(state: ConnectionState, turn: Turn, request: ExecuteRequest): MaybePromise<RawResult> {
  const { parameters } = request;
  if (Array.isArray(parameters)) return sendMany(state, turn, request, parameters as readonly ValueSet[]);
  const given = parameters as ValueSet | null;
  const found = find(state, request, given);
  const { compiled } = found;
  const prepared = preparedOf(compiled);
  const values = withDefaults(compiled, given, found.parameters);
  const bound = bind(state, found, values);
  const driverRequest: DriverRequest = {
    sql: bound.sql,
    values: bound.values,
    returnsRows: prepared.returnsRows,
    exactIntegers: prepared.exactIntegers,
    prepare: true,
    isTyped: prepared.isTyped,
    maxRows: prepared.returnsRows === true ? request.maxRows : undefined,
    signal: request.options.signal,
  };
  return andThen(sendOne(state, turn, driverRequest, found.origin), (answer) => {
    const shape = prepared.shape ?? (answer.columns !== null && compiled.kind === "text" ? prepared.shapeFor(answer.columns) : null);
    const lastInsertIds = answer.lastInsertId === undefined ? [] : [answer.lastInsertId];
    return new RawResult({
      prepared,
      found,
      dialect: state.engine.dialect,
      shape,
      rows: answer.rows,
      rowCount: answer.rowCount,
      lastInsertIds,
      given: [values],
    });
  });
}
