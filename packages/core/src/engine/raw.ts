/** Executing without making rows: what the ORM builds its own results on. Same path, events, cache, log and errors as `Connection.execute`. */
import type { Executable, Rows } from "../expression/executable.js";
import { type Connection, STATE } from "./connection.js";
import type { MaybePromise } from "./driver.js";
import { checkedRequest, type ExecuteRequest } from "./execute-request.js";
import { stream } from "./execute-stream.js";
import type { ExecutionOptions, Parameters } from "./execution-options.js";
import { execute } from "./executor.js";
import type { RowStream } from "./pending-result.js";
import type { RawResult } from "./raw-result.js";
import type { Found } from "./statement-lookup.js";

/** A statement, as one passes it to `execute`. */
export type AnyStatement = Executable<unknown, unknown, unknown> | Rows<unknown> | object;

/** What a raw execution may ask for. */
export interface RawOptions {
  readonly executionOptions?: ExecutionOptions | undefined;
  /** Nobody will look at more rows. */
  readonly maxRows?: number | undefined;
}

function requestFor(
  connection: Connection,
  statement: AnyStatement,
  parameters: Parameters | null | undefined,
  options: RawOptions | undefined,
): ExecuteRequest {
  const request = checkedRequest(statement, parameters, connection[STATE].options, options?.executionOptions);
  return options?.maxRows === undefined ? request : { ...request, maxRows: options.maxRows };
}

/** Sends a statement; the driver's rows are not converted. */
export function executeRaw(
  connection: Connection,
  statement: AnyStatement,
  parameters?: Parameters | null,
  options?: RawOptions,
): MaybePromise<RawResult> {
  const state = connection[STATE];
  return state.queue.run((turn) => execute(state, turn, requestFor(connection, statement, parameters, options)));
}

/**
 * Sends a statement once for each set of values, in their order.
 *
 * @param options `generated`: of an INSERT, the keys and defaults that the database makes are wanted
 */
export function executeManyRaw(
  connection: Connection,
  statement: AnyStatement,
  sets: readonly Readonly<Record<string, unknown>>[],
  options?: RawOptions & { readonly generated?: boolean },
): MaybePromise<RawResult> {
  const state = connection[STATE];
  return state.queue.run((turn) =>
    execute(state, turn, { ...requestFor(connection, statement, sets, options), generated: options?.generated ?? false }),
  );
}

/** Sends a statement and reads its rows in batches; they are not converted. */
export function streamRaw(
  connection: Connection,
  statement: AnyStatement,
  parameters: Parameters | null | undefined,
  batch: number,
  options?: RawOptions,
): MaybePromise<RowStream & { readonly found: Found }> {
  const state = connection[STATE];
  return state.queue.run((turn) => stream(state, turn, requestFor(connection, statement, parameters, options), batch));
}
