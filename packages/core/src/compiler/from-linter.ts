/**
 * Finds the FROM elements of a statement that no condition connects, so that each row of one comes with each row of the other. The elements
 * are the nodes of a graph; a condition, a join, and an element that speaks of others (LATERAL, a function of their columns) are its edges.
 * Looked at only when a statement with several elements in FROM is compiled.
 */
import { Column } from "../expression/column.js";
import type { ClauseElement } from "../expression/element.js";
import { type FromClause, Join } from "../expression/from.js";
import { walk } from "../expression/traverse.js";

/** What AND, OR and NOT put together counts one by one. */
const transparent: ReadonlySet<string> = new Set(["booleanList", "grouping", "asBoolean", "unary"]);

/** The elements that the first one is not connected with; empty where all are. */
export function unconnected(froms: readonly FromClause[], criteria: readonly ClauseElement[]): readonly FromClause[] {
  // Each element of FROM with the elements in it: the sides of a join are connected by it.
  const groupOf = new Map<FromClause, number>();
  const parent = froms.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at] as number;
    return at;
  };
  froms.forEach((from, i) => {
    for (const part of partsOf(from)) groupOf.set(part, i);
  });
  let isOpaque = false;
  const connect = (element: ClauseElement, with_: number | null): void => {
    let group = with_;
    walk(element, (inner) => {
      if (inner.kind === "text" || inner.kind === "raw") isOpaque = true;
      if (!(inner instanceof Column) || inner.table === null) return;
      const other = groupOf.get(inner.table);
      if (other === undefined) return;
      if (group === null) group = other;
      else parent[root(other)] = root(group);
    });
  };
  const eachCondition = (criterion: ClauseElement): void => {
    if (transparent.has(criterion.kind)) criterion.eachChild(eachCondition);
    else connect(criterion, null);
  };
  for (const criterion of criteria) eachCondition(criterion);
  froms.forEach((from, i) => {
    for (const part of partsOf(from)) if (speaksOfOthers(part)) part.eachChild((child) => connect(child, i));
  });
  // What SQL text connects is not known.
  if (isOpaque) return [];
  const first = root(0);
  return froms.filter((_, i) => root(i) !== first);
}

function partsOf(from: FromClause): FromClause[] {
  return from instanceof Join ? [...partsOf(from.left), ...partsOf(from.right)] : [from];
}
function speaksOfOthers(from: FromClause): boolean {
  return from.kind === "tableValued" || (from as { readonly isLateral?: boolean }).isLateral === true;
}

/** The warning, or null if there is nothing to warn of. */
export function cartesianProduct(statement: string, froms: readonly FromClause[], criteria: readonly ClauseElement[]): string | null {
  if (froms.length < 2) return null;
  const rest = unconnected(froms, criteria);
  const [first] = froms;
  if (rest.length === 0 || first === undefined) return null;
  const names = (list: readonly FromClause[]): string =>
    list
      .flatMap(partsOf)
      .map((from) => `"${from.description}"`)
      .join(", ");
  return (
    `This ${statement} has a cartesian product: nothing connects ${names(rest)} with ${names([first])}, so that each row of the one comes with each of the other. ` +
    "Join them, or add the condition to where(). If it is meant, write join(…, trueValue()), or createEngine(url, { enableFromLinting: false })"
  );
}
