/** DELETE, by primary key. */
import { deleteFrom, StaleDataError } from "@cupel/core";
import type { Mapper } from "../../mapping/mapper.js";
import type { Task, UnitOfWork } from "../unit-of-work.js";
import { executeMany } from "./execute.js";
import { addKey, keyCriterion, keyName } from "./keys.js";
import { byPrimaryKey } from "./order.js";
import { writePlanOf } from "./values.js";

type Row = Record<string, unknown>;

export async function deleteStates(unit: UnitOfWork, root: Mapper, tasks: readonly Task[]): Promise<void> {
  const doomed = tasks.filter((task) => task.state.key !== null);
  if (doomed.length === 0) return;
  const connection = await unit.host.connectionFor(root);
  const states = doomed.map((task) => task.state).sort(byPrimaryKey);
  for (const state of states) if (state.mapper.events !== null) await unit.host.emit(state.mapper, "beforeDelete", state, connection);
  const { statements, versionId } = writePlanOf(root);
  const statement: object = statements.get("delete") ?? deleteFrom(root.table as never).where(keyCriterion(root) as never);
  statements.set("delete", statement);
  const rows = states.map((state) => {
    const row: Row = {};
    addKey(state, row, "delete");
    if (versionId !== null) row[keyName(versionId.key)] = state.row![versionId.index];
    return row;
  });
  unit.host.noteDelete(root.table as never);
  const { rowCount } = await executeMany(connection, statement, rows, { states });
  if (rowCount !== -1 && rowCount !== rows.length) {
    const message = `DELETE from "${root.table.name}": ${rows.length} ${rows.length === 1 ? `row (${states[0]!.describe()}) was` : "rows were"} to go, but ${rowCount} ${rowCount === 1 ? "was" : "were"} found.`;
    if (versionId !== null)
      throw new StaleDataError(`${message} Something else changed or deleted the others: roll back and load the objects again.`);
    process.emitWarning(`${message} The others had been deleted by something else.`, "CupelWarning");
  }
  for (const state of states) if (state.mapper.events !== null) await unit.host.emit(state.mapper, "afterDelete", state, connection);
}
