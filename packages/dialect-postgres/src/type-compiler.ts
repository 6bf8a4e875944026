/** The names of types in PostgreSQL. */
import { CompileError, type TypeEngine } from "@cupel/core";
import { type ArrayType, type EnumType, TypeCompiler } from "@cupel/core/internal";
import { hasOwnName } from "./types/own.js";

export class PostgresTypeCompiler extends TypeCompiler {
  override process(type: TypeEngine<unknown>): string {
    const impl = type.dialectImpl(this.dialect);
    // `t.DATETIME()` and its like are rendered as named, whether there is such a type or not.
    return hasOwnName(impl) && impl.kind !== "DATETIME" ? impl.sqlName(this.dialect) : super.process(type);
  }

  override visitDouble(): string {
    return "DOUBLE PRECISION";
  }
  override visitLargeBinary(): string {
    return "BYTEA";
  }
  /** The brackets stand before the collation: `VARCHAR(5)[] COLLATE "C"`. */
  override visitArray(type: ArrayType<unknown>): string {
    const item = this.process(type.item);
    const brackets = "[]".repeat(type.dimensions ?? 1);
    const collation = item.indexOf(" COLLATE ");
    return collation < 0 ? item + brackets : item.slice(0, collation) + brackets + item.slice(collation);
  }

  protected override nativeEnum(type: EnumType): string {
    return this.enumName(type, type.schema);
  }
  visitENUM(type: EnumType): string {
    return this.enumName(type, type.schema);
  }
  /** A named type with its schema. */
  enumName(type: EnumType, schema: string | null): string {
    if (type.name === null)
      throw new CompileError(
        `On ${this.dialect.name} an enum is a type with a name: t.enum(values, { name: "…" }), or { nativeEnum: false } for text`,
      );
    const name = this.dialect.identifiers.quote(type.name);
    return schema === null ? name : `${this.dialect.identifiers.quoteSchema(schema)}.${name}`;
  }
}
