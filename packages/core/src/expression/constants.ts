/** NULL, TRUE and FALSE as SQL words (or 1 and 0), not as parameters. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { NULL_TYPE } from "../types/null.js";
import { BOOLEAN } from "../types/t.js";
import { ColumnElement, type Condition } from "./element.js";
import { operations } from "./hooks.js";
import { AND, AS_CONDITION, type Operator, OR } from "./operators.js";

const NULL_TAG = keyTag();
const TRUE_TAG = keyTag();
const FALSE_TAG = keyTag();

export class NullElement extends ColumnElement<null> {
  declare readonly kind: "null";
  get type(): TypeEngine<unknown> {
    return NULL_TYPE;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitNull(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(NULL_TAG);
  }
}
Object.defineProperty(NullElement.prototype, "kind", { value: "null" });

export class BooleanConstant extends ColumnElement<boolean> {
  declare readonly kind: "booleanConstant";
  readonly value: boolean;
  constructor(value: boolean) {
    super();
    this.value = value;
  }
  get type(): TypeEngine<unknown> {
    return BOOLEAN;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitBooleanConstant(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(this.value ? TRUE_TAG : FALSE_TAG);
  }
  override negate(): Condition {
    return this.value ? FALSE : TRUE;
  }
  override selfGroup(against?: Operator): ColumnElement<boolean> {
    return against === AND || against === OR || against === AS_CONDITION ? operations.asCondition(this) : this;
  }
}
Object.defineProperty(BooleanConstant.prototype, "kind", { value: "booleanConstant" });

export const NULL: NullElement = new NullElement();
export const TRUE: BooleanConstant = new BooleanConstant(true);
export const FALSE: BooleanConstant = new BooleanConstant(false);

/** SQL's NULL, where a value and not a parameter is meant. */
export function nullValue(): ColumnElement<null> {
  return NULL;
}
/** SQL's TRUE; 1 where there are no booleans. */
export function trueValue(): Condition {
  return TRUE;
}
/** SQL's FALSE; 0 where there are no booleans. */
export function falseValue(): Condition {
  return FALSE;
}
