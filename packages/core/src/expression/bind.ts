/**
 * A bound parameter: where a value stands in a statement. The object is the parameter's identity, in the cache key as in the compiled
 * form: the same object in two places is one parameter, and it is never copied when a statement is rewritten.
 */
import type { KeyWriter } from "../compiler/cache.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { ColumnElement } from "./element.js";

/** What an expanding parameter is a list of. */
export type Expansion = "none" | "list" | "tuples";

export class BindParameter<out V = unknown> extends ColumnElement<V> {
  declare readonly kind: "bind";
  /** The name; of a unique parameter what its name begins with. */
  readonly key: string;
  /** Whether a number follows the name, so that no two parameters are one by chance. */
  readonly unique: boolean;
  readonly value: unknown;
  readonly type: TypeEngine<unknown>;
  /** Whether the value must be given at execution. */
  readonly required: boolean;
  /** Whether the value is a list, for IN. */
  readonly expanding: Expansion;
  /** Makes the value at each execution. */
  readonly callable: (() => unknown) | null;
  /** Written into the text at execution, where a database takes no parameter. */
  readonly literalExecute: boolean;
  /** @internal The traversal that saw it last, and its number there: scratch of the one traversal that runs. */
  keyRun = 0;
  keyIndex = 0;
  /** @internal The compilation that wrote it last, and the name that it invented. */
  writtenBy = 0;
  writtenName = "";

  constructor(
    key: string,
    value: unknown,
    type: TypeEngine<unknown>,
    unique: boolean,
    required = false,
    expanding: Expansion = "none",
    callable: (() => unknown) | null = null,
    literalExecute = false,
  ) {
    super();
    this.key = key;
    this.value = value;
    this.type = type;
    this.unique = unique;
    this.required = required;
    this.expanding = expanding;
    this.callable = callable;
    this.literalExecute = literalExecute;
  }

  /** The value now: what `callable` makes, or the one it was made with. */
  get currentValue(): unknown {
    return this.callable === null ? this.value : this.callable();
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitBind(this);
  }
  [KEY](key: KeyWriter): void {
    key.parameter(this);
  }
  override collectFroms(): void {}
}
Object.defineProperty(BindParameter.prototype, "kind", { value: "bind" });
