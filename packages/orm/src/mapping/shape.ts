/**
 * A shape is the class that gives an object its columns as own properties, by class fields: define semantics, so that the throwing accessors
 * on the prototype, which stand for columns that are not loaded, are covered. Each set of columns that is loaded has a shape of its own.
 */
import { canGenerateCode } from "../state/codegen.js";
import { construction } from "../state/construction.js";
import { type InstanceState, STATE } from "../state/instance-state.js";
import type { ColumnAttribute } from "./column-attribute.js";

export type ShapeClass = new () => object;
/** The own accessor of a column whose assignments somebody watches. */
export type WatchedAccessors = readonly (PropertyDescriptor | undefined)[];

/**
 * A class below `Root` with exactly these columns, read from `construction.values`. Where a value can be changed in place, the array keeps a
 * normalised copy of it from then on. Tests ask for both ways of making it.
 */
export function shapeClass(
  Root: ShapeClass,
  columns: readonly ColumnAttribute[],
  watched: WatchedAccessors,
  generate: boolean = canGenerateCode(),
): ShapeClass {
  return generate ? generatedShape(Root, columns, watched) : loopShape(Root, columns, watched);
}

/** Gives the object its accessor in the place of the data property. */
function watch(entity: object, column: ColumnAttribute, accessor: PropertyDescriptor, value: unknown): void {
  ((entity as { readonly [STATE]: InstanceState })[STATE].watched ??= {})[column.key] = value;
  Object.defineProperty(entity, column.key, accessor);
}

/** Takes a value out of the waiting array, and leaves its copy there. */
function take(column: ColumnAttribute, values: unknown[]): unknown {
  const value = values[column.index];
  if (column.isMutable && value !== null && value !== undefined) values[column.index] = column.copy(value);
  return value;
}

function generatedShape(Root: ShapeClass, columns: readonly ColumnAttribute[], watched: WatchedAccessors): ShapeClass {
  const fields: string[] = [];
  const body: string[] = [];
  columns.forEach((column, position) => {
    const name = `[${JSON.stringify(column.key)}]`;
    if (watched[column.index] !== undefined) {
      fields.push(`  ${name};`);
      body.push(`    watch(this, columns[${position}], watched[${column.index}], take(columns[${position}], construction.values));`);
    } else if (column.isMutable) fields.push(`  ${name} = take(columns[${position}], construction.values);`);
    else fields.push(`  ${name} = construction.values[${column.index}];`);
  });
  const constructor = body.length === 0 ? "" : `  constructor() {\n    super();\n${body.join("\n")}\n  }\n`;
  const code = `return class extends Root {\n${fields.join("\n")}\n${constructor}};`;
  return new Function("Root", "construction", "columns", "watched", "take", "watch", code)(
    Root,
    construction,
    columns,
    watched,
    take,
    watch,
  ) as ShapeClass;
}

function loopShape(Root: ShapeClass, columns: readonly ColumnAttribute[], watched: WatchedAccessors): ShapeClass {
  return class extends Root {
    constructor() {
      super();
      const { values } = construction;
      for (const column of columns) {
        const value = take(column, values);
        const accessor = watched[column.index];
        if (accessor !== undefined) watch(this, column, accessor, value);
        else Object.defineProperty(this, column.key, { value, writable: true, enumerable: true, configurable: true });
      }
    }
  };
}
