/**
 * The values of SQLite and what its operators do with them, in plain JavaScript: the second opinion on what an expression means. From
 * https://sqlite.org/lang_expr.html and https://sqlite.org/datatype3.html. Truth is 1 and 0, unknown is NULL.
 */
export type SqlValue = bigint | number | string | null;

/** A sum that needs more than 64 bits: SQLite goes on with a REAL there, which is a matter of the database and not of the text. */
export class Overflow extends Error {}

const int64 = 2n ** 63n;
const whole = (value: bigint): bigint => {
  if (value >= int64 || value < -int64) throw new Overflow();
  return value;
};
const real = (value: number): number | null => (Number.isNaN(value) ? null : value);
export const truth = (value: boolean): bigint => (value ? 1n : 0n);
export const isTrue = (value: SqlValue): boolean | null => (value === null ? null : Number(numeric(value)) !== 0);
const fromTruth = (value: boolean | null): SqlValue => (value === null ? null : truth(value));

/** Text where a number is wanted: as much of it as is one. */
function numeric(value: bigint | number | string): bigint | number {
  if (typeof value !== "string") return value;
  return whole(BigInt(/^\s*([+-]?\d+)/.exec(value)?.[1] ?? "0"));
}
function integer(value: bigint | number | string): bigint {
  const number = numeric(value);
  return typeof number === "bigint" ? number : whole(BigInt(Math.trunc(number)));
}
/** As text. A REAL has a form of SQLite's own, for which the trees do not ask. */
export function textOf(value: bigint | number | string): string {
  if (typeof value === "number") throw new Overflow();
  return String(value);
}

type Binary = (left: SqlValue, right: SqlValue) => SqlValue;
type Known = bigint | number | string;
const strict =
  (work: (left: Known, right: Known) => SqlValue): Binary =>
  (left, right) =>
    left === null || right === null ? null : work(left, right);

function arithmetic(onWhole: (a: bigint, b: bigint) => bigint | null, onReal: (a: number, b: number) => number | null): Binary {
  return strict((left, right) => {
    const a = numeric(left);
    const b = numeric(right);
    if (typeof a === "bigint" && typeof b === "bigint") {
      const result = onWhole(a, b);
      return result === null ? null : whole(result);
    }
    const result = onReal(Number(a), Number(b));
    return result === null ? null : real(result);
  });
}
export const add = arithmetic(
  (a, b) => a + b,
  (a, b) => a + b,
);
export const subtract = arithmetic(
  (a, b) => a - b,
  (a, b) => a - b,
);
export const multiply = arithmetic(
  (a, b) => a * b,
  (a, b) => a * b,
);
/** `/` as SQLite has it: of whole numbers the fraction is dropped. */
const divide = arithmetic(
  (a, b) => (b === 0n ? null : a / b),
  (a, b) => (b === 0 ? null : a / b),
);
export const trueDivide: Binary = (left, right) => divide(left, right === null ? null : Number(numeric(right)));
export const floorDivide: Binary = (left, right) => {
  const quotient = divide(left, right);
  return typeof quotient === "number" ? Math.floor(quotient) : quotient;
};
export const modulo: Binary = strict((left, right) => {
  const divisor = integer(right);
  return divisor === 0n ? null : integer(left) % divisor;
});
export const negate = (value: SqlValue): SqlValue => subtract(0n, value);
export const concat: Binary = strict((left, right) => textOf(left) + textOf(right));

const bitwise = (work: (a: bigint, b: bigint) => bigint): Binary => strict((left, right) => work(integer(left), integer(right)));
export const bitAnd = bitwise((a, b) => a & b);
export const bitOr = bitwise((a, b) => a | b);
export const bitXor = bitwise((a, b) => a ^ b);
export const bitNot = (value: SqlValue): SqlValue => (value === null ? null : ~integer(value));
/** By a negative number of bits the other way; by 64 and more nothing but the sign is left. */
const shift =
  (leftwards: boolean) =>
  (value: bigint, by: bigint): bigint => {
    const left = by < 0n ? !leftwards : leftwards;
    const bits = by < 0n ? -by : by;
    if (bits >= 64n) return left || value >= 0n ? 0n : -1n;
    return left ? BigInt.asIntN(64, value << bits) : value >> bits;
  };
export const shiftLeft = bitwise(shift(true));
export const shiftRight = bitwise(shift(false));

/** Numbers come before text. JavaScript compares a bigint with a number exactly, as SQLite does. */
function order(left: Known, right: Known): number {
  const a = typeof left === "string";
  const b = typeof right === "string";
  if (a !== b) return a ? 1 : -1;
  return left < right ? -1 : left > right ? 1 : 0;
}
const comparing = (holds: (order: number) => boolean): Binary => strict((left, right) => truth(holds(order(left, right))));
export const equal = comparing((each) => each === 0);
export const notEqual = comparing((each) => each !== 0);
export const less = comparing((each) => each < 0);
export const lessOrEqual = comparing((each) => each <= 0);
export const greater = comparing((each) => each > 0);
export const greaterOrEqual = comparing((each) => each >= 0);
export const same: Binary = (left, right) => truth(left === null || right === null ? left === right : order(left, right) === 0);
export const different: Binary = (left, right) => not(same(left, right));
const upper = (text: string): string => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
export const lower = (value: SqlValue): SqlValue =>
  typeof value === "string" ? value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : value;

export const not = (value: SqlValue): SqlValue => {
  const known = isTrue(value);
  return known === null ? null : truth(!known);
};
/** AND of any number: false if one is, unknown if one is, else true. */
export const and = (...values: SqlValue[]): SqlValue => {
  const known = values.map(isTrue);
  return fromTruth(known.includes(false) ? false : known.includes(null) ? null : true);
};
export const or = (...values: SqlValue[]): SqlValue => not(and(...values.map(not)));
export const between = (value: SqlValue, low: SqlValue, high: SqlValue): SqlValue =>
  and(greaterOrEqual(value, low), lessOrEqual(value, high));
/** IN nothing is false, of NULL as well. */
export const within = (value: SqlValue, list: readonly SqlValue[]): SqlValue =>
  list.length === 0 ? 0n : or(...list.map((each) => equal(value, each)));

/** LIKE: without regard to the case of the letters A to Z. */
export const like = (value: SqlValue, pattern: SqlValue, escape?: string): SqlValue => {
  if (value === null || pattern === null) return null;
  const text = [...upper(textOf(value))];
  const steps: { readonly any: "one" | "many" | null; readonly letter: string }[] = [];
  const letters = [...upper(textOf(pattern))];
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i] as string;
    if (letter === escape) {
      const escaped = letters[++i];
      if (escaped === undefined) return 0n;
      steps.push({ any: null, letter: escaped });
    } else steps.push({ any: letter === "%" ? "many" : letter === "_" ? "one" : null, letter });
  }
  const matches = (step: number, at: number): boolean => {
    const next = steps[step];
    if (next === undefined) return at === text.length;
    if (next.any === "many") {
      for (let rest = at; rest <= text.length; rest++) if (matches(step + 1, rest)) return true;
      return false;
    }
    return at < text.length && (next.any === "one" || text[at] === next.letter) && matches(step + 1, at + 1);
  };
  return truth(matches(0, 0));
};
export const glue = (...parts: SqlValue[]): SqlValue => parts.reduce<SqlValue>((left, right) => concat(left, right), "");
export const toText = (value: SqlValue): SqlValue => (value === null ? null : textOf(value));
export const toInteger = (value: SqlValue): SqlValue => (value === null ? null : integer(value));
export const toReal = (value: SqlValue): SqlValue => (value === null ? null : Number(numeric(value)));
