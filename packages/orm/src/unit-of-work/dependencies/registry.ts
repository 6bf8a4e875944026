import type { RelationshipProperty } from "../../mapping/relationship.js";
import type { Dependency } from "./dependency.js";
import { ManyToMany } from "./many-to-many.js";
import { ManyToOne } from "./many-to-one.js";
import { OneToMany } from "./one-to-many.js";

const dependencies = new WeakMap<RelationshipProperty, Dependency>();

/** What a relationship asks of a flush. */
export function dependencyOf(property: RelationshipProperty): Dependency {
  let dependency = dependencies.get(property);
  if (dependency === undefined) {
    const { direction } = property;
    dependency =
      direction === "oneToMany" ? new OneToMany(property) : direction === "manyToOne" ? new ManyToOne(property) : new ManyToMany(property);
    dependencies.set(property, dependency);
  }
  return dependency;
}
