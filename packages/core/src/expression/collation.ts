/** The name of a collation, behind COLLATE. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { STRING } from "../types/t.js";
import { ColumnElement } from "./element.js";

const TAG = keyTag();

export class Collation extends ColumnElement<string> {
  declare readonly kind: "collation";
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
  get type(): TypeEngine<unknown> {
    return STRING;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitCollation(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.string(this.name);
  }
}
Object.defineProperty(Collation.prototype, "kind", { value: "collation" });
