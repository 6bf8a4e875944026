/** The types of a SELECT: its row, by position and by name, and what an outer join does to it. */

import type { AnyTable } from "../schema/table.js";
import type { ColumnKeys, ValueOfField } from "../schema/values.js";
import type { FIELDS, SOURCE, TARGET, VALUE } from "../symbols.js";
import type { Column } from "./column.js";
import type { ColumnElement, Criterion, Expression } from "./element.js";
import type { Label } from "./label.js";
import type { AnyEntity, AnySource, Relationship } from "./protocol.js";

export type Selectable = Expression<unknown> | AnySource;
/** NULL where a source it depends on has no row. An expression that depends on none has source `never`. */
type NullIfOuter<V, S, Nulls> = Extract<S, Nulls> extends never ? V : V | null;
export type SelectedValue<E, Nulls> = E extends { readonly [VALUE]: infer V; readonly [SOURCE]: infer S }
  ? NullIfOuter<V, S, Nulls>
  : E extends { readonly prototype: infer I; readonly [SOURCE]: infer S }
    ? NullIfOuter<I, S, Nulls>
    : unknown;
type HasTable<S extends readonly unknown[]> = Extract<S[number], AnyTable> extends never ? false : true;
export type SelectedTuple<S extends readonly unknown[], Nulls> =
  HasTable<S> extends true ? unknown[] : { -readonly [I in keyof S]: SelectedValue<S[I], Nulls> };
type KeyName<E> = E extends { readonly key: infer K extends string } ? K : never;
type Keyed<S extends readonly unknown[], Nulls> = { [E in S[number] as KeyName<E>]: SelectedValue<E, Nulls> };
type NullableRow<E, Nulls> = E extends { readonly [FIELDS]: infer F; readonly [SOURCE]: infer S }
  ? { [K in ColumnKeys<F>]: NullIfOuter<ValueOfField<F[K]>, S, Nulls> }
  : {};
type Both<U> = (U extends unknown ? (of: U) => void : never) extends (of: infer I) => void ? I : never;
type Show<T> = { [K in keyof T]: T[K] } & {};
export type SelectedNames<S extends readonly unknown[], Nulls> =
  HasTable<S> extends true
    ? Show<Keyed<S, Nulls> & Both<NullableRow<Extract<S[number], AnyTable>, Nulls>>>
    : { [E in S[number] as KeyName<E>]: SelectedValue<E, Nulls> };
/** In a subquery an entity, too, is spread into its columns. */
export type SubqueryColumns<S extends readonly unknown[], Nulls> = Show<Keyed<S, Nulls> & Both<NullableRow<S[number], Nulls>>>;

export type Joinable = AnySource | Relationship<string, AnyEntity, unknown>;
export type JoinTarget<J> = J extends { readonly [TARGET]: infer C } ? C : J;
export type JoinName<J> = J extends { readonly [TARGET]: { readonly [SOURCE]: infer S } }
  ? S
  : J extends { readonly [SOURCE]: infer S }
    ? S
    : never;
export type OnClause = Criterion | Relationship;
type Widened<E, V> =
  E extends Label<infer N, infer W, unknown>
    ? Label<N, W | V>
    : E extends Column<infer N, infer W, unknown>
      ? Column<N, W | V>
      : E extends Expression<infer W>
        ? ColumnElement<W | V>
        : E;
export type WidenedAll<S extends readonly unknown[], T extends readonly unknown[]> = {
  [I in keyof S]: I extends keyof T ? Widened<S[I], T[I]> : S[I];
};
export type OrderBy = Expression<unknown> | string;
export type SameLength<S extends readonly unknown[]> = { readonly [I in keyof S]: unknown };
