/** Whole numbers, money and floating point, where SQL Server's differ from those of others. */
import type { TypeEngine } from "@cupel/core";
import { type Dialect, FloatType, IntegerType, NumericType, type Processor, refuse } from "@cupel/core/internal";

/** TINYINT: a byte, 0 to 255. */
export class TinyIntType extends IntegerType {
  constructor() {
    super("TINYINT");
  }
  protected override createBind(dialect: Dialect): Processor | null {
    const check = super.createBind(dialect) as Processor;
    return (value) => {
      const number = check(value) as number;
      return number >= 0 && number <= 255 ? number : refuse(this, value, "give a whole number from 0 to 255");
    };
  }
}

/** FLOAT and REAL, which hold no infinity. */
export class MssqlFloatType extends FloatType {
  protected override createBind(dialect: Dialect): Processor | null {
    const check = super.createBind(dialect) as Processor;
    return (value) => {
      const number = check(value) as number;
      return Number.isFinite(number) ? number : refuse(this, value, "SQL Server's floating point has no infinity; give a finite number");
    };
  }
}

/**
 * TINYINT: a whole number from 0 to 255.
 * @example `column(tinyint())` is `TINYINT`
 */
export function tinyint(): TypeEngine<number> {
  return new TinyIntType();
}
/** MONEY: an exact decimal text with four digits after the point. */
export function money(): TypeEngine<string> {
  return new NumericType<string>(19, 4, null, "MONEY");
}
/** SMALLMONEY: as `money()`, up to 214748.3647. */
export function smallmoney(): TypeEngine<string> {
  return new NumericType<string>(10, 4, null, "SMALLMONEY");
}
/** REAL: floating point of 24 bits. */
export function real(): TypeEngine<number> {
  return new FloatType(null, "REAL");
}
/** DOUBLE PRECISION: floating point of 53 bits. */
export function doublePrecision(): TypeEngine<number> {
  return new FloatType(null, "DOUBLE_PRECISION");
}
