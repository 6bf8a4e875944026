/** Arrays in expressions: `ARRAY[…]`, items, slices. */
import { ArgumentError, type Expression, type TypeEngine } from "@cupel/core";
import {
  ArrayType,
  BindParameter,
  type ClauseElement,
  ColumnElement,
  expressionOnly,
  Grouping,
  INTEGER,
  isColumnElement,
  KEY,
  type KeyWriter,
  keyTag,
  mapAll,
  NULL_TYPE,
  type Operator,
  operators,
  type SqlCompiler,
  typeOfValue,
} from "@cupel/core/internal";
import { PostgresArray } from "../types/array.js";
import type { Any } from "./operator.js";
import { visitOwn } from "./own-element.js";

const CONSTRUCTOR = keyTag();
const SLICE = keyTag();

/** `ARRAY[a, b]`. */
export class ArrayConstructor<out V = unknown> extends ColumnElement<V[]> {
  declare readonly kind: "arrayConstructor";
  readonly elements: readonly Any[];
  readonly itemType: TypeEngine<unknown>;
  readonly type: TypeEngine<unknown>;
  constructor(elements: readonly Any[], itemType: TypeEngine<unknown>) {
    super();
    this.elements = elements;
    this.itemType = itemType;
    const depth = itemType instanceof ArrayType ? (itemType.dimensions ?? 1) + 1 : null;
    this.type = itemType instanceof ArrayType ? new PostgresArray(itemType.item, depth) : new PostgresArray(itemType);
  }
  accept(compiler: SqlCompiler): string {
    return visitOwn(compiler, "visitArrayConstructor", this, "ARRAY[…]");
  }
  [KEY](key: KeyWriter): void {
    key.write(CONSTRUCTOR);
    key.write(this.elements.length);
    this.itemType.appendKey(key);
    for (const each of this.elements) each[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const each of this.elements) visit(each);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const elements = mapAll(this.elements, map);
    return elements === this.elements ? this : (new ArrayConstructor<V>(elements, this.itemType) as this);
  }
  override selfGroup(against?: Operator): ColumnElement<V[]> {
    return against === operators.ANY || against === operators.ALL || against === operators.JSON_ITEM
      ? (new Grouping(this) as unknown as ColumnElement<V[]>)
      : this;
  }
}
Object.defineProperty(ArrayConstructor.prototype, "kind", { value: "arrayConstructor" });

/**
 * An array made of values and expressions: `ARRAY[…]`.
 * @param type the type of the items, where they do not tell it
 * @example `hasAllKeys(docs.c.data, arrayOf(["a", "b"]))`
 */
export function arrayOf<V>(items: readonly (V | Expression<V>)[], type?: TypeEngine<V>): ColumnElement<V[]> {
  if (!Array.isArray(items)) throw new ArgumentError("arrayOf() takes a list of values and expressions");
  const elements = items.map((item: unknown): Any => {
    if (item === undefined) throw new ArgumentError("arrayOf() was given undefined. Give null for NULL");
    return isColumnElement(item) ? item : new BindParameter("param", item, type ?? typeOfValue(item), true);
  });
  return new ArrayConstructor<V>(elements, type ?? elements.find((each) => each.type.affinity !== "null")?.type ?? NULL_TYPE);
}

/** `array[from:to]`. */
export class ArraySlice<out V = unknown, out S = never> extends ColumnElement<V, S> {
  declare readonly kind: "arraySlice";
  readonly array: Any;
  readonly from: Any | null;
  readonly to: Any | null;
  constructor(array: Any, from: Any | null, to: Any | null) {
    super();
    this.array = array;
    this.from = from;
    this.to = to;
  }
  get type(): TypeEngine<unknown> {
    return this.array.type;
  }
  accept(compiler: SqlCompiler): string {
    return visitOwn(compiler, "visitArraySlice", this, "slices of arrays");
  }
  [KEY](key: KeyWriter): void {
    key.write(SLICE);
    this.array[KEY](key);
    key.write((this.from === null ? 0 : 1) | (this.to === null ? 0 : 2));
    this.from?.[KEY](key);
    this.to?.[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const each of [this.array, this.from, this.to]) if (each !== null) visit(each);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const [array, from, to] = [this.array, this.from, this.to].map((each) => (each === null ? null : (map(each) as Any)));
    return array === this.array && from === this.from && to === this.to
      ? this
      : (new ArraySlice(array as Any, from ?? null, to ?? null) as this);
  }
}
Object.defineProperty(ArraySlice.prototype, "kind", { value: "arraySlice" });

/**
 * A part of an array, both ends included; null is an end that is left open. The first item is number 1.
 * @example `slice(docs.c.tags, 2, 4)` is `tags[2:4]`
 */
export function slice<V extends readonly unknown[] | null, S>(
  array: Expression<V, S>,
  from: number | Expression<number> | null,
  to: number | Expression<number> | null,
): ColumnElement<V, S> {
  const element = expressionOnly(array, "slice()");
  if (element.type.affinity !== "array") throw new ArgumentError(`slice() takes an array; this is of type ${element.type.describe()}`);
  const end = (value: number | Expression<number> | null): Any | null =>
    value === null ? null : isColumnElement(value) ? value : new BindParameter(element.bindName ?? "param", value, INTEGER, true);
  return new ArraySlice(element.selfGroup(operators.JSON_ITEM), end(from), end(to)) as unknown as ColumnElement<V, S>;
}

/** An item of an array, by its number; the first is number 1. NULL where there is none. */
export function item<I, S>(array: Expression<readonly I[] | null, S>, position: number): ColumnElement<I | null, S> {
  return (expressionOnly(array, "item()") as ColumnElement<unknown, unknown>).at(position) as unknown as ColumnElement<I | null, S>;
}
