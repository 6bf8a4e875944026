/**
 * How a statement is sent, in this order: the statement is told of (beforeExecute), found or compiled, the transaction begun, defaults
 * evaluated and values bound, the text told of (beforeCursorExecute) and logged, sent, and told of again. Each step answers at once where
 * nothing has to be waited for, so that on an embedded database the whole is one call.
 */
import { ArgumentError, DatabaseError } from "../errors.js";
import type { ClauseElement } from "../expression/element.js";
import { hideValue } from "../types/refusal.js";
import type { Turn } from "./call-queue.js";
import type { ConnectionState } from "./connection-state.js";
import { hasDefaults, type ValueSet, withDefaults } from "./defaults.js";
import type { DriverManyRequest, DriverRequest, DriverResult, DriverStream, MaybePromise, RowFailure } from "./driver.js";
import type { ExecutionOptions, Parameters } from "./execution-options.js";
import type { TextOrigin } from "./logging.js";
import { andThen, orElse } from "./maybe.js";
import type { RowStream } from "./pending-result.js";
import { type Prepared, preparedOf } from "./prepared.js";
import { RawResult } from "./raw-result.js";
import { type Found, checkStatement } from "./statement-lookup.js";

/** What one execution asks for beside its statement and values. */
export interface ExecuteRequest {
  readonly statement: ClauseElement;
  /** `null` for none, one set, or many. */
  readonly parameters: Parameters | null;
  readonly options: ExecutionOptions;
  /** Nobody will look at more rows. */
  readonly maxRows?: number | undefined;
  /** Of many INSERTs: the keys and defaults that the database makes are wanted. */
  readonly generated?: boolean | undefined;
}

const noParameters: ExecuteRequest["parameters"] = null;

/** Checks what a caller has given to `execute`. */
export function checkedRequest(statement: unknown, parameters: unknown, connectionOptions: ExecutionOptions, options: ExecutionOptions | undefined): ExecuteRequest {
  const element = checkStatement(statement);
  const own = (element as { readonly executionOptionValues?: ExecutionOptions }).executionOptionValues;
  const merged = options === undefined && !hasAny(own) ? connectionOptions : { ...connectionOptions, ...own, ...options };
  return { statement: element, parameters: checkParameters(parameters), options: merged };
}

function hasAny(options: object | undefined): boolean {
  for (const _ in options) return true;
  return false;
}

function checkParameters(parameters: unknown): Parameters | null {
  if (parameters === undefined || parameters === null) return noParameters;
  if (Array.isArray(parameters)) {
    const wrong = parameters.findIndex((row: unknown) => typeof row !== "object" || row === null || Array.isArray(row));
    if (wrong !== -1) {
      throw new ArgumentError(`The parameters are a list, so each member must be an object of values by name; member ${wrong} is ${JSON.stringify(parameters[wrong]) ?? "undefined"}. For one set of values give one object: { name: value }.`);
    }
    return parameters as readonly ValueSet[];
  }
  if (typeof parameters !== "object") throw new ArgumentError(`Parameters are given by name, as in { name: "Alice" }, not as ${JSON.stringify(parameters) ?? typeof parameters}.`);
  return parameters as ValueSet;
}

/** Sends a statement and reads all it gives. */
export function execute(state: ConnectionState, turn: Turn, request: ExecuteRequest): MaybePromise<RawResult> {
  const hub = state.events;
  if (hub.isSilent) return send(state, turn, request);
  const event = { statement: request.statement, parameters: request.parameters };
  return andThen(state.emit(turn, "beforeExecute", event), () =>
    andThen(send(state, turn, request), (result) => andThen(state.emit(turn, "afterExecute", { ...event, rowCount: result.rowCount }), () => result)),
  );
}

function send(state: ConnectionState, turn: Turn, request: ExecuteRequest): MaybePromise<RawResult> {
  const waiting = makeReady(state, turn, request.options);
  return waiting === undefined ? sendNow(state, turn, request) : waiting.then(() => sendNow(state, turn, request));
}

/** The connection there, and its transaction begun. */
function makeReady(state: ConnectionState, turn: Turn, options: ExecutionOptions): Promise<void> | undefined {
  options.signal?.throwIfAborted();
  const ready = state.ready();
  const begun = ready === undefined ? (state.root === null ? state.autobegin(turn) : undefined) : ready.then(() => state.autobegin(turn));
  return begun as Promise<void> | undefined;
}

function sendNow(state: ConnectionState, turn: Turn, request: ExecuteRequest): MaybePromise<RawResult> {
  const { parameters } = request;
  if (Array.isArray(parameters)) return sendMany(state, turn, request, parameters as readonly ValueSet[]);
  const given = parameters as ValueSet | null;
  const found = find(state, request, given);
  const { compiled } = found;
  const prepared = preparedOf(compiled);
  const values = withDefaults(compiled, given);
  const bound = bind(state, found, values);
  const driverRequest: DriverRequest = {
    sql: bound.sql,
    values: bound.values,
    returnsRows: prepared.returnsRows,
    exactIntegers: prepared.exactIntegers,
    prepare: true,
    maxRows: prepared.returnsRows === true ? request.maxRows : undefined,
    signal: request.options.signal,
  };
  return andThen(sendOne(state, turn, driverRequest, found.origin), (answer) => {
    const shape = prepared.shape ?? (answer.columns !== null && compiled.kind === "text" ? prepared.shapeFor(answer.columns) : null);
    const lastInsertIds = answer.lastInsertId === undefined ? [] : [answer.lastInsertId];
    return new RawResult({ prepared, found, dialect: state.engine.dialect, shape, rows: answer.rows, rowCount: answer.rowCount, lastInsertIds, given: [values] });
  });
}

/** The compiled form. The names of values given beside an INSERT or UPDATE decide which columns it has. */
function find(state: ConnectionState, request: ExecuteRequest, given: ValueSet | null): Found {
  const { statement, options } = request;
  const { kind } = statement;
  const columnKeys = given !== null && (kind === "insert" || kind === "update") ? Object.keys(given) : undefined;
  return state.engine.lookup.find(statement, { columnKeys, schemaTranslateMap: options.schemaTranslateMap, compiledCache: options.compiledCache });
}

/** The text and its values. A value that its type refuses is named in the message, unless parameters are hidden. */
function bind(state: ConnectionState, { compiled, parameters }: Found, given: ValueSet | null): Bound {
  if (!state.engine.hideParameters) return compiled.bind(parameters, given);
  try {
    return compiled.bind(parameters, given);
  } catch (error) {
    throw hideValue(error);
  }
}

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
    return answer instanceof Promise ? answer.catch((error: unknown) => state.fail(error, { sql: request.sql, parameters: request.values, signal: request.signal })) : answer;
  }
  return told(state, turn, request.sql, request.values, false, origin, (sql, values) =>
    state.guard(() => state.driver.execute({ ...request, sql, values }), { sql, parameters: values, signal: request.signal }),
  );
}

/** Before and after the driver: handlers, log, time. */
function told<R extends { readonly rowCount: number; readonly rows?: readonly unknown[] }>(
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
      return andThen(turn.runHandlers(() => events.emit("afterCursorExecute", after) as MaybePromise<void>), () => result);
    });
  });
}

/** One statement for many sets of values. */
function sendMany(state: ConnectionState, turn: Turn, request: ExecuteRequest, sets: readonly ValueSet[]): MaybePromise<RawResult> {
  const first = sets[0];
  if (first === undefined) throw new ArgumentError("The list of parameter sets is empty: there is nothing to execute. Leave the call out when the list is empty.");
  const found = find(state, request, first);
  const { compiled } = found;
  const prepared = preparedOf(compiled);
  if (compiled.insert !== null || compiled.change !== null) checkSameKeys(sets, first);
  const given = hasDefaults(compiled) ? sets.map((set) => withDefaults(compiled, set) as ValueSet) : sets;
  const wantsIds = (request.generated ?? true) && (compiled.insert?.primaryKey.some((source) => source.from === "lastInsertId") ?? false);
  const driverRequest: DriverManyRequest = {
    sql: compiled.sql,
    values: [],
    returnsRows: prepared.returnsRows,
    exactIntegers: prepared.exactIntegers,
    prepare: true,
    signal: request.options.signal,
    wantsIds,
  };
  const answer = compiled.isExpanding
    ? sendEach(state, turn, driverRequest, bindSets(given, (set) => bind(state, found, set)), found)
    : sendBatch(state, turn, driverRequest, bindSets(given, (set) => bindValues(state, prepared, found, set)), found);
  return andThen(answer, (result) => {
    const shape = prepared.shape ?? (result.columns !== null && compiled.kind === "text" ? prepared.shapeFor(result.columns) : null);
    return new RawResult({ prepared, found, dialect: state.engine.dialect, shape, rows: result.rows, rowCount: result.rowCount, lastInsertIds: result.lastInsertIds ?? [], given });
  });
}

interface Bound {
  readonly sql: string;
  readonly values: unknown[];
}

/** Binding may refuse a value: the message tells which set it was in. */
function bindSets<B>(sets: readonly ValueSet[], bindOne: (set: ValueSet) => B): B[] {
  const bound = new Array<B>(sets.length);
  let index = 0;
  try {
    for (; index < sets.length; index++) bound[index] = bindOne(sets[index] as ValueSet);
  } catch (error) {
    if (error instanceof Error) error.message += ` (in parameter set ${index})`;
    if (error instanceof DatabaseError) (error as { rowIndex?: number }).rowIndex = index;
    throw error;
  }
  return bound;
}

function bindValues(state: ConnectionState, prepared: Prepared, { parameters }: Found, set: ValueSet): unknown[] {
  if (!state.engine.hideParameters) return prepared.setBinder(parameters, set);
  try {
    return prepared.setBinder(parameters, set);
  } catch (error) {
    throw hideValue(error);
  }
}

function checkSameKeys(sets: readonly ValueSet[], first: ValueSet): void {
  const names = Object.keys(first);
  for (let index = 1; index < sets.length; index++) {
    const set = sets[index] as ValueSet;
    let count = 0;
    for (const name in set) {
      if (!(name in first)) throw new ArgumentError(`Parameter set ${index} has ${JSON.stringify(name)}, which set 0 has not: the first set decides the columns, and all must have the same.`);
      count++;
    }
    if (count === names.length) continue;
    const missing = names.find((name) => !(name in set));
    throw new ArgumentError(`Parameter set ${index} has no ${JSON.stringify(missing)}, which set 0 has: the first set decides the columns, and all must have the same. Give null for NULL, or execute them apart.`);
  }
}

function sendBatch(state: ConnectionState, turn: Turn, request: DriverManyRequest, sets: readonly (readonly unknown[])[], found: Found): MaybePromise<DriverResult> {
  const work = (sql: string, values: readonly unknown[]): MaybePromise<DriverResult> =>
    orElse(
      () => state.driver.executeMany({ ...request, sql }, values as readonly (readonly unknown[])[]),
      (error) => failRow(state, error, sql, values as readonly (readonly unknown[])[], request.signal),
    );
  const { log, events } = state;
  if (log === null && (events.isSilent || !(events.has("beforeCursorExecute") || events.has("afterCursorExecute")))) return work(request.sql, sets);
  return told(state, turn, request.sql, sets, true, found.origin, work);
}

/** The error of one set of many speaks of that set. */
function failRow(state: ConnectionState, error: unknown, sql: string, sets: readonly (readonly unknown[])[], signal: AbortSignal | undefined): MaybePromise<never> {
  const failure = typeof error === "object" && error !== null && (error as Partial<RowFailure>).isRowFailure === true ? (error as RowFailure) : null;
  if (failure === null) return state.fail(error, { sql, parameters: sets, signal });
  return orElse(
    () => state.fail(failure.error, { sql, parameters: sets[failure.rowIndex] }),
    (converted) => {
      if (converted instanceof DatabaseError) (converted as { rowIndex?: number }).rowIndex = failure.rowIndex;
      throw converted;
    },
  );
}

/** Texts that depend on their values are sent one by one. */
async function sendEach(state: ConnectionState, turn: Turn, request: DriverManyRequest, bound: readonly Bound[], found: Found): Promise<DriverResult> {
  const rows: unknown[][] = [];
  const lastInsertIds: (number | bigint)[] = [];
  let rowCount = 0;
  let columns: readonly string[] | null = null;
  for (const { sql, values } of bound) {
    const answer = await sendOne(state, turn, { ...request, sql, values }, found.origin);
    rows.push(...answer.rows);
    rowCount += answer.rowCount;
    columns = answer.columns;
    if (answer.lastInsertId !== undefined) lastInsertIds.push(answer.lastInsertId);
  }
  return { rows, rowCount, columns, lastInsertIds };
}

/** Sends a statement whose rows are read in batches. The turn is held while a batch is fetched, not between. */
export function stream(state: ConnectionState, turn: Turn, request: ExecuteRequest, batch: number): MaybePromise<RowStream & { readonly found: Found }> {
  if (Array.isArray(request.parameters)) throw new ArgumentError("A statement with a list of parameter sets cannot be streamed: give one set.");
  const event = { statement: request.statement, parameters: request.parameters };
  return andThen(state.emit(turn, "beforeExecute", event), () =>
    andThen(makeReady(state, turn, request.options), () => {
      const given = request.parameters as ValueSet | null;
      const found = find(state, request, given);
      const { compiled } = found;
      const prepared = preparedOf(compiled);
      const bound = bind(state, found, withDefaults(compiled, given));
      const { signal } = request.options;
      const driverRequest: DriverRequest = { ...bound, returnsRows: prepared.returnsRows, exactIntegers: prepared.exactIntegers, prepare: true, signal };
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

function queuedStream(state: ConnectionState, driverStream: DriverStream, bound: Bound, signal: AbortSignal | undefined, askedFor: number | null): Pick<RowStream, "next" | "close"> {
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
export function explain(state: ConnectionState, turn: Turn, request: ExecuteRequest, options: { readonly analyze?: boolean }): MaybePromise<DriverResult> {
  if (Array.isArray(request.parameters)) throw new ArgumentError("explain() takes one set of parameters, not a list.");
  return andThen(makeReady(state, turn, request.options), () => {
    const given = request.parameters as ValueSet | null;
    const found = find(state, request, given);
    const { sql, values } = bind(state, found, withDefaults(found.compiled, given));
    const explained = state.engine.dialect.explain(sql, options);
    return sendOne(state, turn, { sql: explained, values, returnsRows: null, exactIntegers: false, prepare: false }, { kind: "raw" });
  });
}
