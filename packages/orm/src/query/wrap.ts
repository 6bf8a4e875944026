/**
 * LIMIT, DISTINCT and GROUP BY speak of the rows that the user selected; a join of a collection would multiply them. So the statement becomes a
 * subquery with all it says, and what is loaded besides joins to that.
 */
import { select } from "@cupel/core";
import {
  type AnySelect,
  type ClauseElement,
  Column,
  type ColumnElement,
  type FromClause,
  Grouping,
  LabelReference,
  Modifier,
  replaceElements,
  type Subquery,
} from "@cupel/core/internal";
import type { EagerJoin } from "../loading/strategies/joined.js";
import type { AnyElement } from "./relationship-join.js";

type AnyColumnElement = ColumnElement<unknown, unknown>;

/** What is read besides the statement's own columns. */
export interface EagerParts {
  readonly primary: readonly AnyColumnElement[];
  readonly secondary: readonly AnyColumnElement[];
  readonly joins: readonly EagerJoin[];
  readonly order: readonly AnyElement[];
}

/** The statement as a subquery, joined to what is loaded besides. The columns keep their places; what only ORDER BY needs is selected within alone. */
export function wrapLimited(statement: AnySelect, { primary, secondary, joins, order }: EagerParts): AnySelect {
  const inner: AnyColumnElement[] = [...primary];
  const place = (element: AnyColumnElement): number => {
    const known = inner.indexOf(element);
    return known >= 0 ? known : inner.push(element) - 1;
  };
  // What the order needs, and what the joins need of the statement's own columns, must be selected within.
  const ordering = statement.orderByElements.map((element) => orderPlace(element as AnyColumnElement, statement, place));
  const own = new Set<FromClause>();
  const parents = joins.map((join) => join.left).filter((left) => !joins.some((other) => contains(other.right, left)));
  for (const parent of parents) own.add(parent);
  for (const { on } of joins)
    eachColumn(on, (column) => {
      if (column.table !== null && own.has(column.table)) place(column as unknown as AnyColumnElement);
    });
  const subquery = statement.with({ selected: inner } as never).subquery() as unknown as Subquery<unknown, string> & FromClause;
  const columns = subquery.columns;
  const outside = <E extends ClauseElement>(element: E): E =>
    replaceElements(element, (part) => {
      const index = inner.indexOf(part as AnyColumnElement);
      return index >= 0 ? (columns[index] as unknown as ClauseElement) : undefined;
    });
  let outer = select(...([...columns.slice(0, primary.length), ...secondary] as never[])) as unknown as AnySelect;
  let from: FromClause = subquery;
  for (const { right, on, isOuter } of joins)
    from = (isOuter ? from.outerJoin(right, outside(on) as never) : from.join(right, outside(on) as never)) as FromClause;
  outer = outer.selectFrom(from as never);
  const by = [
    ...ordering.map(({ index, rebuild }) => rebuild(columns[index] as unknown as AnyColumnElement)),
    ...order.map((element) => outside(element)),
  ];
  return by.length === 0 ? outer : outer.orderBy(...(by as never[]));
}

interface OrderPlace {
  readonly index: number;
  readonly rebuild: (column: AnyColumnElement) => AnyColumnElement;
}

/** Where the expression of an element of ORDER BY stands within, and how the element is made again outside. */
function orderPlace(element: AnyColumnElement, statement: AnySelect, place: (element: AnyColumnElement) => number): OrderPlace {
  if (element instanceof Modifier) {
    const { index, rebuild } = orderPlace(element.element as AnyColumnElement, statement, place);
    const { operator } = element;
    return { index, rebuild: (column) => new Modifier(rebuild(column), operator) as unknown as AnyColumnElement };
  }
  if (element instanceof Grouping) return orderPlace(element.element as AnyColumnElement, statement, place);
  if (element instanceof LabelReference) {
    const named = statement.selectedColumns[element.name as never] as AnyColumnElement | undefined;
    return { index: place(named ?? element), rebuild: (column) => column };
  }
  return { index: place(element), rebuild: (column) => column };
}

function eachColumn(element: ClauseElement, visit: (column: Column<string, unknown, unknown>) => void): void {
  if (element instanceof Column) visit(element as Column<string, unknown, unknown>);
  element.eachChild((child) => eachColumn(child, visit));
}

/** Whether a FROM element is, or is joined of, another. */
function contains(from: FromClause, part: FromClause): boolean {
  if (from === part) return true;
  const { left, right } = from as { readonly left?: FromClause; readonly right?: FromClause };
  return left !== undefined && right !== undefined && (contains(left, part) || contains(right, part));
}
