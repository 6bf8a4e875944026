/** An expression as another type: CAST in SQL, or only for the types here. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import { KEY } from "../symbols.js";
import { TypeEngine } from "../types/engine.js";
import { BindParameter } from "./bind.js";
import { argument } from "./coerce.js";
import { type ClauseElement, ColumnElement, type Expression } from "./element.js";
import type { FromClause } from "./from.js";
import { Grouping } from "./grouping.js";
import { ALL, ANY, NOT, type Operator } from "./operators.js";
import { AsBoolean } from "./unary.js";

const CAST = keyTag();
const COERCE = keyTag();

/** What wraps one expression and goes by its name in a list of columns. */
abstract class Wrapping extends ColumnElement<unknown, unknown> {
  readonly element: ColumnElement<unknown, unknown>;
  readonly type: TypeEngine<unknown>;
  constructor(element: ColumnElement<unknown, unknown>, type: TypeEngine<unknown>) {
    super();
    if (!(type instanceof TypeEngine)) throw new ArgumentError("A cast takes a type, made by `t`: cast(expression, t.integer())");
    this.element = element;
    this.type = type;
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override collectFroms(into: FromClause[]): void {
    this.element.collectFroms(into);
  }
  override get anonymousBase(): string | null {
    return this.element.columnName ?? this.element.anonymousBase;
  }
  /** @internal The name within: a second column of it is called `age__1`. */
  get wrappedName(): string | null {
    return this.element.columnName;
  }
  override get qualifiedName(): string | null {
    return this.element.qualifiedName;
  }
}

/** `CAST(expression AS type)`. */
export class Cast extends Wrapping {
  declare readonly kind: "cast";
  /** TRY_CAST: NULL where the value cannot be converted. */
  readonly isTry: boolean;
  constructor(element: ColumnElement<unknown, unknown>, type: TypeEngine<unknown>, isTry: boolean) {
    super(element, type);
    this.isTry = isTry;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitCast(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(CAST);
    key.write(this.isTry ? 1 : 0);
    this.type.appendKey(key);
    this.element[KEY](key);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new Cast(element as ColumnElement<unknown>, this.type, this.isTry) as this);
  }
}
Object.defineProperty(Cast.prototype, "kind", { value: "cast" });

/** An expression that is said to be of another type, and rendered as it is. */
export class TypeCoerce extends Wrapping {
  declare readonly kind: "typeCoerce";
  accept(compiler: SqlCompiler): string {
    return compiler.visitTypeCoerce(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(COERCE);
    this.type.appendKey(key);
    this.element[KEY](key);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new TypeCoerce(element as ColumnElement<unknown>, this.type) as this);
  }
  override selfGroup(against?: Operator): ColumnElement<unknown, unknown> {
    const grouped = this.element.selfGroup(against);
    if (grouped === this.element) return against === ANY || against === ALL || against === NOT ? new Grouping(this) : this;
    return grouped instanceof AsBoolean ? grouped : new TypeCoerce(grouped, this.type);
  }
}
Object.defineProperty(TypeCoerce.prototype, "kind", { value: "typeCoerce" });

/** `CAST(expression AS type)`. */
export function cast<V, W, S>(expression: Expression<W, S>, type: TypeEngine<V>): ColumnElement<V | Extract<W, null>, S>;
export function cast<V>(value: unknown, type: TypeEngine<V>): ColumnElement<V>;
export function cast(expression: unknown, type: TypeEngine<unknown>): ColumnElement<unknown, unknown> {
  return new Cast(argument(expression, "param", "cast()", expression === null ? type : undefined), type, false);
}

/** A cast that gives NULL where the value cannot be converted; only where the database has it. */
export function tryCast<V, S>(expression: Expression<unknown, S>, type: TypeEngine<V>): ColumnElement<V | null, S> {
  return new Cast(argument(expression, "param", "tryCast()"), type, true) as ColumnElement<unknown, unknown> as ColumnElement<V | null, S>;
}

/** Says that an expression is of another type; the SQL stays as it is. */
export function typeCoerce<V, S>(expression: Expression<unknown, S>, type: TypeEngine<V>): ColumnElement<V, S>;
export function typeCoerce<V>(value: unknown, type: TypeEngine<V>): ColumnElement<V>;
export function typeCoerce(expression: unknown, type: TypeEngine<unknown>): ColumnElement<unknown, unknown> {
  const element = argument(expression, "param", "typeCoerce()", type);
  if (element instanceof BindParameter && element !== expression) return element;
  return new TypeCoerce(element, type);
}
