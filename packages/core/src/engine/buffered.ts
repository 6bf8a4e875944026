/**
 * Results in memory. Rows are converted where they lie, once, when they are first asked for as rows; `scalars()` and `mappings()` of rows that
 * nobody has asked for yet take their values without touching them.
 */
import { ArgumentError, InvalidRequestError, MultipleResultsFound, NoResultFound, ResourceClosedError } from "../errors.js";
import type { BufferedValues, ColumnIndex, First, Result, RowOf, UniqueStrategy } from "./result.js";
import type { RowShape } from "./row-shape.js";
import { distinctValues } from "./unique.js";

const noRow = "No row was found when one was required";
const manyForOne = "Multiple rows were found when exactly one was required";
const manyForOneOrNone = "Multiple rows were found when one or none was required";

/** The only value of a list; throws otherwise. */
export function onlyOne<R>(values: readonly R[]): R {
  if (values.length === 1) return values[0] as R;
  throw values.length === 0 ? new NoResultFound(noRow) : new MultipleResultsFound(manyForOne);
}
/** The only value of a list, `null` if it is empty. */
export function oneOrNone<R>(values: readonly R[]): R | null {
  if (values.length > 1) throw new MultipleResultsFound(manyForOneOrNone);
  return values.length === 0 ? null : (values[0] as R);
}

/** A positive whole number of rows. */
export function checkedCount(name: string, rows: number): number {
  if (Number.isSafeInteger(rows) && rows > 0) return rows;
  throw new ArgumentError(`${name}(${String(rows)}): the number of rows must be a whole number above 0.`);
}

abstract class Buffered<R> implements BufferedValues<R> {
  #strategy: UniqueStrategy<R> | true | null = null;
  #distinct: R[] | null = null;
  #position = 0;
  #isClosed = false;

  /** Why the values cannot be had without `unique`; `null` if they can. */
  protected readonly needsUnique: string | null = null;
  /** All values, before `unique`. */
  protected abstract values(): R[];
  /** Lets go of them. */
  protected abstract discard(): void;

  /** Gives another view of the same rows what `unique` was told here. */
  protected passUnique<V>(view: Buffered<V>): Buffered<V> {
    if (this.#strategy !== null) view.unique();
    return view;
  }

  protected checkOpen(): void {
    if (this.#isClosed) throw new ResourceClosedError("This result has been closed: read what is needed before close().");
  }

  #all(): R[] {
    this.checkOpen();
    if (this.#strategy === null) {
      if (this.needsUnique !== null) throw new InvalidRequestError(this.needsUnique);
      return this.values();
    }
    this.#distinct ??= distinctValues(this.values(), this.#strategy === true ? undefined : this.#strategy);
    return this.#distinct;
  }

  all(): R[] {
    return this.#all();
  }
  one(): R {
    return onlyOne(this.#all());
  }
  oneOrNone(): R | null {
    return oneOrNone(this.#all());
  }
  first(): R | null {
    const values = this.#all();
    return values.length === 0 ? null : (values[0] as R);
  }
  unique(strategy?: UniqueStrategy<R>): this {
    this.#strategy = strategy ?? true;
    this.#distinct = null;
    return this;
  }
  *partitions(rows = 1000): IterableIterator<R[]> {
    const size = checkedCount("partitions", rows);
    const values = this.#all();
    for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
  }
  fetchOne(): R | null {
    const values = this.#all();
    return this.#position < values.length ? (values[this.#position++] as R) : null;
  }
  fetchMany(count: number): R[] {
    const taken = this.#all().slice(this.#position, this.#position + checkedCount("fetchMany", count));
    this.#position += taken.length;
    return taken;
  }
  fetchAll(): R[] {
    const rest = this.#all().slice(this.#position);
    this.#position += rest.length;
    return rest;
  }
  [Symbol.iterator](): Iterator<R> {
    return this.#all()[Symbol.iterator]();
  }
  close(): void {
    this.#isClosed = true;
    this.#distinct = null;
    this.discard();
  }
  get closed(): boolean {
    return this.#isClosed;
  }
  [Symbol.dispose](): void {
    this.close();
  }
}

/** Values taken from rows: scalars, or mappings. */
export class BufferedView<R> extends Buffered<R> {
  protected override readonly needsUnique: string | null;
  #take: (() => R[]) | null;
  #values: R[] | null = null;

  constructor(take: () => R[], needsUnique: string | null) {
    super();
    this.#take = take;
    this.needsUnique = needsUnique;
  }
  protected override values(): R[] {
    if (this.#values === null) {
      this.#values = (this.#take as () => R[])();
      this.#take = null;
    }
    return this.#values;
  }
  protected override discard(): void {
    this.#values = [];
    this.#take = null;
  }
}

/** The rows of a statement that gives none: whatever asks for one is told so. */
const noShape = "This statement gives no rows: it is no SELECT, and has no RETURNING. Its rowCount is all there is.";

/** What is known of rows beside their columns. */
export interface RowTraits {
  /** The rows are finished as they are. */
  readonly areConverted?: boolean;
  /** Why `unique()` must be called, if it must. */
  readonly needsUnique?: string | null;
  /** The finished values of the one column, in the place of rows, which are made of them if somebody asks. */
  readonly scalars?: readonly unknown[];
}

/** Rows in memory, with their names. */
export class BufferedResult<T, M> extends Buffered<RowOf<T, M>> implements Result<T, M> {
  readonly rowCount: number;
  protected override readonly needsUnique: string | null;
  readonly #shape: RowShape | null;
  #rows: unknown[][];
  #areConverted: boolean;
  #values: readonly unknown[] | null;

  /**
   * @param shape the columns; `null` for a statement that gives no rows
   * @param rows the driver's own, which become the result's
   * @param rowCount what the driver told
   */
  constructor(shape: RowShape | null, rows: unknown[][], rowCount: number, traits: RowTraits = {}) {
    super();
    this.#shape = shape;
    this.#rows = rows;
    this.rowCount = rowCount;
    this.#areConverted = traits.areConverted ?? false;
    this.#values = traits.scalars ?? null;
    this.needsUnique = traits.needsUnique ?? null;
  }

  get returnsRows(): boolean {
    return this.#shape !== null;
  }
  keys(): string[] {
    return [...this.#columns().keys];
  }

  protected override values(): RowOf<T, M>[] {
    const shape = this.#columns();
    if (!this.#areConverted) {
      if (this.#values !== null) this.#rows = this.#values.map((value) => [value]);
      shape.convert(this.#rows);
      this.#areConverted = true;
    }
    return this.#rows as RowOf<T, M>[];
  }
  protected override discard(): void {
    this.#rows = [];
    this.#values = null;
  }

  scalars(): BufferedValues<First<T>>;
  scalars<V = unknown>(column: ColumnIndex): BufferedValues<V>;
  scalars(column: ColumnIndex = 0): BufferedValues<unknown> {
    const shape = this.#columns();
    const index = shape.indexOf(column);
    const take = (): unknown[] => {
      if (this.#values !== null && index === 0) return [...this.#values];
      return this.#areConverted ? this.#rows.map((row) => row[index]) : shape.pluck(this.#rows, index);
    };
    return this.passUnique(new BufferedView(take, this.needsUnique));
  }
  mappings(): BufferedValues<M> {
    const shape = this.#columns();
    return this.passUnique(
      new BufferedView(() => this.values().map((row) => shape.toObject(row as readonly unknown[]) as M), this.needsUnique),
    );
  }
  columns(...columns: readonly ColumnIndex[]): Result<unknown[], Record<string, unknown>> {
    const shape = this.#columns();
    const indexes = columns.map((column) => shape.indexOf(column));
    const rows = this.values().map((row) => indexes.map((index) => (row as unknown[])[index]));
    const picked = shape.pick(indexes);
    for (const row of rows) Object.setPrototypeOf(row, picked.prototype);
    const result = new BufferedResult<unknown[], Record<string, unknown>>(picked, rows, this.rowCount, {
      areConverted: true,
      needsUnique: this.needsUnique,
    });
    this.passUnique(result);
    return result;
  }
  tuples(): BufferedValues<T> {
    return this as unknown as BufferedValues<T>;
  }
  scalar(): First<T> | null {
    return this.#scalars().first();
  }
  scalarOne(): First<T> {
    return this.#scalars().one();
  }
  scalarOneOrNone(): First<T> | null {
    return this.#scalars().oneOrNone();
  }
  #scalars(): BufferedValues<First<T>> {
    return this.scalars();
  }

  #columns(): RowShape {
    this.checkOpen();
    if (this.#shape === null) throw new ResourceClosedError(noShape);
    return this.#shape;
  }
}
