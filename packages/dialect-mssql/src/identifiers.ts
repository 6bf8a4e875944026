/** Names in T-SQL: in brackets where they need it. A schema may name its database, or its server too: `"db.owner"`, `"[my.db].owner"`. */
import { CompileError } from "@cupel/core";
import { IdentifierPreparer } from "@cupel/core/internal";
import { reservedWords } from "./reserved-words.js";

export class MssqlIdentifierPreparer extends IdentifierPreparer {
  override get openQuote(): string {
    return "[";
  }
  override get closeQuote(): string {
    return "]";
  }
  override get reservedWords(): ReadonlySet<string> {
    return reservedWords;
  }

  /** Names of collations are words, which T-SQL takes in no quotes. */
  override formatCollation(name: string): string {
    if (!/^\w+$/.test(name))
      throw new CompileError(`${JSON.stringify(name)} is no collation of SQL Server, whose names are made of letters, digits and "_"`);
    return name;
  }

  /**
   * A schema: its last part is the owner. What stands before it is the database: a dotted name as a whole, or each part in brackets by itself
   * (`"[server].[db].owner"`).
   */
  override quoteSchema(name: string): string {
    const parts = splitSchema(name);
    const owner = parts.at(-1) as SchemaPart;
    const before = parts.slice(0, -1);
    if (before.length === 0) return this.part(owner);
    const database =
      before.length > 1 && before.some((part) => part.inBrackets)
        ? before.map((part) => this.quoteIdentifier(part.text)).join(".")
        : this.quote(before.map((part) => part.text).join("."));
    return `${database}.${this.quote(owner.text)}`;
  }
  private part(part: SchemaPart): string {
    return part.inBrackets ? this.quoteIdentifier(part.text) : this.quote(part.text);
  }
}

interface SchemaPart {
  readonly text: string;
  readonly inBrackets: boolean;
}

/** Splits at the dots that stand in no brackets. Within brackets `]]` is one `]`. */
export function splitSchema(schema: string): SchemaPart[] {
  const parts: SchemaPart[] = [];
  let text = "";
  let inBrackets = false;
  let open = false;
  for (let position = 0; position < schema.length; position++) {
    const char = schema[position] as string;
    if (open) {
      if (char !== "]") text += char;
      else if (schema[position + 1] === "]") {
        text += "]";
        position++;
      } else open = false;
    } else if (char === "[" && text === "") {
      open = true;
      inBrackets = true;
    } else if (char === ".") {
      parts.push({ text, inBrackets });
      text = "";
      inBrackets = false;
    } else text += char;
  }
  parts.push({ text, inBrackets });
  if (open || parts.some((part) => part.text === ""))
    throw new CompileError(`${JSON.stringify(schema)} names no schema: write "owner", "database.owner" or "[data.base].owner"`);
  return parts;
}
