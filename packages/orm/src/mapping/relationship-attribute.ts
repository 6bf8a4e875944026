/** What a class has of a relationship, at `.c`: it enters joins, loader options and conditions. */
import type { AnyEntity, Condition, Criteria, Criterion, FieldsOf, InstanceOf, Relationship } from "@cupel/core";
import {
  type ColumnElement,
  ENTITY,
  type EntityProtocol,
  EVENTS,
  type EventHub,
  type FromClause,
  KEY,
  type KeyWriter,
  type SOURCE,
  TARGET,
} from "@cupel/core/internal";
import * as comparators from "../query/comparators.js";
import type { EntityReference } from "../query/entity.js";
import { ormPlugin } from "../query/plugin.js";
import type { RelationshipProperty } from "./relationship.js";

/** A relationship as the class, or an alias of it, has it. */
export abstract class RelationshipAttribute<out K extends string = string, out C = unknown, out S = unknown>
  implements Relationship<K, C, S>
{
  readonly key: K;
  declare readonly [SOURCE]: S;
  /** Whose `.c` the attribute was read from: the class, or an alias. */
  readonly source: EntityReference;
  /** The alias or subclass that `ofType` named. */
  readonly ofTypeTarget: EntityReference | null;
  /** Further conditions, given by `and`. */
  readonly criteria: readonly ColumnElement<unknown>[];
  readonly #resolve: () => RelationshipProperty;

  /** @param resolve called at first use, so that an attribute can be named before its target exists */
  constructor(
    key: K,
    source: EntityReference,
    resolve: () => RelationshipProperty,
    ofTypeTarget: EntityReference | null = null,
    criteria: readonly ColumnElement<unknown>[] = [],
  ) {
    this.key = key;
    this.source = source;
    this.#resolve = resolve;
    this.ofTypeTarget = ofTypeTarget;
    this.criteria = criteria;
  }

  /** The relationship itself, as the mapper has it. */
  get property(): RelationshipProperty {
    return this.#resolve();
  }

  get [TARGET](): C {
    return (this.ofTypeTarget?.entity ?? this.property.target.class) as C;
  }

  get [ENTITY](): EntityProtocol {
    return new RelationshipProtocol(this);
  }

  get [EVENTS](): EventHub {
    return this.property.events;
  }

  /** This relationship, leading to an alias or a subclass of its target. */
  ofType<A extends AnyEntity>(target: A): RelationshipAttribute<K, A, S> {
    const reference = (target as unknown as { readonly [ENTITY]: EntityReference })[ENTITY];
    return this.#copy(reference, this.criteria) as unknown as RelationshipAttribute<K, A, S>;
  }

  /** This relationship with further conditions, where it is joined or loaded. */
  and(...criteria: Criterion[]): this {
    return this.#copy(this.ofTypeTarget, [...this.criteria, ...(criteria as unknown as ColumnElement<unknown>[])]);
  }

  #copy(ofTypeTarget: EntityReference | null, criteria: readonly ColumnElement<unknown>[]): this {
    const Class = this.constructor as new (...values: ConstructorParameters<typeof CollectionAttribute>) => this;
    return new Class(this.key, this.source, this.#resolve, ofTypeTarget, criteria);
  }
}

/** How a relationship enters a statement. */
class RelationshipProtocol implements EntityProtocol {
  readonly kind = "relationship";
  readonly attribute: RelationshipAttribute;
  readonly rowName = null;
  readonly plugin = ormPlugin;

  constructor(attribute: RelationshipAttribute) {
    this.attribute = attribute;
  }

  get selectable(): FromClause {
    return this.attribute.ofTypeTarget?.selectable ?? (this.attribute.property.target.table as unknown as FromClause);
  }

  /** Whose attributes `filterBy` means when this has been joined. */
  get entity(): { readonly c: unknown } {
    return this.attribute[TARGET] as { readonly c: unknown };
  }

  appendKey(key: KeyWriter): void {
    const { property, source, ofTypeTarget, criteria } = this.attribute;
    key.object(property);
    source.appendKey(key);
    key.write(ofTypeTarget === null ? 0 : 1);
    ofTypeTarget?.appendKey(key);
    key.write(criteria.length);
    for (const criterion of criteria) criterion[KEY](key);
  }
}

/** A collection as the class has it: `User.c.posts`. */
export class CollectionAttribute<out K extends string = string, out C = unknown, out S = unknown> extends RelationshipAttribute<K, C, S> {
  declare private readonly collection: true;

  /**
   * At least one of the collection meets the criterion.
   * @example `User.c.posts.any(Post.c.published.eq(true))` is `EXISTS (SELECT 1 FROM posts WHERE users.id = posts.user_id AND …)`
   */
  any(criterion?: Criterion | Criteria<FieldsOf<C>>): Condition {
    return comparators.anyOf(this, criterion);
  }

  override ofType<A extends AnyEntity>(target: A): CollectionAttribute<K, A, S> {
    return super.ofType(target) as unknown as CollectionAttribute<K, A, S>;
  }

  /** The collection holds this object. */
  contains(item: InstanceOf<C>): Condition {
    return comparators.containsItem(this, item as object);
  }
}

/** A reference as the class has it: `Post.c.author`. */
export class ReferenceAttribute<
  out K extends string = string,
  out C = unknown,
  out N = unknown,
  out S = unknown,
> extends RelationshipAttribute<K, C, S> {
  declare private readonly nullable: N;

  /**
   * There is one and it meets the criterion.
   * @example `Post.c.author.has({ username: "alice" })`
   */
  has(criterion?: Criterion | Criteria<FieldsOf<C>>): Condition {
    return comparators.hasOf(this, criterion);
  }

  override ofType<A extends AnyEntity>(target: A): ReferenceAttribute<K, A, N, S> {
    return super.ofType(target) as unknown as ReferenceAttribute<K, A, N, S>;
  }

  eq(other: InstanceOf<C> | null): Condition {
    return comparators.equalTo(this, other as object | null);
  }

  ne(other: InstanceOf<C> | null): Condition {
    return comparators.notEqualTo(this, other as object | null);
  }

  is(other: null): Condition {
    return comparators.equalTo(this, other);
  }

  isNot(other: null): Condition {
    return comparators.notEqualTo(this, other);
  }
}
