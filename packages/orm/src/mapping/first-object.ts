/** The first object of each shape is looked at: a class body that hides what was loaded is a mistake that would otherwise be silent. */
import { ArgumentError } from "@cupel/core";
import { readColumn } from "../state/columns.js";
import type { InstanceState } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";
import type { Shape } from "./mapper.js";

/** @throws ArgumentError if a column does not have the value that was loaded for it */
export function checkFirstObject(state: InstanceState, shape: Shape, given: readonly unknown[]): void {
  for (const column of shape.columns) {
    const value = readColumn(state, column.index);
    if (value === UNLOADED || Object.is(value, given[column.index])) continue;
    const { name } = shape.mapper;
    throw new ArgumentError(
      value === undefined
        ? `The field "${column.key}" in the body of class ${name} hides the column ${name}.${column.key}: it is initialised after the row has been put into the object. Leave it out (the property is there without it), or write \`declare ${column.key}: …\`.`
        : `The body of class ${name} gives ${column.key} a value while an object is loaded, in the place of the one that the database has. Take it out of the field or the constructor: write \`default:\` in the column, or a static method that makes new objects.`,
    );
  }
}
