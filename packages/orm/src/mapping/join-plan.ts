import type { SchemaColumn, Table } from "@cupel/core";
import type { ColumnElement } from "@cupel/core/internal";
import type { ColumnPair, Direction, RelationshipProperty } from "./relationship.js";

/** How the two sides of a relationship hang together. */
export interface JoinPlan {
  readonly direction: Direction;
  readonly pairs: readonly ColumnPair[];
  readonly secondary: Table<never, string> | null;
  readonly secondaryPairs: readonly ColumnPair[];
  readonly primaryJoin: ColumnElement<unknown>;
  readonly secondaryJoin: ColumnElement<unknown> | null;
  readonly remoteColumns: ReadonlySet<SchemaColumn>;
  readonly isSimpleManyToOne: boolean;
}

export declare function planJoin(property: RelationshipProperty): JoinPlan;
