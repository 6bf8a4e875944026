/** UPDATE: the columns that changed, in batches of rows that change the same ones. */
import { type Connection, StaleDataError, update } from "@cupel/core";
import type { RawResult } from "@cupel/core/internal";
import type { ColumnAttribute } from "../../mapping/column-attribute.js";
import type { Mapper } from "../../mapping/mapper.js";
import { setCommitted } from "../../state/attributes.js";
import { readColumn, writeColumn } from "../../state/columns.js";
import { changedColumns } from "../../state/history.js";
import type { InstanceState } from "../../state/instance-state.js";
import { isSameSequence } from "../../state/relationship-edits.js";
import { UNLOADED } from "../../state/unloaded.js";
import type { UnitOfWork } from "../unit-of-work.js";
import { capabilitiesOf } from "./capabilities.js";
import { executeMany } from "./execute.js";
import { addKey, keyCriterion, keyName } from "./keys.js";
import { fetchColumns } from "./post-fetch.js";
import type { Update } from "./save.js";
import { isSqlValue, type WritePlan, type WrittenColumn, writePlanOf } from "./values.js";

type Row = Record<string, unknown>;

interface Batch {
  readonly hasSql: boolean;
  /** The columns that are set. */
  readonly columns: readonly number[];
  readonly states: InstanceState[];
  readonly rows: Row[];
}

export async function updateStates(unit: UnitOfWork, mapper: Mapper, updates: readonly Update[], connection: Connection): Promise<void> {
  const plan = writePlanOf(mapper);
  const batches: Batch[] = [];
  for (let i = 0; i < updates.length; i++) {
    const { task, replaces } = updates[i]!;
    const { state } = task;
    const changed = replaces === null ? changedColumns(state) : givenColumns(plan, state);
    if (changed.length === 0) {
      if (replaces !== null) takeOver(state, replaces);
      continue;
    }
    const row: Row = {};
    const columns = takeValues(plan, state, changed, row);
    const hasSql = hasSqlValue(plan, columns, row);
    if (replaces === null) unit.host.keepOriginal(state);
    else takeOver(state, replaces);
    addKey(state, row, "update");
    if (plan.versionId !== null) nextVersion(plan.versionId, state, row, columns);
    noteKeys(unit, plan, state, columns, replaces === null);
    const last = batches[batches.length - 1];
    if (last === undefined || hasSql || last.hasSql || !isSameSequence(last.columns, columns))
      batches.push({ hasSql, columns, states: [state], rows: [row] });
    else {
      last.states.push(state);
      last.rows.push(row);
    }
  }
  for (const batch of batches) await updateBatch(mapper, plan, batch, connection);
}

function hasSqlValue(plan: WritePlan, columns: readonly number[], row: Row): boolean {
  for (let i = 0; i < columns.length; i++) {
    const value = row[plan.columns[columns[i]!]!.name];
    if (typeof value === "object" && isSqlValue(value)) return true;
  }
  return false;
}

/** What follows from a change of keys: the object's own moves it in the identity map, one that it refers by may make a loaded reference wrong. */
function noteKeys(unit: UnitOfWork, plan: WritePlan, state: InstanceState, columns: readonly number[], mayMove: boolean): void {
  for (let i = 0; i < columns.length; i++) {
    const index = columns[i]!;
    if (mayMove && plan.columns[index]!.isPrimaryKey) unit.keySwitches.add(state);
    const references = plan.references.size === 0 ? undefined : plan.references.get(index);
    if (references !== undefined) for (const property of references) unit.staleReferences.push([state, property]);
  }
}

/** A new object that takes over a row sets what an INSERT of it would have set. */
function givenColumns(plan: WritePlan, state: InstanceState): number[] {
  const indexes: number[] = [];
  for (const column of plan.columns) {
    if (column.isPrimaryKey) continue;
    const value = readColumn(state, column.index);
    if (value === undefined || value === UNLOADED) {
      if (column.isServerMade) continue;
      writeColumn(state, column.index, column.default === null ? null : (column.default.evaluate({ parameters: {} }) ?? null));
    }
    indexes.push(column.index);
  }
  return indexes;
}

/** The object stands for the row of a deleted one from now on. */
function takeOver(state: InstanceState, replaced: InstanceState): void {
  state.row = replaced.row!.slice();
  for (const attribute of state.mapper.columns) {
    if (readColumn(state, attribute.index) === undefined)
      setCommitted(state, attribute.index, attribute.type.restore(state.row[attribute.index]));
  }
}

/** Puts the values of these columns into `row`, and adds those that change with any UPDATE. */
function takeValues(plan: WritePlan, state: InstanceState, columns: number[], row: Row): number[] {
  for (let i = 0; i < columns.length; i++) row[plan.columns[columns[i]!]!.name] = readColumn(state, columns[i]!);
  if (plan.onUpdate.length === 0) return columns;
  for (const column of plan.onUpdate) {
    if (columns.includes(column.index)) continue;
    const value = column.onUpdate!.evaluate({ parameters: row }) ?? null;
    writeColumn(state, column.index, value);
    row[column.name] = value;
    columns.push(column.index);
  }
  return columns.sort((a, b) => a - b);
}

function nextVersion(version: ColumnAttribute, state: InstanceState, row: Row, columns: number[]): void {
  const kept = state.row![version.index];
  row[keyName(version.key)] = kept;
  if (columns.includes(version.index)) return;
  const next = (kept as number) + 1;
  writeColumn(state, version.index, next);
  row[version.column.key] = next;
  columns.push(version.index);
  columns.sort((a, b) => a - b);
}

async function updateBatch(mapper: Mapper, plan: WritePlan, batch: Batch, connection: Connection): Promise<void> {
  const { states, rows, columns } = batch;
  const set = new Set(columns);
  const made = plan.serverUpdated.filter((column) => !set.has(column.index));
  const sqlValues = batch.hasSql ? plan.columns.filter((column) => set.has(column.index) && isSqlValue(rows[0]![column.name])) : [];
  const wanted = [...made, ...sqlValues];
  const canReturn = wanted.length > 0 && capabilitiesOf(connection).updateReturning;
  let statement: object;
  let parameters = rows;
  if (batch.hasSql) {
    const values: Row = {};
    const key: Row = {};
    for (const index of columns) values[plan.columns[index]!.name] = rows[0]![plan.columns[index]!.name];
    for (const [name, value] of Object.entries(rows[0]!)) if (!(name in values)) key[name] = value;
    parameters = [key];
    statement = returning(
      update(mapper.table as never)
        .set(values as never)
        .where(keyCriterion(mapper) as never),
      canReturn ? wanted : [],
    );
  } else statement = baseStatement(mapper, plan, canReturn ? wanted : []);
  const result = await executeMany(connection, statement, parameters, { states });
  const { rowCount } = result;
  if (rowCount !== -1 && rowCount !== states.length) {
    throw new StaleDataError(
      `UPDATE of "${mapper.table.name}": ${states.length} ${states.length === 1 ? `row (${states[0]!.describe()}) was` : "rows were"} to change, but ${rowCount} ${rowCount === 1 ? "was" : "were"} found. ${mapper.versionId === null ? "The row was deleted" : "The row was changed or deleted"} by something else: roll back and load the ${states.length === 1 ? "object" : "objects"} again.`,
    );
  }
  const plain = sqlValues.length === 0 ? columns : columns.filter((index) => !sqlValues.some((column) => column.index === index));
  for (let i = 0; i < states.length; i++) {
    const state = states[i]!;
    const kept = state.row!;
    for (let at = 0; at < plain.length; at++) kept[plain[at]!] = mapper.columns[plain[at]!]!.copy(readColumn(state, plain[at]!));
    if (canReturn) takeReturned(result, i, state, wanted);
  }
  if (wanted.length > 0 && !canReturn)
    await fetchColumns(
      connection,
      mapper,
      states,
      wanted.map((column) => column.attribute),
      (state, index, value) => setCommitted(state, index, value),
    );
}

/** Each run of the statement met one row, so that the rows stand in the order of the runs. */
function takeReturned(result: RawResult, run: number, state: InstanceState, wanted: readonly WrittenColumn[]): void {
  wanted.forEach((column, at) => {
    const value = result.rows[run]?.[at];
    const processor = result.compiled.columns[at]?.processor ?? null;
    setCommitted(state, column.index, value === null || value === undefined || processor === null ? value : processor(value));
  });
}

function returning(statement: { returning(...columns: never[]): object }, wanted: readonly WrittenColumn[]): object {
  return wanted.length === 0 ? statement : statement.returning(...(wanted.map((column) => column.attribute.column) as never[]));
}

function baseStatement(mapper: Mapper, plan: WritePlan, wanted: readonly WrittenColumn[]): object {
  const name = `update ${wanted.map((column) => column.index).join()}`;
  let statement = plan.statements.get(name);
  if (statement === undefined) {
    statement = returning(update(mapper.table as never).where(keyCriterion(mapper) as never) as never, wanted);
    plan.statements.set(name, statement);
  }
  return statement;
}
