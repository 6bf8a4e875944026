/**
 * What dialects, the ORM and tools build on. Not for applications: names here may change in any release.
 */
export { type Compiled } from "./compiler/compiled.js";
export { KeyWriter, StatementCache } from "./compiler/cache.js";
export { andFinally, andThen, orElse } from "./engine/maybe.js";
export { BufferedResult, BufferedView, checkedCount, onlyOne, oneOrNone, type RowTraits } from "./engine/buffered.js";
export { CallQueue, outsideHandlers, Turn } from "./engine/call-queue.js";
export { type Capabilities, defaultCapabilities } from "./engine/capabilities.js";
export { STATE } from "./engine/connection.js";
export { twoCopies } from "./engine/copies.js";
export { type ValueSet, withDefaults } from "./engine/defaults.js";
export { DefaultDialect, Dialect, type ErrorContext } from "./engine/dialect.js";
export type {
  BeginOptions,
  Driver,
  DriverConnection,
  DriverManyRequest,
  DriverRequest,
  DriverResult,
  DriverStream,
  MaybePromise,
  RowFailure,
} from "./engine/driver.js";
export { pendingResult, type PendingSource, type RowStream } from "./engine/pending-result.js";
export { type AnyStatement, executeManyRaw, executeRaw, type RawOptions, streamRaw } from "./engine/raw.js";
export { RawResult } from "./engine/raw-result.js";
export { type DialectFactory, dialectFor, registerDialect, registeredDialect } from "./engine/registry.js";
export { canGenerate, type Processor, RowShape } from "./engine/row-shape.js";
export { DistinctFilter, distinctValues } from "./engine/unique.js";
export { describeParameters, didYouMean, nameList } from "./errors.js";
export { EVENTS, EventHub, type EventHubOptions, listenTo } from "./events.js";
