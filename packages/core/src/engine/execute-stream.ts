/** Statements whose rows are read in batches, and how the database would run one. */
import { ArgumentError } from "../errors.js";
import { type Bound, bind, find, makeReady } from "./binding.js";
import type { Turn } from "./call-queue.js";
import type { ConnectionState } from "./connection-state.js";
import { type ValueSet, withDefaults } from "./defaults.js";
import type { DriverRequest, DriverResult, DriverStream, MaybePromise } from "./driver.js";
import type { ExecuteRequest } from "./execute-request.js";
import { andThen } from "./maybe.js";
import type { RowStream } from "./pending-result.js";
import { preparedOf } from "./prepared.js";
import { sendOne, told } from "./send.js";
import type { Found } from "./statement-lookup.js";

/** Sends a statement whose rows are read in batches. The turn is held while a batch is fetched, not between. */
export function stream(
  state: ConnectionState,
  turn: Turn,
  request: ExecuteRequest,
  batch: number,
): MaybePromise<RowStream & { readonly found: Found }> {
  if (Array.isArray(request.parameters))
    throw new ArgumentError("A statement with a list of parameter sets cannot be streamed: give one set.");
  const event = { statement: request.statement, parameters: request.parameters };
  return andThen(state.emit(turn, "beforeExecute", event), () =>
    andThen(makeReady(state, turn, request.options), () => {
      const given = request.parameters as ValueSet | null;
      const found = find(state, request, given);
      const { compiled } = found;
      const prepared = preparedOf(compiled);
      const bound = bind(state, found, withDefaults(compiled, given, found.parameters));
      const { signal } = request.options;
      const driverRequest: DriverRequest = {
        ...bound,
        returnsRows: prepared.returnsRows,
        exactIntegers: prepared.exactIntegers,
        prepare: true,
        isTyped: prepared.isTyped,
        signal,
      };
      const opened = told(state, turn, bound.sql, bound.values, false, found.origin, (sql, values) =>
        andThen(
          state.guard(() => state.driver.stream({ ...driverRequest, sql, values }, batch), { sql, parameters: values, signal }),
          (driverStream) => ({ driverStream, rowCount: -1 }),
        ),
      );
      return andThen(opened, ({ driverStream }) => {
        state.streams.add(driverStream);
        const shape = prepared.shape ?? prepared.shapeFor(driverStream.columns);
        const askedFor = prepared.askedFor < compiled.columns.length ? prepared.askedFor : null;
        return { ...queuedStream(state, driverStream, bound, signal, askedFor), shape, found };
      });
    }),
  );
}

function queuedStream(
  state: ConnectionState,
  driverStream: DriverStream,
  bound: Bound,
  signal: AbortSignal | undefined,
  askedFor: number | null,
): Pick<RowStream, "next" | "close"> {
  const cut = (rows: unknown[][]): unknown[][] => {
    if (askedFor !== null) for (const row of rows) row.length = askedFor;
    return rows;
  };
  return {
    next: () =>
      state.queue.run(() => {
        signal?.throwIfAborted();
        state.checkOpen();
        const rows = state.guard(() => driverStream.next(), { sql: bound.sql, parameters: bound.values });
        return askedFor === null ? rows : andThen(rows, cut);
      }),
    close: () => {
      if (!state.streams.delete(driverStream)) return;
      return state.queue.run(() => state.guard(() => driverStream.close()));
    },
  };
}

/** Asks the database how it would run a statement. */
export function explain(
  state: ConnectionState,
  turn: Turn,
  request: ExecuteRequest,
  options: { readonly analyze?: boolean },
): MaybePromise<DriverResult> {
  if (Array.isArray(request.parameters)) throw new ArgumentError("explain() takes one set of parameters, not a list.");
  return andThen(makeReady(state, turn, request.options), () => {
    const given = request.parameters as ValueSet | null;
    const found = find(state, request, given);
    const { sql, values } = bind(state, found, withDefaults(found.compiled, given, found.parameters));
    const explained = state.engine.dialect.explain(sql, options);
    return sendOne(state, turn, { sql: explained, values, returnsRows: null, exactIntegers: false, prepare: false }, { kind: "raw" });
  });
}
