/**
 * A range: what lies between two values. `[` and `]` include the end, `(` and `)` do not; null is an end without a limit. The empty range
 * holds nothing. Immutable.
 */
import { ArgumentError } from "@cupel/core";

export type RangeBounds = "[)" | "[]" | "(]" | "()";

/** What can stand at the end of a range. */
type Point = number | bigint | string | Date;

export class Range<out V> {
  readonly lower: V | null;
  readonly upper: V | null;
  readonly bounds: RangeBounds;
  readonly isEmpty: boolean;

  /**
   * @param lower the lower end; null for none
   * @param upper the upper end; null for none
   * @param bounds which of them belong to the range; `"[)"` by default
   * @example `new Range(1, 5)` holds 1, 2, 3 and 4
   */
  constructor(lower: V | null, upper: V | null, bounds: RangeBounds = "[)") {
    if (bounds !== "[)" && bounds !== "[]" && bounds !== "(]" && bounds !== "()") {
      throw new ArgumentError(`new Range(): the bounds are "[)", "[]", "(]" or "()", not ${JSON.stringify(bounds)}`);
    }
    if (lower === undefined || upper === undefined)
      throw new ArgumentError("new Range() was given undefined. Give null for an end without a limit");
    this.lower = lower;
    this.upper = upper;
    this.bounds = bounds;
    this.isEmpty = false;
    Object.freeze(this);
  }

  /** The range that holds nothing. */
  static empty<V = never>(): Range<V> {
    return EMPTY as Range<V>;
  }

  get includesLower(): boolean {
    return !this.isEmpty && this.lower !== null && this.bounds.startsWith("[");
  }
  get includesUpper(): boolean {
    return !this.isEmpty && this.upper !== null && this.bounds.endsWith("]");
  }

  /** Whether a value, or every value of another range, lies in this one. Texts are compared as such: ISO dates are in order. */
  contains(value: Point | Range<unknown>): boolean {
    if (value instanceof Range) {
      if (value.isEmpty) return true;
      if (this.isEmpty) return false;
      return compareLower(this, value) <= 0 && compareUpper(this, value) >= 0;
    }
    if (this.isEmpty) return false;
    if (this.lower !== null) {
      const order = compare(value, this.lower as Point);
      if (order < 0 || (order === 0 && !this.includesLower)) return false;
    }
    if (this.upper !== null) {
      const order = compare(value, this.upper as Point);
      if (order > 0 || (order === 0 && !this.includesUpper)) return false;
    }
    return true;
  }
  /** Whether a value lies in both. */
  overlaps(other: Range<unknown>): boolean {
    return !this.isEmpty && !other.isEmpty && isBefore(this, other) && isBefore(other, this);
  }
  /** Whether both have the same ends, which belong to both or to neither. Whether `[1,5)` is `[1,4]` only the database knows. */
  equals(other: Range<unknown>): boolean {
    if (this.isEmpty || other.isEmpty) return this.isEmpty === other.isEmpty;
    return compareLower(this, other) === 0 && compareUpper(this, other) === 0;
  }

  /** As PostgreSQL writes it. */
  toString(): string {
    if (this.isEmpty) return "empty";
    const text = (value: unknown): string => (value === null ? "" : value instanceof Date ? value.toISOString() : String(value));
    return `${this.bounds[0]}${text(this.lower)},${text(this.upper)}${this.bounds[1]}`;
  }
  toJSON(): string {
    return this.toString();
  }
}

const EMPTY: Range<never> = Object.freeze(
  Object.assign(Object.create(Range.prototype) as Record<string, unknown>, { lower: null, upper: null, bounds: "[)", isEmpty: true }),
) as unknown as Range<never>;

function compare(left: Point, right: Point): number {
  const [a, b] = [left instanceof Date ? left.getTime() : left, right instanceof Date ? right.getTime() : right];
  return a < b ? -1 : a > b ? 1 : 0;
}
/** Where two ranges begin: an included end is before one that is not. */
function compareLower(left: Range<unknown>, right: Range<unknown>): number {
  if (left.lower === null || right.lower === null) return (left.lower === null ? 0 : 1) - (right.lower === null ? 0 : 1);
  return compare(left.lower as Point, right.lower as Point) || Number(right.includesLower) - Number(left.includesLower);
}
function compareUpper(left: Range<unknown>, right: Range<unknown>): number {
  if (left.upper === null || right.upper === null) return (right.upper === null ? 0 : 1) - (left.upper === null ? 0 : 1);
  return compare(left.upper as Point, right.upper as Point) || Number(left.includesUpper) - Number(right.includesUpper);
}
/** Whether the beginning of one is not behind the end of the other. */
function isBefore(one: Range<unknown>, other: Range<unknown>): boolean {
  if (one.lower === null || other.upper === null) return true;
  const order = compare(one.lower as Point, other.upper as Point);
  return order < 0 || (order === 0 && one.includesLower && other.includesUpper);
}
