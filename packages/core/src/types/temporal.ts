/**
 * Days, moments, times of day and intervals. A day and a time of day are ISO text, a moment is a `Date`, an interval a number of
 * milliseconds; `as:` makes Temporal's classes, or others, of their ISO text.
 */
import type { Dialect } from "../engine/dialect.js";
import { resultOfTemporal, typeOfTemporal } from "./arithmetic.js";
import { type Conversion, ConvertibleType, textOf } from "./conversion.js";
import type { Affinity, OperatorLike, Processor, TypeEngine } from "./engine.js";
import { refuse } from "./refusal.js";
import {
  canonicalDate,
  canonicalTime,
  formatDateTime,
  formatDuration,
  isoDateTime,
  parseDateTime,
  parseDuration,
  storedDateTime,
} from "./temporal-text.js";

type AnyConversion = Conversion<never>;

abstract class TemporalType<out V> extends ConvertibleType<V> {
  override resultOf(operator: OperatorLike, other: TypeEngine<unknown>): TypeEngine<unknown> {
    return resultOfTemporal(this, operator, other);
  }
  override coerce(operator: OperatorLike, value: unknown): TypeEngine<unknown> {
    return typeOfTemporal(this, operator, value);
  }
}

/** DATE: ISO text, `"2024-02-29"`. */
export class DateType<out V = string> extends TemporalType<V> {
  readonly kind: string;
  readonly affinity: Affinity = "date";
  constructor(as: AnyConversion | null = null, kind = "date") {
    super(as);
    this.kind = kind;
  }
  protected override bindWire(_dialect: Dialect): Processor {
    return (value) =>
      (typeof value === "string" ? canonicalDate(value) : null) ?? refuse(this, value, 'give an ISO date, such as "2024-02-29"');
  }
  protected override resultWire(_dialect: Dialect): Processor | null {
    return (value) => (typeof value === "string" ? value.slice(0, 10) : value instanceof Date ? value.toISOString().slice(0, 10) : value);
  }
  /** A `Date` stands for the day it is in UTC. */
  protected override toWire(value: unknown): unknown {
    const text = textOf(value);
    return text === null ? value : /^\d{4}-\d\d-\d\dT/.test(text) ? text.slice(0, 10) : text;
  }
  protected override signature(): string | null {
    return this.conversionSignature();
  }
}

export interface DateTimeOptions {
  timezone?: boolean;
}

/** DATETIME, TIMESTAMP: a `Date`, which is a moment. Where the database keeps no zone, it is kept in UTC. */
export class DateTimeType<out V = Date> extends TemporalType<V> {
  readonly kind: string;
  readonly affinity: Affinity = "dateTime";
  readonly timezone: boolean;
  constructor(options: DateTimeOptions = {}, as: AnyConversion | null = null, kind = "dateTime") {
    super(as);
    this.timezone = options.timezone ?? false;
    this.kind = kind;
  }
  override get isMutable(): boolean {
    return true;
  }

  /** Text in UTC, as the standard writes it: every database reads it. */
  protected override bindWire(_dialect: Dialect): Processor {
    return (value) => {
      if (value instanceof Date)
        return (
          formatDateTime(value) ??
          refuse(this, value, Number.isNaN(value.getTime()) ? "it is an invalid Date" : "years 0 to 9999 can be stored")
        );
      if (this.as !== null && typeof value === "string")
        return storedDateTime(value) ?? refuse(this, value, 'its text must be an ISO date and time, such as "2024-02-29T12:30:00.5"');
      refuse(
        this,
        value,
        typeof value === "string"
          ? "give a Date: new Date(text)"
          : typeof value === "number"
            ? "give a Date: new Date(milliseconds)"
            : "give a Date",
      );
    };
  }
  protected override resultWire(_dialect: Dialect): Processor | null {
    if (this.as !== null)
      return (value) =>
        typeof value === "string"
          ? (isoDateTime(value, this.timezone) ?? value)
          : value instanceof Date
            ? value.toISOString().slice(0, this.timezone ? undefined : -1)
            : value;
    return (value) =>
      typeof value === "string" ? (parseDateTime(value) ?? refuse(this, value, "the database holds what is no date and time")) : value;
  }
  protected override toWire(value: unknown): unknown {
    return value instanceof Date ? value : super.toWire(value);
  }
  override equals(value: unknown, kept: unknown): boolean {
    return this.as === null ? Object.is(this.copy(value), this.copy(kept)) : super.equals(value, kept);
  }
  /** A `Date` is kept by its milliseconds: it can be changed in place. */
  override copy(value: unknown): unknown {
    return value instanceof Date ? value.getTime() : super.copy(value);
  }
  override restore(kept: unknown): unknown {
    return typeof kept === "number" && this.as === null ? new Date(kept) : super.restore(kept);
  }
  protected override signature(): string | null {
    const as = this.conversionSignature();
    return as === null ? null : `${this.timezone},${as}`;
  }
  override describe(): string {
    return this.kind === "dateTime" ? "DATETIME" : super.describe();
  }
}

/** TIME: ISO text, `"12:30:00.5"`. */
export class TimeType<out V = string> extends TemporalType<V> {
  readonly kind: string;
  readonly affinity: Affinity = "time";
  readonly timezone: boolean;
  constructor(options: DateTimeOptions = {}, as: AnyConversion | null = null, kind = "time") {
    super(as);
    this.timezone = options.timezone ?? false;
    this.kind = kind;
  }
  protected override bindWire(_dialect: Dialect): Processor {
    return (value) =>
      (typeof value === "string" ? canonicalTime(value) : null) ?? refuse(this, value, 'give an ISO time of day, such as "12:30:00"');
  }
  protected override resultWire(_dialect: Dialect): Processor | null {
    return (value) => (typeof value === "string" ? (canonicalTime(value) ?? value) : value);
  }
  override equals(value: unknown, kept: unknown): boolean {
    if (typeof value === "string" && typeof kept === "string")
      return value === kept || (canonicalTime(value) ?? value) === (canonicalTime(kept) ?? kept);
    return super.equals(value, kept);
  }
  protected override signature(): string | null {
    const as = this.conversionSignature();
    return as === null ? null : `${this.timezone},${as}`;
  }
}

/** INTERVAL: milliseconds. Where the database has none, it is kept as the moment so long after 1970 began. */
export class IntervalType<out V = number> extends TemporalType<V> {
  readonly kind: string;
  readonly affinity: Affinity = "interval";
  constructor(as: AnyConversion | null = null, kind = "interval") {
    super(as);
    this.kind = kind;
  }
  /** The wire value is a number of milliseconds, or, if it is converted, an ISO duration. */
  protected milliseconds(value: unknown): number {
    const given = typeof value === "string" ? parseDuration(value) : value;
    if (typeof given === "number" && Number.isSafeInteger(given)) return given;
    refuse(
      this,
      value,
      this.as === null
        ? "give a whole number of milliseconds"
        : 'its text must be an ISO duration of days, hours, minutes and seconds, such as "PT1H30M"',
    );
  }
  protected override bindWire(_dialect: Dialect): Processor {
    return (value) => formatDateTime(new Date(this.milliseconds(value))) ?? refuse(this, value, "it is too long to be stored");
  }
  protected override resultWire(_dialect: Dialect): Processor | null {
    return (value) => {
      const moment = typeof value === "string" ? parseDateTime(value) : value instanceof Date ? value : null;
      if (moment === null) return value;
      return this.as === null ? moment.getTime() : formatDuration(moment.getTime());
    };
  }
  protected override toWire(value: unknown): unknown {
    return typeof value === "number" ? value : super.toWire(value);
  }
  protected override signature(): string | null {
    return this.conversionSignature();
  }
}
