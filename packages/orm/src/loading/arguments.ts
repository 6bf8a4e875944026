/** Checks of what loader options are given: a misspelt name arrives as `undefined` in a program without types. */
import { ArgumentError } from "@cupel/core";
import { Column } from "@cupel/core/internal";
import type { RelationshipAttribute } from "../mapping/relationship-attribute.js";
import { isRelationship } from "../query/entity.js";

export type AnyColumn = Column<string, unknown, unknown>;

/** The relationship attribute that was meant, or the error that says what came instead. */
export function relationshipOf(option: string, value: unknown): RelationshipAttribute {
  if (isRelationship(value)) return value;
  throw new ArgumentError(
    `${option}() takes a relationship such as User.c.posts, but was given ${described(value)}.${value === undefined ? " Is the name of the relationship misspelt?" : ""}`,
  );
}

/** The column attribute that was meant, or the error that says what came instead. */
export function columnOf(option: string, value: unknown): AnyColumn {
  if (value instanceof Column) return value as AnyColumn;
  throw new ArgumentError(
    `${option}() takes columns of a mapped class such as User.c.email, but was given ${described(value)}.${value === undefined ? " Is the name of the column misspelt?" : ""}`,
  );
}

function described(value: unknown): string {
  if (value instanceof Column) return `the column "${value.key}"`;
  if (isRelationship(value)) return `the relationship "${value.key}"`;
  if (typeof value === "string") return `the string ${JSON.stringify(value)}`;
  if (typeof value === "function") return `the class ${value.name}`;
  return value === null || value === undefined ? String(value) : typeof value;
}
