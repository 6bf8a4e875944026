/** BIT, UNIQUEIDENTIFIER and SQL_VARIANT. */
import { TypeEngine } from "@cupel/core";
import { type Affinity, BooleanType, type Dialect, quoteLiteral, UuidType } from "@cupel/core/internal";

/** A value of almost any type, as the driver gives and takes it. */
export class SqlVariantType extends TypeEngine<unknown> {
  readonly kind = "SQL_VARIANT";
  readonly affinity: Affinity = "other";
  override get isHashable(): boolean {
    return false;
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return quoteLiteral(value, this, dialect);
  }
}

/** BIT: true or false. */
export function bit(): TypeEngine<boolean> {
  return new BooleanType({}, "BIT");
}
/** UNIQUEIDENTIFIER: a UUID as text in lower case. */
export function uniqueidentifier(): TypeEngine<string> {
  return new UuidType<string>({}, null, "UNIQUEIDENTIFIER");
}
/** SQL_VARIANT: a value of almost any type. */
export function sqlVariant(): TypeEngine<unknown> {
  return new SqlVariantType();
}
