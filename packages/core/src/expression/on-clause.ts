/** The ON clause of a join, found from the foreign keys between its two sides. */
import { InvalidRequestError } from "../errors.js";
import { BooleanList } from "./boolean-list.js";
import type { Column } from "./column.js";
import type { ColumnElement } from "./element.js";
import type { FromClause } from "./from.js";
import { operations } from "./hooks.js";
import { AND, EQ } from "./operators.js";

type AnyColumn = Column<string, unknown, unknown>;
type Pair = readonly [AnyColumn, AnyColumn];

/** The pairs of columns for each foreign key constraint between the two. `nearest`: the part of a join to be tried first. */
function constraintsBetween(left: FromClause, right: FromClause, nearest: FromClause | null): Map<unknown, Pair[]> {
  const found = new Map<unknown, Pair[]>();
  const add = (constraint: unknown, target: AnyColumn | null, parent: AnyColumn): void => {
    if (target === null) return;
    const pairs = found.get(constraint);
    if (pairs === undefined) found.set(constraint, [[target, parent]]);
    else pairs.push([target, parent]);
  };
  for (const side of nearest === null ? [left] : [nearest, left]) {
    for (const link of right.foreignKeys) add(link.constraint, side.correspondingColumn(link.target), link.parent);
    if (side !== right) for (const link of side.foreignKeys) add(link.constraint, right.correspondingColumn(link.target), link.parent);
    if (found.size > 0) break;
  }
  return found;
}

/** Whether a foreign key joins the two. */
export function canJoin(left: FromClause, right: FromClause, nearest: FromClause | null): boolean {
  return constraintsBetween(left, right, nearest).size > 0;
}

/**
 * @throws InvalidRequestError if no foreign key joins the two, or more than one.
 */
export function inferOnClause(left: FromClause, right: FromClause, nearest: FromClause | null): ColumnElement<unknown, unknown> {
  const constraints = [...constraintsBetween(left, right, nearest).values()];
  const [first, ...others] = constraints;
  if (first === undefined) {
    throw new InvalidRequestError(
      `There is no foreign key between "${left.description}" and "${right.description}" to join them by. Give the ON clause: join(target, left.c.id.eq(right.c.leftId)).`,
    );
  }
  const same = (pairs: readonly Pair[]): boolean =>
    pairs.length === first.length && pairs.every(([a, b], i) => first[i]?.[0] === a && first[i]?.[1] === b);
  if (!others.every(same)) {
    throw new InvalidRequestError(
      `There is more than one foreign key between "${left.description}" and "${right.description}": which of them joins cannot be told. Give the ON clause: join(target, left.c.id.eq(right.c.leftId)).`,
    );
  }
  const criteria = first.map(([target, parent]) => operations.compare(target, EQ, parent));
  return criteria.length === 1 ? (criteria[0] as ColumnElement<unknown>) : new BooleanList(AND, criteria);
}
