/**
 * A path of relationships with what to do at each step. A path is a list that only grows: every method gives a new path. It is data; what
 * it means for one statement is worked out by `tree.ts` when the statement is first compiled.
 */
import type { Expression, Hierarchy, LoaderOption, Relationship, TypeMistake } from "@cupel/core";
import { ArgumentError } from "@cupel/core";
import { checkOptions, KEY, type KeyWriter, ROOT, type SOURCE, type TARGET } from "@cupel/core/internal";
import type { RelationshipAttribute } from "../mapping/relationship-attribute.js";
import { columnOf, relationshipOf } from "./arguments.js";
import { LOADER_OPTION, type LoaderStep, type RuntimeOption, type StrategyName, writeSteps } from "./steps.js";

export type AnyRelationship = Relationship<string, unknown, string>;
type NameOf<C> = C extends { readonly [SOURCE]: infer S extends string } ? S : never;
/** The same entity, a subclass or a parent: the names of subclasses extend their parent's name. */
type Related<A extends string, B extends string> = A extends B
  ? true
  : A extends `${B}/${string}`
    ? true
    : B extends `${A}/${string}`
      ? true
      : false;
type Step<At extends string, From extends string, Sentence extends string> =
  Related<From, At> extends true ? unknown : TypeMistake<Sentence>;
type Next<At, R extends AnyRelationship> = Step<
  NameOf<At>,
  R[typeof SOURCE],
  `"${R["key"]}" belongs to "${R[typeof SOURCE]}", but the path has arrived at "${NameOf<At>}"`
>;

/** A relationship path, as `selectInLoad(User.c.posts).joinedLoad(Post.c.comments)` makes it. */
export class LoaderPath<out Root, out At> implements LoaderOption<Root>, RuntimeOption {
  declare readonly [ROOT]: Root;
  declare protected readonly at: At;
  /** @internal */
  readonly [LOADER_OPTION]: readonly LoaderStep[];

  /** @internal */
  constructor(steps: readonly LoaderStep[]) {
    this[LOADER_OPTION] = steps;
  }

  /** Load with one further SELECT for all parents at once. */
  selectInLoad<R extends AnyRelationship>(relationship: R & Next<At, R>): LoaderPath<Root, R[typeof TARGET]> {
    return this.#step("selectInLoad", relationship, "selectin");
  }
  /** Load in the same SELECT, by an outer join, or an inner one. */
  joinedLoad<R extends AnyRelationship>(relationship: R & Next<At, R>, options?: JoinedLoadOptions): LoaderPath<Root, R[typeof TARGET]> {
    checkOptions("joinedLoad()", options, ["innerjoin"]);
    return this.#step("joinedLoad", relationship, "joined", options?.innerjoin);
  }
  /** Load with one further SELECT that repeats the original statement as a subquery. */
  subqueryLoad<R extends AnyRelationship>(relationship: R & Next<At, R>): LoaderPath<Root, R[typeof TARGET]> {
    return this.#step("subqueryLoad", relationship, "subquery");
  }
  /** Load from the columns that the statement itself joins. */
  containsEager<R extends AnyRelationship>(relationship: R & Next<At, R>): LoaderPath<Root, R[typeof TARGET]> {
    return this.#step("containsEager", relationship, "containsEager");
  }
  /** Load with one SELECT for each parent, as soon as it has been read. */
  immediateLoad<R extends AnyRelationship>(relationship: R & Next<At, R>): LoaderPath<Root, R[typeof TARGET]> {
    return this.#step("immediateLoad", relationship, "immediate");
  }
  /** Leave unloaded until `awaitableAttrs` or `session.load` asks, whatever the relationship says. */
  lazyLoad<R extends AnyRelationship>(relationship: R & Next<At, R>): LoaderPath<Root, R[typeof TARGET]> {
    return this.#step("lazyLoad", relationship, "select");
  }
  /** Set to an empty collection or null, without asking the database. */
  noLoad<R extends AnyRelationship>(relationship: R & Next<At, R>): LoaderPath<Root, R[typeof TARGET]> {
    return this.#step("noLoad", relationship, "noload");
  }
  /** Refuse to load, also by `awaitableAttrs`; `"*"` means every relationship of the entity the path has arrived at. */
  raiseLoad(everything: "*"): LoaderPath<Root, At>;
  raiseLoad<R extends AnyRelationship>(relationship: R & Next<At, R>): LoaderPath<Root, R[typeof TARGET]>;
  raiseLoad(relationship: unknown): LoaderPath<Root, never> {
    if (relationship === "*") return this.#and({ kind: "wildcard", strategy: "raise" });
    return this.#step("raiseLoad", relationship, "raise");
  }
  /** Go on without changing how this relationship loads. */
  defaultLoad<R extends AnyRelationship>(relationship: R & Next<At, R>): LoaderPath<Root, R[typeof TARGET]> {
    return this.#step("defaultLoad", relationship, null);
  }
  /** Read these columns and the primary key; the others stay unloaded. */
  loadOnly(...attributes: Expression<unknown, Hierarchy<NameOf<At>>>[]): LoaderPath<Root, At> {
    return this.#and({ kind: "only", columns: attributes.map((attribute) => columnOf("loadOnly", attribute)) });
  }
  /** Leave this column unloaded. */
  defer(attribute: Expression<unknown, Hierarchy<NameOf<At>>>): LoaderPath<Root, At> {
    return this.#and({ kind: "defer", column: columnOf("defer", attribute) });
  }
  /** Read this column though its definition defers it. */
  undefer(attribute: Expression<unknown, Hierarchy<NameOf<At>>>): LoaderPath<Root, At> {
    return this.#and({ kind: "undefer", column: columnOf("undefer", attribute) });
  }

  #step<Target>(name: string, relationship: unknown, strategy: StrategyName | null, innerjoin?: boolean): LoaderPath<Root, Target> {
    const attribute = relationshipOf(name, relationship);
    checkArrival(this[LOADER_OPTION], attribute, name);
    return new LoaderPath([...this[LOADER_OPTION], { kind: "relationship", attribute, strategy, innerjoin }]);
  }
  #and<Target>(step: LoaderStep): LoaderPath<Root, Target> {
    return new LoaderPath([...this[LOADER_OPTION], step]);
  }
  /** @internal */
  [KEY](key: KeyWriter): void {
    writeSteps(key, this[LOADER_OPTION]);
  }
}

export interface JoinedLoadOptions {
  /** INNER JOIN instead of LEFT OUTER JOIN: parents without a match disappear. */
  innerjoin?: boolean;
}

/** The types say it already; a program without them shall hear it too, and where the path is written. */
function checkArrival(steps: readonly LoaderStep[], next: RelationshipAttribute, name: string): void {
  let last: Extract<LoaderStep, { kind: "relationship" }> | undefined;
  for (const step of steps) if (step.kind === "relationship") last = step;
  if (last === undefined) return;
  const arrived = last.attribute.ofTypeTarget?.mapper ?? last.attribute.property.target;
  const from = next.property.parent;
  if (arrived.root !== from.root)
    throw new ArgumentError(
      `${name}(): "${next.key}" belongs to ${from.name}, but the path has arrived at ${arrived.name}. Begin a new option at ${from.name}, or continue with a relationship of ${arrived.name}.`,
    );
}
