/** SQL functions that SQLite names but does not bring. */
import type BetterSqlite3 from "better-sqlite3";

const mostPatterns = 100;

/** `text REGEXP pattern` is `regexp(pattern, text)`: a JavaScript pattern, found anywhere in the text. */
export function defineFunctions(database: BetterSqlite3.Database): void {
  const patterns = new Map<string, RegExp>();
  database.function("regexp", { deterministic: true }, (pattern: unknown, text: unknown) => {
    if (pattern === null || text === null) return null;
    const source = String(pattern);
    let compiled = patterns.get(source);
    if (compiled === undefined) {
      compiled = new RegExp(source, "u");
      if (patterns.size >= mostPatterns) patterns.clear();
      patterns.set(source, compiled);
    }
    return compiled.test(String(text)) ? 1 : 0;
  });
}
