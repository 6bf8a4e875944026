/** What a database can do, as data. A dialect states what differs from `defaultCapabilities`. */
export interface Capabilities {
  /** `INSERT … RETURNING`, `OUTPUT` or the like. */
  readonly insertReturning: boolean;
  readonly updateReturning: boolean;
  readonly deleteReturning: boolean;
  /** An INSERT of one row asks for its generated key by RETURNING; otherwise the driver's last inserted id tells it. */
  readonly implicitReturning: boolean;
  /** The driver tells the key that the last INSERT made. */
  readonly lastInsertId: boolean;
  /** Rows of `INSERT … RETURNING` come in the order of VALUES. */
  readonly orderedReturning: boolean;
  /** A BOOLEAN type with TRUE and FALSE. */
  readonly nativeBoolean: boolean;
  /** A backslash in a literal string is an escape, so that it must be doubled. */
  readonly backslashEscapes: boolean;
  /** ENUM types that are objects of their own (`CREATE TYPE`) or part of a column. */
  readonly nativeEnum: boolean;
  readonly nativeUuid: boolean;
  readonly nativeJson: boolean;
  readonly nativeArray: boolean;
  /** Numbers with a fixed scale travel without loss. */
  readonly nativeDecimal: boolean;
  /** `INSERT … DEFAULT VALUES`. */
  readonly defaultValues: boolean;
  /** `INSERT … () VALUES ()`. */
  readonly emptyInsert: boolean;
  /** The keyword DEFAULT among the values of an INSERT. */
  readonly defaultMetavalue: boolean;
  /** Several rows after VALUES. */
  readonly multiValues: boolean;
  /** CREATE SEQUENCE. */
  readonly sequences: boolean;
  /** GENERATED … AS IDENTITY. */
  readonly identityColumns: boolean;
  readonly computedColumns: boolean;
  readonly comments: boolean;
  /** Comments stand in CREATE TABLE instead of in statements of their own. */
  readonly inlineComments: boolean;
  readonly schemas: boolean;
  /** The schema of unqualified names; `null` where it depends on the connection or there is none. */
  readonly defaultSchema: string | null;
  /** Constraints can be added to a table that exists. */
  readonly alterConstraints: boolean;
  /** CREATE and DROP take part in transactions. */
  readonly transactionalDdl: boolean;
  readonly savepoints: boolean;
  /** What a transaction can be asked to be, beside its isolation level. */
  readonly transactionModes: readonly ("readOnly" | "deferrable")[];
  readonly ctes: boolean;
  readonly windowFunctions: boolean;
  readonly lateral: boolean;
  readonly tupleIn: boolean;
  readonly isDistinctFrom: boolean;
  /** Labels of the select list can be named in ORDER BY. */
  readonly orderByLabel: boolean;
  /** `/` between two whole numbers drops the fraction. */
  readonly integerDivision: boolean;
  /** `SELECT … FOR UPDATE`. */
  readonly forUpdate: boolean;
  /** The longest name of anything; longer generated names are cut and hashed. */
  readonly maxIdentifierLength: number;
  /** The longest name of a label or an alias, where it may be longer or must be shorter. */
  readonly maxLabelLength: number | null;
  readonly maxConstraintNameLength: number | null;
  readonly maxIndexNameLength: number | null;
  /** The most bound values of one statement. */
  readonly maxParameters: number;
  /** The most rows of one INSERT that Cupel writes itself. */
  readonly insertPageSize: number;
  /** Whether the count of changed rows can be trusted, for UPDATE and DELETE; and for one statement run many times. */
  readonly rowCount: boolean;
  readonly rowCountOfMany: boolean;
  /** A list of keys can be bound as one value. */
  readonly arrayParameter: "json" | "array" | null;
}

/** A database that speaks plain SQL:2016 with RETURNING. */
export const defaultCapabilities: Capabilities = {
  insertReturning: false,
  updateReturning: false,
  deleteReturning: false,
  implicitReturning: false,
  lastInsertId: false,
  orderedReturning: false,
  nativeBoolean: true,
  backslashEscapes: false,
  nativeEnum: false,
  nativeUuid: false,
  nativeJson: true,
  nativeArray: false,
  nativeDecimal: true,
  defaultValues: false,
  emptyInsert: true,
  defaultMetavalue: false,
  multiValues: true,
  sequences: false,
  identityColumns: false,
  computedColumns: true,
  comments: false,
  inlineComments: false,
  schemas: true,
  defaultSchema: null,
  alterConstraints: true,
  transactionalDdl: true,
  savepoints: true,
  transactionModes: [],
  ctes: true,
  windowFunctions: true,
  lateral: false,
  tupleIn: true,
  isDistinctFrom: true,
  orderByLabel: true,
  integerDivision: true,
  forUpdate: true,
  maxIdentifierLength: 9999,
  maxLabelLength: null,
  maxConstraintNameLength: null,
  maxIndexNameLength: null,
  maxParameters: 32_766,
  insertPageSize: 1000,
  rowCount: true,
  rowCountOfMany: true,
  arrayParameter: null,
};
