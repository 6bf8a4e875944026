/**
 * What dialects, the ORM and tools build on. Not for applications: names here may change in any release.
 */

export { KeyWriter, StatementCache } from "./compiler/cache.js";
export { compile, parametersOf } from "./compiler/compile.js";
export type {
  BindSlot,
  BindSource,
  BoundStatement,
  ChangePlan,
  Compiled,
  CompileRequest,
  InsertPlan,
  ParameterStyle,
  PrefetchColumn,
  PrimaryKeySource,
  ResultColumn,
  StatementKind,
} from "./compiler/compiled.js";
export { CompilerBase, type LabelScope, type StackEntry } from "./compiler/compiler-base.js";
export { compileDdl } from "./compiler/ddl.js";
export { DDLCompiler, type SchemaTranslateMap, type ViewOption } from "./compiler/ddl-compiler.js";
export type { InsertParts } from "./compiler/dml-compiler.js";
export type { FunctionSpelling } from "./compiler/function-compiler.js";
export { IdentifierPreparer } from "./compiler/identifiers.js";
export { keyTag } from "./compiler/key-tags.js";
export { SqlCompiler } from "./compiler/sql-compiler.js";
export { compileForTest, type TestCompilation, type TestOptions } from "./compiler/testing.js";
export { TypeCompiler } from "./compiler/type-compiler.js";
export { BufferedResult, BufferedView, checkedCount, oneOrNone, onlyOne, type RowTraits } from "./engine/buffered.js";
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
export { ExecutionResult } from "./engine/execution-result.js";
export { andFinally, andThen, orElse } from "./engine/maybe.js";
export { type PendingSource, pendingResult, type RowStream } from "./engine/pending-result.js";
export { type AnyStatement, executeManyRaw, executeRaw, type RawOptions, streamRaw } from "./engine/raw.js";
export { RawResult } from "./engine/raw-result.js";
export { type DialectFactory, dialectFor, isOptionOfDialect, registerDialect, registeredDialect } from "./engine/registry.js";
export { canGenerate, type Processor, RowShape } from "./engine/row-shape.js";
export { DistinctFilter, distinctValues } from "./engine/unique.js";
export { describeParameters, didYouMean, nameList } from "./errors.js";
export { EVENTS, EventHub, type EventHubOptions, listenTo } from "./events.js";
export { BinaryExpression } from "./expression/binary.js";
export { BindParameter, type Expansion } from "./expression/bind.js";
export { criterion } from "./expression/boolean.js";
export { BooleanList, conjunction, conjunctionParts } from "./expression/boolean-list.js";
export { Case } from "./expression/case.js";
export { Cast, TypeCoerce } from "./expression/cast.js";
export { argument, expressionOnly, isSelect, operand } from "./expression/coerce.js";
export { type AnonymousName, Column } from "./expression/column.js";
export { CompoundSelect } from "./expression/compound.js";
export { ConflictClause, ExcludedTable } from "./expression/conflict.js";
export { BooleanConstant, FALSE, NULL, NullElement, TRUE } from "./expression/constants.js";
export { Cte } from "./expression/cte.js";
export { type Assignment, assignments, DmlStatement } from "./expression/dml-base.js";
export { ClauseElement, ColumnElement, isClauseElement, isColumnElement, isForeignElement } from "./expression/element.js";
export { entityOf, isStatement, Statement } from "./expression/executable-statement.js";
export { Extract } from "./expression/extract.js";
export {
  Alias,
  AliasedFrom,
  type AnyColumn,
  type ForeignKeyLink,
  FromClause,
  Join,
  type JoinKind,
  TableClause,
} from "./expression/from.js";
export { SelectFromStatement } from "./expression/from-statement.js";
export { FunctionElement, makeFunction } from "./expression/function.js";
export { argumentList, ClauseList, Grouping } from "./expression/grouping.js";
export { operations } from "./expression/hooks.js";
export { InsertStatement, type ValuesFor } from "./expression/insert.js";
export { amongKeys, canListKeys, KeyMembership } from "./expression/key-membership.js";
export { Label } from "./expression/label.js";
export { canJoin, inferOnClause } from "./expression/on-clause.js";
export type { Operator } from "./expression/operators.js";
export * as operators from "./expression/operators.js";
export { LabelReference, orderElement } from "./expression/order-by.js";
export type { EntityProtocol, HasEntity, StatementPlugin } from "./expression/protocol.js";
export { type AnySelect, type JoinStep, Select, type SelectedItem } from "./expression/select.js";
export { SelectBase } from "./expression/select-base.js";
export { type NamedColumn, nameColumns, propertyKey } from "./expression/select-columns.js";
export { Exists, ScalarSelect, Subquery } from "./expression/subquery.js";
export type { TableSample } from "./expression/table-sample.js";
export type { ScalarFunctionColumn, TableValuedAlias } from "./expression/table-valued.js";
export { SqlTemplate, TextClause } from "./expression/text.js";
export { mapAll, replaceElements, walk } from "./expression/traverse.js";
export { AsBoolean, Modifier, UnaryExpression } from "./expression/unary.js";
export { ChangeStatement, DeleteStatement, UpdateStatement } from "./expression/update.js";
export type { Values } from "./expression/values.js";
export type { Frame, FrameBound, FunctionFilter, Over, WithinGroup } from "./expression/window.js";
export { checkOptions, unknownOption } from "./options.js";
export type { Reflection, SchemaReflection, TableFacts } from "./reflection/reflection.js";
export { isSchemaColumn } from "./schema/column.js";
export { moveColumns } from "./schema/constraints.js";
export { connectionRunner, create as createTables, type DdlRunner, drop as dropTables, withConnection } from "./schema/create.js";
export { columnDefault } from "./schema/defaults.js";
export { defineTable, resolveField, resolveTable } from "./schema/define-table.js";
export type { ColumnDefinition, ReferenceDefinition } from "./schema/fields.js";
export { NextValue } from "./schema/next-value.js";
export { ring as circularTables } from "./schema/sort.js";
export type { TableDefinition } from "./schema/table.js";
export { onCycles, topologicalSort } from "./schema/topological.js";
export { CRITERION, ENTITY, EXTRAS, FIELDS, KEY, MANAGED, NAMES, ROOT, SOURCE, TARGET, TUPLE, VALUE } from "./symbols.js";
export { ArrayType } from "./types/array.js";
export { LargeBinaryType } from "./types/binary.js";
export { BooleanType } from "./types/boolean.js";
export { type Conversion, ConvertibleType, converter, textOf } from "./types/conversion.js";
export { canonicalDecimal, decimalText, formatDecimal } from "./types/decimal.js";
export { DecoratedType, UserDefinedType } from "./types/decorator.js";
export { deepCopy, deepEquals } from "./types/deep.js";
export type { Affinity } from "./types/engine.js";
export { hexOf, type OperatorLike, quoteLiteral, quoteString } from "./types/engine.js";
export { EnumType } from "./types/enum.js";
export { JSON_INDEX, JSON_PATH, JSON_POSITION, JsonIndexType, JsonPathType, JsonType } from "./types/json.js";
export { jsonPathText } from "./types/json-path.js";
export { NULL_TYPE, NullType, TupleType } from "./types/null.js";
export { BigIntegerType, FloatType, IntegerType, NumericType, safeNumber } from "./types/numeric.js";
export { typeOfValue } from "./types/of-value.js";
export { nameColumn, refusal, refuse } from "./types/refusal.js";
export { StringType } from "./types/string.js";
export {
  BIG_INTEGER,
  BOOLEAN,
  DATE,
  DATE_TIME,
  FLOAT,
  INTEGER,
  INTERVAL,
  JSON_TYPE,
  LARGE_BINARY,
  NUMERIC,
  STRING,
  TIME,
} from "./types/t.js";
export { DateTimeType, DateType, IntervalType, TimeType } from "./types/temporal.js";
export { canonicalDate, canonicalTime, formatDateTime, parseDateTime } from "./types/temporal-text.js";
export { UuidType } from "./types/uuid.js";

import "./expression/operate.js";
import "./compiler/standalone.js";
