/** T-SQL as an independent grammar sees it: `antlr4ts-sql`, made from the grammar of the ANTLR project. Keywords are compared in upper case. */
import { CaseChangingStream, CharStreams, CommonTokenStream, TSQLGrammar, TSqlLexer } from "antlr4ts-sql";

export interface Parsed {
  /** What the grammar does not accept. */
  readonly errors: readonly string[];
  /** The kinds of the tokens, without blanks and comments. */
  readonly kinds: readonly string[];
}

export function parse(sql: string): Parsed {
  const errors: string[] = [];
  const listener = {
    syntaxError: (_recognizer: unknown, _symbol: unknown, line: number, column: number, message: string) =>
      errors.push(`${line}:${column} ${message.replace(/ expecting \{.*/s, "")}`),
  };
  const lexer = new TSqlLexer(new CaseChangingStream(CharStreams.fromString(sql), true));
  lexer.removeErrorListeners();
  lexer.addErrorListener(listener);
  const tokens = new CommonTokenStream(lexer);
  const parser = new TSQLGrammar.TSqlParser(tokens);
  parser.removeErrorListeners();
  parser.addErrorListener(listener);
  parser.tsql_file();
  const kinds = tokens
    .getTokens()
    .filter((token) => token.channel === 0 && token.type !== -1)
    .map((token) => lexer.vocabulary.getDisplayName(token.type));
  return { errors, kinds };
}
