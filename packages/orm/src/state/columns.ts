/** Columns as the object has them: own data properties, or own accessors where somebody watches what is assigned. */
import type { InstanceState } from "./instance-state.js";
import { UNLOADED } from "./unloaded.js";

/** A column's value as the object has it now, or `UNLOADED`; `undefined` if the program has deleted the property. Never throws. */
export function readColumn(state: InstanceState, index: number): unknown {
  const { key } = state.mapper.columns[index]!;
  if (Object.hasOwn(state.entity, key)) return (state.entity as Record<string, unknown>)[key];
  return state.row !== null && state.row[index] !== UNLOADED ? undefined : UNLOADED;
}

/** Puts a value there, past validators and handlers; the property appears if the object did not have it. */
export function writeColumn(state: InstanceState, index: number, value: unknown): void {
  const { mapper, entity } = state;
  const { key } = mapper.columns[index]!;
  const accessor = mapper.watched[index];
  if (accessor !== undefined) {
    (state.watched ??= {})[key] = value;
    if (!Object.hasOwn(entity, key)) Object.defineProperty(entity, key, accessor);
  } else if (Object.hasOwn(entity, key)) (entity as Record<string, unknown>)[key] = value;
  else Object.defineProperty(entity, key, { value, writable: true, enumerable: true, configurable: true });
}

/** `object.key = value` by the program: validators and handlers are asked first. */
export function assignColumn(state: InstanceState, index: number, value: unknown): void {
  writeColumn(state, index, state.mapper.watched[index] === undefined ? value : heard(state, index, value));
}

/** What the handlers of `set` make of a value. */
function heard(state: InstanceState, index: number, value: unknown): unknown {
  const column = state.mapper.columns[index]!;
  const before = state.watched?.[column.key];
  return column.events.reduce("set", { target: state.entity, value, oldValue: before }, "value");
}
