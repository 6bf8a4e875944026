/** Events of mapped classes and their attributes: the types of `listen(User, "beforeInsert", …)`, `listen(User.c.email, "set", …)`. */
import { type AnyEntity, ArgumentError, type Column, type Connection, type FieldsOf, type Handler, type InstanceOf } from "@cupel/core";
import { EVENTS, type EventHub } from "@cupel/core/internal";
import type { FieldValue } from "./fields.js";
import type { Mapper } from "./mapper.js";
import { mapperOf } from "./registry.js";
import type { CollectionAttribute, ReferenceAttribute } from "./relationship-attribute.js";

/** Something that happens to an object in a flush. */
export interface MapperEvent<I> {
  event: string;
  target: I;
  connection: Connection;
  mapper: Mapper;
}

/** Something that happens to an object in memory; its handlers answer at once. */
export interface InstanceEvent<I> {
  event: string;
  target: I;
}

/** What happens to the objects of a mapped class. */
export interface MapperEvents<I> {
  beforeInsert: Handler<MapperEvent<I>>;
  afterInsert: Handler<MapperEvent<I>>;
  beforeUpdate: Handler<MapperEvent<I>>;
  afterUpdate: Handler<MapperEvent<I>>;
  beforeDelete: Handler<MapperEvent<I>>;
  afterDelete: Handler<MapperEvent<I>>;
  /** The object was made from a row. */
  load: (event: InstanceEvent<I>) => void;
  /** Columns of the object were read again. */
  refresh: (event: InstanceEvent<I>) => void;
  /** The program makes a new object; its attributes are not assigned yet. */
  init: (event: InstanceEvent<I>) => void;
}

/** What happens to a column, or a reference, of an object. What a handler returns, if anything, is the value instead. */
export interface AttributeEvents<V> {
  set: (event: { event: string; target: object; value: V; oldValue: V | undefined }) => V | void;
}

/** What happens to a collection. What a handler of `append` returns, if anything, is appended instead. */
export interface CollectionEvents<I> {
  append: (event: { event: string; target: object; value: I }) => I | void;
  remove: (event: { event: string; target: object; value: I }) => void;
}

/** The events of a mapped class, a column of one, a reference, a collection. */
export type MappingEventsOf<T> =
  T extends Column<string, infer V, unknown>
    ? AttributeEvents<V>
    : T extends ReferenceAttribute<string, infer C, infer N, unknown>
      ? AttributeEvents<InstanceOf<C> | (N extends true ? null : never)>
      : T extends CollectionAttribute<string, infer C, unknown>
        ? CollectionEvents<InstanceOf<C>>
        : T extends AnyEntity
          ? MapperEvents<InstanceOf<T>>
          : never;

declare module "@cupel/core" {
  interface EventTargets<T> {
    mapping: MappingEventsOf<T>;
  }
}

/**
 * Checks, or changes, what is assigned to a column or a reference. It must be said before the first object of the class is made.
 *
 * @param validate what it returns is assigned; what it throws refuses the assignment
 * @example `validates(User, "email", (user, value) => { if (!value.includes("@")) throw new RangeError("email"); return value; });`
 * @throws ArgumentError for a key that is no column and no reference
 */
export function validates<C extends AnyEntity, K extends keyof FieldsOf<C> & string>(
  entity: C,
  key: K,
  validate: (target: InstanceOf<C>, value: FieldValue<FieldsOf<C>[K]>) => FieldValue<FieldsOf<C>[K]>,
): void {
  const attribute = (entity as unknown as { readonly c: Record<string, unknown> }).c[key];
  const hub = (attribute as { readonly [EVENTS]?: EventHub } | undefined)?.[EVENTS];
  const name = (entity as unknown as { readonly name: string }).name;
  if (hub === undefined || attribute === undefined)
    throw new ArgumentError(`validates(${name}, ${JSON.stringify(key)}, …): ${name} has no column or reference of that name.`);
  if ("any" in (attribute as object) && mapperOf(entity as unknown as object).attributes.get(key)?.kind === "relationship") {
    throw new ArgumentError(
      `validates(${name}, "${key}", …): "${key}" is a collection, to which objects are added one by one: use listen(${name}.c.${key}, "append", …).`,
    );
  }
  hub.listen("set", ((event: { target: InstanceOf<C>; value: FieldValue<FieldsOf<C>[K]> }) => validate(event.target, event.value)) as (
    event: object,
  ) => unknown);
}
