/**
 * What a driver is: the one file of a dialect that names an npm package, behind four small verbs. An answer may be given at once or as a
 * promise; an embedded database answers at once, and then a statement costs its caller one promise and no more.
 */
import type { URL } from "./url.js";

/** A value, or the promise of one. */
export type MaybePromise<T> = T | Promise<T>;

/** Opens connections. */
export interface Driver {
  /** The npm package, for messages. */
  readonly packageName: string;
  /**
   * Opens one connection.
   *
   * @param url where to, with the arguments of its query.
   * @param options `connectArgs` of the engine, for this driver alone.
   * @param signal aborted when nobody waits any longer.
   */
  connect(url: URL, options: Readonly<Record<string, unknown>>, signal?: AbortSignal): MaybePromise<DriverConnection>;
}

/** One statement with its values, in the order of the placeholders. */
export interface DriverRequest {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Whether rows are expected; `null` where nobody knows (raw text). */
  readonly returnsRows: boolean | null;
  /** Whole numbers past 2^53 may come: the driver gives a `bigint` where a number would lose digits. */
  readonly exactIntegers: boolean;
  /** The statement is written by Cupel or will come again: worth preparing. */
  readonly prepare: boolean;
  /** No more rows than this are looked at. */
  readonly maxRows?: number | undefined;
  /**
   * Whether the type of a column is known, so that what the driver gives for it is converted; of the others the driver makes what it can.
   * Without this none is known.
   */
  readonly isTyped?: ((index: number, name: string) => boolean) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came back. Rows are arrays of what the driver gives, one place a column; they belong to the caller, who may change them. */
export interface DriverResult {
  readonly rows: unknown[][];
  /** The names of the columns, where the statement is raw text and nobody else knows them; `null` if there are no rows to come. */
  readonly columns: readonly string[] | null;
  readonly rowCount: number;
  /** The key that the last INSERT made, where the driver tells. */
  readonly lastInsertId?: number | bigint | undefined;
  /** Of a statement run many times: the key that each run made, where they were asked for. */
  readonly lastInsertIds?: readonly (number | bigint)[] | undefined;
}

/** A statement that is run once for each of many sets of values. */
export interface DriverManyRequest extends DriverRequest {
  /** The key that each run makes is wanted. */
  readonly wantsIds: boolean;
  /** The same for many sets at once, where one statement can stand for many: an INSERT whose values are all given, and which asks for nothing. */
  readonly forRows?: ManyRows | null | undefined;
}

/** An INSERT of several rows, made from that of one. */
export interface ManyRows {
  /** How many values a row has. */
  readonly width: number;
  /** The text for so many rows. The values follow one another, row after row. */
  text(rows: number): string;
}

/** What a driver throws out of the middle of `executeMany`: which set of values it was. */
export interface RowFailure {
  readonly isRowFailure: true;
  readonly rowIndex: number;
  readonly error: unknown;
}

/** Rows in batches, each read whole. Between two batches the connection may be used for something else. */
export interface DriverStream {
  readonly columns: readonly string[];
  /** The next rows, at most as many as were asked for; an empty array at the end. */
  next(): MaybePromise<unknown[][]>;
  close(): MaybePromise<void>;
}

/** How a transaction begins. */
export interface BeginOptions {
  readonly isolationLevel?: string | undefined;
  /** The database refuses to change anything, or must not; the database's own choice without it. */
  readonly readOnly?: boolean | undefined;
  /** Waits until it can be sure never to fail by a serialization failure: SERIALIZABLE and read-only ones of PostgreSQL. */
  readonly deferrable?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One connection to the database. It is used by one caller at a time. */
export interface DriverConnection {
  /** The object of the npm driver. */
  readonly native: unknown;
  execute(request: DriverRequest): MaybePromise<DriverResult>;
  /** One statement for many sets of values, in their order; `rowCount` is the sum, rows come one after the other. Throws a `RowFailure`. */
  executeMany(request: DriverManyRequest, sets: readonly (readonly unknown[])[]): MaybePromise<DriverResult>;
  stream(request: DriverRequest, batch: number): MaybePromise<DriverStream>;
  begin(options: BeginOptions): MaybePromise<void>;
  commit(): MaybePromise<void>;
  rollback(): MaybePromise<void>;
  savepoint(name: string): MaybePromise<void>;
  rollbackTo(name: string): MaybePromise<void>;
  release(name: string): MaybePromise<void>;
  /** For the connection as a whole, outside of transactions; `null` takes back the default. */
  setIsolationLevel(level: string | null): MaybePromise<void>;
  getIsolationLevel(): MaybePromise<string>;
  /** Asks for a sign of life. Throws if there is none. */
  ping(): MaybePromise<void>;
  /** Ends whatever transaction is open, before the next user. */
  reset(): MaybePromise<void>;
  close(): MaybePromise<void>;
}
