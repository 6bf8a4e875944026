/** Functions of hstore, beside `at(key)`, `hasKey`, `contains` and `concat`. */
import { type Condition, type Expression, t } from "@cupel/core";
import { BOOLEAN, type ColumnElement, type FunctionElement, makeFunction } from "@cupel/core/internal";
import { array } from "../types/array.js";
import { hstore } from "../types/hstore.js";
import type { HstoreValue } from "../types/hstore-text.js";

const HSTORE = hstore();
const TEXTS = array(t.text());

/** `hstore(key, value)`, or of two arrays: `hstoreOf("a", "b")`. */
export function hstoreOf(key: unknown, value: unknown): FunctionElement<HstoreValue> {
  return makeFunction("hstore", [key, value]).returning(HSTORE) as FunctionElement<HstoreValue>;
}
/** Whether a key is there and its value not NULL. */
export function isDefined(store: Expression<unknown>, key: string | Expression<string>): Condition {
  return makeFunction("defined", [store, key]).returning(BOOLEAN) as unknown as Condition;
}
/** The keys, as an array. */
export function keys(store: Expression<unknown>): ColumnElement<string[] | null> {
  return makeFunction("akeys", [store]).returning(TEXTS) as unknown as ColumnElement<string[] | null>;
}
/** The values, as an array. */
export function vals(store: Expression<unknown>): ColumnElement<(string | null)[] | null> {
  return makeFunction("avals", [store]).returning(TEXTS) as unknown as ColumnElement<(string | null)[] | null>;
}
/** The pairs of some keys. */
export function pick(store: Expression<unknown>, names: Expression<unknown>): ColumnElement<HstoreValue | null> {
  return makeFunction("slice", [store, names]).returning(HSTORE) as unknown as ColumnElement<HstoreValue | null>;
}
/** What is left without a key, or without an array of keys. */
export function deleteKey(store: Expression<unknown>, key: string | Expression<unknown>): ColumnElement<HstoreValue | null> {
  return makeFunction("delete", [store, key]).returning(HSTORE) as unknown as ColumnElement<HstoreValue | null>;
}
