/** An operator before or behind one operand, and a boolean value where a condition stands. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { BOOLEAN } from "../types/t.js";
import { type ClauseElement, ColumnElement, type Condition } from "./element.js";
import { Grouping } from "./grouping.js";
import { operations } from "./hooks.js";
import { IS_FALSE, IS_TRUE, NOT, needsGrouping, type Operator } from "./operators.js";

const UNARY = keyTag();
const MODIFIER = keyTag();
const AS_BOOLEAN = keyTag();

/** `NOT x`, `-x`, `DISTINCT x`, `ANY (x)`. */
export class UnaryExpression extends ColumnElement<unknown, unknown> {
  declare readonly kind: "unary";
  readonly element: ColumnElement<unknown, unknown>;
  readonly operator: Operator;
  readonly type: TypeEngine<unknown>;
  constructor(element: ColumnElement<unknown, unknown>, operator: Operator, type: TypeEngine<unknown>) {
    super();
    this.element = element;
    this.operator = operator;
    this.type = type;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitUnary(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(UNARY);
    key.write(this.operator.id);
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new UnaryExpression(element as ColumnElement<unknown>, this.operator, this.type) as this);
  }
  override selfGroup(against?: Operator): ColumnElement<unknown, unknown> {
    return needsGrouping(this.operator, against) ? new Grouping(this) : this;
  }
  override negate(): Condition {
    if (this.operator !== NOT) return operations.negate(this);
    const inner = this.element instanceof Grouping ? this.element.element : this.element;
    // Where 5 is true, NOT (NOT 5) is 1.
    return inner.type.affinity === "integer" || inner.type.affinity === "float" || inner.type.affinity === "numeric"
      ? operations.negate(this)
      : (inner as Condition);
  }
}
Object.defineProperty(UnaryExpression.prototype, "kind", { value: "unary" });

/** `x DESC`, `x NULLS LAST`: only where rows are put in order. */
export class Modifier extends ColumnElement<unknown, unknown> {
  declare readonly kind: "modifier";
  readonly element: ColumnElement<unknown, unknown>;
  readonly operator: Operator;
  constructor(element: ColumnElement<unknown, unknown>, operator: Operator) {
    super();
    this.element = element;
    this.operator = operator;
  }
  get type(): TypeEngine<unknown> {
    return this.element.type;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitModifier(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(MODIFIER);
    key.write(this.operator.id);
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new Modifier(element as ColumnElement<unknown>, this.operator) as this);
  }
}
Object.defineProperty(Modifier.prototype, "kind", { value: "modifier" });

/** A boolean column as a condition: `x` or `NOT x`, or `x = 1` or `x = 0` where the database has no booleans. */
export class AsBoolean extends ColumnElement<boolean> {
  declare readonly kind: "asBoolean";
  readonly element: ColumnElement<unknown, unknown>;
  readonly isTrue: boolean;
  constructor(element: ColumnElement<unknown, unknown>, isTrue: boolean) {
    super();
    this.element = element;
    this.isTrue = isTrue;
  }
  get type(): TypeEngine<unknown> {
    return BOOLEAN;
  }
  get operator(): Operator {
    return this.isTrue ? IS_TRUE : IS_FALSE;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitAsBoolean(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(AS_BOOLEAN);
    key.write(this.isTrue ? 1 : 0);
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new AsBoolean(element as ColumnElement<unknown>, this.isTrue) as this);
  }
  override negate(): Condition {
    return new AsBoolean(this.element, !this.isTrue);
  }
  /** It may be written `NOT x` or `x = 0`: beside anything but AND and OR that is an operator like others. */
  override selfGroup(against?: Operator): ColumnElement<boolean> {
    return against !== undefined && needsGrouping(this.operator, against)
      ? (new Grouping(this) as unknown as ColumnElement<boolean>)
      : this;
  }
}
Object.defineProperty(AsBoolean.prototype, "kind", { value: "asBoolean" });
