/** Functions of SQL. `func.anything(…)` renders any; those whose type is known are listed in `Functions`. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { argument, expressionOnly } from "./coerce.js";
import { type ClauseElement, ColumnElement, type Criterion, type Expression, isColumnElement } from "./element.js";
import type { FromClause } from "./from.js";
import { typeOfFunction } from "./function-types.js";
import type { Functions } from "./functions.js";
import { Grouping } from "./grouping.js";
import { ALL, ANY, JSON_ITEM, JSON_PATH, type Operator } from "./operators.js";
import {
  ScalarFunctionColumn,
  TableValuedAlias,
  type TableValuedFields,
  type TableValuedOptions,
  tableValuedColumns,
} from "./table-valued.js";
import { mapAll } from "./traverse.js";
import { FunctionFilter, Over, type OverOptions, WithinGroup } from "./window.js";

const TAG = keyTag();
type Any = ColumnElement<unknown, unknown>;

/** The names among the arguments of `tableValued`, that of the counting column too. */
type ColumnNames<A> = A extends string ? A : A extends { readonly withOrdinality: infer O extends string } ? O : never;

export class FunctionElement<out V, out S = never> extends ColumnElement<V, S> {
  declare readonly kind: "function";
  readonly name: string;
  /** What stands before the name: `pkg.sub.name()`. */
  readonly packages: readonly string[];
  readonly arguments: readonly Any[];
  readonly type: TypeEngine<unknown>;
  /** Of an aggregate: the order in which it takes the values. */
  readonly orderedBy: readonly Any[];
  /** @internal Scratch of a key's traversal. */
  keyRun = 0;
  keyIndex = 0;

  constructor(
    name: string,
    args: readonly Any[],
    packages: readonly string[] = [],
    type: TypeEngine<unknown> | null = null,
    orderedBy: readonly Any[] = [],
  ) {
    super();
    this.name = name;
    this.arguments = args;
    this.packages = packages;
    this.type = type ?? (packages.length === 0 ? typeOfFunction(name, args) : typeOfFunction("", args));
    this.orderedBy = orderedBy;
  }

  over(options: OverOptions = {}): ColumnElement<V, S> {
    return Over.from(this, options) as Any as ColumnElement<V, S>;
  }
  /** Only the rows for which the criteria hold, of an aggregate. */
  filter(...criteria: Criterion[]): FunctionElement<V, S> {
    return FunctionFilter.from(this, criteria) as unknown as FunctionElement<V, S>;
  }
  withinGroup(...orderBy: Expression<unknown>[]): FunctionElement<V, S> {
    return WithinGroup.from(this, orderBy) as unknown as FunctionElement<V, S>;
  }
  /** The order in which an aggregate takes the values: `array_agg(x ORDER BY y)`. */
  aggregateOrderBy(...orderBy: Expression<unknown>[]): FunctionElement<V, S> {
    return new FunctionElement<V, S>(
      this.name,
      this.arguments,
      this.packages,
      this.type,
      orderBy.map((each) => expressionOnly(each, "aggregateOrderBy()")),
    );
  }
  /** The same function, its value being of another type. */
  returning<W>(type: TypeEngine<W>): FunctionElement<W, S> {
    return new FunctionElement<W, S>(this.name, this.arguments, this.packages, type, this.orderedBy);
  }

  /**
   * The function in FROM, with columns.
   * @example `func.json_each!(c.data).tableValued("key", "value", { name: "kv" })`
   */
  tableValued<const A extends readonly (string | TableValuedOptions)[]>(
    ...columns: A
  ): TableValuedAlias<{ [K in ColumnNames<A[number]>]: unknown }>;
  tableValued<F extends TableValuedFields>(
    columns: F,
    options?: TableValuedOptions,
  ): TableValuedAlias<{ [K in keyof F]: F[K] extends TypeEngine<infer W> ? W : unknown }>;
  tableValued(...given: unknown[]): TableValuedAlias<Record<string, unknown>> {
    const { columns, options } = tableValuedColumns(given);
    return new TableValuedAlias(
      this,
      options.name ?? null,
      columns,
      options.withOrdinality ?? null,
      false,
      false,
      options.lateral === true,
    );
  }
  /** The function in FROM, its one value as a column: `SELECT x FROM unnest(…) AS x`. */
  columnValued(name?: string): ColumnElement<V, S> {
    return this.alias(name).column as Any as ColumnElement<V, S>;
  }
  /** A column of the composite value that the function gives: `(f(…)).name`. */
  scalarTableValued<W = unknown>(name: string, type?: TypeEngine<W>): ColumnElement<W, S> {
    return new ScalarFunctionColumn(this, name, type ?? null) as Any as ColumnElement<W, S>;
  }
  /** The function in FROM under a name. */
  alias(name?: string): TableValuedAlias<Record<string, unknown>> {
    return new TableValuedAlias(this, name ?? null, [], null, false, false, false);
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitFunction(this as FunctionElement<unknown, unknown>);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.string(this.name);
    key.write(this.packages.length * 1024 + this.arguments.length);
    for (const name of this.packages) key.string(name);
    for (const each of this.arguments) each[KEY](key);
    key.write(this.orderedBy.length);
    for (const each of this.orderedBy) each[KEY](key);
    this.type.appendKey(key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const each of this.arguments) visit(each);
    for (const each of this.orderedBy) visit(each);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const args = mapAll(this.arguments, map);
    const orderedBy = mapAll(this.orderedBy, map);
    return args === this.arguments && orderedBy === this.orderedBy
      ? this
      : (new FunctionElement(this.name, args, this.packages, this.type, orderedBy) as this);
  }
  override collectFroms(into: FromClause[]): void {
    for (const each of this.arguments) each.collectFroms(into);
    for (const each of this.orderedBy) each.collectFroms(into);
  }
  override selfGroup(against?: Operator): ColumnElement<V, S> {
    const group =
      against === ANY || against === ALL || (this.type.affinity === "array" && (against === JSON_ITEM || against === JSON_PATH));
    return group ? (new Grouping(this) as unknown as ColumnElement<V, S>) : this;
  }
  override get bindName(): string {
    return this.name;
  }
  override get anonymousBase(): string {
    return this.name;
  }
}
Object.defineProperty(FunctionElement.prototype, "kind", { value: "function" });

type AnyFunction = <V = unknown>(...values: unknown[]) => FunctionElement<V>;

/** Makes functions: the arguments that are no expressions become parameters named after the function. */
export function makeFunction(name: string, args: readonly unknown[], packages: readonly string[] = []): FunctionElement<unknown, unknown> {
  const elements: Any[] = new Array<Any>(args.length);
  for (let i = 0; i < args.length; i++) {
    const value = args[i];
    if (value === undefined)
      throw new ArgumentError(`func.${[...packages, name].join(".")}() was given undefined (argument ${i + 1}). Give null for NULL`);
    elements[i] = isColumnElement(value) ? value : argument(value, name, `func.${name}()`);
  }
  return new FunctionElement<unknown, unknown>(name, elements, packages);
}

const cachedFunctions = new Map<string, AnyFunction>();
/** Members of functions that are not names of packages. */
const ownMembers: ReadonlySet<string> = new Set([
  "apply",
  "bind",
  "call",
  "then",
  "constructor",
  "prototype",
  "toString",
  "toJSON",
  "valueOf",
  "hasOwnProperty",
]);

function namedFunction(name: string, packages: readonly string[]): AnyFunction {
  const path = packages.length === 0 ? name : [...packages, name].join(".");
  const known = cachedFunctions.get(path);
  if (known !== undefined) return known;
  const make = ((...values: unknown[]) =>
    name === "distinct" && packages.length === 0 && values.length === 1
      ? expressionOnly(values[0], "func.distinct()").distinct()
      : makeFunction(name, values, packages)) as AnyFunction;
  Reflect.deleteProperty(make, "name");
  Reflect.deleteProperty(make, "length");
  // Asked for a member it does not have, the function is a package. The proxy is behind the function, so that a call does not pass through it.
  Object.setPrototypeOf(
    make,
    new Proxy(Function.prototype, {
      get: (target, key, receiver) =>
        typeof key === "symbol" || ownMembers.has(key)
          ? (Reflect.get(target, key, receiver) as unknown)
          : namedFunction(key, [...packages, name]),
    }),
  );
  if (cachedFunctions.size < 1000) cachedFunctions.set(path, make);
  return make;
}

/**
 * Any function of the database: `func.lower(c.name)`, `func.count()`, `func.my_package.my_function(1)`. Names are written as given.
 * An intersection, not one interface: the known functions need not obey the index signature, and win over it.
 */
export const func: Functions & { readonly [name: string]: AnyFunction } = new Proxy(
  {} as Functions & { readonly [name: string]: AnyFunction },
  {
    get: (_target, name) => (typeof name === "symbol" || name === "then" ? undefined : namedFunction(name, [])),
  },
);
