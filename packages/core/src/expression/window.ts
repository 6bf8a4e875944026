/** What may follow a function: OVER, FILTER, WITHIN GROUP. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import { checkOptions } from "../options.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { INTEGER } from "../types/t.js";
import { BindParameter } from "./bind.js";
import { conjunction } from "./boolean-list.js";
import { expressionOnly } from "./coerce.js";
import { type ClauseElement, ColumnElement, type Criterion, type Expression } from "./element.js";
import { orderedSetFunctions } from "./function-types.js";
import { Grouping } from "./grouping.js";
import { AND, FILTER, needsGrouping, type Operator } from "./operators.js";
import { mapAll } from "./traverse.js";

const OVER = keyTag();
const FILTERED = keyTag();
const WITHIN = keyTag();
type Any = ColumnElement<unknown, unknown>;

type Order = Expression<unknown> | readonly Expression<unknown>[];
/** From where to where, beside the current row: `[-3, 0]` are the three before it and itself; null is without end. */
export type FrameRange = readonly [from: number | null, to: number | null];
export interface OverOptions {
  readonly partitionBy?: Order;
  readonly orderBy?: Order;
  readonly rows?: FrameRange;
  readonly range?: FrameRange;
  readonly groups?: FrameRange;
}
export type FrameBound =
  | { readonly at: "unbounded" | "current"; readonly value: null }
  | { readonly at: "preceding" | "following"; readonly value: BindParameter };
export interface Frame {
  readonly unit: "ROWS" | "RANGE" | "GROUPS";
  readonly from: FrameBound;
  readonly to: FrameBound;
}
const boundCodes = { unbounded: 0, current: 1, preceding: 2, following: 3 } as const;

function bound(value: number | null): FrameBound {
  if (value === null) return { at: "unbounded", value: null };
  if (!Number.isInteger(value))
    throw new ArgumentError("over(): the ends of a window are whole numbers (before the row: negative), or null for no end");
  if (value === 0) return { at: "current", value: null };
  return { at: value < 0 ? "preceding" : "following", value: new BindParameter("param", Math.abs(value), INTEGER, true) };
}
function frameOf(options: OverOptions): Frame | null {
  const given = (["rows", "range", "groups"] as const).filter((unit) => options[unit] !== undefined);
  if (given.length > 1) throw new ArgumentError(`over() takes one of rows, range and groups, not ${given.join(" and ")}`);
  const [unit] = given;
  if (unit === undefined) return null;
  const [from, to] = options[unit] as FrameRange;
  return { unit: unit.toUpperCase() as Frame["unit"], from: bound(from), to: bound(to) };
}
const expressions = (given: Order | undefined, place: string): readonly Any[] =>
  given === undefined ? [] : (Array.isArray(given) ? (given as readonly unknown[]) : [given]).map((each) => expressionOnly(each, place));

/** `function OVER (PARTITION BY … ORDER BY … ROWS …)`. */
export class Over extends ColumnElement<unknown, unknown> {
  declare readonly kind: "over";
  readonly element: Any;
  readonly partitionBy: readonly Any[];
  readonly orderBy: readonly Any[];
  readonly frame: Frame | null;
  constructor(element: Any, partitionBy: readonly Any[], orderBy: readonly Any[], frame: Frame | null) {
    super();
    this.element = element;
    this.partitionBy = partitionBy;
    this.orderBy = orderBy;
    this.frame = frame;
  }
  static from(element: Any, options: OverOptions): Over {
    checkOptions("over()", options, ["partitionBy", "orderBy", "rows", "range", "groups"]);
    return new Over(
      element,
      expressions(options.partitionBy, "over({ partitionBy })"),
      expressions(options.orderBy, "over({ orderBy })"),
      frameOf(options),
    );
  }
  get type(): TypeEngine<unknown> {
    return this.element.type;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitOver(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(OVER);
    this.element[KEY](key);
    key.write(this.partitionBy.length);
    for (const each of this.partitionBy) each[KEY](key);
    key.write(this.orderBy.length);
    for (const each of this.orderBy) each[KEY](key);
    const { frame } = this;
    if (frame === null) key.write(0);
    else {
      key.write(frame.unit === "ROWS" ? 1 : frame.unit === "RANGE" ? 2 : 3);
      for (const end of [frame.from, frame.to]) {
        key.write(boundCodes[end.at]);
        end.value?.[KEY](key);
      }
    }
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
    for (const each of this.partitionBy) visit(each);
    for (const each of this.orderBy) visit(each);
    if (this.frame?.from.value) visit(this.frame.from.value);
    if (this.frame?.to.value) visit(this.frame.to.value);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element) as Any;
    const partitionBy = mapAll(this.partitionBy, map);
    const orderBy = mapAll(this.orderBy, map);
    return element === this.element && partitionBy === this.partitionBy && orderBy === this.orderBy
      ? this
      : (new Over(element, partitionBy, orderBy, this.frame) as this);
  }
}
Object.defineProperty(Over.prototype, "kind", { value: "over" });

/** `function FILTER (WHERE …)`. */
export class FunctionFilter extends ColumnElement<unknown, unknown> {
  declare readonly kind: "functionFilter";
  readonly element: Any;
  readonly criterion: Any;
  constructor(element: Any, criterion: Any) {
    super();
    this.element = element;
    this.criterion = criterion;
  }
  static from(element: Any, criteria: readonly unknown[]): FunctionFilter {
    return new FunctionFilter(
      element,
      conjunction(
        AND,
        criteria.map((each) => expressionOnly(each, "filter()")),
      ),
    );
  }
  get type(): TypeEngine<unknown> {
    return this.element.type;
  }
  over(options: OverOptions = {}): ColumnElement<unknown, unknown> {
    return Over.from(this, options);
  }
  filter(...criteria: Criterion[]): FunctionFilter {
    return new FunctionFilter(
      this.element,
      conjunction(AND, [this.criterion, ...criteria.map((each) => expressionOnly(each, "filter()"))]),
    );
  }
  withinGroup(...orderBy: Expression<unknown>[]): ColumnElement<unknown, unknown> {
    return WithinGroup.from(this, orderBy);
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitFunctionFilter(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(FILTERED);
    this.element[KEY](key);
    this.criterion[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
    visit(this.criterion);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element) as Any;
    const criterion = map(this.criterion) as Any;
    return element === this.element && criterion === this.criterion ? this : (new FunctionFilter(element, criterion) as this);
  }
  override selfGroup(against?: Operator): ColumnElement<unknown, unknown> {
    return against !== undefined && needsGrouping(FILTER, against) ? new Grouping(this) : this;
  }
}
Object.defineProperty(FunctionFilter.prototype, "kind", { value: "functionFilter" });

/** `function WITHIN GROUP (ORDER BY …)`. */
export class WithinGroup extends ColumnElement<unknown, unknown> {
  declare readonly kind: "withinGroup";
  readonly element: Any;
  readonly orderBy: readonly Any[];
  constructor(element: Any, orderBy: readonly Any[]) {
    super();
    this.element = element;
    this.orderBy = orderBy;
  }
  static from(element: Any, orderBy: readonly unknown[]): WithinGroup {
    return new WithinGroup(
      element,
      orderBy.map((each) => expressionOnly(each, "withinGroup()")),
    );
  }
  get type(): TypeEngine<unknown> {
    const { name } = this.element as { name?: string };
    return name !== undefined && orderedSetFunctions.has(name.toLowerCase())
      ? (this.orderBy[0]?.type ?? this.element.type)
      : this.element.type;
  }
  over(options: OverOptions = {}): ColumnElement<unknown, unknown> {
    return Over.from(this, options);
  }
  filter(...criteria: Criterion[]): FunctionFilter {
    return FunctionFilter.from(this, criteria);
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitWithinGroup(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(WITHIN);
    this.element[KEY](key);
    key.write(this.orderBy.length);
    for (const each of this.orderBy) each[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
    for (const each of this.orderBy) visit(each);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element) as Any;
    const orderBy = mapAll(this.orderBy, map);
    return element === this.element && orderBy === this.orderBy ? this : (new WithinGroup(element, orderBy) as this);
  }
}
Object.defineProperty(WithinGroup.prototype, "kind", { value: "withinGroup" });

/** `function OVER (…)`, as a function. */
export function over<V, S>(element: Expression<V, S>, options: OverOptions = {}): ColumnElement<V, S> {
  return Over.from(expressionOnly(element, "over()"), options) as Any as ColumnElement<V, S>;
}
