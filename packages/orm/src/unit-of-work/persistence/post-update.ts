/** The UPDATE of `postUpdate` relationships: foreign keys of rows that refer to each other, once both are there (or before either goes). */
import { update } from "@cupel/core";
import type { Mapper } from "../../mapping/mapper.js";
import { readColumn } from "../../state/columns.js";
import { changedColumns } from "../../state/history.js";
import type { InstanceState } from "../../state/instance-state.js";
import type { UnitOfWork } from "../unit-of-work.js";
import { executeMany } from "./execute.js";
import { addKey, keyCriterion } from "./keys.js";
import { byPrimaryKey } from "./order.js";
import { writePlanOf } from "./values.js";

type Row = Record<string, unknown>;

export async function postUpdate(unit: UnitOfWork, root: Mapper, isDelete: boolean): Promise<void> {
  const wanted = unit.postUpdates.get(root);
  if (wanted === undefined) return;
  const states = [...wanted.states]
    .filter((state) => state.row !== null && unit.isDeleted(state) === isDelete)
    .sort((a, b) => (a.key === null || b.key === null ? 0 : byPrimaryKey(a, b)));
  if (states.length === 0) return;
  const connection = await unit.host.connectionFor(root);
  let batch: { columns: string; indexes: number[]; states: InstanceState[]; rows: Row[] } | null = null;
  const send = async (): Promise<void> => {
    if (batch === null) return;
    const { statements } = writePlanOf(root);
    const statement: object = statements.get("update ") ?? update(root.table as never).where(keyCriterion(root) as never);
    statements.set("update ", statement);
    await executeMany(connection, statement, batch.rows, { states: batch.states });
    for (const state of batch.states)
      for (const index of batch.indexes) state.row![index] = state.mapper.columns[index]!.copy(readColumn(state, index));
    batch = null;
  };
  for (const state of states) {
    const indexes = changedColumns(state).filter((index) => wanted.columns.has(index));
    if (indexes.length === 0) continue;
    if (state.key !== null) unit.host.keepOriginal(state);
    const row: Row = {};
    for (const index of indexes) row[state.mapper.columns[index]!.column.key] = readColumn(state, index);
    addKey(state, row, "update");
    const columns = indexes.join();
    const current = batch as { columns: string; indexes: number[]; states: InstanceState[]; rows: Row[] } | null;
    if (current !== null && current.columns === columns) {
      current.states.push(state);
      current.rows.push(row);
    } else {
      await send();
      batch = { columns, indexes, states: [state], rows: [row] };
    }
  }
  await send();
}
