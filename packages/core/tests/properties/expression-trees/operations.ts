/** The operators of the trees: how each is asked of Cupel, and beside it what it means. */
import fc from "fast-check";
import type * as cupel from "../../../src/index.js";
import { and, caseOf, caseWhen, cast, exists, func, literalColumn, not, nullValue, or, select, t, typeCoerce } from "../../../src/index.js";
import type { Built, Operation, Signature, Sort } from "./nodes.js";
import type { SqlValue } from "./sqlite-values.js";
import * as sql from "./sqlite-values.js";
import { single, things } from "./table.js";

const every: readonly Sort[] = ["integer", "real", "text", "truth"];
const ordered: readonly Sort[] = ["integer", "real", "text"];
const whole: Signature = ["integer", "integer", "integer"];
const mixed: readonly Signature[] = [whole, ["real", "real", "integer"], ["real", "integer", "real"], ["real", "real", "real"]];
const pairs = (sorts: readonly Sort[]): Signature[] => sorts.map((sort) => ["truth", sort, sort]);
const uniform = (operands: number, sorts: readonly Sort[] = every): Signature[] =>
  sorts.map((sort) => [sort, ...new Array<Sort>(operands).fill(sort)] as unknown as Signature);

const words = fc.constantFrom("a", "b", "A", "ab", "%", "_", "a%", "%b", "/", "/%", "12", "-7", "");
const plainValue = (sort: Sort): fc.Arbitrary<unknown> =>
  sort === "text" ? words : sort === "real" ? fc.constantFrom(0.5, -1.5, 2.25, 3) : fc.integer({ min: -7, max: 9 });

const calculation = (name: string, signatures: readonly Signature[], value: (a: SqlValue, b: SqlValue) => SqlValue): Operation => ({
  signatures,
  build: ([left, right]) => left[name](right),
  value: ([left, right]) => value(left as SqlValue, right as SqlValue),
  takesPlain: true,
});
const comparison = (name: string, value: (a: SqlValue, b: SqlValue) => SqlValue, sorts: readonly Sort[] = ordered): Operation =>
  calculation(name, pairs(sorts), value);
type Matching = (text: SqlValue, pattern: SqlValue) => SqlValue;
const family: Readonly<Record<string, Matching>> = {
  like: (text, pattern) => sql.like(text, pattern),
  ilike: (text, pattern) => sql.like(text, pattern),
  startsWith: (text, part) => sql.like(text, sql.glue(part, "%")),
  endsWith: (text, part) => sql.like(text, sql.glue("%", part)),
  contains: (text, part) => sql.like(text, sql.glue("%", part, "%")),
  istartsWith: (text, part) => sql.like(text, sql.glue(part, "%")),
  iendsWith: (text, part) => sql.like(text, sql.glue("%", part)),
  icontains: (text, part) => sql.like(text, sql.glue("%", part, "%")),
  match: (text, part) => (text === null || part === null ? null : sql.truth(sql.textOf(text).includes(sql.textOf(part)))),
};
/** Of texts, and of truths that are said to be texts, so that a condition stands on the left; each also the other way round. */
const matching = ([name, value]: readonly [string, Matching]): [string, Operation][] => {
  const opposite = { like: "notLike", ilike: "notIlike" }[name];
  const of = (sort: Sort, negated: boolean): Operation => ({
    signatures: [["truth", sort, "text"]],
    build: ([left, right]) => {
      const text = sort === "text" ? left : typeCoerce(left, t.string());
      if (negated && opposite !== undefined) return text[opposite](right);
      return negated ? not(text[name](right)) : text[name](right);
    },
    value: ([left, right]) => {
      const found = value(sql.toText(left as SqlValue), right as SqlValue);
      return negated ? sql.not(found) : found;
    },
    takesPlain: true,
    weight: sort === "truth" && opposite !== undefined ? 4 : 1,
  });
  return [
    [name, of("text", false)],
    [`${name}Not`, of("text", true)],
    [`${name}OfTruth`, of("truth", false)],
    [`${name}NotOfTruth`, of("truth", true)],
  ];
};
/** A pattern given as a plain text whose % and _ mean themselves. */
const escaping = (name: string, holds: (text: string, part: string) => boolean): Operation => ({
  signatures: [["truth", "text"]],
  extra: () => words,
  build: ([text], part) => text[name](part, { autoescape: true }),
  value: ([text], part: string) =>
    text === null || text === undefined ? null : sql.truth(holds(sql.textOf(text).toLowerCase(), part.toLowerCase())),
});
const patterns = fc.constantFrom("a", "^a", "b$", "[ab]+", "^$", "\\d");
const expression = (pattern: string, value: SqlValue, flags: string): SqlValue =>
  value === null ? null : sql.truth(new RegExp(pattern, flags).test(sql.textOf(value)));
const regular = (negated: boolean, flags?: string, sort: Sort = "text"): Operation => ({
  signatures: [["truth", sort]],
  extra: () => patterns,
  build: ([text], pattern) => {
    const matches = (sort === "text" ? text : typeCoerce(text, t.string())).regexpMatch(pattern, flags === undefined ? {} : { flags });
    return negated ? not(matches) : matches;
  },
  value: ([text], pattern) => {
    const found = expression(pattern, sql.toText(text as SqlValue), flags ?? "u");
    return negated ? sql.not(found) : found;
  },
});
const listed = (name: "in" | "notIn"): Operation => ({
  signatures: pairs(["integer", "text"]).map(([result, sort]) => [result, sort as Sort]),
  extra: ([, sort]) => fc.array(fc.option(plainValue(sort as Sort), { freq: 5 }), { maxLength: 3 }),
  build: ([value], list) => value[name](list),
  value: ([value], list: (number | string | null)[]) => {
    const found = sql.within(
      value as SqlValue,
      list.map((each) => (typeof each === "number" ? BigInt(each) : each)),
    );
    return name === "in" ? found : sql.not(found);
  },
});
/** A condition among 0 and 1. */
const truthListed = (name: "in" | "notIn"): Operation => ({
  signatures: [["truth", "truth"]],
  extra: () => fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 2 }),
  build: ([condition], list) => typeCoerce(condition, t.integer())[name](list),
  value: ([value], list: number[]) => {
    const found = sql.within(value as SqlValue, list.map(BigInt));
    return name === "in" ? found : sql.not(found);
  },
});
const among = (name: "in" | "notIn", build: (values: Built[]) => unknown, operands: number): Operation => ({
  signatures: ordered.map((sort) => ["truth", ...new Array<Sort>(operands).fill(sort)] as unknown as Signature),
  build: ([value, ...others]) => value[name](build(others)),
  value: ([value, ...others]) => {
    const found = sql.within(value as SqlValue, others);
    return name === "in" ? found : sql.not(found);
  },
});
/** Collation reaches further in SQLite than its operator, so that it stands next to the comparison here. */
const withoutCase = (name: string, value: (a: SqlValue, b: SqlValue) => SqlValue): Operation => ({
  signatures: [["truth", "text", "text"]],
  build: ([left, right]) => left.collate("NOCASE")[name](right),
  value: ([left, right]) => value(sql.lower(left as SqlValue), sql.lower(right as SqlValue)),
});
const wrapping = (build: (element: any) => Built, sorts: readonly Sort[] = every): Operation => ({
  signatures: uniform(1, sorts),
  build: ([element]) => build(element),
  value: ([value]) => value as SqlValue,
});
const typeOf = { integer: t.integer(), real: t.float(), text: t.string(), truth: t.boolean() };

export const operations: Readonly<Record<string, Operation>> = {
  add: calculation("add", mixed, sql.add),
  sub: calculation("sub", mixed, sql.subtract),
  mul: calculation("mul", mixed, sql.multiply),
  div: calculation("div", [["real", "integer", "integer"], ...mixed.slice(1)], sql.trueDivide),
  floorDiv: calculation("floorDiv", mixed, sql.floorDivide),
  mod: calculation("mod", [whole], sql.modulo),
  bitwiseAnd: calculation("bitwiseAnd", [whole], sql.bitAnd),
  bitwiseOr: calculation("bitwiseOr", [whole], sql.bitOr),
  bitwiseXor: calculation("bitwiseXor", [whole], sql.bitXor),
  bitwiseLeftShift: calculation("bitwiseLeftShift", [whole], sql.shiftLeft),
  bitwiseRightShift: calculation("bitwiseRightShift", [whole], sql.shiftRight),
  neg: { signatures: uniform(1, ["integer", "real"]), build: ([value]) => value.neg(), value: ([value]) => sql.negate(value as SqlValue) },
  bitwiseNot: {
    signatures: uniform(1, ["integer"]),
    build: ([value]) => value.bitwiseNot(),
    value: ([value]) => sql.bitNot(value as SqlValue),
  },
  // A text that is said to be a number: so that CONCAT stands within a sign.
  negOfText: {
    signatures: [["integer", "text"]],
    build: ([text]) => typeCoerce(text, t.integer()).neg(),
    value: ([text]) => sql.negate(text as SqlValue),
  },
  bitwiseNotOfText: {
    signatures: [["integer", "text"]],
    build: ([text]) => typeCoerce(text, t.integer()).bitwiseNot(),
    value: ([text]) => sql.bitNot(text as SqlValue),
  },
  custom: {
    signatures: [whole],
    build: ([left, right]) => left.op("%")(right),
    value: ([left, right]) => sql.modulo(left as SqlValue, right as SqlValue),
  },
  customOfPrecedence: {
    signatures: [whole],
    build: ([left, right]) => left.op("-", { precedence: 7 })(right),
    value: ([left, right]) => sql.subtract(left as SqlValue, right as SqlValue),
  },
  concat: {
    signatures: [
      ["text", "text", "text"],
      ["text", "integer", "text"],
      ["text", "text", "integer"],
      ["text", "integer", "integer"],
    ],
    build: ([left, right]) => left.concat(right),
    value: ([left, right]) => sql.concat(left as SqlValue, right as SqlValue),
  },

  eq: comparison("eq", sql.equal, every),
  ne: comparison("ne", sql.notEqual, every),
  lt: comparison("lt", sql.less),
  lte: comparison("lte", sql.lessOrEqual),
  gt: comparison("gt", sql.greater),
  gte: comparison("gte", sql.greaterOrEqual),
  is: comparison("is", sql.same, every),
  isNot: comparison("isNot", sql.different, every),
  isDistinctFrom: comparison("isDistinctFrom", sql.different, every),
  isNotDistinctFrom: comparison("isNotDistinctFrom", sql.same, every),
  isNull: {
    signatures: every.map((sort) => ["truth", sort]),
    build: ([value]) => value.eq(null),
    value: ([value]) => sql.same(value as SqlValue, null),
  },
  isNotNull: {
    signatures: every.map((sort) => ["truth", sort]),
    build: ([value]) => value.ne(nullValue()),
    value: ([value]) => sql.different(value as SqlValue, null),
  },
  eqWithoutCase: withoutCase("eq", sql.equal),
  ltWithoutCase: withoutCase("lt", sql.less),
  between: {
    signatures: ordered.map((sort) => ["truth", sort, sort, sort]),
    build: ([value, low, high]) => value.between(low, high),
    value: ([value, low, high]) => sql.between(value as SqlValue, low as SqlValue, high as SqlValue),
    takesPlain: true,
  },
  notBetween: {
    signatures: ordered.map((sort) => ["truth", sort, sort, sort]),
    build: ([value, low, high]) => value.notBetween(low, high),
    value: ([value, low, high]) => sql.not(sql.between(value as SqlValue, low as SqlValue, high as SqlValue)),
    takesPlain: true,
  },
  betweenTruths: {
    signatures: uniform(3, ["truth"]),
    build: ([value, low, high]) => typeCoerce(value, t.integer()).between(low, high),
    value: ([value, low, high]) => sql.between(value as SqlValue, low as SqlValue, high as SqlValue),
    weight: 2,
  },
  notBetweenTruths: {
    signatures: uniform(3, ["truth"]),
    build: ([value, low, high]) => typeCoerce(value, t.integer()).notBetween(low, high),
    value: ([value, low, high]) => sql.not(sql.between(value as SqlValue, low as SqlValue, high as SqlValue)),
    weight: 2,
  },
  inValues: listed("in"),
  notInValues: listed("notIn"),
  inTruths: truthListed("in"),
  notInTruths: truthListed("notIn"),
  inExpressions: among("in", (values) => values, 3),
  notInExpressions: among("notIn", (values) => values, 3),
  inSelect: among(
    "in",
    ([value]) =>
      select(value as Built)
        .selectFrom(single)
        .correlate(things),
    2,
  ),
  notInSelect: among(
    "notIn",
    ([value]) =>
      select(value as Built)
        .selectFrom(single)
        .correlate(things),
    2,
  ),

  ...Object.fromEntries(Object.entries(family).flatMap(matching)),
  likeWithEscape: {
    signatures: [["truth", "text", "text"]],
    build: ([text, pattern]) => text.like(pattern, { escape: "/" }),
    value: ([text, pattern]) => sql.like(text as SqlValue, pattern as SqlValue, "/"),
  },
  startsWithNumber: {
    signatures: [["truth", "text", "integer"]],
    build: ([text, part]) => text.startsWith(typeCoerce(part, t.string())),
    value: ([text, part]) => sql.like(text as SqlValue, sql.glue(sql.toText(part as SqlValue), "%")),
  },
  containsNumber: {
    signatures: [["truth", "text", "integer"]],
    build: ([text, part]) => text.contains(typeCoerce(part, t.string())),
    value: ([text, part]) => sql.like(text as SqlValue, sql.glue("%", sql.toText(part as SqlValue), "%")),
  },
  startsWithPlain: escaping("startsWith", (text, part) => text.startsWith(part)),
  endsWithPlain: escaping("endsWith", (text, part) => text.endsWith(part)),
  containsPlain: escaping("contains", (text, part) => text.includes(part)),
  regexpMatch: regular(false),
  notRegexpMatch: regular(true),
  regexpMatchOfTruth: regular(false, undefined, "truth"),
  notRegexpMatchOfTruth: regular(true, undefined, "truth"),
  regexpMatchWithFlags: regular(false, "i"),
  notRegexpMatchWithFlags: regular(true, "i"),

  and: {
    signatures: uniform(2, ["truth"]).concat(uniform(3, ["truth"])),
    build: (parts) => and(...parts),
    value: (parts) => sql.and(...parts),
    weight: 6,
  },
  or: {
    signatures: uniform(2, ["truth"]).concat(uniform(3, ["truth"])),
    build: (parts) => or(...parts),
    value: (parts) => sql.or(...parts),
    weight: 6,
  },
  not: { signatures: uniform(1, ["truth"]), build: ([value]) => not(value), value: ([value]) => sql.not(value as SqlValue), weight: 4 },
  notNot: {
    signatures: uniform(1, ["truth"]),
    build: ([value]) => not(not(value)),
    value: ([value]) => sql.not(sql.not(value as SqlValue)),
    weight: 3,
  },
  notOfNumber: {
    signatures: [["truth", "integer"]],
    build: ([value]) => not(value),
    value: ([value]) => sql.not(value as SqlValue),
  },
  exists: {
    signatures: uniform(1, ["truth"]),
    build: ([condition]) => exists(select(literalColumn("1")).selectFrom(single).correlate(things).where(condition)),
    value: ([value]) => sql.truth(sql.isTrue(value as SqlValue) === true),
  },

  case: {
    signatures: every.map((sort) => [sort, "truth", sort, sort]),
    build: ([condition, one, other]) => caseWhen(condition, one).else(other),
    value: ([condition, one, other]) => (sql.isTrue(condition as SqlValue) === true ? one : other) as SqlValue,
  },
  caseOfTwo: {
    signatures: every.map((sort) => [sort, "truth", sort, "truth", sort]),
    build: ([condition, one, second, two]) => caseWhen(condition, one).when(second, two),
    value: ([condition, one, second, two]) =>
      (sql.isTrue(condition as SqlValue) === true ? one : sql.isTrue(second as SqlValue) === true ? two : null) as SqlValue,
  },
  caseOf: {
    signatures: [
      ["integer", "text", "text", "integer", "integer"],
      ["text", "integer", "integer", "text", "text"],
    ],
    build: ([subject, match, one, other]) => caseOf(subject, [[match, one]]).else(other),
    value: ([subject, match, one, other]) => (sql.equal(subject as SqlValue, match as SqlValue) === 1n ? one : other) as SqlValue,
  },
  coalesce: {
    signatures: uniform(3),
    build: (parts) => func.coalesce(...(parts as [any, any])),
    value: (parts) => parts.find((each) => each !== null) ?? null,
  },
  nullif: {
    signatures: uniform(2, ["integer", "text"]),
    build: ([value, other]) => (func as any).nullif(value, other),
    value: ([value, other]) => (sql.equal(value as SqlValue, other as SqlValue) === 1n ? null : (value as SqlValue)),
  },
  castToText: {
    signatures: [["text", "integer"]],
    build: ([value]) => cast(value, t.text()),
    value: ([value]) => sql.toText(value as SqlValue),
  },
  castToInteger: {
    signatures: [
      ["integer", "real"],
      ["integer", "text"],
    ],
    build: ([value]) => cast(value, t.integer()),
    value: ([value]) => sql.toInteger(value as SqlValue),
  },
  castToReal: {
    signatures: [["real", "integer"]],
    build: ([value]) => cast(value, t.float()),
    value: ([value]) => sql.toReal(value as SqlValue),
  },
  subquery: wrapping((element) => select(element).selectFrom(single).correlate(things).scalarSubquery()),
  label: wrapping((element) => element.as("named")),
  // A truth as the number that it is in SQLite: so that a condition stands within arithmetic.
  number: {
    signatures: [["integer", "truth"]],
    build: ([condition]) => typeCoerce(condition, t.integer()),
    value: ([value]) => value as SqlValue,
    weight: 8,
  },
  ...Object.fromEntries(
    every.map((sort) => [`typeCoerceTo${sort}`, wrapping((element) => typeCoerce(element, typeOf[sort] as cupel.TypeEngine<any>), [sort])]),
  ),
};
