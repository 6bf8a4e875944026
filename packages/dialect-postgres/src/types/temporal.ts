/** Moments, times of day and intervals as PostgreSQL has them: with a precision, with a zone, with months and days of their own. */
import type { As, Conversion, Converted, TypeEngine } from "@cupel/core";
import { DateTimeType, type Dialect, IntervalType, type Processor, refuse, TimeType } from "@cupel/core/internal";
import { isoInterval, parseInterval } from "./interval-text.js";
import type { OwnName } from "./own.js";

const withPrecision = (name: string, precision: number | null): string => (precision === null ? name : `${name}(${precision})`);
export const zone = (timezone: boolean): string => `${timezone ? "WITH" : "WITHOUT"} TIME ZONE`;

/** A moment. With a zone it says that it is in UTC; else the server would read it in the zone of the session. */
export class PostgresTimestamp<out V> extends DateTimeType<V> implements OwnName {
  readonly precision: number | null;
  constructor(timezone: boolean, as: Conversion<never> | null, kind: string, precision: number | null = null) {
    super({ timezone }, as, kind);
    this.precision = precision;
  }
  sqlName(_dialect: Dialect): string {
    return `${withPrecision("TIMESTAMP", this.precision)} ${zone(this.timezone)}`;
  }
  protected override bindWire(dialect: Dialect): Processor {
    const utc = super.bindWire(dialect);
    return this.timezone ? (value) => `${utc(value) as string}+00` : utc;
  }
  protected override signature(): string | null {
    const own = super.signature();
    return own === null ? null : `${own},${this.precision}`;
  }
}

export class PostgresTime<out V> extends TimeType<V> implements OwnName {
  readonly precision: number | null;
  constructor(timezone: boolean, as: Conversion<never> | null, kind: string, precision: number | null = null) {
    super({ timezone }, as, kind);
    this.precision = precision;
  }
  sqlName(_dialect: Dialect): string {
    return `${withPrecision("TIME", this.precision)} ${zone(this.timezone)}`;
  }
  protected override signature(): string | null {
    const own = super.signature();
    return own === null ? null : `${own},${this.precision}`;
  }
}

/** Which parts of an interval are kept: `DAY TO SECOND`. */
export type IntervalFields =
  | "YEAR"
  | "MONTH"
  | "DAY"
  | "HOUR"
  | "MINUTE"
  | "SECOND"
  | "YEAR TO MONTH"
  | "DAY TO HOUR"
  | "DAY TO MINUTE"
  | "DAY TO SECOND"
  | "HOUR TO MINUTE"
  | "HOUR TO SECOND"
  | "MINUTE TO SECOND";

/**
 * INTERVAL. As milliseconds it holds days (of 24 hours) and what is shorter; one with months or years is refused when it is read, because
 * they have no length. With `as:` it is an ISO 8601 duration, which says everything.
 */
export class PostgresInterval<out V> extends IntervalType<V> implements OwnName {
  readonly fields: IntervalFields | null;
  readonly precision: number | null;
  constructor(as: Conversion<never> | null, kind: string, fields: IntervalFields | null = null, precision: number | null = null) {
    super(as, kind);
    this.fields = fields;
    this.precision = precision;
  }
  sqlName(_dialect: Dialect): string {
    return `INTERVAL${this.fields === null ? "" : ` ${this.fields}`}${this.precision === null ? "" : ` (${this.precision})`}`;
  }
  protected override bindWire(_dialect: Dialect): Processor {
    return (value) => {
      if (this.as !== null && typeof value === "string") {
        const parts = parseInterval(value);
        return parts === null ? refuse(this, value, 'its text must be an ISO 8601 duration, such as "P1DT2H30M"') : isoInterval(parts);
      }
      const milliseconds = this.milliseconds(value);
      const days = Math.trunc(milliseconds / 86_400_000);
      return isoInterval({ months: 0, days, microseconds: (milliseconds - days * 86_400_000) * 1000 });
    };
  }
  protected override resultWire(_dialect: Dialect): Processor | null {
    return (value) => {
      if (typeof value !== "string") return value;
      const parts =
        parseInterval(value) ??
        refuse(this, value, "the database holds what is no interval in a style that is known: leave IntervalStyle at postgres");
      if (this.as !== null) return isoInterval(parts);
      if (parts.months !== 0)
        return refuse(this, value, "the database holds months or years, which have no length in milliseconds; read it with `as:`");
      return parts.days * 86_400_000 + Math.round(parts.microseconds / 1000);
    };
  }
  protected override signature(): string | null {
    const own = super.signature();
    return own === null ? null : `${own},${this.fields},${this.precision}`;
  }
}

export interface TimestampOptions {
  readonly timezone?: boolean;
  /** Digits of the fraction of a second, 0 to 6. */
  readonly precision?: number;
}
/** TIMESTAMP(precision) WITH or WITHOUT TIME ZONE. */
export function timestamp(options?: TimestampOptions): TypeEngine<Date>;
export function timestamp<A extends Conversion<string>>(options: As<A> & TimestampOptions): TypeEngine<Converted<A, string>>;
export function timestamp(options: TimestampOptions & { as?: Conversion<never> } = {}): TypeEngine<unknown> {
  return new PostgresTimestamp(options.timezone ?? false, options.as ?? null, "TIMESTAMP", options.precision ?? null);
}
/** TIME(precision) WITH or WITHOUT TIME ZONE. */
export function time(options?: TimestampOptions): TypeEngine<string>;
export function time<A extends Conversion<string>>(options: As<A> & TimestampOptions): TypeEngine<Converted<A, string>>;
export function time(options: TimestampOptions & { as?: Conversion<never> } = {}): TypeEngine<unknown> {
  return new PostgresTime(options.timezone ?? false, options.as ?? null, "TIME", options.precision ?? null);
}
export interface IntervalOptions {
  readonly fields?: IntervalFields;
  readonly precision?: number;
}
/** INTERVAL, of some fields, to a precision. */
export function interval(options?: IntervalOptions): TypeEngine<number>;
export function interval<A extends Conversion<string>>(options: As<A> & IntervalOptions): TypeEngine<Converted<A, string>>;
export function interval(options: IntervalOptions & { as?: Conversion<never> } = {}): TypeEngine<unknown> {
  return new PostgresInterval(options.as ?? null, "INTERVAL", options.fields ?? null, options.precision ?? null);
}
