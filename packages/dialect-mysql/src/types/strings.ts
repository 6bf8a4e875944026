/** Texts with a character set, a collation, or neither of one's own: NATIONAL. */
import type { TypeEngine } from "@cupel/core";
import { StringType } from "@cupel/core/internal";

export interface TextTypeOptions {
  /** `"utf8mb4"`. */
  readonly charset?: string;
  /** `"utf8mb4_0900_ai_ci"`. */
  readonly collation?: string;
  /** The character set `latin1`. */
  readonly ascii?: boolean;
  /** The character set `ucs2`. */
  readonly unicode?: boolean;
  /** The collation of the character set that compares codes. */
  readonly binary?: boolean;
  /** NATIONAL: the character set that the standard calls so, `utf8`. */
  readonly national?: boolean;
}
const none: TextTypeOptions = {};

/** What a text says besides; nothing of one that is none of MySQL's own. */
export function textOptions(type: TypeEngine<unknown>): TextTypeOptions {
  return (type as { readonly textOptions?: TextTypeOptions }).textOptions ?? none;
}
export function charsetOf(type: TypeEngine<unknown>): string | null {
  return textOptions(type).charset ?? null;
}
export function optionText({ charset = "", collation = "", ascii, unicode, binary, national }: TextTypeOptions): string {
  return [charset, collation, ascii === true, unicode === true, binary === true, national === true].join(",");
}

class MysqlString extends StringType {
  readonly textOptions: TextTypeOptions;
  constructor(kind: string, length: number | null, options: TextTypeOptions) {
    super(length, options.collation ?? null, kind);
    this.textOptions = options;
  }
  protected override signature(): string | null {
    return `${super.signature()},${optionText(this.textOptions)}`;
  }
}
const made = (kind: string, length: number | null, options: TextTypeOptions): TypeEngine<string> => new MysqlString(kind, length, options);

/**
 * VARCHAR(length).
 * @example `column(varchar(50, { charset: "ascii", collation: "ascii_bin" }))` is `VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin`
 */
export function varchar(length: number, options: TextTypeOptions = none): TypeEngine<string> {
  return made("VARCHAR", length, options);
}
/** CHAR(length). */
export function char(length?: number, options: TextTypeOptions = none): TypeEngine<string> {
  return made("CHAR", length ?? null, options);
}
/** NATIONAL VARCHAR(length). */
export function nvarchar(length: number, options: Pick<TextTypeOptions, "collation"> = none): TypeEngine<string> {
  return made("NVARCHAR", length, options);
}
/** NATIONAL CHAR(length). */
export function nchar(length?: number, options: Pick<TextTypeOptions, "collation"> = none): TypeEngine<string> {
  return made("NCHAR", length ?? null, options);
}
/** TEXT: up to 65 535 bytes, or the smallest of its kind that holds `length` characters. */
export function text(length?: number, options: TextTypeOptions = none): TypeEngine<string> {
  return made("TEXT", length ?? null, options);
}
/** TINYTEXT: up to 255 bytes. */
export function tinytext(options: TextTypeOptions = none): TypeEngine<string> {
  return made("TINYTEXT", null, options);
}
/** MEDIUMTEXT: up to 16 MiB. */
export function mediumtext(options: TextTypeOptions = none): TypeEngine<string> {
  return made("MEDIUMTEXT", null, options);
}
/** LONGTEXT: up to 4 GiB. */
export function longtext(options: TextTypeOptions = none): TypeEngine<string> {
  return made("LONGTEXT", null, options);
}
