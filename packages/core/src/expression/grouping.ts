/** Parentheses, and lists. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { NULL_TYPE } from "../types/null.js";
import { type ClauseElement, ColumnElement, type Condition } from "./element.js";
import type { FromClause } from "./from.js";
import { AND, COMMA, type Operator } from "./operators.js";
import { mapAll } from "./traverse.js";

const GROUPING = keyTag();
const LIST = keyTag();

/** `(expression)`. */
export class Grouping extends ColumnElement<unknown, unknown> {
  declare readonly kind: "grouping";
  readonly element: ColumnElement<unknown, unknown>;
  constructor(element: ColumnElement<unknown, unknown>) {
    super();
    this.element = element;
  }
  get type(): TypeEngine<unknown> {
    return this.element.type;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitGrouping(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(GROUPING);
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new Grouping(element as ColumnElement<unknown>) as this);
  }
  override collectFroms(into: FromClause[]): void {
    this.element.collectFroms(into);
  }
  override negate(): Condition {
    return this.element.negate();
  }
  override get columnName(): string | null {
    return this.element.columnName;
  }
}
Object.defineProperty(Grouping.prototype, "kind", { value: "grouping" });

/** Elements one behind the other, with a separator: arguments, the two ends of BETWEEN. */
export class ClauseList extends ColumnElement<unknown, unknown> {
  declare readonly kind: "list";
  readonly elements: readonly ClauseElement[];
  readonly separator: Operator;
  /** Whether it stands in parentheses wherever it is an operand. */
  readonly grouped: boolean;
  constructor(elements: readonly ClauseElement[], separator: Operator, grouped: boolean) {
    super();
    this.elements = elements;
    this.separator = separator;
    this.grouped = grouped;
  }
  get type(): TypeEngine<unknown> {
    return NULL_TYPE;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitList(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(LIST);
    key.write(this.separator.id);
    key.write(this.elements.length);
    for (const element of this.elements) element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const element of this.elements) visit(element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const elements = mapAll(this.elements, map);
    return elements === this.elements ? this : (new ClauseList(elements, this.separator, this.grouped) as this);
  }
  override selfGroup(_against?: Operator): ColumnElement<unknown, unknown> {
    return this.grouped ? new Grouping(this) : this;
  }
}
Object.defineProperty(ClauseList.prototype, "kind", { value: "list" });

export function argumentList(elements: readonly ClauseElement[]): ClauseList {
  return new ClauseList(elements, COMMA, false);
}
export function rangeOf(low: ClauseElement, high: ClauseElement): ClauseList {
  return new ClauseList([low, high], AND, false);
}
