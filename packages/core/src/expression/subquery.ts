/** A SELECT as a part of another: in FROM (subquery, LATERAL), as a value, under EXISTS. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { type FIELDS, KEY, type SOURCE } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { NULL_TYPE } from "../types/null.js";
import { BOOLEAN } from "../types/t.js";
import type { Column } from "./column.js";
import { type ClauseElement, ColumnElement, type Criterion } from "./element.js";
import { AliasedFrom, type AnyColumn, type FromClause } from "./from.js";
import { Grouping } from "./grouping.js";
import { EXISTS, needsGrouping, type Operator } from "./operators.js";
import type { AnySource, Source } from "./protocol.js";

const SUBQUERY = keyTag();
const SCALAR = keyTag();
const EXISTS_TAG = keyTag();

/** What a subquery needs to know of the statement in it. */
export interface Selectable extends ClauseElement {
  exportTo(owner: FromClause): readonly AnyColumn[];
  /** The expressions that are selected. */
  readonly columnElements: readonly ClauseElement[];
}

/** `FROM (SELECT …) AS name`. */
export class Subquery<in out M, out N extends string> extends AliasedFrom implements Source<never, N> {
  declare readonly kind: "subquery";
  declare readonly [FIELDS]: never;
  declare readonly [SOURCE]: N;
  readonly name: N;
  readonly element: Selectable;
  /** LATERAL: it may refer to what stands before it in FROM. */
  readonly isLateral: boolean;
  constructor(element: Selectable, name: N | null, isLateral = false) {
    super();
    this.element = element;
    // Without a name one is invented; the types then call it "anonymous".
    this.name = name as N;
    this.isLateral = isLateral;
  }
  override get c(): { readonly [K in keyof M & string]: Column<K, M[K], N> } {
    return super.c as never;
  }
  protected makeColumns(): readonly AnyColumn[] {
    return this.element.exportTo(this);
  }
  override get description(): string {
    return this.name ?? "a subquery";
  }
  override alias<const A extends string = "anonymous">(name?: A): Subquery<M, A> {
    return new Subquery<M, A>(this.element, name ?? null, this.isLateral);
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitSubquery(this as unknown as Subquery<unknown, string>);
  }
  [KEY](key: KeyWriter): void {
    key.write(SUBQUERY);
    if (!key.anonymous(this)) return;
    key.string(this.name ?? "");
    key.write(this.isLateral ? 1 : 0);
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new Subquery<M, N>(element as Selectable, this.name, this.isLateral) as this);
  }
  override collectFroms(into: FromClause[]): void {
    into.push(this);
  }
}
Object.defineProperty(Subquery.prototype, "kind", { value: "subquery" });

/** `(SELECT …)` as a value. */
export class ScalarSelect extends ColumnElement<unknown, unknown> {
  declare readonly kind: "scalarSelect";
  readonly element: Selectable;
  constructor(element: Selectable) {
    super();
    this.element = element;
  }
  get type(): TypeEngine<unknown> {
    return (this.element.columnElements[0] as Partial<ColumnElement<unknown, unknown>> | undefined)?.type ?? NULL_TYPE;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitScalarSelect(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(SCALAR);
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new ScalarSelect(element as Selectable) as this);
  }
  override collectFroms(): void {}
}
Object.defineProperty(ScalarSelect.prototype, "kind", { value: "scalarSelect" });

/** What EXISTS does with the statement in it. */
interface Changeable extends Selectable {
  where(...criteria: Criterion[]): Selectable;
  selectFrom(...sources: AnySource[]): Selectable;
  correlate(...sources: AnySource[]): Selectable;
  correlateExcept(...sources: AnySource[]): Selectable;
}

/** `EXISTS (SELECT …)`. */
export class Exists extends ColumnElement<boolean> {
  declare readonly kind: "exists";
  readonly element: Selectable;
  constructor(element: Selectable) {
    super();
    this.element = element;
  }
  get type(): TypeEngine<unknown> {
    return BOOLEAN;
  }
  where(...criteria: Criterion[]): Exists {
    return new Exists((this.element as Changeable).where(...criteria));
  }
  selectFrom(...sources: AnySource[]): Exists {
    return new Exists((this.element as Changeable).selectFrom(...sources));
  }
  correlate(...sources: AnySource[]): Exists {
    return new Exists((this.element as Changeable).correlate(...sources));
  }
  correlateExcept(...sources: AnySource[]): Exists {
    return new Exists((this.element as Changeable).correlateExcept(...sources));
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitExists(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(EXISTS_TAG);
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new Exists(element as Selectable) as this);
  }
  override collectFroms(): void {}
  override selfGroup(against?: Operator): ColumnElement<boolean> {
    return needsGrouping(EXISTS, against) ? (new Grouping(this) as unknown as ColumnElement<boolean>) : this;
  }
}
Object.defineProperty(Exists.prototype, "kind", { value: "exists" });
