/**
 * SELECT. Three type parameters: what is selected, which sources an outer join has made nullable (`string`: all of them), and the entity that
 * `filterBy` speaks of. The row is computed once, where it is read.
 *
 * A statement keeps what it was given: entities and relationships stay as they are until the plug-in rewrites it, joins are put together when
 * it is compiled. Each method returns a new statement.
 */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError, didYouMean, nameList } from "../errors.js";
import type { CreateTableAs, CreateTableAsOptions } from "../schema/create-as.js";
import { ENTITY, type EXTRAS, KEY, type NAMES, type SOURCE, type TUPLE } from "../symbols.js";
import { criterion } from "./boolean.js";
import { conjunction } from "./boolean-list.js";
import { isSelect, refuseForeign } from "./coerce.js";
import { Column } from "./column.js";
import { CompoundSelect, type SetOperator } from "./compound.js";
import type { Cte, CteOptions } from "./cte.js";
import { ClauseElement, type ColumnElement, type Criterion, type Expression, isColumnElement } from "./element.js";
import type { Executable, Rows } from "./executable.js";
import { entityOf, nothing } from "./executable-statement.js";
import { FromClause, type JoinKind } from "./from.js";
import { SelectFromStatement } from "./from-statement.js";
import { createTableAs, operations, stringifier } from "./hooks.js";
import { AND, EQ } from "./operators.js";
import { orderElement } from "./order-by.js";
import type { AnySource, Criteria, FieldsOf, HasEntity, Hierarchy, LoaderOption } from "./protocol.js";
import { type ForUpdateOptions, SelectBase } from "./select-base.js";
import { propertyKey } from "./select-columns.js";
import type {
  Joinable,
  JoinName,
  JoinTarget,
  OnClause,
  OrderBy,
  SameLength,
  Selectable,
  SelectedNames,
  SelectedTuple,
  SubqueryColumns,
  WidenedAll,
} from "./select-types.js";
import type { Subquery } from "./subquery.js";
import { mapAll } from "./traverse.js";

const TAG = keyTag();
const ENTITY_ITEM = keyTag();

type Any = ColumnElement<unknown, unknown>;
/** What may be selected: an expression, text, a FROM element (all its columns), an entity. */
export type SelectedItem = ClauseElement | HasEntity;
/** A join as it was asked for. */
export interface JoinStep {
  readonly target: FromClause | HasEntity;
  readonly on: Any | HasEntity | null;
  /** What is joined, if `joinFrom` named it. */
  readonly left: FromClause | HasEntity | null;
  readonly kind: JoinKind;
}
/** One item of `select(…)`. */
export interface ColumnDescription {
  /** Its name in the row; null where that is invented. */
  readonly name: string | null;
  /** The type of an expression, the class of an entity; null for a table. */
  readonly type: unknown;
  readonly expr: unknown;
  readonly entity: unknown;
}
export interface JoinOptions {
  readonly isOuter?: boolean;
  readonly full?: boolean;
}

const isElement = (item: SelectedItem | Any | FromClause): item is ClauseElement => item instanceof ClauseElement;
function writeItem(key: KeyWriter, item: SelectedItem | Any | FromClause | null): void {
  if (item === null) key.write(0);
  else if (isElement(item)) item[KEY](key);
  else {
    key.write(ENTITY_ITEM);
    item[ENTITY].appendKey(key);
  }
}

export class Select<in out S extends readonly Selectable[], in out Nulls = never, in out E = S[0]>
  extends SelectBase
  implements Executable<SelectedTuple<S, Nulls>, SelectedNames<S, Nulls>>
{
  declare readonly kind: "select";
  declare readonly [TUPLE]: SelectedTuple<S, Nulls>;
  declare readonly [NAMES]: SelectedNames<S, Nulls>;
  declare readonly [EXTRAS]: {};
  /** @internal */
  selected: readonly SelectedItem[] = nothing;
  /** @internal */
  fromSources: readonly (FromClause | HasEntity)[] = nothing;
  /** @internal */
  joins: readonly JoinStep[] = nothing;
  /** @internal */
  whereCriteria: readonly Any[] = nothing;
  /** @internal */
  havingCriteria: readonly Any[] = nothing;
  /** @internal */
  isDistinct = false;
  /** @internal */
  distinctElements: readonly Any[] = nothing;
  /** @internal The FROM elements that come from a statement around this one; null where that is found out. */
  correlated: readonly FromClause[] | null = null;
  /** @internal */
  notCorrelated: readonly FromClause[] | null = null;
  #columns: readonly ClauseElement[] | null = null;

  where(...criteria: Criterion[]): Select<S, Nulls, E> {
    const copy = this.clone();
    copy.whereCriteria = added(this.whereCriteria, criteria, "where()");
    return copy;
  }
  having(...criteria: Criterion[]): Select<S, Nulls, E> {
    return this.with({ havingCriteria: added(this.havingCriteria, criteria, "having()") });
  }
  /** Attributes of the entity that was joined last (or selected first) are equal to these values. */
  filterBy(criteria: Criteria<FieldsOf<E>>): Select<S, Nulls, E> {
    return this.with({
      whereCriteria: [...this.whereCriteria, ...equalities(this.subject(), criteria as Readonly<Record<string, unknown>>)],
    });
  }
  /** JOIN; without `on` by the foreign keys between the two, or by the relationship that is the target. */
  join<J extends Joinable>(target: J, on?: OnClause, options?: JoinOptions): Select<S, Nulls, JoinTarget<J>> {
    return this.joined(null, target, on, options?.full === true ? "full" : options?.isOuter === true ? "left" : "inner") as never;
  }
  outerJoin<J extends Joinable>(target: J, on?: OnClause): Select<S, Nulls | JoinName<J>, JoinTarget<J>> {
    return this.joined(null, target, on, "left") as never;
  }
  fullOuterJoin<J extends Joinable>(target: J, on?: OnClause): Select<S, string, JoinTarget<J>> {
    return this.joined(null, target, on, "full") as never;
  }
  joinFrom<J extends Joinable>(left: AnySource, target: J, on?: OnClause, options?: JoinOptions): Select<S, Nulls, JoinTarget<J>> {
    return this.joined(left, target, on, options?.full === true ? "full" : options?.isOuter === true ? "left" : "inner") as never;
  }
  outerJoinFrom<J extends Joinable>(left: AnySource, target: J, on?: OnClause): Select<S, Nulls | JoinName<J>, JoinTarget<J>> {
    return this.joined(left, target, on, "left") as never;
  }
  /** What stands in FROM, where the columns do not say it. */
  selectFrom(...sources: (AnySource | FromClause)[]): Select<S, Nulls, E> {
    return this.plugged({ fromSources: [...this.fromSources, ...sources.map((each) => fromItem(each, "selectFrom()"))] }, sources);
  }
  /** These are FROM elements of the statement around this one. None: nothing is. */
  correlate(...sources: (AnySource | null)[]): Select<S, Nulls, E> {
    return this.with({ correlated: [...(this.correlated ?? []), ...plainFroms(sources, "correlate()")] });
  }
  /** All FROM elements but these are those of the statement around this one, if it has them. */
  correlateExcept(...sources: (AnySource | null)[]): Select<S, Nulls, E> {
    return this.with({ notCorrelated: [...(this.notCorrelated ?? []), ...plainFroms(sources, "correlateExcept()")] });
  }
  groupBy(...by: (OrderBy | null)[]): Select<S, Nulls, E> {
    return this.grouped(by);
  }
  /** Behind what there is; null takes all back. */
  orderBy(...by: (OrderBy | null)[]): Select<S, Nulls, E> {
    return this.ordered(by);
  }
  /** DISTINCT; with expressions DISTINCT ON, where the database has it. */
  distinct(...on: Expression<unknown>[]): Select<S, Nulls, E> {
    return this.with({
      isDistinct: true,
      distinctElements: [...this.distinctElements, ...on.map((each) => orderElement(each, "distinct()"))],
    });
  }
  distinctOn(...on: [Expression<unknown>, ...Expression<unknown>[]]): Select<S, Nulls, E> {
    return this.distinct(...on);
  }
  limit(rows: number | bigint | Expression<number> | null): Select<S, Nulls, E> {
    return this.limited(rows);
  }
  offset(rows: number | bigint | Expression<number> | null): Select<S, Nulls, E> {
    return this.skipped(rows);
  }
  /** The rows from `start` up to, and without, `end`. */
  slice(start: number, end: number): Select<S, Nulls, E> {
    return this.sliced(start, end);
  }
  fetch(rows: number | Expression<number>, options?: { withTies?: boolean; percent?: boolean }): Select<S, Nulls, E> {
    return this.fetched(rows, options);
  }
  withForUpdate(
    options: { of?: Selectable | readonly Selectable[]; nowait?: boolean; skipLocked?: boolean; read?: boolean; keyShare?: boolean } = {},
  ): Select<S, Nulls, E> {
    return this.locked(options as ForUpdateOptions);
  }
  /** Options begin at what is selected: the same entity, a subclass or a parent of it. */
  options(...options: LoaderOption<Hierarchy<S[number][typeof SOURCE]>>[]): Select<S, Nulls, E> {
    return this.with({ loaderOptions: [...this.loaderOptions, ...options] });
  }
  /** The rows of another statement (raw SQL, say) as what this selects. */
  fromStatement(statement: Rows<unknown>): Executable<SelectedTuple<S, Nulls>, SelectedNames<S, Nulls>> {
    if (!(statement instanceof ClauseElement)) throw new ArgumentError("fromStatement() takes a statement: text(…), select(…), …");
    return new SelectFromStatement(this, statement) as unknown as Executable<SelectedTuple<S, Nulls>, SelectedNames<S, Nulls>>;
  }
  addColumns<const A extends readonly Selectable[]>(...columns: A): Select<[...S, ...A], Nulls, E> {
    return this.plugged({ selected: [...this.selected, ...columns.map(selectedItem)] }, columns) as never;
  }
  withOnlyColumns<const A extends readonly Selectable[]>(...columns: A): Select<A, Nulls, E> {
    return this.plugged({ selected: columns.map(selectedItem) }, columns) as never;
  }
  union<T extends SameLength<S>>(...others: Rows<T>[]): Select<WidenedAll<S, T>, Nulls, E> {
    return this.combine("union", others) as never;
  }
  unionAll<T extends SameLength<S>>(...others: Rows<T>[]): Select<WidenedAll<S, T>, Nulls, E> {
    return this.combine("unionAll", others) as never;
  }
  intersect(...others: Rows<SameLength<S>>[]): Select<S, Nulls, E> {
    return this.combine("intersect", others) as never;
  }
  intersectAll(...others: Rows<SameLength<S>>[]): Select<S, Nulls, E> {
    return this.combine("intersectAll", others) as never;
  }
  except(...others: Rows<SameLength<S>>[]): Select<S, Nulls, E> {
    return this.combine("except", others) as never;
  }
  exceptAll(...others: Rows<SameLength<S>>[]): Select<S, Nulls, E> {
    return this.combine("exceptAll", others) as never;
  }
  /** This as a FROM element. */
  subquery<const N extends string = "anonymous">(name?: N): Subquery<SubqueryColumns<S, Nulls>, N> {
    return this.asSubquery(name, false) as never;
  }
  /** As `subquery`, and it may refer to what stands before it in FROM. */
  lateral<const N extends string = "anonymous">(name?: N): Subquery<SubqueryColumns<S, Nulls>, N> {
    return this.asSubquery(name, true) as never;
  }
  cte<const N extends string = "anonymous">(name?: N, options?: CteOptions): Cte<SubqueryColumns<S, Nulls>, N> {
    return this.asCte(name, options) as never;
  }
  scalarSubquery<V = SelectedTuple<S, Nulls>[0] | null>(): ColumnElement<V> {
    return this.asScalar() as Any as ColumnElement<V>;
  }

  /** The rows as a new table: the same as `createTableAs(name, statement, options)`. */
  into<const N extends string>(name: N, options?: CreateTableAsOptions): CreateTableAs<SubqueryColumns<S, Nulls>, N> {
    return createTableAs(name, this, options) as unknown as CreateTableAs<SubqueryColumns<S, Nulls>, N>;
  }

  /** @internal */
  combine(operator: SetOperator, others: readonly unknown[]): CompoundSelect {
    return new CompoundSelect(operator, [this, ...others]);
  }
  /** What is selected, one expression for each column. */
  get columnElements(): readonly ClauseElement[] {
    if (this.#columns !== null) return this.#columns;
    const elements: ClauseElement[] = [];
    for (const item of this.selected) {
      if (isElement(item) && !(item instanceof FromClause)) elements.push(item);
      else for (const column of isElement(item) ? item.columns : item[ENTITY].selectable.columns) elements.push(column);
    }
    return (this.#columns = elements);
  }

  /**
   * What is selected, for programs that are given a statement: for each item its name in the row, its type (of an entity the class), the
   * expression, and the entity that it is.
   */
  get columnDescriptions(): readonly ColumnDescription[] {
    return this.selected.map((item) => {
      if (isElement(item)) {
        const isColumn = isColumnElement(item);
        return {
          name: item instanceof FromClause ? item.name : propertyKey(item),
          type: isColumn ? item.type : null,
          expr: item,
          entity: null,
        };
      }
      const { rowName } = item[ENTITY];
      return { name: rowName, type: item, expr: item, entity: item };
    });
  }
  /** What FROM has when the statement is compiled, joins put together; of a statement about entities, their tables. */
  getFinalFroms(): readonly FromClause[] {
    return stringifier.finalFroms(this);
  }
  /** The conditions of WHERE as one; null where there are none. */
  get whereClause(): ColumnElement<boolean> | null {
    return this.whereCriteria.length === 0 ? null : conjunction(AND, this.whereCriteria);
  }

  /** The entity or FROM element that `filterBy` speaks of. */
  private subject(): FromClause | HasEntity {
    const subject = this.joins.at(-1)?.target ?? this.selected[0] ?? this.fromSources[0];
    if (subject instanceof Column && subject.table !== null) return subject.table as FromClause;
    if (subject === undefined || (isElement(subject) && !(subject instanceof FromClause)))
      throw new ArgumentError("filterBy() needs a table or entity that was selected or joined. Use where()");
    return subject;
  }
  private joined(left: unknown, target: unknown, on: unknown, kind: JoinKind): this {
    const step: JoinStep = {
      target: fromItem(target, "join()"),
      left: left === null ? null : fromItem(left, "joinFrom()"),
      on: on === undefined ? null : entityOf(on) !== null ? (on as HasEntity) : criterion(on, "join(): the ON clause"),
      kind,
    };
    const copy = this.clone();
    copy.joins = this.joins === nothing ? [step] : [...this.joins, step];
    copy.plugin ??= entityOf(target)?.plugin ?? entityOf(left)?.plugin ?? entityOf(on)?.plugin ?? null;
    return copy;
  }
  /** A copy that knows of the plug-in, if one of the things is an entity. */
  private plugged(changes: object, things: readonly unknown[]): this {
    const copy = this.with(changes);
    if (copy.plugin === null)
      for (const thing of things) {
        const entity = entityOf(thing);
        if (entity !== null) {
          copy.plugin = entity.plugin;
          break;
        }
      }
    return copy;
  }

  protected clone(): this {
    const copy = new Select<S, Nulls, E>();
    copy.copyBase(this);
    copy.selected = this.selected;
    copy.fromSources = this.fromSources;
    copy.joins = this.joins;
    copy.whereCriteria = this.whereCriteria;
    copy.havingCriteria = this.havingCriteria;
    copy.isDistinct = this.isDistinct;
    copy.distinctElements = this.distinctElements;
    copy.correlated = this.correlated;
    copy.notCorrelated = this.notCorrelated;
    return copy as this;
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitSelect(this as unknown as AnySelect);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.write(this.selected.length);
    for (const item of this.selected) writeItem(key, item);
    key.write(this.fromSources.length);
    for (const item of this.fromSources) writeItem(key, item);
    key.write(this.joins.length);
    for (const step of this.joins) {
      key.write(step.kind === "inner" ? 1 : step.kind === "left" ? 2 : 3);
      writeItem(key, step.left);
      writeItem(key, step.target);
      writeItem(key, step.on);
    }
    key.write(this.whereCriteria.length);
    for (const each of this.whereCriteria) each[KEY](key);
    const plain = this.havingCriteria === nothing && !this.isDistinct && this.correlated === null && this.notCorrelated === null;
    key.write(plain ? 0 : 1);
    if (!plain) {
      key.write(this.havingCriteria.length);
      for (const each of this.havingCriteria) each[KEY](key);
      key.write(this.isDistinct ? this.distinctElements.length : -1);
      for (const each of this.distinctElements) each[KEY](key);
      for (const froms of [this.correlated, this.notCorrelated]) {
        key.write(froms === null ? -1 : froms.length);
        if (froms !== null) for (const each of froms) each[KEY](key);
      }
    }
    this.writeBase(key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    const item = (each: SelectedItem | null): void => {
      if (each !== null && isElement(each)) visit(each);
    };
    this.selected.forEach(item);
    this.fromSources.forEach(item);
    for (const { left, target, on } of this.joins) [left, target, on].forEach(item);
    for (const each of this.whereCriteria) visit(each);
    for (const each of this.havingCriteria) visit(each);
    for (const each of this.distinctElements) visit(each);
    this.eachBaseChild(visit);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const item = <T extends SelectedItem>(each: T): T => (isElement(each) ? (map(each) as unknown as T) : each);
    const items = <T extends SelectedItem>(list: readonly T[]): readonly T[] => {
      const mapped = list.map(item);
      return mapped.every((each, i) => each === list[i]) ? list : mapped;
    };
    const joins = this.joins.map((step) => ({
      ...step,
      left: step.left === null ? null : item(step.left),
      target: item(step.target),
      on: step.on === null ? null : item(step.on),
    }));
    const changes = {
      selected: items(this.selected),
      fromSources: items(this.fromSources),
      joins: joins.every(
        (step, i) => step.left === this.joins[i]?.left && step.target === this.joins[i]?.target && step.on === this.joins[i]?.on,
      )
        ? this.joins
        : joins,
      whereCriteria: mapAll(this.whereCriteria, map),
      havingCriteria: mapAll(this.havingCriteria, map),
      distinctElements: mapAll(this.distinctElements, map),
      groupByElements: mapAll(this.groupByElements, map),
      orderByElements: mapAll(this.orderByElements, map),
      fetchClause: this.mappedFetch(map),
      independentCtes: this.mappedCtes(map),
      limitClause: this.limitClause === null ? null : map(this.limitClause),
      offsetClause: this.offsetClause === null ? null : map(this.offsetClause),
      correlated: this.correlated === null ? null : mapAll(this.correlated, map),
      notCorrelated: this.notCorrelated === null ? null : mapAll(this.notCorrelated, map),
    };
    const same = (Object.keys(changes) as (keyof typeof changes)[]).every(
      (key) => changes[key] === (this as unknown as Record<string, unknown>)[key],
    );
    return same ? this : this.with(changes);
  }
}
Object.defineProperty(Select.prototype, "kind", { value: "select" });

/** A SELECT of whatever kind: what the compiler and plug-ins see. */
export type AnySelect = Select<readonly Selectable[], unknown, unknown>;

/** @throws ArgumentError for what cannot be selected from or joined. */
function fromItem(value: unknown, place: string): FromClause | HasEntity {
  if (value instanceof FromClause) return value;
  if (entityOf(value) !== null) return value as HasEntity;
  refuseForeign(value);
  if (isSelect(value)) throw new ArgumentError(`${place} takes a FROM element: make this statement one by .subquery()`);
  throw new ArgumentError(
    `${place} takes a table, an entity, an alias or a subquery, not ${value === undefined ? "undefined" : value === null ? "null" : isColumnElement(value) ? "an expression" : `a ${typeof value}`}`,
  );
}
function plainFroms(sources: readonly unknown[], place: string): FromClause[] {
  return sources.filter((each) => each !== null).map((each) => entityOf(each)?.selectable ?? (fromItem(each, place) as FromClause));
}

function added(before: readonly Any[], criteria: readonly unknown[], place: string): readonly Any[] {
  if (criteria.length === 1 && before.length === 0) return [criterion(criteria[0], place)];
  const list = before.slice();
  for (const each of criteria) list.push(criterion(each, place));
  return list;
}

/** The criteria of `filterBy`. */
export function equalities(subject: FromClause | HasEntity, criteria: Readonly<Record<string, unknown>>): Any[] {
  const protocol = entityOf(subject);
  const attributes = (protocol === null ? (subject as FromClause).c : (protocol.entity?.c ?? protocol.selectable.c)) as Readonly<
    Record<string, unknown>
  >;
  const name = protocol === null ? (subject as FromClause).description : protocol.selectable.description;
  return Object.entries(criteria).map(([key, value]) => {
    const attribute = attributes[key] as { eq?: (value: unknown) => unknown } | undefined;
    if (attribute === undefined || typeof attribute.eq !== "function")
      throw new ArgumentError(
        `filterBy(): "${name}" has no attribute "${key}".${didYouMean(key, Object.keys(attributes))} It has ${nameList(Object.keys(attributes))}.`,
      );
    if (value === undefined) throw new ArgumentError(`filterBy(): the value of "${key}" is undefined. Give null for NULL, or leave it out`);
    return isColumnElement(attribute) ? operations.compare(attribute, EQ, value) : (attribute.eq(value) as Any);
  });
}

/** @throws ArgumentError for what cannot be selected. */
export function selectedItem(value: unknown): SelectedItem {
  if (value instanceof ClauseElement) {
    if (isSelect(value))
      throw new ArgumentError(
        "select() takes expressions and tables: make this statement a value by .scalarSubquery(), or a table by .subquery()",
      );
    return value;
  }
  const entity = entityOf(value);
  if (entity !== null) {
    if (entity.kind === "relationship")
      throw new ArgumentError("select() takes columns and entities; a relationship is loaded by options(), or joined");
    return value as HasEntity;
  }
  refuseForeign(value);
  if (value === undefined) throw new ArgumentError("select() was given undefined: a column that the table does not have?");
  if (typeof value === "string")
    throw new ArgumentError(
      `select() was given a string. Name a column (users.c.${/^\w+$/.test(value) ? value : "id"}), or write literal(${JSON.stringify(value)}) for a value and text(…) for SQL`,
    );
  throw new ArgumentError(
    `select() takes expressions, tables and entities, not ${value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`}`,
  );
}

/**
 * SELECT. Tables in FROM follow from what is selected and asked for.
 * @example `select(users.c.id, users.c.name).where(users.c.name.like("a%"))`
 */
export function select<S extends readonly Selectable[]>(...what: S): Select<S> {
  const statement = new Select<S>();
  const selected: SelectedItem[] = new Array<SelectedItem>(what.length);
  for (let i = 0; i < what.length; i++) {
    const item = selectedItem(what[i]);
    selected[i] = item;
    if (!isElement(item) && statement.plugin === null) statement.plugin = item[ENTITY].plugin;
  }
  statement.selected = selected;
  return statement;
}
