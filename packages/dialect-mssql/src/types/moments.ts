/**
 * Dates and times. A moment travels as ISO 8601 with a `T` between day and time: without it, SQL Server reads the day by the language of the
 * connection. DATETIME takes three digits of the fraction, and keeps them to a three-hundredth of a second; DATETIME2 keeps seven.
 */
import { ArgumentError, type TypeEngine } from "@cupel/core";
import { type Conversion, DateTimeType, type Dialect, IntervalType, type Processor, refuse, TimeType } from "@cupel/core/internal";

type AnyConversion = Conversion<never>;

/** `2024-02-29 12:30:00.123456` as T-SQL reads it in every language. `milliseconds`: without what is smaller, for types that do not take it. */
function isoMoment(text: string, milliseconds: boolean): string {
  const iso = text.replace(" ", "T");
  return milliseconds ? iso.replace(/(\.\d{3})\d+$/, "$1") : iso;
}

/** DATETIME, DATETIME2, SMALLDATETIME and DATETIMEOFFSET. */
export class MssqlDateTimeType<out V = Date> extends DateTimeType<V> {
  readonly precision: number | null;
  constructor(kind: string, timezone: boolean, as: AnyConversion | null = null, precision: number | null = null) {
    super({ timezone }, as, kind);
    this.precision = checkedPrecision(kind, precision);
  }
  protected override bindWire(dialect: Dialect): Processor {
    const text = super.bindWire(dialect);
    if (this.kind === "DATETIME2" || this.timezone)
      return (value) => isoMoment(text(value) as string, false) + (this.timezone ? "+00:00" : "");
    const first = this.kind === "SMALLDATETIME" ? 1900 : 1753;
    return (value) => {
      const moment = text(value) as string;
      if (Number(moment.slice(0, 4)) < first)
        refuse(this, value, `SQL Server's ${this.describe()} begins in ${first}; declare the column datetime2()`);
      if (/\.\d{3}\d*[1-9]/.test(moment))
        refuse(this, value, `SQL Server's ${this.describe()} keeps no microseconds; declare the column datetime2()`);
      return isoMoment(moment, true);
    };
  }
  protected override signature(): string | null {
    const signature = super.signature();
    return signature === null ? null : `${signature},${this.precision}`;
  }
  override describe(): string {
    return describe(this.kind, this.precision);
  }
}

/** TIME, which keeps no offset. */
export class MssqlTimeType<out V = string> extends TimeType<V> {
  readonly precision: number | null;
  constructor(timezone: boolean, as: AnyConversion | null = null, kind = "TIME", precision: number | null = null) {
    super({ timezone }, as, kind);
    this.precision = checkedPrecision(kind, precision);
  }
  protected override bindWire(dialect: Dialect): Processor {
    const text = super.bindWire(dialect);
    return (value) => {
      const time = text(value) as string;
      return /[Z+-]/.test(time)
        ? refuse(this, value, "SQL Server's TIME would drop the offset; keep a moment as t.dateTime({ timezone: true })")
        : time;
    };
  }
  protected override signature(): string | null {
    const signature = super.signature();
    return signature === null ? null : `${signature},${this.precision}`;
  }
  override describe(): string {
    return describe("TIME", this.precision);
  }
}

/** An interval, kept as the moment so long after 1970 began. */
export class MssqlIntervalType<out V = number> extends IntervalType<V> {
  protected override bindWire(dialect: Dialect): Processor {
    const text = super.bindWire(dialect);
    return (value) => isoMoment(text(value) as string, true);
  }
}

function checkedPrecision(kind: string, precision: number | null): number | null {
  if (precision === null || (Number.isInteger(precision) && precision >= 0 && precision <= 7)) return precision;
  throw new ArgumentError(`${kind} keeps 0 to 7 digits of a second, not ${String(precision)}`);
}
function describe(kind: string, precision: number | null): string {
  const name = kind === "dateTime" ? "DATETIME" : kind;
  return precision === null ? name : `${name}(${precision})`;
}

/** DATETIME2(precision): a moment in UTC, to a tenth of a microsecond; the better one for new tables. */
export function datetime2(precision?: number): TypeEngine<Date> {
  return new MssqlDateTimeType("DATETIME2", false, null, precision ?? null);
}
/** DATETIMEOFFSET(precision): a moment with its offset from UTC. */
export function datetimeoffset(precision?: number): TypeEngine<Date> {
  return new MssqlDateTimeType("DATETIMEOFFSET", true, null, precision ?? null);
}
/** DATETIME: a moment in UTC, to a three-hundredth of a second. */
export function datetime(): TypeEngine<Date> {
  return new MssqlDateTimeType("DATETIME", false);
}
/** SMALLDATETIME: a moment in UTC, to the minute. */
export function smalldatetime(): TypeEngine<Date> {
  return new MssqlDateTimeType("SMALLDATETIME", false);
}
/** TIME(precision): a time of day. */
export function time(precision?: number): TypeEngine<string> {
  return new MssqlTimeType(false, null, "TIME", precision ?? null);
}
