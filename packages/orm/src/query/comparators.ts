/**
 * Conditions on relationships: EXISTS for `any` and `has`, a comparison of keys for `eq` and `contains`. The values of an object's key are
 * read when the statement is bound, so that a pending object may get its key by the flush that comes before.
 */
import type { Condition } from "@cupel/core";
import { ArgumentError, and, exists, literalColumn, not, or, select } from "@cupel/core";
import type { Column, FromClause } from "@cupel/core/internal";
import type { ColumnPair, RelationshipProperty } from "../mapping/relationship.js";
import type { RelationshipAttribute } from "../mapping/relationship-attribute.js";
import { stateOf } from "../state/instance-state.js";
import { replaceColumns } from "./adapt.js";
import { criteriaConditions } from "./criteria.js";
import { deniable } from "./deniable.js";
import { type EntityReference, entityOf } from "./entity.js";
import { valueOfObject } from "./object-value.js";
import { type AnyElement, conjunction, criteriaAt, type JoinSides, primaryCondition, secondaryCondition } from "./relationship-join.js";

type AnyColumn = Column<string, unknown, unknown>;

/**
 * At least one object of a collection meets the criterion.
 * @throws ArgumentError for a reference: that is `has`
 */
export function anyOf(attribute: RelationshipAttribute, criterion?: unknown): Condition {
  if (!attribute.property.uselist)
    throw new ArgumentError(`${String(attribute.property)} is a reference to one object: use has() instead of any().`);
  return existence(attribute, criterion);
}

/**
 * The object referred to exists and meets the criterion.
 * @throws ArgumentError for a collection: that is `any`
 */
export function hasOf(attribute: RelationshipAttribute, criterion?: unknown): Condition {
  if (attribute.property.uselist) throw new ArgumentError(`${String(attribute.property)} is a collection: use any() instead of has().`);
  return existence(attribute, criterion);
}

/** A collection holds this object. */
export function containsItem(attribute: RelationshipAttribute, item: object): Condition {
  const { property } = attribute;
  if (!property.uselist) throw new ArgumentError(`${String(property)} is a reference to one object: use eq() instead of contains().`);
  checkKind(property, item, "contains");
  const absent = (): Condition => not(existence(attribute, keyEquals(property, item)));
  if (property.secondary === null) return asCondition(comparison(attribute, item));
  const secondary = (property.secondary as unknown as FromClause).alias();
  const sides: JoinSides = { parent: attribute.source.selectable, target: property.target.table as unknown as FromClause, secondary };
  const far = withValues(
    secondaryCondition(property, sides),
    property.secondaryPairs.map((pair) => ({ local: pair.remote, remote: pair.local })),
    item,
  );
  return deniable(asCondition(conjunction([primaryCondition(property, sides), far])!), absent);
}

/** A reference leads to this object, or to none. */
export function equalTo(attribute: RelationshipAttribute, other: object | null): Condition {
  const { property } = attribute;
  checkReference(attribute, other, "eq");
  if (other === null)
    return property.direction === "manyToOne"
      ? asCondition(conjunction(property.pairs.map((pair) => columnOfParent(attribute, pair).is(null as never) as unknown as AnyElement))!)
      : not(existence(attribute));
  return asCondition(comparison(attribute, other));
}

/** A reference leads to another object than this, or to one at all. */
export function notEqualTo(attribute: RelationshipAttribute, other: object | null): Condition {
  const { property } = attribute;
  checkReference(attribute, other, "ne");
  if (other === null)
    return property.direction === "manyToOne"
      ? asCondition(
          conjunction(property.pairs.map((pair) => columnOfParent(attribute, pair).isNot(null as never) as unknown as AnyElement))!,
        )
      : existence(attribute);
  if (property.direction !== "manyToOne") return not(existence(attribute, keyEquals(property, other)));
  return and(
    ...property.pairs.map((pair) => {
      const local = columnOfParent(attribute, pair);
      return or(local.ne(valueOfObject(other, attributeAt(property, pair), local) as never), local.is(null as never));
    }),
  );
}

/** `EXISTS (SELECT 1 FROM target WHERE …)`. A table that refers to itself is aliased inside. */
function existence(attribute: RelationshipAttribute, criterion?: unknown): Condition {
  const { property } = attribute;
  const reference = entityOf(property.target.class, "any");
  const isAliased = attribute.ofTypeTarget !== null;
  const parent = attribute.source.selectable;
  const table = reference.selectable;
  const target = isAliased ? attribute.ofTypeTarget!.selectable : property.target.table === property.parent.table ? table.alias() : table;
  const secondary = property.secondary as unknown as FromClause | null;
  const sides: JoinSides = { parent, target, secondary };
  const conditions: (AnyElement | null)[] = [
    primaryCondition(property, sides),
    secondary === null ? null : secondaryCondition(property, sides),
  ];
  const given = conditionsOf(criterion, isAliased ? attribute.ofTypeTarget! : reference, property);
  conditions.push(...criteriaAt(given, table, target), ...criteriaAt(attribute.criteria as readonly AnyElement[], table, target));
  const from = secondary === null ? [target] : [target, secondary];
  const inner = select(literalColumn("1"))
    .selectFrom(...(from as never[]))
    .where(conjunction(conditions) as never)
    .correlateExcept(...(from as never[]));
  return exists(inner as never);
}

function conditionsOf(criterion: unknown, reference: EntityReference, property: RelationshipProperty): AnyElement[] {
  if (criterion === undefined) return [];
  if (criterion === null || typeof criterion !== "object")
    throw new ArgumentError(
      `A criterion of ${String(property)} is a condition, or an object such as { ${reference.mapper.columns[0]!.key}: … }; this is ${String(criterion)}.`,
    );
  return Object.getPrototypeOf(criterion) === Object.prototype
    ? criteriaConditions(reference, criterion as Record<string, unknown>)
    : [criterion as AnyElement];
}

/** The join condition with the far side's columns replaced by the values of an object. */
function comparison(attribute: RelationshipAttribute, other: object): AnyElement {
  const { property } = attribute;
  const sides: JoinSides = { parent: attribute.source.selectable, target: property.target.table as unknown as FromClause, secondary: null };
  const pairs = property.pairs;
  const replaced = replaceColumns(property.primaryJoin as AnyElement, (column) => {
    const pair = pairs.find(({ remote }) => (remote as unknown as AnyColumn) === column);
    return pair === undefined ? null : (valueOfObject(other, attributeAt(property, pair), null, column.type) as AnyElement);
  });
  return replaceColumns(replaced, (column) =>
    column.table === (property.parent.table as unknown as FromClause) ? parentColumn(sides.parent, column) : null,
  );
}

function withValues(condition: AnyElement, pairs: readonly ColumnPair[], other: object): AnyElement {
  return replaceColumns(condition, (column) => {
    const pair = pairs.find(({ remote }) => (remote as unknown as AnyColumn) === column);
    if (pair === undefined) return null;
    return valueOfObject(other, stateOf(other).mapper.attributeOf(pair.remote as never)!, null, column.type) as AnyElement;
  });
}

/** The target's columns of the primary key against the values of an object. */
function keyEquals(property: RelationshipProperty, other: object): AnyElement {
  return conjunction(
    property.target.primaryKey.map(
      (attribute) =>
        (attribute.column as unknown as AnyColumn).eq(
          valueOfObject(other, attribute, attribute.column as unknown as AnyColumn) as never,
        ) as unknown as AnyElement,
    ),
  )!;
}

function attributeAt(property: RelationshipProperty, pair: ColumnPair) {
  return property.target.attributeOf(pair.remote as never)!;
}

function columnOfParent(attribute: RelationshipAttribute, pair: ColumnPair): AnyColumn {
  return parentColumn(attribute.source.selectable, pair.local as unknown as AnyColumn);
}
function parentColumn(parent: FromClause, column: AnyColumn): AnyColumn {
  return column.table === parent ? column : (parent.correspondingColumn(column) ?? column);
}

function checkReference(attribute: RelationshipAttribute, other: object | null, operator: string): void {
  const { property } = attribute;
  if (property.uselist)
    throw new ArgumentError(
      `${String(property)} is a collection and cannot be compared by ${operator}(): use contains(), or any() with a condition.`,
    );
  if (other === undefined) throw new ArgumentError(`${String(property)}.${operator}(undefined): give an object, or null.`);
  if (other !== null) checkKind(property, other, operator);
}
function checkKind(property: RelationshipProperty, other: object, operator: string): void {
  const state = stateOf(other);
  if (state.mapper.root !== property.target.root)
    throw new ArgumentError(`${String(property)}.${operator}() takes a ${property.target.name}, but was given a ${state.mapper.name}.`);
}
const asCondition = (element: AnyElement): Condition => element as unknown as Condition;
