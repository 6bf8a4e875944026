/** Rows of another statement read as entities: set operations, `fromStatement` of a SELECT, and raw SQL, whose columns are known by their names. */
import { InvalidRequestError } from "@cupel/core";
import {
  type AnySelect,
  type ClauseElement,
  Column,
  type CompoundSelect,
  type Dialect,
  propertyKey,
  type SelectFromStatement,
} from "@cupel/core/internal";
import { stepsOf } from "../loading/options.js";
import type { EntityReading, LaterLoad, NamedPlan, ReadingPlan, ResultPart } from "../loading/reading.js";
import { momentOf } from "../loading/strategies/strategy.js";
import { type LoadNode, type LoadTree, loadTree } from "../loading/tree.js";
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import { type EntityReference, entityReference } from "./entity.js";

/** A set operation: entities are all columns of their tables, in the order of its first member. */
export function compoundPlan(statement: CompoundSelect): ReadingPlan {
  const first = statement.selects[0] as unknown as AnySelect | CompoundSelect;
  if (!("selected" in first)) return compoundPlan(first as CompoundSelect);
  let place = 0;
  return planOf(
    first.selected,
    statement.loaderOptions,
    (reference) => {
      const begin = place;
      const columns = reference.selectable.columns;
      place += columns.length;
      return columns.flatMap((column, index) => {
        const attribute = reference.mapper.attributeOf(column as never);
        return attribute === undefined ? [] : [{ attribute, place: begin + index }];
      });
    },
    () => place++,
  );
}

/** A SELECT, a set operation or a RETURNING in the place of the statement: its columns stand for the entity's. */
export function statementPlan(statement: SelectFromStatement): ReadingPlan {
  const elements = (statement.statement as unknown as { readonly columnElements: readonly ClauseElement[] }).columnElements;
  let next = 0;
  return planOf(
    (statement.select as unknown as AnySelect).selected,
    statement.loaderOptions,
    (reference) => {
      const found = elements.flatMap((element, place) => {
        const attribute =
          element instanceof Column ? reference.mapper.attributeOf(element as never) : attributeNamed(reference, propertyKey(element));
        return attribute === undefined ? [] : [{ attribute, place }];
      });
      return found;
    },
    () => next++,
  );
}

/** Raw SQL: columns are found by name when the database has named them. */
export function namedPlan(statement: SelectFromStatement, dialect: Dialect): NamedPlan {
  const plans = new Map<string, ReadingPlan>();
  const selected = statement.select as unknown as AnySelect;
  const make = (names: readonly string[]): ReadingPlan => {
    const processors: (((value: unknown) => unknown) | null)[] = names.map(() => null);
    const plan = planOf(
      selected.selected,
      statement.loaderOptions,
      (reference) =>
        names.flatMap((name, place) => {
          const attribute = attributeNamed(reference, name);
          if (attribute === undefined) return [];
          processors[place] = attribute.type.resultProcessor(dialect);
          return [{ attribute, place }];
        }),
      (element) => {
        const place = names.findIndex((name) => name === (element as { readonly name?: string }).name || name === propertyKey(element));
        if (place < 0)
          throw new InvalidRequestError(
            `The statement given to fromStatement() has no column for "${propertyKey(element) ?? "an expression"}": it gave ${names.join(", ")}.`,
          );
        processors[place] = (element as { readonly type?: ColumnAttribute["type"] }).type?.resultProcessor(dialect) ?? null;
        return place;
      },
    );
    return { ...plan, processors };
  };
  return {
    isTyped: (_index, name) =>
      selected.selected.some((part) => {
        const reference = entityReference(part);
        if (reference !== null) return attributeNamed(reference, name) !== undefined;
        const { name: own, type } = part as unknown as { readonly name?: string; readonly type?: ColumnAttribute["type"] };
        return (name === own || name === propertyKey(part as ClauseElement)) && type !== undefined && type.affinity !== "null";
      }),
    planFor(names) {
      const key = names.join("\u0000");
      let plan = plans.get(key);
      if (plan === undefined) plans.set(key, (plan = make(names)));
      return plan;
    },
  };
}

function attributeNamed(reference: EntityReference, name: string | null): ColumnAttribute | undefined {
  return name === null
    ? undefined
    : (reference.mapper.columns.find((attribute) => attribute.column.name === name) ??
        reference.mapper.columns.find((attribute) => attribute.key === name));
}

interface FoundColumn {
  readonly attribute: ColumnAttribute;
  readonly place: number;
}

/** The plan of a statement whose columns are where `find` and `column` say. */
export function planOf(
  selected: AnySelect["selected"],
  options: readonly unknown[],
  find: (reference: EntityReference, node: LoadNode) => readonly FoundColumn[],
  column: (element: ClauseElement) => number,
): ReadingPlan {
  const entities = selected.map(entityReference).filter((reference) => reference !== null);
  const tree = loadTree(options.map(stepsOf), entities);
  const parts = selected.map((part): ResultPart => {
    const reference = entityReference(part);
    return reference === null
      ? { kind: "column", place: column(part as ClauseElement) }
      : { kind: "entity", reading: readingOf(reference, tree, find(reference, tree.nodeOf(reference))) };
  });
  return {
    parts,
    keys: selected.map((part) => {
      const reference = entityReference(part);
      return reference === null ? (propertyKey(part as ClauseElement) ?? "") : (reference.rowName ?? reference.mapper.name);
    }),
    elements: selected.map((part) => entityReference(part)?.entity ?? (part as object)),
    needsUnique: false,
    tree,
    isVolatile: false,
    entities,
  };
}

function readingOf(reference: EntityReference, tree: LoadTree, found: readonly FoundColumn[]): EntityReading {
  const { mapper } = reference;
  const node = tree.nodeOf(reference);
  const missing = mapper.primaryKey.find((attribute) => !found.some((one) => one.attribute === attribute));
  if (missing !== undefined)
    throw new InvalidRequestError(
      `The rows have no column "${missing.column.name}", the primary key of ${mapper.name}: a statement that is read as entities must give it.`,
    );
  const ordered = mapper.columns.flatMap((attribute) => found.find((one) => one.attribute === attribute) ?? []);
  const later: LaterLoad[] = [];
  const empty = [];
  for (const property of mapper.relationships) {
    const strategy = node.strategyOf(property);
    const moment = momentOf(strategy);
    if (moment === "never") {
      if (strategy === "noload") empty.push(property);
    } else later.push({ property, strategy: moment === "row" ? "selectin" : strategy });
  }
  return {
    reference,
    root: reference,
    path: [],
    mapper,
    columns: ordered.map((one) => one.attribute),
    places: ordered.map((one) => one.place),
    joined: [],
    later,
    empty,
    trail: [mapper],
    node,
    travels: !node.isPlain,
  };
}
