/** Another name for an entity in one statement, or an entity read from a subquery. */
import type { AnyEntity, InstanceOf, Source } from "@cupel/core";
import { ArgumentError } from "@cupel/core";
import { ENTITY, type FIELDS, FromClause, KEY, type KeyWriter, type SOURCE } from "@cupel/core/internal";
import type { EntityAttributes } from "../mapping/fields.js";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipAttribute } from "../mapping/relationship-attribute.js";
import { columnAt, type EntityReference, entityOf } from "./entity.js";

/**
 * Another name for an entity in one statement. Without a name, all anonymous aliases of one entity share one where types speak of
 * nullability; in SQL each has its own.
 */
export interface Alias<in out C extends AnyEntity, out S extends string> extends Source<C[typeof FIELDS], S> {
  readonly [FIELDS]: C[typeof FIELDS];
  readonly [SOURCE]: S;
  readonly c: EntityAttributes<C[typeof FIELDS], S>;
  readonly prototype: InstanceOf<C>;
  readonly key: S;
}

/**
 * Names an entity a second time, or reads it from a subquery.
 * @param entity the mapped class
 * @param name the name in SQL and in rows; or a subquery or CTE that selects the columns of the entity
 * @example
 * const Boss = aliased(Employee, "boss");
 * select(Employee, Boss).outerJoin(Boss, Employee.c.managerId.eq(Boss.c.id))
 * // SELECT … FROM employees LEFT OUTER JOIN employees AS boss ON employees.manager_id = boss.id
 */
export function aliased<C extends AnyEntity, const S extends string = `${C[typeof SOURCE]} (alias)`>(entity: C, name?: S): Alias<C, S>;
export function aliased<C extends AnyEntity, const S extends string>(entity: C, of: { readonly name: S; readonly c: unknown }): Alias<C, S>;
export function aliased(entity: AnyEntity, of?: string | { readonly name: string; readonly c: unknown }): Alias<AnyEntity, string> {
  const reference = entityOf(entity, "aliased");
  if (of !== undefined && typeof of !== "string" && !(of instanceof FromClause))
    throw new ArgumentError(
      `aliased(${reference.mapper.name}, …) takes a name or a subquery, such as select(${reference.mapper.name}).subquery("recent").`,
    );
  const selectable = of instanceof FromClause ? of : reference.selectable.alias(of as string | undefined);
  const name = typeof of === "string" ? of : of instanceof FromClause ? of.name : null;
  return new AliasedEntity(reference, selectable as FromClause, name) as unknown as Alias<AnyEntity, string>;
}

/** The object behind an alias. */
export class AliasedEntity {
  /** The name in a row; an alias without a name gives none. */
  readonly key: string | undefined;
  readonly [ENTITY]: EntityReference;
  #attributes: Readonly<Record<string, unknown>> | null = null;

  constructor(original: EntityReference, selectable: FromClause, name: string | null) {
    this.key = name ?? undefined;
    this[ENTITY] = new AliasReference(this, original, selectable, name);
  }

  /** The prototype of the class, so that types know what a row yields. */
  get prototype(): object {
    return this[ENTITY].mapper.class.prototype as object;
  }

  /** The attributes of the class, in terms of the alias. */
  get c(): Readonly<Record<string, unknown>> {
    return (this.#attributes ??= this.#makeAttributes());
  }

  #makeAttributes(): Readonly<Record<string, unknown>> {
    const reference = this[ENTITY];
    const originals = (reference.mapper.class as unknown as { readonly c: Readonly<Record<string, unknown>> }).c;
    const attributes: Record<string, unknown> = {};
    for (const [key, attribute] of reference.mapper.attributes) {
      if (attribute.kind === "column")
        Object.defineProperty(attributes, key, { enumerable: true, configurable: true, get: () => columnAt(reference, attribute) });
      else attributes[key] = relationshipAt(originals[key] as RelationshipAttribute, reference);
    }
    return attributes;
  }
}

/** The attribute of the class, as that of an alias. */
function relationshipAt(original: RelationshipAttribute, source: EntityReference): RelationshipAttribute {
  const Attribute = original.constructor as new (
    key: string,
    source: EntityReference,
    property: () => RelationshipAttribute["property"],
    ofType: EntityReference | null,
    criteria: RelationshipAttribute["criteria"],
  ) => RelationshipAttribute;
  return new Attribute(original.key, source, () => original.property, null, []);
}

/** The way of an alias into a statement. */
class AliasReference implements EntityReference {
  readonly kind = "entity";
  readonly plugin: EntityReference["plugin"];
  readonly entity: EntityReference["entity"];
  readonly selectable: FromClause;
  readonly rowName: string | null;
  readonly #original: EntityReference;

  constructor(entity: EntityReference["entity"], original: EntityReference, selectable: FromClause, rowName: string | null) {
    this.entity = entity;
    this.#original = original;
    this.plugin = original.plugin;
    this.selectable = selectable;
    this.rowName = rowName;
  }
  get mapper(): Mapper {
    return this.#original.mapper;
  }
  appendKey(key: KeyWriter): void {
    key.object(this.mapper);
    this.selectable[KEY](key);
  }
}
