/**
 * Finding changed columns: the object's own properties against the kept row. A flush asks this of every object it may have to write, so the
 * code is generated for each mapper: one comparison a column, and a call only where the two are not identical.
 */
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import { canGenerateCode } from "./codegen.js";
import { UNLOADED } from "./unloaded.js";

export interface Comparer {
  /** Whether any column differs; of an object without a row, true. */
  isChanged(entity: object, row: readonly unknown[] | null): boolean;
  /** The indexes of those that differ; of an object without a row, of those that have a value. */
  changed(entity: object, row: readonly unknown[] | null): number[];
}

type Values = Record<string, unknown>;
type IsChanged = (entity: Values, row: readonly unknown[] | null) => boolean;

/** A comparer of these columns. `generate` says whether code may be generated; tests ask for both kinds. */
export function makeComparer(columns: readonly ColumnAttribute[], generate: boolean = canGenerateCode()): Comparer {
  const differs = (index: number, value: unknown, kept: unknown): boolean => !columns[index]!.equals(kept, value);
  const differsAt = (entity: Values, row: readonly unknown[], { key, index }: ColumnAttribute): boolean => {
    const kept = row[index];
    if (kept === UNLOADED) return Object.hasOwn(entity, key);
    const value = entity[key];
    return value !== kept && differs(index, value, kept);
  };
  const isChanged: IsChanged = generate
    ? generated(columns, differs)
    : (entity, row) => row === null || columns.some((column) => differsAt(entity, row, column));
  return {
    isChanged: isChanged as Comparer["isChanged"],
    changed(entity, row) {
      const values = entity as Values;
      if (row === null)
        return columns.filter(({ key }) => Object.hasOwn(values, key) && values[key] !== undefined).map(({ index }) => index);
      if (!isChanged(values, row)) return [];
      const indexes: number[] = [];
      for (let i = 0; i < columns.length; i++) if (differsAt(values, row, columns[i]!)) indexes.push(columns[i]!.index);
      return indexes;
    },
  };
}

function generated(columns: readonly ColumnAttribute[], differs: (index: number, value: unknown, kept: unknown) => boolean): IsChanged {
  const tests = columns.map(({ key, index }) => {
    const name = JSON.stringify(key);
    return `  if ((kept = row[${index}]) === UNLOADED ? hasOwn(entity, ${name}) : (value = entity[${name}]) !== kept && differs(${index}, value, kept)) return true;`;
  });
  const code = `return (entity, row) => {\n  if (row === null) return true;\n  let kept, value;\n${tests.join("\n")}\n  return false;\n};`;
  return new Function("UNLOADED", "hasOwn", "differs", code)(UNLOADED, Object.hasOwn, differs) as IsChanged;
}
