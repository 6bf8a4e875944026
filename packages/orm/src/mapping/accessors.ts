/**
 * What stands on the prototype for each field: for a column, what is found when the object itself does not have it (it was not loaded); for
 * a relationship, the way to its state; for what is computed, the computation.
 */
import { ArgumentError, SchemaColumn } from "@cupel/core";
import { assignColumn } from "../state/columns.js";
import { type InstanceState, stateIfMapped, stateOf, strangerError } from "../state/instance-state.js";
import { assignRelationship, readRelationship } from "../state/relationship-edits.js";
import { UNLOADED } from "../state/unloaded.js";
import { unloadedError } from "../state/unloaded-error.js";
import type { ColumnAttribute } from "./column-attribute.js";
import { HybridField, SynonymField } from "./hybrid.js";
import { RelationshipProperty } from "./relationship.js";

interface AccessorSource {
  readonly name: string;
  complete(): void;
}

interface Accessor {
  get(state: InstanceState): unknown;
  set(state: InstanceState, value: unknown): void;
}
type Values = Record<string, unknown>;

/** @param field the column, the relationship, or the value of the field; null as long as the field could not be read */
export function defineAccessor(prototype: object, key: string, source: AccessorSource, field: unknown): void {
  const { get, set } = accessorOf(key, source, field);
  Object.defineProperty(prototype, key, {
    configurable: true,
    enumerable: false,
    get(this: object) {
      const state = stateIfMapped(this);
      if (state !== undefined) return get(state);
      // Who walks the prototypes themselves (a debugger, a matcher) reads no object.
      if (Object.hasOwn(this, "constructor")) return undefined;
      throw strangerError(this);
    },
    set(this: object, value: unknown) {
      set(stateOf(this), value);
    },
  });
}

function accessorOf(key: string, source: AccessorSource, field: unknown): Accessor {
  if (field instanceof SchemaColumn) return columnAccessor(key);
  if (field instanceof RelationshipProperty) {
    return { get: (state) => readRelationship(state, field), set: (state, value) => assignRelationship(state, field, value) };
  }
  if (field instanceof HybridField) return hybridAccessor(key, source, field);
  if (field instanceof SynonymField) return anotherName((field.attribute as unknown as { readonly key: string }).key);
  // Not readable when the first object was made: to read it now defines the accessor anew, or says why it cannot.
  const late = anotherName(key);
  return {
    get(state) {
      source.complete();
      return late.get(state);
    },
    set(state, value) {
      source.complete();
      late.set(state, value);
    },
  };
}

function columnAccessor(key: string): Accessor {
  const attributeOf = (state: InstanceState): ColumnAttribute => state.mapper.attributes.get(key) as ColumnAttribute;
  return {
    get(state) {
      if (state.row === null) return undefined;
      const attribute = attributeOf(state);
      // Known, and yet not there: `delete object.key`. It reads as it does of any object.
      if (state.row[attribute.index] !== UNLOADED) return undefined;
      throw unloadedError(state, attribute);
    },
    set: (state, value) => assignColumn(state, attributeOf(state).index, value),
  };
}

function hybridAccessor(key: string, source: AccessorSource, field: HybridField<unknown>): Accessor {
  const { get, set } = field.definition;
  return {
    get: (state) => get(state.entity as never),
    set(state, value) {
      if (set === undefined)
        throw new ArgumentError(
          `${source.name}.${key} is computed and has no setter: give its hybrid() a \`set\`, or assign what it is computed from.`,
        );
      set(state.entity as never, value as never);
    },
  };
}

function anotherName(key: string): Accessor {
  return {
    get: (state) => (state.entity as Values)[key],
    set: (state, value) => {
      (state.entity as Values)[key] = value;
    },
  };
}
