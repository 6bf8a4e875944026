/** The objects that belong to one object, as a condition: `select(Post).where(withParent(user, User.c.posts))`. */
import { ArgumentError, type Condition, type Relationship } from "@cupel/core";
import type { Column, FromClause } from "@cupel/core/internal";
import { stateOf } from "../state/instance-state.js";
import { replaceColumns } from "./adapt.js";
import { isRelationship } from "./entity.js";
import { valueOfObject } from "./object-value.js";
import { type AnyElement, conjunction, secondaryCondition } from "./relationship-join.js";

/**
 * What a relationship of this object leads to.
 * @param parent the object; a pending one has its key by the time the statement runs
 * @param relationship a relationship of its class
 * @example
 * select(Post).where(withParent(user, User.c.posts))   // WHERE :param_1 = posts.user_id
 * @throws ArgumentError if the object is of another class
 */
export function withParent(parent: object, relationship: Relationship<string, unknown, unknown>): Condition {
  if (!isRelationship(relationship))
    throw new ArgumentError("withParent() takes an object and a relationship of its class, such as User.c.posts.");
  const { property, criteria } = relationship;
  const { mapper } = stateOf(parent);
  if (mapper.root !== property.parent.root)
    throw new ArgumentError(`withParent(): ${String(property)} is no relationship of ${mapper.name}.`);
  const primary = replaceColumns(property.primaryJoin as AnyElement, (column: Column<string, unknown, unknown>) => {
    const pair = property.pairs.find(({ local }) => (local as unknown) === column);
    return pair === undefined || property.remoteColumns.has(column as never)
      ? null
      : valueOfObject(parent, property.parent.attributeOf(pair.local as never)!, null, column.type);
  });
  const secondary = property.secondary as unknown as FromClause | null;
  const target = (relationship.ofTypeTarget?.selectable ?? property.target.table) as unknown as FromClause;
  const far =
    secondary === null ? null : secondaryCondition(property, { parent: property.parent.table as unknown as FromClause, target, secondary });
  return conjunction([primary, far, ...(criteria as readonly AnyElement[])]) as unknown as Condition;
}
