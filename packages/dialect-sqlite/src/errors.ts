/** What better-sqlite3 throws, in the words and classes that all databases share. */
import {
  CheckViolation,
  DatabaseError,
  type DatabaseErrorDetails,
  DataError,
  DisconnectionError,
  ForeignKeyViolation,
  IntegrityError,
  InternalError,
  LockTimeout,
  NotNullViolation,
  OperationalError,
  ProgrammingError,
  SerializationFailure,
  UniqueViolation,
} from "@cupel/core";
import type { ErrorContext } from "@cupel/core/internal";

/** Gives an error of the driver its class. */
export function convertSqliteError(error: unknown, context: ErrorContext): DatabaseError {
  const message = error instanceof Error ? error.message : String(error);
  const code =
    typeof error === "object" && error !== null && typeof (error as { code?: unknown }).code === "string"
      ? (error as { code: string }).code
      : undefined;
  const details: DatabaseErrorDetails = {
    cause: error,
    statement: context.sql ?? null,
    parameters: context.parameters,
    hideParameters: context.hideParameters,
    code,
  };
  if (code?.startsWith("SQLITE_CONSTRAINT") === true) return integrityError(message, code, details);
  if (code?.startsWith("SQLITE_") === true) return byCode(message, code, details, context);
  return byWords(message, details, context);
}

function integrityError(message: string, code: string, details: DatabaseErrorDetails): DatabaseError {
  switch (code) {
    case "SQLITE_CONSTRAINT_UNIQUE":
    case "SQLITE_CONSTRAINT_PRIMARYKEY":
    case "SQLITE_CONSTRAINT_ROWID":
      return new UniqueViolation(message, { ...details, ...places(message) });
    case "SQLITE_CONSTRAINT_NOTNULL":
      return new NotNullViolation(message, { ...details, ...places(message) });
    case "SQLITE_CONSTRAINT_FOREIGNKEY":
      return new ForeignKeyViolation(
        `${message}: a row refers to one that is not there, or one that is referred to would go (SQLite does not tell which)`,
        details,
      );
    case "SQLITE_CONSTRAINT_CHECK":
      return new CheckViolation(message, { ...details, constraint: afterColon(message) });
    case "SQLITE_CONSTRAINT_DATATYPE":
      return new DataError(message, details);
    default:
      return new IntegrityError(message, details);
  }
}

/** "UNIQUE constraint failed: users.a, users.b", or "…: index 'ix_lower'". */
function places(message: string): {
  readonly table: string | null;
  readonly columns: readonly string[];
  readonly constraint: string | null;
} {
  const what = afterColon(message) ?? "";
  const index = /^index '(.*)'$/.exec(what);
  if (index !== null) return { table: null, columns: [], constraint: index[1] as string };
  const named = what.split(", ").map((place) => {
    const dot = place.indexOf(".");
    return { table: place.slice(0, Math.max(0, dot)), column: place.slice(dot + 1) };
  });
  return {
    table: named[0]?.table || null,
    columns: named.map((place) => place.column).filter((column) => column !== ""),
    constraint: null,
  };
}

function afterColon(message: string): string | null {
  const colon = message.indexOf(": ");
  return colon === -1 ? null : message.slice(colon + 2);
}

function byCode(message: string, code: string, details: DatabaseErrorDetails, { url }: ErrorContext): DatabaseError {
  const file = JSON.stringify(url?.database ?? ":memory:");
  if (code === "SQLITE_BUSY_SNAPSHOT") {
    return new SerializationFailure(
      `${message}. Roll back and run the transaction again: engine.begin(work, { retries: 3 }) does so.`,
      details,
    );
  }
  if (code.startsWith("SQLITE_BUSY"))
    return new LockTimeout(`${file}: ${message}. A longer wait is set by ?timeout=<milliseconds> in the URL.`, details);
  const [, primary] = code.split("_");
  switch (primary) {
    case "ERROR":
      return /within a transaction|no transaction is active|cannot (?:start|commit|rollback)/.test(message)
        ? new OperationalError(message, details)
        : new ProgrammingError(message, details);
    case "RANGE":
    case "MISUSE":
      return new ProgrammingError(message, details);
    case "MISMATCH":
    case "TOOBIG":
      return new DataError(message, details);
    case "INTERNAL":
      return new InternalError(message, details);
    case "NOTADB":
      return new OperationalError(`${file} is not a SQLite database (or it is encrypted): ${message}.`, details);
    case "CANTOPEN":
      return new OperationalError(
        `${file} cannot be opened: ${message}. Does its directory exist, and may this process write there? Relative paths start at ${JSON.stringify(process.cwd())}.`,
        details,
      );
    case "READONLY":
      return new OperationalError(`${file} cannot be written: ${message}.`, details);
    case "LOCKED":
      return new OperationalError(`${message}: a result of this connection is still being read.`, details);
    default:
      return new OperationalError(message, details);
  }
}

/** The driver's own refusals have no code. */
function byWords(message: string, details: DatabaseErrorDetails, { url }: ErrorContext): DatabaseError {
  if (/directory does not exist/.test(message)) {
    return new OperationalError(
      `${JSON.stringify(url?.database)} cannot be opened: its directory does not exist. Relative paths start at ${JSON.stringify(process.cwd())}.`,
      details,
    );
  }
  if (/connection is not open/.test(message))
    return new DisconnectionError("The SQLite connection has been closed.", { ...details, connectionInvalidated: true });
  if (/can only bind|bind/i.test(message) && details.cause instanceof TypeError) {
    return new DataError(`${message}. A value of another kind needs a type: bindParam(name, type), or a typed column.`, details);
  }
  if (/more than one statement/.test(message)) return new ProgrammingError(`${message}. Send the statements one by one.`, details);
  if (details.cause instanceof RangeError) return new ProgrammingError(message, details);
  if (details.cause instanceof SyntaxError) return new DataError(message, details);
  return new DatabaseError(message, details);
}
