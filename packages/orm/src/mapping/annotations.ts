/** Marks on columns inside a join condition: `remote(…)` stands on the far side, `foreign(…)` holds the reference. */
import type { Column, Expression } from "@cupel/core";
import type { ClauseElement, ColumnElement } from "@cupel/core/internal";

type AnyColumn = Column<string, unknown, unknown>;
interface Marks {
  readonly of: AnyColumn;
  readonly remote: boolean;
  readonly foreign: boolean;
}
const MARKS: unique symbol = Symbol("cupel.joinMarks");

function marksOf(column: object): Marks | undefined {
  return (column as { readonly [MARKS]?: Marks })[MARKS];
}

/** The same column, marked: it inherits from the column, so that operators and the compiler take it for that. */
function mark<E extends Expression<unknown>>(column: E, mark: "remote" | "foreign"): E {
  const known = marksOf(column);
  const of = known?.of ?? (column as unknown as AnyColumn);
  const marks: Marks = { of, remote: known?.remote === true || mark === "remote", foreign: known?.foreign === true || mark === "foreign" };
  return Object.create(of, { [MARKS]: { value: marks } }) as E;
}

/**
 * In a `primaryJoin`: this column is the far side's, where a table refers to itself.
 *
 * @example `primaryJoin: remote(Employee.c.id).eq(Employee.c.managerId)`
 */
export function remote<E extends Expression<unknown>>(column: E): E {
  return mark(column, "remote");
}

/**
 * In a `primaryJoin`: this column holds the reference, where no foreign key says so.
 *
 * @example `primaryJoin: User.c.email.eq(foreign(Invitation.c.email))`
 */
export function foreign<E extends Expression<unknown>>(column: E): E {
  return mark(column, "foreign");
}

/** A condition without its marks, and the columns that had them. */
export function withoutMarks(condition: ColumnElement<unknown>): {
  readonly condition: ColumnElement<unknown>;
  readonly remote: ReadonlySet<AnyColumn>;
  readonly foreign: ReadonlySet<AnyColumn>;
} {
  const remotes = new Set<AnyColumn>();
  const foreigns = new Set<AnyColumn>();
  const visit = (element: ClauseElement): ClauseElement => {
    const marks = marksOf(element);
    if (marks === undefined) return element.mapChildren(visit);
    if (marks.remote) remotes.add(marks.of);
    if (marks.foreign) foreigns.add(marks.of);
    return marks.of as unknown as ClauseElement;
  };
  return { condition: visit(condition) as ColumnElement<unknown>, remote: remotes, foreign: foreigns };
}
