/** The names of types in DDL and CAST. A dialect overrides the methods of the types that it spells in another way. */
import type { Dialect } from "../engine/dialect.js";
import { CompileError } from "../errors.js";
import type { LargeBinaryType } from "../types/binary.js";
import { DecoratedType, UserDefinedType } from "../types/decorator.js";
import type { TypeEngine } from "../types/engine.js";
import type { EnumType } from "../types/enum.js";
import type { FloatType, NumericType } from "../types/numeric.js";
import type { StringType } from "../types/string.js";
import type { DateTimeType, TimeType } from "../types/temporal.js";
import type { UuidType } from "../types/uuid.js";

type AnyType = TypeEngine<unknown>;

export class TypeCompiler {
  readonly dialect: Dialect;
  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  /**
   * The name of a type.
   * @throws CompileError if the dialect has no such type
   */
  process(type: AnyType): string {
    const impl = type.dialectImpl(this.dialect);
    if (impl instanceof DecoratedType) return this.process(impl.wrapped(this.dialect));
    if (impl instanceof UserDefinedType) return impl.spec(this.dialect);
    const visit = (this as unknown as Record<string, ((type: AnyType) => string) | undefined>)[
      `visit${impl.kind.charAt(0).toUpperCase()}${impl.kind.slice(1)}`
    ];
    return visit === undefined ? this.unsupported(impl) : visit.call(this, impl);
  }
  /** A type that the dialect has no name for. */
  protected unsupported(type: AnyType): string {
    throw new CompileError(`The type ${type.describe()} does not exist on ${this.dialect.name}`);
  }

  protected withLength(name: string, length: number | null): string {
    return length === null ? name : `${name}(${length})`;
  }
  /** VARCHAR and its like: the length, then the collation. */
  protected text(name: string, type: StringType): string {
    const text = this.withLength(name, type.length);
    return type.collation === null ? text : `${text} COLLATE ${this.collation(type.collation)}`;
  }
  protected collation(name: string): string {
    return `"${name.replaceAll('"', '""')}"`;
  }
  protected decimal(name: string, type: NumericType): string {
    return type.precision === null
      ? name
      : type.scale === null
        ? `${name}(${type.precision})`
        : `${name}(${type.precision}, ${type.scale})`;
  }

  visitInteger(_type: AnyType): string {
    return this.visitINTEGER(_type);
  }
  visitSmallInteger(type: AnyType): string {
    return this.visitSMALLINT(type);
  }
  visitBigInteger(type: AnyType): string {
    return this.visitBIGINT(type);
  }
  visitFloat(type: FloatType): string {
    return this.visitFLOAT(type);
  }
  visitDouble(type: FloatType): string {
    return this.visitDOUBLE(type);
  }
  visitNumeric(type: NumericType): string {
    return this.visitNUMERIC(type);
  }
  visitString(type: StringType): string {
    return this.visitVARCHAR(type);
  }
  visitText(type: StringType): string {
    return this.visitTEXT(type);
  }
  visitUnicode(type: StringType): string {
    return this.visitVARCHAR(type);
  }
  visitUnicodeText(type: StringType): string {
    return this.visitTEXT(type);
  }
  visitBoolean(type: AnyType): string {
    return this.visitBOOLEAN(type);
  }
  visitDate(type: AnyType): string {
    return this.visitDATE(type);
  }
  visitDateTime(type: DateTimeType<unknown>): string {
    return this.visitDATETIME(type);
  }
  visitTime(type: TimeType<unknown>): string {
    return this.visitTIME(type);
  }
  /** Where there is no INTERVAL, the moment so long after 1970 began. */
  visitInterval(_type: AnyType): string {
    return "DATETIME";
  }
  visitLargeBinary(type: LargeBinaryType): string {
    return this.visitBLOB(type);
  }
  visitJson(type: AnyType): string {
    return this.visitJSON(type);
  }
  visitUuid(type: UuidType<unknown>): string {
    return type.nativeUuid && this.dialect.capabilities.nativeUuid ? this.visitUUID(type) : "CHAR(32)";
  }
  visitEnum(type: EnumType): string {
    return type.nativeEnum && this.dialect.capabilities.nativeEnum ? this.nativeEnum(type) : `VARCHAR(${type.length})`;
  }
  protected nativeEnum(type: EnumType): string {
    return this.unsupported(type);
  }
  visitArray(type: AnyType): string {
    throw new CompileError(
      `${this.dialect.name} has no arrays (${type.describe()}): use t.json<V[]>(), or t.array(…).withVariant(t.json(), "${this.dialect.name}")`,
    );
  }
  visitNull(_type: AnyType): string {
    throw new CompileError("The type of the column is not known, so that its DDL cannot be written: give it one");
  }

  visitINTEGER(_type: AnyType): string {
    return "INTEGER";
  }
  visitSMALLINT(_type: AnyType): string {
    return "SMALLINT";
  }
  visitBIGINT(_type: AnyType): string {
    return "BIGINT";
  }
  visitREAL(_type: FloatType): string {
    return "REAL";
  }
  visitFLOAT(type: FloatType): string {
    return this.withLength("FLOAT", type.precision);
  }
  visitDOUBLE(_type: FloatType): string {
    return "DOUBLE";
  }
  visitDOUBLE_PRECISION(_type: FloatType): string {
    return "DOUBLE PRECISION";
  }
  visitNUMERIC(type: NumericType): string {
    return this.decimal("NUMERIC", type);
  }
  visitDECIMAL(type: NumericType): string {
    return this.decimal("DECIMAL", type);
  }
  visitVARCHAR(type: StringType): string {
    return this.text("VARCHAR", type);
  }
  visitCHAR(type: StringType): string {
    return this.text("CHAR", type);
  }
  visitNVARCHAR(type: StringType): string {
    return this.text("NVARCHAR", type);
  }
  visitNCHAR(type: StringType): string {
    return this.text("NCHAR", type);
  }
  visitTEXT(type: StringType): string {
    return this.text("TEXT", type);
  }
  visitCLOB(_type: StringType): string {
    return "CLOB";
  }
  visitBLOB(_type: LargeBinaryType): string {
    return "BLOB";
  }
  visitBINARY(type: LargeBinaryType): string {
    return this.withLength("BINARY", type.length);
  }
  visitVARBINARY(type: LargeBinaryType): string {
    return this.withLength("VARBINARY", type.length);
  }
  visitBOOLEAN(_type: AnyType): string {
    return "BOOLEAN";
  }
  visitDATE(_type: AnyType): string {
    return "DATE";
  }
  visitDATETIME(_type: DateTimeType<unknown>): string {
    return "DATETIME";
  }
  visitTIMESTAMP(_type: DateTimeType<unknown>): string {
    return "TIMESTAMP";
  }
  visitTIME(_type: TimeType<unknown>): string {
    return "TIME";
  }
  visitJSON(_type: AnyType): string {
    return "JSON";
  }
  visitUUID(_type: AnyType): string {
    return "UUID";
  }
}
