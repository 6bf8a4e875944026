/** The type that a column of `information_schema` stands for. */
import { type TypeEngine, t, userDefinedType } from "@cupel/core";
import { bit } from "../types/bit.js";
import { longblob, mediumblob, tinyblob } from "../types/bytes.js";
import { nativeEnum } from "../types/enum.js";
import { inet4, inet6, uuid } from "../types/mariadb.js";
import { datetime, time, timestamp } from "../types/moments.js";
import { bigint, decimal, double, float, integer, mediumint, type NumberOptions, smallint, tinyint, year } from "../types/numbers.js";
import { set } from "../types/set.js";
import { char, longtext, mediumtext, type TextTypeOptions, text, tinytext, varchar } from "../types/strings.js";

export interface TypeFacts {
  /** `int(10) unsigned`. */
  readonly columnType: string;
  /** Of a text, where it is another than the table's. */
  readonly charset: string | null;
  readonly collation: string | null;
  /** MariaDB's JSON: a text that is checked. */
  readonly isJson: boolean;
}

interface Parsed {
  readonly name: string;
  readonly numbers: readonly number[];
  readonly members: readonly string[];
  readonly numeric: NumberOptions;
  readonly texts: TextTypeOptions;
}
type Make = (parsed: Parsed) => TypeEngine<unknown>;

/** How wide a number is shown where nobody has said it: nothing that has to be said again. */
const usualWidth: Readonly<Record<string, readonly number[]>> = {
  tinyint: [4, 3],
  smallint: [6, 5],
  mediumint: [9, 8],
  int: [11, 10],
  bigint: [20],
};
const whole =
  (make: (options: NumberOptions & { displayWidth?: number }) => TypeEngine<unknown>, plain: () => TypeEngine<unknown>): Make =>
  ({ name, numbers: [width], numeric }) => {
    const isUsual = width === undefined || usualWidth[name]?.includes(width) === true;
    if (isUsual && numeric.unsigned !== true) return plain();
    return make({ ...numeric, ...(isUsual ? {} : { displayWidth: width }) });
  };
const moment =
  (make: (options: { fsp?: number }) => TypeEngine<unknown>, plain: () => TypeEngine<unknown>): Make =>
  ({ numbers: [fsp] }) =>
    fsp === undefined || fsp === 0 ? plain() : make({ fsp });
const inTexts =
  (make: (parsed: Parsed) => TypeEngine<unknown>, plain: (length: number | undefined) => TypeEngine<unknown>): Make =>
  (parsed) =>
    Object.keys(parsed.texts).length === 0 ? plain(parsed.numbers[0]) : make(parsed);
const isPlain = ({ numeric }: Parsed): boolean => Object.keys(numeric).length === 0;

const known: Readonly<Record<string, Make>> = {
  tinyint: (parsed) =>
    // BOOL is this.
    parsed.numbers[0] === 1 && isPlain(parsed) ? t.BOOLEAN() : whole(tinyint, () => tinyint())(parsed),
  smallint: whole(smallint, () => t.SMALLINT()),
  mediumint: whole(mediumint, () => mediumint()),
  int: whole(integer, () => t.INTEGER()),
  bigint: whole(bigint, () => t.BIGINT()),
  decimal: (parsed) => {
    const [precision, scale] = parsed.numbers;
    return isPlain(parsed) ? t.DECIMAL(precision, scale) : decimal(precision, scale, parsed.numeric);
  },
  float: ({ numbers: [precision, scale], numeric }) => float(precision, scale, numeric),
  double: ({ numbers: [precision, scale], numeric }) => double(precision, scale, numeric),
  bit: ({ numbers: [length] }) => bit(length),
  year: () => year(),
  date: () => t.DATE(),
  datetime: moment(datetime, () => t.DATETIME()),
  timestamp: moment(timestamp, () => timestamp()),
  time: moment(time, () => t.TIME()),
  char: inTexts(
    ({ numbers: [length], texts }) => char(length, texts),
    (length) => t.CHAR(length),
  ),
  varchar: inTexts(
    ({ numbers: [length], texts }) => varchar(length as number, texts),
    (length) => t.VARCHAR(length),
  ),
  tinytext: ({ texts }) => tinytext(texts),
  text: inTexts(
    ({ texts }) => text(undefined, texts),
    () => t.TEXT(),
  ),
  mediumtext: ({ texts }) => mediumtext(texts),
  longtext: ({ texts }) => longtext(texts),
  binary: ({ numbers: [length] }) => t.BINARY(length),
  varbinary: ({ numbers: [length] }) => t.VARBINARY(length),
  tinyblob: () => tinyblob(),
  blob: () => t.BLOB(),
  mediumblob: () => mediumblob(),
  longblob: () => longblob(),
  enum: ({ members, texts }) => nativeEnum(members, texts),
  set: ({ members, texts }) => set(members, texts),
  json: () => t.JSON(),
  uuid: () => uuid(),
  inet4: () => inet4(),
  inet6: () => inet6(),
};

/** A column's type; what is none of ours is kept as it stands. */
export function reflectedType({ columnType, charset, collation, isJson }: TypeFacts): TypeEngine<unknown> {
  if (isJson) return t.JSON();
  const match = /^(\w+)(?:\(([\s\S]*)\))?((?: \w+)*)/.exec(columnType.replace(/\/\*[\s\S]*?\*\//g, ""));
  const name = match?.[1]?.toLowerCase() ?? "";
  const inside = match?.[2] ?? "";
  const words = match?.[3]?.toLowerCase() ?? "";
  const make = known[name];
  if (make === undefined) return userDefinedType<unknown>({ spec: columnType });
  const isList = inside.startsWith("'");
  return make({
    name,
    numbers: isList || inside === "" ? [] : inside.split(",").map(Number),
    members: isList ? membersOf(inside) : [],
    numeric: {
      ...(words.includes("unsigned") && !words.includes("zerofill") ? { unsigned: true } : {}),
      ...(words.includes("zerofill") ? { unsigned: true, zerofill: true } : {}),
    },
    texts: { ...(charset === null ? {} : { charset }), ...(collation === null ? {} : { collation }) },
  });
}

function membersOf(list: string): string[] {
  return [...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, member]) => (member as string).replaceAll("''", "'"));
}
