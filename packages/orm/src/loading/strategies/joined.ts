/**
 * Loading in the same row: by a join that the statement gets for it, or from a join that it has (`containsEager`). An inner join below an outer
 * one goes into that one's parentheses, or it would take parents away.
 */

import { ENTITY, type FromClause } from "@cupel/core/internal";
import type { RelationshipProperty } from "../../mapping/relationship.js";
import { AliasedEntity } from "../../query/aliased.js";
import { type EntityReference, entityOf } from "../../query/entity.js";
import { type AnyElement, conjunction, criteriaAt, primaryCondition, secondaryCondition } from "../../query/relationship-join.js";
import type { EntityPlace, PendingReading } from "../../query/select-rewriter.js";
import type { StrategyName } from "../steps.js";
import type { LoadTree } from "../tree.js";

/** A join that loading adds to a statement. */
export interface EagerJoin {
  readonly left: FromClause;
  /** Grows by the inner joins below it. */
  right: FromClause;
  readonly on: AnyElement;
  readonly isOuter: boolean;
}

/** What the rewriting of a statement offers to a relationship that is loaded with it. */
export interface EagerSurroundings {
  entity(place: EntityPlace): PendingReading;
  addJoin(join: EagerJoin | null, order: readonly AnyElement[]): void;
  /** A collection repeats its parent. */
  multiply(): void;
  readonly criteria: LoadTree["global"]["criteria"];
}

/** Reads a relationship from the same row. */
export function eagerPart(
  surroundings: EagerSurroundings,
  parent: EntityPlace,
  property: RelationshipProperty,
  strategy: StrategyName,
): PendingReading {
  return strategy === "containsEager" ? contained(surroundings, parent, property) : joined(surroundings, parent, property);
}

function contained(surroundings: EagerSurroundings, parent: EntityPlace, property: RelationshipProperty): PendingReading {
  const edge = parent.node.edges.get(property);
  const reference = edge?.attribute.ofTypeTarget ?? entityOf(property.target.class, "containsEager");
  if (property.uselist) surroundings.multiply();
  return surroundings.entity({
    ...parent,
    reference,
    path: [...parent.path, property],
    node: parent.node.below(property),
    trail: [...parent.trail, parent.reference.mapper],
  });
}

function joined(surroundings: EagerSurroundings, parent: EntityPlace, property: RelationshipProperty): PendingReading {
  const edge = parent.node.edges.get(property);
  const original = entityOf(property.target.class, "joinedLoad");
  const alias = anonymousAlias(edge?.attribute.ofTypeTarget ?? original);
  const table = original.selectable;
  const left = parent.reference.selectable;
  const secondary = property.secondary === null ? null : (property.secondary as unknown as FromClause).alias();
  const sides = { parent: left, target: alias.selectable, secondary };
  const isInner = edge?.innerjoin ?? false;
  const restrictions = [
    ...((edge?.attribute.criteria ?? []) as readonly AnyElement[]),
    ...surroundings.criteria
      .filter(({ mapper, includeAliases }) => includeAliases && mapper === property.target)
      .map(({ criterion }) => criterion as AnyElement),
  ];
  const added = criteriaAt(restrictions, table, alias.selectable);
  const order = criteriaAt(property.orderBy as readonly AnyElement[], table, alias.selectable);
  if (property.uselist) surroundings.multiply();
  let join: EagerJoin;
  if (secondary === null)
    join = { left, right: alias.selectable, on: conjunction([primaryCondition(property, sides), ...added])!, isOuter: !isInner };
  else
    join = {
      left,
      right: secondary.join(alias.selectable, conjunction([secondaryCondition(property, sides), ...added]) as never) as FromClause,
      on: primaryCondition(property, sides),
      isOuter: !isInner,
    };
  const isOuter = parent.isOuter || !isInner;
  if (isInner && parent.isOuter && parent.join !== undefined) {
    parent.join.right = parent.join.right.join(join.right, join.on as never) as FromClause;
    surroundings.addJoin(null, order);
    return surroundings.entity({ ...place(parent, property, alias), isOuter, join: parent.join });
  }
  surroundings.addJoin(join, order);
  return surroundings.entity({ ...place(parent, property, alias), isOuter, join });
}

function place(parent: EntityPlace, property: RelationshipProperty, reference: EntityReference): EntityPlace {
  return {
    ...parent,
    reference,
    path: [...parent.path, property],
    node: parent.node.below(property),
    trail: [...parent.trail, parent.reference.mapper],
    isSecondary: true,
  };
}

function anonymousAlias(reference: EntityReference): EntityReference {
  return new AliasedEntity(reference, reference.selectable.alias(), null)[ENTITY];
}
