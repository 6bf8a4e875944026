/** INSERT and UPDATE of objects of one hierarchy: which of the two, and in which order. After SQLAlchemy's `orm/persistence.py`. */
import type { Connection } from "@cupel/core";
import type { Mapper } from "../../mapping/mapper.js";
import { readColumn } from "../../state/columns.js";
import type { InstanceState } from "../../state/instance-state.js";
import { UNLOADED } from "../../state/unloaded.js";
import type { Task, UnitOfWork } from "../unit-of-work.js";
import { insertStates } from "./insert.js";
import { byPrimaryKey } from "./order.js";
import { updateStates } from "./update.js";

/** An object to be updated; `replaces` is the deleted object whose row it takes over. */
export interface Update {
  readonly task: Task;
  readonly replaces: InstanceState | null;
}

/** Inserts come in the order in which the objects were added, updates by primary key, so that two sessions lock rows in one order. */
export async function saveStates(unit: UnitOfWork, root: Mapper, tasks: readonly Task[]): Promise<void> {
  if (tasks.length === 0) return;
  const connection = await unit.host.connectionFor(root);
  const fresh = tasks.filter((task) => task.state.key === null).sort((a, b) => a.order - b.order);
  const present = tasks.filter((task) => task.state.key !== null).sort((a, b) => byPrimaryKey(a.state, b.state));
  await emitBefore(unit, "beforeInsert", fresh, connection);
  await emitBefore(unit, "beforeUpdate", present, connection);
  const inserts: Task[] = [];
  const updates: Update[] = [];
  for (const task of fresh) {
    const replaces = rowTakenOver(unit, task.state);
    if (replaces === null) inserts.push(task);
    else updates.push({ task, replaces });
  }
  for (const task of present) updates.push({ task, replaces: null });
  for (const [mapper, group] of byMapper(updates, (update) => update.task.state.mapper)) await updateStates(unit, mapper, group, connection);
  for (const [mapper, group] of byMapper(inserts, (task) => task.state.mapper)) await insertStates(mapper, group.map((task) => task.state), connection);
  for (const task of inserts) await emitAfter(unit, "afterInsert", task.state, connection);
  for (const { task } of updates) await emitAfter(unit, task.state.key === null ? "afterInsert" : "afterUpdate", task.state, connection);
}

/** Deleted and inserted under one key in one flush: the row stays and is updated. */
function rowTakenOver(unit: UnitOfWork, state: InstanceState): InstanceState | null {
  const values: unknown[] = [];
  for (const attribute of state.mapper.primaryKey) {
    const value = readColumn(state, attribute.index);
    if (value === undefined || value === null || value === UNLOADED) return null;
    values.push(value);
  }
  const key = state.mapper.identityKey(values);
  const existing = key === null ? undefined : unit.host.identityMap.get(state.mapper, key);
  if (existing === undefined || !unit.isDeleted(existing)) return null;
  unit.tasks.get(existing)!.listOnly = true;
  return existing;
}

function byMapper<T>(items: readonly T[], of: (item: T) => Mapper): Map<Mapper, T[]> {
  const groups = new Map<Mapper, T[]>();
  for (const item of items) {
    const mapper = of(item);
    const group = groups.get(mapper);
    if (group === undefined) groups.set(mapper, [item]);
    else group.push(item);
  }
  return groups;
}

async function emitBefore(unit: UnitOfWork, event: string, tasks: readonly Task[], connection: Connection): Promise<void> {
  for (const { state } of tasks) if (state.mapper.events !== null) await unit.host.emit(state.mapper, event, state, connection);
}

async function emitAfter(unit: UnitOfWork, event: string, state: InstanceState, connection: Connection): Promise<void> {
  if (state.mapper.events !== null) await unit.host.emit(state.mapper, event, state, connection);
}
