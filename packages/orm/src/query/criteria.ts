/** Conditions written as an object: `{ title: "x", author: user }`. */
import { ArgumentError } from "@cupel/core";
import type { Column } from "@cupel/core/internal";
import type { RelationshipAttribute } from "../mapping/relationship-attribute.js";
import { columnAt, describeEntity, type EntityReference } from "./entity.js";
import type { AnyElement } from "./relationship-join.js";

/** The comparisons that an object of criteria stands for, in its order. */
export function criteriaConditions(reference: EntityReference, criteria: Readonly<Record<string, unknown>>): AnyElement[] {
  return Object.entries(criteria).map(([key, value]) => {
    const attribute = reference.mapper.attributes.get(key);
    if (attribute === undefined)
      throw new ArgumentError(
        `${describeEntity(reference)} has no attribute "${key}" to filter by. It has ${[...reference.mapper.attributes.keys()].join(", ")}.`,
      );
    if (value === undefined)
      throw new ArgumentError(`The criterion "${key}" of ${reference.mapper.name} is undefined: leave it out, or give null for IS NULL.`);
    if (attribute.kind === "column")
      return (columnAt(reference, attribute) as Column<string, unknown, unknown>).eq(value as never) as unknown as AnyElement;
    const relationship = (reference.entity as { readonly c: Readonly<Record<string, unknown>> }).c[key] as RelationshipAttribute & {
      eq?(other: object | null): AnyElement;
    };
    if (relationship.eq === undefined)
      throw new ArgumentError(`${reference.mapper.name}.${key} is a collection: filter by any() or contains() in where().`);
    return relationship.eq(value as object | null);
  });
}
