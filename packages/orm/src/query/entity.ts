/** How a mapped class, or an alias of one, stands in a statement. */
import type { AnyEntity, Column } from "@cupel/core";
import { ArgumentError, UnmappedError } from "@cupel/core";
import { ENTITY, type EntityProtocol, type FromClause } from "@cupel/core/internal";
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipAttribute } from "../mapping/relationship-attribute.js";

/** What `User[ENTITY]` and `aliased(User)[ENTITY]` give. */
export interface EntityReference extends EntityProtocol {
  readonly kind: "entity";
  readonly mapper: Mapper;
  /** What the statement names in FROM: the table of the class, its alias, or the subquery that an alias was made of. */
  readonly selectable: FromClause;
  /** The class or the alias. */
  readonly entity: object & { readonly c: unknown };
}

/** The protocol object of anything that has one. */
export function protocolOf(value: unknown): EntityReference | (EntityProtocol & { readonly kind: "relationship" }) | null {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return null;
  return ((value as { readonly [ENTITY]?: EntityReference })[ENTITY] ?? null) as ReturnType<typeof protocolOf>;
}

/** The reference of an entity, or null for everything else. */
export function entityReference(value: unknown): EntityReference | null {
  const protocol = protocolOf(value);
  return protocol !== null && protocol.kind === "entity" ? protocol : null;
}

/** Whether this is a relationship attribute, such as `User.c.posts`. */
export function isRelationship(value: unknown): value is RelationshipAttribute {
  return protocolOf(value)?.kind === "relationship";
}

/**
 * The reference of an entity.
 * @throws ArgumentError if there is none; `caller` is named in the message.
 */
export function entityOf(value: AnyEntity | object | undefined, caller: string): EntityReference {
  const reference = entityReference(value);
  if (reference !== null) return reference;
  if (typeof value === "function") throw new UnmappedError(`${caller}() takes a mapped class, but ${value.name} extends no Base.table(…).`);
  throw new ArgumentError(
    `${caller}() takes a mapped class or an alias of one, but was given ${value === undefined ? "undefined" : isRelationship(value) ? `the relationship "${value.key}"` : String(value)}.`,
  );
}

/** The column of an attribute as this entity has it: the table's own, or that of the alias. */
export function columnAt(reference: EntityReference, attribute: ColumnAttribute): Column<string, unknown, unknown> {
  const column = attribute.column as Column<string, unknown, unknown>;
  if (reference.selectable === attribute.column.table) return column;
  const found = reference.selectable.correspondingColumn(column);
  if (found === null)
    throw new ArgumentError(
      `${describeEntity(reference)} has no column for ${reference.mapper.name}.${attribute.key}: the subquery it was made of must select every column that is to be loaded, or the option loadOnly() must name those it has.`,
    );
  return found;
}

/** The name of an entity for messages. */
export function describeEntity(reference: EntityReference): string {
  return reference.rowName === null || reference.rowName === reference.mapper.name
    ? reference.mapper.name
    : `${reference.rowName}, the alias of ${reference.mapper.name},`;
}
