/** What to say where a relationship cannot be found from the foreign keys: both tables, what could be meant, and the option that says it. */
import { ArgumentError, type SchemaColumn } from "@cupel/core";
import { describePath, type KeyPath, keyPaths } from "./join-condition.js";
import type { ColumnPair, RelationshipProperty } from "./relationship.js";

/** `Post.c.userId`, where the class has the column. */
function attributeName(property: RelationshipProperty, column: SchemaColumn): string {
  for (const mapper of [property.parent, property.target]) {
    const attribute = mapper.attributeOf(column);
    if (attribute !== undefined) return `${mapper.name}.c.${attribute.key}`;
  }
  return column.fullName;
}

/** Several foreign keys could be meant. */
export function ambiguous(property: RelationshipProperty, paths: readonly KeyPath[]): ArgumentError {
  const { parent, target } = property;
  const options = paths.map(({ pairs }) => {
    const names = pairs.map(({ referring }) => attributeName(property, referring));
    return `foreignKeys: ${names.length === 1 ? names[0] : `[${names.join(", ")}]`}`;
  });
  return new ArgumentError(
    `${String(property)}: several foreign keys lie between "${parent.table.fullName}" and "${target.table.fullName}" (${paths.map(describePath).join("; ")}). Say which is meant: { ${options.join(" } or { ")} }.`,
  );
}

/** None is there, or none of the columns that were named. */
export function missing(property: RelationshipProperty, named: ReadonlySet<SchemaColumn>): ArgumentError {
  const { parent, target, uselist } = property;
  const [holder, held] = uselist ? [target, parent] : [parent, target];
  if (named.size > 0) {
    const all = [...keyPaths(target.table, parent.table), ...keyPaths(parent.table, target.table)];
    const candidates = all.length === 0 ? "there is none at all" : `there are ${[...new Set(all.map(describePath))].join("; ")}`;
    return new ArgumentError(
      `${String(property)}: foreignKeys names ${[...named].map((column) => attributeName(property, column)).join(", ")}, of which no foreign key between "${parent.table.fullName}" and "${target.table.fullName}" consists; ${candidates}. Name the columns of one of them, or give primaryJoin as well.`,
    );
  }
  const key = held.primaryKey[0]?.key ?? "id";
  const name = `${held.name.charAt(0).toLowerCase()}${held.name.slice(1)}${key.charAt(0).toUpperCase()}${key.slice(1)}`;
  return new ArgumentError(
    `${String(property)}: there is no foreign key between "${parent.table.fullName}" and "${target.table.fullName}". Add one to ${holder.name}, \`get ${name}() { return foreignKey(${held.name}.c.${key}); }\`; or name an association table by \`secondary\`; or give \`primaryJoin\` and \`foreignKeys\`.`,
  );
}

/** The key lies on the side where `many` stands. */
export function wrongBuilder(property: RelationshipProperty, { pairs }: { readonly pairs: readonly ColumnPair[] }): ArgumentError {
  const { parent, target } = property;
  const names = pairs.map(({ local }) => attributeName(property, local)).join(", ");
  const self = (parent.table as unknown) === target.table ? `, or let remoteSide name ${names}` : "";
  return new ArgumentError(
    `${String(property)} is defined by many(), but each ${parent.name} refers to one ${target.name} by ${names}: use one(${target.name})${self}; or let a foreign key of ${target.name} refer to ${parent.name}.`,
  );
}
