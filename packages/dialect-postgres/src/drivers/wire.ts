/**
 * What carries statements to a server: the one thing in which the drivers of PostgreSQL differ. A wire sends several statements at once and
 * gives their rows; transactions, cursors and the rest are made of it, in connection.ts.
 */

/** A column of what came back, as the server describes it. */
export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** Whether Cupel knows the type of a column, so that it wants the server's own text of it. */
export type IsTyped = (index: number, name: string) => boolean;

/** One statement, run once for each set of values. */
export interface Step {
  readonly sql: string;
  readonly sets: readonly (readonly unknown[])[];
  /** It will come again: worth preparing. */
  readonly prepare: boolean;
  /** No more rows than this are fetched; 0 for all. */
  readonly maxRows: number;
  readonly isTyped: IsTyped | null;
}

export interface StepResult {
  readonly rows: unknown[][];
  /** `null` if there are no rows to come. */
  readonly fields: readonly Field[] | null;
  readonly rowCount: number;
  /** What the server says that it has done: `"INSERT 0 1"`. */
  readonly tag: string;
}

/** Which of the statements sent together it was that failed; those behind it were not run. */
export class StepFailure {
  readonly step: number;
  readonly set: number;
  readonly error: unknown;
  constructor(step: number, set: number, error: unknown) {
    this.step = step;
    this.set = set;
    this.error = error;
  }
}

/** No transaction, one that is open, or one that an error has ended and that waits for its rollback. */
export type TransactionStatus = "I" | "T" | "E";

export interface Wire {
  /** The object of the npm driver. */
  readonly native: unknown;
  readonly status: TransactionStatus;
  /**
   * Sends statements in one go and answers when the last has ended. After an error the rest is not run.
   *
   * @throws StepFailure
   */
  send(steps: readonly Step[], signal: AbortSignal | undefined): Promise<readonly StepResult[]>;
  close(): Promise<void>;
}

const noValues: readonly (readonly unknown[])[] = [[]];

/** A statement without values that gives no rows. */
export function command(sql: string): Step {
  return { sql, sets: noValues, prepare: false, maxRows: 0, isTyped: null };
}

/** The number of rows that a statement has met, from what the server says that it has done. */
export function rowCountOf(tag: string): number {
  const space = tag.lastIndexOf(" ");
  const count = space === -1 ? Number.NaN : Number(tag.slice(space + 1));
  return Number.isNaN(count) ? 0 : count;
}
