/** Conditions between two tables: found from the foreign keys, or read out of an expression. */
import { and, type SchemaColumn, type Table } from "@cupel/core";
import type { ColumnElement } from "@cupel/core/internal";

export type AnyTable = Table<never, string>;
type AnyElement = ColumnElement<unknown>;
/** What of a foreign key constraint is looked at. */
interface KeyConstraint {
  readonly elements: readonly { readonly parent: SchemaColumn; readonly column: SchemaColumn }[];
}

/** A foreign key from one table to another: each referring column with the one it refers to. */
export interface KeyPath {
  readonly pairs: readonly { readonly referring: SchemaColumn; readonly referred: SchemaColumn }[];
}

/** Every foreign key of `from` that leads to `to`. */
export function keyPaths(from: AnyTable, to: AnyTable): KeyPath[] {
  const paths: KeyPath[] = [];
  for (const constraint of from.foreignKeyConstraints as readonly KeyConstraint[]) {
    const pairs = constraint.elements.map(({ parent, column }) => ({ referring: parent, referred: column }));
    if (pairs.every(({ referred }) => (referred.table as unknown) === to)) paths.push({ pairs });
  }
  return paths;
}

/** Of several foreign keys those whose referring columns were named; all of them if none were. */
export function amongColumns(paths: readonly KeyPath[], named: ReadonlySet<SchemaColumn>): KeyPath[] {
  return named.size === 0 ? [...paths] : paths.filter(({ pairs }) => pairs.every(({ referring }) => named.has(referring)));
}

/** `users.id = posts.user_id`, the referred column first, as SQLAlchemy writes it. */
export function conditionOf(path: KeyPath): AnyElement {
  const parts = path.pairs.map(({ referring, referred }) => (referred as unknown as { eq(other: unknown): AnyElement }).eq(referring));
  return parts.length === 1 ? parts[0]! : (and(...(parts as never[])) as unknown as AnyElement);
}

/** `posts.user_id → users.id`: for messages. */
export function describePath(path: KeyPath): string {
  return path.pairs.map(({ referring, referred }) => `${referring.fullName} → ${referred.fullName}`).join(", ");
}

interface Parts {
  readonly kind: string;
  readonly operator?: { readonly name: string };
  readonly left?: AnyElement;
  readonly right?: AnyElement;
  readonly element?: AnyElement;
  readonly elements?: readonly AnyElement[];
}

/** The equations between two columns that a condition consists of, and whether it consists of nothing else. */
export function equations(condition: AnyElement): {
  readonly pairs: readonly (readonly [SchemaColumn, SchemaColumn])[];
  readonly isAll: boolean;
} {
  const pairs: (readonly [SchemaColumn, SchemaColumn])[] = [];
  let isAll = true;
  const visit = (element: AnyElement): void => {
    const { kind, operator, left, right, element: inner, elements } = element as unknown as Parts;
    if (kind === "grouping" && inner !== undefined) visit(inner);
    else if (kind === "booleanList" && operator?.name === "and") elements!.forEach(visit);
    else if (kind === "binary" && operator?.name === "eq" && left!.kind === "column" && right!.kind === "column")
      pairs.push([left as unknown as SchemaColumn, right as unknown as SchemaColumn]);
    else isAll = false;
  };
  visit(condition);
  return { pairs, isAll };
}

/** Whether one of two columns refers to the other by a foreign key, and which. */
export function referringOf(a: SchemaColumn, b: SchemaColumn): SchemaColumn | null {
  const refersTo = (from: SchemaColumn, to: SchemaColumn): boolean => [...(from.foreignKeys ?? [])].some((key) => key.column === to);
  return refersTo(a, b) ? a : refersTo(b, a) ? b : null;
}
