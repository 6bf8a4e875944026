/** MySQL as an independent grammar sees it: `antlr4ts-sql`, made from the grammar of MySQL Workbench, of version 8.0.20. */
import { CharStreams, CommonTokenStream, MySQLGrammar, MySQLLexer } from "antlr4ts-sql";

/** @returns what the grammar does not accept */
export function syntaxErrors(sql: string): string[] {
  const errors: string[] = [];
  const listener = {
    syntaxError: (_recognizer: unknown, _symbol: unknown, line: number, column: number, message: string) =>
      errors.push(`${line}:${column} ${message.replace(/ expecting \{.*/s, "")}`),
  };
  const lexer = new MySQLLexer(CharStreams.fromString(sql));
  lexer.removeErrorListeners();
  lexer.addErrorListener(listener);
  const tokens = new CommonTokenStream(lexer);
  const parser = new MySQLGrammar.MultiQueryMySQLParser(tokens);
  (lexer as unknown as { serverVersion: number }).serverVersion = 80_020;
  (parser as unknown as { serverVersion: number }).serverVersion = 80_020;
  parser.removeErrorListeners();
  parser.addErrorListener(listener);
  parser.query();
  // It stops where a statement may end.
  if (tokens.LA(1) !== -1) errors.push(`what is left begins with ${JSON.stringify(tokens.LT(1).text)}`);
  return errors;
}
