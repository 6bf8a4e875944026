/**
 * What an SQL type is: which value an attribute of it has (`V`), how that value becomes what the driver takes and comes back from what it
 * gives, how it is written into SQL text, and how two values of it are compared when a flush looks for changes. A type is immutable. A
 * dialect puts its own in the place of a generic one (`Dialect.adaptType`); what that gives is kept per dialect.
 */
import type { KeyWriter } from "../compiler/cache.js";
import type { Dialect } from "../engine/dialect.js";
import { CompileError } from "../errors.js";
import { TYPE } from "../symbols.js";

/** Turns a value, never NULL, into another. */
export type Processor = (value: unknown) => unknown;

/** The family of a type. It decides what an operator yields and whether two types can be compared. */
export type Affinity =
  | "integer"
  | "float"
  | "numeric"
  | "string"
  | "boolean"
  | "date"
  | "dateTime"
  | "time"
  | "interval"
  | "binary"
  | "json"
  | "uuid"
  | "array"
  | "tuple"
  | "null"
  | "other";

/** What a type needs to know of an operator. */
export interface OperatorLike {
  readonly name: string;
  readonly isComparison?: boolean;
}

interface DialectForm {
  readonly impl: TypeEngine<unknown>;
  bind: Processor | null | undefined;
  result: Processor | null | undefined;
}

let lastIdentity = 0;
const identities = new Map<string, number>();

/** A type of SQL whose values are of type `V`. Made by `t`. */
export abstract class TypeEngine<out V> {
  declare readonly [TYPE]: V;
  /** By what the type compiler dispatches: `string`, `numeric`, or a name of SQL such as `VARCHAR`. */
  abstract readonly kind: string;
  abstract readonly affinity: Affinity;
  /** Other types for some dialects, by the dialect's name. */
  readonly variants: ReadonlyMap<string, TypeEngine<unknown>> | null = null;
  private forms: WeakMap<Dialect, DialectForm> | null = null;
  /** The dialect that asked last, and its form: most processes speak to one database. */
  private lastDialect: Dialect | null = null;
  private lastForm: DialectForm | null = null;
  private identity = 0;

  /** Whether a value can be changed in place (`Date`, JSON, bytes): then `copy` gives something to compare with later. */
  get isMutable(): boolean {
    return false;
  }
  /** Whether a value may be a whole number beyond 2^53, so that the driver must not give a `number`. */
  get isWideInteger(): boolean {
    return false;
  }
  /** Whether `at(key)` reaches into a value: `coerce` then gives the type of the key, and `resultOf` that of what is there. */
  get isIndexable(): boolean {
    return this.affinity === "json";
  }
  /** Whether the type compares by value (`=`), or the database has no such comparison for it. */
  get isHashable(): boolean {
    return true;
  }

  /**
   * What turns a value into what the driver takes, or null where it takes it as it is. It is never given NULL.
   * @throws DataError (when called) for a value that is none of this type; the message names the value, the type and what to give instead.
   */
  bindProcessor(dialect: Dialect): Processor | null {
    const form = this.formFor(dialect);
    if (form.bind === undefined) form.bind = form.impl.createBind(dialect);
    return form.bind;
  }

  /** What turns the driver's value into the attribute's, or null where it is that already. It is never given NULL. */
  resultProcessor(dialect: Dialect): Processor | null {
    const form = this.formFor(dialect);
    if (form.result === undefined) form.result = form.impl.createResult(dialect);
    return form.result;
  }

  /** The value as SQL text, quoted and escaped. */
  literal(value: unknown, dialect: Dialect): string {
    if (value === null || value === undefined) return "NULL";
    return this.formFor(dialect).impl.createLiteral(value, dialect);
  }

  /** The type that stands for this one on a dialect: a variant, or the dialect's own. */
  dialectImpl(dialect: Dialect): TypeEngine<unknown> {
    return this.formFor(dialect).impl;
  }

  private formFor(dialect: Dialect): DialectForm {
    if (this.lastDialect === dialect) return this.lastForm as DialectForm;
    this.forms ??= new WeakMap();
    let form = this.forms.get(dialect);
    if (form === undefined) {
      const variant = this.variants?.get(dialect.name);
      form = { impl: variant === undefined ? this.adapt(dialect) : variant.dialectImpl(dialect), bind: undefined, result: undefined };
      this.forms.set(dialect, form);
    }
    this.lastDialect = dialect;
    this.lastForm = form;
    return form;
  }

  /** Hook: this type on a dialect, where no variant says otherwise. */
  protected adapt(dialect: Dialect): TypeEngine<unknown> {
    return dialect.adaptType(this);
  }
  /** Hook of `bindProcessor`: made once for each dialect, on the dialect's own form of the type. */
  protected createBind(_dialect: Dialect): Processor | null {
    return null;
  }
  /** Hook of `resultProcessor`. */
  protected createResult(_dialect: Dialect): Processor | null {
    return null;
  }
  /** Hook of `literal`. */
  protected createLiteral(value: unknown, dialect: Dialect): string {
    const bind = this.createBind(dialect);
    return quoteLiteral(bind === null ? value : bind(value), this, dialect);
  }

  /** What the arguments of the type are, as text: two types of one kind with equal signatures are the same type to a cache. Null: compare by identity. */
  protected signature(): string | null {
    return "";
  }

  /** Writes into a cache key what tells this type from others. */
  appendKey(key: KeyWriter): void {
    key.write(this.cacheIdentity);
  }

  /** A number that types share exactly if their kind, arguments and variants are equal. */
  get cacheIdentity(): number {
    if (this.identity === 0) {
      const signature = this.fullSignature();
      const known = signature === null ? undefined : identities.get(signature);
      this.identity = known ?? ++lastIdentity;
      if (signature !== null && known === undefined) identities.set(signature, this.identity);
    }
    return this.identity;
  }

  private fullSignature(): string | null {
    const own = this.signature();
    if (own === null) return null;
    let text = `${this.constructor.name}:${this.kind}(${own})`;
    if (this.variants !== null) for (const [name, type] of this.variants) text += `|${name}=${type.cacheIdentity}`;
    return text;
  }

  /** The type of `this operator other`. For comparisons the caller knows better. */
  resultOf(operator: OperatorLike, _other: TypeEngine<unknown>): TypeEngine<unknown> {
    void operator;
    return this;
  }

  /** The type of a plain value on the other side of an operator. */
  coerce(_operator: OperatorLike, _value: unknown): TypeEngine<unknown> {
    return this;
  }

  /** Whether a value is the same as one kept by `copy` (or as another value). */
  equals(value: unknown, kept: unknown): boolean {
    return Object.is(value, kept);
  }
  /**
   * What makes one of all values that `equals` takes for the same, so that it identifies a row; null where the value itself does, as of most
   * types.
   */
  get keyForm(): ((value: unknown) => unknown) | null {
    return null;
  }
  /** The value in a form that later changes in place do not reach; the value itself where it cannot be changed. */
  copy(value: unknown): unknown {
    return value;
  }
  /** A value again, from what `copy` kept. */
  restore(kept: unknown): unknown {
    return kept;
  }

  /**
   * The same type, but another on some dialects.
   * @example `t.string(50).withVariant(t.text(), "mysql", "mariadb")`
   */
  withVariant(type: TypeEngine<unknown>, ...dialects: readonly string[]): TypeEngine<V> {
    const variants = new Map(this.variants ?? []);
    for (const dialect of dialects) variants.set(dialect, type);
    return this.replicate({ variants });
  }

  /** A copy of this type with some properties replaced and nothing remembered. */
  protected replicate(changes: Readonly<Record<string, unknown>>): this {
    const replica = Object.create(Object.getPrototypeOf(this) as object) as this;
    return Object.assign(replica, this, { forms: null, lastDialect: null, lastForm: null, identity: 0 }, changes);
  }

  /** The type as SQL spells it, without regard to a dialect: for messages. */
  describe(): string {
    return this.kind.toUpperCase();
  }
}

/** A driver's value as SQL text. */
export function quoteLiteral(value: unknown, type: TypeEngine<unknown>, dialect: Dialect): string {
  switch (typeof value) {
    case "string":
      return quoteString(value, dialect);
    case "number":
      if (Number.isFinite(value)) return Object.is(value, -0) ? "-0.0" : String(value);
      break;
    case "bigint":
      return String(value);
    case "boolean":
      return dialect.capabilities.nativeBoolean ? String(value) : value ? "1" : "0";
    case "object":
      if (value instanceof Uint8Array) return dialect.bytesLiteral(value);
      break;
    default:
  }
  throw new CompileError(
    `No literal SQL text for the value ${String(value)} of type ${type.describe()} on ${dialect.name}: leave it a bound parameter`,
  );
}

/** A string as an SQL literal, as the dialect writes it. */
export function quoteString(text: string, dialect: Dialect): string {
  if (text.includes("\0"))
    throw new CompileError("A NUL character cannot stand in a literal of SQL text: leave the value a bound parameter");
  return dialect.stringLiteral(text);
}

export function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += (byte < 16 ? "0" : "") + byte.toString(16);
  return text;
}
