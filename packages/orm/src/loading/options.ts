/** Loader options: what `select(…).options(…)`, `session.load` and `session.get` take. */
import type { AnyEntity, Criterion, Expression, LoaderOption } from "@cupel/core";
import { ArgumentError } from "@cupel/core";
import { ColumnElement, checkOptions, KEY, type KeyWriter, ROOT, type SOURCE, type TARGET } from "@cupel/core/internal";
import { entityOf } from "../query/entity.js";
import { columnOf, relationshipOf } from "./arguments.js";
import { type AnyRelationship, type JoinedLoadOptions, LoaderPath } from "./path.js";
import { LOADER_OPTION, type LoaderStep, type RuntimeOption, type StrategyName, writeSteps } from "./steps.js";

type PathTo<R extends AnyRelationship> = LoaderPath<R[typeof SOURCE], R[typeof TARGET]>;

/**
 * Loads a relationship with one further SELECT for all parents at once: the right choice for most collections.
 * @example
 * select(User).options(selectInLoad(User.c.posts).selectInLoad(Post.c.comments))
 */
export function selectInLoad<R extends AnyRelationship>(relationship: R): PathTo<R> {
  return begin("selectInLoad", relationship, "selectin");
}
/**
 * Loads a relationship in the same SELECT by a join. A result with joined collections must be read through `unique()`.
 * @example
 * select(Post).options(joinedLoad(Post.c.author, { innerjoin: true }))
 */
export function joinedLoad<R extends AnyRelationship>(relationship: R, options?: JoinedLoadOptions): PathTo<R> {
  checkOptions("joinedLoad()", options, ["innerjoin"]);
  return begin("joinedLoad", relationship, "joined", options?.innerjoin);
}
/** Loads a relationship with one further SELECT that repeats the original statement as a subquery. */
export function subqueryLoad<R extends AnyRelationship>(relationship: R): PathTo<R> {
  return begin("subqueryLoad", relationship, "subquery");
}
/** Fills a relationship from the columns of a join that the statement makes itself. */
export function containsEager<R extends AnyRelationship>(relationship: R): PathTo<R> {
  return begin("containsEager", relationship, "containsEager");
}
/** Loads a relationship with one SELECT for each parent, as soon as the parents have been read. */
export function immediateLoad<R extends AnyRelationship>(relationship: R): PathTo<R> {
  return begin("immediateLoad", relationship, "immediate");
}
/** Leaves a relationship unloaded until it is asked for, whatever its definition says. */
export function lazyLoad<R extends AnyRelationship>(relationship: R): PathTo<R> {
  return begin("lazyLoad", relationship, "select");
}
/** Sets a relationship to an empty collection or null without asking the database. */
export function noLoad<R extends AnyRelationship>(relationship: R): PathTo<R> {
  return begin("noLoad", relationship, "noload");
}
/** Goes through a relationship without changing how it is loaded, to say something about what lies behind it. */
export function defaultLoad<R extends AnyRelationship>(relationship: R): PathTo<R> {
  return begin("defaultLoad", relationship, null);
}

export interface RaiseLoadOptions {
  /** Refuse only what would need SQL: a many-to-one whose target is in the session can still be read. */
  sqlOnly?: boolean;
}
/** Forbids loading later what this statement has not loaded: one relationship, or with `"*"` all that no other option names. */
export function raiseLoad(everything: "*"): LoaderOption<never>;
export function raiseLoad<R extends AnyRelationship>(relationship: R, options?: RaiseLoadOptions): PathTo<R>;
export function raiseLoad(relationship: unknown, options?: RaiseLoadOptions): unknown {
  checkOptions("raiseLoad()", options, ["sqlOnly"]);
  if (relationship === "*" && options?.sqlOnly !== undefined)
    throw new ArgumentError('raiseLoad("*") takes no sqlOnly: name the relationship, raiseLoad(User.c.posts, { sqlOnly: true }).');
  if (relationship === "*") return new EntityOption([{ kind: "wildcard", strategy: "raise" }]);
  return new LoaderPath([
    {
      kind: "relationship",
      attribute: relationshipOf("raiseLoad", relationship),
      strategy: "raise",
      innerjoin: undefined,
      sqlOnly: options?.sqlOnly === true,
    },
  ]);
}

/** Reads only these columns (and the primary key) of an entity. */
export function loadOnly<S>(...attributes: Expression<unknown, S>[]): LoaderOption<S> {
  if (attributes.length === 0) throw new ArgumentError("loadOnly() needs at least one column, such as loadOnly(User.c.username).");
  return new EntityOption([{ kind: "only", columns: attributes.map((attribute) => columnOf("loadOnly", attribute)) }]);
}
/** Leaves a column unloaded. */
export function defer<S>(attribute: Expression<unknown, S>): LoaderOption<S> {
  return new EntityOption([{ kind: "defer", column: columnOf("defer", attribute) }]);
}
/** Reads a column although its definition defers it. */
export function undefer<S>(attribute: Expression<unknown, S>): LoaderOption<S> {
  return new EntityOption([{ kind: "undefer", column: columnOf("undefer", attribute) }]);
}
/** Gives a query-time expression to an attribute that has been mapped to hold one. */
export function withExpression<V, S>(attribute: Expression<V, S>, expression: Expression<NoInfer<V>>): LoaderOption<S> {
  if (!(expression instanceof ColumnElement))
    throw new ArgumentError("withExpression() takes an expression as its second argument, such as User.c.id.mul(2).");
  return new EntityOption([
    { kind: "expression", column: columnOf("withExpression", attribute), expression: expression as ColumnElement<unknown> },
  ]);
}

export interface LoaderCriteriaOptions {
  /** Whether aliases of the entity are restricted too (the default). */
  includeAliases?: boolean;
}
/**
 * Restricts every occurrence of an entity in a statement and in what it loads: soft deletion, tenants.
 * @example
 * select(User).options(selectInLoad(User.c.posts), withLoaderCriteria(Post, Post.c.deletedAt.is(null)))
 */
export function withLoaderCriteria<C extends AnyEntity>(
  entity: C,
  criterion: Criterion | ((c: C["c"]) => Criterion),
  options?: LoaderCriteriaOptions,
): LoaderOption<never> {
  const { mapper } = entityOf(entity, "withLoaderCriteria");
  checkOptions("withLoaderCriteria()", options, ["includeAliases"]);
  const restriction = typeof criterion === "function" ? (criterion as (c: unknown) => Criterion)(entity.c) : criterion;
  if (!(restriction instanceof ColumnElement))
    throw new ArgumentError(
      `withLoaderCriteria(${mapper.name}, …) needs a condition such as ${mapper.name}.c.deletedAt.is(null), or a function of the columns that returns one.`,
    );
  return new EntityOption([
    { kind: "criteria", mapper, criterion: restriction as ColumnElement<unknown>, includeAliases: options?.includeAliases ?? true },
  ]);
}

function begin<R extends AnyRelationship>(name: string, relationship: R, strategy: StrategyName | null, innerjoin?: boolean): PathTo<R> {
  return new LoaderPath([{ kind: "relationship", attribute: relationshipOf(name, relationship), strategy, innerjoin }]);
}

/** An option about entities themselves, without a path. */
class EntityOption<out Root> implements LoaderOption<Root>, RuntimeOption {
  declare readonly [ROOT]: Root;
  readonly [LOADER_OPTION]: readonly LoaderStep[];
  constructor(steps: readonly LoaderStep[]) {
    this[LOADER_OPTION] = steps;
  }
  [KEY](key: KeyWriter): void {
    writeSteps(key, this[LOADER_OPTION]);
  }
}

/** The steps of an option, or the error that says it is none. */
export function stepsOf(option: unknown): readonly LoaderStep[] {
  const steps = typeof option === "object" && option !== null ? (option as Partial<RuntimeOption>)[LOADER_OPTION] : undefined;
  if (steps === undefined)
    throw new ArgumentError(
      `Loader options are made by selectInLoad(), joinedLoad(), loadOnly() and the like; ${typeof option === "string" ? JSON.stringify(option) : String(option)} is none.`,
    );
  return steps;
}
