/** UUID, as text in lower case. Text that stands alone would not be taken for one, so that it says what it is. */
import type { As, Conversion, Converted, Processor, TypeEngine, UuidOptions } from "@cupel/core";
import { type Dialect, UuidType } from "@cupel/core/internal";
import { typedLiteral } from "./own.js";

export class PostgresUuid<out V> extends UuidType<V> {
  /** Kept as CHAR(32), it is text. */
  get castsParameter(): boolean {
    return this.kind === "UUID" || this.nativeUuid;
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    const bind = this.createBind(dialect) as Processor;
    return this.castsParameter ? typedLiteral(bind(value) as string, this, dialect) : super.createLiteral(value, dialect);
  }
}

/** UUID, as text in lower case. */
export function uuid(): TypeEngine<string>;
export function uuid<A extends Conversion<string>>(options: As<A>): TypeEngine<Converted<A, string>>;
export function uuid(options?: { as?: Conversion<never> }): TypeEngine<unknown> {
  return new PostgresUuid({} satisfies UuidOptions, options?.as ?? null, "UUID");
}
