/** How names are written in PostgreSQL: its reserved words, and names of up to 63 bytes. */
import { IdentifierPreparer } from "@cupel/core/internal";

/** Key words that may not be the name of a column or table unless they are quoted (appendix C of the manual, "reserved"). */
const reserved: ReadonlySet<string> = new Set(
  (
    "all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate collation column concurrently " +
    "constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default " +
    "deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect " +
    "into is isnull join lateral leading left like limit localtime localtimestamp natural new not notnull null of off offset old on only or order " +
    "outer over overlaps placing primary references returning right select session_user similar some symmetric table tablesample then to trailing " +
    "true union unique user using variadic verbose when where window with"
  ).split(" "),
);

export class PostgresIdentifierPreparer extends IdentifierPreparer {
  override get reservedWords(): ReadonlySet<string> {
    return reserved;
  }
  /** The server counts bytes, and cuts a longer name without a word. */
  override lengthOf(name: string): number {
    return Buffer.byteLength(name);
  }
  override get lengthUnit(): string {
    return "bytes";
  }
}
