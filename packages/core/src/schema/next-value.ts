/** The next number of a sequence, as an expression. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ColumnElement } from "../expression/element.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { INTEGER } from "../types/t.js";
import type { Sequence } from "./defaults.js";

const TAG = keyTag();

export class NextValue extends ColumnElement<number> {
  declare readonly kind: "nextValue";
  readonly sequence: Sequence;
  constructor(sequence: Sequence) {
    super();
    this.sequence = sequence;
  }
  get type(): TypeEngine<unknown> {
    return this.sequence.type ?? INTEGER;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitNextValue(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.object(this.sequence);
  }
  override get anonymousBase(): string {
    return "next_value";
  }
}
Object.defineProperty(NextValue.prototype, "kind", { value: "nextValue" });

export function nextValue(sequence: Sequence): ColumnElement<number> {
  return new NextValue(sequence);
}
