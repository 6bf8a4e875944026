/** One INSERT for many rows, made from the text of the INSERT of one. */
import type { Compiled } from "../compiler/compiled.js";
import type { ManyRows } from "./driver.js";

/**
 * How an INSERT is written for several rows; `null` where that would not be the same. It is only where VALUES holds nothing but the placeholders
 * of one row and ends the statement: an expression could see the rows before its own, and what follows VALUES asks for something.
 */
export function manyRowsOf({ kind, insert, pieces, style, isExpanding }: Compiled): ManyRows | null {
  const width = pieces.length - 1;
  if (kind !== "insert" || insert?.rows !== 1 || style !== "qmark" || isExpanding || width === 0) return null;
  const before = pieces[0] as string;
  if (!before.endsWith(" VALUES (") || pieces[width] !== ")") return null;
  for (let i = 1; i < width; i++) if (pieces[i] !== ", ") return null;
  const row = `(${new Array(width).fill("?").join(", ")})`;
  const head = before.slice(0, -1);
  let known = { rows: 0, text: "" };
  return {
    width,
    text(rows) {
      if (known.rows !== rows) known = { rows, text: head + new Array(rows).fill(row).join(", ") };
      return known.text;
    },
  };
}
