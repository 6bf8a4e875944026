/** What follows from fields for the values of INSERT and UPDATE, rows and keys. Types used at a call; they may filter keys, as those in the base of a class may not. */
import type { Column, Expression } from "../expression/element.js";
import type { ColumnField, Trait, ValueField } from "./fields.js";

/** The columns of a table, at `.c`. */
export type Attributes<F, S> = { readonly [K in keyof F]: F[K] extends ValueField<infer V> ? Column<K & string, V, S> : never };

/** A whole number key counts up by itself, if it refers to nothing. */
type IsRequired<D> =
  D extends ColumnField<infer V, infer T>
    ? Extract<T, "nullable" | "filled"> extends never
      ? "key" extends T
        ? "reference" extends T
          ? true
          : V extends number | bigint
            ? false
            : true
        : true
      : false
    : false;
type IsRequiredInit<D> = D extends ColumnField<unknown, infer T> ? ("reference" extends T ? false : IsRequired<D>) : false;
export type ColumnKeys<F> = { [K in keyof F]: F[K] extends ColumnField<unknown, Trait> ? K : never }[keyof F];
export type RequiredColumns<F> = { [K in keyof F]: IsRequired<F[K]> extends true ? K : never }[keyof F];
export type RequiredInit<F> = { [K in keyof F]: IsRequiredInit<F[K]> extends true ? K : never }[keyof F];
export type ValueOfField<D> = D extends ValueField<infer V> ? V : never;
type Show<T> = { [K in keyof T]: T[K] } & {};
type ColumnInput<D> = D extends ColumnField<infer V, Trait> ? V | Expression<V> : never;

export type InsertValues<F, Managed extends PropertyKey = never> = Show<
  { [K in Exclude<RequiredColumns<F>, Managed>]: ColumnInput<F[K]> } & {
    [K in Exclude<ColumnKeys<F>, Exclude<RequiredColumns<F>, Managed>>]?: ColumnInput<F[K]>;
  }
>;
export type UpdateValues<F> = { [K in ColumnKeys<F>]?: ColumnInput<F[K]> };
export type Row<F> = { -readonly [K in ColumnKeys<F>]: ValueOfField<F[K]> };

type IsKey<D> = D extends ColumnField<unknown, infer T> ? ("key" extends T ? true : false) : false;
type PrimaryKeys<F> = { [K in keyof F]: IsKey<F[K]> extends true ? K : never }[keyof F];
type IsOne<K, All = K> = K extends unknown ? ([All] extends [K] ? true : false) : never;
export type PrimaryKeyRow<F> = Show<{ [K in PrimaryKeys<F>]: ValueOfField<F[K]> }>;
/** One key column: its value. Several: an object of them (their order is not part of a type, so a tuple could not be checked). */
export type KeyOf<F> = IsOne<PrimaryKeys<F>> extends true ? ValueOfField<F[PrimaryKeys<F>]> : PrimaryKeyRow<F>;
