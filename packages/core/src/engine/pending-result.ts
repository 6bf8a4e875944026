/**
 * A statement on its way. It has its place in the queue from the moment it was made and starts at the end of the tick, awaited or not, so that
 * nothing is lost in silence; what is asked of it in that tick decides how: a terminal buffers as much as it needs, iteration streams. Awaiting
 * gives a `Result`, which is not thenable.
 */
import { InvalidRequestError } from "../errors.js";
import { BufferedResult, checkedCount, oneOrNone, onlyOne, type RowTraits } from "./buffered.js";
import type { MaybePromise } from "./driver.js";
import type { BufferedValues, ColumnIndex, First, PendingResult, PendingValues, Result, RowOf, UniqueStrategy } from "./result.js";
import type { RowShape } from "./row-shape.js";
import { DistinctFilter } from "./unique.js";

/** Rows that arrive in batches. */
export interface RowStream extends RowTraits {
  readonly shape: RowShape;
  /** The next rows; none at the end. */
  next(): MaybePromise<unknown[][]>;
  close(): MaybePromise<void>;
}

/** Who sends the statement: a connection, a session. Exactly one of the two is called, once. */
export interface PendingSource<R extends Result<unknown, unknown> = Result<unknown, unknown>> {
  /**
   * Sends the statement and reads what it gives.
   *
   * @param maxRows nobody will look at more rows than these
   */
  start(maxRows: number | undefined): MaybePromise<R>;
  /** Sends the statement and reads so many rows at a time. */
  stream(batch: number): MaybePromise<RowStream>;
}

const defaultBatch = 500;
const now = Promise.resolve();

interface Consumer {
  readonly take: (result: Result<unknown, unknown>) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One statement, however many views of it there are. */
class Run {
  readonly #source: PendingSource;
  #consumers: Consumer[] = [];
  #need = 0;
  #batch: number | null = null;
  #isStarted = false;
  #limit: number | undefined;
  #result: Result<unknown, unknown> | null = null;
  #failure: Promise<never> | null = null;
  #stream: Promise<RowStream> | null = null;

  constructor(source: PendingSource) {
    this.#source = source;
    // A promise of its own, so that it starts in the asynchronous context of the caller.
    void now.then(() => this.#start());
  }

  /** What `take` makes of the buffered result. */
  consume<V>(need: number, take: (result: Result<unknown, unknown>) => V): Promise<V> {
    if (this.#batch !== null)
      return Promise.reject(
        new InvalidRequestError("This result is being streamed by an iteration; its rows cannot be read in another way as well."),
      );
    if (this.#failure !== null) return this.#failure;
    if (this.#isStarted && this.#limit !== undefined && need > this.#limit) {
      return Promise.reject(
        new InvalidRequestError(
          "Only the first rows of this result were asked for, and the others were not fetched. Await the result once and read from that.",
        ),
      );
    }
    if (this.#result !== null) {
      try {
        return Promise.resolve(take(this.#result));
      } catch (error) {
        return Promise.reject(error);
      }
    }
    this.#need = Math.max(this.#need, need);
    return new Promise<V>((resolve, reject) => {
      this.#consumers.push({ take, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** The rows in batches: from the database if nothing else has been asked for yet, otherwise from memory. */
  stream(batch: number | null): Promise<RowStream | Result<unknown, unknown>> {
    if (this.#isStarted || this.#consumers.length > 0) return this.consume(Number.POSITIVE_INFINITY, (result) => result);
    if (this.#stream === null) {
      this.#batch = batch ?? defaultBatch;
      this.#stream = now.then(() => this.#source.stream(this.#batch as number));
      // The loop that asked for it awaits it, or has ended.
      this.#stream.catch(() => {});
      return this.#stream;
    }
    return Promise.reject(
      new InvalidRequestError("This result is being streamed by another iteration. Await it to read it more than once."),
    );
  }

  #start(): void {
    if (this.#isStarted || this.#batch !== null) return;
    this.#isStarted = true;
    this.#limit = this.#consumers.length > 0 && Number.isFinite(this.#need) ? this.#need : undefined;
    let answer: MaybePromise<Result<unknown, unknown>>;
    try {
      answer = this.#source.start(this.#limit);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (answer instanceof Promise) {
      answer.then(
        (result) => this.#finish(result),
        (error: unknown) => this.#fail(error),
      );
    } else this.#finish(answer);
  }

  #finish(result: Result<unknown, unknown>): void {
    this.#result = result;
    const consumers = this.#consumers;
    this.#consumers = [];
    for (const { take, resolve, reject } of consumers) {
      try {
        resolve(take(result));
      } catch (error) {
        reject(error);
      }
    }
  }

  #fail(error: unknown): void {
    const consumers = this.#consumers;
    this.#consumers = [];
    // Nobody awaits it: the rejection is seen as unhandled, unless somebody still comes in this tick.
    this.#failure = Promise.reject(error);
    if (consumers.length > 0) this.#failure.catch(() => {});
    for (const { reject } of consumers) reject(error);
  }
}

type View<R> = (result: Result<unknown, unknown>) => BufferedValues<R>;

/** The terminals that rows, scalars and mappings share. */
class Pending<R> implements PendingValues<R> {
  protected readonly run: Run;
  protected readonly view: View<R>;
  protected strategy: UniqueStrategy<R> | true | null = null;
  protected batch: number | null = null;

  constructor(run: Run, view: View<R>) {
    this.run = run;
    this.view = view;
  }

  all(): Promise<R[]> {
    return this.#consume(Number.POSITIVE_INFINITY, (values) => values.all());
  }
  one(): Promise<R> {
    return this.#consume(2, (values) => values.one());
  }
  oneOrNone(): Promise<R | null> {
    return this.#consume(2, (values) => values.oneOrNone());
  }
  first(): Promise<R | null> {
    return this.#consume(1, (values) => values.first());
  }
  unique(strategy?: UniqueStrategy<R>): this {
    this.strategy = strategy ?? true;
    return this;
  }
  yieldPer(rows: number): this {
    this.batch = checkedCount("yieldPer", rows);
    return this;
  }
  partitions(rows?: number): AsyncIterable<R[]> {
    const size = rows === undefined ? undefined : checkedCount("partitions", rows);
    return { [Symbol.asyncIterator]: () => this.#batches(this.run.stream(size ?? this.batch), size ?? this.batch ?? defaultBatch) };
  }
  [Symbol.asyncIterator](): AsyncIterator<R> {
    return this.#each(this.run.stream(this.batch));
  }
  then<A = BufferedValues<R>, B = never>(
    fulfilled?: ((values: BufferedValues<R>) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#consume(Number.POSITIVE_INFINITY, (values) => values).then(fulfilled, rejected);
  }
  catch<B>(rejected: (error: unknown) => B | PromiseLike<B>): Promise<BufferedValues<R> | B> {
    return this.then(undefined, rejected);
  }
  finally(finished: () => void): Promise<BufferedValues<R>> {
    return this.#consume(Number.POSITIVE_INFINITY, (values) => values).finally(finished);
  }
  get [Symbol.toStringTag](): string {
    return "PendingResult";
  }

  #consume<V>(need: number, read: (values: BufferedValues<R>) => V): Promise<V> {
    return this.run.consume(this.strategy === null ? need : Number.POSITIVE_INFINITY, (result) => read(this.apply(result)));
  }

  protected apply(result: Result<unknown, unknown>): BufferedValues<R> {
    const values = this.view(result);
    return this.strategy === null ? values : values.unique(this.strategy === true ? undefined : this.strategy);
  }

  async *#each(source: Promise<RowStream | Result<unknown, unknown>>): AsyncGenerator<R, void, undefined> {
    for await (const batch of this.#batches(source, null)) yield* batch;
  }

  async *#batches(source: Promise<RowStream | Result<unknown, unknown>>, size: number | null): AsyncGenerator<R[], void, undefined> {
    const rows = await source;
    if (!("shape" in rows)) {
      const values = this.apply(rows);
      if (size === null) yield values.all();
      else yield* values.partitions(size);
      return;
    }
    const filter = this.strategy === null ? null : new DistinctFilter<R>(this.strategy === true ? undefined : this.strategy);
    try {
      for (let batch = await rows.next(); batch.length > 0; batch = await rows.next()) {
        const result = new BufferedResult<unknown, unknown>(rows.shape, batch, batch.length, {
          areConverted: rows.areConverted ?? false,
          needsUnique: filter === null ? (rows.needsUnique ?? null) : null,
        });
        const values = this.view(result).all();
        const kept = filter === null ? values : values.filter((value) => filter.isNew(value));
        if (kept.length > 0) yield kept;
      }
    } finally {
      await rows.close();
    }
  }
}

/** Rows on their way. */
class PendingRows<T, M, X> extends Pending<RowOf<T, M>> {
  scalars(column: ColumnIndex = 0): PendingValues<First<T>> {
    return this.#derive(new Pending(this.run, (result) => this.#pick(result).scalars<First<T>>(column)));
  }
  mappings(): PendingValues<M> {
    return this.#derive(new Pending(this.run, (result) => this.#pick(result).mappings() as BufferedValues<M>));
  }
  columns(...columns: readonly ColumnIndex[]): PendingResult<unknown[], Record<string, unknown>, X> {
    const picked = new PendingRows<unknown[], Record<string, unknown>, X>(
      this.run,
      (result) => this.#pick(result).columns(...columns) as never,
    );
    return this.#derive(picked) as never;
  }
  tuples(): PendingValues<T> {
    return this as unknown as PendingValues<T>;
  }
  scalar(): Promise<First<T> | null> {
    return this.#firstValue(1, (values) => (values.length === 0 ? null : (values[0] as First<T>)));
  }
  scalarOne(): Promise<First<T>> {
    return this.#firstValue(2, onlyOne);
  }
  scalarOneOrNone(): Promise<First<T> | null> {
    return this.#firstValue(2, oneOrNone);
  }

  #firstValue<V>(need: number, read: (values: First<T>[]) => V): Promise<V> {
    const isWhole = this.strategy !== null;
    return this.run.consume(isWhole ? Number.POSITIVE_INFINITY : need, (result) =>
      read((this.apply(result) as unknown as Result<T, M>).scalars().all()),
    );
  }

  /** This view of the result, which may be of some columns only. */
  #pick(result: Result<unknown, unknown>): Result<T, M> {
    return this.view(result) as unknown as Result<T, M>;
  }

  #derive<V, P extends Pending<V>>(pending: P & Pending<V>): P {
    if (this.strategy !== null) pending.unique();
    if (this.batch !== null) pending.yieldPer(this.batch);
    return pending;
  }
}

/** Makes the result of a statement that is about to be sent. */
export function pendingResult<T, M, X>(source: PendingSource): PendingResult<T, M, X> {
  return new PendingRows<T, M, X>(new Run(source), (result) => result as never) as unknown as PendingResult<T, M, X>;
}
