/** Text of every length. */
import type { Dialect } from "../engine/dialect.js";
import { typeOfString } from "./arithmetic.js";
import { type Affinity, type OperatorLike, type Processor, TypeEngine } from "./engine.js";
import { refuse } from "./refusal.js";

/** VARCHAR, TEXT and their like. */
export class StringType extends TypeEngine<string> {
  readonly kind: string;
  readonly affinity: Affinity = "string";
  readonly length: number | null;
  readonly collation: string | null;
  constructor(length: number | null = null, collation: string | null = null, kind = "string") {
    super();
    this.length = length;
    this.collation = collation;
    this.kind = kind;
  }

  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      if (typeof value !== "string") refuse(this, value, "give a string");
      // A lone surrogate has no UTF-8 form: the driver would put another character in its place.
      if (!(value as string & { isWellFormed(): boolean }).isWellFormed())
        refuse(
          this,
          value,
          "it holds half of a surrogate pair, which no encoding of a database has; remove it, for example with toWellFormed()",
        );
      return value;
    };
  }
  protected override signature(): string | null {
    return `${this.length},${this.collation ?? ""}`;
  }
  override coerce(operator: OperatorLike, value: unknown): TypeEngine<unknown> {
    return typeOfString(this, operator, value);
  }
  override describe(): string {
    const name = { string: "VARCHAR", unicode: "VARCHAR", unicodeText: "TEXT", text: "TEXT" }[this.kind] ?? this.kind;
    return this.length === null ? name : `${name}(${this.length})`;
  }
}
