/** What the flush needs to know of the columns of a mapper, found once. */
import type { SchemaColumn } from "@cupel/core";
import { ClauseElement, ENTITY } from "@cupel/core/internal";
import type { ColumnAttribute } from "../../mapping/column-attribute.js";
import type { Mapper } from "../../mapping/mapper.js";
import type { RelationshipProperty } from "../../mapping/relationship.js";
import { canGenerateCode } from "../../state/codegen.js";
import { readColumn } from "../../state/columns.js";
import type { InstanceState } from "../../state/instance-state.js";

/** A default that is evaluated here, so that the object gets it. */
interface ClientDefault {
  evaluate(context: { readonly parameters: Readonly<Record<string, unknown>> }): unknown;
}

/** One column, as INSERT and UPDATE see it. */
export interface WrittenColumn {
  readonly attribute: ColumnAttribute;
  readonly index: number;
  readonly key: string;
  /** The key in statements. */
  readonly name: string;
  readonly isPrimaryKey: boolean;
  readonly default: ClientDefault | null;
  readonly onUpdate: ClientDefault | null;
  /** The database makes a value where the INSERT gives none. */
  readonly isServerMade: boolean;
  /** The database makes a value at UPDATE. */
  readonly isServerUpdated: boolean;
}

/** The columns of a mapper, as INSERT and UPDATE see them. */
export interface WritePlan {
  readonly columns: readonly WrittenColumn[];
  readonly primaryKey: readonly WrittenColumn[];
  readonly onUpdate: readonly WrittenColumn[];
  readonly serverUpdated: readonly WrittenColumn[];
  readonly versionId: ColumnAttribute | null;
  /** References by the index of a column that they hold: one that is changed by hand makes a loaded reference wrong. */
  readonly references: ReadonlyMap<number, readonly RelationshipProperty[]>;
  /** All columns of an object that has all of them, as a new one does, by index. */
  readonly read: (entity: object) => unknown[];
  /** Statements by their shape. */
  readonly statements: Map<string, object>;
}

const plans = new WeakMap<Mapper, WritePlan>();

export function writePlanOf(mapper: Mapper): WritePlan {
  let plan = plans.get(mapper);
  if (plan === undefined) plans.set(mapper, (plan = makePlan(mapper)));
  return plan;
}

function makePlan(mapper: Mapper): WritePlan {
  const columns = mapper.columns.map(describe);
  const references = new Map<number, RelationshipProperty[]>();
  for (const property of mapper.relationships) {
    if (property.direction !== "manyToOne") continue;
    for (const pair of property.pairs) {
      const index = mapper.attributeOf(pair.local)?.index;
      if (index === undefined) continue;
      const known = references.get(index);
      if (known === undefined) references.set(index, [property]);
      else known.push(property);
    }
  }
  return {
    columns,
    primaryKey: mapper.primaryKey.map((attribute) => columns[attribute.index]!),
    onUpdate: columns.filter((column) => column.onUpdate !== null),
    serverUpdated: columns.filter((column) => column.isServerUpdated),
    versionId: mapper.versionId,
    references,
    read: readerOf(columns.map((column) => column.key)),
    statements: new Map(),
  };
}

/** Straight-line code reads the properties of one class many times faster than a loop over names. */
function readerOf(keys: readonly string[]): (entity: object) => unknown[] {
  if (!canGenerateCode()) return (entity) => keys.map((key) => (entity as Record<string, unknown>)[key]);
  return new Function("entity", `return [${keys.map((key) => `entity[${JSON.stringify(key)}]`).join(", ")}];`) as (
    entity: object,
  ) => unknown[];
}

/** The values of all columns of an object; `UNLOADED` where it has none. */
export function readColumns(state: InstanceState): unknown[] {
  return state.isNew
    ? writePlanOf(state.mapper).read(state.entity)
    : state.mapper.columns.map((attribute) => readColumn(state, attribute.index));
}

function describe(attribute: ColumnAttribute): WrittenColumn {
  const column = attribute.column as SchemaColumn;
  const onClient = clientDefault(column.default);
  return {
    attribute,
    index: attribute.index,
    key: attribute.key,
    name: column.key,
    isPrimaryKey: attribute.isPrimaryKey,
    default: onClient,
    onUpdate: clientDefault(column.onUpdate),
    isServerMade:
      onClient === null &&
      (column.default !== null ||
        column.serverDefault !== null ||
        column.identity !== null ||
        column.computed !== null ||
        column.isAutoIncrementKey),
    isServerUpdated:
      (column.onUpdate !== null && clientDefault(column.onUpdate) === null) || column.serverOnUpdate !== null || column.computed !== null,
  };
}

function clientDefault(value: unknown): ClientDefault | null {
  if (value === null || value === undefined) return null;
  const { kind } = value as { kind?: string };
  return kind === "scalar" || kind === "function" ? (value as ClientDefault) : null;
}

/** Whether an attribute was given SQL instead of a value. */
export function isSqlValue(value: unknown): value is ClauseElement {
  return typeof value === "object" && value !== null && (value instanceof ClauseElement || ENTITY in value);
}
