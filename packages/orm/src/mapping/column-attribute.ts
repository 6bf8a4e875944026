import type { SchemaColumn, TypeEngine } from "@cupel/core";
import { ClauseElement, EventHub } from "@cupel/core/internal";

const COLUMN_EVENTS = ["set"];

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
  /** Whether a value can be changed in place, so that a copy is kept to find that. */
  readonly isMutable: boolean;
  /** Left out of a load unless asked for. */
  readonly deferred: boolean;
  /** Those that are asked for together. */
  readonly deferredGroup: string | null;
  /** Handlers of `set`. */
  readonly events: EventHub;

  constructor(column: SchemaColumn, index: number, deferred: boolean, deferredGroup: string | null, events: EventHub) {
    this.key = column.key;
    this.column = column;
    this.index = index;
    this.type = column.type as TypeEngine<unknown>;
    this.isPrimaryKey = column.primaryKey;
    this.isMutable = this.type.isMutable;
    this.deferred = deferred;
    this.deferredGroup = deferredGroup;
    this.events = events;
  }

  /** The normalised copy that is kept to find changes: milliseconds of a date, a clone of a document, the value itself where it cannot change. */
  copy(value: unknown): unknown {
    return value === null || value === undefined || !this.isMutable || value instanceof ClauseElement ? value : this.type.copy(value);
  }

  /** A value again, from what `copy` kept. */
  restore(kept: unknown): unknown {
    return kept === null || kept === undefined || !this.isMutable ? kept : this.type.restore(kept);
  }

  /** Whether a value is what was kept; unset is NULL. */
  equals(kept: unknown, value: unknown): boolean {
    if (kept === null || kept === undefined || value === null || value === undefined) return (kept ?? null) === (value ?? null);
    // An SQL expression in the place of a value is written by the next flush.
    if (value instanceof ClauseElement) return false;
    return this.type.equals(value, kept);
  }
}

/** The hub of a column of a class. */
export function columnHub(target: string, onListen: () => void): EventHub {
  return new EventHub({ names: COLUMN_EVENTS, target, onListen });
}
