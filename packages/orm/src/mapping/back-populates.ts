/** Finding the other side of a relationship, and checking that it points back. */
import { ArgumentError } from "@cupel/core";
import { didYouMean } from "@cupel/core/internal";
import type { Direction, RelationshipProperty } from "./relationship.js";

const WORDS: Readonly<Record<Direction, string>> = { oneToMany: "one-to-many", manyToOne: "many-to-one", manyToMany: "many-to-many" };

/**
 * The relationship that `backPopulates` names; null without one, and where one of the two is only viewed, so that edits do not show on the other.
 *
 * @throws ArgumentError where the other side is missing or does not point back
 */
export function findReverse(property: RelationshipProperty): RelationshipProperty | null {
  const name = property.definition.options.backPopulates as string | undefined;
  if (name === undefined) return null;
  const { target, parent } = property;
  target.complete();
  const other = target.attributes.get(name);
  const where = `${String(property)} has backPopulates ${JSON.stringify(name)}`;
  if (other === undefined) {
    const relationships = target.relationships.map(({ key }) => key);
    throw new ArgumentError(
      `${where}, but ${target.name} has no such relationship.${didYouMean(name, relationships)} ${relationships.length === 0 ? `It has none: add \`get ${name}() { return ${property.uselist ? "one" : "many"}(${parent.name}, { backPopulates: "${property.key}" }); }\` to it.` : `It has ${relationships.join(", ")}.`}`,
    );
  }
  if (other.kind === "column")
    throw new ArgumentError(`${where}, but ${target.name}.${name} is a column: name a relationship of ${target.name}.`);
  if (other.target !== parent)
    throw new ArgumentError(
      `${where}, but ${String(other)} leads to ${other.target.name}, not back to ${parent.name}. Name a relationship of ${target.name} that leads to ${parent.name}.`,
    );
  const back = other.definition.options.backPopulates as string | undefined;
  if (back === undefined)
    throw new ArgumentError(`${where}, but ${String(other)} does not point back: give it backPopulates: ${JSON.stringify(property.key)}.`);
  if (back !== property.key)
    throw new ArgumentError(
      `${where}, but ${String(other)} points back to ${JSON.stringify(back)}: give it backPopulates: ${JSON.stringify(property.key)}, or name the other side of ${String(property)} here.`,
    );
  checkDirections(property, other);
  return property.viewOnly || other.viewOnly ? null : other;
}

function checkDirections(property: RelationshipProperty, other: RelationshipProperty): void {
  const { direction, parent, target } = property;
  const both = `${String(property)} and ${String(other)} point back to each other`;
  if (direction !== "manyToMany" && direction === other.direction) {
    const isSelf = parent === target;
    const remedy = isSelf
      ? `say on the reference which columns belong to the far side: { remoteSide: ${parent.name}.c.${parent.primaryKey[0]?.key ?? "id"} }`
      : `they use different foreign keys (${columns(property)}; ${columns(other)}): say by foreignKeys on both which one is meant`;
    throw new ArgumentError(`${both}, but both are ${WORDS[direction]}: ${remedy}.`);
  }
  if ((direction === "manyToMany") !== (other.direction === "manyToMany")) {
    throw new ArgumentError(
      `${both}, but one is ${WORDS[direction]} and the other ${WORDS[other.direction]}: give both the same \`secondary\`, or neither.`,
    );
  }
  if (direction === "manyToMany") {
    if (property.secondary !== other.secondary)
      throw new ArgumentError(
        `${both}, but through different association tables, "${property.secondary!.fullName}" and "${other.secondary!.fullName}": give both the same \`secondary\`.`,
      );
    return;
  }
  const isMirrored = property.pairs.every(({ local, remote }) =>
    other.pairs.some((pair) => pair.local === remote && pair.remote === local),
  );
  if (!isMirrored && !property.viewOnly && !other.viewOnly) {
    throw new ArgumentError(
      `${both}, but by different columns: ${columns(property)} and ${columns(other)}. Say by foreignKeys on both which foreign key is meant.`,
    );
  }
}

function columns(property: RelationshipProperty): string {
  return property.pairs.map(({ local, remote }) => `${local.fullName} with ${remote.fullName}`).join(", ");
}
