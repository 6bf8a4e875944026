/** Which tables a statement reads and writes: what decides whether the session must flush first, and what a rollback makes uncertain. */
import type { Table } from "@cupel/core";
import { type ClauseElement, TableClause } from "@cupel/core/internal";
import type { Mapper } from "../mapping/mapper.js";
import { entityReference, protocolOf } from "./entity.js";

type AnyTable = Table<never, string>;
const known = new WeakMap<ClauseElement, readonly AnyTable[] | "all">();

/** The tables that a statement names, wherever it does; `"all"` where nobody can tell (raw text). */
export function tablesRead(statement: ClauseElement): readonly AnyTable[] | "all" {
  let tables = known.get(statement);
  if (tables === undefined) known.set(statement, (tables = findTables(statement)));
  return tables;
}

function findTables(statement: ClauseElement): readonly AnyTable[] | "all" {
  const tables = new Set<AnyTable>();
  const seen = new Set<ClauseElement>();
  let isOpaque = false;
  const visit = (element: ClauseElement): void => {
    if (seen.has(element)) return;
    seen.add(element);
    if (element.kind === "text" || element.kind === "template") isOpaque = true;
    if (element instanceof TableClause) tables.add(element as unknown as AnyTable);
    const { table } = element as { readonly table?: ClauseElement | null };
    if (table !== undefined && table !== null && typeof (table as { eachChild?: unknown }).eachChild === "function") visit(table);
    element.eachChild(visit);
    const { protocols } = element as { readonly protocols?: Iterable<unknown> };
    for (const protocol of protocols ?? []) visitEntity(protocol);
  };
  const visitEntity = (value: unknown): void => {
    const protocol = protocolOf(value);
    if (protocol === null) return;
    visit(protocol.selectable as ClauseElement);
    if (protocol.kind === "relationship") {
      const { secondary } = (protocol as unknown as { attribute: { property: { secondary: ClauseElement | null } } }).attribute.property;
      if (secondary !== null) visit(secondary);
    }
  };
  visit(statement);
  return isOpaque ? "all" : [...tables];
}

/** The tables that a statement writes; null for a query. */
export function tablesWritten(statement: ClauseElement): readonly unknown[] | "all" | null {
  switch (statement.kind) {
    case "insert":
    case "update":
    case "delete":
      return [(statement as unknown as { readonly table: unknown }).table];
    case "text":
      return "all";
    default:
      return null;
  }
}

/** The mapper of the first entity that a statement names, for sessions with several databases. */
export function mapperOfStatement(statement: ClauseElement): Mapper | null {
  const { selected } = statement as { readonly selected?: readonly unknown[] };
  for (const part of selected ?? []) {
    const reference = entityReference(part);
    if (reference !== null) return reference.mapper;
  }
  return null;
}
