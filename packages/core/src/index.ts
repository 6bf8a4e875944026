/**
 * Cupel's core: SQL as expressions, schemas, and the engine that runs them.
 *
 * @packageDocumentation
 */

// Engine and connections
export { AssertionPool, NullPool, Pool, QueuePool, RetryCheckoutError, StaticPool } from "@cupel/pool";
export { Connection } from "./engine/connection.js";
export { type ConnectOptions, type BeginWorkOptions, createEngine, Engine } from "./engine/engine.js";
export type { EngineOptions } from "./engine/engine-options.js";
export type { ExecuteOptions, ExecutionOptions, Parameters } from "./engine/execution-options.js";
export type { Echo, Logger } from "./engine/logging.js";
export { createMockEngine, type MockEngine, type MockExecutor } from "./engine/mock.js";
export type { PoolClass } from "./engine/pool-options.js";
export { registerDialect } from "./engine/registry.js";
export type { BufferedValues, ColumnIndex, First, PendingResult, PendingValues, Result, RowOf, UniqueStrategy, Values } from "./engine/result.js";
export { mapping } from "./engine/row-shape.js";
export { type NestedTransaction, type RootTransaction, Transaction } from "./engine/transaction.js";
export { makeUrl, URL, type UrlParts } from "./engine/url.js";

// Events
export {
  type CoreEventsOf,
  type CursorEvent,
  type EngineEvents,
  EventHub,
  EVENTS,
  type Handler,
  listen,
  type ListenOptions,
  type MetaDataEvents,
  type PoolEvents,
} from "./events.js";

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
