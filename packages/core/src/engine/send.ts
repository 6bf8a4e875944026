/** To the driver and back: handlers, log and time around one call. */
import type { Turn } from "./call-queue.js";
import type { ConnectionState } from "./connection-state.js";
import type { DriverRequest, DriverResult, MaybePromise } from "./driver.js";
import type { TextOrigin } from "./logging.js";
import { andThen, orElse } from "./maybe.js";

/** One statement with one set of values, told of and logged. */
export function sendOne(state: ConnectionState, turn: Turn, request: DriverRequest, origin: TextOrigin): MaybePromise<DriverResult> {
  const { log, events } = state;
  const listens = !events.isSilent && (events.has("beforeCursorExecute") || events.has("afterCursorExecute"));
  if (log === null && !listens) {
    let answer: MaybePromise<DriverResult>;
    try {
      answer = state.driver.execute(request);
    } catch (error) {
      return state.fail(error, { sql: request.sql, parameters: request.values, signal: request.signal });
    }
    return answer instanceof Promise
      ? answer.catch((error: unknown) => state.fail(error, { sql: request.sql, parameters: request.values, signal: request.signal }))
      : answer;
  }
  return told(state, turn, request.sql, request.values, false, origin, (sql, values) =>
    state.guard(() => state.driver.execute({ ...request, sql, values }), { sql, parameters: values, signal: request.signal }),
  );
}

/** Before and after the driver: handlers, log, time. */
export function told<R extends { readonly rowCount: number; readonly rows?: readonly unknown[] }>(
  state: ConnectionState,
  turn: Turn,
  sql: string,
  parameters: readonly unknown[],
  executeMany: boolean,
  origin: TextOrigin,
  work: (sql: string, parameters: readonly unknown[]) => MaybePromise<R>,
): MaybePromise<R> {
  const { events, log, connection } = state;
  const event = { connection, sql, parameters, executeMany };
  const amended = events.has("beforeCursorExecute") ? turn.runHandlers(() => events.amend("beforeCursorExecute", event)) : event;
  return andThen(amended, (final) => {
    log?.statement(final.sql, final.parameters, origin);
    const started = performance.now();
    const answer = orElse(
      () => work(final.sql, final.parameters),
      (error) => {
        log?.failed(error as Error, performance.now() - started);
        throw error;
      },
    );
    return andThen(answer, (result) => {
      const milliseconds = performance.now() - started;
      log?.finished(result.rowCount, milliseconds);
      if (log?.showsRows === true && result.rows !== undefined) log.rows(result.rows);
      if (!events.has("afterCursorExecute")) return result;
      const after = { connection, sql: final.sql, parameters: final.parameters, executeMany, milliseconds, rowCount: result.rowCount };
      return andThen(
        turn.runHandlers(() => events.emit("afterCursorExecute", after) as MaybePromise<void>),
        () => result,
      );
    });
  });
}
