/** The types of ranges and multiranges: what lies between two numbers, days or moments. */
import { type Affinity, TypeEngine } from "@cupel/core";
import { BIG_INTEGER, DATE, type Dialect, INTEGER, NUMERIC, type OperatorLike, type Processor, refuse } from "@cupel/core/internal";
import { type CastOfParameter, type OwnName, typedLiteral } from "./own.js";
import { Range } from "./range.js";
import { formatMultirange, formatRange, parseMultirange, parseRange } from "./range-text.js";
import { timestamp } from "./temporal.js";

/** What ranges and multiranges share: the type of their ends. */
abstract class OfPoints<out V> extends TypeEngine<V> implements OwnName, CastOfParameter {
  readonly kind: string;
  readonly affinity: Affinity = "other";
  readonly castsParameter = true;
  /** The type of the ends. */
  readonly point: TypeEngine<unknown>;
  constructor(kind: string, point: TypeEngine<unknown>) {
    super();
    this.kind = kind;
    this.point = point;
  }
  sqlName(_dialect: Dialect): string {
    return this.kind;
  }
  protected pointText(dialect: Dialect): (value: unknown) => string {
    const bind = this.point.bindProcessor(dialect);
    return (value) => String(bind === null ? value : bind(value));
  }
  protected pointValue(dialect: Dialect): (text: string) => unknown {
    const result = this.point.resultProcessor(dialect);
    return result === null ? (text) => text : result;
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return typedLiteral(this.createBind(dialect)?.(value) as string, this, dialect);
  }
  protected override signature(): string {
    return String(this.point.cacheIdentity);
  }
  override resultOf(_operator: OperatorLike, _other: TypeEngine<unknown>): TypeEngine<unknown> {
    return this;
  }
}

export class RangeType<out V> extends OfPoints<Range<V>> {
  protected override createBind(dialect: Dialect): Processor | null {
    const text = this.pointText(dialect);
    return (value) => (value instanceof Range ? formatRange(value, text) : refuse(this, value, "give a range: new Range(lower, upper)"));
  }
  protected override createResult(dialect: Dialect): Processor | null {
    const point = this.pointValue(dialect);
    return (value) =>
      typeof value === "string" ? (parseRange(value, point) ?? refuse(this, value, "the database holds what is no range")) : value;
  }
  /** A single value beside a range is a value of its ends. */
  override coerce(_operator: OperatorLike, value: unknown): TypeEngine<unknown> {
    return value instanceof Range || value === null ? this : this.point;
  }
  override equals(value: unknown, kept: unknown): boolean {
    return value === kept || (value instanceof Range && kept instanceof Range && value.equals(kept));
  }
}

export class MultirangeType<out V> extends OfPoints<readonly Range<V>[]> {
  protected override createBind(dialect: Dialect): Processor | null {
    const text = this.pointText(dialect);
    return (value) =>
      Array.isArray(value) && value.every((each) => each instanceof Range)
        ? formatMultirange(value as Range<unknown>[], text)
        : refuse(this, value, "give an array of ranges: [new Range(lower, upper)]");
  }
  protected override createResult(dialect: Dialect): Processor | null {
    const point = this.pointValue(dialect);
    return (value) =>
      typeof value === "string"
        ? (parseMultirange(value, point) ?? refuse(this, value, "the database holds what is no multirange"))
        : value;
  }
  override get isMutable(): boolean {
    return true;
  }
  override equals(value: unknown, kept: unknown): boolean {
    if (value === kept) return true;
    if (!Array.isArray(value) || !Array.isArray(kept) || value.length !== kept.length) return false;
    return value.every((each, index) => each instanceof Range && each.equals(kept[index] as Range<unknown>));
  }
  override copy(value: unknown): unknown {
    return Array.isArray(value) ? [...value] : value;
  }
  override restore(kept: unknown): unknown {
    return this.copy(kept);
  }
}

const moment = timestamp();
const zoned = timestamp({ timezone: true });

/** INT4RANGE: of whole numbers. */
export const int4range = (): TypeEngine<Range<number>> => new RangeType<number>("INT4RANGE", INTEGER);
/** INT8RANGE: of whole numbers of 64 bits. */
export const int8range = (): TypeEngine<Range<bigint>> => new RangeType<bigint>("INT8RANGE", BIG_INTEGER);
/** NUMRANGE: of exact decimals. */
export const numrange = (): TypeEngine<Range<string>> => new RangeType<string>("NUMRANGE", NUMERIC);
/** DATERANGE: of days. */
export const daterange = (): TypeEngine<Range<string>> => new RangeType<string>("DATERANGE", DATE);
/** TSRANGE: of moments, kept in UTC. */
export const tsrange = (): TypeEngine<Range<Date>> => new RangeType<Date>("TSRANGE", moment);
/** TSTZRANGE: of moments. */
export const tstzrange = (): TypeEngine<Range<Date>> => new RangeType<Date>("TSTZRANGE", zoned);

export const int4multirange = (): TypeEngine<readonly Range<number>[]> => new MultirangeType<number>("INT4MULTIRANGE", INTEGER);
export const int8multirange = (): TypeEngine<readonly Range<bigint>[]> => new MultirangeType<bigint>("INT8MULTIRANGE", BIG_INTEGER);
export const nummultirange = (): TypeEngine<readonly Range<string>[]> => new MultirangeType<string>("NUMMULTIRANGE", NUMERIC);
export const datemultirange = (): TypeEngine<readonly Range<string>[]> => new MultirangeType<string>("DATEMULTIRANGE", DATE);
export const tsmultirange = (): TypeEngine<readonly Range<Date>[]> => new MultirangeType<Date>("TSMULTIRANGE", moment);
export const tstzmultirange = (): TypeEngine<readonly Range<Date>[]> => new MultirangeType<Date>("TSTZMULTIRANGE", zoned);
