import type { SchemaColumn, TypeEngine } from "@cupel/core";

/** A column of a mapped class: its place in a kept row, and how its values are kept and compared. */
export class ColumnAttribute {
  readonly kind = "column";
  /** The property. */
  readonly key: string;
  readonly column: SchemaColumn;
  /** The position in `InstanceState.row`. */
  readonly index: number;
  readonly type: TypeEngine<unknown>;
  readonly isPrimaryKey: boolean;
  /** Left out of a load unless asked for; `group` names those that are asked for together. */
  readonly deferred: boolean;
  readonly deferredGroup: string | null;

  constructor(column: SchemaColumn, index: number, options: { readonly deferred: boolean; readonly deferredGroup: string | null }) {
    this.key = column.key;
    this.column = column;
    this.index = index;
    this.type = column.type;
    this.isPrimaryKey = column.primaryKey;
    this.deferred = options.deferred;
    this.deferredGroup = options.deferredGroup;
  }

  /** The normalised copy that is kept to find changes: milliseconds of a date, a clone of a document, the value itself where it cannot change. */
  copy(value: unknown): unknown {
    return value === null || value === undefined ? value : this.type.copy(value);
  }

  /** Whether a value is what was kept. */
  equals(kept: unknown, value: unknown): boolean {
    if (kept === null || kept === undefined || value === null || value === undefined) return (kept ?? null) === (value ?? null);
    return this.type.equals(kept, this.type.copy(value));
  }
}
