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
  const { fresh, present } = sorted(tasks);
  const mappers = mappersOf(tasks);
  const isHeard = mappers.some((mapper) => mapper.events !== null);
  if (isHeard) {
    await emitBefore(unit, "beforeInsert", fresh, connection);
    await emitBefore(unit, "beforeUpdate", present, connection);
  }
  const { inserts, updates } = divided(unit, fresh, present);
  for (const mapper of mappers) {
    const group = mappers.length === 1 ? updates : updates.filter((update) => update.task.state.mapper === mapper);
    if (group.length > 0) await updateStates(unit, mapper, group, connection);
  }
  for (const mapper of mappers) {
    const group = mappers.length === 1 ? inserts : inserts.filter((state) => state.mapper === mapper);
    if (group.length > 0) await insertStates(mapper, group, connection);
  }
  if (!isHeard) return;
  for (const state of inserts) await emitAfter(unit, "afterInsert", state, connection);
  for (const { task } of updates) await emitAfter(unit, task.state.key === null ? "afterInsert" : "afterUpdate", task.state, connection);
}

function sorted(tasks: readonly Task[]): { readonly fresh: readonly Task[]; readonly present: readonly Task[] } {
  if (areFreshInOrder(tasks)) return { fresh: tasks, present: [] };
  const fresh: Task[] = [];
  const present: Task[] = [];
  for (let i = 0; i < tasks.length; i++) (tasks[i]!.state.key === null ? fresh : present).push(tasks[i]!);
  return { fresh: fresh.sort((a, b) => a.order - b.order), present: present.sort((a, b) => byPrimaryKey(a.state, b.state)) };
}

/** A flush that only inserts has them as they came: to see that costs less than to sort. */
function areFreshInOrder(tasks: readonly Task[]): boolean {
  for (let i = 0; i < tasks.length; i++) if (tasks[i]!.state.key !== null || (i > 0 && tasks[i]!.order < tasks[i - 1]!.order)) return false;
  return true;
}

function divided(
  unit: UnitOfWork,
  fresh: readonly Task[],
  present: readonly Task[],
): { readonly inserts: InstanceState[]; readonly updates: Update[] } {
  const updates: Update[] = [];
  if (!unit.hasDeletes && present.length === 0) return { inserts: fresh.map((task) => task.state), updates };
  const inserts: InstanceState[] = [];
  for (let i = 0; i < fresh.length; i++) {
    const task = fresh[i]!;
    const replaces = unit.hasDeletes ? rowTakenOver(unit, task.state) : null;
    if (replaces === null) inserts.push(task.state);
    else updates.push({ task, replaces });
  }
  for (let i = 0; i < present.length; i++) updates.push({ task: present[i]!, replaces: null });
  return { inserts, updates };
}

/** The classes of these objects, in the order of their first. */
function mappersOf(tasks: readonly Task[]): Mapper[] {
  const mappers: Mapper[] = [];
  for (let i = 0; i < tasks.length; i++) {
    const { mapper } = tasks[i]!.state;
    if (mapper !== mappers[mappers.length - 1] && !mappers.includes(mapper)) mappers.push(mapper);
  }
  return mappers;
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
  unit.taskOf(existing)!.listOnly = true;
  return existing;
}

async function emitBefore(unit: UnitOfWork, event: string, tasks: readonly Task[], connection: Connection): Promise<void> {
  for (const { state } of tasks) if (state.mapper.events !== null) await unit.host.emit(state.mapper, event, state, connection);
}

async function emitAfter(unit: UnitOfWork, event: string, state: InstanceState, connection: Connection): Promise<void> {
  if (state.mapper.events !== null) await unit.host.emit(state.mapper, event, state, connection);
}
