/**
 * Cupel's ORM: declarative models, sessions and the unit of work. Everything of `@cupel/core` is here too, so that one import serves.
 *
 * @packageDocumentation
 */
export * from "@cupel/core";
export {
  containsEager,
  defaultLoad,
  defer,
  immediateLoad,
  joinedLoad,
  type LoaderCriteriaOptions,
  lazyLoad,
  loadOnly,
  noLoad,
  type RaiseLoadOptions,
  raiseLoad,
  selectInLoad,
  subqueryLoad,
  undefer,
  withExpression,
  withLoaderCriteria,
} from "./loading/options.js";
export { type JoinedLoadOptions, LoaderPath } from "./loading/path.js";
// Mapping
export { foreign, remote } from "./mapping/annotations.js";
export { associationProxy, type ProxyAttribute, ProxyField } from "./mapping/association-proxy.js";
export type { Cascade } from "./mapping/cascade.js";
export type { Construct } from "./mapping/class-body.js";
export type { ColumnAttribute } from "./mapping/column-attribute.js";
export { type CompositeAttribute, CompositeField, composite } from "./mapping/composite.js";
export {
  type BaseOptions,
  type DeclarativeBase,
  declarativeBase,
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
export {
  type AttributeEvents,
  type CollectionEvents,
  type InstanceEvent,
  type MapperEvent,
  type MapperEvents,
  type MappingEventsOf,
  validates,
} from "./mapping/events.js";
export { type AttributeOf, type EntityAttributes, type FieldValue, ManyField, OneField } from "./mapping/fields.js";
export { columnProperty, type HybridDefinition, HybridField, hybrid, PropertyField, SynonymField, synonym } from "./mapping/hybrid.js";
export type { EntityClass, Mapper } from "./mapping/mapper.js";
export type { ColumnNaming } from "./mapping/naming.js";
export { configureMappers, mapperOf } from "./mapping/registry.js";
export type { ColumnPair, Direction, RelationshipProperty } from "./mapping/relationship.js";
export { CollectionAttribute, ReferenceAttribute, RelationshipAttribute } from "./mapping/relationship-attribute.js";
export { type Lazy, many, one, type RelationshipOptions } from "./mapping/relationship-options.js";
// Queries
export { type Alias, aliased } from "./query/aliased.js";
export { withParent } from "./query/with-parent.js";
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
// Objects
export { AttributeInspection, InstanceInspection, inspect } from "./state/inspect.js";
export type { InstanceStatus } from "./state/instance-state.js";
