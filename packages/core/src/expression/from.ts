/**
 * What stands in FROM: tables, aliases of them, joins. A FROM element exports columns at `c`; those of an alias or a subquery stand for the
 * columns that they are made from (`proxyOf`), which is how a foreign key is followed through them.
 */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import { KEY } from "../symbols.js";
import { Column } from "./column.js";
import { ClauseElement, type ColumnElement, type Criterion, type Expression } from "./element.js";
import { operations } from "./hooks.js";
import { inferOnClause } from "./on-clause.js";
import { AS_CONDITION } from "./operators.js";

export type AnyColumn = Column<string, unknown, unknown>;
/** A foreign key between two FROM elements: `parent` is a column of the one that has it. */
export interface ForeignKeyLink {
  readonly parent: AnyColumn;
  readonly target: AnyColumn;
  readonly constraint: unknown;
}

export abstract class FromClause extends ClauseElement {
  /** The exported columns by their keys. */
  abstract readonly c: unknown;
  /** The exported columns in order. */
  abstract get columns(): readonly AnyColumn[];
  /** The name that it goes by in SQL; null where that is invented, or where there is none (a join). */
  abstract get name(): string | null;
  /** @internal Scratch of a key's traversal. */
  keyRun = 0;
  keyIndex = 0;

  get primaryKey(): readonly AnyColumn[] {
    return this.columns.filter((column) => column.primaryKey);
  }
  /** The foreign keys of the exported columns. */
  get foreignKeys(): readonly ForeignKeyLink[] {
    const links: ForeignKeyLink[] = [];
    for (const parent of this.columns)
      for (const key of parent.references) links.push({ parent, target: key.column, constraint: key.constraint });
    return links;
  }
  /** The exported column that stands for a column of a table, if there is one. */
  correspondingColumn(column: AnyColumn): AnyColumn | null {
    for (const own of this.columns) if (own.standsFor(column)) return own;
    return null;
  }
  /** @internal */
  hasColumnNamed(name: string): boolean {
    return this.columns.some((column) => column.key === name || column.name === name);
  }
  /** @internal What stands before the names of its columns in labels; null where its name is invented. */
  get labelPrefix(): string | null {
    return this.name;
  }
  /** @internal Adds what does not appear in FROM by itself because it is part of this. */
  collectHidden(_into: Set<FromClause>): void {}
  /** What a message calls it. */
  get description(): string {
    return this.name ?? "an anonymous FROM element";
  }
  override collectFroms(into: FromClause[]): void {
    into.push(this);
  }

  /** The same under another name; an invented one without `name`. */
  alias(name?: string): FromClause {
    return new Alias(this, name ?? null);
  }
  join(target: FromClause, on?: Criterion): Join {
    return new Join(this, target, on ?? null, "inner");
  }
  outerJoin(target: FromClause, on?: Criterion): Join {
    return new Join(this, target, on ?? null, "left");
  }
  fullOuterJoin(target: FromClause, on?: Criterion): Join {
    return new Join(this, target, on ?? null, "full");
  }
  /**
   * `TABLESAMPLE`: some of the rows.
   * @param sampling a function (`func.bernoulli!(10)`), or the percentage for SYSTEM
   */
  tableSample(sampling: Expression<unknown> | number, options: { name?: string; seed?: Expression<unknown> } = {}): this {
    return operations.tableSample(this, sampling, options) as unknown as this;
  }
}

const TABLE = keyTag();
const LIGHT_TABLE = keyTag();
const ALIAS = keyTag();
const JOIN = keyTag();

/** A table by its name. `Table` of the schema is one. */
export abstract class TableClause extends FromClause {
  declare readonly kind: "table";
  abstract readonly tableName: string;
  abstract readonly schema: string | null;
  /** Whether it belongs to no metadata: two of them with the same columns are then the same to the statement cache. */
  abstract readonly isLight: boolean;
  get name(): string {
    return this.tableName;
  }
  override get labelPrefix(): string {
    return this.schema === null ? this.tableName : `${this.schema.replaceAll(".", "_")}_${this.tableName}`;
  }
  override get description(): string {
    return this.schema === null ? this.tableName : `${this.schema}.${this.tableName}`;
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitTable(this);
  }
  [KEY](key: KeyWriter): void {
    if (!this.isLight) {
      key.write(TABLE);
      key.object(this);
      return;
    }
    key.write(LIGHT_TABLE);
    if (!key.anonymous(this)) return;
    key.string(this.schema ?? "");
    key.string(this.tableName);
    key.write(this.columns.length);
    for (const column of this.columns) {
      key.string(column.key);
      key.string(column.name);
      column.type.appendKey(key);
    }
  }
}
Object.defineProperty(TableClause.prototype, "kind", { value: "table" });

/** The columns of a FROM element, made from those of another, at first use. */
export function proxyColumns(of: readonly AnyColumn[], owner: FromClause): AnyColumn[] {
  return of.map((column) => proxyColumn(column, owner));
}
export function proxyColumn(column: AnyColumn, owner: FromClause): AnyColumn {
  return new Column(column.key, column.name, column.type, owner, {
    primaryKey: column.primaryKey,
    nullable: column.nullable,
    proxyOf: column,
    anonymous: column.anonymous,
  });
}
export function columnsByKey(columns: readonly AnyColumn[]): Readonly<Record<string, AnyColumn>> {
  const record: Record<string, AnyColumn> = Object.create(null) as Record<string, AnyColumn>;
  for (const column of columns) record[column.key] ??= column;
  return record;
}

/** A FROM element under another name, or in a form of its own (`LATERAL`, `TABLESAMPLE`): whatever has an alias and proxies of columns. */
export abstract class AliasedFrom extends FromClause {
  #columns: readonly AnyColumn[] | null = null;
  #record: Readonly<Record<string, AnyColumn>> | null = null;
  protected abstract makeColumns(): readonly AnyColumn[];
  get columns(): readonly AnyColumn[] {
    return (this.#columns ??= this.makeColumns());
  }
  get c(): unknown {
    return (this.#record ??= columnsByKey(this.columns));
  }
  abstract override readonly name: string | null;
  /** @internal The object whose invented name this goes by, and what the name begins with; for those without `name`. */
  get nameIdentity(): object {
    return this;
  }
  get anonymousBase(): string {
    return "anon";
  }
}

/** `FROM users AS u`. */
export class Alias extends AliasedFrom {
  declare readonly kind: "alias";
  readonly element: FromClause;
  readonly name: string | null;
  constructor(element: FromClause, name: string | null) {
    super();
    this.element = element;
    this.name = name;
  }
  protected makeColumns(): readonly AnyColumn[] {
    return proxyColumns(this.element.columns, this);
  }
  override get anonymousBase(): string {
    return this.element.name ?? "anon";
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitAlias(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(ALIAS);
    if (!key.anonymous(this)) return;
    key.string(this.name ?? "");
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new Alias(element as FromClause, this.name) as this);
  }
  override collectFroms(into: FromClause[]): void {
    into.push(this);
  }
}
Object.defineProperty(Alias.prototype, "kind", { value: "alias" });

export type JoinKind = "inner" | "left" | "full";

/** `a JOIN b ON …`. Without an ON clause it is made from the foreign keys between the two, when it is first asked for. */
export class Join extends FromClause {
  declare readonly kind: "join";
  readonly left: FromClause;
  readonly right: FromClause;
  readonly joinKind: JoinKind;
  /** @internal The ON clause as it was given. */
  readonly given: ColumnElement<unknown, unknown> | null;
  #on: ColumnElement<unknown, unknown> | null = null;
  #columns: readonly AnyColumn[] | null = null;

  constructor(left: FromClause, right: FromClause, on: Criterion | null, joinKind: JoinKind) {
    super();
    if (!(left instanceof FromClause) || !(right instanceof FromClause))
      throw new ArgumentError("join() takes tables, aliases, subqueries and joins");
    this.left = left;
    this.right = right;
    this.joinKind = joinKind;
    this.given = on as ColumnElement<unknown, unknown> | null;
  }
  /** The ON clause. */
  get on(): ColumnElement<unknown, unknown> {
    return (this.#on ??= (this.given ?? inferOnClause(this.left, this.right, this.left instanceof Join ? this.left.right : null)).selfGroup(
      AS_CONDITION,
    ));
  }
  get name(): null {
    return null;
  }
  override get description(): string {
    return `Join of ${this.left.description} and ${this.right.description}`;
  }
  get columns(): readonly AnyColumn[] {
    return (this.#columns ??= [...this.left.columns, ...this.right.columns]);
  }
  /** The columns of both sides: by their keys, and with the name of their table before it (`users_id`), where two have the same. */
  get c(): unknown {
    const record = columnsByKey(this.columns) as Record<string, AnyColumn>;
    for (const column of this.columns) if (column.table?.name != null) record[`${column.table.name}_${column.key}`] ??= column;
    return record;
  }
  override collectHidden(into: Set<FromClause>): void {
    this.left.collectHidden(into);
    into.add(this.left);
    this.right.collectHidden(into);
    into.add(this.right);
  }
  override collectFroms(into: FromClause[]): void {
    into.push(this);
    this.left.collectFroms(into);
    this.right.collectFroms(into);
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitJoin(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(JOIN);
    if (!key.anonymous(this)) return;
    key.write(this.joinKind === "inner" ? 0 : this.joinKind === "left" ? 1 : 2);
    this.left[KEY](key);
    this.right[KEY](key);
    if (this.given === null) key.write(0);
    else this.given[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.left);
    visit(this.right);
    if (this.given !== null) visit(this.given);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const left = map(this.left) as FromClause;
    const right = map(this.right) as FromClause;
    // A condition made from the foreign keys is made again from the new sides.
    const on = this.given === null ? null : (map(this.given) as ColumnElement<boolean>);
    return left === this.left && right === this.right && on === this.given ? this : (new Join(left, right, on, this.joinKind) as this);
  }
}
Object.defineProperty(Join.prototype, "kind", { value: "join" });
