/** Values and names that stand alone: `literal(5)`, `bindParam("name")`, `literalColumn("count(*)")`. */
import { ArgumentError } from "../errors.js";
import { TypeEngine } from "../types/engine.js";
import { NULL_TYPE } from "../types/null.js";
import { typeOfValue } from "../types/of-value.js";
import { BindParameter } from "./bind.js";
import { Column } from "./column.js";
import type { ColumnElement } from "./element.js";

/** A value as a bound parameter. */
export function literal<V>(value: V, type?: TypeEngine<V>): ColumnElement<V> {
  if (value === undefined) throw new ArgumentError("literal() was given undefined. Give null for NULL");
  return new BindParameter("param", value, type ?? typeOfValue(value), true) as ColumnElement<unknown> as ColumnElement<V>;
}

export interface BindOptions<V> {
  /** The value, if none is given at execution. */
  readonly value?: V | readonly V[] | null | undefined;
  readonly type?: TypeEngine<V> | undefined;
  /** A number follows the name, so that it is like no other. */
  readonly unique?: boolean | undefined;
  /** A list, for IN. */
  readonly expanding?: boolean | undefined;
  /** Whether a value must be given; true where there is neither `value` nor `callable`. */
  readonly required?: boolean | undefined;
  /** Makes the value at each execution. */
  readonly callable?: (() => V) | undefined;
  /** Written into the text when the statement is executed. Only for databases that take no parameter in that place. */
  readonly literalExecute?: boolean | undefined;
}

/**
 * A parameter by its name, whose value is given at execution: `execute(select(users).where(users.c.id.eq(bindParam("id"))), { id: 5 })`.
 * @param name null for one that is named by the compiler, and so has to have a value
 */
export function bindParam<V = unknown>(name: string | null, typeOrOptions?: TypeEngine<V> | BindOptions<V>): ColumnElement<V> {
  if (name !== null && (typeof name !== "string" || name === "")) throw new ArgumentError("bindParam() takes the parameter's name");
  const options: BindOptions<V> = typeOrOptions instanceof TypeEngine ? { type: typeOrOptions } : (typeOrOptions ?? {});
  const hasValue = options.value !== undefined;
  const required = options.required ?? (!hasValue && options.callable === undefined);
  if (name === null && !hasValue && options.callable === undefined)
    throw new ArgumentError("bindParam(null) needs a value: nobody could give one to a parameter without a name");
  const sample =
    options.expanding === true && Array.isArray(options.value)
      ? ((options.value as unknown[]).find((value) => value !== null) ?? null)
      : (options.value ?? null);
  const type = options.type ?? (hasValue ? typeOfValue(sample) : NULL_TYPE);
  return new BindParameter(
    name ?? "param",
    options.value ?? null,
    type,
    name === null || options.unique === true,
    required,
    options.expanding === true ? "list" : "none",
    options.callable ?? null,
    options.literalExecute === true,
  ) as ColumnElement<unknown> as ColumnElement<V>;
}

/** SQL text as an expression, written as it is: never put input of strangers into it. */
export function literalColumn<V = unknown>(sql: string, type: TypeEngine<V> | null = null): Column<string, V, never> {
  if (typeof sql !== "string") throw new ArgumentError("literalColumn() takes SQL text; a value goes into literal()");
  return new Column(sql, sql, type ?? NULL_TYPE, null, { isLiteral: true });
}

/** A column by its name, of no table: quoted by the rules for names. */
export function columnClause<const N extends string, V = unknown>(name: N, type: TypeEngine<V> | null = null): Column<N, V, never> {
  return new Column(name, name, type ?? NULL_TYPE, null);
}
