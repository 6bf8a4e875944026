/** Whether the conditions of a relationship are nothing but the equality of its pairs of columns. */
import { BinaryExpression, BooleanList, Column } from "@cupel/core/internal";
import type { RelationshipProperty } from "../mapping/relationship.js";

const known = new WeakMap<RelationshipProperty, boolean>();

/** A condition of its own cannot be asked by keys alone: its other parts would be lost. */
export function isPlainEquality(property: RelationshipProperty): boolean {
  let plain = known.get(property);
  if (plain === undefined) {
    const count = equalities(property.primaryJoin);
    plain =
      count === property.pairs.length && property.pairs.every(({ local }) => property.parent.attributeOf(local as never) !== undefined);
    if (plain && property.secondary === null) plain = property.pairs.every(({ remote }) => remote.table === property.target.table);
    known.set(property, plain);
  }
  return plain;
}

/** The number of equalities of columns that a conjunction consists of; NaN if it holds anything else. */
function equalities(condition: unknown): number {
  if (condition instanceof BinaryExpression)
    return condition.operator.name === "eq" && condition.left instanceof Column && condition.right instanceof Column ? 1 : Number.NaN;
  if (condition instanceof BooleanList && condition.operator.name === "and")
    return condition.elements.reduce((sum, element) => sum + equalities(element), 0);
  return Number.NaN;
}
