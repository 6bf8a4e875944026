/** Enums, which are types of the schema with a name: they are created before the first table that has one. */
import { ArgumentError, type EnumObject, type EnumOptions, type TypeEngine } from "@cupel/core";
import { EnumType } from "@cupel/core/internal";
import { PostgresDdl } from "./own-ddl.js";

export interface NativeEnumOptions extends Omit<EnumOptions, "nativeEnum" | "createConstraint" | "length" | "name"> {
  /** The name of the type. */
  name: string;
  /** False: `createAll` and `dropAll` leave the type alone. */
  createType?: boolean;
}

export class PostgresEnum<out V extends string | number = string | number> extends EnumType<V> {
  /** Whether `createAll` creates the type. */
  readonly createType: boolean;
  constructor(values: readonly (string | number)[] | EnumObject, options: NativeEnumOptions) {
    const { createType, ...general } = options;
    if (typeof options.name !== "string" || options.name === "")
      throw new ArgumentError("nativeEnum() needs the name of the type: nativeEnum(values, { name })");
    super(values, general, "ENUM");
    this.createType = createType ?? true;
  }
}

/**
 * An ENUM type of PostgreSQL.
 * @example `column(nativeEnum(["sad", "ok"], { name: "mood" }))`
 */
export function nativeEnum<const V extends string>(values: readonly V[], options: NativeEnumOptions): TypeEngine<V>;
export function nativeEnum<E extends EnumObject>(values: E, options: NativeEnumOptions): TypeEngine<E[keyof E]>;
export function nativeEnum(values: readonly string[] | EnumObject, options: NativeEnumOptions): TypeEngine<unknown> {
  return new PostgresEnum(values, options);
}

function enumOf(type: TypeEngine<unknown>, doing: string): EnumType {
  if (!(type instanceof EnumType)) throw new ArgumentError(`${doing} takes an enum, made by t.enum() or nativeEnum()`);
  return type as EnumType;
}

/** CREATE TYPE … AS ENUM. */
export class CreateEnumType extends PostgresDdl {
  readonly kind = "createEnumType";
  readonly type: EnumType;
  /** The schema of a type that takes that of its table. */
  readonly schema: string | null;
  constructor(type: TypeEngine<unknown>, options: { readonly schema?: string | null } = {}) {
    super();
    this.type = enumOf(type, "new CreateEnumType()");
    this.schema = options.schema ?? this.type.schema;
  }
  override get target(): unknown {
    return this.type;
  }
}
/** DROP TYPE of an enum. */
export class DropEnumType extends PostgresDdl {
  readonly kind = "dropEnumType";
  readonly type: EnumType;
  readonly schema: string | null;
  readonly ifExists: boolean;
  constructor(type: TypeEngine<unknown>, options: { readonly schema?: string | null; readonly ifExists?: boolean } = {}) {
    super();
    this.type = enumOf(type, "new DropEnumType()");
    this.schema = options.schema ?? this.type.schema;
    this.ifExists = options.ifExists ?? false;
  }
  override get target(): unknown {
    return this.type;
  }
}
