/** What MySQL 8.0 and MariaDB 10.11 can do, where they differ from plain SQL and from each other. */
import { type Capabilities, defaultCapabilities } from "@cupel/core/internal";

export const mysqlCapabilities: Capabilities = {
  ...defaultCapabilities,
  // There is no RETURNING: the key that AUTO_INCREMENT made comes with the answer to the INSERT.
  lastInsertId: true,
  // BOOL is TINYINT(1), TRUE is 1.
  nativeBoolean: false,
  // Unless the mode of the session is NO_BACKSLASH_ESCAPES.
  backslashEscapes: true,
  // ENUM is part of a column's type.
  nativeEnum: true,
  // INSERT … () VALUES ().
  emptyInsert: true,
  defaultMetavalue: true,
  computedColumns: true,
  // COMMENT stands in the definition of the column and behind that of the table.
  comments: true,
  inlineComments: true,
  // A schema is a database; names without one mean the database of the connection.
  schemas: true,
  defaultSchema: null,
  // CREATE and DROP commit.
  transactionalDdl: false,
  transactionModes: ["readOnly"],
  // Since 8.0.14.
  lateral: true,
  // `<=>`.
  isDistinctFrom: true,
  // 7 / 2 is 3.5; DIV drops the fraction.
  integerDivision: false,
  maxIdentifierLength: 64,
  maxLabelLength: 255,
  // The number of parameters of a prepared statement is 16 bits wide.
  maxParameters: 65_535,
  // With the flag CLIENT_FOUND_ROWS: else rows that stay as they were are not counted.
  rowCount: true,
  rowCountOfMany: true,
};

export const mariadbCapabilities: Capabilities = {
  ...mysqlCapabilities,
  // RETURNING of INSERT (10.5) and DELETE, not of UPDATE. A generated key still comes with the answer by itself.
  insertReturning: true,
  deleteReturning: true,
  implicitReturning: false,
  orderedReturning: true,
  // CREATE SEQUENCE (10.3).
  sequences: true,
  // JSON is LONGTEXT that is checked.
  nativeJson: false,
  // LATERAL came with 12.2.
  lateral: false,
};
