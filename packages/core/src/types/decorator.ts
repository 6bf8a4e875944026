/** Types of the application's own. */
import type { Dialect } from "../engine/dialect.js";
import { deepCopy, deepEquals } from "./deep.js";
import { type Affinity, type OperatorLike, type Processor, TypeEngine } from "./engine.js";

/** What a decorator adds to the type it wraps. None of its functions is given `null`: NULL stays NULL. */
export interface TypeDecoration<W, V> {
  /** The type that the database knows. */
  impl: TypeEngine<W>;
  /** The value of the wrapped type for one of the application's. */
  bind(value: V, dialect: Dialect): W;
  /** The application's value for one of the wrapped type. */
  result(value: W, dialect: Dialect): V;
  /** The wrapped type on a dialect, where it is not `impl`. */
  implFor?(dialect: Dialect): TypeEngine<W> | undefined;
  /** Whether two values are the same; by default their bound forms are compared. */
  equals?(left: V, right: V): boolean;
  /** Names the decorator in cache keys: two decorators with one name must behave alike. By default each is its own. */
  cacheKey?: string;
}

export class DecoratedType<out V> extends TypeEngine<V> {
  readonly kind = "decorated";
  readonly impl: TypeEngine<unknown>;
  private readonly decoration: TypeDecoration<unknown, unknown>;
  constructor(decoration: TypeDecoration<never, never>) {
    super();
    this.decoration = decoration as unknown as TypeDecoration<unknown, unknown>;
    this.impl = decoration.impl;
  }

  get affinity(): Affinity {
    return this.impl.affinity;
  }
  override get isMutable(): boolean {
    return true;
  }
  override get isWideInteger(): boolean {
    return this.impl.isWideInteger;
  }
  override get isHashable(): boolean {
    return this.impl.isHashable;
  }

  /** The type to compile and to talk to the driver with. */
  wrapped(dialect: Dialect): TypeEngine<unknown> {
    return this.decoration.implFor?.(dialect) ?? this.impl;
  }
  protected override adapt(_dialect: Dialect): TypeEngine<unknown> {
    return this;
  }
  protected override createBind(dialect: Dialect): Processor | null {
    const inner = this.wrapped(dialect).bindProcessor(dialect);
    const { decoration } = this;
    return (value) => {
      const bound = decoration.bind(value, dialect);
      return bound === null || bound === undefined ? null : inner === null ? bound : inner(bound);
    };
  }
  protected override createResult(dialect: Dialect): Processor | null {
    const inner = this.wrapped(dialect).resultProcessor(dialect);
    const { decoration } = this;
    return (value) => decoration.result(inner === null ? value : inner(value), dialect);
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return this.wrapped(dialect).literal(this.decoration.bind(value, dialect), dialect);
  }

  override resultOf(operator: OperatorLike, other: TypeEngine<unknown>): TypeEngine<unknown> {
    const result = this.impl.resultOf(operator, other);
    return result === this.impl ? this : result;
  }
  override equals(value: unknown, kept: unknown): boolean {
    if (Object.is(value, kept)) return true;
    if (value === null || kept === null || value === undefined || kept === undefined) return false;
    return this.decoration.equals === undefined ? deepEquals(value, kept) : this.decoration.equals(value, kept);
  }
  /** Plain data is copied; an instance of a class is taken to be immutable. */
  override copy(value: unknown): unknown {
    return this.decoration.equals === undefined && isPlain(value) ? deepCopy(value) : value;
  }
  override restore(kept: unknown): unknown {
    return this.copy(kept);
  }
  protected override signature(): string | null {
    return this.decoration.cacheKey === undefined ? null : `${this.decoration.cacheKey},${this.impl.cacheIdentity}`;
  }
  override describe(): string {
    return this.impl.describe();
  }
}

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}

/**
 * A type of your own around another: what is stored is `impl`'s value, what attributes have is yours.
 * @example
 * const money = typeDecorator({ impl: t.bigInteger(), bind: (value: Money) => value.cents, result: (cents) => new Money(cents) });
 */
export function typeDecorator<W, V>(decorator: TypeDecoration<W, V>): TypeEngine<V> {
  return new DecoratedType<V>(decorator as unknown as TypeDecoration<never, never>);
}

export interface UserDefinedOptions<V> {
  /** The name in DDL: `"MONEY"`, or a function of the dialect. */
  spec: string | ((dialect: Dialect) => string);
  bind?(value: V, dialect: Dialect): unknown;
  result?(value: unknown, dialect: Dialect): V;
}
export class UserDefinedType<out V> extends TypeEngine<V> {
  readonly kind = "userDefined";
  readonly affinity: Affinity = "other";
  private readonly options: UserDefinedOptions<unknown>;
  constructor(options: UserDefinedOptions<never>) {
    super();
    this.options = options as unknown as UserDefinedOptions<unknown>;
  }
  override get isMutable(): boolean {
    return true;
  }
  spec(dialect: Dialect): string {
    const { spec } = this.options;
    return typeof spec === "string" ? spec : spec(dialect);
  }
  protected override createBind(dialect: Dialect): Processor | null {
    const { bind } = this.options;
    return bind === undefined ? null : (value) => bind(value, dialect);
  }
  protected override createResult(dialect: Dialect): Processor | null {
    const { result } = this.options;
    return result === undefined ? null : (value) => result(value, dialect);
  }
  override equals(value: unknown, kept: unknown): boolean {
    return deepEquals(value, kept);
  }
  override copy(value: unknown): unknown {
    return isPlain(value) ? deepCopy(value) : value;
  }
  override restore(kept: unknown): unknown {
    return this.copy(kept);
  }
  protected override signature(): string | null {
    return null;
  }
  override describe(): string {
    return typeof this.options.spec === "string" ? this.options.spec : "USER DEFINED";
  }
}

/** A type that the database has and Cupel does not know: its name in DDL, and how values go there and back. */
export function userDefinedType<V>(options: UserDefinedOptions<V>): TypeEngine<V> {
  return new UserDefinedType<V>(options as unknown as UserDefinedOptions<never>);
}
