/** What a class has at `.c` for a field that is no column. */
import { ArgumentError, type ColumnElement } from "@cupel/core";
import type { ClassReference } from "./entity-reference.js";
import { ManyField, OneField } from "./fields.js";
import { HybridField, SynonymField } from "./hybrid.js";
import type { RelationshipProperty } from "./relationship.js";
import { CollectionAttribute, ReferenceAttribute } from "./relationship-attribute.js";

interface AttributeSource {
  readonly name: string;
  readonly reference: ClassReference;
  readonly c: object;
  relationship(key: string): RelationshipProperty;
}

/** @throws ArgumentError for what is no field at all */
export function attributeFor(source: AttributeSource, key: string, field: unknown): unknown {
  if (field instanceof ManyField) return new CollectionAttribute(key, source.reference, () => source.relationship(key));
  if (field instanceof OneField) return new ReferenceAttribute(key, source.reference, () => source.relationship(key));
  if (field instanceof SynonymField) return (field.attribute as ColumnElement<unknown>).as(key);
  if (field instanceof HybridField) {
    const { expression } = field.definition;
    if (expression === undefined) {
      throw new ArgumentError(
        `${source.name}.${key} is a hybrid without an expression, so it has a value on an object and none in SQL: give it \`expression: (c) => …\`.`,
      );
    }
    return (expression(source.c as never) as ColumnElement<unknown>).as(key);
  }
  throw noField(source.name, key, field);
}

/** Whether a field is of a kind that a class can have. @throws ArgumentError if it is not */
export function checkField(name: string, key: string, field: unknown): void {
  if (!(field instanceof ManyField || field instanceof OneField || field instanceof SynonymField || field instanceof HybridField))
    throw noField(name, key, field);
}

function noField(name: string, key: string, field: unknown): ArgumentError {
  const what =
    field === undefined
      ? "undefined"
      : field === null
        ? "null"
        : typeof field === "object"
          ? `an object of class ${(field as object).constructor?.name ?? "Object"}`
          : `a ${typeof field}`;
  return new ArgumentError(
    `The field "${key}" of ${name} is ${what}: a field is made by column(), foreignKey(), many(), one(), hybrid() or synonym(). Methods and getters belong in the body of the class.`,
  );
}
