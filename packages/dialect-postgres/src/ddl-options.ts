/** What definitions can say to PostgreSQL alone: options whose names begin with `postgresql`. */
import type { Condition, Criterion, Expression } from "@cupel/core";

/** A storage parameter. */
export type StorageValue = string | number | boolean;

declare module "@cupel/core" {
  interface TableDialectOptions {
    /** PostgreSQL: the table, or tables, whose columns this one inherits. */
    postgresqlInherits?: string | readonly string[];
    /** PostgreSQL: `"RANGE (created_at)"`. */
    postgresqlPartitionBy?: string;
    /** PostgreSQL: the access method: `"heap"`. */
    postgresqlUsing?: string;
    /** PostgreSQL: WITH or WITHOUT OIDS, of versions before 12. */
    postgresqlWithOids?: boolean | null;
    /** PostgreSQL: storage parameters: `{ fillfactor: 70 }`. */
    postgresqlWith?: Readonly<Record<string, StorageValue>>;
    /** PostgreSQL: what becomes of a temporary table at the end of a transaction. */
    postgresqlOnCommit?: "PRESERVE ROWS" | "DELETE ROWS" | "DROP" | "PRESERVE_ROWS" | "DELETE_ROWS";
    /** PostgreSQL: where the table is kept. */
    postgresqlTablespace?: string;
  }
  interface ConstraintDialectOptions {
    /** PostgreSQL: the rows that are there already are not checked (CHECK and FOREIGN KEY). */
    postgresqlNotValid?: boolean;
    /** PostgreSQL: columns that the index of the constraint holds besides (PRIMARY KEY and UNIQUE). */
    postgresqlInclude?: readonly (string | Expression<unknown>)[];
    /** PostgreSQL: two NULLs are the same value (UNIQUE). */
    postgresqlNullsNotDistinct?: boolean;
  }
  interface IndexDialectOptions {
    /** PostgreSQL: the method: `"gin"`, `"gist"`, `"brin"`, `"hash"`. */
    postgresqlUsing?: string;
    /** PostgreSQL: operator classes, by the key or name of the column or label. */
    postgresqlOps?: Readonly<Record<string, string>>;
    /** PostgreSQL: storage parameters: `{ fastupdate: "off" }`. */
    postgresqlWith?: Readonly<Record<string, StorageValue>>;
    /** PostgreSQL: columns that the index holds besides. */
    postgresqlInclude?: readonly (string | Expression<unknown>)[];
    /** PostgreSQL: the rows to index, where it differs from `where`. */
    postgresqlWhere?: Condition | Criterion;
    /** PostgreSQL: build, or drop, the index while others write. Not within a transaction. */
    postgresqlConcurrently?: boolean;
    /** PostgreSQL: where the index is kept. */
    postgresqlTablespace?: string;
    /** PostgreSQL: two NULLs are the same value (a unique index). */
    postgresqlNullsNotDistinct?: boolean;
  }
}
