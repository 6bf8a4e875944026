/** Functions in FROM: with columns of their own (`tableValued`), or one value as a column (`columnValued`). */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import { type FIELDS, KEY, type SOURCE } from "../symbols.js";
import { TypeEngine } from "../types/engine.js";
import { NULL_TYPE } from "../types/null.js";
import { Column } from "./column.js";
import { type ClauseElement, ColumnElement } from "./element.js";
import { AliasedFrom, type AnyColumn, type FromClause } from "./from.js";

const ALIAS = keyTag();
const VALUE_COLUMN = keyTag();
const SCALAR_COLUMN = keyTag();

export interface TableValuedOptions {
  readonly name?: string | undefined;
  /** The name of a column that counts the rows (WITH ORDINALITY). */
  readonly withOrdinality?: string | undefined;
  readonly lateral?: boolean | undefined;
}
export type TableValuedFields = Readonly<Record<string, TypeEngine<unknown>>>;
interface Definition {
  readonly name: string;
  readonly type: TypeEngine<unknown>;
}

/** Reads the arguments of `tableValued`: names, or an object of types, and options. */
export function tableValuedColumns(given: readonly unknown[]): { columns: readonly Definition[]; options: TableValuedOptions } {
  const columns: Definition[] = [];
  let options: TableValuedOptions = {};
  given.forEach((each, i) => {
    if (typeof each === "string") columns.push({ name: each, type: NULL_TYPE });
    else if (each instanceof Column) columns.push({ name: each.name, type: each.type });
    else if (typeof each === "object" && each !== null && i === 0 && Object.values(each).every((type) => type instanceof TypeEngine))
      for (const [name, type] of Object.entries(each)) columns.push({ name, type: type as TypeEngine<unknown> });
    else if (typeof each === "object" && each !== null && i === given.length - 1) options = each as TableValuedOptions;
    else throw new ArgumentError("tableValued() takes names of columns, or an object of their types, and then options");
  });
  if (options.withOrdinality !== undefined) columns.push({ name: options.withOrdinality, type: NULL_TYPE });
  return { columns, options };
}

interface FunctionLike extends ColumnElement<unknown, unknown> {
  readonly name: string;
}

export class TableValuedAlias<in out M> extends AliasedFrom {
  declare readonly kind: "tableValued";
  declare readonly [FIELDS]: never;
  declare readonly [SOURCE]: "anonymous";
  readonly element: ColumnElement<unknown, unknown>;
  readonly name: string | null;
  readonly definitions: readonly Definition[];
  readonly ordinality: string | null;
  /** Whether the names of the columns stand behind the alias: `AS t(a, b)`; with their types if `withTypes`. */
  readonly isDerived: boolean;
  readonly withTypes: boolean;
  readonly isLateral: boolean;

  constructor(
    element: ColumnElement<unknown, unknown>,
    name: string | null,
    definitions: readonly Definition[],
    ordinality: string | null,
    isDerived: boolean,
    withTypes: boolean,
    isLateral: boolean,
  ) {
    super();
    this.element = element;
    this.name = name;
    this.definitions = definitions;
    this.ordinality = ordinality;
    this.isDerived = isDerived;
    this.withTypes = withTypes;
    this.isLateral = isLateral;
  }
  override get c(): { readonly [K in keyof M & string]: Column<K, M[K], "anonymous"> } {
    return super.c as never;
  }
  protected makeColumns(): readonly AnyColumn[] {
    if (this.definitions.length > 0) return this.definitions.map(({ name, type }) => new Column(name, name, type, this));
    const { name } = this.element as FunctionLike;
    return [new Column(name, name, this.element.type, this, { anonymous: { of: this.element, base: name } })];
  }
  /** The function's one value, as a column that has the name of the alias. */
  get column(): ColumnElement<unknown, unknown> {
    return new TableValuedColumn(this as unknown as TableValuedAlias<never>);
  }
  /** The names of the columns behind the alias: `AS t(a, b)`. */
  renderDerived(options: { name?: string; withTypes?: boolean } = {}): TableValuedAlias<M> {
    return new TableValuedAlias<M>(
      this.element,
      options.name ?? null,
      this.definitions,
      this.ordinality,
      true,
      options.withTypes === true,
      this.isLateral,
    );
  }
  /** The function for each row of what stands before it in FROM. */
  lateral(name?: string): TableValuedAlias<M> {
    return new TableValuedAlias<M>(
      this.element,
      name ?? this.name,
      this.definitions,
      this.ordinality,
      this.isDerived,
      this.withTypes,
      true,
    );
  }
  override alias(name?: string): TableValuedAlias<M> {
    return new TableValuedAlias<M>(
      this.element,
      name ?? null,
      this.definitions,
      this.ordinality,
      this.isDerived,
      this.withTypes,
      this.isLateral,
    );
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitTableValued(this as unknown as TableValuedAlias<Record<string, unknown>>);
  }
  [KEY](key: KeyWriter): void {
    key.write(ALIAS);
    if (!key.anonymous(this)) return;
    key.string(this.name ?? "");
    key.string(this.ordinality ?? "");
    key.write((this.isDerived ? 1 : 0) | (this.withTypes ? 2 : 0) | (this.isLateral ? 4 : 0));
    key.write(this.definitions.length);
    for (const { name, type } of this.definitions) {
      key.string(name);
      type.appendKey(key);
    }
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element
      ? this
      : (new TableValuedAlias<M>(
          element as ColumnElement<unknown>,
          this.name,
          this.definitions,
          this.ordinality,
          this.isDerived,
          this.withTypes,
          this.isLateral,
        ) as this);
  }
  override collectFroms(into: FromClause[]): void {
    into.push(this);
  }
}
Object.defineProperty(TableValuedAlias.prototype, "kind", { value: "tableValued" });

/** A function in FROM as a value: what is rendered is the alias' name. */
export class TableValuedColumn extends ColumnElement<unknown, unknown> {
  declare readonly kind: "tableValuedColumn";
  readonly source: TableValuedAlias<never>;
  constructor(source: TableValuedAlias<never>) {
    super();
    this.source = source;
  }
  get type(): TypeEngine<unknown> {
    return this.source.element.type;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitTableValuedColumn(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(VALUE_COLUMN);
    this.source[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.source);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const source = map(this.source);
    return source === this.source ? this : (new TableValuedColumn(source as TableValuedAlias<never>) as this);
  }
  override get columnName(): string | null {
    return this.source.name;
  }
  override get bindName(): string | null {
    return this.source.name;
  }
}
Object.defineProperty(TableValuedColumn.prototype, "kind", { value: "tableValuedColumn" });

/** `(function(…)).name`. */
export class ScalarFunctionColumn extends ColumnElement<unknown, unknown> {
  declare readonly kind: "scalarFunctionColumn";
  readonly element: ColumnElement<unknown, unknown>;
  readonly name: string;
  readonly type: TypeEngine<unknown>;
  constructor(element: ColumnElement<unknown, unknown>, name: string, type: TypeEngine<unknown> | null) {
    super();
    this.element = element;
    this.name = name;
    this.type = type ?? NULL_TYPE;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitScalarFunctionColumn(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(SCALAR_COLUMN);
    key.string(this.name);
    this.type.appendKey(key);
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new ScalarFunctionColumn(element as ColumnElement<unknown>, this.name, this.type) as this);
  }
  override get columnName(): string {
    return this.name;
  }
  override get bindName(): string {
    return this.name;
  }
}
Object.defineProperty(ScalarFunctionColumn.prototype, "kind", { value: "scalarFunctionColumn" });
