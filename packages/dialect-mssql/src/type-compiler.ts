/** The names of SQL Server's types. What has no length and may be long is `(max)`. */
import { CompileError, type TypeEngine } from "@cupel/core";
import {
  type BooleanType,
  type DateTimeType,
  type LargeBinaryType,
  type StringType,
  type TimeType,
  TypeCompiler,
  type UuidType,
} from "@cupel/core/internal";
import { VarBinaryType } from "./types/bytes.js";
import type { MssqlDateTimeType, MssqlTimeType } from "./types/moments.js";

type AnyType = TypeEngine<unknown>;

export class MssqlTypeCompiler extends TypeCompiler {
  protected override collation(name: string): string {
    return this.dialect.identifiers.formatCollation(name);
  }
  private orMax(name: string, type: StringType): string {
    const text = `${name}(${type.length ?? "max"})`;
    return type.collation === null ? text : `${text} COLLATE ${this.collation(type.collation)}`;
  }
  private precise(name: string, precision: number | null | undefined): string {
    return this.withLength(name, precision ?? null);
  }

  override visitVARCHAR(type: StringType): string {
    return this.orMax("VARCHAR", type);
  }
  override visitNVARCHAR(type: StringType): string {
    return this.orMax("NVARCHAR", type);
  }
  override visitText(type: StringType): string {
    return this.visitVARCHAR(type);
  }
  override visitUnicode(type: StringType): string {
    return this.visitNVARCHAR(type);
  }
  override visitUnicodeText(type: StringType): string {
    return this.visitNVARCHAR(type);
  }
  visitNTEXT(type: StringType): string {
    return this.text("NTEXT", type);
  }
  visitXML(_type: AnyType): string {
    return "XML";
  }

  override visitVARBINARY(type: LargeBinaryType): string {
    return `VARBINARY(${type.length ?? "max"})${type instanceof VarBinaryType && type.filestream ? " FILESTREAM" : ""}`;
  }
  override visitLargeBinary(type: LargeBinaryType): string {
    return this.visitVARBINARY(type);
  }
  visitIMAGE(_type: AnyType): string {
    return "IMAGE";
  }
  visitROWVERSION(_type: AnyType): string {
    return "ROWVERSION";
  }

  override visitBoolean(type: BooleanType): string {
    return this.visitBIT(type);
  }
  visitBIT(_type: AnyType): string {
    return "BIT";
  }
  visitTINYINT(_type: AnyType): string {
    return "TINYINT";
  }
  visitMONEY(_type: AnyType): string {
    return "MONEY";
  }
  visitSMALLMONEY(_type: AnyType): string {
    return "SMALLMONEY";
  }
  override visitDouble(): string {
    return "DOUBLE PRECISION";
  }

  override visitDateTime(type: DateTimeType<unknown>): string {
    return type.timezone ? this.visitDATETIMEOFFSET(type) : this.visitDATETIME(type);
  }
  visitDATETIMEOFFSET(type: DateTimeType<unknown>): string {
    return this.precise("DATETIMEOFFSET", (type as Partial<MssqlDateTimeType<unknown>>).precision);
  }
  visitDATETIME2(type: DateTimeType<unknown>): string {
    return this.precise("DATETIME2", (type as Partial<MssqlDateTimeType<unknown>>).precision);
  }
  visitSMALLDATETIME(_type: AnyType): string {
    return "SMALLDATETIME";
  }
  override visitTIME(type: TimeType<unknown>): string {
    return this.precise("TIME", (type as Partial<MssqlTimeType<unknown>>).precision);
  }
  /** By this name SQL Server calls what is no moment at all. */
  override visitTIMESTAMP(_type: DateTimeType<unknown>): string {
    throw new CompileError(
      `TIMESTAMP on ${this.dialect.name} is the version of a row, not a moment: use t.dateTime(), or rowversion() of this dialect`,
    );
  }

  override visitJSON(_type: AnyType): string {
    return "NVARCHAR(max)";
  }
  override visitUuid(type: UuidType<unknown>): string {
    return type.nativeUuid ? this.visitUNIQUEIDENTIFIER(type) : super.visitUuid(type);
  }
  visitUNIQUEIDENTIFIER(_type: AnyType): string {
    return "UNIQUEIDENTIFIER";
  }
  visitSQL_VARIANT(_type: AnyType): string {
    return "SQL_VARIANT";
  }
}
