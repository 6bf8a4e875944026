/** Which operators an expression is made of: read off the elements themselves, not off the tree that they were made from. */

import type { Operator } from "../../../src/expression/operators.js";
import * as table from "../../../src/expression/operators.js";
import type { ClauseElement } from "../../../src/index.js";

/** The table of operators, by the names of its constants. */
export const operatorTable: ReadonlyMap<string, Operator> = new Map(
  Object.entries(table).filter((entry): entry is [string, Operator] => typeof entry[1] === "object" && "precedence" in entry[1]),
);

export function operatorsOf(element: ClauseElement, found = new Set<Operator>()): Set<Operator> {
  const { operator } = element as { operator?: Operator };
  if (operator !== undefined && typeof operator === "object") found.add(operator);
  if (element.kind === "exists") found.add(table.EXISTS);
  element.eachChild((child) => operatorsOf(child, found));
  return found;
}
