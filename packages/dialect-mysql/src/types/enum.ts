/** ENUM with a character set. `t.enum()` is the same without one. */
import type { EnumObject, TypeEngine } from "@cupel/core";
import { EnumType } from "@cupel/core/internal";
import { optionText, type TextTypeOptions } from "./strings.js";

export class MysqlEnumType extends EnumType {
  readonly textOptions: TextTypeOptions;
  readonly collation: string | null;
  constructor(values: readonly (string | number)[] | EnumObject, options: TextTypeOptions) {
    super(values, {}, "ENUM");
    this.textOptions = options;
    this.collation = options.collation ?? null;
  }
  protected override signature(): string | null {
    return `${super.signature()},${optionText(this.textOptions)}`;
  }
}

/**
 * ENUM: one of a list of texts. Exported as `enum` too.
 * @example `column(nativeEnum(["a", "b"], { charset: "ascii" }))` is `ENUM('a','b') CHARACTER SET ascii`
 */
export function nativeEnum<const V extends string>(values: readonly V[], options?: TextTypeOptions): TypeEngine<V>;
export function nativeEnum<E extends EnumObject>(values: E, options?: TextTypeOptions): TypeEngine<E[keyof E]>;
export function nativeEnum(values: readonly string[] | EnumObject, options: TextTypeOptions = {}): TypeEngine<unknown> {
  return new MysqlEnumType(values, options);
}
