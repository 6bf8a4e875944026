/** The types of the functions that are known. */
import type { ColumnElement, Expression, Operand } from "./element.js";
import type { FunctionElement } from "./function.js";

type ArgumentValue<A> = A extends Expression<infer V> ? V : A;
type NeverNull<A extends readonly unknown[]> = true extends { [I in keyof A]: null extends ArgumentValue<A[I]> ? false : true }[number]
  ? true
  : false;
export type Coalesced<A extends readonly unknown[]> = NonNullable<ArgumentValue<A[number]>> | (NeverNull<A> extends true ? never : null);

/** The functions whose result type is known. An application adds its own by declaration merging. */
export interface Functions {
  count(expression?: Expression<unknown>): FunctionElement<number>;
  sum<V>(expression: Expression<V>): FunctionElement<V | null>;
  avg<V>(expression: Expression<V>): FunctionElement<NonNullable<V> extends string ? string | null : number | null>;
  min<V>(expression: Expression<V>): FunctionElement<V | null>;
  max<V>(expression: Expression<V>): FunctionElement<V | null>;
  distinct<V, S>(expression: Expression<V, S>): ColumnElement<V, S>;
  coalesce<A extends readonly unknown[]>(...values: A): FunctionElement<Coalesced<A> extends infer V ? V : never>;
  nullif<V, S>(expression: Expression<V, S>, other: Operand<V>): FunctionElement<V | null, S>;
  lower<V extends string | null, S>(expression: Expression<V, S>): FunctionElement<V, S>;
  lower(value: string): FunctionElement<string>;
  upper<V extends string | null, S>(expression: Expression<V, S>): FunctionElement<V, S>;
  upper(value: string): FunctionElement<string>;
  length<V, S>(expression: Expression<V, S>): FunctionElement<number | Extract<V, null>, S>;
  length(value: string): FunctionElement<number>;
  abs<V, S>(expression: Expression<V, S>): FunctionElement<V, S>;
  now(): FunctionElement<Date>;
  current_timestamp(): FunctionElement<Date>;
  current_date(): FunctionElement<string>;
  date_trunc<V = Date>(field: string, expression: Expression<unknown>): FunctionElement<V>;
  row_number(): FunctionElement<number>;
  rank(...values: unknown[]): FunctionElement<number>;
  dense_rank(...values: unknown[]): FunctionElement<number>;
  percent_rank(...values: unknown[]): FunctionElement<number>;
  cume_dist(...values: unknown[]): FunctionElement<number>;
  ntile(buckets: number): FunctionElement<number>;
  lag<V>(expression: Expression<V>, offset?: number, otherwise?: NonNullable<V>): FunctionElement<V | null>;
  lead<V>(expression: Expression<V>, offset?: number, otherwise?: NonNullable<V>): FunctionElement<V | null>;
  first_value<V>(expression: Expression<V>): FunctionElement<V | null>;
  last_value<V>(expression: Expression<V>): FunctionElement<V | null>;
  percentile_cont(fraction: number): FunctionElement<number | null>;
  percentile_disc(fraction: number): FunctionElement<unknown>;
  mode(): FunctionElement<unknown>;
  array_agg<V>(expression: Expression<V>): FunctionElement<V[] | null>;
  /** The texts of a group put together: `string_agg`, `group_concat`. */
  aggregate_strings(expression: Expression<string | null>, separator: string): FunctionElement<string | null>;
  char_length<V, S>(expression: Expression<V, S>): FunctionElement<number | Extract<V, null>, S>;
  concat(...values: unknown[]): FunctionElement<string>;
  rollup(...values: Expression<unknown>[]): FunctionElement<unknown>;
  cube(...values: Expression<unknown>[]): FunctionElement<unknown>;
  grouping_sets(...values: Expression<unknown>[]): FunctionElement<unknown>;
}
