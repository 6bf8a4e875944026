/** SQL Server's errors, by their numbers, in the classes that all databases share. */
import {
  CheckViolation,
  DatabaseError,
  type DatabaseErrorDetails,
  DataError,
  DeadlockDetected,
  DisconnectionError,
  ForeignKeyViolation,
  type IntegrityError,
  type IntegrityErrorDetails,
  LockTimeout,
  NotNullViolation,
  NotSupportedError,
  OperationalError,
  ProgrammingError,
  SerializationFailure,
  UniqueViolation,
} from "@cupel/core";
import type { ErrorContext } from "@cupel/core/internal";

type ErrorClass = new (message: string, details: DatabaseErrorDetails) => DatabaseError;

/** Microsoft's "Database Engine events and errors". What is not here is an OperationalError from severity 17 on, and else a ProgrammingError. */
const classes: ReadonlyMap<number, ErrorClass> = new Map<number, ErrorClass>([
  ...([
    [1205, DeadlockDetected],
    [1222, LockTimeout],
    [3960, SerializationFailure],
    [3935, SerializationFailure],
    [41302, SerializationFailure],
    [41305, SerializationFailure],
    [41325, SerializationFailure],
  ] as const),
  ...[220, 232, 241, 242, 244, 245, 248, 295, 296, 2628, 8114, 8115, 8134, 8152, 8169, 9420].map((number) => [number, DataError] as const),
  ...[102, 105, 137, 156, 170, 201, 207, 208, 209, 213, 2714, 2812, 4104, 8120, 8144, 8145].map(
    (number) => [number, ProgrammingError] as const,
  ),
  ...[233, 4060, 10053, 10054, 10060, 18456].map((number) => [number, OperationalError] as const),
  ...[40515, 40517, 41300].map((number) => [number, NotSupportedError] as const),
]);
/** What the driver says of a connection that has gone. */
const lost: ReadonlySet<string> = new Set(["ESOCKET", "ECONNCLOSED", "ECONNRESET", "EPIPE", "ENOTOPEN"]);

interface ServerError {
  readonly number?: unknown;
  readonly code?: unknown;
  readonly class?: unknown;
  readonly message?: unknown;
}

/** Gives an error of the driver its class. */
export function convertMssqlError(error: unknown, context: ErrorContext): DatabaseError {
  const given = (typeof error === "object" && error !== null ? error : {}) as ServerError;
  const message = error instanceof Error ? error.message : String(error);
  const number = typeof given.number === "number" ? given.number : undefined;
  const code = number !== undefined ? String(number) : typeof given.code === "string" ? given.code : undefined;
  const details: DatabaseErrorDetails = {
    cause: error,
    statement: context.sql ?? null,
    parameters: context.parameters,
    hideParameters: context.hideParameters,
    code,
  };
  if (number === undefined) {
    if (typeof given.code === "string" && lost.has(given.code))
      return new DisconnectionError(message, { ...details, connectionInvalidated: true });
    return typeof given.code === "string" && /^(ETIMEOUT|ELOGIN|EINSTLOOKUP)$/.test(given.code)
      ? new OperationalError(message, details)
      : new DatabaseError(message, details);
  }
  const violation = integrityError(number, message, details);
  if (violation !== null) return violation;
  const Class = classes.get(number) ?? (typeof given.class === "number" && given.class >= 17 ? OperationalError : ProgrammingError);
  return new Class(message, details);
}

const named = (message: string, pattern: RegExp): string | null => pattern.exec(message)?.[1] ?? null;

function integrityError(number: number, message: string, details: DatabaseErrorDetails): IntegrityError | null {
  const table = named(message, /(?:object|table) ['"](?:[^'"]*\.)?([^'".]+)['"]/);
  const column = named(message, /column '([^']+)'/);
  const places: IntegrityErrorDetails = { ...details, table, columns: column === null ? [] : [column] };
  switch (number) {
    case 2601:
    case 2627:
      return new UniqueViolation(message, { ...places, constraint: named(message, /(?:constraint|unique index) '([^']+)'/) });
    case 515:
      return new NotNullViolation(message, places);
    case 547: {
      const constraint = named(message, /constraint "([^"]+)"/);
      return /\bCHECK constraint\b/.test(message)
        ? new CheckViolation(message, { ...places, constraint })
        : new ForeignKeyViolation(message, { ...places, constraint });
    }
    default:
      return null;
  }
}
