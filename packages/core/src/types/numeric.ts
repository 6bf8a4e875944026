/** Numbers: whole, floating and exact. */
import type { Dialect } from "../engine/dialect.js";
import { resultOfArithmetic, typeOfNumber } from "./arithmetic.js";
import { type Conversion, ConvertibleType } from "./conversion.js";
import { canonicalDecimal, decimalText, formatDecimal } from "./decimal.js";
import { type Affinity, type OperatorLike, type Processor, TypeEngine } from "./engine.js";
import { refuse } from "./refusal.js";

type AnyConversion = Conversion<never>;

/** Whole numbers that a `number` holds exactly: INTEGER, SMALLINT. */
export class IntegerType extends TypeEngine<number> {
  readonly kind: string;
  readonly affinity: Affinity = "integer";
  constructor(kind = "integer") {
    super();
    this.kind = kind;
  }

  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => (Number.isSafeInteger(value) ? value : wholeNumber(this, value));
  }
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) =>
      typeof value === "number" && value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? value : safeNumber(this, value);
  }
  override resultOf(operator: OperatorLike, other: TypeEngine<unknown>): TypeEngine<unknown> {
    return resultOfArithmetic(this, operator, other);
  }
  override coerce(operator: OperatorLike, value: unknown): TypeEngine<unknown> {
    return typeOfNumber(this, operator, value);
  }
  override describe(): string {
    return this.kind === "smallInteger" ? "SMALLINT" : super.describe();
  }
}

function wholeNumber(type: TypeEngine<unknown>, value: unknown): number {
  if (typeof value === "bigint" && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return Number(value);
  if (typeof value === "number" && Number.isInteger(value))
    refuse(type, value, "it is beyond what a number holds exactly; declare the column t.bigInteger() and give a bigint");
  refuse(type, value, typeof value === "string" ? "give a whole number, not text" : "give a whole number");
}

/** A driver's whole number as a `number`; an error rather than a rounded one. Anything else a database may keep there passes. */
export function safeNumber(type: TypeEngine<unknown>, value: unknown): unknown {
  if (typeof value === "bigint") {
    if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return Number(value);
  } else if (typeof value !== "number" || !Number.isInteger(value)) return value;
  refuse(type, value, "the database holds a whole number that a number cannot hold exactly; declare it t.bigInteger()");
}

const int64 = 2n ** 63n;

/** Whole numbers of 64 bits, as `bigint`. */
export class BigIntegerType<out V = bigint> extends ConvertibleType<V> {
  readonly kind: string;
  readonly affinity: Affinity = "integer";
  constructor(as: AnyConversion | null = null, kind = "bigInteger") {
    super(as);
    this.kind = kind;
  }
  override get isWideInteger(): boolean {
    return true;
  }

  protected override bindWire(_dialect: Dialect): Processor {
    return (value) => {
      if (typeof value === "bigint") {
        if (value < int64 && value >= -int64) return value;
        refuse(this, value, "it needs more than 64 bits");
      }
      if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
      refuse(
        this,
        value,
        typeof value === "number" ? "a number beyond 2^53 or with a fraction is not exact; give a bigint" : "give a bigint",
      );
    };
  }
  protected override resultWire(_dialect: Dialect): Processor | null {
    return (value) =>
      typeof value === "bigint"
        ? value
        : typeof value === "string" || (typeof value === "number" && Number.isInteger(value))
          ? BigInt(value)
          : value;
  }
  protected override toWire(value: unknown): unknown {
    const text = typeof value === "object" ? super.toWire(value) : value;
    return typeof text === "string" && /^[+-]?\d+$/.test(text) ? BigInt(text) : text;
  }
  protected override fromText(text: string): unknown {
    return BigInt(text);
  }
  protected override checkConverted(wire: unknown, converted: unknown): void {
    if (typeof converted === "number" && typeof wire === "bigint" && !Number.isSafeInteger(converted))
      refuse(this, wire, "it is beyond what a number holds exactly; read it as a bigint, without `as: Number`");
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return String(this.createBind(dialect)?.(value));
  }
  protected override signature(): string | null {
    return this.conversionSignature();
  }
  override resultOf(operator: OperatorLike, other: TypeEngine<unknown>): TypeEngine<unknown> {
    return resultOfArithmetic(this, operator, other);
  }
  override coerce(operator: OperatorLike, value: unknown): TypeEngine<unknown> {
    return typeOfNumber(this, operator, value);
  }
  override describe(): string {
    return "BIGINT";
  }
}

/** Floating point: FLOAT, DOUBLE, REAL. */
export class FloatType extends TypeEngine<number> {
  readonly kind: string;
  readonly affinity: Affinity = "float";
  readonly precision: number | null;
  constructor(precision: number | null = null, kind = "float") {
    super();
    this.precision = precision;
    this.kind = kind;
  }

  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      if (typeof value === "number" && !Number.isNaN(value)) return value;
      if (typeof value === "bigint" && BigInt(Number(value)) === value) return Number(value);
      refuse(this, value, "give a number");
    };
  }
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) => (typeof value === "number" ? value : typeof value === "bigint" || typeof value === "string" ? Number(value) : value);
  }
  /** Without a point it would be a whole number, which divides otherwise. */
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    const text = super.createLiteral(value, dialect);
    return /^-?\d+$/.test(text) ? `${text}.0` : text;
  }
  protected override signature(): string | null {
    return String(this.precision);
  }
  override resultOf(operator: OperatorLike, other: TypeEngine<unknown>): TypeEngine<unknown> {
    return resultOfArithmetic(this, operator, other);
  }
  override coerce(operator: OperatorLike, value: unknown): TypeEngine<unknown> {
    return typeOfNumber(this, operator, value);
  }
}

/**
 * Exact decimals, as text: `"10.50"`. With a scale the text has exactly that many digits after the point; without one it has no trailing
 * zeros, because not every database keeps them.
 */
export class NumericType<out V = string> extends ConvertibleType<V> {
  readonly kind: string;
  readonly affinity: Affinity = "numeric";
  readonly precision: number | null;
  readonly scale: number | null;
  constructor(precision: number | null = null, scale: number | null = null, as: AnyConversion | null = null, kind = "numeric") {
    super(as);
    this.precision = precision;
    this.scale = scale;
    this.kind = kind;
  }

  override get isWideInteger(): boolean {
    return this.precision === null || this.precision > 15;
  }

  protected override bindWire(_dialect: Dialect): Processor {
    return (value) => decimalText(value) ?? refuse(this, value, 'give a decimal number as text, such as "10.50"');
  }
  protected override resultWire(_dialect: Dialect): Processor | null {
    return (value) => formatDecimal(value, this.scale) ?? value;
  }
  protected override checkConverted(wire: unknown, converted: unknown): void {
    if (typeof converted !== "number" || typeof wire !== "string") return;
    if (canonicalDecimal(String(converted)) !== canonicalDecimal(wire))
      refuse(this, wire, "a number cannot hold it exactly; read it as text, without `as: Number`");
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    void dialect;
    return decimalText(this.as === null ? value : this.toWire(value)) ?? refuse(this, value, "give a decimal number as text");
  }
  override get keyForm(): (value: unknown) => unknown {
    return keyForm;
  }
  override equals(value: unknown, kept: unknown): boolean {
    if (typeof value === "string" && typeof kept === "string")
      return value === kept || (canonicalDecimal(value) ?? value) === (canonicalDecimal(kept) ?? kept);
    return super.equals(value, kept);
  }
  protected override signature(): string | null {
    const as = this.conversionSignature();
    return as === null ? null : `${this.precision},${this.scale},${as}`;
  }
  /** The same without precision and scale: of a product, a quotient or an average no digit is known to be superfluous. */
  get unscaled(): NumericType<V> {
    return this.precision === null && this.scale === null ? this : this.replicate({ precision: null, scale: null });
  }
  override resultOf(operator: OperatorLike, other: TypeEngine<unknown>): TypeEngine<unknown> {
    const result = resultOfArithmetic(this, operator, other);
    if (result !== this) return result;
    const isSum = operator.name === "add" || operator.name === "sub" || operator.name === "mod" || operator.name === "neg";
    const scale = other instanceof NumericType ? other.scale : other.affinity === "integer" ? 0 : null;
    return isSum && scale !== null && this.scale !== null && scale <= this.scale ? this : this.unscaled;
  }
  override coerce(operator: OperatorLike, value: unknown): TypeEngine<unknown> {
    return typeOfNumber(this, operator, value);
  }
  override describe(): string {
    return (
      this.kind.toUpperCase() +
      (this.precision === null ? "" : this.scale === null ? `(${this.precision})` : `(${this.precision}, ${this.scale})`)
    );
  }
}

function keyForm(value: unknown): unknown {
  return typeof value === "string" ? (canonicalDecimal(value) ?? value) : value;
}
