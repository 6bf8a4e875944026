/** What PostgreSQL can do. Versions 12 and later. */
import { type Capabilities, defaultCapabilities } from "@cupel/core/internal";

export const postgresCapabilities: Capabilities = {
  ...defaultCapabilities,
  // RETURNING stands behind INSERT, UPDATE and DELETE alike, and so tells generated keys; the protocol knows no last inserted id.
  insertReturning: true,
  updateReturning: true,
  deleteReturning: true,
  implicitReturning: true,
  lastInsertId: false,
  // INSERT … VALUES … RETURNING gives the rows as they were inserted, which no manual promises: they are put in order by their key.
  orderedReturning: false,
  nativeBoolean: true,
  // `standard_conforming_strings` has been on since version 9.1: a backslash is a character.
  backslashEscapes: false,
  // CREATE TYPE … AS ENUM.
  nativeEnum: true,
  nativeUuid: true,
  nativeJson: true,
  nativeArray: true,
  // NUMERIC has up to 131072 digits before the point, and travels as text.
  nativeDecimal: true,
  defaultValues: true,
  emptyInsert: false,
  defaultMetavalue: true,
  multiValues: true,
  sequences: true,
  identityColumns: true,
  // STORED alone, until version 18.
  computedColumns: true,
  // COMMENT ON, a statement of its own.
  comments: true,
  inlineComments: false,
  schemas: true,
  defaultSchema: "public",
  alterConstraints: true,
  transactionalDdl: true,
  savepoints: true,
  transactionModes: ["readOnly", "deferrable"],
  ctes: true,
  windowFunctions: true,
  lateral: true,
  tupleIn: true,
  isDistinctFrom: true,
  orderByLabel: true,
  // 7 / 2 is 3.
  integerDivision: true,
  forUpdate: true,
  // NAMEDATALEN - 1.
  maxIdentifierLength: 63,
  // The number of parameters of a statement is 16 bits wide.
  maxParameters: 65_535,
  rowCount: true,
  rowCountOfMany: true,
  // `= ANY($1)` takes a list as one value.
  arrayParameter: "array",
};
