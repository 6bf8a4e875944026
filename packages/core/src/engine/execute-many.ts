/** One statement for many sets of values: bound in one go, sent as one batch. */
import { ArgumentError, DatabaseError } from "../errors.js";
import { hideValue } from "../types/refusal.js";
import { type Bound, bind, find } from "./binding.js";
import type { Turn } from "./call-queue.js";
import type { ConnectionState } from "./connection-state.js";
import { hasDefaults, type ValueSet, withDefaults } from "./defaults.js";
import type { DriverManyRequest, DriverResult, MaybePromise, RowFailure } from "./driver.js";
import type { ExecuteRequest } from "./execute-request.js";
import { andThen, orElse } from "./maybe.js";
import { type Prepared, preparedOf } from "./prepared.js";
import { RawResult } from "./raw-result.js";
import { sendOne, told } from "./send.js";
import type { Found } from "./statement-lookup.js";

/** Sends a statement once for each set of values. */
export function sendMany(state: ConnectionState, turn: Turn, request: ExecuteRequest, sets: readonly ValueSet[]): MaybePromise<RawResult> {
  const first = sets[0];
  if (first === undefined)
    throw new ArgumentError("The list of parameter sets is empty: there is nothing to execute. Leave the call out when the list is empty.");
  const found = find(state, request, first);
  const { compiled } = found;
  const prepared = preparedOf(compiled);
  if (compiled.insert !== null || compiled.change !== null) checkSameKeys(sets, first);
  const given = hasDefaults(compiled) ? sets.map((set) => withDefaults(compiled, set, found.parameters) as ValueSet) : sets;
  const wantsIds = (request.generated ?? true) && (compiled.insert?.primaryKey.some((source) => source.from === "lastInsertId") ?? false);
  const driverRequest: DriverManyRequest = {
    sql: compiled.sql,
    values: [],
    returnsRows: prepared.returnsRows,
    exactIntegers: prepared.exactIntegers,
    prepare: true,
    isTyped: prepared.isTyped,
    signal: request.options.signal,
    wantsIds,
    forRows: prepared.manyRows,
  };
  const answer = compiled.isExpanding
    ? sendEach(
        state,
        turn,
        driverRequest,
        bindSets(given, (set) => bind(state, found, set)),
        found,
      )
    : sendBatch(
        state,
        turn,
        driverRequest,
        bindSets(given, (set) => bindValues(state, prepared, found, set)),
        found,
      );
  return andThen(answer, (result) => {
    const shape = prepared.shape ?? (result.columns !== null && compiled.kind === "text" ? prepared.shapeFor(result.columns) : null);
    return new RawResult({
      prepared,
      found,
      dialect: state.engine.dialect,
      shape,
      rows: result.rows,
      rowCount: result.rowCount,
      lastInsertIds: result.lastInsertIds ?? [],
      given,
    });
  });
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
      if (!(name in first))
        throw new ArgumentError(
          `Parameter set ${index} has ${JSON.stringify(name)}, which set 0 has not: the first set decides the columns, and all must have the same.`,
        );
      count++;
    }
    if (count === names.length) continue;
    const missing = names.find((name) => !(name in set));
    throw new ArgumentError(
      `Parameter set ${index} has no ${JSON.stringify(missing)}, which set 0 has: the first set decides the columns, and all must have the same. Give null for NULL, or execute them apart.`,
    );
  }
}

function sendBatch(
  state: ConnectionState,
  turn: Turn,
  request: DriverManyRequest,
  sets: readonly (readonly unknown[])[],
  found: Found,
): MaybePromise<DriverResult> {
  const work = (sql: string, values: readonly unknown[]): MaybePromise<DriverResult> =>
    orElse(
      () => state.driver.executeMany({ ...request, sql }, values as readonly (readonly unknown[])[]),
      (error) => failRow(state, error, sql, values as readonly (readonly unknown[])[], request.signal),
    );
  const { log, events } = state;
  if (log === null && (events.isSilent || !(events.has("beforeCursorExecute") || events.has("afterCursorExecute"))))
    return work(request.sql, sets);
  return told(state, turn, request.sql, sets, true, found.origin, work);
}

/** The error of one set of many speaks of that set. */
function failRow(
  state: ConnectionState,
  error: unknown,
  sql: string,
  sets: readonly (readonly unknown[])[],
  signal: AbortSignal | undefined,
): MaybePromise<never> {
  const failure =
    typeof error === "object" && error !== null && (error as Partial<RowFailure>).isRowFailure === true ? (error as RowFailure) : null;
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
async function sendEach(
  state: ConnectionState,
  turn: Turn,
  request: DriverManyRequest,
  bound: readonly Bound[],
  found: Found,
): Promise<DriverResult> {
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
