/** How tables are defined: `table()` for applications, `defineTable` for the ORM, reflection and migrations. */
import { ArgumentError, InvalidRequestError } from "../errors.js";
import { METADATA } from "./brand.js";
import type { SchemaColumn } from "./column.js";
import type { ColumnField, Fields, Trait } from "./fields.js";
import type { MetaData } from "./metadata.js";
import { type AnyTable, Table, type TableDefinition, type TableOptions } from "./table.js";

/** @internal Defines a table; what the ORM and migrations call. */
export function defineTable(name: string, metadata: MetaData | null, fields: object, definition: TableDefinition = {}): AnyTable {
  if (typeof name !== "string" || name === "") throw new ArgumentError('A table needs a name: table("users", metadata, { … })');
  if (name.includes("\0")) throw new ArgumentError("The name of a table cannot hold a NUL character");
  if (typeof fields !== "object" || fields === null)
    throw new ArgumentError(
      `The table "${name}" needs its columns: table("${name}", metadata, { id: column(t.integer(), { primaryKey: true }) })`,
    );
  const schema = definition.schema ?? metadata?.schema ?? null;
  const present = metadata?.find(schema === null ? name : `${schema}.${name}`);
  if (present === undefined && definition.mustExist === true)
    throw new InvalidRequestError(
      `The table "${schema === null ? name : `${schema}.${name}`}" is not defined in this metadata, and must be ({ mustExist: true }). Import the module that defines it, or leave the option out`,
    );
  if (present !== undefined) {
    if (definition.mustExist === true && Object.keys(fields).length === 0) return present;
    if (definition.keepExisting === true) return present;
    if (definition.extendExisting === true) {
      for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(fields)))
        present.appendColumn(
          key,
          (descriptor.get === undefined ? descriptor.value : descriptor.get.call(fields)) as ColumnField<unknown, Trait>,
        );
      return present;
    }
    if (definition.redefine !== true)
      throw new ArgumentError(
        `The table "${present.fullName}" is defined already in this metadata. Give it another name or schema; { redefine: true } replaces it (hot reload), { extendExisting: true } adds columns to it`,
      );
  }
  const made = new Table<Fields, string>(name, metadata, fields, definition);
  metadata?.add(made);
  return made;
}

/**
 * A table. Without a metadata it is a light one, for statements alone.
 * @example
 * const users = table("users", metadata, { id: column(t.integer(), { primaryKey: true }), name: column(t.string(50)) });
 */
export function table<const N extends string, F extends Fields>(
  name: N,
  metadata: MetaData,
  fields: F,
  options?: TableOptions<F, N>,
): Table<F, N>;
export function table<const N extends string, F extends Fields>(name: N, fields: F): Table<F, N>;
export function table(
  name: string,
  first: MetaData | Fields,
  fields?: Fields,
  options?: TableOptions<Fields, string>,
): Table<Fields, string> {
  if (typeof first !== "object" || first === null || !(METADATA in first)) {
    if (fields !== undefined)
      throw new ArgumentError(`table("${name}", …) takes a MetaData second, of this copy of @cupel/core, and the columns third`);
    return defineTable(name, null, first);
  }
  if (fields === undefined) throw new InvalidRequestError(`The table "${name}" was given a metadata but no columns`);
  return defineTable(name, first as MetaData, fields, options as TableDefinition | undefined);
}

/** @internal Makes one column of a table; null for another kind of field, or none. */
export function resolveField(table: AnyTable, key: string): SchemaColumn | null {
  return table.resolveField(key);
}
/** @internal Makes all columns of a table, in the order written. */
export function resolveTable(table: AnyTable): void {
  table.resolve();
}
