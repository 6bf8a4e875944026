/** Decimal numbers as text, without losing a digit. Pure functions. */

const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const longestExponent = 1000;

/**
 * The one text of a decimal number: no sign but `-`, no exponent, no needless zeros. `null` if the text is no finite decimal number.
 * @example canonicalDecimal("+010.500e1") === "105"
 */
export function canonicalDecimal(text: string): string | null {
  const match = decimal.exec(text);
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", exponent] = match;
  if (whole === "" && fraction === "") return null;
  const shift = exponent === undefined ? 0 : Number(exponent);
  if (Math.abs(shift) > longestExponent) return null;
  const digits = whole + fraction;
  const point = whole.length + shift;
  const before = point <= 0 ? "" : digits.slice(0, point).padEnd(point, "0");
  const after = point <= 0 ? "0".repeat(-point) + digits : digits.slice(point);
  const left = before.replace(/^0+/, "");
  const right = after.replace(/0+$/, "");
  if (left === "" && right === "") return "0";
  return (sign === "-" ? "-" : "") + (left === "" ? "0" : left) + (right === "" ? "" : `.${right}`);
}

/** A value given for an exact decimal as the text to send, with the digits as given. `null` if it is none. */
export function decimalText(value: unknown): string | null {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return canonicalDecimal(String(value));
  if (typeof value !== "string") return null;
  return /^-?\d+(\.\d+)?$/.test(value) ? value : canonicalDecimal(value);
}

/** What a driver gave for an exact decimal, as text with `scale` digits after the point (rounded half away from zero where it has more). */
export function formatDecimal(value: unknown, scale: number | null): string | null {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return null;
  if (typeof value === "number" && scale !== null && isFarFromHalf(value, scale)) return value.toFixed(scale);
  const given = String(value);
  // The shortest text that gives the number back: what was stored, not the digits of its binary form.
  const text = /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(given) && given !== "-0" ? given : canonicalDecimal(given);
  if (text === null || scale === null) return text;
  const point = text.indexOf(".");
  const digits = point < 0 ? 0 : text.length - point - 1;
  if (digits > scale) return roundHalfAway(text, scale);
  return scale === 0 ? text : (point < 0 ? `${text}.` : text) + "0".repeat(scale - digits);
}

/**
 * Whether a number lies so far from the middle between two of `scale` digits that its shortest text and its exact value are rounded alike. Not so
 * for a negative one that is rounded to zero, which would keep its sign.
 */
function isFarFromHalf(value: number, scale: number): boolean {
  const shifted = (value < 0 ? -value : value) * 10 ** scale;
  if (!(shifted < 1e12) || (value < 0 && shifted < 1)) return false;
  const rest = shifted - Math.floor(shifted);
  return rest < 0.499 || rest > 0.501;
}

function roundHalfAway(text: string, scale: number): string {
  const negative = text.startsWith("-");
  const [whole = "0", fraction = ""] = (negative ? text.slice(1) : text).split(".");
  let digits = BigInt(whole + fraction.slice(0, scale));
  if ((fraction[scale] ?? "0") >= "5") digits += 1n;
  const padded = String(digits).padStart(scale + 1, "0");
  const rounded = scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  return negative && digits !== 0n ? `-${rounded}` : rounded;
}
