/**
 * The one tree of errors. A message says what happened, on what, and what to do; `code` is stable and made for programs. Of an error that
 * came from a database, `code` is what the database itself said (an SQLSTATE, a `SQLITE_…` name, a number as text), where it said one.
 */

/** Options of every error. */
export interface CupelErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/** The root of everything that Cupel throws on purpose. */
export class CupelError extends Error {
  static readonly code: string = "CUPEL_ERROR";
  /** Stable, for programs: messages may be improved, this is not changed. */
  readonly code: string;

  constructor(message: string, options?: CupelErrorOptions) {
    super(message, options !== undefined && options.cause !== undefined ? { cause: options.cause } : undefined);
    this.code = new.target.code;
  }

  static {
    // On the prototype, not on each object: it does not show twice where an error is printed.
    Object.defineProperty(CupelError.prototype, "name", {
      configurable: true,
      get(this: CupelError) {
        return this.constructor.name;
      },
    });
  }
}

/** An argument, an option or a definition that cannot be meant. */
export class ArgumentError extends CupelError {
  static override readonly code: string = "CUPEL_ARGUMENT";
}

/** A construct that the dialect at hand cannot say in SQL. */
export class CompileError extends CupelError {
  static override readonly code: string = "CUPEL_COMPILE";
}

/** A name that was given, and is longer than the database allows. (Names that Cupel makes are cut.) */
export class IdentifierError extends CompileError {
  static override readonly code: string = "CUPEL_IDENTIFIER";
}

/** A table that the database does not have. */
export class NoSuchTableError extends CupelError {
  static override readonly code: string = "CUPEL_NO_SUCH_TABLE";
}

/** Waiting took longer than allowed: for a connection of the pool, above all. */
export class TimeoutError extends CupelError {
  static override readonly code: string = "CUPEL_TIMEOUT";
}

/** The connection, result or session has been closed, or never had what is asked of it. */
export class ResourceClosedError extends CupelError {
  static override readonly code: string = "CUPEL_RESOURCE_CLOSED";
}

/** A call that does not fit the state things are in. */
export class InvalidRequestError extends CupelError {
  static override readonly code: string = "CUPEL_INVALID_REQUEST";
}

/** A result was to have a row and has none. */
export class NoResultFound extends InvalidRequestError {
  static override readonly code: string = "CUPEL_NO_RESULT";
}

/** A result was to have one row at most and has several. */
export class MultipleResultsFound extends InvalidRequestError {
  static override readonly code: string = "CUPEL_MULTIPLE_RESULTS";
}

/** The transaction has failed and waits to be rolled back. */
export class PendingRollbackError extends InvalidRequestError {
  static override readonly code: string = "CUPEL_PENDING_ROLLBACK";
}

/** An attribute was read that has not been loaded. */
export class UnloadedAttributeError extends InvalidRequestError {
  static override readonly code: string = "CUPEL_UNLOADED_ATTRIBUTE";
}

/** The object belongs to no session, and one is needed. */
export class DetachedInstanceError extends InvalidRequestError {
  static override readonly code: string = "CUPEL_DETACHED_INSTANCE";
}

/** The row of the object is no longer in the database. */
export class ObjectDeletedError extends InvalidRequestError {
  static override readonly code: string = "CUPEL_OBJECT_DELETED";
}

/** The unit of work cannot be written as it stands. */
export class FlushError extends CupelError {
  static override readonly code: string = "CUPEL_FLUSH";
}

/** An UPDATE or DELETE of the unit of work met another number of rows than it was for. */
export class StaleDataError extends CupelError {
  static override readonly code: string = "CUPEL_STALE_DATA";
}

/** The class or object is not mapped. */
export class UnmappedError extends CupelError {
  static override readonly code: string = "CUPEL_UNMAPPED";
}

/** Things that depend on each other in a ring, so that no order serves. */
export class CircularDependencyError extends CupelError {
  static override readonly code: string = "CUPEL_CIRCULAR_DEPENDENCY";
}

/** What is known of a failure that came from the database or its driver. */
export interface DatabaseErrorDetails extends CupelErrorOptions {
  /** The SQL text that was sent. */
  readonly statement?: string | null | undefined;
  /** The values that were sent with it. */
  readonly parameters?: unknown;
  /** The code that the database or the driver gave. */
  readonly code?: string | undefined;
  /** True if the connection is of no further use. */
  readonly connectionInvalidated?: boolean | undefined;
  /** Keeps the parameters out of the message and out of the object. */
  readonly hideParameters?: boolean | undefined;
}

/** The longest text of parameters in a message or a log line. */
const longestParameters = 600;

/** The values of a statement as text for messages and logs: long values and long lists are cut in the middle. */
export function describeParameters(parameters: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(parameters, describeValue) ?? "undefined";
  } catch {
    text = String(parameters);
  }
  if (text.length <= longestParameters) return text;
  const half = longestParameters / 2;
  return `${text.slice(0, half)} … (${text.length - longestParameters} characters left out) … ${text.slice(-half)}`;
}

function describeValue(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}n`;
  if (typeof value === "string" && value.length > 200) return `${value.slice(0, 100)} … ${value.slice(-60)}`;
  if (Array.isArray(value) && value.length > 40) return [...value.slice(0, 30), `… ${value.length - 35} more …`, ...value.slice(-5)];
  if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`;
  // Buffer.toJSON runs before this function does.
  if (
    typeof value === "object" &&
    value !== null &&
    (value as { type?: unknown }).type === "Buffer" &&
    Array.isArray((value as { data?: unknown }).data)
  )
    return `<${(value as { data: unknown[] }).data.length} bytes>`;
  return value;
}

/** The database, or the driver on the way to it, refused or failed. */
export class DatabaseError extends CupelError {
  static override readonly code: string = "CUPEL_DATABASE";
  /** What the database or driver called it, or the stable code of the class. */
  declare readonly code: string;
  /** The SQL text that was sent, if one was. */
  readonly statement: string | null;
  /** The values that were sent with it; `null` where they are hidden or there were none. */
  readonly parameters: unknown;
  /** True if the connection is of no further use; its pool has been told. */
  readonly connectionInvalidated: boolean;

  constructor(message: string, details: DatabaseErrorDetails = {}) {
    super(withStatement(message, details), details);
    if (details.code !== undefined) (this as { code: string }).code = details.code;
    this.statement = details.statement ?? null;
    this.parameters = details.hideParameters === true ? null : (details.parameters ?? null);
    this.connectionInvalidated = details.connectionInvalidated ?? false;
  }
}

function withStatement(message: string, details: DatabaseErrorDetails): string {
  if (details.statement === undefined || details.statement === null) return message;
  const sql = `${message}\n[SQL: ${details.statement}]`;
  if (details.hideParameters === true) return `${sql}\n[parameters hidden by hideParameters]`;
  const { parameters } = details;
  if (parameters === undefined || parameters === null || (Array.isArray(parameters) && parameters.length === 0)) return sql;
  return `${sql}\n[parameters: ${describeParameters(parameters)}]`;
}

/** What a database tells of a broken rule. */
export interface IntegrityErrorDetails extends DatabaseErrorDetails {
  readonly constraint?: string | null | undefined;
  readonly table?: string | null | undefined;
  readonly columns?: readonly string[] | undefined;
}

/** A rule of the schema was broken. */
export class IntegrityError extends DatabaseError {
  static override readonly code: string = "CUPEL_INTEGRITY";
  /** The name of the constraint, where the database tells. */
  readonly constraint: string | null;
  /** The table, by its name in the database, where the database tells. */
  readonly table: string | null;
  /** The columns, by their names in the database; empty where the database does not tell. */
  readonly columns: readonly string[];
  /** The mapped attribute, `User.email`, where the ORM knows it. */
  declare attribute?: string;

  constructor(message: string, details: IntegrityErrorDetails = {}) {
    super(message, details);
    this.constraint = details.constraint ?? null;
    this.table = details.table ?? null;
    this.columns = details.columns ?? [];
  }
}

/** A value that must be unique is there already. */
export class UniqueViolation extends IntegrityError {
  static override readonly code: string = "CUPEL_UNIQUE_VIOLATION";
}

/** A reference to a row that is not there, or the end of a row that is referred to. */
export class ForeignKeyViolation extends IntegrityError {
  static override readonly code: string = "CUPEL_FOREIGN_KEY_VIOLATION";
}

/** NULL in a column that has none. */
export class NotNullViolation extends IntegrityError {
  static override readonly code: string = "CUPEL_NOT_NULL_VIOLATION";
}

/** A CHECK that does not hold. */
export class CheckViolation extends IntegrityError {
  static override readonly code: string = "CUPEL_CHECK_VIOLATION";
}

/** A value that its column or type cannot take. */
export class DataError extends DatabaseError {
  static override readonly code: string = "CUPEL_DATA";
}

/** The database could not work: not reachable, not readable, out of a resource, locked. */
export class OperationalError extends DatabaseError {
  static override readonly code: string = "CUPEL_OPERATIONAL";
}

/** The connection to the server is gone. */
export class DisconnectionError extends OperationalError {
  static override readonly code: string = "CUPEL_DISCONNECTION";
}

/** A lock was waited for in vain. */
export class LockTimeout extends OperationalError {
  static override readonly code: string = "CUPEL_LOCK_TIMEOUT";
}

/** Two transactions waited for each other and this one was chosen to end. Run it again. */
export class DeadlockDetected extends OperationalError {
  static override readonly code: string = "CUPEL_DEADLOCK";
}

/** The transaction cannot be ordered before or after another that ran beside it. Run it again. */
export class SerializationFailure extends OperationalError {
  static override readonly code: string = "CUPEL_SERIALIZATION";
}

/** The statement is wrong: its grammar, or a name in it. */
export class ProgrammingError extends DatabaseError {
  static override readonly code: string = "CUPEL_PROGRAMMING";
}

/** The database or its driver does not do that. */
export class NotSupportedError extends DatabaseError {
  static override readonly code: string = "CUPEL_NOT_SUPPORTED";
}

/** The database found itself in a state it should not be in. */
export class InternalError extends DatabaseError {
  static override readonly code: string = "CUPEL_INTERNAL";
}

/** A list of names for a message: `"a", "b" and "c"`; long lists are cut. */
export function nameList(names: Iterable<string>, last: "and" | "or" = "and"): string {
  const all = [...names].map((name) => JSON.stringify(name));
  const shown = all.length > 12 ? [...all.slice(0, 11), `${all.length - 11} more`] : all;
  if (shown.length < 2) return shown.join("");
  return `${shown.slice(0, -1).join(", ")} ${last} ${shown[shown.length - 1]}`;
}

/** The one of `names` that was probably meant by `given`, as a question to append to a message, or nothing. */
export function didYouMean(given: string, names: Iterable<string>): string {
  let best = "";
  let least = Math.max(1, Math.floor(given.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(given.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best === "" ? "" : ` Did you mean ${JSON.stringify(best)}?`;
}

/** Levenshtein's distance, one row at a time; O(n · m), for names. */
function editDistance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = i - 1;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] as number;
      const cost = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
      row[j] = Math.min(above + 1, (row[j - 1] as number) + 1, diagonal + cost);
      diagonal = above;
    }
  }
  return row[b.length] as number;
}
