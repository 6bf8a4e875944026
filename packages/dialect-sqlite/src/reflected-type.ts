/** The type that a name in a schema of SQLite stands for. */
import { type TypeEngine, t, userDefinedType } from "@cupel/core";

type Make = (first: number | undefined, second: number | undefined, collation: string | undefined) => TypeEngine<unknown>;
const text =
  (make: (length?: number, options?: { collation?: string }) => TypeEngine<unknown>): Make =>
  (length, _second, collation) =>
    make(length, collation === undefined ? {} : { collation });

/** The names that SQLAlchemy knows on SQLite; each comes back as it is spelt. */
const known: Readonly<Record<string, Make>> = {
  BIGINT: () => t.BIGINT(),
  BLOB: () => t.BLOB(),
  BOOL: () => t.BOOLEAN(),
  BOOLEAN: () => t.BOOLEAN(),
  CHAR: text(t.CHAR),
  CLOB: () => t.CLOB(),
  DATE: () => t.DATE(),
  DATETIME: () => t.DATETIME(),
  DOUBLE: () => t.DOUBLE(),
  "DOUBLE PRECISION": () => t.DOUBLE_PRECISION(),
  DECIMAL: (precision, scale) => t.DECIMAL(precision, scale),
  FLOAT: (precision) => t.FLOAT(precision),
  INT: () => t.INTEGER(),
  INTEGER: () => t.INTEGER(),
  JSON: () => t.JSON(),
  NUMERIC: (precision, scale) => t.NUMERIC(precision, scale),
  REAL: () => t.REAL(),
  SMALLINT: () => t.SMALLINT(),
  TEXT: text(t.TEXT),
  TIME: () => t.TIME(),
  TIMESTAMP: () => t.TIMESTAMP(),
  VARCHAR: text(t.VARCHAR),
  NVARCHAR: text(t.NVARCHAR),
  NCHAR: text(t.NCHAR),
  BINARY: (length) => t.BINARY(length),
  VARBINARY: (length) => t.VARBINARY(length),
  UUID: () => t.UUID(),
};

/** @param declared as the table declares it: `VARCHAR(50)` */
export function reflectedType(declared: string, collation: string | null): TypeEngine<unknown> {
  const match = /^\s*([^()]*?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?\s*$/.exec(declared);
  const name = (match?.[1] ?? declared).toUpperCase();
  const number = (digits: string | undefined): number | undefined => (digits === undefined ? undefined : Number(digits));
  const make = known[name];
  if (make !== undefined) return make(number(match?.[2]), number(match?.[3]), collation ?? undefined);
  // A word that is none of these: by the affinity that SQLite gives it (https://sqlite.org/datatype3.html), or kept as it stands.
  if (name === "") return userDefinedType<unknown>({ spec: "" });
  if (name.includes("INT")) return t.INTEGER();
  if (/CHAR|CLOB|TEXT/.test(name)) return text(t.TEXT)(number(match?.[2]), undefined, collation ?? undefined);
  if (name.includes("BLOB")) return t.BLOB();
  if (/REAL|FLOA|DOUB/.test(name)) return t.REAL();
  return userDefinedType<unknown>({ spec: declared });
}
