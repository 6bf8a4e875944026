/** What SQL Server can do (2016 and later), where it differs from plain SQL. */
import { type Capabilities, defaultCapabilities } from "@cupel/core/internal";

export const mssqlCapabilities: Capabilities = {
  ...defaultCapabilities,
  // OUTPUT inserted.… and deleted.…, on all three statements; a table with triggers refuses it: { implicitReturning: false } on the table.
  insertReturning: true,
  updateReturning: true,
  deleteReturning: true,
  implicitReturning: true,
  // Where a table refuses OUTPUT, SCOPE_IDENTITY() tells the key that the last INSERT made.
  lastInsertId: true,
  // The rows of OUTPUT come in no set order.
  orderedReturning: false,
  // BIT is a number: there is no TRUE, and a condition is no value.
  nativeBoolean: false,
  // UNIQUEIDENTIFIER.
  nativeUuid: true,
  // JSON is NVARCHAR(max), with functions that read it.
  nativeJson: false,
  defaultValues: true,
  emptyInsert: false,
  defaultMetavalue: true,
  sequences: true,
  // IDENTITY(start, increment), which the DDL compiler writes in its own form.
  identityColumns: true,
  computedColumns: true,
  // Comments are extended properties, set by statements of their own.
  comments: true,
  defaultSchema: "dbo",
  // APPLY.
  lateral: true,
  // Rows are not values: `(a, b) IN (…)` does not exist.
  tupleIn: false,
  // There is INTERSECT, which compares as IS NOT DISTINCT FROM does.
  isDistinctFrom: false,
  // FOR UPDATE belongs to cursors; locks are taken by hints on tables.
  forUpdate: false,
  maxIdentifierLength: 128,
  // 2100, less two that the driver needs for the statement and its parameters' types.
  maxParameters: 2098,
  // The most rows after VALUES.
  insertPageSize: 1000,
  rowCountOfMany: false,
};
