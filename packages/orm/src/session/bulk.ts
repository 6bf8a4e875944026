/** Rows of mapped classes in quantity: no identity map, no cascades, no events of objects. */
import { ArgumentError, type Connection, insert, StaleDataError, update } from "@cupel/core";
import { didYouMean } from "@cupel/core/internal";
import type { Mapper } from "../mapping/mapper.js";
import { readColumn } from "../state/columns.js";
import { changedColumns } from "../state/history.js";
import type { InstanceState } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";
import { executeMany } from "../unit-of-work/persistence/execute.js";
import { insertStates } from "../unit-of-work/persistence/insert.js";
import { addKey, keyCriterion, keyName } from "../unit-of-work/persistence/keys.js";
import { writePlanOf } from "../unit-of-work/persistence/values.js";

type Row = Record<string, unknown>;

/** What the bulk methods may be told. */
export interface BulkInsertOptions {
  /** Write NULL where a row says `null`, and for what it leaves out too, so that all rows share one statement. Otherwise what is left out gets its default. */
  readonly renderNulls?: boolean;
  /** Fetch keys and defaults that the database makes, into the rows given. */
  readonly returnDefaults?: boolean;
}

/** INSERTs rows given by attribute; runs of rows that give the same attributes are one statement. @returns how many */
export async function bulkInsert(
  connection: Connection,
  mapper: Mapper,
  mappings: readonly Row[],
  options: BulkInsertOptions,
): Promise<number> {
  const plan = writePlanOf(mapper);
  // All of them first: a mistake in the last row is not to leave the others in the transaction.
  for (const mapping of mappings) checkKeys(mapper, mapping, "bulkInsertMappings");
  let batch: { keys: string; rows: Row[]; given: Row[] } | null = null;
  const send = async (): Promise<void> => {
    if (batch === null) return;
    const { rows, given } = batch;
    batch = null;
    const answer = await executeMany(connection, insert(mapper.table as never), rows, { generated: options.returnDefaults === true });
    if (options.returnDefaults !== true) return;
    for (let i = 0; i < given.length; i++) {
      answer.insertedPrimaryKeys[i]?.forEach((value, at) => {
        given[i]![mapper.primaryKey[at]!.key] = value;
      });
      answer.returned?.[i]?.forEach((value, at) => {
        const attribute = mapper.attributeOf(answer.returnedColumns[at] as never);
        if (attribute !== undefined) given[i]![attribute.key] = value;
      });
    }
  };
  for (const mapping of mappings) {
    const row: Row = {};
    for (const column of plan.columns) {
      const value = mapping[column.key];
      if (value !== undefined) row[column.name] = value;
      else if (column.default !== null) row[column.name] = column.default.evaluate({ parameters: row }) ?? null;
      else if (options.renderNulls === true && !column.isServerMade && !column.isPrimaryKey) row[column.name] = null;
    }
    const keys = Object.keys(row).join();
    const current = batch as { keys: string; rows: Row[]; given: Row[] } | null;
    if (current !== null && current.keys === keys) {
      current.rows.push(row);
      current.given.push(mapping);
    } else {
      await send();
      batch = { keys, rows: [row], given: [mapping] };
    }
  }
  await send();
  return mappings.length;
}

/** UPDATEs rows by the primary key among their attributes. @returns how many were found */
export async function bulkUpdate(connection: Connection, mapper: Mapper, mappings: readonly Row[]): Promise<number> {
  const plan = writePlanOf(mapper);
  for (const mapping of mappings) checkKeys(mapper, mapping, "bulkUpdateMappings");
  const statement = update(mapper.table as never).where(keyCriterion(mapper) as never);
  let found = 0;
  let batch: { keys: string; rows: Row[] } | null = null;
  const send = async (): Promise<void> => {
    if (batch === null) return;
    const { rows } = batch;
    batch = null;
    const { rowCount } = await executeMany(connection, statement, rows);
    // -1: the driver cannot tell.
    if (rowCount !== -1 && rowCount < rows.length) {
      throw new StaleDataError(
        `bulkUpdateMappings(${mapper.name}): ${rows.length} rows were to be updated, but ${rowCount} have such a primary key. The others were deleted, or never inserted: leave them out, or insert them.`,
      );
    }
    if (rowCount > 0) found += rowCount;
  };
  for (const mapping of mappings) {
    const row: Row = {};
    for (const column of plan.columns) {
      const value = mapping[column.key];
      if (column.isPrimaryKey) {
        if (value === undefined || value === null)
          throw new ArgumentError(
            `bulkUpdateMappings(${mapper.name}) finds rows by their primary key, but "${column.key}" is missing in ${shown(mapping)}.`,
          );
        row[keyName(column.key)] = value;
      } else if (value !== undefined) row[column.name] = value;
    }
    if (Object.keys(row).length === plan.primaryKey.length) continue;
    for (const column of plan.onUpdate) row[column.name] ??= column.onUpdate!.evaluate({ parameters: row }) ?? null;
    const keys = Object.keys(row).join();
    const current = batch as { keys: string; rows: Row[] } | null;
    if (current !== null && current.keys === keys) current.rows.push(row);
    else {
      await send();
      batch = { keys, rows: [row] };
    }
  }
  await send();
  return found;
}

function shown(mapping: Row): string {
  return JSON.stringify(mapping, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

function checkKeys(mapper: Mapper, mapping: Row, method: string): void {
  for (const key of Object.keys(mapping)) {
    const attribute = mapper.attributes.get(key);
    if (attribute?.kind === "column") continue;
    const names = mapper.columns.map((column) => column.key);
    throw new ArgumentError(
      attribute === undefined
        ? `${method}(${mapper.name}): there is no column attribute "${key}".${didYouMean(key, names)}`
        : `${method}(${mapper.name}): "${key}" is a relationship, and bulk methods write columns alone: give its foreign key, or add objects to the session.`,
    );
  }
}

/** What `bulkSaveObjects` may be told. */
export interface BulkSaveOptions {
  /** Fetch keys and defaults that the database makes, into the objects. */
  readonly returnDefaults?: boolean;
  /** UPDATE what has changed alone; otherwise all that is loaded. True unless said otherwise. */
  readonly updateChangedOnly?: boolean;
  /** Keep the order in which the objects were given; otherwise those of one class go together. True unless said otherwise. */
  readonly preserveOrder?: boolean;
}

/** INSERTs objects without a row, UPDATEs those with one. Their states do not change. @returns how many */
export async function bulkSave(
  connectionFor: (mapper: Mapper) => Connection | Promise<Connection>,
  states: readonly InstanceState[],
  options: BulkSaveOptions,
): Promise<number> {
  const kindOf = (state: InstanceState): string => `${state.mapper.id} ${state.key === null}`;
  const ordered =
    options.preserveOrder === false ? [...states].sort((a, b) => (kindOf(a) < kindOf(b) ? -1 : kindOf(a) > kindOf(b) ? 1 : 0)) : states;
  for (let start = 0; start < ordered.length; ) {
    let end = start + 1;
    while (end < ordered.length && kindOf(ordered[end]!) === kindOf(ordered[start]!)) end++;
    const group = ordered.slice(start, end);
    const { mapper, key } = group[0]!;
    const connection = await connectionFor(mapper);
    if (key !== null) await updateObjects(connection, mapper, group, options.updateChangedOnly ?? true);
    else if (options.returnDefaults === true) await insertReturning(mapper, group, connection);
    else await bulkInsert(connection, mapper, group.map(valuesOf), {});
    start = end;
  }
  return states.length;
}

async function insertReturning(mapper: Mapper, states: readonly InstanceState[], connection: Connection): Promise<void> {
  await insertStates(mapper, states, connection);
  for (const state of states) state.row = null;
}

function valuesOf(state: InstanceState): Row {
  const row: Row = {};
  for (const attribute of state.mapper.columns) {
    const value = readColumn(state, attribute.index);
    if (value !== UNLOADED && value !== undefined && value !== null) row[attribute.key] = value;
  }
  return row;
}

async function updateObjects(
  connection: Connection,
  mapper: Mapper,
  states: readonly InstanceState[],
  changedOnly: boolean,
): Promise<void> {
  const plan = writePlanOf(mapper);
  const rows: Row[] = [];
  for (const state of states) {
    const indexes = changedOnly ? changedColumns(state) : mapper.columns.map((attribute) => attribute.index);
    const row: Row = {};
    for (const index of indexes) {
      const value = readColumn(state, index);
      if (!mapper.columns[index]!.isPrimaryKey && value !== UNLOADED) row[mapper.columns[index]!.key] = value;
    }
    if (Object.keys(row).length === 0) continue;
    const key: Row = {};
    addKey(state, key, "update");
    for (const column of plan.primaryKey) row[column.key] = key[keyName(column.key)];
    rows.push(row);
  }
  await bulkUpdate(connection, mapper, rows);
}
