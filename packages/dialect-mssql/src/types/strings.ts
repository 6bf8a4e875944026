/** Text. What is NCHAR, NVARCHAR or NTEXT holds every character, and is written `N'…'`; the rest holds those of the code page of its collation. */
import type { TextOptions, TypeEngine } from "@cupel/core";
import { type Dialect, StringType } from "@cupel/core/internal";

/** A string of any characters. */
export class NationalStringType extends StringType {
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    const literal = super.createLiteral(value, dialect);
    return literal.startsWith("N") ? literal : `N${literal}`;
  }
}

const national = (kind: string, length: number | undefined, options: TextOptions | undefined): TypeEngine<string> =>
  new NationalStringType(length ?? null, options?.collation ?? null, kind);

/** NVARCHAR(length), or NVARCHAR(max) without a length. */
export function nvarchar(length?: number, options?: TextOptions): TypeEngine<string> {
  return national("NVARCHAR", length, options);
}
/** NCHAR(length). */
export function nchar(length?: number, options?: TextOptions): TypeEngine<string> {
  return national("NCHAR", length, options);
}
/** VARCHAR(length), or VARCHAR(max) without a length. */
export function varchar(length?: number, options?: TextOptions): TypeEngine<string> {
  return new StringType(length ?? null, options?.collation ?? null, "VARCHAR");
}
/** NTEXT: the old form of `nvarchar()`. */
export function ntext(options?: TextOptions): TypeEngine<string> {
  return national("NTEXT", undefined, options);
}
/** XML, as text. */
export function xml(): TypeEngine<string> {
  return new NationalStringType(null, null, "XML");
}
