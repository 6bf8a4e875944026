/** A row of values: `(a, b) IN ((1, 2), (3, 4))`. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { TupleType } from "../types/null.js";
import { argument } from "./coerce.js";
import { type ClauseElement, ColumnElement, type Expression } from "./element.js";
import { mapAll } from "./traverse.js";

const TAG = keyTag();

export class Tuple extends ColumnElement<unknown, unknown> {
  declare readonly kind: "tuple";
  readonly elements: readonly ColumnElement<unknown, unknown>[];
  readonly type: TypeEngine<unknown>;
  constructor(elements: readonly ColumnElement<unknown, unknown>[]) {
    super();
    this.elements = elements;
    this.type = new TupleType(elements.map((element) => element.type));
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitTuple(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.write(this.elements.length);
    for (const element of this.elements) element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const element of this.elements) visit(element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const elements = mapAll(this.elements, map);
    return elements === this.elements ? this : (new Tuple(elements) as this);
  }
}
Object.defineProperty(Tuple.prototype, "kind", { value: "tuple" });

type TupleValue<E extends readonly unknown[]> = { -readonly [I in keyof E]: E[I] extends Expression<infer V> ? V : E[I] };
/** A row of values, to be compared or looked for as a whole: `tuple(c.a, c.b).in([[1, "x"], [2, "y"]])`. */
export function tuple<E extends readonly unknown[]>(...elements: E): ColumnElement<TupleValue<E>> {
  return new Tuple(elements.map((element) => argument(element, "param", "tuple()"))) as ColumnElement<unknown, unknown> as ColumnElement<
    TupleValue<E>
  >;
}
