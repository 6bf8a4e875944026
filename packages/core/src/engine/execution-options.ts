/** How statements are executed: of an engine, a connection, a statement or one call; the nearer wins. */
export interface ExecutionOptions {
  /** `"SERIALIZABLE"`, `"AUTOCOMMIT"` …: of an engine or connection, before its transaction begins. */
  readonly isolationLevel?: string;
  /** `true`: the database refuses to change anything, where it can (`capabilities.transactionModes`). */
  readonly readOnly?: boolean;
  /** On PostgreSQL, for a transaction that is SERIALIZABLE and read-only: waits until it cannot fail. */
  readonly deferrable?: boolean;
  /** Other schemas in the place of those in the statement; the key `""` stands for no schema. */
  readonly schemaTranslateMap?: Readonly<Record<string, string | null>>;
  /** Ends waiting, and the reading of streams. */
  readonly signal?: AbortSignal;
  /** Rows of a stream that are fetched at a time. */
  readonly yieldPer?: number;
  /** `false` compiles the statement anew and keeps nothing. */
  readonly compiledCache?: boolean;
  /** Shown before each line of the log. */
  readonly loggingToken?: string;
  /** Options of extensions and dialects. */
  readonly [name: string]: unknown;
}

/** What one call may say beside the statement and its parameters. */
export interface ExecuteOptions {
  readonly executionOptions?: ExecutionOptions;
}

/** The values for a statement: one set, or many. */
export type Parameters = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[];
