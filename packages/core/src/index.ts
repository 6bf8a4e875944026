/**
 * Cupel's core: SQL as expressions, schemas, and the engine that runs them.
 *
 * @packageDocumentation
 */

// Engine and connections
export { AssertionPool, NullPool, Pool, QueuePool, RetryCheckoutError, StaticPool } from "@cupel/pool";
export { Connection } from "./engine/connection.js";
export { type BeginWorkOptions, type ConnectOptions, createEngine, Engine } from "./engine/engine.js";
export type { EngineOptions } from "./engine/engine-options.js";
export type { ExecuteOptions, ExecutionOptions, Parameters } from "./engine/execution-options.js";
export type { Echo, Logger } from "./engine/logging.js";
export { createMockEngine, type MockEngine, type MockExecutor } from "./engine/mock.js";
export type { PoolClass } from "./engine/pool-options.js";
export { registerDialect } from "./engine/registry.js";
export type {
  BufferedValues,
  ColumnIndex,
  First,
  PendingResult,
  PendingValues,
  Result,
  RowOf,
  UniqueStrategy,
  Values,
} from "./engine/result.js";
export { mapping } from "./engine/row-shape.js";
export { type NestedTransaction, type RootTransaction, Transaction } from "./engine/transaction.js";
export { makeUrl, URL, type UrlParts } from "./engine/url.js";
// Errors
export {
  ArgumentError,
  CheckViolation,
  CircularDependencyError,
  CompileError,
  CupelError,
  type CupelErrorOptions,
  DatabaseError,
  type DatabaseErrorDetails,
  DataError,
  DeadlockDetected,
  DetachedInstanceError,
  DisconnectionError,
  FlushError,
  ForeignKeyViolation,
  IdentifierError,
  IntegrityError,
  type IntegrityErrorDetails,
  InternalError,
  InvalidRequestError,
  LockTimeout,
  MultipleResultsFound,
  NoResultFound,
  NoSuchTableError,
  NotNullViolation,
  NotSupportedError,
  ObjectDeletedError,
  OperationalError,
  PendingRollbackError,
  ProgrammingError,
  ResourceClosedError,
  SerializationFailure,
  StaleDataError,
  TimeoutError,
  UniqueViolation,
  UnloadedAttributeError,
  UnmappedError,
} from "./errors.js";
// With a star, because only then can other packages merge declarations into it.
export * from "./event-targets.js";
// Events
export {
  type CoreEventsOf,
  type CursorEvent,
  type EngineEvents,
  EVENTS,
  EventHub,
  type Handler,
  type ListenOptions,
  listen,
  type MetaDataEvents,
  type PoolEvents,
} from "./events.js";
// Reflection
export { type InSchema, Inspector, inspect, type ManyOptions } from "./reflection/inspector.js";
export type { ReflectOptions } from "./reflection/reflect.js";
export { type ReflectTableOptions, reflectTable } from "./reflection/reflect-table.js";
export type {
  ReflectedCheckConstraint,
  ReflectedColumn,
  ReflectedForeignKey,
  ReflectedIndex,
  ReflectedPrimaryKey,
  ReflectedUniqueConstraint,
} from "./reflection/reflection.js";
export { SchemaColumn } from "./schema/column.js";
export {
  CheckConstraint,
  Constraint,
  type ConstraintKind,
  type ConstraintOptions,
  checkConstraint,
  ForeignKeyConstraint,
  type ForeignKeyConstraintOptions,
  foreignKeyConstraint,
  type Initially,
  PrimaryKeyConstraint,
  primaryKeyConstraint,
  type ReferenceTarget,
  UniqueConstraint,
  uniqueConstraint,
} from "./schema/constraints.js";
// Schema
export type { CreateOptions, DdlBind } from "./schema/create.js";
export {
  CreateTableAs,
  type CreateTableAsOptions,
  CreateView,
  type CreateViewOptions,
  createTableAs,
  createView,
  DropView,
  type DropViewOptions,
  dropView,
  type SelectedColumns,
} from "./schema/create-as.js";
export {
  AddConstraint,
  type Cascade,
  CreateColumn,
  CreateIndex,
  CreateSchema,
  CreateSequence,
  CreateTable,
  Ddl,
  DdlElement,
  type DdlEvent,
  DropColumnComment,
  DropConstraint,
  DropConstraintComment,
  DropIndex,
  DropSchema,
  DropSequence,
  DropTable,
  DropTableComment,
  ddl,
  type IfExists,
  type IfNotExists,
  SetColumnComment,
  SetConstraintComment,
  SetTableComment,
} from "./schema/ddl.js";
export type { DdlConditionOptions } from "./schema/ddl-condition.js";
export {
  type ColumnDefault,
  Computed,
  computed,
  type DefaultContext,
  FetchedValue,
  fetchedValue,
  type IdentityOptions,
  Sequence,
  type SequenceOptions,
  type ServerDefault,
  sequence,
} from "./schema/defaults.js";
export { table } from "./schema/define-table.js";
// With a star, because only then can other packages merge declarations into it.
export * from "./schema/dialect-options.js";
export {
  ColumnField,
  type ColumnOptions,
  column,
  type DefaultOf,
  deferred,
  type Fields,
  type ForeignKeyAction,
  type ForeignKeyOptions,
  foreignKey,
  type ReferenceOptions,
  type Trait,
  type Traits,
  ValueField,
} from "./schema/fields.js";
export { ForeignKey } from "./schema/foreign-key.js";
export { Index, type IndexOptions, index } from "./schema/index-definition.js";
export { conv, FinalName, type ItemName, SchemaItem } from "./schema/item.js";
export { MetaData, type MetaDataOptions } from "./schema/metadata.js";
export type { ConventionKey, ConventionToken, NamingConvention } from "./schema/naming.js";
export { sortTables, sortTablesAndConstraints, type TableAndConstraints } from "./schema/sort.js";
export { type AnyTable, Table, type TableAlias, type TableOptions } from "./schema/table.js";
export type {
  Attributes,
  ColumnKeys,
  InsertValues,
  KeyOf,
  PrimaryKeyRow,
  RequiredColumns,
  RequiredInit,
  Row,
  UpdateValues,
  ValueOfField,
} from "./schema/values.js";
export type { BooleanOptions } from "./types/boolean.js";
// Types
export type { As, Conversion, Converted } from "./types/conversion.js";
export { type TypeDecoration, typeDecorator, type UserDefinedOptions, userDefinedType } from "./types/decorator.js";
export { type Affinity, type Processor, TypeEngine } from "./types/engine.js";
export type { EnumObject, EnumOptions } from "./types/enum.js";
export { jsonNull, type StandardSchema } from "./types/json.js";
export { type NamedTypes, type SmallNamedTypes, type TextOptions, type Types, t } from "./types/t.js";
export type { UuidOptions } from "./types/uuid.js";

// Expressions
import "./expression/operate.js";
import "./compiler/standalone.js";

export { BindParameter } from "./expression/bind.js";
export { all, and, any, between, or } from "./expression/boolean.js";
export { Case, caseOf, caseWhen } from "./expression/case.js";
export { cast, tryCast, typeCoerce } from "./expression/cast.js";
export { Column, type ForeignKeyLike } from "./expression/column.js";
// Statements
export { CompoundSelect, type SetOperation } from "./expression/compound.js";
export { ConflictInsert, type ConflictTarget, conflictInsert, Upsert, upsert } from "./expression/conflict.js";
export { falseValue, nullValue, trueValue } from "./expression/constants.js";
export { Cte, type CteOptions } from "./expression/cte.js";
export { ClauseElement, ColumnElement, type Condition, type Criterion, type Expression, type Operand } from "./expression/element.js";
export type { Executable, Rows } from "./expression/executable.js";
export { exists } from "./expression/exists.js";
export { type ExtractField, extract } from "./expression/extract.js";
export { Alias, type AnyColumn, FromClause, Join, TableClause } from "./expression/from.js";
export { FunctionElement, func } from "./expression/function.js";
export { registerFunction } from "./expression/function-types.js";
// With a star, so that an application can merge declarations into `Functions`.
export * from "./expression/functions.js";
export type { CompiledText, CompileOptions, CustomOperatorOptions, LikeOptions } from "./expression/hooks.js";
export { Insert, type InsertExtras, insert } from "./expression/insert.js";
export { Label } from "./expression/label.js";
export { type BindOptions, bindParam, columnClause, literal, literalColumn } from "./expression/literal.js";
export { not } from "./expression/operate.js";
export { asc, desc, nullsFirst, nullsLast } from "./expression/order-by.js";
export type {
  AnyEntity,
  AnySource,
  Criteria,
  CriterionOf,
  FieldsOf,
  Hierarchy,
  InstanceOf,
  LoaderOption,
  Relationship,
  Source,
  TypeMistake,
} from "./expression/protocol.js";
export { type ColumnDescription, type JoinOptions, Select, select } from "./expression/select.js";
export type { LabelStyle } from "./expression/select-columns.js";
export type {
  Joinable,
  JoinName,
  JoinTarget,
  OnClause,
  OrderBy,
  SameLength,
  Selectable,
  SelectedNames,
  SelectedTuple,
  SelectedValue,
  SubqueryColumns,
  WidenedAll,
} from "./expression/select-types.js";
export { except, exceptAll, intersect, intersectAll, union, unionAll } from "./expression/set-operations.js";
export { Exists, ScalarSelect, Subquery } from "./expression/subquery.js";
export { TableSample, tableSample } from "./expression/table-sample.js";
export { TableValuedAlias, type TableValuedOptions } from "./expression/table-valued.js";
export { SqlTemplate, sql, TextClause, text } from "./expression/text.js";
export { tuple } from "./expression/tuple.js";
export { Delete, deleteFrom, Update, update } from "./expression/update.js";
export { Values as ValuesClause, values } from "./expression/values.js";
export { type FrameRange, type OverOptions, over } from "./expression/window.js";
