/**
 * `as:` says what an attribute's value is turned into: `Number`, `BigInt`, `String`, any class made from the database's value, a class with
 * a static `from` (Temporal), or a function. The way back asks the value for its text, so that what a class prints must be what the
 * database takes; where it is not, `typeDecorator` gives both directions.
 */

import type { Dialect } from "../engine/dialect.js";
import { ArgumentError } from "../errors.js";
import { type Processor, TypeEngine } from "./engine.js";
import { refusal } from "./refusal.js";

/** `Number`, `BigInt`, a function, a class made from the value the database gives, or one with a static `from` (Temporal). */
export type Conversion<Wire> = ((value: Wire) => unknown) | (new (value: Wire) => unknown) | { from(value: Wire): unknown };
export type Converted<A, Wire> = A extends NumberConstructor
  ? number
  : A extends StringConstructor
    ? string
    : A extends { from(value: Wire): infer V }
      ? V
      : A extends new (
            value: Wire,
          ) => infer V
        ? V
        : A extends (value: Wire) => infer V
          ? V
          : never;
/** The option of a type that has conversions. */
export interface As<A> {
  as: A;
}

type AnyConversion = Conversion<never>;

/** Whether `new` makes the value: a class, or a constructor function with methods, but no plain function. */
function isConstructor(value: Function): boolean {
  if (typeof value.prototype !== "object" || value.prototype === null) return false;
  return (
    /^class\b/.test(Function.prototype.toString.call(value)) ||
    Object.getOwnPropertyNames(value.prototype).length > 1 ||
    Object.getPrototypeOf(value.prototype) !== Object.prototype
  );
}

/** How a value of the database becomes one of the application. */
export function converter(as: AnyConversion): Processor {
  if (as === (Number as unknown) || as === (String as unknown) || as === (BigInt as unknown)) return as as Processor;
  if (typeof (as as { from?: unknown }).from === "function") {
    const source = as as { from(value: unknown): unknown };
    return (value) => source.from(value);
  }
  if (typeof as !== "function") throw new ArgumentError("`as` takes Number, BigInt, a class, a class with a static `from`, or a function");
  if (!isConstructor(as)) return as as Processor;
  const Class = as as unknown as new (value: unknown) => unknown;
  return (value) => new Class(value);
}

/** The text of a value that a conversion made, or null where it has none of its own. */
export function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value !== "object" || value === null) return null;
  if (value.toString !== Object.prototype.toString) return String(value);
  const own = (value as { toJSON?: () => unknown }).toJSON?.() ?? (value as { value?: unknown }).value;
  return typeof own === "string" || typeof own === "number" || typeof own === "bigint" ? String(own) : null;
}

/** What is remembered of an object that a conversion made. */
class Kept {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A type whose values may be converted. Between the driver and the conversion stands the *wire* value, the same on every database: an exact
 * decimal text, an ISO date, a bigint. A dialect overrides `bindWire` and `resultWire` and need not know of conversions.
 */
export abstract class ConvertibleType<out V> extends TypeEngine<V> {
  readonly as: AnyConversion | null;
  constructor(as: AnyConversion | null) {
    super();
    this.as = as;
  }

  /** Hook: checks a wire value and gives what the driver takes. */
  protected abstract bindWire(dialect: Dialect): Processor;
  /** Hook: the wire value of what the driver gave; null where it is that already. */
  protected abstract resultWire(dialect: Dialect): Processor | null;
  /** Hook: the wire value of one that the conversion made, or the value itself if that is none. */
  protected toWire(value: unknown): unknown {
    return textOf(value) ?? value;
  }
  /** Hook: refuses a conversion that has lost something. */
  protected checkConverted(_wire: unknown, _converted: unknown): void {}

  protected override createBind(dialect: Dialect): Processor | null {
    const bind = this.bindWire(dialect);
    return this.as === null ? bind : (value) => bind(this.toWire(value));
  }

  protected override createResult(dialect: Dialect): Processor | null {
    const wire = this.resultWire(dialect);
    if (this.as === null) return wire;
    const convert = converter(this.as);
    return (value) => {
      const given = wire === null ? value : wire(value);
      let converted: unknown;
      try {
        converted = convert(given);
      } catch (cause) {
        throw refusal(this, given, `the conversion \`as\` refused what the database holds (${(cause as Error).message})`, { cause });
      }
      this.checkConverted(given, converted);
      return converted;
    };
  }

  override get isMutable(): boolean {
    return this.as !== null && this.as !== (Number as unknown) && this.as !== (String as unknown) && this.as !== (BigInt as unknown);
  }
  override equals(value: unknown, kept: unknown): boolean {
    if (Object.is(value, kept)) return true;
    const [left, right] = [this.copy(value), this.copy(kept)];
    return left instanceof Kept ? right instanceof Kept && left.text === right.text : Object.is(left, right);
  }
  /** A converted value is kept by its text, which is what would be stored. */
  override copy(value: unknown): unknown {
    if (typeof value !== "object" || value === null || value instanceof Kept) return value;
    const text = textOf(value);
    return text === null ? value : new Kept(text);
  }
  override restore(kept: unknown): unknown {
    return kept instanceof Kept && this.as !== null ? converter(this.as)(this.fromText(kept.text)) : kept;
  }
  /** Hook: the wire value that a text stands for. */
  protected fromText(text: string): unknown {
    return text;
  }

  /** The part of the cache signature that names the conversion, or null where it can only be told by identity. */
  protected conversionSignature(): string | null {
    return this.as === null
      ? ""
      : this.as === (Number as unknown)
        ? "Number"
        : this.as === (String as unknown)
          ? "String"
          : this.as === (BigInt as unknown)
            ? "BigInt"
            : null;
  }
}
