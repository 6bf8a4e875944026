/** Elements of ORDER BY and GROUP BY: expressions, or names of columns. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { NULL_TYPE } from "../types/null.js";
import { expressionOnly } from "./coerce.js";
import { ColumnElement, type Expression, isClauseElement } from "./element.js";
import { ASC, DESC, NULLS_FIRST, NULLS_LAST, type Operator } from "./operators.js";
import { TextClause } from "./text.js";
import { Modifier } from "./unary.js";

const TAG = keyTag();
type Any = ColumnElement<unknown, unknown>;

/** A name that has to be found among the columns when the statement is compiled; never text. */
export class LabelReference extends ColumnElement<unknown, unknown> {
  declare readonly kind: "labelReference";
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
  get type(): TypeEngine<unknown> {
    return NULL_TYPE;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitLabelReference(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.string(this.name);
  }
}
Object.defineProperty(LabelReference.prototype, "kind", { value: "labelReference" });

/** What ORDER BY, GROUP BY and DISTINCT ON take. */
export function orderElement(value: unknown, place: string): Any {
  if (typeof value === "string") return new LabelReference(value);
  if (isClauseElement(value) && value instanceof TextClause) return value as unknown as Any;
  return expressionOnly(value, place);
}

const modifier = (value: unknown, operator: Operator, place: string): Any => {
  const element = orderElement(value, place);
  return new Modifier(element.selfGroup(operator), operator);
};
/** `name ASC`, also for a name of a column: `desc("total")`. */
export function asc(expression: Expression<unknown> | string): ColumnElement<unknown> {
  return modifier(expression, ASC, "asc()") as ColumnElement<unknown>;
}
export function desc(expression: Expression<unknown> | string): ColumnElement<unknown> {
  return modifier(expression, DESC, "desc()") as ColumnElement<unknown>;
}
export function nullsFirst(expression: Expression<unknown> | string): ColumnElement<unknown> {
  return modifier(expression, NULLS_FIRST, "nullsFirst()") as ColumnElement<unknown>;
}
export function nullsLast(expression: Expression<unknown> | string): ColumnElement<unknown> {
  return modifier(expression, NULLS_LAST, "nullsLast()") as ColumnElement<unknown>;
}
