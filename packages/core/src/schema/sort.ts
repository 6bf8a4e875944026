/** The order in which tables can be created: each after those that it refers to; rings are opened by leaving foreign keys for later. */
import { CircularDependencyError, nameList } from "../errors.js";
import type { ForeignKeyConstraint } from "./constraints.js";
import type { AnyTable } from "./table.js";
import { onCycles, topologicalSort } from "./topological.js";

type Edge = readonly [AnyTable, AnyTable];

const byName = (a: AnyTable, b: AnyTable): number => (a.fullName < b.fullName ? -1 : a.fullName > b.fullName ? 1 : 0);

export interface TableAndConstraints {
  /** The table, or null in the last entry, whose foreign keys are added when all tables are there. */
  readonly table: AnyTable | null;
  readonly constraints: readonly ForeignKeyConstraint[];
}

/**
 * The tables, and with each the foreign keys that can stand in its CREATE TABLE.
 * @param filter true: leave this foreign key for later; false: it must not be left for later; undefined: as it comes
 * @throws CircularDependencyError if a ring cannot be opened
 */
export function sortTablesAndConstraints(
  tables: readonly AnyTable[],
  filter?: (constraint: ForeignKeyConstraint) => boolean | undefined,
): TableAndConstraints[] {
  const nodes = [...tables].sort(byName);
  const later = new Set<ForeignKeyConstraint>();
  const edgesOf = (table: AnyTable): Edge[] =>
    table.foreignKeyConstraints
      .filter((key) => !later.has(key) && key.referredTable !== table)
      .map((key) => [key.referredTable, table] as const);
  for (const table of nodes) for (const key of table.foreignKeyConstraints) if (key.useAlter || filter?.(key) === true) later.add(key);
  let edges = nodes.flatMap(edgesOf);
  let sorted = topologicalSort(nodes, edges);
  if (sorted.rest.length > 0) {
    for (const table of onCycles(sorted.rest, edges))
      for (const key of table.foreignKeyConstraints) if (filter?.(key) !== false) later.add(key);
    edges = nodes.flatMap(edgesOf);
    sorted = topologicalSort(nodes, edges);
    if (sorted.rest.length > 0) throw ring([...onCycles(sorted.rest, edges)]);
  }
  return [
    ...sorted.order.map((table) => ({ table, constraints: table.foreignKeyConstraints.filter((key) => !later.has(key)) })),
    { table: null, constraints: nodes.flatMap((table) => table.foreignKeyConstraints.filter((key) => later.has(key))) },
  ];
}

/**
 * The tables in an order in which they can be filled. A ring that cannot be opened leaves its tables in the order of their names, at the end.
 */
export function sortTables(tables: readonly AnyTable[]): AnyTable[] {
  const nodes = [...tables].sort(byName);
  const edges = nodes.flatMap((table) =>
    table.foreignKeyConstraints
      .filter((key) => !key.useAlter && key.referredTable !== table)
      .map((key) => [key.referredTable, table] as const),
  );
  const { order, rest } = topologicalSort(nodes, edges);
  if (rest.length === 0) return order;
  const rings = onCycles(rest, edges);
  return topologicalSort(
    nodes,
    edges.filter(([first, then]) => !(rings.has(first) && rings.has(then))),
  ).order;
}

export function ring(tables: readonly AnyTable[]): CircularDependencyError {
  return new CircularDependencyError(
    `The tables ${nameList(tables.map((table) => table.fullName))} refer to each other in a ring, and no order serves. Name their foreign keys, so that ALTER TABLE can add and drop them by name: foreignKey(…, { constraintName: "fk_…" })`,
  );
}
