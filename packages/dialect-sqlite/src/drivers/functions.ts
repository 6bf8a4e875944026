/** SQL functions that SQLite names but does not bring. */
import type BetterSqlite3 from "better-sqlite3";

const mostPatterns = 100;

/** `text REGEXP pattern` is `regexp(pattern, text)`: a JavaScript pattern, found anywhere in the text. `regexp_like(text, pattern, flags)` takes flags. */
export function defineFunctions(database: BetterSqlite3.Database): void {
  const patterns = new Map<string, RegExp>();
  // A bigint: the driver sends a number as REAL, and a truth is a whole number in SQL.
  const matches = (pattern: unknown, text: unknown, flags: string): bigint | null => {
    if (pattern === null || text === null) return null;
    const key = `${flags}/${String(pattern)}`;
    let compiled = patterns.get(key);
    if (compiled === undefined) {
      compiled = new RegExp(String(pattern), flags);
      if (patterns.size >= mostPatterns) patterns.clear();
      patterns.set(key, compiled);
    }
    return compiled.test(String(text)) ? 1n : 0n;
  };
  database.function("regexp", { deterministic: true }, (pattern: unknown, text: unknown) => matches(pattern, text, "u"));
  database.function("regexp_like", { deterministic: true }, (text: unknown, pattern: unknown, flags: unknown) =>
    matches(pattern, text, String(flags).includes("u") ? String(flags) : `${String(flags)}u`),
  );
}
