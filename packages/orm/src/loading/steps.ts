/** What a loader option consists of: steps along relationships, and orders for the entity they have arrived at. */
import type { Column } from "@cupel/core";
import { type ColumnElement, KEY, type KeyWriter } from "@cupel/core/internal";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipAttribute } from "../mapping/relationship-attribute.js";
import type { EntityReference } from "../query/entity.js";
import type { LoadNode } from "./tree.js";

/** How one relationship is loaded. `"select"` is SQLAlchemy's word for: not before somebody asks. */
export type StrategyName = "select" | "selectin" | "joined" | "subquery" | "containsEager" | "immediate" | "raise" | "noload";

export type LoaderStep =
  | {
      readonly kind: "relationship";
      readonly attribute: RelationshipAttribute;
      readonly strategy: StrategyName | null;
      readonly innerjoin: boolean | undefined;
      readonly sqlOnly?: boolean;
    }
  | { readonly kind: "only"; readonly columns: readonly Column<string, unknown, unknown>[] }
  | { readonly kind: "defer" | "undefer"; readonly column: Column<string, unknown, unknown> }
  | { readonly kind: "expression"; readonly column: Column<string, unknown, unknown>; readonly expression: ColumnElement<unknown> }
  | { readonly kind: "criteria"; readonly mapper: Mapper; readonly criterion: ColumnElement<unknown>; readonly includeAliases: boolean }
  | { readonly kind: "wildcard"; readonly strategy: StrategyName }
  | { readonly kind: "node"; readonly reference: EntityReference; readonly node: LoadNode; readonly trail: readonly Mapper[] };

/** Where an option keeps its steps. */
export const LOADER_OPTION: unique symbol = Symbol.for("cupel.loaderOption") as never;
export interface RuntimeOption {
  readonly [LOADER_OPTION]: readonly LoaderStep[];
}

const STRATEGIES: readonly (StrategyName | null)[] = [
  null,
  "select",
  "selectin",
  "joined",
  "subquery",
  "containsEager",
  "immediate",
  "raise",
  "noload",
];
const KINDS = { relationship: 1, only: 2, defer: 3, undefer: 4, expression: 5, criteria: 6, wildcard: 7, node: 8 } as const;

/** The number of a strategy in a key. */
export function strategyNumber(strategy: StrategyName | null): number {
  return STRATEGIES.indexOf(strategy);
}

/** Writes what identifies the steps of an option. The values of its criteria go beside the key, as those of any parameter do. */
export function writeSteps(key: KeyWriter, steps: readonly LoaderStep[]): void {
  key.write(steps.length);
  for (const step of steps) {
    key.write(KINDS[step.kind]);
    switch (step.kind) {
      case "relationship":
        writeRelationship(key, step);
        break;
      case "only":
        key.write(step.columns.length);
        for (const column of step.columns) column[KEY](key);
        break;
      case "defer":
      case "undefer":
        step.column[KEY](key);
        break;
      case "expression":
        step.column[KEY](key);
        step.expression[KEY](key);
        break;
      case "criteria":
        writeCriterion(key, step);
        break;
      case "wildcard":
        key.write(strategyNumber(step.strategy));
        break;
      case "node":
        step.node.appendKey(key);
        break;
    }
  }
}

interface RelationshipWords {
  readonly attribute: RelationshipAttribute;
  readonly strategy: StrategyName | null;
  readonly innerjoin: boolean | undefined;
  readonly sqlOnly?: boolean;
}

/** Writes a step along a relationship. */
export function writeRelationship(key: KeyWriter, { attribute, strategy, innerjoin, sqlOnly }: RelationshipWords): void {
  key.object(attribute.property);
  attribute.source.selectable[KEY](key);
  key.write(
    strategyNumber(strategy) * 16 +
      (innerjoin === undefined ? 0 : innerjoin ? 1 : 2) +
      (sqlOnly === true ? 4 : 0) +
      (attribute.ofTypeTarget === null ? 0 : 8),
  );
  attribute.ofTypeTarget?.selectable[KEY](key);
  key.write(attribute.criteria.length);
  for (const criterion of attribute.criteria) criterion[KEY](key);
}

/** Writes a restriction of every occurrence of an entity. */
export function writeCriterion(
  key: KeyWriter,
  {
    mapper,
    criterion,
    includeAliases,
  }: { readonly mapper: Mapper; readonly criterion: ColumnElement<unknown>; readonly includeAliases: boolean },
): void {
  key.object(mapper);
  key.write(includeAliases ? 1 : 0);
  criterion[KEY](key);
}
