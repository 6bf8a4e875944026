/**
 * Expressions: what has a value in SQL. Two phantom properties carry everything that types need: the value, and the names of the
 * sources whose rows, if missing after an outer join, make the value NULL. Every parameter asks for the small `Expression` view, never
 * for `ColumnElement`: relating or inferring through one property is cheap, through forty operators it is not.
 *
 * At run time an expression is a node of an immutable tree. A node says three things of itself: which method of the compiler writes it
 * (`accept`), what tells it from others in a cache key (`[KEY]`), and what it is made of (`eachChild`, `mapChildren`).
 */
import type { KeyWriter } from "../compiler/cache.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { COPY, KEY, type SOURCE, type VALUE } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import type { Rows } from "./executable.js";
import type { FromClause } from "./from.js";
import {
  type CompiledText,
  type CompileOptions,
  type CustomOperatorOptions,
  type JsonForm,
  type LikeOptions,
  operations,
  stringifier,
} from "./hooks.js";
import type { Label } from "./label.js";
import type { Operator } from "./operators.js";
import * as op from "./operators.js";

export type { Column } from "./column.js";
export type { Label } from "./label.js";

export interface Expression<out V, out S = unknown> {
  readonly [VALUE]: V;
  readonly [SOURCE]: S;
}
export type Condition = ColumnElement<boolean>;
export type Criterion = Expression<boolean | null>;
/** What may stand to the right of a comparison with a value of type V. */
export type Operand<V> = NonNullable<V> | null | Expression<V | null>;
type Text = string | null;

/** The token by which this copy of core knows what it has made itself. */
const thisCopy = {};

/** A part of an SQL statement. */
export abstract class ClauseElement {
  /** The name of what this is: `binary`, `select`. */
  abstract readonly kind: string;
  /** @internal The copy of core that made it. */
  declare readonly [COPY]: object;

  /** @internal Calls the compiler's method for this kind of element. */
  abstract accept(compiler: SqlCompiler): string;
  /** @internal Writes what tells this structure from others; values of parameters are no part of it. */
  abstract [KEY](key: KeyWriter): void;
  /** Calls `visit` with each element that this one is made of. */
  eachChild(_visit: (child: ClauseElement) => void): void {}
  /** This element with its parts replaced; itself, if `map` replaces none. Bind parameters are never copied. */
  mapChildren(_map: (child: ClauseElement) => ClauseElement): this {
    return this;
  }
  /** @internal Adds the FROM elements that must be there for this to have a meaning. */
  collectFroms(into: FromClause[]): void {
    this.eachChild((child) => child.collectFroms(into));
  }
  /** The FROM elements that this refers to. */
  get fromObjects(): readonly FromClause[] {
    const found: FromClause[] = [];
    this.collectFroms(found);
    return [...new Set(found)];
  }

  /** @internal This element, in parentheses if it needs them beside `against`. */
  selfGroup(_against?: Operator): ClauseElement {
    return this;
  }

  /** The SQL of this element for a dialect (by its name; generic SQL otherwise), and its parameters. */
  compile(options: CompileOptions = {}): CompiledText {
    return stringifier.compile(this, options);
  }
  /** Readable SQL, in generic terms: for logs and messages, not for execution. */
  toString(): string {
    return stringifier.stringify(this);
  }
}
Object.defineProperty(ClauseElement.prototype, COPY, { value: thisCopy });

/** Whether a value is part of an SQL statement, and made by this copy of core. */
export function isClauseElement(value: unknown): value is ClauseElement {
  return typeof value === "object" && value !== null && (value as ClauseElement)[COPY] === thisCopy;
}
/** Whether a value was made by another copy of core that lives in the same process. */
export function isForeignElement(value: unknown): boolean {
  return typeof value === "object" && value !== null && COPY in value && (value as ClauseElement)[COPY] !== thisCopy;
}
export function isColumnElement(value: unknown): value is ColumnElement<unknown, unknown> {
  return isClauseElement(value) && (value as { isColumnElement?: true }).isColumnElement === true;
}

/** An expression: every operator of SQL is a method of it. */
export abstract class ColumnElement<out V, out S = never> extends ClauseElement {
  declare readonly [VALUE]: V;
  declare readonly [SOURCE]: S;
  /** The SQL type of the value. */
  abstract readonly type: TypeEngine<unknown>;
  /** @internal */
  declare readonly isColumnElement: true;

  /** `=`; IS NULL for null. */
  eq(other: Operand<V>): Condition {
    return operations.compare(this, op.EQ, other);
  }
  /** `!=`; IS NOT NULL for null. */
  ne(other: Operand<V>): Condition {
    return operations.compare(this, op.NE, other);
  }
  lt(other: Operand<V>): Condition {
    return operations.compare(this, op.LT, other);
  }
  lte(other: Operand<V>): Condition {
    return operations.compare(this, op.LTE, other);
  }
  gt(other: Operand<V>): Condition {
    return operations.compare(this, op.GT, other);
  }
  gte(other: Operand<V>): Condition {
    return operations.compare(this, op.GTE, other);
  }
  between(low: Operand<V>, high: Operand<V>, options?: { symmetric?: boolean }): Condition {
    return operations.between(this, op.BETWEEN, low, high, options?.symmetric === true);
  }
  notBetween(low: Operand<V>, high: Operand<V>, options?: { symmetric?: boolean }): Condition {
    return operations.between(this, op.NOT_BETWEEN, low, high, options?.symmetric === true);
  }
  /** IN a list of values or a subquery. An empty list is correct: it matches no row. */
  in(values: readonly NonNullable<V>[] | readonly Operand<V>[] | Rows<readonly [V | null]> | Rows<V> | Expression<unknown>): Condition {
    return operations.contained(this, op.IN, values);
  }
  notIn(values: readonly NonNullable<V>[] | readonly Operand<V>[] | Rows<readonly [V | null]> | Rows<V> | Expression<unknown>): Condition {
    return operations.contained(this, op.NOT_IN, values);
  }
  is(other: Operand<V>): Condition {
    return operations.compare(this, op.IS, other);
  }
  isNot(other: Operand<V>): Condition {
    return operations.compare(this, op.IS_NOT, other);
  }
  isNull(): Condition {
    return operations.compare(this, op.IS, null);
  }
  isNotNull(): Condition {
    return operations.compare(this, op.IS_NOT, null);
  }
  isDistinctFrom(other: Operand<V>): Condition {
    return operations.compare(this, op.IS_DISTINCT_FROM, other);
  }
  isNotDistinctFrom(other: Operand<V>): Condition {
    return operations.compare(this, op.IS_NOT_DISTINCT_FROM, other);
  }

  like(this: Expression<Text>, pattern: Operand<string>, options?: { escape?: string }): Condition {
    return operations.like(self(this), op.LIKE, pattern, options);
  }
  notLike(this: Expression<Text>, pattern: Operand<string>, options?: { escape?: string }): Condition {
    return operations.like(self(this), op.NOT_LIKE, pattern, options);
  }
  ilike(this: Expression<Text>, pattern: Operand<string>, options?: { escape?: string }): Condition {
    return operations.like(self(this), op.ILIKE, pattern, options);
  }
  notIlike(this: Expression<Text>, pattern: Operand<string>, options?: { escape?: string }): Condition {
    return operations.like(self(this), op.NOT_ILIKE, pattern, options);
  }
  startsWith(this: Expression<Text>, prefix: Operand<string>, options?: LikeOptions): Condition {
    return operations.like(self(this), op.STARTS_WITH, prefix, options);
  }
  endsWith(this: Expression<Text>, suffix: Operand<string>, options?: LikeOptions): Condition {
    return operations.like(self(this), op.ENDS_WITH, suffix, options);
  }
  contains(this: Expression<Text>, part: Operand<string>, options?: LikeOptions): Condition {
    return operations.like(self(this), op.CONTAINS, part, options);
  }
  /** `startsWith` without regard to case. */
  istartsWith(this: Expression<Text>, prefix: Operand<string>, options?: LikeOptions): Condition {
    return operations.like(self(this), op.ISTARTS_WITH, prefix, options);
  }
  iendsWith(this: Expression<Text>, suffix: Operand<string>, options?: LikeOptions): Condition {
    return operations.like(self(this), op.IENDS_WITH, suffix, options);
  }
  icontains(this: Expression<Text>, part: Operand<string>, options?: LikeOptions): Condition {
    return operations.like(self(this), op.ICONTAINS, part, options);
  }
  regexpMatch(this: Expression<Text>, pattern: string | Expression<Text>, options?: { flags?: string }): Condition {
    return operations.matchesRegexp(self(this), pattern, options?.flags);
  }
  regexpReplace(
    this: Expression<Text>,
    pattern: string | Expression<Text>,
    replacement: string | Expression<Text>,
    options?: { flags?: string },
  ): ColumnElement<V, S> {
    return operations.replaceRegexp(self(this), pattern, replacement, options?.flags) as ColumnElement<V, S>;
  }
  /** The database's full text search. */
  match(this: Expression<Text>, query: Operand<string>): Condition {
    return operations.compare(self(this), op.MATCH, query);
  }

  concat<T = never>(other: string | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.CONCAT, other) as ColumnElement<V, S | T>;
  }
  /** `+`; of texts `||`. */
  add<T = never>(other: NonNullable<V> | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.ADD, other) as ColumnElement<V, S | T>;
  }
  sub<T = never>(other: NonNullable<V> | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.SUB, other) as ColumnElement<V, S | T>;
  }
  mul<T = never>(other: NonNullable<V> | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.MUL, other) as ColumnElement<V, S | T>;
  }
  /** True division: `7 / 2` is 3.5 on every database. */
  div<T = never>(other: NonNullable<V> | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.DIV, other) as ColumnElement<V, S | T>;
  }
  /** Whole division: of whole numbers the database's own, which drops the fraction; of others rounded down. */
  floorDiv<T = never>(other: NonNullable<V> | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.FLOOR_DIV, other) as ColumnElement<V, S | T>;
  }
  mod<T = never>(other: NonNullable<V> | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.MOD, other) as ColumnElement<V, S | T>;
  }
  neg(): ColumnElement<V, S> {
    return operations.unary(this, op.NEG) as ColumnElement<V, S>;
  }
  bitwiseAnd<T = never>(other: NonNullable<V> | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.BITWISE_AND, other) as ColumnElement<V, S | T>;
  }
  bitwiseOr<T = never>(other: NonNullable<V> | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.BITWISE_OR, other) as ColumnElement<V, S | T>;
  }
  bitwiseXor<T = never>(other: NonNullable<V> | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.BITWISE_XOR, other) as ColumnElement<V, S | T>;
  }
  bitwiseNot(): ColumnElement<V, S> {
    return operations.unary(this, op.BITWISE_NOT) as ColumnElement<V, S>;
  }
  bitwiseLeftShift<T = never>(other: number | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.BITWISE_LEFT_SHIFT, other) as ColumnElement<V, S | T>;
  }
  bitwiseRightShift<T = never>(other: number | Expression<unknown, T>): ColumnElement<V, S | T> {
    return operations.calculate(this, op.BITWISE_RIGHT_SHIFT, other) as ColumnElement<V, S | T>;
  }

  /** Any operator that the database has: `c.data.op("->>")("name")`. */
  op<W = unknown>(symbol: string, options?: CustomOperatorOptions): (other: unknown) => ColumnElement<W, S> {
    return (other) => operations.custom(this, symbol, other, options) as ColumnElement<W, S>;
  }
  cast<W>(type: TypeEngine<W>): ColumnElement<W | Extract<V, null>, S> {
    return operations.cast(this, type) as ColumnElement<W | Extract<V, null>, S>;
  }
  collate(name: string): ColumnElement<V, S> {
    return operations.collate(this, name) as ColumnElement<V, S>;
  }
  /** DISTINCT within a function: `func.count(c.email.distinct())`. */
  distinct(): ColumnElement<V, S> {
    return operations.unary(this, op.DISTINCT) as ColumnElement<V, S>;
  }
  /** ANY of an array or subquery, to stand on the right of a comparison. */
  any(): ColumnElement<V extends readonly (infer I)[] ? I : V, S> {
    return operations.unary(this, op.ANY) as never;
  }
  /** ALL of an array or subquery. */
  all(): ColumnElement<V extends readonly (infer I)[] ? I : V, S> {
    return operations.unary(this, op.ALL) as never;
  }
  asc(): ColumnElement<V, S> {
    return operations.modify(this, op.ASC) as ColumnElement<V, S>;
  }
  desc(): ColumnElement<V, S> {
    return operations.modify(this, op.DESC) as ColumnElement<V, S>;
  }
  nullsFirst(): ColumnElement<V, S> {
    return operations.modify(this, op.NULLS_FIRST) as ColumnElement<V, S>;
  }
  nullsLast(): ColumnElement<V, S> {
    return operations.modify(this, op.NULLS_LAST) as ColumnElement<V, S>;
  }
  /** The expression under a name, which is its key in the row. */
  as<N extends string>(name: N): Label<N, V, S>;
  /** With null: under a name that is invented when the statement is compiled. */
  as(name: null): Label<string, V, S>;
  as(name: string | null): Label<string, V, S> {
    return labelOf(this, name) as Label<string, V, S>;
  }

  /** A member of a JSON object, or an element of a JSON array, as JSON. */
  at(key: string | number): ColumnElement<unknown, S> {
    return operations.jsonItem(this, op.JSON_ITEM, [key]) as ColumnElement<unknown, S>;
  }
  /** What lies at the end of a path into a JSON document. */
  path(...keys: readonly (string | number)[]): ColumnElement<unknown, S> {
    return operations.jsonItem(this, op.JSON_PATH, keys) as ColumnElement<unknown, S>;
  }
  /** The value inside JSON as text; NULL where there is none. */
  asString(): ColumnElement<string | null, S> {
    return this.json("string") as ColumnElement<string | null, S>;
  }
  asInteger(): ColumnElement<number | null, S> {
    return this.json("integer") as ColumnElement<number | null, S>;
  }
  asFloat(): ColumnElement<number | null, S> {
    return this.json("float") as ColumnElement<number | null, S>;
  }
  asBoolean(): ColumnElement<boolean | null, S> {
    return this.json("boolean") as ColumnElement<boolean | null, S>;
  }
  /** As an exact decimal: of a type, or of so many digits. */
  asNumeric<W>(type: TypeEngine<W>): ColumnElement<W | null, S>;
  asNumeric(precision?: number, scale?: number): ColumnElement<string | null, S>;
  asNumeric(typeOrPrecision?: TypeEngine<unknown> | number, scale?: number): ColumnElement<unknown, S> {
    return operations.jsonValue(this, "numeric", typeOrPrecision ?? null, scale) as ColumnElement<unknown, S>;
  }
  asJson<W = unknown>(): ColumnElement<W, S> {
    return this.json("json") as ColumnElement<W, S>;
  }
  private json(as: JsonForm): ColumnElement<unknown, unknown> {
    return operations.jsonValue(this, as, null);
  }

  /** @internal */
  override selfGroup(_against?: Operator): ColumnElement<V, S> {
    return this;
  }
  /** @internal NOT this. */
  negate(): Condition {
    return operations.negate(this);
  }
  /** @internal The name that a value compared with this gives to its parameter. */
  get bindName(): string | null {
    return null;
  }
  /** @internal The name that it has of itself in the list of columns; null where one has to be invented. */
  get columnName(): string | null {
    return null;
  }
  /** @internal From what an invented name is made: `count` gives `count_1`. */
  get anonymousBase(): string | null {
    return this.columnName;
  }
  /** @internal With the table's name before it: `users_id`. Null where there is none. */
  get qualifiedName(): string | null {
    return null;
  }
}
Object.defineProperty(ColumnElement.prototype, "isColumnElement", { value: true });

function self(expression: Expression<unknown>): ColumnElement<unknown, unknown> {
  return expression as ColumnElement<unknown, unknown>;
}

let labelOf: (element: ColumnElement<unknown, unknown>, name: string | null) => unknown = () => {
  throw new Error("@cupel/core was loaded in part");
};
/** @internal */
export function installLabel(make: (element: ColumnElement<unknown, unknown>, name: string | null) => unknown): void {
  labelOf = make;
}
