/** The conditions of a relationship, spoken of the FROM elements that stand for its two sides in one statement. */
import { and } from "@cupel/core";
import type { Column, ColumnElement, FromClause } from "@cupel/core/internal";
import type { RelationshipProperty } from "../mapping/relationship.js";
import { type ColumnReplacement, replaceColumns } from "./adapt.js";

type AnyColumn = Column<string, unknown, unknown>;
export type AnyElement = ColumnElement<unknown, unknown>;

/** What stands for the sides of a relationship. */
export interface JoinSides {
  readonly parent: FromClause;
  readonly target: FromClause;
  /** The association table or its alias; `null` where there is none. */
  readonly secondary: FromClause | null;
}

/** What stands for the columns of a relationship's conditions. Where both sides are one table, the remote columns are the target's. */
export function sideReplacement(property: RelationshipProperty, sides: JoinSides): ColumnReplacement {
  const parentTable = property.parent.table as unknown as FromClause;
  const targetTable = property.target.table as unknown as FromClause;
  const secondary = property.secondary as unknown as FromClause | null;
  return (column) => {
    if (secondary !== null && column.table === secondary) return stand(sides.secondary!, column);
    if (column.table === targetTable && (targetTable !== parentTable || property.remoteColumns.has(column as never)))
      return stand(sides.target, column);
    if (column.table === parentTable) return stand(sides.parent, column);
    return null;
  };
}

/** The condition between parent and target, or between parent and association table. */
export function primaryCondition(property: RelationshipProperty, sides: JoinSides): AnyElement {
  return replaceColumns(property.primaryJoin as AnyElement, sideReplacement(property, sides));
}

/** The condition between association table and target. */
export function secondaryCondition(property: RelationshipProperty, sides: JoinSides): AnyElement {
  const targetTable = property.target.table as unknown as FromClause;
  const secondary = property.secondary as unknown as FromClause;
  return replaceColumns(property.secondaryJoin as AnyElement, (column) => {
    if (column.table === secondary) return stand(sides.secondary!, column);
    return column.table === targetTable ? stand(sides.target, column) : null;
  });
}

/** Conditions on the target's own columns, spoken of what stands for it. */
export function criteriaAt(criteria: readonly AnyElement[], table: FromClause, target: FromClause): AnyElement[] {
  if (table === target) return [...criteria];
  return criteria.map((criterion) => replaceColumns(criterion, (column) => (column.table === table ? stand(target, column) : null)));
}

/** All of them, or `null` if there is none. */
export function conjunction(conditions: readonly (AnyElement | null)[]): AnyElement | null {
  const given = conditions.filter((condition) => condition !== null);
  return given.length === 0 ? null : given.length === 1 ? given[0]! : (and(...(given as never[])) as unknown as AnyElement);
}

function stand(from: FromClause, column: AnyColumn): AnyColumn | null {
  return column.table === from ? column : from.correspondingColumn(column);
}
