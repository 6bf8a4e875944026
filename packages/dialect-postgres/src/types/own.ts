/** What the types have in common that only PostgreSQL has. */
import { type Affinity, type Processor, TypeEngine } from "@cupel/core";
import { type Dialect, quoteString, refuse } from "@cupel/core/internal";

/** A type that says by itself how it is called in SQL. */
export interface OwnName {
  sqlName(dialect: Dialect): string;
}
export function hasOwnName(type: TypeEngine<unknown>): type is TypeEngine<unknown> & OwnName {
  return "sqlName" in type;
}

/** A type whose parameters are written with a cast (`$1::JSONB`): the server would take them for something else. */
export interface CastOfParameter {
  readonly castsParameter: boolean;
}
export function castsParameter(type: TypeEngine<unknown>): boolean {
  return (type as Partial<CastOfParameter>).castsParameter === true;
}

/** The name of a type in SQL. */
export function nameOf(type: TypeEngine<unknown>, dialect: Dialect): string {
  const Compiler = dialect.typeCompiler();
  return new Compiler(dialect).process(type);
}

/** A value's text as a literal of its type. */
export function typedLiteral(text: string, type: TypeEngine<unknown>, dialect: Dialect): string {
  return `${quoteString(text, dialect)}::${nameOf(type, dialect)}`;
}

/** The text of a value that the server reads by itself; what cannot be text in PostgreSQL is refused here, with the column's name. */
export function checkedText(type: TypeEngine<unknown>, value: unknown, remedy = "give a string"): string {
  if (typeof value !== "string") return refuse(type, value, remedy);
  if (value.includes("\0")) return refuse(type, value, "it holds a NUL character, which PostgreSQL keeps in BYTEA alone");
  if (!(value as string & { isWellFormed(): boolean }).isWellFormed())
    return refuse(
      type,
      value,
      "it holds half of a surrogate pair, which no encoding of a database has; remove it, for example with toWellFormed()",
    );
  return value;
}

/** A type whose values are the text that the server reads and writes. */
export class TextualType extends TypeEngine<string> implements OwnName {
  readonly kind: string;
  readonly affinity: Affinity = "other";
  private readonly pattern: RegExp | null;
  private readonly remedy: string;

  /** @param pattern what the text looks like, where a wrong one should be refused before it is sent */
  constructor(kind: string, pattern: RegExp | null = null, remedy = "give a string") {
    super();
    this.kind = kind;
    this.pattern = pattern;
    this.remedy = remedy;
  }
  sqlName(_dialect: Dialect): string {
    return this.kind;
  }
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      const text = checkedText(this, value, this.remedy);
      return this.pattern === null || this.pattern.test(text) ? text : refuse(this, value, this.remedy);
    };
  }
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) => (typeof value === "string" ? value : String(value));
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return typedLiteral(this.createBind(dialect)?.(value) as string, this, dialect);
  }
}
