/** Names in backticks, where they need them. */
import { CompileError } from "@cupel/core";
import { IdentifierPreparer } from "@cupel/core/internal";
import { mariadbReservedWords, mysqlReservedWords } from "./reserved-words.js";

export class MysqlIdentifierPreparer extends IdentifierPreparer {
  override get openQuote(): string {
    return "`";
  }
  override get closeQuote(): string {
    return "`";
  }
  override get reservedWords(): ReadonlySet<string> {
    return mysqlReservedWords;
  }
}
export class MariadbIdentifierPreparer extends MysqlIdentifierPreparer {
  override get reservedWords(): ReadonlySet<string> {
    return mariadbReservedWords;
  }
}

/**
 * A word of the language where no quotes can stand: the name of a character set, a collation, an engine.
 * @param what what the word is for, as the message calls it
 */
export function checkedWord(text: string, what: string): string {
  if (!/^\w+$/.test(text)) throw new CompileError(`${JSON.stringify(text)} is no name for ${what}: letters, digits and "_"`);
  return text;
}
