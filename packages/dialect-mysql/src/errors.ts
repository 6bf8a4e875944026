/** The errors of MySQL and MariaDB, by their numbers, in the classes that all databases share. */
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
const all = (Class: ErrorClass, ...numbers: readonly number[]): readonly (readonly [number, ErrorClass])[] =>
  numbers.map((each) => [each, Class]);

/** "Server Error Message Reference". What is not here is told by its SQLSTATE. */
const byNumber: ReadonlyMap<number, ErrorClass> = new Map<number, ErrorClass>([
  ...all(DeadlockDetected, 1213, 1614),
  // MariaDB: a row has changed since the snapshot of the transaction.
  ...all(SerializationFailure, 1020),
  ...all(LockTimeout, 1205, 3572),
  ...all(DataError, 1264, 1265, 1292, 1366, 1406, 1411, 1416, 1441, 1525, 3140, 3141, 3143),
  ...all(ProgrammingError, 1007, 1008, 1049, 1050, 1051, 1054, 1060, 1061, 1064, 1091, 1103, 1146, 1149, 1305),
  ...all(NotSupportedError, 1235, 1286, 1289, 3750),
  ...all(OperationalError, 1040, 1041, 1044, 1045, 1129, 1130, 1142, 1143, 1203, 1226, 1317, 1969, 3024),
  ...all(DisconnectionError, 1053, 1077, 1080, 1152, 1153, 1158, 1159, 1160, 1161, 1927, 2006, 2013, 2055, 4031),
]);
const bySqlState: Readonly<Record<string, ErrorClass>> = {
  "08": OperationalError,
  "0A": NotSupportedError,
  "21": ProgrammingError,
  "22": DataError,
  "23": IntegrityError,
  "28": OperationalError,
  "3D": ProgrammingError,
  "42": ProgrammingError,
  XA: OperationalError,
};
/** What Node and the driver say of a connection that has gone. */
const lost: ReadonlySet<string> = new Set([
  "PROTOCOL_CONNECTION_LOST",
  "PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR",
  "PROTOCOL_ENQUEUE_AFTER_QUIT",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ECONNABORTED",
]);

interface ServerError {
  readonly errno?: unknown;
  readonly code?: unknown;
  readonly sqlState?: unknown;
  /** Whether the driver has given up the connection. */
  readonly fatal?: unknown;
}

/** Gives an error of the server or the driver its class. */
export function convertMysqlError(error: unknown, context: ErrorContext): DatabaseError {
  const given = (typeof error === "object" && error !== null ? error : {}) as ServerError;
  const message = error instanceof Error ? error.message : String(error);
  const number = typeof given.errno === "number" && given.errno > 0 ? given.errno : undefined;
  const code = number !== undefined ? String(number) : typeof given.code === "string" ? given.code : undefined;
  const details: DatabaseErrorDetails = {
    cause: error,
    statement: context.sql ?? null,
    parameters: context.parameters,
    hideParameters: context.hideParameters,
    code,
  };
  const isLost = typeof given.code === "string" ? lost.has(given.code) : number === undefined && given.fatal === true;
  if (isLost) return new DisconnectionError(message, { ...details, connectionInvalidated: true });
  if (number === undefined) return new DatabaseError(message, details);
  const violation = violationOf(number, message, details);
  if (violation !== null) return violation;
  const state = typeof given.sqlState === "string" ? given.sqlState.slice(0, 2) : "";
  const Class = byNumber.get(number) ?? bySqlState[state] ?? OperationalError;
  return new Class(message, Class === DisconnectionError ? { ...details, connectionInvalidated: true } : details);
}

const named = (message: string, pattern: RegExp): string | null => pattern.exec(message)?.[1] ?? null;

/** The messages name what was violated; the languages of the server change the words between the quotes, not the quotes. */
function violationOf(number: number, message: string, details: DatabaseErrorDetails): IntegrityError | null {
  const places = (constraint: string | null, table: string | null, column: string | null): IntegrityErrorDetails => ({
    ...details,
    constraint,
    table,
    columns: column === null ? [] : [column],
  });
  switch (number) {
    case 1022:
    case 1062:
    case 1586: {
      // MySQL names the table before the key: 'users.uq_email'.
      const key = named(message, /'([^']*)'[^']*$/);
      const [table, constraint] = key?.includes(".") ? key.split(".") : [null, key];
      return new UniqueViolation(message, places(constraint ?? null, table ?? null, null));
    }
    case 1048:
    case 1364:
      return new NotNullViolation(message, places(null, null, named(message, /'([^']*)'/)));
    case 1216:
    case 1217:
    case 1451:
    case 1452:
      return new ForeignKeyViolation(
        message,
        places(named(message, /CONSTRAINT `([^`]*)`/), named(message, /\(`[^`]*`\.`([^`]*)`/), named(message, /FOREIGN KEY \(`([^`]*)`/)),
      );
    case 3819:
      return new CheckViolation(message, places(named(message, /'([^']*)'/), null, null));
    case 4025:
      return new CheckViolation(message, places(named(message, /CONSTRAINT `([^`]*)`/), named(message, /`\.`([^`]*)`\s*$/), null));
    default:
      return null;
  }
}
