/**
 * What the options of one statement mean, as a tree: at the root one node for each entity that is selected, below it one for each relationship
 * that an option names. Later options win over earlier ones about the same thing.
 */
import type { Column, ColumnElement } from "@cupel/core";
import { ArgumentError } from "@cupel/core";
import { KEY, type KeyWriter } from "@cupel/core/internal";
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { RelationshipAttribute } from "../mapping/relationship-attribute.js";
import { describeEntity, type EntityReference } from "../query/entity.js";
import { type LoaderStep, type StrategyName, strategyNumber, writeCriterion, writeRelationship } from "./steps.js";

type AnyColumn = Column<string, unknown, unknown>;

/** A restriction of every occurrence of an entity. */
export interface EntityCriterion {
  readonly mapper: Mapper;
  readonly criterion: ColumnElement<unknown>;
  readonly includeAliases: boolean;
}

/** What the options of a statement say everywhere. */
export interface GlobalOptions {
  /** For relationships that no option names. */
  readonly wildcard: StrategyName | null;
  readonly criteria: readonly EntityCriterion[];
}
export const NO_OPTIONS: GlobalOptions = { wildcard: null, criteria: [] };

/** What the options say about one relationship at one place. */
export interface LoadEdge {
  /** `null`: as the relationship is defined. */
  strategy: StrategyName | null;
  innerjoin: boolean | undefined;
  sqlOnly: boolean;
  /** The attribute of the option, with `ofType` and `and`. */
  attribute: RelationshipAttribute;
  readonly node: LoadNode;
}

/** What the options say about one entity at one place. */
export class LoadNode {
  readonly global: GlobalOptions;
  readonly edges = new Map<RelationshipProperty, LoadEdge>();
  readonly expressions = new Map<ColumnAttribute, ColumnElement<unknown>>();
  wildcard: StrategyName | null = null;
  #only: Set<ColumnAttribute> | null = null;
  readonly #choices = new Map<ColumnAttribute, boolean>();

  constructor(global: GlobalOptions) {
    this.global = global;
  }

  /** Whether nothing is said here that differs from the definitions. */
  get isPlain(): boolean {
    return (
      this.edges.size === 0 &&
      this.wildcard === null &&
      this.#only === null &&
      this.#choices.size === 0 &&
      this.expressions.size === 0 &&
      this.global.wildcard === null &&
      this.global.criteria.length === 0
    );
  }

  only(attributes: Iterable<ColumnAttribute>): void {
    this.#only ??= new Set();
    for (const attribute of attributes) this.#only.add(attribute);
  }
  choose(attribute: ColumnAttribute, loaded: boolean): void {
    this.#choices.set(attribute, loaded);
  }

  /** The columns to read, in the order of the mapper; the primary key is always among them. */
  columns(mapper: Mapper): readonly ColumnAttribute[] {
    if (this.#only === null && this.#choices.size === 0)
      return mapper.columns.some((attribute) => attribute.deferred)
        ? mapper.columns.filter((attribute) => !attribute.deferred || attribute.isPrimaryKey)
        : mapper.columns;
    return mapper.columns.filter(
      (attribute) =>
        attribute.isPrimaryKey || (this.#choices.get(attribute) ?? (this.#only === null ? !attribute.deferred : this.#only.has(attribute))),
    );
  }

  /** Writes what is said here and below into a cache key. */
  appendKey(key: KeyWriter): void {
    key.write(this.wildcard === null ? 0 : strategyNumber(this.wildcard));
    key.write(this.#only === null ? -1 : this.#only.size);
    if (this.#only !== null) for (const attribute of this.#only) key.write(attribute.index);
    key.write(this.#choices.size);
    for (const [attribute, isLoaded] of this.#choices) key.write(attribute.index * 2 + (isLoaded ? 1 : 0));
    key.write(this.expressions.size);
    for (const [attribute, expression] of this.expressions) {
      key.write(attribute.index);
      expression[KEY](key);
    }
    key.write(this.edges.size);
    for (const [property, edge] of this.edges) {
      key.object(property);
      writeRelationship(key, edge);
      edge.node.appendKey(key);
    }
    key.write(this.global.wildcard === null ? 0 : strategyNumber(this.global.wildcard));
    key.write(this.global.criteria.length);
    for (const criterion of this.global.criteria) writeCriterion(key, criterion);
  }

  /** How a relationship is to be loaded here. */
  strategyOf(property: RelationshipProperty): StrategyName {
    const chosen = this.edges.get(property)?.strategy;
    if (chosen !== undefined && chosen !== null) return chosen;
    return this.wildcard ?? this.global.wildcard ?? definedStrategy(property);
  }
  /** Whether an option, not the definition, chose the strategy. */
  isChosen(property: RelationshipProperty): boolean {
    return (this.edges.get(property)?.strategy ?? null) !== null;
  }

  /** What is said about the target of a relationship: nothing, if no option goes there. */
  below(property: RelationshipProperty): LoadNode {
    return this.edges.get(property)?.node ?? new LoadNode(this.global);
  }
}

function definedStrategy(property: RelationshipProperty): StrategyName {
  const lazy = property.lazy;
  switch (lazy) {
    case "peers":
    case "write_only":
      return "select";
    default:
      return lazy;
  }
}

/** The tree of a statement's options. */
export interface LoadTree {
  readonly global: GlobalOptions;
  /** The mappers by which a loader's own statement has come here. */
  readonly trail: readonly Mapper[];
  /** The node of an entity that the statement selects. */
  nodeOf(reference: EntityReference): LoadNode;
}

/**
 * Works out the options of a statement that selects these entities.
 * @throws ArgumentError for an option that begins at an entity which is not selected.
 */
export function loadTree(
  options: readonly (readonly LoaderStep[])[],
  entities: readonly EntityReference[],
  unknownEntity: "refuse" | "ignore" = "refuse",
): LoadTree {
  const global = { wildcard: null as StrategyName | null, criteria: [] as EntityCriterion[] };
  const given = options.find((steps) => steps[0]!.kind === "node")?.[0];
  if (given !== undefined && given.kind === "node") {
    const { node, reference, trail } = given;
    return {
      global: node.global,
      trail,
      nodeOf: (other) => (other.selectable === reference.selectable ? node : new LoadNode(node.global)),
    };
  }
  const roots = new Map<EntityReference["selectable"], LoadNode>();
  for (const reference of entities) if (!roots.has(reference.selectable)) roots.set(reference.selectable, new LoadNode(global));
  for (const steps of options) {
    const first = steps[0]!;
    if (first.kind === "criteria") global.criteria.push(first);
    else if (first.kind === "wildcard") global.wildcard = first.strategy;
    else {
      const root = rootOf(first, entities);
      if (root !== undefined) walk(roots.get(root.selectable)!, root.mapper, steps);
      else if (unknownEntity === "refuse") throw notSelected(first, entities);
    }
  }
  return { global, trail: [], nodeOf: (reference) => roots.get(reference.selectable) ?? new LoadNode(global) };
}

function rootOf(step: LoaderStep, entities: readonly EntityReference[]): EntityReference | undefined {
  switch (step.kind) {
    case "relationship": {
      const { source } = step.attribute;
      return (
        entities.find((entity) => entity.selectable === source.selectable) ??
        entities.find(
          (entity) => entity.mapper !== source.mapper && entity.mapper.root === source.mapper.root && !isAlias(entity) && !isAlias(source),
        )
      );
    }
    case "only":
      return entities.find((entity) => belongs(step.columns[0]!, entity));
    case "defer":
    case "undefer":
    case "expression":
      return entities.find((entity) => belongs(step.column, entity));
    default:
      return undefined;
  }
}
const isAlias = (entity: EntityReference): boolean => entity.entity !== entity.mapper.class;
const belongs = (column: AnyColumn, entity: EntityReference): boolean =>
  column.table === entity.selectable || (!isAlias(entity) && entity.mapper.attributeOf(column as never) !== undefined);

function walk(root: LoadNode, mapper: Mapper, steps: readonly LoaderStep[]): void {
  let node = root;
  let at = mapper;
  for (const step of steps) {
    switch (step.kind) {
      case "relationship": {
        const { property, ofTypeTarget } = step.attribute;
        let edge = node.edges.get(property);
        if (edge === undefined)
          node.edges.set(
            property,
            (edge = { strategy: null, innerjoin: undefined, sqlOnly: false, attribute: step.attribute, node: new LoadNode(node.global) }),
          );
        if (step.strategy !== null) {
          edge.strategy = step.strategy;
          edge.innerjoin = step.innerjoin;
          edge.sqlOnly = step.sqlOnly === true;
          edge.attribute = step.attribute;
        }
        node = edge.node;
        at = ofTypeTarget?.mapper ?? property.target;
        break;
      }
      case "only":
        node.only(step.columns.map((column) => attributeAt(at, column)));
        break;
      case "defer":
        node.choose(attributeAt(at, step.column), false);
        break;
      case "undefer":
        node.choose(attributeAt(at, step.column), true);
        break;
      case "expression": {
        const attribute = attributeAt(at, step.column);
        throw new ArgumentError(
          `withExpression(): ${at.name}.${attribute.key} is a column of the table "${at.table.name}", whose value an expression must not replace. Select the expression beside the entity, as in select(${at.name}, expression.as("name")).`,
        );
      }
      case "wildcard":
        node.wildcard = step.strategy;
        break;
      case "criteria":
      case "node":
        break;
    }
  }
}

function attributeAt(mapper: Mapper, column: AnyColumn): ColumnAttribute {
  for (let origin: AnyColumn | null = column; origin !== null; origin = origin.proxyOf as AnyColumn | null) {
    const attribute = mapper.attributeOf(origin as never);
    if (attribute !== undefined) return attribute;
  }
  throw new ArgumentError(`The column "${column.key}" does not belong to ${mapper.name}, where the option has arrived.`);
}

function notSelected(step: LoaderStep, entities: readonly EntityReference[]): ArgumentError {
  const subject =
    step.kind === "relationship"
      ? `${step.attribute.source.mapper.name}.${step.attribute.key}`
      : step.kind === "only"
        ? `the column "${step.columns[0]!.key}"`
        : "column" in step
          ? `the column "${step.column.key}"`
          : "";
  const selected = entities.length === 0 ? "no entity" : entities.map((entity) => describeEntity(entity).replace(/,$/, "")).join(", ");
  return new ArgumentError(
    `A loader option begins at ${subject}, but this statement selects ${selected}. Begin the path at an entity that is selected, or go there from one with selectInLoad(…) and the like.`,
  );
}
