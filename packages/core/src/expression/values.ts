/** `VALUES (…), (…)` as a FROM element or a CTE. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import { type FIELDS, KEY, type SOURCE } from "../symbols.js";
import { TypeEngine } from "../types/engine.js";
import { argument } from "./coerce.js";
import { Column } from "./column.js";
import { Cte, type CteOptions } from "./cte.js";
import type { ClauseElement, ColumnElement, Expression } from "./element.js";
import { AliasedFrom, type AnyColumn, type FromClause, proxyColumns } from "./from.js";
import type { Source } from "./protocol.js";
import type { Selectable } from "./subquery.js";

const TAG = keyTag();
type Any = ColumnElement<unknown, unknown>;
type ValueTypes = Readonly<Record<string, TypeEngine<unknown>>>;
type Row<T extends ValueTypes> = readonly (T[keyof T] extends TypeEngine<infer V> ? V | null | Expression<V | null> : never)[];
type ValuesOf<T extends ValueTypes> = { [K in keyof T]: T[K] extends TypeEngine<infer V> ? V : never };

export class Values<in out T extends ValueTypes, in out N extends string> extends AliasedFrom implements Source<never, N>, Selectable {
  declare readonly kind: "values";
  declare readonly [FIELDS]: never;
  declare readonly [SOURCE]: N;
  readonly name: N;
  readonly types: T;
  readonly rows: readonly (readonly Any[])[];
  readonly isLateral: boolean;
  constructor(types: T, name: N | null, rows: readonly (readonly Any[])[], isLateral: boolean) {
    super();
    this.types = types;
    this.name = name as N;
    this.rows = rows;
    this.isLateral = isLateral;
  }
  override get c(): { readonly [K in keyof T & string]: Column<K, ValuesOf<T>[K], N> } {
    return super.c as never;
  }
  protected makeColumns(): readonly AnyColumn[] {
    return Object.entries(this.types).map(([name, type]) => new Column(name, name, type, this));
  }
  get columnElements(): readonly ClauseElement[] {
    return this.columns;
  }
  exportTo(owner: FromClause): readonly AnyColumn[] {
    return proxyColumns(this.columns, owner);
  }

  /** More rows, each with a value or expression for every column. */
  data(rows: readonly Row<T>[]): Values<T, N> {
    const types = Object.values(this.types);
    const added = rows.map((row, i) => {
      if (row.length !== types.length)
        throw new ArgumentError(`values(): row ${i + 1} has ${row.length} values for ${types.length} columns`);
      return row.map((value, n) => argument(value, "param", "values()", types[n]));
    });
    return new Values<T, N>(this.types, this.name, [...this.rows, ...added], this.isLateral);
  }
  lateral<const A extends string = N>(name?: A): Values<T, A> {
    return new Values<T, A>(this.types, name ?? (this.name as unknown as A), this.rows, true);
  }
  override alias<const A extends string = "anonymous">(name?: A): Values<T, A> {
    return new Values<T, A>(this.types, name ?? null, this.rows, this.isLateral);
  }
  cte<const A extends string = "anonymous">(name?: A, options?: CteOptions): Cte<ValuesOf<T>, A> {
    return Cte.from<ValuesOf<T>, A>(this, name ?? null, options ?? {});
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitValues(this as unknown as Values<ValueTypes, string>);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    if (!key.anonymous(this)) return;
    key.string(this.name ?? "");
    key.write(this.isLateral ? 1 : 0);
    const types = Object.entries(this.types);
    key.write(types.length);
    for (const [name, type] of types) {
      key.string(name);
      type.appendKey(key);
    }
    key.write(this.rows.length);
    for (const row of this.rows) for (const value of row) value[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const row of this.rows) row.forEach(visit);
  }
  override collectFroms(into: FromClause[]): void {
    into.push(this as unknown as FromClause);
  }
}
Object.defineProperty(Values.prototype, "kind", { value: "values" });

/**
 * Rows that stand in the statement.
 * @example `values({ id: t.integer(), name: t.string() }, { name: "v" }).data([[1, "x"], [2, "y"]])`
 */
export function values<T extends ValueTypes, const N extends string = "anonymous">(types: T, options: { name?: N } = {}): Values<T, N> {
  const entries = Object.entries(types);
  if (entries.length === 0 || !entries.every(([, type]) => type instanceof TypeEngine))
    throw new ArgumentError("values() takes the columns and their types: values({ id: t.integer() })");
  return new Values<T, N>(types, options.name ?? null, [], false);
}
