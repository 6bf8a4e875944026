/** The type of what has none known: a bind parameter without a value, a function nobody has described. */
import type { Dialect } from "../engine/dialect.js";
import { type Affinity, type OperatorLike, quoteLiteral, TypeEngine } from "./engine.js";

export class NullType extends TypeEngine<unknown> {
  readonly kind = "null";
  readonly affinity: Affinity = "null";
  override get isWideInteger(): boolean {
    return true;
  }
  override get isHashable(): boolean {
    return false;
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return quoteLiteral(value, this, dialect);
  }
  /** Takes the type of the other operand, if that is known. */
  override resultOf(_operator: OperatorLike, other: TypeEngine<unknown>): TypeEngine<unknown> {
    return other.affinity === "null" ? this : other.resultOf(_operator, this);
  }
  override describe(): string {
    return "NULL";
  }
}

/** The type of `tuple(a, b)`: a row of values. */
export class TupleType extends TypeEngine<readonly unknown[]> {
  readonly kind = "tuple";
  readonly affinity: Affinity = "tuple";
  readonly types: readonly TypeEngine<unknown>[];
  constructor(types: readonly TypeEngine<unknown>[]) {
    super();
    this.types = types;
  }
  protected override signature(): string | null {
    return this.types.map((type) => type.cacheIdentity).join(",");
  }
}

/** The unknown type. */
export const NULL_TYPE: TypeEngine<unknown> = new NullType();
