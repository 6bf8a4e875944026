/** By which key a row is found. */
import { and, bindParam, type ColumnElement, FlushError } from "@cupel/core";
import type { ColumnAttribute } from "../../mapping/column-attribute.js";
import type { Mapper } from "../../mapping/mapper.js";
import { readColumn } from "../../state/columns.js";
import type { InstanceState } from "../../state/instance-state.js";
import { UNLOADED } from "../../state/unloaded.js";

/** The primary key as the database has it. */
export function restoredKey(state: InstanceState): unknown[] {
  return state.mapper.primaryKey.map((attribute) => restoredPart(state, attribute));
}

function restoredPart(state: InstanceState, attribute: ColumnAttribute): unknown {
  const kept = state.row?.[attribute.index];
  if (kept === undefined || kept === UNLOADED) return readColumn(state, attribute.index);
  return kept === null ? null : attribute.restore(kept);
}

/** Adds the key of an object's row to the parameters. */
export function addKey(state: InstanceState, row: Record<string, unknown>, verb: string): void {
  const { primaryKey } = state.mapper;
  for (let i = 0; i < primaryKey.length; i++) {
    const attribute = primaryKey[i]!;
    const value = restoredPart(state, attribute);
    if (value === null || value === undefined || value === UNLOADED) {
      throw new FlushError(
        `Cannot ${verb} ${state.describe()}: its primary key "${attribute.key}" has no value, so its row cannot be found.`,
      );
    }
    row[keyName(attribute.key)] = value;
  }
}

/** The parameter that holds a key column: apart from the column's own name, under which an UPDATE sets it. */
export function keyName(key: string): string {
  let name = keyNames.get(key);
  if (name === undefined) keyNames.set(key, (name = `key_${key}`));
  return name;
}
// A text that was put together just now is slow as the name of a property: each would be looked up among all names there are.
const keyNames = new Map<string, string>();

/** `WHERE id = :key_id`, and the version where the mapper keeps one. */
export function keyCriterion(mapper: Mapper): ColumnElement<boolean> {
  const attributes = mapper.versionId === null ? mapper.primaryKey : [...mapper.primaryKey, mapper.versionId];
  return and(
    ...attributes.map((attribute) => attribute.column.eq(bindParam(keyName(attribute.key), { type: attribute.type }) as never)),
  ) as unknown as ColumnElement<boolean>;
}
