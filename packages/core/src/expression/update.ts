/** UPDATE and DELETE. Without RETURNING they give no rows, only counts. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import type { UpdateValues } from "../schema/values.js";
import { type EXTRAS, KEY, type NAMES, type TUPLE } from "../symbols.js";
import { criterion } from "./boolean.js";
import { type Assignment, assigned, assignments, DmlStatement, writeAssignments } from "./dml-base.js";
import type { ClauseElement, ColumnElement, Criterion, Expression } from "./element.js";
import type { Executable } from "./executable.js";
import { entityOf, nothing } from "./executable-statement.js";
import { FromClause } from "./from.js";
import type { AnySource, Criteria, FieldsOf } from "./protocol.js";
import { equalities } from "./select.js";
import type { Selectable, SelectedNames, SelectedTuple } from "./select-types.js";
import { mapAll } from "./traverse.js";

const UPDATE = keyTag();
const DELETE = keyTag();
type Any = ColumnElement<unknown, unknown>;

/** What UPDATE and DELETE have in common. */
export abstract class ChangeStatement extends DmlStatement {
  /** @internal */
  whereCriteria: readonly Any[] = nothing;
  /** @internal Tables beside the one that is changed. */
  otherSources: readonly FromClause[] = nothing;
  protected copyChange(from: ChangeStatement): void {
    this.copyDml(from);
    this.whereCriteria = from.whereCriteria;
    this.otherSources = from.otherSources;
  }
  protected writeChange(key: KeyWriter): void {
    key.write(this.whereCriteria.length);
    for (const each of this.whereCriteria) each[KEY](key);
    key.write(this.otherSources.length);
    for (const each of this.otherSources) each[KEY](key);
    this.writeDml(key);
  }
  protected withSources(sources: readonly unknown[], place: string): this {
    const added = sources.map((each) => {
      const from = entityOf(each)?.selectable ?? each;
      if (!(from instanceof FromClause)) throw new ArgumentError(`${place} takes tables, entities, aliases and subqueries`);
      return from;
    });
    return this.with({ otherSources: [...this.otherSources, ...added] });
  }
  /** Only the rows for which these hold. A condition that is undefined is an error, never "all rows". */
  where(...criteria: Criterion[]): this {
    return this.with({ whereCriteria: [...this.whereCriteria, ...criteria.map((each) => criterion(each, "where()"))] });
  }
  protected withEqualities(criteria: object): this {
    return this.with({
      whereCriteria: [...this.whereCriteria, ...equalities(this.entity ?? this.table, criteria as Readonly<Record<string, unknown>>)],
    });
  }
}

export class UpdateStatement extends ChangeStatement {
  declare readonly kind: "update";
  /** @internal The columns of SET; null where none were given, so that they come with the execution. */
  assignments: readonly Assignment[] | null = null;
  /** @internal SET is written in the order given instead of that of the table. */
  isOrdered = false;
  constructor(target: unknown) {
    super(target, "update()");
  }
  protected withAssignments(added: readonly Assignment[], isOrdered: boolean): this {
    const before = (this.assignments ?? []).filter((old) => !added.some((each) => each.key === old.key));
    return this.with({ assignments: [...before, ...added], isOrdered: this.isOrdered || isOrdered });
  }
  protected clone(): this {
    const copy = new (this.constructor as new (target: unknown) => this)(this.entity ?? this.table);
    copy.copyChange(this);
    copy.assignments = this.assignments;
    copy.isOrdered = this.isOrdered;
    return copy;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitUpdate(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(UPDATE);
    key.write(this.assignments === null ? 0 : this.isOrdered ? 2 : 1);
    writeAssignments(key, this.assignments ?? []);
    this.writeChange(key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const { value } of this.assignments ?? []) visit(value);
    for (const each of this.whereCriteria) visit(each);
    for (const each of this.otherSources) visit(each);
    this.eachDmlChild(visit);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const list = this.assignments?.map((each) => ({ key: each.key, value: map(each.value) as Any })) ?? null;
    return this.with({
      assignments: list,
      whereCriteria: mapAll(this.whereCriteria, map),
      otherSources: mapAll(this.otherSources, map),
      returned: this.mapReturned(map),
    });
  }
}
Object.defineProperty(UpdateStatement.prototype, "kind", { value: "update" });

export class Update<in out T, in out R extends readonly unknown[] = []>
  extends UpdateStatement
  implements Executable<SelectedTuple<R, never>, SelectedNames<R, never>>
{
  declare readonly [TUPLE]: SelectedTuple<R, never>;
  declare readonly [NAMES]: SelectedNames<R, never>;
  declare readonly [EXTRAS]: {};
  /** New values by column; a second call adds columns. */
  set(values: UpdateValues<FieldsOf<T>>): this {
    return this.withAssignments(assignments(this.table, values, "set()"), false);
  }
  /** New values in the order in which SET is to have them. */
  orderedValues(values: readonly (readonly [column: Expression<unknown> & { readonly key: string }, value: unknown])[]): this {
    return this.withAssignments(
      values.map(([column, value]) => ({ key: column.key, value: assigned(this.table, column.key, value, "orderedValues()") })),
      true,
    );
  }
  filterBy(criteria: Criteria<FieldsOf<T>>): this {
    return this.withEqualities(criteria);
  }
  /** UPDATE … FROM. Tables that the criteria name are there without being named here. */
  from(...sources: AnySource[]): this {
    return this.withSources(sources, "from()");
  }
  override executionOptions(
    options: { synchronizeSession?: "auto" | "evaluate" | "fetch" | false } & Readonly<Record<string, unknown>>,
  ): this {
    return super.executionOptions(options);
  }
  returning<A extends readonly Selectable[]>(...what: A): Update<T, A> {
    return this.withReturned(what) as unknown as Update<T, A>;
  }
}

export class DeleteStatement extends ChangeStatement {
  declare readonly kind: "delete";
  constructor(target: unknown) {
    super(target, "deleteFrom()");
  }
  protected clone(): this {
    const copy = new (this.constructor as new (target: unknown) => this)(this.entity ?? this.table);
    copy.copyChange(this);
    return copy;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitDelete(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(DELETE);
    this.writeChange(key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const each of this.whereCriteria) visit(each);
    for (const each of this.otherSources) visit(each);
    this.eachDmlChild(visit);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    return this.with({
      whereCriteria: mapAll(this.whereCriteria, map),
      otherSources: mapAll(this.otherSources, map),
      returned: this.mapReturned(map),
    });
  }
}
Object.defineProperty(DeleteStatement.prototype, "kind", { value: "delete" });

export class Delete<in out T, in out R extends readonly unknown[] = []>
  extends DeleteStatement
  implements Executable<SelectedTuple<R, never>, SelectedNames<R, never>>
{
  declare readonly [TUPLE]: SelectedTuple<R, never>;
  declare readonly [NAMES]: SelectedNames<R, never>;
  declare readonly [EXTRAS]: {};
  filterBy(criteria: Criteria<FieldsOf<T>>): this {
    return this.withEqualities(criteria);
  }
  /** DELETE … USING. Tables that the criteria name are there without being named here. */
  using(...sources: AnySource[]): this {
    return this.withSources(sources, "using()");
  }
  returning<A extends readonly Selectable[]>(...what: A): Delete<T, A> {
    return this.withReturned(what) as unknown as Delete<T, A>;
  }
}

/** UPDATE of a table: `update(users).where(users.c.id.eq(1)).set({ name: "Ann" })`. */
export function update<T extends AnySource>(target: T): Update<T> {
  return new Update<T>(target);
}
/** DELETE from a table: `deleteFrom(users).where(users.c.id.eq(1))`. */
export function deleteFrom<T extends AnySource>(target: T): Delete<T> {
  return new Delete<T>(target);
}
