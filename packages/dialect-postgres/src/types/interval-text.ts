/**
 * Intervals as PostgreSQL writes them, in any of its styles but `sql_standard`: `1 year 2 mons -3 days 04:05:06.789`, `@ 3 days ago`,
 * `P1Y2M-3DT4H5M6.789S`. Months, days and seconds are kept apart, since neither a month nor a day has a fixed length. Pure functions.
 */
export interface IntervalParts {
  readonly months: number;
  readonly days: number;
  /** In millionths of a second. */
  readonly microseconds: number;
}

const iso = /^P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)W)?(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?)(\d+)(?:[.,](\d{1,9}))?S)?)?$/;
const word = /([+-]?\d+(?:\.\d+)?)\s*(years?|mons?|days?|hours?|mins?|secs?)|([+-]?)(\d+):(\d\d)(?::(\d\d)(?:\.(\d+))?)?/g;
const monthsOf: Readonly<Record<string, number>> = { year: 12, mon: 1 };
const microsecondsOf: Readonly<Record<string, number>> = { hour: 3_600_000_000, min: 60_000_000, sec: 1_000_000 };

const micro = (digits: string | undefined): number => Number((digits ?? "").slice(0, 6).padEnd(6, "0"));

/** The parts of an interval's text. Null: the text is none. */
export function parseInterval(text: string): IntervalParts | null {
  const match = iso.exec(text);
  if (match !== null) {
    const [, years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, sign, seconds = 0, fraction] = match;
    const rest = (Number(seconds) * 1_000_000 + micro(fraction)) * (sign === "-" ? -1 : 1);
    return {
      months: Number(years) * 12 + Number(months),
      days: Number(weeks) * 7 + Number(days),
      microseconds: Number(hours) * 3_600_000_000 + Number(minutes) * 60_000_000 + rest,
    };
  }
  let months = 0;
  let days = 0;
  let microseconds = 0;
  const left = text.replace(word, (_whole, amount, unit, sign, hours, minutes, seconds, fraction) => {
    if (unit === undefined) {
      const time = Number(hours) * 3_600_000_000 + Number(minutes) * 60_000_000 + Number(seconds ?? 0) * 1_000_000 + micro(fraction);
      microseconds += sign === "-" ? -time : time;
    } else {
      const name = (unit as string).replace(/s$/, "");
      if (name === "day") days += Number(amount);
      else if (name in monthsOf) months += Number(amount) * (monthsOf[name] as number);
      else microseconds += Math.round(Number(amount) * (microsecondsOf[name] as number));
    }
    return "";
  });
  const rest = left.replace(/[@\s]+/g, "");
  if ((rest !== "" && rest !== "ago" && rest !== "0") || (left === text && rest !== "0")) return null;
  const sign = rest === "ago" ? -1 : 1;
  return { months: months * sign, days: days * sign, microseconds: microseconds * sign };
}

/** The parts as an ISO 8601 duration, which PostgreSQL reads whatever its `IntervalStyle` is. */
export function isoInterval({ months, days, microseconds }: IntervalParts): string {
  const years = Math.trunc(months / 12);
  const rest = months % 12;
  const negative = microseconds < 0;
  const size = Math.abs(microseconds);
  const hours = Math.trunc(size / 3_600_000_000);
  const minutes = Math.trunc((size % 3_600_000_000) / 60_000_000);
  const seconds = Math.trunc((size % 60_000_000) / 1_000_000);
  const fraction = String(size % 1_000_000)
    .padStart(6, "0")
    .replace(/0+$/, "");
  const part = (amount: number, unit: string, minus = false): string => (amount === 0 ? "" : `${minus ? "-" : ""}${amount}${unit}`);
  const second = seconds === 0 && fraction === "" ? "" : `${negative ? "-" : ""}${seconds}${fraction === "" ? "" : `.${fraction}`}S`;
  const time = part(hours, "H", negative) + part(minutes, "M", negative) + second;
  const text = `P${part(years, "Y")}${part(rest, "M")}${part(days, "D")}${time === "" ? "" : `T${time}`}`;
  return text === "P" ? "PT0S" : text;
}
