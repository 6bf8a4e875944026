/**
 * How the rows of one compiled statement are to be read: which places of a row make which entity, what hangs on it in the same row, and
 * what is loaded for it afterwards. Made once per structure by the plug-in, kept with the compiled statement.
 */
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { EntityReference } from "../query/entity.js";
import type { StrategyName } from "./steps.js";
import type { LoadNode, LoadTree } from "./tree.js";

/** A relationship that is filled from the same row. */
export interface JoinedReading {
  readonly property: RelationshipProperty;
  readonly reading: EntityReading;
}

/** A relationship that is loaded when the rows have been read. */
export interface LaterLoad {
  readonly property: RelationshipProperty;
  readonly strategy: StrategyName;
}

/** One entity in a row. */
export interface EntityReading {
  /** What was selected; of a joined entity, the one that its parent was read from. */
  readonly reference: EntityReference | null;
  /** The relationships that lead here from a selected entity, by which the options of a run are found. */
  readonly path: readonly RelationshipProperty[];
  readonly root: EntityReference | null;
  readonly mapper: Mapper;
  readonly columns: readonly ColumnAttribute[];
  /** The place in a row of each of `columns`. */
  readonly places: readonly number[];
  readonly joined: readonly JoinedReading[];
  readonly later: readonly LaterLoad[];
  /** Set to nothing, without a query. */
  readonly empty: readonly RelationshipProperty[];
  /** The mappers on the way here, so that a definition which loads itself comes to an end. */
  readonly trail: readonly Mapper[];
  /** The options that concern it. */
  readonly node: LoadNode;
  /** Whether options travel with the object: they say something of what is loaded later. */
  readonly travels: boolean;
}

/** What a place of the result is. */
export type ResultPart = { readonly kind: "entity"; readonly reading: EntityReading } | { readonly kind: "column"; readonly place: number };

/** The plan that the plug-in hands to the compiled statement. */
export interface ReadingPlan {
  readonly parts: readonly ResultPart[];
  /** The names of the parts in a row; an entity without a name has an empty one. */
  readonly keys: readonly string[];
  readonly elements: readonly (object | null)[];
  /** Whether joined collections repeat entities, so that `unique()` must be called. */
  readonly needsUnique: boolean;
  readonly tree: LoadTree;
  /** Options hold values, so that each run has its own tree. */
  readonly isVolatile: boolean;
  readonly entities: readonly EntityReference[];
  /** Of raw text: how each of its columns is converted. */
  readonly processors?: readonly (((value: unknown) => unknown) | null)[];
}

/** A plan whose columns are known by the names that the database gives: of raw text. */
export interface NamedPlan {
  /** The plan for rows of these columns. */
  planFor(names: readonly string[]): ReadingPlan;
  /** Whether a column is read by the type of an attribute: the driver leaves it as the database has sent it. */
  isTyped(index: number, name: string): boolean;
}

/** Whether a compiled statement's plan is one of ours. */
export function isReadingPlan(plan: unknown): plan is ReadingPlan | NamedPlan {
  return typeof plan === "object" && plan !== null && ("parts" in plan || "planFor" in plan);
}

/** The options of a reading in the tree of one run. */
export function nodeIn(tree: LoadTree, plan: ReadingPlan, reading: EntityReading): LoadNode {
  if (tree === plan.tree || reading.root === null) return reading.node;
  let node = tree.nodeOf(reading.root);
  for (const property of reading.path) node = node.below(property);
  return node;
}
