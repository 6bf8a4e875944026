/** A type with a fixed list of values, stored as text: the values themselves, not the names under which a program knows them. */
import type { Dialect } from "../engine/dialect.js";
import { ArgumentError, nameList } from "../errors.js";
import { type Affinity, type Processor, quoteString, TypeEngine } from "./engine.js";
import { refuse } from "./refusal.js";

export interface EnumOptions {
  /** The name of the type, where the database has named enums, and of the CHECK constraint. */
  name?: string;
  /** Use the database's own enum where it has one. True by default. */
  nativeEnum?: boolean;
  /** Where the text is not guarded by a native enum, a CHECK that it is one of the values. */
  createConstraint?: boolean;
  /** The length of the text; by default that of the longest value. */
  length?: number;
  /** The schema of the type, where the database has named enums. */
  schema?: string;
  /** The type takes the schema of its table. */
  inheritSchema?: boolean;
}

export type EnumObject = Readonly<Record<string, string | number>>;

/** The values of an object of names and values; the reverse names that TypeScript puts into a numeric enum are left out. */
export function enumValues(source: readonly (string | number)[] | EnumObject): (string | number)[] {
  if (Array.isArray(source)) return [...(source as readonly (string | number)[])];
  const object = source as EnumObject;
  return Object.keys(object)
    .filter((key) => !(typeof object[key] === "string" && /^-?\d+(\.\d+)?$/.test(key) && object[object[key] as string] === Number(key)))
    .map((key) => object[key] as string | number);
}

export class EnumType<out V extends string | number = string | number> extends TypeEngine<V> {
  readonly kind: string;
  readonly affinity: Affinity = "string";
  readonly values: readonly (string | number)[];
  readonly name: string | null;
  readonly nativeEnum: boolean;
  readonly createConstraint: boolean;
  readonly length: number;
  readonly schema: string | null;
  readonly inheritSchema: boolean;
  private readonly byText: ReadonlyMap<string, string | number>;

  constructor(source: readonly (string | number)[] | EnumObject, options: EnumOptions = {}, kind = "enum") {
    super();
    this.values = [...new Set(enumValues(source))];
    if (this.values.length === 0) throw new ArgumentError("t.enum() needs one value at least");
    this.byText = new Map(this.values.map((value) => [String(value), value]));
    if (this.byText.size !== this.values.length) throw new ArgumentError("t.enum() has a number and a text that are stored alike");
    const longest = Math.max(...this.values.map((value) => [...String(value)].length));
    if (options.length !== undefined && options.length < longest)
      throw new ArgumentError(`t.enum(): the length ${options.length} is less than that of its longest value, ${longest}`);
    this.name = options.name ?? null;
    this.nativeEnum = options.nativeEnum ?? true;
    this.createConstraint = options.createConstraint ?? false;
    this.length = options.length ?? longest;
    this.schema = options.schema ?? null;
    this.inheritSchema = options.inheritSchema ?? false;
    this.kind = kind;
  }
  /** The values as they are stored. */
  get texts(): readonly string[] {
    return [...this.byText.keys()];
  }

  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      const text = typeof value === "number" ? String(value) : value;
      if (typeof text !== "string" || this.byText.get(text) !== value) refuse(this, value, `give one of ${nameList(this.texts, "or")}`);
      return text;
    };
  }
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) =>
      this.byText.get(String(value)) ?? refuse(this, value, `the database holds what is none of ${nameList(this.texts, "or")}`);
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return quoteString(this.createBind(dialect)?.(value) as string, dialect);
  }
  protected override signature(): string | null {
    return JSON.stringify([this.values, this.name, this.nativeEnum, this.length, this.schema]);
  }
  override describe(): string {
    return `${this.name ?? "ENUM"} (${nameList(this.texts, "or")})`;
  }
}
