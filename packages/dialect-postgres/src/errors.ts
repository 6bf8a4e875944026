/** What the server reports by SQLSTATE, and what drivers throw of their own, in the classes that all databases share. */
import {
  CheckViolation,
  DatabaseError,
  type DatabaseErrorDetails,
  DataError,
  DeadlockDetected,
  DisconnectionError,
  ForeignKeyViolation,
  IntegrityError,
  type IntegrityErrorDetails,
  InternalError,
  LockTimeout,
  NotNullViolation,
  NotSupportedError,
  OperationalError,
  ProgrammingError,
  SerializationFailure,
  UniqueViolation,
} from "@cupel/core";
import type { ErrorContext } from "@cupel/core/internal";

/** The fields of an error report of the server, as drivers name them (manual, "Error and Notice Message Fields"). */
interface Report {
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly table?: unknown;
  readonly column?: unknown;
  readonly detail?: unknown;
  readonly hint?: unknown;
}
type ErrorClass = new (message: string, details?: DatabaseErrorDetails) => DatabaseError;

/** SQLSTATEs that mean something of their own (manual, appendix A). */
const byCode: Readonly<Record<string, ErrorClass>> = {
  "40001": SerializationFailure,
  "40P01": DeadlockDetected,
  "55P03": LockTimeout,
  "0A000": NotSupportedError,
  "21000": ProgrammingError,
  "57014": OperationalError,
  "57P01": DisconnectionError,
  "57P02": DisconnectionError,
  "57P03": DisconnectionError,
  "57P05": DisconnectionError,
  "25P04": DisconnectionError,
};
/** The rest by their class: the first two characters. */
const byClass: Readonly<Record<string, ErrorClass>> = {
  "08": DisconnectionError,
  "22": DataError,
  "23": IntegrityError,
  "25": OperationalError,
  "26": ProgrammingError,
  "28": OperationalError,
  "2B": OperationalError,
  "2D": OperationalError,
  "34": ProgrammingError,
  "3B": OperationalError,
  "3D": OperationalError,
  "3F": ProgrammingError,
  "40": OperationalError,
  "42": ProgrammingError,
  "44": IntegrityError,
  "53": OperationalError,
  "54": OperationalError,
  "55": OperationalError,
  "57": OperationalError,
  "58": OperationalError,
  F0: OperationalError,
  HV: OperationalError,
  P0: InternalError,
  XX: InternalError,
};
const violations: Readonly<Record<string, new (message: string, details?: IntegrityErrorDetails) => IntegrityError>> = {
  "23502": NotNullViolation,
  "23503": ForeignKeyViolation,
  "23505": UniqueViolation,
  "23514": CheckViolation,
};
/** What Node says of a socket. */
const broken: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ECONNABORTED",
]);

const textOrNull = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Gives an error of the server or the driver its class. */
export function convertPostgresError(error: unknown, context: ErrorContext): DatabaseError {
  const report = (typeof error === "object" && error !== null ? error : {}) as Report;
  const said = error instanceof Error ? error.message : String(error);
  const code = textOrNull(report.code) ?? undefined;
  const details: DatabaseErrorDetails = {
    cause: error,
    statement: context.sql ?? null,
    parameters: context.parameters,
    hideParameters: context.hideParameters,
    code,
  };
  // The detail of a violation shows values of the row.
  const detail = context.hideParameters === true ? null : textOrNull(report.detail);
  const message = [said, detail, textOrNull(report.hint)].filter((part) => part !== null).join(". ");

  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code)) {
    if (code.startsWith("23")) {
      const Violation = violations[code] ?? IntegrityError;
      return new Violation(message, {
        ...details,
        constraint: textOrNull(report.constraint),
        table: textOrNull(report.table),
        columns: columnsOf(report),
      });
    }
    const Class = byCode[code] ?? byClass[code.slice(0, 2)] ?? DatabaseError;
    return new Class(message, Class === DisconnectionError ? { ...details, connectionInvalidated: true } : details);
  }
  if (
    (code !== undefined && broken.has(code)) ||
    /connection (?:terminated|ended|closed)|not queryable|Client was closed|socket hang up/i.test(said)
  ) {
    return new DisconnectionError(message, { ...details, connectionInvalidated: true });
  }
  return new DatabaseError(message, details);
}

/** "Key (a, b)=(1, 2) already exists." names the columns; a NOT NULL has a field for its one. */
function columnsOf(report: Report): readonly string[] {
  const column = textOrNull(report.column);
  if (column !== null) return [column];
  const key = /\(([^)]+)\)=/.exec(textOrNull(report.detail) ?? "")?.[1];
  return key === undefined ? [] : key.split(", ").map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name));
}
