/**
 * The small protocol by which something that is no Core table enters a Core statement. Core defines it and never imports who speaks it: a
 * mapped class, an alias of one, a relationship. The types below are what Core's signatures ask of them; `EntityProtocol` and
 * `StatementPlugin` are what its run time asks.
 */

import type { KeyWriter } from "../compiler/cache.js";
import type { Dialect } from "../engine/dialect.js";
import type { CRITERION, ENTITY, FIELD_VALUE, FIELDS, MISTAKE, ROOT, SOURCE, TARGET } from "../symbols.js";
import type { ClauseElement, Expression } from "./element.js";
import type { FromClause } from "./from.js";

/** A refusal that says why: it is no one's type, so the sentence shows in the compiler's message. */
export interface TypeMistake<Sentence extends string> {
  readonly [MISTAKE]: Sentence;
}

/** What INSERT, UPDATE and `select` ask of a table, an entity or an alias. */
export interface Source<out F, out S extends string> {
  readonly [FIELDS]: F;
  readonly [SOURCE]: S;
  readonly c: unknown;
}
// biome-ignore lint/suspicious/noExplicitAny: the one index signature that TypeScript accepts without looking at each property.
export type AnySource = Source<any, string>;
export type AnyEntity = AnySource & { readonly prototype: unknown };
export type InstanceOf<C> = C extends { readonly prototype: infer I } ? I : never;
/** Indexed, not inferred: `infer` would compare the fields, and so resolve their getters. */
export type FieldsOf<C> = C extends { readonly [FIELDS]: unknown } ? C[typeof FIELDS] : never;

/** The view that joins and loader options take of a relationship. */
export interface Relationship<out K extends string = string, out C = unknown, out S = unknown> {
  readonly key: K;
  readonly [TARGET]: C;
  readonly [SOURCE]: S;
}

/** Loader options begin at an entity: `Root` is the name of its source. */
export interface LoaderOption<out Root> {
  readonly [ROOT]: Root;
}
/** An entity, its subclasses and its parents: the name of a subclass begins with its parent's. */
export type Hierarchy<S> = S extends `${infer H}/${string}` ? H | `${H}/${string}` : S extends string ? S | `${S}/${string}` : never;

/** Keys are not filtered, so that a criterion on one attribute does not resolve the others. */
export type Criteria<F> = { readonly [K in keyof F]?: CriterionOf<F[K]> };
/** A field that is no column says by `CRITERION` what it may be compared with. */
export type CriterionOf<D> = D extends { readonly [FIELD_VALUE]: infer V }
  ? V | null | Expression<V | null>
  : D extends { readonly [CRITERION]: infer V }
    ? V
    : never;

/** What `object[ENTITY]` yields at run time, on a mapped class, an alias of one, or a relationship attribute. */
export interface EntityProtocol {
  readonly kind: "entity" | "relationship";
  /** Writes what identifies this entity or relationship into a cache key. */
  appendKey(key: KeyWriter): void;
  /** The FROM element the entity stands for; of a relationship, that of its target. */
  readonly selectable: FromClause;
  /** The name of the entity in a row (`row.boss`), if it has one. */
  readonly rowName: string | null;
  readonly plugin: StatementPlugin;
  /** Whose attributes `filterBy` means: the entity, or that which the relationship leads to. `selectable` where it is not said. */
  readonly entity?: { readonly c: unknown } | null;
}

/** Rewrites statements that name entities into plain Core ones. */
export interface StatementPlugin {
  /**
   * Called when no compiled form is cached, so once per structure. It must look at the structure alone, never at the value of a bind
   * parameter of the statement; parameters it makes itself are constants of the compiled statement. It never copies a parameter of the
   * original: their identity is how values find their place.
   */
  rewrite(statement: ClauseElement, dialect: Dialect): { readonly statement: ClauseElement; readonly plan: unknown };
  /** The same for a statement inside another, whose rows nobody reads as entities: an entity is all columns of its selectable. */
  rewriteNested?(statement: ClauseElement, dialect: Dialect): ClauseElement;
}
export interface HasEntity {
  readonly [ENTITY]: EntityProtocol;
}
