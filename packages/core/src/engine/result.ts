/**
 * What a statement gives. A `PendingResult` has sent nothing yet: awaiting it buffers the whole, a terminal asks for what it needs,
 * `for await` streams. A `Result` is buffered, holds its rows in memory and answers at once. A row is a tuple that also has names; names that
 * arrays already use (`length`, `values` …) are only in `mappings()`.
 */
type ArrayName = keyof unknown[];
/** A conditional type, so that a hover shows the row and not the name of this type. */
export type RowOf<T, M> = T extends unknown ? T & { readonly [K in keyof M as K extends ArrayName ? never : K]: M[K] } : never;
/** The value that `scalar` and `scalars` take from a row. */
export type First<T> = T extends readonly [infer A, ...unknown[]] ? A : T extends readonly (infer A)[] ? A : never;
/** Which column: its place, its key, or the column itself. */
export type ColumnIndex = number | string | object;
/** What makes two values equal to `unique`: values with the same answer are one. */
export type UniqueStrategy<R> = (value: R) => unknown;

/** Values that have not been fetched: every terminal is a promise. */
export interface Values<R> {
  /** All of them. */
  all(): Promise<R[]>;
  /** The only one. */
  one(): Promise<R>;
  /** The only one, or `null` if there is none. */
  oneOrNone(): Promise<R | null>;
  /** The first, or `null` if there is none. */
  first(): Promise<R | null>;
  /** Each value once, in the order of first appearance. */
  unique(strategy?: UniqueStrategy<R>): this;
  /** Fetches so many rows at a time when it is iterated. */
  yieldPer(rows: number): this;
  /** The values in arrays of `rows`, fetched as they are asked for. */
  partitions(rows?: number): AsyncIterable<R[]>;
}

/** Values in memory. They can be read as often as one likes. */
export interface BufferedValues<R> extends Iterable<R> {
  all(): R[];
  one(): R;
  oneOrNone(): R | null;
  first(): R | null;
  unique(strategy?: UniqueStrategy<R>): this;
  /** The values in arrays of `rows`. */
  partitions(rows?: number): IterableIterator<R[]>;
  /** The next value, or `null` at the end: these three share one position, and nothing else moves it. */
  fetchOne(): R | null;
  /** The next values, at most so many. */
  fetchMany(count: number): R[];
  /** What is left. */
  fetchAll(): R[];
  /** Lets go of the values. */
  close(): void;
  readonly closed: boolean;
  [Symbol.dispose](): void;
}

/** What a promise has beside `then`. */
interface Catching<R> {
  catch<B = never>(rejected: (error: unknown) => B | PromiseLike<B>): Promise<R | B>;
  finally(finished: () => void): Promise<R>;
}

/** Values of a statement that has not been sent. */
export interface PendingValues<R> extends Values<R>, AsyncIterable<R>, PromiseLike<BufferedValues<R>>, Catching<BufferedValues<R>> {}

/** Rows of a statement that has not been sent. */
export interface PendingResult<T, M, X = {}>
  extends Values<RowOf<T, M>>,
    AsyncIterable<RowOf<T, M>>,
    PromiseLike<Result<T, M> & X>,
    Catching<Result<T, M> & X> {
  /** One column alone: the first, unless another is named. */
  scalars(): PendingValues<First<T>>;
  scalars<V = unknown>(column: ColumnIndex): PendingValues<V>;
  /** Rows as plain objects. */
  mappings(): PendingValues<M>;
  /** Some of the columns, in this order. */
  columns(...columns: readonly ColumnIndex[]): PendingResult<unknown[], Record<string, unknown>, X>;
  /** The rows, typed as tuples alone. */
  tuples(): PendingValues<T>;
  /** The first value of the first row; `null` if there is no row. */
  scalar(): Promise<First<T> | null>;
  /** The first value of the only row. */
  scalarOne(): Promise<First<T>>;
  /** The first value of the only row; `null` if there is no row. */
  scalarOneOrNone(): Promise<First<T> | null>;
}

/** Rows in memory. */
export interface Result<T, M> extends BufferedValues<RowOf<T, M>> {
  /** How many rows an INSERT, UPDATE or DELETE met; of a SELECT, how many there are. -1 where the driver does not tell. */
  readonly rowCount: number;
  /** Whether the statement gives rows at all. */
  readonly returnsRows: boolean;
  /** The keys of the columns. */
  keys(): string[];
  scalars(): BufferedValues<First<T>>;
  scalars<V = unknown>(column: ColumnIndex): BufferedValues<V>;
  mappings(): BufferedValues<M>;
  columns(...columns: readonly ColumnIndex[]): Result<unknown[], Record<string, unknown>>;
  tuples(): BufferedValues<T>;
  scalar(): First<T> | null;
  scalarOne(): First<T>;
  scalarOneOrNone(): First<T> | null;
}
