/** An expression with a name: `expression.as("total")`. It is written out once, in the list of columns; elsewhere its expression stands. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { type ClauseElement, ColumnElement, type Condition, installLabel } from "./element.js";
import type { FromClause } from "./from.js";
import type { Operator } from "./operators.js";

const TAG = keyTag();

export class Label<out N extends string, out V, out S = never> extends ColumnElement<V, S> {
  declare readonly kind: "label";
  /** The name, and the key in the row; empty where it is invented. */
  readonly key: N;
  /** @internal Whether the name is invented when the statement is compiled. */
  readonly isAnonymous: boolean;
  readonly element: ColumnElement<unknown, unknown>;
  /** @internal Scratch of a key's traversal. */
  keyRun = 0;
  keyIndex = 0;

  constructor(key: N | null, element: ColumnElement<unknown, unknown>) {
    super();
    if (key !== null && (typeof key !== "string" || (key as string) === ""))
      throw new ArgumentError('as() takes a name: expression.as("total")');
    this.key = key ?? ("" as N);
    this.isAnonymous = key === null;
    this.element = element instanceof Label ? element.element : element;
  }
  get name(): string {
    return this.key;
  }
  get type(): TypeEngine<unknown> {
    return this.element.type;
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitLabel(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    if (!key.anonymous(this)) return;
    key.string(this.key);
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element
      ? this
      : (new Label(this.isAnonymous ? null : this.key, element as ColumnElement<unknown, unknown>) as unknown as this);
  }
  override collectFroms(into: FromClause[]): void {
    this.element.collectFroms(into);
  }
  override selfGroup(against?: Operator): ColumnElement<V, S> {
    const element = this.element.selfGroup(against);
    return element === this.element ? this : (new Label(this.isAnonymous ? null : this.key, element) as unknown as ColumnElement<V, S>);
  }
  override negate(): Condition {
    return this.element.negate();
  }
  override get columnName(): string | null {
    return this.isAnonymous ? null : this.key;
  }
  override get anonymousBase(): string | null {
    return this.isAnonymous ? this.element.anonymousBase : this.key;
  }
  override get qualifiedName(): string | null {
    return this.columnName;
  }
}
Object.defineProperty(Label.prototype, "kind", { value: "label" });
installLabel((element, name) => new Label(name, element));
