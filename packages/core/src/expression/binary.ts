/** `left operator right`: comparisons, arithmetic, and whatever else has two sides. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { type ClauseElement, ColumnElement, type Condition } from "./element.js";
import type { FromClause } from "./from.js";
import { Grouping } from "./grouping.js";
import { operations } from "./hooks.js";
import { NOT, needsGrouping, type Operator } from "./operators.js";

const TAG = keyTag();

/** What an operator has besides its operands. */
export interface BinaryModifiers {
  readonly escape?: string | undefined;
  readonly symmetric?: boolean | undefined;
  /** Of a regular expression: written into the text, since databases read them at different times. */
  readonly flags?: string | undefined;
  readonly replacement?: ColumnElement<unknown, unknown> | undefined;
  /** Of a value inside JSON: as what it is wanted. */
  readonly jsonForm?: string | undefined;
}

export class BinaryExpression extends ColumnElement<unknown, unknown> {
  declare readonly kind: "binary";
  readonly left: ColumnElement<unknown, unknown>;
  readonly right: ColumnElement<unknown, unknown>;
  readonly operator: Operator;
  readonly type: TypeEngine<unknown>;
  readonly modifiers: BinaryModifiers | null;

  /** The operands are taken as they are: who makes one puts them in parentheses first (`operate.ts`). */
  constructor(
    left: ColumnElement<unknown, unknown>,
    right: ColumnElement<unknown, unknown>,
    operator: Operator,
    type: TypeEngine<unknown>,
    modifiers: BinaryModifiers | null = null,
  ) {
    super();
    this.left = left;
    this.right = right;
    this.operator = operator;
    this.type = type;
    this.modifiers = modifiers;
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitBinary(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.write(this.operator.id);
    this.left[KEY](key);
    this.right[KEY](key);
    // The type of a custom operator's value is said beside it.
    if (this.operator.name === "custom") this.type.appendKey(key);
    const { modifiers } = this;
    if (modifiers === null) key.write(0);
    else {
      key.write(1);
      key.string(modifiers.escape ?? "");
      key.string(modifiers.jsonForm ?? "");
      key.string(modifiers.flags ?? "");
      key.write(
        (modifiers.symmetric === true ? 1 : 0) | (modifiers.flags === undefined ? 0 : 2) | (modifiers.replacement === undefined ? 0 : 4),
      );
      modifiers.replacement?.[KEY](key);
      this.type.appendKey(key);
    }
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.left);
    visit(this.right);
    if (this.modifiers?.replacement !== undefined) visit(this.modifiers.replacement);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const left = map(this.left) as ColumnElement<unknown>;
    const right = map(this.right) as ColumnElement<unknown>;
    const replacement = this.modifiers?.replacement === undefined ? undefined : (map(this.modifiers.replacement) as ColumnElement<unknown>);
    if (left === this.left && right === this.right && replacement === this.modifiers?.replacement) return this;
    return new BinaryExpression(
      left,
      right,
      this.operator,
      this.type,
      this.modifiers === null ? null : { ...this.modifiers, replacement },
    ) as this;
  }
  override collectFroms(into: FromClause[]): void {
    this.left.collectFroms(into);
    this.right.collectFroms(into);
  }
  override selfGroup(against?: Operator): ColumnElement<unknown, unknown> {
    if (needsGrouping(this.operator, against) || (against === NOT && !this.operator.isComparison)) return new Grouping(this);
    return this;
  }
  override negate(): Condition {
    const { negation } = this.operator;
    if (negation === null) return operations.negate(this);
    return new BinaryExpression(this.left, this.right, negation, this.type, this.modifiers) as ColumnElement<unknown, unknown> as Condition;
  }
}
Object.defineProperty(BinaryExpression.prototype, "kind", { value: "binary" });
