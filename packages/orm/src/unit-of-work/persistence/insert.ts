/** INSERT: values are taken off the objects, rows of one shape go in one batch, and what the database made comes back. */
import { type Connection, FlushError, insert } from "@cupel/core";
import type { RawResult } from "@cupel/core/internal";
import type { Mapper } from "../../mapping/mapper.js";
import { setCommitted } from "../../state/attributes.js";
import { writeColumn } from "../../state/columns.js";
import type { InstanceState } from "../../state/instance-state.js";
import { UNLOADED } from "../../state/unloaded.js";
import { executeMany } from "./execute.js";
import { canExtract, extractorOf } from "./extract.js";
import { fetchColumns } from "./post-fetch.js";
import { isSqlValue, readColumns, type WritePlan, type WrittenColumn, writePlanOf } from "./values.js";

type Row = Record<string, unknown>;

/** Rows that one statement serves. */
interface Batch {
  /** Which columns are given. */
  readonly mask: Uint8Array;
  /** The same in bits, of rows that were extracted; otherwise negative. */
  readonly given: number;
  readonly hasSql: boolean;
  readonly states: InstanceState[];
  readonly rows: Row[];
  /** What each object keeps as its row, but for what the database makes. */
  readonly kept: unknown[][];
}

/** INSERTs these objects; their rows are kept as what the database has. */
export async function insertStates(mapper: Mapper, states: readonly InstanceState[], connection: Connection): Promise<void> {
  const plan = writePlanOf(mapper);
  const extractor = extractorOf(mapper);
  const batches: Batch[] = [];
  let mask = new Uint8Array(plan.columns.length);
  let rowOf: (entity: object) => Row = neverCalled;
  for (let i = 0; i < states.length; i++) {
    const state = states[i]!;
    const given = extractor !== null && canExtract(state) ? extractor.given(state.entity) : -1;
    if (given >= 0) {
      const { entity } = state;
      let batch = batches[batches.length - 1];
      if (batch === undefined || batch.given !== given) {
        rowOf = extractor!.rowOf(given);
        batches.push((batch = { mask: maskOf(given, plan.columns.length), given, hasSql: false, states: [], rows: [], kept: [] }));
      }
      batch.states.push(state);
      batch.rows.push(rowOf(entity));
      batch.kept.push(extractor!.kept(entity));
      continue;
    }
    mask.fill(0);
    const row: Row = {};
    const kept = readColumns(state);
    const hasSql = takeValues(plan, state, kept, row, mask);
    const last = batches[batches.length - 1];
    if (last === undefined || hasSql || last.given >= 0 || last.hasSql || !sameMask(last.mask, mask)) {
      batches.push({ mask, given: -1, hasSql, states: [state], rows: [row], kept: [kept] });
      mask = new Uint8Array(plan.columns.length);
    } else {
      last.states.push(state);
      last.rows.push(row);
      last.kept.push(kept);
    }
  }
  for (const batch of batches) await insertBatch(mapper, plan, batch, connection);
}

function neverCalled(): Row {
  return {};
}

function maskOf(given: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (given >> index) & 1);
}

/** Fills `row` and `mask` and makes `values` what is kept; what the object leaves open gets its default, on the object too. */
function takeValues(plan: WritePlan, state: InstanceState, values: unknown[], row: Row, mask: Uint8Array): boolean {
  const { columns, versionId } = plan;
  let hasSql = false;
  let open: WrittenColumn[] | null = null;
  for (let index = 0; index < columns.length; index++) {
    const column = columns[index]!;
    let value = values[index];
    if (value === UNLOADED) value = values[index] = undefined;
    if (value === undefined || value === null) {
      if (versionId !== null && versionId.index === index) writeColumn(state, index, (value = values[index] = 1));
      else if (value === undefined || column.isPrimaryKey) {
        if (column.default !== null) (open ??= []).push(column);
        else if (!column.isServerMade) {
          if (column.isPrimaryKey) throw missingKey(state, column);
          writeColumn(state, index, null);
          row[column.name] = values[index] = null;
          mask[index] = 1;
        }
        continue;
      }
    } else if (typeof value === "object") {
      if (isSqlValue(value)) {
        hasSql = true;
        values[index] = null;
      } else values[index] = column.attribute.copy(value);
    }
    row[column.name] = value;
    mask[index] = 1;
  }
  if (open !== null) {
    for (const column of open) {
      const value = column.default!.evaluate({ parameters: row }) ?? null;
      writeColumn(state, column.index, value);
      row[column.name] = value;
      values[column.index] = column.attribute.copy(value);
      mask[column.index] = 1;
    }
  }
  return hasSql;
}

function missingKey(state: InstanceState, column: WrittenColumn): FlushError {
  return new FlushError(
    `${state.mapper.name} cannot be inserted: its primary key "${column.key}" has no value, and neither the column nor a relationship makes one. Set ${column.key}, or give the column a default.`,
  );
}

async function insertBatch(mapper: Mapper, plan: WritePlan, batch: Batch, connection: Connection): Promise<void> {
  const { states, rows, mask } = batch;
  const missing = plan.columns.filter((column) => mask[column.index] === 0);
  const sqlValues = batch.hasSql ? plan.columns.filter((column) => isSqlValue(rows[0]![column.name])) : [];
  // What the server makes beside the key is asked for by name, so that a plain INSERT stays one.
  const wanted = [...missing.filter((column) => !column.isPrimaryKey), ...sqlValues];
  const statement = batch.hasSql
    ? returning(insert(mapper.table as never).values(rows[0] as never), wanted)
    : baseStatement(mapper, plan, wanted);
  const answer = await executeMany(connection, statement, batch.hasSql ? [{}] : rows, { generated: missing.length > 0, states });
  const missingKeys = plan.primaryKey.filter((column) => mask[column.index] === 0);
  const returnedAttributes = answer.returnedColumns.map((column) => mapper.attributeOf(column as never)?.index ?? -1);
  const known = new Set([...missingKeys.map((column) => column.index), ...returnedAttributes]);
  takeGenerated(mapper, plan, batch, answer, missingKeys, returnedAttributes, sqlValues, known);
  const unknown = [...missing, ...sqlValues].filter((column) => !known.has(column.index));
  if (unknown.length > 0) {
    await fetchColumns(
      connection,
      mapper,
      states,
      unknown.map((column) => column.attribute),
      (state, index, value) => setCommitted(state, index, value),
    );
  }
}

/** Gives the objects the keys and other values that the database made, and what they keep as their rows. */
function takeGenerated(
  mapper: Mapper,
  plan: WritePlan,
  batch: Batch,
  answer: RawResult,
  missingKeys: readonly WrittenColumn[],
  returnedAttributes: readonly number[],
  sqlValues: readonly WrittenColumn[],
  known: ReadonlySet<number>,
): void {
  const { states, mask } = batch;
  const { returned, lastInsertKeys } = answer;
  if (lastInsertKeys !== null && returned === null && sqlValues.length === 0 && missingKeys.length === 1 && batch.given >= 0) {
    takeKeys(batch, mapper, missingKeys[0]!, lastInsertKeys);
    return;
  }
  const places = missingKeys.map((column) => plan.primaryKey.indexOf(column));
  const keys = missingKeys.length > 0 ? answer.insertedPrimaryKeys : null;
  for (let i = 0; i < states.length; i++) {
    const state = states[i]!;
    const kept = batch.kept[i]!;
    for (let at = 0; at < missingKeys.length; at++) {
      const column = missingKeys[at]!;
      const value = keys?.[i]?.[places[at]!];
      if (value === undefined || value === null) throw ungivenKey(mapper, column);
      take(state, kept, column.index, value);
    }
    const values = returned?.[i];
    if (values !== undefined) {
      returnedAttributes.forEach((index, at) => {
        if (index >= 0 && (mask[index] === 0 || batch.hasSql)) take(state, kept, index, values[at]);
      });
    }
    for (let at = 0; at < sqlValues.length; at++) if (!known.has(sqlValues[at]!.index)) writeColumn(state, sqlValues[at]!.index, null);
    for (let index = 0; index < kept.length; index++) if (kept[index] === undefined) kept[index] = null;
    state.row = kept;
  }
}

/** Of a table that numbers its rows: the number, and nothing else. */
function takeKeys({ states, kept }: Batch, mapper: Mapper, column: WrittenColumn, keys: readonly unknown[]): void {
  const { index, key } = column;
  const isWatched = mapper.watched[index] !== undefined;
  for (let i = 0; i < states.length; i++) {
    const state = states[i]!;
    const value = keys[i];
    if (value === undefined || value === null) throw ungivenKey(mapper, column);
    if (isWatched) writeColumn(state, index, value);
    else (state.entity as Row)[key] = value;
    const row = kept[i]!;
    row[index] = value;
    state.row = row;
  }
}

function ungivenKey(mapper: Mapper, column: WrittenColumn): FlushError {
  return new FlushError(
    `The database gave no value of "${column.key}" for a new ${mapper.name}: see that the column numbers itself there, or set ${column.key} before the flush.`,
  );
}

/** A value that the database made, on the object and in what it keeps. */
function take(state: InstanceState, kept: unknown[], index: number, value: unknown): void {
  writeColumn(state, index, value);
  kept[index] = state.mapper.columns[index]!.copy(value ?? null);
}

function baseStatement(mapper: Mapper, plan: WritePlan, wanted: readonly WrittenColumn[]): object {
  const name = `insert ${wanted.map((column) => column.index).join()}`;
  const statement: object = plan.statements.get(name) ?? returning(insert(mapper.table as never), wanted);
  plan.statements.set(name, statement);
  return statement;
}

function returning(statement: { returnDefaults(...columns: never[]): object }, wanted: readonly WrittenColumn[]): object {
  return wanted.length === 0 ? statement : statement.returnDefaults(...(wanted.map((column) => column.attribute.column) as never[]));
}

function sameMask(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
