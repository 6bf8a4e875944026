/** Parts of a SELECT that name entities: its joins, and the restrictions that options put on every occurrence of an entity. */
import { ArgumentError, InvalidRequestError } from "@cupel/core";
import { type AnySelect, Column, type FromClause, Join, type JoinStep } from "@cupel/core/internal";
import type { EntityCriterion } from "../loading/tree.js";
import type { RelationshipAttribute } from "../mapping/relationship-attribute.js";
import { type EntityReference, entityOf, entityReference, protocolOf } from "./entity.js";
import { type AnyElement, conjunction, criteriaAt, primaryCondition, secondaryCondition } from "./relationship-join.js";

/** Joins as core knows them: FROM elements, each with what it is joined to and by which condition. */
export function resolveJoins(statement: AnySelect, criteria: readonly EntityCriterion[]): AnySelect {
  const fromSources = statement.fromSources.map(selectableOf);
  const joins: JoinStep[] = [];
  statement.joins.forEach((step, index) => {
    const relationship = relationshipIn(step);
    if (relationship === null) joins.push(plainJoin(statement, step, index, criteria));
    else joins.push(...relationshipJoin(step, relationship, criteria));
  });
  return statement.with({ fromSources, joins } as never);
}

/** The FROM element that an entity stands for. */
export function selectableOf(item: unknown): FromClause {
  return (protocolOf(item)?.selectable ?? item) as FromClause;
}

/** The relationship that a join goes along: its target, or its ON clause. */
function relationshipIn(step: JoinStep): RelationshipAttribute | null {
  for (const item of [step.on, step.target]) {
    const protocol = protocolOf(item);
    if (protocol?.kind === "relationship") return (protocol as unknown as { readonly attribute: RelationshipAttribute }).attribute;
  }
  return null;
}

function plainJoin(statement: AnySelect, step: JoinStep, index: number, criteria: readonly EntityCriterion[]): JoinStep {
  const target = selectableOf(step.target);
  const reference = entityReference(step.target);
  const left = step.left === null ? implicitLeft(statement, target, index) : selectableOf(step.left);
  const added = reference === null ? [] : restrictionsOf(reference, criteria);
  if (step.on === null && added.length > 0)
    return {
      ...step,
      target,
      left,
      on: conjunction([new Join(left ?? firstSource(statement), target, null, "inner").on as AnyElement, ...added]) as never,
    };
  const on = step.on === null ? null : added.length === 0 ? step.on : (conjunction([step.on as unknown as AnyElement, ...added]) as never);
  return { ...step, target, left, on };
}

/** What the first join begins at, where only one thing is selected: its columns may not come first in the text. */
function implicitLeft(statement: AnySelect, target: FromClause, index: number): FromClause | null {
  if (index > 0 || statement.fromSources.length > 0) return null;
  const sources = new Set<FromClause>();
  for (const part of statement.selected) {
    const reference = entityReference(part);
    if (reference !== null) sources.add(reference.selectable);
    else if (part instanceof Column && part.table !== null) sources.add(part.table as FromClause);
    else if ("fromObjects" in part) for (const from of part.fromObjects) sources.add(from);
  }
  sources.delete(target);
  return sources.size === 1 ? [...sources][0]! : null;
}
function firstSource(statement: AnySelect): FromClause {
  const [first] = [...statement.fromSources, ...statement.selected];
  return selectableOf(first);
}

function relationshipJoin(step: JoinStep, attribute: RelationshipAttribute, criteria: readonly EntityCriterion[]): JoinStep[] {
  const { property } = attribute;
  const table = property.target.table as unknown as FromClause;
  const named = protocolOf(step.target)?.kind === "relationship" ? null : entityReference(step.target);
  if (named !== null && named.mapper.root !== property.target.root)
    throw new ArgumentError(
      `join(${named.mapper.name}, …): ${String(property)} leads to ${property.target.name}, not to ${named.mapper.name}.`,
    );
  const reference = named ?? attribute.ofTypeTarget ?? entityOf(property.target.class, "join");
  const target = protocolOf(step.target) === null ? selectableOf(step.target) : reference.selectable;
  const left = step.left === null ? attribute.source.selectable : selectableOf(step.left);
  if (left === target)
    throw new InvalidRequestError(
      `${String(property)} joins ${property.target.name} to itself: give the far side a name, as in \`const other = aliased(${property.target.name}); … .join(${property.parent.name}.c.${property.key}.ofType(other))\`.`,
    );
  const secondary = property.secondary === null ? null : (property.secondary as unknown as FromClause).alias();
  const sides = { parent: left, target, secondary };
  const added = [...criteriaAt(attribute.criteria as readonly AnyElement[], table, target), ...restrictionsOf(reference, criteria)];
  const { kind } = step;
  if (secondary === null) return [{ target, left, kind, on: conjunction([primaryCondition(property, sides), ...added]) as never }];
  const primary = primaryCondition(property, sides) as never;
  const far = conjunction([secondaryCondition(property, sides), ...added]) as never;
  if (kind === "inner")
    return [
      { target: secondary, left, kind, on: primary },
      { target, left: secondary, kind, on: far },
    ];
  return [{ target: secondary.join(target, far), left, kind, on: primary }];
}

/** What `withLoaderCriteria` asks of one occurrence of an entity. */
export function restrictionsOf(reference: EntityReference, criteria: readonly EntityCriterion[]): AnyElement[] {
  const isAlias = reference.entity !== reference.mapper.class;
  const table = reference.mapper.table as unknown as FromClause;
  return criteriaAt(
    criteria
      .filter(({ mapper, includeAliases }) => mapper === reference.mapper && (includeAliases || !isAlias))
      .map(({ criterion }) => criterion as AnyElement),
    table,
    reference.selectable,
  );
}

/** What it asks of the entities that are selected or stand in FROM, and are not joined: those have it in ON. */
export function criteriaOn(original: AnySelect, entities: readonly EntityReference[], criteria: readonly EntityCriterion[]): AnyElement[] {
  if (criteria.length === 0) return [];
  const joined = new Set(original.joins.map((step) => selectableOf(step.target)));
  const occurrences = new Map<FromClause, EntityReference>();
  for (const reference of entities) occurrences.set(reference.selectable, reference);
  for (const source of original.fromSources) {
    const reference = entityReference(source);
    if (reference !== null) occurrences.set(reference.selectable, reference);
  }
  return [...occurrences.values()]
    .filter((reference) => !joined.has(reference.selectable))
    .flatMap((reference) => restrictionsOf(reference, criteria));
}
