/** INSERT. Without RETURNING it gives no rows, only counts and keys. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import type { InsertValues, PrimaryKeyRow } from "../schema/values.js";
import { type EXTRAS, KEY, type MANAGED, type NAMES, type TUPLE } from "../symbols.js";
import { isSelect } from "./coerce.js";
import type { ConflictClause } from "./conflict.js";
import { type Assignment, assignments, DmlStatement, writeAssignments } from "./dml-base.js";
import { type ClauseElement, isColumnElement } from "./element.js";
import type { Executable, Rows } from "./executable.js";
import type { AnySource, FieldsOf } from "./protocol.js";
import type { SelectBase } from "./select-base.js";
import type { Selectable, SelectedNames, SelectedTuple } from "./select-types.js";

const TAG = keyTag();

type Managed<T> = T extends { readonly [MANAGED]: infer M extends PropertyKey } ? M : never;
export type ValuesFor<T> = InsertValues<FieldsOf<T>, Managed<T>>;
export interface InsertExtras<F> {
  readonly insertedPrimaryKey: PrimaryKeyRow<F>;
  readonly insertedPrimaryKeys: readonly PrimaryKeyRow<F>[];
}

/** INSERT … SELECT. */
export interface SelectSource {
  readonly keys: readonly string[];
  readonly select: SelectBase;
  readonly includeDefaults: boolean;
}

/** What all forms of INSERT are at run time. */
export class InsertStatement extends DmlStatement {
  declare readonly kind: "insert";
  /** @internal The rows of VALUES; null where none were given, so that they come with the execution. */
  rows: readonly (readonly Assignment[])[] | null = null;
  /** @internal Whether VALUES has rows in one statement, be it one. */
  isMulti = false;
  /** @internal */
  source: SelectSource | null = null;
  /** @internal What happens if the row is there already. */
  conflict: ConflictClause | null = null;
  /** @internal */
  isInline = false;
  /** @internal Rows of RETURNING are wanted in the order of the values. */
  isSorted = false;
  constructor(target: unknown) {
    super(target, "insert()");
  }

  values(given: unknown): this {
    if (this.source !== null) throw new ArgumentError("An INSERT has either values() or fromSelect()");
    if (
      Array.isArray(given) &&
      (given.length === 0 ||
        (typeof given[0] === "object" && given[0] !== null && !isColumnElement(given[0]) && !(given[0] instanceof Date)))
    ) {
      if (given.length === 0) throw new ArgumentError("values([]) has no rows. Leave the statement out where there is nothing to insert");
      if (this.rows !== null && !this.isMulti)
        throw new ArgumentError("values() was given one row before, and now several: put them into one call");
      return this.with({ rows: [...(this.rows ?? []), ...given.map((row) => assignments(this.table, row, "values()"))], isMulti: true });
    }
    if (this.isMulti) throw new ArgumentError("values() was given several rows before, and now one: put them into one call");
    const added = assignments(this.table, given, "values()");
    const before = this.rows?.[0] ?? [];
    return this.with({
      rows: [before.length === 0 ? added : [...before.filter((old) => !added.some((each) => each.key === old.key)), ...added]],
    });
  }
  fromSelect(columns: readonly unknown[], statement: unknown, options?: { includeDefaults?: boolean }): this {
    if (this.rows !== null) throw new ArgumentError("An INSERT has either values() or fromSelect()");
    if (!isSelect(statement)) throw new ArgumentError("fromSelect() takes the columns, and a select() statement");
    const keys = columns.map((column) => (typeof column === "string" ? column : (column as { key: string }).key));
    return this.with({
      source: { keys, select: statement as unknown as SelectBase, includeDefaults: options?.includeDefaults !== false },
      plugin: this.plugin ?? (statement as unknown as SelectBase).plugin,
    });
  }
  /** Without asking for the keys that the server makes. */
  inline(): this {
    return this.with({ isInline: true });
  }
  /** The rows of RETURNING are in the order of the values, also where the database promises none. */
  sortByParameterOrder(): this {
    return this.with({ isSorted: true });
  }

  protected clone(): this {
    const copy = new (this.constructor as new (target: unknown) => this)(this.entity ?? this.table);
    copy.copyDml(this);
    copy.rows = this.rows;
    copy.isMulti = this.isMulti;
    copy.source = this.source;
    copy.conflict = this.conflict;
    copy.isInline = this.isInline;
    copy.isSorted = this.isSorted;
    return copy;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitInsert(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.write(
      (this.rows === null ? 0 : 1) |
        (this.isMulti ? 2 : 0) |
        (this.source === null ? 0 : 4) |
        (this.conflict === null ? 0 : 8) |
        (this.isInline ? 16 : 0) |
        (this.isSorted ? 32 : 0),
    );
    if (this.rows !== null) {
      key.write(this.rows.length);
      for (const row of this.rows) writeAssignments(key, row);
    }
    if (this.source !== null) {
      key.write(this.source.keys.length * 2 + (this.source.includeDefaults ? 1 : 0));
      for (const each of this.source.keys) key.string(each);
      this.source.select[KEY](key);
    }
    this.conflict?.[KEY](key);
    this.writeDml(key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const row of this.rows ?? []) for (const { value } of row) visit(value);
    if (this.source !== null) visit(this.source.select);
    if (this.conflict !== null) visit(this.conflict);
    this.eachDmlChild(visit);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const rows = this.rows?.map((row) => row.map((each) => ({ key: each.key, value: map(each.value) }))) ?? null;
    const source = this.source === null ? null : { ...this.source, select: map(this.source.select) as SelectBase };
    return this.with({ rows, source, conflict: this.conflict === null ? null : map(this.conflict), returned: this.mapReturned(map) });
  }
}
Object.defineProperty(InsertStatement.prototype, "kind", { value: "insert" });

export class Insert<in out T, in out R extends readonly unknown[] = []>
  extends InsertStatement
  implements Executable<SelectedTuple<R, never>, SelectedNames<R, never>, InsertExtras<FieldsOf<T>>>
{
  declare readonly [TUPLE]: SelectedTuple<R, never>;
  declare readonly [NAMES]: SelectedNames<R, never>;
  declare readonly [EXTRAS]: InsertExtras<FieldsOf<T>>;
  /** One row, or several in one statement. A second call adds columns, or rows. */
  override values(values: ValuesFor<T> | readonly ValuesFor<T>[]): this {
    return super.values(values);
  }
  /** INSERT … SELECT. Columns with a default that are not named are put to it, unless `includeDefaults` is false. */
  override fromSelect(
    columns: readonly (keyof FieldsOf<T> & string)[],
    statement: Rows<readonly unknown[]>,
    options?: { includeDefaults?: boolean },
  ): this {
    return super.fromSelect(columns, statement, options);
  }
  returning<A extends readonly Selectable[]>(...what: A): Insert<T, A> {
    return this.withReturned(what) as unknown as Insert<T, A>;
  }
}

/** INSERT INTO a table: `insert(users).values({ name: "Ann" })`. */
export function insert<T extends AnySource>(target: T): Insert<T> {
  return new Insert<T>(target);
}
