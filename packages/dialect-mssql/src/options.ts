/** Options of tables, constraints and indexes that only SQL Server has. */
import type { Condition, Expression } from "@cupel/core";

declare module "@cupel/core" {
  interface ConstraintDialectOptions {
    /** SQL Server: whether the rows lie in the order of the key (CLUSTERED) or not (NONCLUSTERED). For primary keys and UNIQUE. */
    mssqlClustered?: boolean;
  }
  interface IndexDialectOptions {
    /** SQL Server: whether the rows lie in the order of the index (CLUSTERED) or not (NONCLUSTERED). */
    mssqlClustered?: boolean;
    /** SQL Server: an index by columns instead of rows. */
    mssqlColumnstore?: boolean;
    /** SQL Server: columns that the index holds beside its key. */
    mssqlInclude?: readonly (string | Expression<unknown>)[];
    /** SQL Server: the rows to index, where it differs from `where`. */
    mssqlWhere?: Condition;
  }
}
