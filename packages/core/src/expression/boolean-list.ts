/** AND and OR of any number of conditions. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { BOOLEAN } from "../types/t.js";
import { FALSE, TRUE } from "./constants.js";
import { type ClauseElement, ColumnElement } from "./element.js";
import { Grouping } from "./grouping.js";
import { AND, AS_CONDITION, needsGrouping, type Operator } from "./operators.js";
import { mapAll } from "./traverse.js";

const TAG = keyTag();

export class BooleanList extends ColumnElement<boolean> {
  declare readonly kind: "booleanList";
  readonly operator: Operator;
  readonly elements: readonly ColumnElement<unknown, unknown>[];
  /** The elements are taken as they are: conditions, in parentheses where they need them. */
  constructor(operator: Operator, elements: readonly ColumnElement<unknown, unknown>[]) {
    super();
    this.operator = operator;
    this.elements = elements;
  }
  get type(): TypeEngine<unknown> {
    return BOOLEAN;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitBooleanList(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.write(this.operator.id);
    key.write(this.elements.length);
    for (const element of this.elements) element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const element of this.elements) visit(element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const elements = mapAll(this.elements, map);
    return elements === this.elements ? this : (new BooleanList(this.operator, elements) as this);
  }
  override selfGroup(against?: Operator): ColumnElement<boolean> {
    if (this.elements.length === 0 || !needsGrouping(this.operator, against)) return this;
    return new Grouping(this) as unknown as ColumnElement<boolean>;
  }
}
Object.defineProperty(BooleanList.prototype, "kind", { value: "booleanList" });

/**
 * Conditions put together: what is always true goes from an AND (always false from an OR), what is always false is all that is left of one,
 * an AND in an AND is taken apart. Each condition comes with the parentheses it needs.
 */
export function conjunctionParts(
  operator: Operator,
  criteria: readonly ColumnElement<unknown, unknown>[],
): ColumnElement<unknown, unknown>[] {
  const neutral = operator === AND ? TRUE : FALSE;
  const absorbing = operator === AND ? FALSE : TRUE;
  const kept: ColumnElement<unknown, unknown>[] = [];
  let sawNeutral = false;
  for (const criterion of criteria) {
    if (criterion === neutral) sawNeutral = true;
    else if (criterion === absorbing) return [absorbing.selfGroup(AS_CONDITION)];
    else if (criterion instanceof BooleanList && criterion.operator === operator)
      for (const element of criterion.elements) kept.push(element);
    else kept.push(criterion);
  }
  if (kept.length === 0) return sawNeutral ? [neutral.selfGroup(AS_CONDITION)] : [];
  const place = kept.length === 1 ? AS_CONDITION : operator;
  for (let i = 0; i < kept.length; i++) kept[i] = (kept[i] as ColumnElement<unknown>).selfGroup(place);
  return kept;
}

/** One condition from several. */
export function conjunction(operator: Operator, criteria: readonly ColumnElement<unknown, unknown>[]): ColumnElement<boolean> {
  const parts = conjunctionParts(operator, criteria);
  return parts.length === 1 ? (parts[0] as ColumnElement<boolean>) : new BooleanList(operator, parts);
}
