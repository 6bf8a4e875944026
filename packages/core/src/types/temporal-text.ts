/** Dates, times and intervals as text, and back. Pure functions; `null` says that the text or value is none. */

/** `07.` and `089000`: the ends of a moment, made once. */
const secondTexts = Array.from({ length: 60 }, (_, value) => `${String(value).padStart(2, "0")}.`);
const fractionTexts = Array.from({ length: 1000 }, (_, value) => `${String(value).padStart(3, "0")}000`);
/** The minute that was written last: moments of many rows often lie close to each other. */
let lastMinute = 0;
let lastMinuteText = "1970-01-01 00:00:";

/** Year 1 to 9999, the real length of each month. */
function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
}

const date = /^(\d{4})-(\d\d)-(\d\d)$/;
/** `YYYY-MM-DD`, if it is a day of the calendar. */
export function canonicalDate(text: string): string | null {
  const match = date.exec(text);
  return match !== null && isDay(Number(match[1]), Number(match[2]), Number(match[3])) ? text : null;
}

const time = /^(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;
/** `HH:MM:SS` with as many digits of the fraction as are not zero, six at most, and the offset if there is one. */
export function canonicalTime(text: string): string | null {
  const match = time.exec(text);
  if (match === null || Number(match[1]) > 23 || Number(match[2]) > 59 || Number(match[3] ?? 0) > 59) return null;
  const fraction = (match[4] ?? "").slice(0, 6).replace(/0+$/, "");
  return `${match[1]}:${match[2]}:${match[3] ?? "00"}${fraction === "" ? "" : `.${fraction}`}${match[5] ?? ""}`;
}

/** A moment as `YYYY-MM-DD HH:MM:SS.ffffff` in UTC, the form in which a database without dates keeps it. Years 0 to 9999. */
export function formatDateTime(value: Date): string | null {
  const year = value.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) return null;
  const moment = value.getTime();
  const minute = Math.floor(moment / 60_000);
  if (minute !== lastMinute) {
    const iso = value.toISOString();
    lastMinuteText = `${iso.slice(0, 10)} ${iso.slice(11, 17)}`;
    lastMinute = minute;
  }
  const ms = moment - minute * 60_000;
  const second = Math.floor(ms / 1000);
  return lastMinuteText + ((secondTexts[second] as string) + (fractionTexts[ms - second * 1000] as string));
}

const dateTime = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/;
/** The moment that a text names, to the millisecond; without an offset it is in UTC. */
export function parseDateTime(text: string): Date | null {
  return readStored(text) ?? readDateTime(text);
}

/** The two digits at a place; far below zero if there are none. */
function twoAt(text: string, place: number): number {
  const tens = text.charCodeAt(place) - 48;
  const ones = text.charCodeAt(place + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1_000_000;
}
/** What `formatDateTime` has written, digit by digit: a regular expression takes three times as long. `null` for any other form. */
function readStored(text: string): Date | null {
  if (
    text.length !== 26 ||
    text[4] !== "-" ||
    text[7] !== "-" ||
    text[10] !== " " ||
    text[13] !== ":" ||
    text[16] !== ":" ||
    text[19] !== "."
  )
    return null;
  const year = twoAt(text, 0) * 100 + twoAt(text, 2);
  const month = twoAt(text, 5);
  const day = twoAt(text, 8);
  const hour = twoAt(text, 11);
  const minute = twoAt(text, 14);
  const second = twoAt(text, 17);
  const fraction = twoAt(text, 20) * 10_000 + twoAt(text, 22) * 100 + twoAt(text, 24);
  // The first hundred years are not what Date.UTC takes them for.
  if (year < 100 || hour < 0 || minute < 0 || second < 0 || fraction < 0 || !isDay(year, month, day)) return null;
  return hour > 23 || minute > 59 || second > 59
    ? null
    : new Date(Date.UTC(year, month - 1, day, hour, minute, second, Math.floor(fraction / 1000)));
}
function readDateTime(text: string): Date | null {
  const match = dateTime.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", offset] = match;
  if (!isDay(Number(year), Number(month), Number(day)) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const value = new Date(0);
  value.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  value.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.slice(0, 3).padEnd(3, "0")));
  return offset === undefined || offset === "Z" ? value : new Date(value.getTime() - offsetMinutes(offset) * 60_000);
}

function offsetMinutes(offset: string): number {
  const digits = offset.slice(1).replace(":", "");
  return (offset.startsWith("-") ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0));
}

/** A stored date and time as ISO 8601 with `T`, its fraction without needless zeros; `zone` adds `Z` where it has no offset. */
export function isoDateTime(text: string, zone: boolean): string | null {
  const match = dateTime.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", offset] = match;
  const digits = fraction.replace(/0+$/, "");
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${digits === "" ? "" : `.${digits}`}${offset ?? (zone ? "Z" : "")}`;
}

/** An ISO date and time as it is stored: a blank for the `T`, six digits of the fraction, in UTC where it had an offset. */
export function storedDateTime(text: string): string | null {
  const match = dateTime.exec(text);
  if (match === null) return null;
  const moment = parseDateTime(text);
  if (moment === null) return null;
  const formatted = formatDateTime(moment);
  if (formatted === null) return null;
  // An offset moves whole minutes, so what is below a millisecond stays as it was given.
  return formatted.slice(0, -6) + (match[7] ?? "").slice(0, 6).padEnd(6, "0");
}

const duration = /^([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,9}))?S)?)?$/;
/** An ISO 8601 duration of weeks, days, hours, minutes and seconds in milliseconds. Months and years have no length. */
export function parseDuration(text: string): number | null {
  const match = duration.exec(text);
  if (match === null || /[PT]$/.test(text)) return null;
  const [, sign, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0, fraction = ""] = match;
  const total =
    ((Number(weeks) * 7 + Number(days)) * 24 + Number(hours)) * 3_600_000 +
    Number(minutes) * 60_000 +
    Number(seconds) * 1000 +
    Number(fraction.padEnd(3, "0").slice(0, 3));
  return sign === "-" ? -total : total;
}

/** Milliseconds as an ISO 8601 duration: `PT1.5S`. */
export function formatDuration(milliseconds: number): string {
  return `${milliseconds < 0 ? "-" : ""}PT${String(Math.abs(milliseconds) / 1000)}S`;
}
