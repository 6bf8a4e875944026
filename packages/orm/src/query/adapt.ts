/**
 * Speaking of the columns of one FROM element in terms of another: of an alias, of a subquery that repeats a table. An adapter copies an
 * expression and puts the other's column wherever one of the first stands; parameters keep their identity.
 */
import { type ClauseElement, Column, type FromClause, replaceElements } from "@cupel/core/internal";

type AnyColumn = Column<string, unknown, unknown>;
/** A replacement of columns. `null` leaves a column as it is. */
export type ColumnReplacement = (column: AnyColumn) => ClauseElement | null;

/** A copy of the expression with its columns replaced; parts in which nothing changes are shared. */
export function replaceColumns<E extends ClauseElement>(element: E, replace: ColumnReplacement): E {
  return replaceElements(element, (part) => (part instanceof Column ? (replace(part as AnyColumn) ?? undefined) : undefined));
}

/** The replacement that puts the columns of `to` in the place of those of `from`. */
export function between(from: FromClause, to: FromClause): ColumnReplacement {
  if (from === to) return () => null;
  return (column) => (column.table === from ? to.correspondingColumn(column) : null);
}

/** Several replacements, the first that answers wins. */
export function firstOf(...replacements: readonly ColumnReplacement[]): ColumnReplacement {
  return (column) => {
    for (const replace of replacements) {
      const found = replace(column);
      if (found !== null) return found;
    }
    return null;
  };
}
