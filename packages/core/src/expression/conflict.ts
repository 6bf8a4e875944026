/** What an INSERT does with a row that is there already: ON CONFLICT, and the portable `upsert`. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import type { Attributes, UpdateValues } from "../schema/values.js";
import { type EXTRAS, KEY, type NAMES, type TUPLE } from "../symbols.js";
import { conjunction } from "./boolean-list.js";
import { expressionOnly } from "./coerce.js";
import { type Assignment, assignments, writeAssignments } from "./dml-base.js";
import { ClauseElement, type ColumnElement, type Criterion, type Expression } from "./element.js";
import type { Executable } from "./executable.js";
import { AliasedFrom, type AnyColumn, proxyColumns, type TableClause } from "./from.js";
import { type InsertExtras, InsertStatement, type ValuesFor } from "./insert.js";
import { AND } from "./operators.js";
import type { AnySource, FieldsOf } from "./protocol.js";
import type { Selectable, SelectedNames, SelectedTuple } from "./select-types.js";
import { mapAll } from "./traverse.js";

const CLAUSE = keyTag();
const EXCLUDED = keyTag();
type Any = ColumnElement<unknown, unknown>;

/** The row that was to be inserted, as a table. */
export class ExcludedTable extends AliasedFrom {
  declare readonly kind: "excluded";
  readonly table: TableClause;
  readonly name = "excluded";
  constructor(table: TableClause) {
    super();
    this.table = table;
  }
  protected makeColumns(): readonly AnyColumn[] {
    return proxyColumns(this.table.columns, this);
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitExcluded(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(EXCLUDED);
    this.table[KEY](key);
  }
  override collectFroms(): void {}
}
Object.defineProperty(ExcludedTable.prototype, "kind", { value: "excluded" });

/** The clause itself. `assignments` null: nothing is done. */
export class ConflictClause extends ClauseElement {
  declare readonly kind: "conflict";
  /** The columns (or expressions) of the unique constraint; none: any. */
  readonly target: readonly Any[];
  readonly targetWhere: Any | null;
  /** The constraint by its name, instead of columns. */
  readonly constraint: string | null;
  readonly assignments: readonly Assignment[] | null;
  readonly where: Any | null;
  constructor(
    target: readonly Any[],
    targetWhere: Any | null,
    constraint: string | null,
    list: readonly Assignment[] | null,
    where: Any | null,
  ) {
    super();
    this.target = target;
    this.targetWhere = targetWhere;
    this.constraint = constraint;
    this.assignments = list;
    this.where = where;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitConflictClause(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(CLAUSE);
    key.write(this.target.length);
    for (const each of this.target) each[KEY](key);
    key.string(this.constraint ?? "");
    key.write((this.targetWhere === null ? 0 : 1) | (this.where === null ? 0 : 2) | (this.assignments === null ? 0 : 4));
    this.targetWhere?.[KEY](key);
    this.where?.[KEY](key);
    if (this.assignments !== null) writeAssignments(key, this.assignments);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const each of this.target) visit(each);
    for (const each of [this.targetWhere, this.where]) if (each !== null) visit(each);
    for (const { value } of this.assignments ?? []) visit(value);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const optional = (element: Any | null): Any | null => (element === null ? null : (map(element) as Any));
    const list = this.assignments?.map((each) => ({ key: each.key, value: map(each.value) as Any })) ?? null;
    return new ConflictClause(mapAll(this.target, map), optional(this.targetWhere), this.constraint, list, optional(this.where)) as this;
  }
}
Object.defineProperty(ConflictClause.prototype, "kind", { value: "conflict" });

type Target = Expression<unknown> | readonly Expression<unknown>[];
export interface ConflictTarget {
  /** The columns of the unique constraint or index. */
  readonly target?: Target;
  /** The condition of a partial index. */
  readonly targetWhere?: Criterion;
  /** The name of the constraint, where the database knows them by name. */
  readonly constraint?: string;
}
function targetOf(given: Target | undefined): readonly Any[] {
  if (given === undefined) return [];
  return (Array.isArray(given) ? (given as readonly unknown[]) : [given]).map((each) => expressionOnly(each, "the target of a conflict"));
}
const where = (criterion: Criterion | undefined): Any | null =>
  criterion === undefined ? null : conjunction(AND, [expressionOnly(criterion, "the condition of a conflict")]);

/** The assignments that a function of the excluded row gives. */
function assignmentsFrom(table: TableClause, set: unknown): readonly Assignment[] {
  if (typeof set !== "function")
    throw new ArgumentError("set takes a function of the row that was to be inserted: (excluded) => ({ name: excluded.name })");
  const values = (set as (excluded: unknown) => unknown)(new ExcludedTable(table).c);
  // Their names are invented, as those of any parameter that is not of VALUES.
  const list = assignments(table, values, "set", "param");
  if (list.length === 0) throw new ArgumentError("set gives no columns. Say doNothing where nothing is to be done");
  return list;
}

/** What `@cupel/dialect-postgres` and `@cupel/dialect-sqlite` export as `insert` makes. */
export class ConflictInsert<in out T, in out R extends readonly unknown[] = []>
  extends InsertStatement
  implements Executable<SelectedTuple<R, never>, SelectedNames<R, never>, InsertExtras<FieldsOf<T>>>
{
  declare readonly [TUPLE]: SelectedTuple<R, never>;
  declare readonly [NAMES]: SelectedNames<R, never>;
  declare readonly [EXTRAS]: InsertExtras<FieldsOf<T>>;
  override values(values: ValuesFor<T> | readonly ValuesFor<T>[]): this {
    return super.values(values);
  }
  onConflictDoNothing(options: ConflictTarget = {}): this {
    return this.with({
      conflict: new ConflictClause(targetOf(options.target), where(options.targetWhere), options.constraint ?? null, null, null),
    });
  }
  onConflictDoUpdate(
    options: ConflictTarget & { set: (excluded: Attributes<FieldsOf<T>, "excluded">) => UpdateValues<FieldsOf<T>>; where?: Criterion },
  ): this {
    if (options.target === undefined && options.constraint === undefined)
      throw new ArgumentError("onConflictDoUpdate() needs a target: the columns of the unique constraint");
    return this.with({
      conflict: new ConflictClause(
        targetOf(options.target),
        where(options.targetWhere),
        options.constraint ?? null,
        assignmentsFrom(this.table, options.set),
        where(options.where),
      ),
    });
  }
  returning<A extends readonly Selectable[]>(...what: A): ConflictInsert<T, A> {
    return this.withReturned(what) as unknown as ConflictInsert<T, A>;
  }
}
/** INSERT with ON CONFLICT: what `@cupel/dialect-postgres` and `@cupel/dialect-sqlite` export as `insert`. */
export function conflictInsert<T extends AnySource>(target: T): ConflictInsert<T> {
  return new ConflictInsert<T>(target);
}

/** The portable form, which each dialect writes in its way. */
export class Upsert<in out T, in out R extends readonly unknown[] = []>
  extends InsertStatement
  implements Executable<SelectedTuple<R, never>, SelectedNames<R, never>, InsertExtras<FieldsOf<T>>>
{
  declare readonly [TUPLE]: SelectedTuple<R, never>;
  declare readonly [NAMES]: SelectedNames<R, never>;
  declare readonly [EXTRAS]: InsertExtras<FieldsOf<T>>;
  /** @internal Until `set` or `doNothing` is called, the statement is not whole. */
  conflictTarget: readonly Any[] = [];
  override values(values: ValuesFor<T> | readonly ValuesFor<T>[]): this {
    return super.values(values);
  }
  /** The columns that tell whether a row is there already: those of its key, or of a unique constraint. */
  onConflict(...target: [Expression<unknown>, ...Expression<unknown>[]]): this {
    return this.with({ conflictTarget: targetOf(target) });
  }
  /** What the row that is there becomes. */
  set(values: (excluded: Attributes<FieldsOf<T>, "excluded">) => UpdateValues<FieldsOf<T>>): this {
    return this.with({ conflict: new ConflictClause(this.target("set()"), null, null, assignmentsFrom(this.table, values), null) });
  }
  /** The row that is there stays as it is. */
  doNothing(): this {
    return this.with({ conflict: new ConflictClause(this.target("doNothing()"), null, null, null, null) });
  }
  private target(place: string): readonly Any[] {
    if (this.conflictTarget.length === 0)
      throw new ArgumentError(`${place}: say first by which columns a row is known, with onConflict(users.c.email)`);
    return this.conflictTarget;
  }
  protected override clone(): this {
    const copy = super.clone();
    copy.conflictTarget = this.conflictTarget;
    return copy;
  }
  returning<A extends readonly Selectable[]>(...what: A): Upsert<T, A> {
    return this.withReturned(what) as unknown as Upsert<T, A>;
  }
  override accept(compiler: SqlCompiler): string {
    return compiler.visitUpsert(this as unknown as Upsert<unknown, readonly unknown[]>);
  }
}
/** INSERT, or UPDATE of the row that is there: the same on all databases. */
export function upsert<T extends AnySource>(target: T): Upsert<T> {
  return new Upsert<T>(target);
}
