/** Reads back what the database made, where the statement that wrote the row could not return it. */
import { and, bindParam, type Connection, select } from "@cupel/core";
import type { ColumnAttribute } from "../../mapping/column-attribute.js";
import type { Mapper } from "../../mapping/mapper.js";
import type { InstanceState } from "../../state/instance-state.js";
import { keyName, restoredKey } from "./keys.js";

/** One SELECT an object: reads `attributes` of each row by its key and hands over the values. */
export async function fetchColumns(
  connection: Connection,
  mapper: Mapper,
  states: readonly InstanceState[],
  attributes: readonly ColumnAttribute[],
  take: (state: InstanceState, index: number, value: unknown) => void,
): Promise<InstanceState[]> {
  const columns = attributes.map((attribute) => attribute.column);
  const criterion = and(
    ...mapper.primaryKey.map((attribute) => attribute.column.eq(bindParam(keyName(attribute.key), { type: attribute.type }) as never)),
  );
  const statement = (select as unknown as (...columns: unknown[]) => { where(criterion: unknown): never })(...columns).where(criterion);
  const gone: InstanceState[] = [];
  for (const state of states) {
    const parameters: Record<string, unknown> = {};
    const key = restoredKey(state);
    mapper.primaryKey.forEach((attribute, i) => {
      parameters[keyName(attribute.key)] = key[i];
    });
    const rows = (await connection.execute(statement, parameters).all()) as unknown as unknown[][];
    const row = rows[0];
    if (row === undefined) gone.push(state);
    else {
      attributes.forEach((attribute, i) => {
        take(state, attribute.index, row[i]);
      });
    }
  }
  return gone;
}
