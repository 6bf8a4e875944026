/**
 * Cupel's ORM: declarative models, sessions and the unit of work. Everything of `@cupel/core` is here too, so that one import serves.
 *
 * @packageDocumentation
 */
export * from "@cupel/core";

// Mapping
export { foreign, remote } from "./mapping/annotations.js";
export { associationProxy, type ProxyAttribute, ProxyField } from "./mapping/association-proxy.js";
export type { Cascade } from "./mapping/cascade.js";
export type { Construct } from "./mapping/class-body.js";
export type { ColumnAttribute } from "./mapping/column-attribute.js";
export { composite, type CompositeAttribute, CompositeField } from "./mapping/composite.js";
export {
  type BaseOptions,
  declarativeBase,
  type DeclarativeBase,
  type EntityOptions,
  type EntityState,
  type IdentifiedBy,
  type InheritOptions,
  type Init,
  type InitArguments,
  type Instance,
  type ManagedBy,
  type MappedClass,
  type Merge,
  type ParentEntity,
  type Subclass,
} from "./mapping/declarative.js";
export { type AttributeEvents, type CollectionEvents, type InstanceEvent, type MapperEvent, type MapperEvents, type MappingEventsOf, validates } from "./mapping/events.js";
export { type AttributeOf, type EntityAttributes, type FieldValue, ManyField, OneField } from "./mapping/fields.js";
export { columnProperty, hybrid, type HybridDefinition, HybridField, PropertyField, synonym, SynonymField } from "./mapping/hybrid.js";
export type { EntityClass, Mapper } from "./mapping/mapper.js";
export type { ColumnNaming } from "./mapping/naming.js";
export { configureMappers, mapperOf } from "./mapping/registry.js";
export { CollectionAttribute, ReferenceAttribute, RelationshipAttribute } from "./mapping/relationship-attribute.js";
export { type Lazy, many, one, type RelationshipOptions } from "./mapping/relationship-options.js";
export type { ColumnPair, Direction, RelationshipProperty } from "./mapping/relationship.js";

// Objects
export { AttributeInspection, inspect, InstanceInspection } from "./state/inspect.js";

// Sessions
export type { BulkInsertOptions, BulkSaveOptions } from "./session/bulk.js";
export type { OrmExecuteEvent, SessionEvents, SessionEventsOf } from "./session/events.js";
export type { SessionExecuteOptions } from "./session/execution.js";
export type { MergeOptions } from "./session/merge.js";
export { makeTransient, makeTransientToDetached, objectSession, objectState } from "./session/object-functions.js";
export type { Bind, JoinTransactionMode, SessionOptions } from "./session/options.js";
export { type ScopedSession, scopedSession } from "./session/scoped.js";
export { type InitOf, Session, type SessionGetOptions } from "./session/session.js";
export type { SessionTransaction } from "./session/session-transaction.js";
export { type SessionMaker, sessionMaker } from "./session/sessionmaker.js";
export type { InstanceStatus } from "./state/instance-state.js";

// Queries
export { aliased, type Alias } from "./query/aliased.js";
export {
  containsEager,
  defaultLoad,
  defer,
  immediateLoad,
  joinedLoad,
  lazyLoad,
  loadOnly,
  type LoaderCriteriaOptions,
  noLoad,
  raiseLoad,
  type RaiseLoadOptions,
  selectInLoad,
  subqueryLoad,
  undefer,
  withExpression,
  withLoaderCriteria,
} from "./loading/options.js";
export { type JoinedLoadOptions, LoaderPath } from "./loading/path.js";
