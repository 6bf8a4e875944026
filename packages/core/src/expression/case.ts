/** `CASE WHEN … THEN … ELSE … END`, and `CASE value WHEN …`. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { NULL_TYPE } from "../types/null.js";
import { criterion } from "./boolean.js";
import { argument } from "./coerce.js";
import { type ClauseElement, ColumnElement, type Criterion, type Expression } from "./element.js";

const TAG = keyTag();
type Any = ColumnElement<unknown, unknown>;
export interface When {
  readonly condition: Any;
  readonly result: Any;
}

export class Case<out V, out S = never> extends ColumnElement<V | null, S> {
  declare readonly kind: "case";
  readonly value: Any | null;
  readonly whens: readonly When[];
  readonly otherwise: Any | null;
  constructor(value: Any | null, whens: readonly When[], otherwise: Any | null) {
    super();
    this.value = value;
    this.whens = whens;
    this.otherwise = otherwise;
  }
  /** The first result whose type is known says what all are. */
  get type(): TypeEngine<unknown> {
    for (const { result } of this.whens) if (result.type.affinity !== "null") return result.type;
    return this.otherwise?.type ?? NULL_TYPE;
  }
  when<W, R>(condition: Criterion, value: Expression<W, R>): Case<V | W, S | R>;
  when<W>(condition: Criterion, value: W): Case<V | W, S>;
  when(condition: Criterion, value: unknown): Case<unknown, unknown> {
    const result = argument(value, "param", "when()");
    const test = this.value === null ? criterion(condition, "when()").selfGroup() : argument(condition, "param", "when()");
    return new Case(this.value, [...this.whens, { condition: test, result }], this.otherwise);
  }
  /** What comes from the missing side of an outer join makes the whole of it NULL, as far as the types can know. */
  else<W, R>(value: Expression<W, R>): ColumnElement<V | W, S | R>;
  else<W>(value: W): ColumnElement<V | W, S>;
  else(value: unknown): ColumnElement<unknown, unknown> {
    return new Case(this.value, this.whens, argument(value, "param", "else()"));
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitCase(this as unknown as Case<unknown>);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.write(this.whens.length * 4 + (this.value === null ? 0 : 2) + (this.otherwise === null ? 0 : 1));
    this.value?.[KEY](key);
    for (const { condition, result } of this.whens) {
      condition[KEY](key);
      result[KEY](key);
    }
    this.otherwise?.[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    if (this.value !== null) visit(this.value);
    for (const { condition, result } of this.whens) {
      visit(condition);
      visit(result);
    }
    if (this.otherwise !== null) visit(this.otherwise);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const value = this.value === null ? null : (map(this.value) as Any);
    let changed = value !== this.value;
    const whens = this.whens.map((when) => {
      const condition = map(when.condition) as Any;
      const result = map(when.result) as Any;
      if (condition === when.condition && result === when.result) return when;
      changed = true;
      return { condition, result };
    });
    const otherwise = this.otherwise === null ? null : (map(this.otherwise) as Any);
    return changed || otherwise !== this.otherwise ? (new Case(value, whens, otherwise) as this) : this;
  }
}
Object.defineProperty(Case.prototype, "kind", { value: "case" });

/**
 * `CASE WHEN condition THEN value`, to be continued with `.when(…)` and ended with `.else(…)`; NULL where nothing applies.
 * @example `caseWhen(users.c.age.lt(18), "minor").else("adult").as("band")`
 */
export function caseWhen<V, S>(condition: Criterion, value: Expression<V, S>): Case<V, S>;
export function caseWhen<V>(condition: Criterion, value: V): Case<V>;
export function caseWhen(condition: Criterion, value: unknown): Case<unknown, unknown> {
  return new Case<never>(null, [], null).when(condition, value);
}

/**
 * `CASE value WHEN match THEN result`.
 * @param matches pairs of match and result, or an object where the matches are strings
 */
export function caseOf<V, S = never>(
  value: Expression<unknown>,
  matches: Readonly<Record<string, V | Expression<V, S>>> | readonly (readonly [match: unknown, result: V | Expression<V, S>])[],
): Case<V, S> {
  const subject = argument(value, "param", "caseOf()");
  const pairs = Array.isArray(matches) ? (matches as readonly (readonly [unknown, unknown])[]) : Object.entries(matches);
  return new Case<V, S>(
    subject,
    pairs.map(([match, result]) => ({
      condition: argument(match, "param", "caseOf()", subject.type.affinity === "null" || match === null ? undefined : subject.type),
      result: argument(result, "param", "caseOf()"),
    })),
    null,
  );
}
