/**
 * A SELECT that names entities, made into one that names columns. In order:
 * 1. joins to entities and relationships become joins to FROM elements with their conditions;
 * 2. options that restrict entities become conditions;
 * 3. each entity becomes its columns; relationships that are loaded in the same row join, and add theirs behind;
 * 4. if joined collections would multiply the rows that LIMIT, DISTINCT or GROUP BY speaks of, the statement becomes a subquery first.
 * The order of columns and joins, and the form of the text, are SQLAlchemy's.
 */
import { type AnySelect, type ColumnElement, propertyKey } from "@cupel/core/internal";
import { stepsOf } from "../loading/options.js";
import type { EntityReading, JoinedReading, LaterLoad, ReadingPlan, ResultPart } from "../loading/reading.js";
import { type EagerJoin, type EagerSurroundings, eagerPart } from "../loading/strategies/joined.js";
import { momentOf } from "../loading/strategies/strategy.js";
import { type LoadNode, type LoadTree, loadTree } from "../loading/tree.js";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import { columnAt, type EntityReference, entityReference } from "./entity.js";
import type { AnyElement } from "./relationship-join.js";
import { criteriaOn, resolveJoins } from "./select-parts.js";
import { wrapLimited } from "./wrap.js";

/** The plain statement, and how its rows are read. */
export function rewriteSelect(statement: AnySelect): { statement: AnySelect; plan: ReadingPlan } {
  const rewriter = new SelectRewriter(statement);
  return rewriter.rewrite();
}

/** A plain statement for a place inside another: an entity is all its columns, and options of loading mean nothing. */
export function rewriteNestedSelect(statement: AnySelect): AnySelect {
  const joined = resolveJoins(statement, []);
  const columns: unknown[] = [];
  for (const part of joined.selected) {
    const reference = entityReference(part);
    if (reference === null) columns.push(part);
    else for (const column of reference.selectable.columns) columns.push(column);
  }
  return joined.with({ selected: columns, plugin: null, loaderOptions: [] } as never);
}

class SelectRewriter implements EagerSurroundings {
  readonly #original: AnySelect;
  readonly #tree: LoadTree;
  readonly #references: readonly EntityReference[];
  /** Columns in the order of the text: the statement's own, and those of entities. */
  readonly #primary: ColumnElement<unknown, unknown>[] = [];
  readonly #primaryPlaces = new Map<unknown, number>();
  /** Columns of what is joined besides: they stand behind. */
  readonly #secondary: ColumnElement<unknown, unknown>[] = [];
  readonly #eager: EagerJoin[] = [];
  readonly #order: AnyElement[] = [];
  #multiplies = false;

  constructor(original: AnySelect) {
    this.#original = original;
    this.#references = original.selected.map(entityReference).filter((reference) => reference !== null);
    this.#tree = loadTree(original.loaderOptions.map(stepsOf), this.#references);
  }

  rewrite(): { statement: AnySelect; plan: ReadingPlan } {
    const { criteria } = this.#tree.global;
    let statement = resolveJoins(this.#original, criteria);
    const parts: PendingPart[] = this.#original.selected.map((part) => {
      const reference = entityReference(part);
      return reference === null
        ? { kind: "column", column: this.#column(part as ColumnElement<unknown, unknown>), element: part as object }
        : { kind: "entity", reading: this.#entity(reference) };
    });
    const conditions = criteriaOn(this.#original, this.#references, criteria);
    if (conditions.length > 0) statement = statement.where(...(conditions as never[]));
    const width = this.#primary.length;
    const resolve = (reading: PendingReading): EntityReading => finishReading(reading, width);
    const plan: ReadingPlan = {
      parts: parts.map(
        (part): ResultPart =>
          part.kind === "column" ? { kind: "column", place: part.column } : { kind: "entity", reading: resolve(part.reading) },
      ),
      keys: parts.map((part) =>
        part.kind === "entity" ? (part.reading.reference!.rowName ?? part.reading.mapper.name) : (propertyKey(part.element as never) ?? ""),
      ),
      elements: parts.map((part) => (part.kind === "entity" ? part.reading.reference!.entity : part.element)),
      needsUnique: this.#multiplies,
      tree: this.#tree,
      isVolatile: isVolatile(this.#original),
      entities: this.#references,
    };
    const plain = statement.with({ selected: this.#primary, plugin: null, loaderOptions: [] } as never);
    return { statement: this.#withEager(plain), plan };
  }

  #withEager(statement: AnySelect): AnySelect {
    if (this.#eager.length === 0)
      return this.#secondary.length === 0 ? statement : statement.with({ selected: [...this.#primary, ...this.#secondary] } as never);
    if (this.#multiplies && isLimited(statement))
      return wrapLimited(statement, { primary: this.#primary, secondary: this.#secondary, joins: this.#eager, order: this.#order });
    let joined = statement.with({ selected: [...this.#primary, ...this.#secondary] } as never);
    for (const { left, right, on, isOuter } of this.#eager)
      joined = (isOuter
        ? joined.outerJoinFrom(left as never, right as never, on as never)
        : joined.joinFrom(left as never, right as never, on as never)) as unknown as AnySelect;
    return this.#order.length === 0 ? joined : joined.orderBy(...(this.#order as never[]));
  }

  /** A column of the statement itself; one that is there already is not written twice. */
  #column(column: ColumnElement<unknown, unknown>): number {
    const known = this.#primaryPlaces.get(column);
    if (known !== undefined) return known;
    const place = this.#primary.push(column) - 1;
    this.#primaryPlaces.set(column, place);
    return place;
  }

  #entity(reference: EntityReference): PendingReading {
    return this.entity({
      reference,
      root: reference,
      path: [],
      node: this.#tree.nodeOf(reference),
      trail: this.#tree.trail,
      isSecondary: false,
      isOuter: false,
    });
  }

  /** An entity at one place of the statement, with all that is read in the same row. */
  entity(place: EntityPlace): PendingReading {
    const { reference, node, path, trail, isSecondary } = place;
    const { mapper } = reference;
    const joined: { readonly property: RelationshipProperty; readonly reading: PendingReading }[] = [];
    const later: LaterLoad[] = [];
    const empty: RelationshipProperty[] = [];
    for (const property of mapper.relationships) {
      const name = node.strategyOf(property);
      const moment = momentOf(name);
      if (moment === "never") {
        if (name === "noload") empty.push(property);
        continue;
      }
      // A definition that loads its own class again would never end; an option goes as far as it is written.
      if (!node.isChosen(property) && [...trail, mapper].includes(property.target)) continue;
      if (moment === "later") later.push({ property, strategy: name });
      else joined.push({ property, reading: eagerPart(this, place, property, name) });
    }
    const columns = node.columns(mapper);
    const elements = columns.map((attribute) => node.expressions.get(attribute) ?? columnAt(reference, attribute));
    const places = isSecondary
      ? elements.map((element) => ({ isSecondary: true, index: this.#secondary.push(element as never) - 1 }))
      : elements.map((element) => ({ isSecondary: false, index: this.#column(element as never) }));
    return {
      reference: path.length === 0 ? reference : null,
      root: place.root,
      path,
      mapper,
      columns,
      places,
      joined,
      later,
      empty,
      trail: [...trail, mapper],
      node,
      travels: !travelsNothing(node),
    };
  }

  /** An eager join is made before what it contains joins in its turn. */
  addJoin(join: EagerJoin | null, order: readonly AnyElement[]): void {
    if (join !== null) this.#eager.push(join);
    this.#order.push(...order);
  }
  multiply(): void {
    this.#multiplies = true;
  }
  get criteria(): LoadTree["global"]["criteria"] {
    return this.#tree.global.criteria;
  }
}

/** Where an entity stands while the statement is rewritten. */
export interface EntityPlace {
  readonly reference: EntityReference;
  readonly root: EntityReference;
  readonly path: readonly RelationshipProperty[];
  readonly node: LoadNode;
  readonly trail: readonly Mapper[];
  /** Its columns stand behind the statement's own. */
  readonly isSecondary: boolean;
  /** It has been joined by an outer join. */
  readonly isOuter: boolean;
  /** The eager join that brought it, into which inner joins below an outer one go. */
  readonly join?: EagerJoin;
}

interface PendingPlace {
  readonly isSecondary: boolean;
  readonly index: number;
}
/** A reading whose places are not yet known: how many columns come first shows at the end. */
export interface PendingReading extends Omit<EntityReading, "places" | "joined"> {
  readonly places: readonly PendingPlace[];
  readonly joined: readonly { readonly property: RelationshipProperty; readonly reading: PendingReading }[];
}
type PendingPart =
  | { readonly kind: "column"; readonly column: number; readonly element: object }
  | { readonly kind: "entity"; readonly reading: PendingReading };

function finishReading(reading: PendingReading, width: number): EntityReading {
  return {
    ...reading,
    places: reading.places.map(({ isSecondary, index }) => (isSecondary ? width + index : index)),
    joined: reading.joined.map(({ property, reading: child }): JoinedReading => ({ property, reading: finishReading(child, width) })),
  };
}

/** Whether options have nothing to say of what is loaded later for the object. */
function travelsNothing(node: LoadNode): boolean {
  if (node.wildcard !== null || node.global.wildcard !== null || node.global.criteria.length > 0) return false;
  for (const edge of node.edges.values())
    if (edge.strategy === "raise" || edge.strategy === "select" || edge.strategy === null || edge.attribute.criteria.length > 0)
      return false;
  return true;
}

/** Whether options hold values, which are others at the next execution. */
function isVolatile(statement: AnySelect): boolean {
  return statement.loaderOptions.some((option) =>
    stepsOf(option).some(
      (step) =>
        step.kind === "criteria" ||
        step.kind === "expression" ||
        (step.kind === "relationship" && step.attribute.criteria.length > 0) ||
        (step.kind === "node" && holdsValues(step.node)),
    ),
  );
}
function holdsValues(node: LoadNode): boolean {
  if (node.global.criteria.length > 0 || node.expressions.size > 0) return true;
  for (const edge of node.edges.values()) if (edge.attribute.criteria.length > 0 || holdsValues(edge.node)) return true;
  return false;
}

/** Whether more rows would change what the statement means. */
function isLimited(statement: AnySelect): boolean {
  return (
    statement.limitClause !== null ||
    statement.offsetClause !== null ||
    statement.fetchClause !== null ||
    statement.isDistinct ||
    statement.groupByElements.length > 0
  );
}
