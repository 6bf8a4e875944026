/** The names of types in PostgreSQL. */
import { CompileError, type TypeEngine } from "@cupel/core";
import { type ArrayType, type Dialect, type EnumType, TypeCompiler } from "@cupel/core/internal";
import type { DomainType } from "./types/domain.js";
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
    return this.named(type.name, type.schema, type.inheritSchema);
  }
  visitENUM(type: EnumType): string {
    return this.nativeEnum(type);
  }
  visitDOMAIN(type: DomainType<unknown>): string {
    return this.named(type.name, type.schema, false);
  }
  /** A type that is an object of a schema, by its name. */
  named(name: string | null, schema: string | null, inheritsSchema: boolean): string {
    if (name === null) {
      throw new CompileError(
        `On ${this.dialect.name} an enum is a type with a name: t.enum(values, { name: "…" }), or { nativeEnum: false } for text`,
      );
    }
    const { identifiers } = this.dialect;
    const place = this.schemaOf(schema, inheritsSchema);
    return place === null ? identifiers.quote(name) : `${identifiers.quoteSchema(place)}.${identifiers.quote(name)}`;
  }
  /** Hook: in which schema a type is; `inherits`: in that of the table which is being written, if it names none. */
  protected schemaOf(schema: string | null, _inherits: boolean): string | null {
    return schema;
  }
}

/** The names of types within DDL: schemas are translated, and a type may take that of its table. */
export class PostgresColumnTypeCompiler extends PostgresTypeCompiler {
  readonly #tableSchema: string | null;
  readonly #translate: (schema: string) => string | null;
  constructor(dialect: Dialect, tableSchema: string | null, translate: (schema: string) => string | null) {
    super(dialect);
    this.#tableSchema = tableSchema;
    this.#translate = translate;
  }
  protected override schemaOf(schema: string | null, inherits: boolean): string | null {
    const own = schema ?? (inherits ? this.#tableSchema : null);
    return own === null ? null : this.#translate(own);
  }
}
