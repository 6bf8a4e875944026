/** How names are written: quoted where they are words of the language, not in lower case, or not made of letters; never otherwise. */
import { CompileError } from "../errors.js";

/** What the preparer asks of a dialect. */
interface NamedDialect {
  readonly name: string;
}
interface Qualified {
  readonly name?: unknown;
  readonly tableName?: unknown;
  readonly schema: string | null;
}

const legal = /^[a-z_][a-z0-9_$]*$/;
/** The words that PostgreSQL reserves: the list that generic SQL uses. */
const reserved: ReadonlySet<string> = new Set(
  (
    "all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate column constraint create cross " +
    "current_date current_role current_time current_timestamp current_user default deferrable desc distinct do else end except false for foreign " +
    "freeze from full grant group having ilike in initially inner intersect into is isnull join leading left like limit localtime localtimestamp " +
    "natural new not notnull null off offset old on only or order outer overlaps placing primary references right select session_user set similar " +
    "some symmetric table then to trailing true union unique user using verbose when where"
  ).split(" "),
);

export class IdentifierPreparer {
  protected readonly dialect: NamedDialect;
  #cache = new Map<string, string>();

  constructor(dialect: NamedDialect) {
    this.dialect = dialect;
  }

  /** The character that a quoted name begins with, and the one that it ends with. */
  get openQuote(): string {
    return '"';
  }
  get closeQuote(): string {
    return '"';
  }
  /** Words that a name may not be unless it is quoted. */
  get reservedWords(): ReadonlySet<string> {
    return reserved;
  }

  requiresQuotes(name: string): boolean {
    return !legal.test(name) || this.reservedWords.has(name);
  }
  /** The name in quotes. */
  quoteIdentifier(name: string): string {
    if (name.includes("\0")) throw new CompileError(`A name of the database cannot hold a NUL character: ${JSON.stringify(name)}`);
    return this.openQuote + name.replaceAll(this.closeQuote, this.closeQuote + this.closeQuote) + this.closeQuote;
  }
  /**
   * The name as it is written; in quotes if it needs them. A name that was made with `quotedName` says by itself whether it is quoted.
   */
  quote(name: string | { readonly text: string; readonly quote: boolean | null }): string {
    if (typeof name !== "string")
      return name.quote === null ? this.quote(name.text) : name.quote ? this.quoteIdentifier(name.text) : name.text;
    let quoted = this.#cache.get(name);
    if (quoted === undefined) {
      if (name === "") throw new CompileError("A name of the database cannot be empty");
      quoted = this.requiresQuotes(name) ? this.quoteIdentifier(name) : name;
      if (this.#cache.size > 10_000) this.#cache.clear();
      this.#cache.set(name, quoted);
    }
    return quoted;
  }
  /** A schema: a name with dots is one name, unless the dialect says otherwise. */
  quoteSchema(name: string): string {
    return this.quote(name);
  }
  /** A table with its schema. */
  formatTable(table: Qualified, schema: string | null = table.schema): string {
    const name = this.quote((table.tableName ?? table.name) as string);
    return schema === null ? name : `${this.quoteSchema(schema)}.${name}`;
  }
  /** How long a name is, in the measure of `maxIdentifierLength`: characters, unless the database counts bytes. */
  lengthOf(name: string): number {
    return name.length;
  }
  /** What `lengthOf` counts, in messages. */
  get lengthUnit(): string {
    return "characters";
  }
  formatCollation(name: string): string {
    return this.quote(name);
  }
}
