/** HSTORE: names and texts, of the extension of the same name. */
import { type Affinity, TypeEngine, t } from "@cupel/core";
import { type Dialect, deepCopy, deepEquals, type OperatorLike, type Processor, refuse } from "@cupel/core/internal";
import { formatHstore, type HstoreValue, parseHstore } from "./hstore-text.js";
import { type OwnName, typedLiteral } from "./own.js";

const TEXT = t.text();

export class HstoreType extends TypeEngine<HstoreValue> implements OwnName {
  readonly kind = "HSTORE";
  readonly affinity: Affinity = "other";
  override get isMutable(): boolean {
    return true;
  }
  sqlName(_dialect: Dialect): string {
    return "HSTORE";
  }
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(this, value, "give an object of strings");
      for (const [key, item] of Object.entries(value)) {
        if (item !== null && typeof item !== "string")
          return refuse(this, value, `the value of ${JSON.stringify(key)} must be a string or null`);
        if (key.includes("\0") || item?.includes("\0") === true)
          return refuse(this, value, "it holds a NUL character, which PostgreSQL keeps in BYTEA alone");
      }
      return formatHstore(value as HstoreValue);
    };
  }
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) =>
      typeof value === "string" ? (parseHstore(value) ?? refuse(this, value, "the database holds what is no hstore")) : value;
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return typedLiteral(this.createBind(dialect)?.(value) as string, this, dialect);
  }
  override get isIndexable(): boolean {
    return true;
  }
  /** A key is text; beside any other operator stands another hstore. */
  override coerce(operator: OperatorLike, _value: unknown): TypeEngine<unknown> {
    return operator.name === "jsonItem" ? TEXT : this;
  }
  override resultOf(operator: OperatorLike, _other: TypeEngine<unknown>): TypeEngine<unknown> {
    return operator.name === "jsonItem" ? TEXT : this;
  }
  override equals(value: unknown, kept: unknown): boolean {
    return deepEquals(value, kept);
  }
  override copy(value: unknown): unknown {
    return deepCopy(value);
  }
  override restore(kept: unknown): unknown {
    return deepCopy(kept);
  }
}

/** HSTORE: an object of strings (extension `hstore`). */
export const hstore = (): TypeEngine<HstoreValue> => new HstoreType();
