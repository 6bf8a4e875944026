/** The names of types in MySQL. */
import { CompileError, type TypeEngine } from "@cupel/core";
import {
  type EnumType,
  type FloatType,
  type LargeBinaryType,
  type NumericType,
  quoteString,
  type StringType,
  TypeCompiler,
} from "@cupel/core/internal";
import { checkedWord } from "./identifiers.js";
import type { BitType } from "./types/bit.js";
import type { MysqlEnumType } from "./types/enum.js";
import { fspOf } from "./types/moments.js";
import { numberOptions } from "./types/numbers.js";
import type { SetType } from "./types/set.js";
import { charsetOf, textOptions } from "./types/strings.js";

type AnyType = TypeEngine<unknown>;

export class MysqlTypeCompiler extends TypeCompiler {
  protected override collation(name: string): string {
    return checkedWord(name, "a collation");
  }

  // Numbers

  /** The name of a number, with its width if it says one, UNSIGNED and ZEROFILL. */
  private numeric(name: string, type: AnyType): string {
    const { unsigned, zerofill } = numberOptions(type);
    return `${name}${unsigned === true ? " UNSIGNED" : ""}${zerofill === true ? " ZEROFILL" : ""}`;
  }
  private whole(name: string, type: AnyType): string {
    return this.numeric(this.withLength(name, numberOptions(type).displayWidth ?? null), type);
  }
  private real(name: string, type: FloatType, takesPrecision: boolean): string {
    const { scale } = numberOptions(type);
    if (scale !== undefined && type.precision !== null) return this.numeric(`${name}(${type.precision}, ${scale})`, type);
    return this.numeric(takesPrecision ? this.withLength(name, type.precision) : name, type);
  }
  override visitINTEGER(type: AnyType): string {
    return this.whole("INTEGER", type);
  }
  override visitSMALLINT(type: AnyType): string {
    return this.whole("SMALLINT", type);
  }
  override visitBIGINT(type: AnyType): string {
    return this.whole("BIGINT", type);
  }
  visitTINYINT(type: AnyType): string {
    return this.whole("TINYINT", type);
  }
  visitMEDIUMINT(type: AnyType): string {
    return this.whole("MEDIUMINT", type);
  }
  visitYEAR(type: AnyType): string {
    return this.withLength("YEAR", numberOptions(type).displayWidth ?? null);
  }
  visitBIT(type: BitType): string {
    return this.withLength("BIT", type.length);
  }
  override visitFLOAT(type: FloatType): string {
    return this.real("FLOAT", type, true);
  }
  override visitDOUBLE(type: FloatType): string {
    return this.real("DOUBLE", type, false);
  }
  override visitREAL(type: FloatType): string {
    return this.real("REAL", type, false);
  }
  override visitNUMERIC(type: NumericType): string {
    return this.numeric(super.visitNUMERIC(type), type);
  }
  override visitDECIMAL(type: NumericType): string {
    return this.numeric(super.visitDECIMAL(type), type);
  }
  override visitBOOLEAN(_type: AnyType): string {
    return "BOOL";
  }

  // Texts

  protected override text(name: string, type: StringType): string {
    return this.described(this.withLength(name, type.length), type);
  }
  /** A name of a text with its character set and collation. What is NATIONAL has a character set by that. */
  private described(name: string, type: AnyType, isNational = textOptions(type).national === true): string {
    const { ascii, unicode, binary } = textOptions(type);
    const charset = charsetOf(type);
    const { collation = null } = type as { readonly collation?: string | null };
    const set = isNational
      ? ""
      : charset !== null
        ? ` CHARACTER SET ${checkedWord(charset, "a character set")}`
        : ascii === true
          ? " ASCII"
          : unicode === true
            ? " UNICODE"
            : "";
    const order = collation !== null ? ` COLLATE ${this.collation(collation)}` : binary === true ? " BINARY" : "";
    return `${isNational ? "NATIONAL " : ""}${name}${set}${order}`;
  }
  override visitVARCHAR(type: StringType): string {
    return this.text(this.neededLength("VARCHAR", type), type);
  }
  override visitNVARCHAR(type: StringType): string {
    return this.described(`${this.neededLength("VARCHAR", type)}(${type.length})`, type, true);
  }
  override visitNCHAR(type: StringType): string {
    return this.described(this.withLength("CHAR", type.length), type, true);
  }
  private neededLength(name: string, type: StringType): string {
    if (type.length === null)
      throw new CompileError(`${name} needs a length on ${this.dialect.name}: t.string(255); or t.text(), which needs none`);
    return name;
  }
  visitTINYTEXT(type: StringType): string {
    return this.described("TINYTEXT", type);
  }
  visitMEDIUMTEXT(type: StringType): string {
    return this.described("MEDIUMTEXT", type);
  }
  visitLONGTEXT(type: StringType): string {
    return this.described("LONGTEXT", type);
  }

  // Bytes

  override visitBLOB(type: LargeBinaryType): string {
    return this.withLength("BLOB", type.length);
  }
  override visitVARBINARY(type: LargeBinaryType): string {
    if (type.length === null)
      throw new CompileError(`VARBINARY needs a length on ${this.dialect.name}: t.VARBINARY(255); or t.largeBinary(), which needs none`);
    return super.visitVARBINARY(type);
  }
  visitTINYBLOB(_type: AnyType): string {
    return "TINYBLOB";
  }
  visitMEDIUMBLOB(_type: AnyType): string {
    return "MEDIUMBLOB";
  }
  visitLONGBLOB(_type: AnyType): string {
    return "LONGBLOB";
  }

  // Moments

  override visitDATETIME(type: AnyType): string {
    return this.withLength("DATETIME", fspOf(type));
  }
  override visitTIMESTAMP(type: AnyType): string {
    return this.withLength("TIMESTAMP", fspOf(type));
  }
  override visitTIME(type: AnyType): string {
    return this.withLength("TIME", fspOf(type));
  }

  // Values of a list

  protected override nativeEnum(type: EnumType): string {
    return this.listed("ENUM", type, type.texts);
  }
  visitENUM(type: MysqlEnumType): string {
    return this.listed("ENUM", type, type.texts);
  }
  visitSET(type: SetType): string {
    return this.listed("SET", type, type.members);
  }
  private listed(name: string, type: AnyType, values: readonly string[]): string {
    return this.described(`${name}(${values.map((value) => quoteString(value, this.dialect)).join(",")})`, type);
  }
}
