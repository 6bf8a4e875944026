/** `FROM users TABLESAMPLE bernoulli(10)`: some of the rows. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import { FLOAT } from "../types/t.js";
import { argument, expressionOnly } from "./coerce.js";
import type { ClauseElement, ColumnElement, Expression } from "./element.js";
import { AliasedFrom, type AnyColumn, type FromClause, proxyColumns } from "./from.js";
import { FunctionElement } from "./function.js";

const TAG = keyTag();
type Any = ColumnElement<unknown, unknown>;

export class TableSample extends AliasedFrom {
  declare readonly kind: "tableSample";
  readonly element: FromClause;
  readonly name: string | null;
  readonly sampling: Any;
  readonly seed: Any | null;
  constructor(element: FromClause, name: string | null, sampling: Any, seed: Any | null) {
    super();
    this.element = element;
    this.name = name;
    this.sampling = sampling;
    this.seed = seed;
  }
  protected makeColumns(): readonly AnyColumn[] {
    return proxyColumns(this.element.columns, this);
  }
  override get anonymousBase(): string {
    return this.element.name ?? "anon";
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitTableSample(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    if (!key.anonymous(this)) return;
    key.string(this.name ?? "");
    this.element[KEY](key);
    this.sampling[KEY](key);
    if (this.seed === null) key.write(0);
    else this.seed[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
    visit(this.sampling);
    if (this.seed !== null) visit(this.seed);
  }
  override collectFroms(into: FromClause[]): void {
    into.push(this);
  }
}
Object.defineProperty(TableSample.prototype, "kind", { value: "tableSample" });

/** @param sampling a function (`func.bernoulli!(10)`), or the percentage for SYSTEM */
export function tableSample(
  element: FromClause,
  sampling: Expression<unknown> | number,
  options: { name?: string; seed?: Expression<unknown> } = {},
): TableSample {
  const method =
    typeof sampling === "number"
      ? new FunctionElement<unknown, unknown>("system", [argument(sampling, "system", "tableSample()", FLOAT)])
      : expressionOnly(sampling, "tableSample()");
  return new TableSample(
    element,
    options.name ?? null,
    method as Any,
    options.seed === undefined ? null : expressionOnly(options.seed, "tableSample({ seed })"),
  );
}
