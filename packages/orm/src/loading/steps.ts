/** What a loader option consists of: steps along relationships, and orders for the entity they have arrived at. */
import type { Column, ColumnElement } from "@cupel/core";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipAttribute } from "../mapping/relationship-attribute.js";

/** How one relationship is loaded. `"select"` is SQLAlchemy's word for: not before somebody asks. */
export type StrategyName = "select" | "selectin" | "joined" | "subquery" | "containsEager" | "immediate" | "raise" | "noload";

export type LoaderStep =
  | { readonly kind: "relationship"; readonly attribute: RelationshipAttribute; readonly strategy: StrategyName | null; readonly innerjoin: boolean | undefined; readonly sqlOnly?: boolean }
  | { readonly kind: "only"; readonly columns: readonly Column<string, unknown, unknown>[] }
  | { readonly kind: "defer" | "undefer"; readonly column: Column<string, unknown, unknown> }
  | { readonly kind: "expression"; readonly column: Column<string, unknown, unknown>; readonly expression: ColumnElement<unknown> }
  | { readonly kind: "criteria"; readonly mapper: Mapper; readonly criterion: ColumnElement<unknown>; readonly includeAliases: boolean }
  | { readonly kind: "wildcard"; readonly strategy: StrategyName };

/** Where an option keeps its steps. */
export const LOADER_OPTION: unique symbol = Symbol.for("cupel.loaderOption") as never;
export interface RuntimeOption { readonly [LOADER_OPTION]: readonly LoaderStep[] }

const STRATEGIES: readonly (StrategyName | null)[] = [null, "select", "selectin", "joined", "subquery", "containsEager", "immediate", "raise", "noload"];
const KINDS = { relationship: 1000, only: 2000, defer: 3000, undefer: 4000, expression: 5000, criteria: 6000, wildcard: 7000 } as const;

/** One number for the kind of a step and what qualifies it. */
export function tagOf(step: LoaderStep): number {
  const tag: number = KINDS[step.kind];
  if (step.kind === "wildcard") return tag + STRATEGIES.indexOf(step.strategy);
  if (step.kind !== "relationship") return tag;
  return tag + STRATEGIES.indexOf(step.strategy) * 10 + (step.innerjoin === undefined ? 0 : step.innerjoin ? 1 : 2) + (step.sqlOnly === true ? 4 : 0) + (step.attribute.ofTypeTarget === null ? 0 : 500);
}
