/** Moments and times of day, with the digits of a second that the column keeps (`fsp`): none unless it says so. */
import { ArgumentError, type As, type Conversion, type Converted, type TypeEngine } from "@cupel/core";
import { DateTimeType, type Dialect, type Processor, refuse, TimeType } from "@cupel/core/internal";

type AnyConversion = Conversion<never>;
export interface FspOptions {
  /** Digits of a second behind the point, 0 to 6. */
  readonly fsp?: number;
}

export function fspOf(type: TypeEngine<unknown>): number | null {
  return (type as { readonly fsp?: number | null }).fsp ?? null;
}
function checkedFsp(kind: string, fsp: number | undefined): number | null {
  if (fsp === undefined || (Number.isInteger(fsp) && fsp >= 0 && fsp <= 6)) return fsp ?? null;
  throw new ArgumentError(`${kind} keeps 0 to 6 digits of a second, not ${String(fsp)}`);
}

class MysqlDateTime<out V = Date> extends DateTimeType<V> {
  readonly fsp: number | null;
  constructor(kind: string, fsp: number | undefined, as: AnyConversion | null) {
    super({}, as, kind);
    this.fsp = checkedFsp(kind, fsp);
  }
  protected override signature(): string | null {
    const own = super.signature();
    return own === null ? null : `${own},${this.fsp}`;
  }
}

/** TIME, which keeps no offset. */
export class MysqlTime<out V = string> extends TimeType<V> {
  readonly fsp: number | null;
  constructor(kind: string, fsp: number | undefined, timezone: boolean, as: AnyConversion | null) {
    super({ timezone }, as, kind);
    this.fsp = checkedFsp(kind, fsp);
  }
  protected override bindWire(dialect: Dialect): Processor {
    const text = super.bindWire(dialect);
    return (value) => {
      const time = text(value) as string;
      return /[Z+-]/.test(time) ? refuse(this, value, "MySQL's TIME would drop the offset; keep a moment as t.dateTime()") : time;
    };
  }
  protected override signature(): string | null {
    const own = super.signature();
    return own === null ? null : `${own},${this.fsp}`;
  }
}

/**
 * DATETIME(fsp): a moment in UTC.
 * @example `column(datetime({ fsp: 6 }))` is `DATETIME(6)`
 */
export function datetime(options?: FspOptions): TypeEngine<Date>;
export function datetime<A extends Conversion<string>>(options: As<A> & FspOptions): TypeEngine<Converted<A, string>>;
export function datetime(options: FspOptions & { readonly as?: AnyConversion } = {}): TypeEngine<unknown> {
  return new MysqlDateTime("DATETIME", options.fsp, options.as ?? null);
}
/** TIMESTAMP(fsp): a moment between 1970 and 2038. */
export function timestamp(options?: FspOptions): TypeEngine<Date>;
export function timestamp<A extends Conversion<string>>(options: As<A> & FspOptions): TypeEngine<Converted<A, string>>;
export function timestamp(options: FspOptions & { readonly as?: AnyConversion } = {}): TypeEngine<unknown> {
  return new MysqlDateTime("TIMESTAMP", options.fsp, options.as ?? null);
}
/** TIME(fsp): a time of day. */
export function time(options?: FspOptions): TypeEngine<string>;
export function time<A extends Conversion<string>>(options: As<A> & FspOptions): TypeEngine<Converted<A, string>>;
export function time(options: FspOptions & { readonly as?: AnyConversion } = {}): TypeEngine<unknown> {
  return new MysqlTime("TIME", options.fsp, false, options.as ?? null);
}
