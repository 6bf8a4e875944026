import { ArgumentError } from "@cupel/core";
import type { JoinPlan } from "./join-plan.js";
import type { RelationshipProperty } from "./relationship.js";

/** `delete-orphan` says that an object has one owner: where the tables allow several, `singleParent` must promise it. */
export function checkDeleteOrphan(property: RelationshipProperty, { direction }: JoinPlan): void {
  const { parent, target, cascade, singleParent } = property;
  if (!cascade.deleteOrphan) return;
  if (!cascade.delete)
    throw new ArgumentError(`${String(property)}: the cascade delete-orphan needs delete beside it: cascade: "all, delete-orphan".`);
  if (direction === "oneToMany" || singleParent) return;
  const several = direction === "manyToOne" ? "many-to-one" : "many-to-many";
  throw new ArgumentError(
    `${String(property)} is ${several}, so that several objects of ${parent.name} may hold one ${target.name}, which is then nobody's orphan. Put delete-orphan on the one-to-many side, or say singleParent: true if a ${target.name} never has more than one ${parent.name}.`,
  );
}
