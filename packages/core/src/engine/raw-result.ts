/** What the driver gave for one execution, before rows are made of it: what `Connection.execute` and the ORM build on. */
import type { Compiled, PrimaryKeySource } from "../compiler/compiled.js";
import type { AnyColumn } from "../expression/from.js";
import type { TypeEngine } from "../types/engine.js";
import type { ValueSet } from "./defaults.js";
import type { Dialect } from "./dialect.js";
import type { Prepared } from "./prepared.js";
import type { RowShape } from "./row-shape.js";
import type { Found } from "./statement-lookup.js";

/** The parts of a raw result. */
export interface RawParts {
  readonly prepared: Prepared;
  readonly found: Found;
  readonly dialect: Dialect;
  readonly shape: RowShape | null;
  readonly rows: unknown[][];
  readonly rowCount: number;
  readonly lastInsertIds: readonly (number | bigint)[];
  /** The values given for each run, defaults included. */
  readonly given: readonly (ValueSet | null)[];
}

/** One execution of a statement, of one set of values or many. */
export class RawResult {
  readonly compiled: Compiled;
  /** The driver's rows, one place a column of `shape`, not converted. They belong to whoever holds this. */
  readonly rows: unknown[][];
  /** Rows met by INSERT, UPDATE or DELETE; -1 where the driver does not tell. */
  readonly rowCount: number;
  /** The columns asked for; `null` if the statement gives no rows. */
  readonly shape: RowShape | null;
  /** The values of `returnedColumns` for each run, converted; `null` if the engine had nothing to ask for. */
  readonly returned: readonly unknown[][] | null;
  readonly #parts: RawParts;
  #keys: unknown[][] | null = null;

  constructor(parts: RawParts) {
    this.#parts = parts;
    this.compiled = parts.prepared.compiled;
    this.rowCount = parts.rowCount;
    this.shape = parts.shape;
    const implicit = this.returnedColumns;
    if (implicit.length === 0) {
      this.returned = null;
      this.rows = parts.rows;
    } else {
      this.returned = splitTail(parts);
      this.rows = parts.shape === null ? [] : parts.rows;
    }
  }

  /** The columns that an INSERT asked for on its own account: keys that the database makes, and its other defaults. */
  get returnedColumns(): readonly AnyColumn[] {
    return this.compiled.insert?.implicitReturning ?? [];
  }
  get lastInsertId(): number | bigint | undefined {
    return this.#parts.lastInsertIds.at(-1);
  }
  /** The values given for each run, with the defaults of the application. */
  get given(): readonly (ValueSet | null)[] {
    return this.#parts.given;
  }

  /** The primary key of each inserted row, in the order of the table's key; an unknown part is `null`. */
  get insertedPrimaryKeys(): readonly (readonly unknown[])[] {
    this.#keys ??= this.#readKeys();
    return this.#keys;
  }
  /** Of a table whose key is one number that each INSERT tells: these numbers, without a list for each row. `null` for any other. */
  get lastInsertKeys(): readonly unknown[] | null {
    const { insert } = this.compiled;
    const source = insert?.primaryKey[0];
    if (insert == null || insert.rows > 1 || insert.primaryKey.length !== 1 || source?.from !== "lastInsertId") return null;
    const { lastInsertIds, dialect } = this.#parts;
    const processor = (source.column as unknown as { type: TypeEngine<unknown> }).type.resultProcessor(dialect);
    return processor === null ? lastInsertIds : lastInsertIds.map(processor);
  }
  /** The columns of the primary key, as `insertedPrimaryKeys` has them. */
  get keyColumns(): readonly AnyColumn[] {
    return this.compiled.insert?.primaryKey.map((source) => source.column) ?? [];
  }

  #readKeys(): unknown[][] {
    const insert = this.compiled.insert;
    if (insert === null || insert.rows > 1) return [];
    // No row in VALUES: DEFAULT VALUES inserts one, INSERT … SELECT as many as it finds.
    if (insert.rows === 0 && insert.primaryKey.every((source) => source.from === "unknown")) return [];
    return this.#parts.given.map((given, run) => insert.primaryKey.map((source) => this.#readKey(source, given, run)));
  }

  #readKey(source: PrimaryKeySource, given: ValueSet | null, run: number): unknown {
    const { compiled } = this;
    switch (source.from) {
      case "slot": {
        const slot = compiled.slots[source.slot];
        return slot === undefined ? null : (compiled.valueOf(slot, this.#parts.found.parameters, given) ?? null);
      }
      case "returning": {
        const row = this.returned?.[run];
        return row === undefined ? this.#fromRow(source.index, run) : (row[source.index - this.#parts.prepared.askedFor] ?? null);
      }
      case "lastInsertId": {
        const id = this.#parts.lastInsertIds[run];
        return id === undefined ? null : converted(id, source.column, this.#parts.dialect);
      }
      default:
        return null;
    }
  }

  /** A key column that the caller has asked for as well stands among the rows. */
  #fromRow(index: number, run: number): unknown {
    const value = this.rows[run]?.[index];
    const processor = this.compiled.columns[index]?.processor ?? null;
    return value === null || value === undefined || processor === null ? (value ?? null) : processor(value);
  }
}

function splitTail({ prepared, rows }: RawParts): unknown[][] {
  const { columns } = prepared.compiled;
  return rows.map((row) => {
    const tail = row.splice(prepared.askedFor);
    for (let index = 0; index < tail.length; index++) {
      const processor = columns[prepared.askedFor + index]?.processor ?? null;
      if (processor !== null && tail[index] !== null) tail[index] = processor(tail[index]);
    }
    return tail;
  });
}

function converted(id: number | bigint, column: AnyColumn, dialect: Dialect): unknown {
  const processor = (column as { type: TypeEngine<unknown> }).type.resultProcessor(dialect);
  return processor === null ? id : processor(id);
}
