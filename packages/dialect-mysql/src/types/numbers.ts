/** Whole, floating and exact numbers with what MySQL says of them besides: UNSIGNED, ZEROFILL, the width at which they are shown. */
import { ArgumentError, type TypeEngine } from "@cupel/core";
import { BigIntegerType, type Dialect, FloatType, IntegerType, NumericType, type Processor, refuse } from "@cupel/core/internal";

export interface NumberOptions {
  readonly unsigned?: boolean;
  /** Shown with zeros before it, and UNSIGNED by that. */
  readonly zerofill?: boolean;
}
export interface IntegerOptions extends NumberOptions {
  /** How wide the number is shown: nothing that limits it. */
  readonly displayWidth?: number;
}
interface AllOptions extends IntegerOptions {
  readonly scale?: number;
}
const none: AllOptions = {};

/** What a number says besides; nothing of one that is none of MySQL's own. */
export function numberOptions(type: TypeEngine<unknown>): AllOptions {
  return (type as { readonly numberOptions?: AllOptions }).numberOptions ?? none;
}
export function isUnsigned(type: TypeEngine<unknown>): boolean {
  const { unsigned, zerofill } = numberOptions(type);
  return unsigned === true || zerofill === true;
}
function optionText({ unsigned, zerofill, displayWidth, scale }: AllOptions): string {
  return [unsigned === true, zerofill === true, displayWidth, scale].join(",");
}

/** The bits of whole numbers. */
const bits: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, MEDIUMINT: 24, INTEGER: 32 };

class MysqlInteger extends IntegerType {
  readonly numberOptions: IntegerOptions;
  constructor(kind: string, options: IntegerOptions) {
    super(kind);
    this.numberOptions = options;
  }
  protected override createBind(dialect: Dialect): Processor | null {
    const check = super.createBind(dialect) as Processor;
    const size = bits[this.kind] ?? 32;
    const [lowest, highest] = isUnsigned(this) ? [0, 2 ** size - 1] : [-(2 ** (size - 1)), 2 ** (size - 1) - 1];
    return (value) => {
      const number = check(value) as number;
      return number >= lowest && number <= highest ? number : refuse(this, value, `give a whole number from ${lowest} to ${highest}`);
    };
  }
  protected override signature(): string | null {
    return optionText(this.numberOptions);
  }
}

class YearType extends IntegerType {
  readonly numberOptions: IntegerOptions;
  constructor(options: IntegerOptions) {
    super("YEAR");
    this.numberOptions = options;
  }
  protected override createBind(dialect: Dialect): Processor | null {
    const check = super.createBind(dialect) as Processor;
    return (value) => {
      const year = check(value) as number;
      return year === 0 || (year >= 1901 && year <= 2155) ? year : refuse(this, value, "give a year from 1901 to 2155, or 0");
    };
  }
  protected override signature(): string | null {
    return optionText(this.numberOptions);
  }
}

class MysqlBigInteger extends BigIntegerType {
  readonly numberOptions: IntegerOptions;
  constructor(options: IntegerOptions) {
    super(null, "BIGINT");
    this.numberOptions = options;
  }
  protected override bindWire(dialect: Dialect): Processor {
    const signed = super.bindWire(dialect);
    if (!isUnsigned(this)) return signed;
    return (value) => {
      const whole = typeof value === "number" ? signed(value) : value;
      if (typeof whole === "bigint" && whole >= 0n && whole < 2n ** 64n) return whole;
      return refuse(this, value, "give a bigint from 0 to 2n ** 64n - 1n");
    };
  }
  protected override signature(): string | null {
    return `${super.signature()},${optionText(this.numberOptions)}`;
  }
}

/** FLOAT, DOUBLE and REAL, which hold no infinity. */
export class MysqlFloat extends FloatType {
  readonly numberOptions: AllOptions;
  constructor(precision: number | null, kind: string, options: AllOptions = none) {
    super(precision, kind);
    this.numberOptions = options;
  }
  protected override createBind(dialect: Dialect): Processor | null {
    const check = super.createBind(dialect) as Processor;
    return (value) => {
      const number = check(value) as number;
      return Number.isFinite(number) ? number : refuse(this, value, "MySQL's floating point has no infinity; give a finite number");
    };
  }
  protected override signature(): string | null {
    return `${super.signature()},${optionText(this.numberOptions)}`;
  }
}

class MysqlNumeric extends NumericType<string> {
  readonly numberOptions: NumberOptions;
  constructor(precision: number | null, scale: number | null, kind: string, options: NumberOptions) {
    super(precision, scale, null, kind);
    this.numberOptions = options;
  }
  protected override signature(): string | null {
    return `${super.signature()},${optionText(this.numberOptions)}`;
  }
}

/** TINYINT: a whole number of 8 bits. */
export function tinyint(options: IntegerOptions = none): TypeEngine<number> {
  return new MysqlInteger("TINYINT", options);
}
/** SMALLINT: a whole number of 16 bits. */
export function smallint(options: IntegerOptions = none): TypeEngine<number> {
  return new MysqlInteger("SMALLINT", options);
}
/** MEDIUMINT: a whole number of 24 bits. */
export function mediumint(options: IntegerOptions = none): TypeEngine<number> {
  return new MysqlInteger("MEDIUMINT", options);
}
/**
 * INTEGER: a whole number of 32 bits.
 * @example `column(integer({ unsigned: true }))` is `INTEGER UNSIGNED`
 */
export function integer(options: IntegerOptions = none): TypeEngine<number> {
  return new MysqlInteger("INTEGER", options);
}
/** BIGINT: a whole number of 64 bits, as `bigint`. */
export function bigint(options: IntegerOptions = none): TypeEngine<bigint> {
  return new MysqlBigInteger(options);
}
/** YEAR: from 1901 to 2155, or 0. */
export function year(displayWidth?: number): TypeEngine<number> {
  return new YearType(displayWidth === undefined ? none : { displayWidth });
}

function real(kind: string, precision: number | undefined, scale: number | undefined, options: NumberOptions): TypeEngine<number> {
  if (kind !== "FLOAT" && (precision === undefined) !== (scale === undefined))
    throw new ArgumentError(`${kind} takes a precision and a scale, or neither`);
  return new MysqlFloat(precision ?? null, kind, scale === undefined ? options : { ...options, scale });
}
/** FLOAT, FLOAT(precision) or FLOAT(precision, scale). */
export function float(precision?: number, scale?: number, options: NumberOptions = none): TypeEngine<number> {
  return real("FLOAT", precision, scale, options);
}
/** DOUBLE or DOUBLE(precision, scale). */
export function double(precision?: number, scale?: number, options: NumberOptions = none): TypeEngine<number> {
  return real("DOUBLE", precision, scale, options);
}
/** NUMERIC(precision, scale): an exact decimal text. */
export function numeric(precision?: number, scale?: number, options: NumberOptions = none): TypeEngine<string> {
  return new MysqlNumeric(precision ?? null, scale ?? null, "NUMERIC", options);
}
/** DECIMAL(precision, scale): an exact decimal text. */
export function decimal(precision?: number, scale?: number, options: NumberOptions = none): TypeEngine<string> {
  return new MysqlNumeric(precision ?? null, scale ?? null, "DECIMAL", options);
}
