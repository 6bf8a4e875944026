/**
 * A column among keys that travel as one value: one text and one prepared statement for any number of them. It exists where the dialect's
 * `arrayParameter` says how a list is bound; elsewhere `IN` does the same with a parameter for each key.
 */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import type { Dialect } from "../engine/dialect.js";
import { KEY } from "../symbols.js";
import { type Affinity, type Processor, TypeEngine } from "../types/engine.js";
import { BOOLEAN } from "../types/t.js";
import { BindParameter } from "./bind.js";
import { type ClauseElement, ColumnElement } from "./element.js";

const TAG = keyTag();
type Any = ColumnElement<unknown, unknown>;

/** A list of keys of one type, bound as one value. */
export class KeyListType extends TypeEngine<readonly unknown[]> {
  readonly kind = "keyList";
  readonly element: TypeEngine<unknown>;
  constructor(element: TypeEngine<unknown>) {
    super();
    this.element = element;
  }
  get affinity(): Affinity {
    return "other";
  }
  protected override signature(): string {
    return String(this.element.cacheIdentity);
  }
  protected override createBind(dialect: Dialect): Processor {
    const each = this.element.bindProcessor(dialect);
    const convert = (value: unknown): unknown => (each === null ? value : each(value));
    if (dialect.capabilities.arrayParameter !== "json") return (values) => (values as readonly unknown[]).map(convert);
    return (values) => {
      let text = "[";
      for (const value of values as readonly unknown[]) {
        const bound = convert(value);
        text += `${text.length > 1 ? "," : ""}${typeof bound === "string" ? JSON.stringify(bound) : String(bound)}`;
      }
      return `${text}]`;
    };
  }
}

/** Whether keys of this type can travel in a list: those that JSON can say without loss. */
export function canListKeys(type: TypeEngine<unknown>): boolean {
  return type.affinity === "integer" || type.affinity === "string" || type.affinity === "uuid";
}

export class KeyMembership extends ColumnElement<boolean> {
  declare readonly kind: "keyMembership";
  readonly element: Any;
  readonly keys: BindParameter;
  constructor(element: Any, keys: BindParameter) {
    super();
    this.element = element;
    this.keys = keys;
  }
  get type(): TypeEngine<unknown> {
    return BOOLEAN;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitKeyMembership(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    this.element[KEY](key);
    this.keys[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new KeyMembership(element as Any, this.keys) as this);
  }
}
Object.defineProperty(KeyMembership.prototype, "kind", { value: "keyMembership" });

/** The condition that a column holds one of these keys. */
export function amongKeys(element: Any, keys: readonly unknown[]): KeyMembership {
  return new KeyMembership(element, new BindParameter("keys", keys, new KeyListType(element.type), true));
}
