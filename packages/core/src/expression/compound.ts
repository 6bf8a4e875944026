/** Set operations: UNION, INTERSECT, EXCEPT. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError, CompileError, InvalidRequestError } from "../errors.js";
import type { CreateTableAs, CreateTableAsOptions } from "../schema/create-as.js";
import { KEY } from "../symbols.js";
import { isSelect } from "./coerce.js";
import type { Cte, CteOptions } from "./cte.js";
import type { ClauseElement, ColumnElement, Condition, Expression } from "./element.js";
import type { Executable, Rows } from "./executable.js";
import { type CompiledText, type CompileOptions, createTableAs } from "./hooks.js";
import { type ForUpdateOptions, SelectBase } from "./select-base.js";
import type { LabelStyle } from "./select-columns.js";
import type { ScalarSelect, Subquery } from "./subquery.js";
import { mapAll } from "./traverse.js";

const TAG = keyTag();
export type SetOperator = "union" | "unionAll" | "intersect" | "intersectAll" | "except" | "exceptAll";
export const setOperatorWords: Readonly<Record<SetOperator, string>> = {
  union: "UNION",
  unionAll: "UNION ALL",
  intersect: "INTERSECT",
  intersectAll: "INTERSECT ALL",
  except: "EXCEPT",
  exceptAll: "EXCEPT ALL",
};
const codes: readonly SetOperator[] = ["union", "unionAll", "intersect", "intersectAll", "except", "exceptAll"];

export class CompoundSelect extends SelectBase {
  declare readonly kind: "compound";
  /** @internal */
  operator: SetOperator;
  /** @internal */
  selects: readonly SelectBase[];
  constructor(operator: SetOperator, selects: readonly unknown[]) {
    super();
    this.operator = operator;
    this.selects = selects.map((each) => {
      if (!isSelect(each)) throw new ArgumentError(`${operator}() takes select() statements`);
      return each as unknown as SelectBase;
    });
    const [first] = this.selects;
    if (first === undefined) throw new ArgumentError(`${operator}() takes at least one select()`);
    this.plugin = this.selects.find((each) => each.plugin !== null)?.plugin ?? null;
    const count = first.columnElements.length;
    this.selects.forEach((each, i) => {
      const other = each.columnElements.length;
      if (other !== count)
        throw new CompileError(
          `All SELECTs of a set operation must have the same number of columns: #1 has ${count}, #${i + 1} has ${other}`,
        );
    });
  }
  /** The columns are called as those of the first SELECT. */
  get columnElements(): readonly ClauseElement[] {
    return (this.selects[0] as SelectBase).columnElements;
  }

  orderBy(...by: unknown[]): this {
    return this.ordered(by);
  }
  groupBy(...by: unknown[]): this {
    return this.grouped(by);
  }
  limit(rows: number | bigint | Expression<number> | null): this {
    return this.limited(rows);
  }
  offset(rows: number | bigint | Expression<number> | null): this {
    return this.skipped(rows);
  }
  slice(start: number, end: number): this {
    return this.sliced(start, end);
  }
  fetch(rows: number | Expression<number>, options?: { withTies?: boolean; percent?: boolean }): this {
    return this.fetched(rows, options);
  }
  withForUpdate(options: ForUpdateOptions = {}): this {
    return this.locked(options);
  }
  /** @internal */
  combine(operator: SetOperator, others: readonly unknown[]): CompoundSelect {
    return new CompoundSelect(operator, [this, ...others]);
  }
  union(...others: unknown[]): CompoundSelect {
    return this.combine("union", others);
  }
  unionAll(...others: unknown[]): CompoundSelect {
    return this.combine("unionAll", others);
  }
  intersect(...others: unknown[]): CompoundSelect {
    return this.combine("intersect", others);
  }
  intersectAll(...others: unknown[]): CompoundSelect {
    return this.combine("intersectAll", others);
  }
  except(...others: unknown[]): CompoundSelect {
    return this.combine("except", others);
  }
  exceptAll(...others: unknown[]): CompoundSelect {
    return this.combine("exceptAll", others);
  }
  subquery(name?: string): unknown {
    return this.asSubquery(name, false);
  }
  lateral(name?: string): unknown {
    return this.asSubquery(name, true);
  }
  cte(name?: string, options?: CteOptions): unknown {
    return this.asCte(name, options);
  }
  scalarSubquery<V>(): ColumnElement<V> {
    return this.asScalar() as ScalarSelect as ColumnElement<unknown, unknown> as ColumnElement<V>;
  }
  into(name: string, options?: CreateTableAsOptions): CreateTableAs {
    return createTableAs(name, this, options) as unknown as CreateTableAs;
  }
  options(...options: unknown[]): this {
    return this.with({ loaderOptions: [...this.loaderOptions, ...options] });
  }

  protected clone(): this {
    const copy = new CompoundSelect(this.operator, this.selects);
    copy.copyBase(this);
    return copy as this;
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitCompound(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.write(codes.indexOf(this.operator));
    key.write(this.selects.length);
    for (const each of this.selects) each[KEY](key);
    this.writeBase(key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const each of this.selects) visit(each);
    this.eachBaseChild(visit);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const selects = mapAll(this.selects, map);
    const orderByElements = mapAll(this.orderByElements, map);
    const groupByElements = mapAll(this.groupByElements, map);
    const limitClause = this.limitClause === null ? null : map(this.limitClause);
    const offsetClause = this.offsetClause === null ? null : map(this.offsetClause);
    const fetchClause = this.mappedFetch(map);
    const independentCtes = this.mappedCtes(map);
    const isSame =
      selects === this.selects &&
      orderByElements === this.orderByElements &&
      groupByElements === this.groupByElements &&
      limitClause === this.limitClause &&
      offsetClause === this.offsetClause &&
      fetchClause === this.fetchClause &&
      independentCtes === this.independentCtes;
    return isSame
      ? this
      : this.with({ selects, orderByElements, groupByElements, limitClause, offsetClause, fetchClause, independentCtes });
  }
}
Object.defineProperty(CompoundSelect.prototype, "kind", { value: "compound" });
for (const name of [
  "where",
  "having",
  "filterBy",
  "join",
  "outerJoin",
  "fullOuterJoin",
  "joinFrom",
  "outerJoinFrom",
  "selectFrom",
  "correlate",
  "correlateExcept",
  "distinct",
  "addColumns",
  "withOnlyColumns",
]) {
  Object.defineProperty(CompoundSelect.prototype, name, {
    value(this: CompoundSelect) {
      throw new InvalidRequestError(
        `A set operation (${setOperatorWords[this.operator]}) has no ${name}(): call it on its members, or select from .subquery()`,
      );
    },
  });
}

/** The statement that a set operation of `S` is: what `select(…).union(…)` gives as well. */
export interface SetOperation<T, M> extends Executable<T, M> {
  orderBy(...by: readonly (Expression<unknown> | string | null)[]): this;
  limit(rows: number | Expression<number> | null): this;
  offset(rows: number | Expression<number> | null): this;
  slice(start: number, end: number): this;
  fetch(rows: number | Expression<number>, options?: { withTies?: boolean; percent?: boolean }): this;
  union(...others: Rows<T>[]): this;
  unionAll(...others: Rows<T>[]): this;
  intersect(...others: Rows<T>[]): this;
  intersectAll(...others: Rows<T>[]): this;
  except(...others: Rows<T>[]): this;
  exceptAll(...others: Rows<T>[]): this;
  subquery<const N extends string = "anonymous">(name?: N): Subquery<M, N>;
  lateral<const N extends string = "anonymous">(name?: N): Subquery<M, N>;
  cte<const N extends string = "anonymous">(name?: N, options?: CteOptions): Cte<M, N>;
  into<const N extends string>(name: N, options?: CreateTableAsOptions): CreateTableAs<M, N>;
  scalarSubquery<V = M[keyof M] | null>(): ColumnElement<V>;
  exists(): Condition;
  executionOptions(options: Readonly<Record<string, unknown>>): this;
  compile(options?: CompileOptions): CompiledText;
  readonly selectedColumns: { readonly [K in keyof M]: ColumnElement<M[K]> };
  readonly exportedColumns: { readonly [K in keyof M]: ColumnElement<M[K]> };
  /** The same statement with values for its parameters that have names. */
  params(values: Readonly<Record<string, unknown>>): this;
  setLabelStyle(style: LabelStyle): this;
}
