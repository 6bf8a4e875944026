/** Anything executable, seen from outside: a tuple, the same by name, and what the result offers beside its rows. */
import type { EXTRAS, NAMES, TUPLE } from "../symbols.js";

export interface Rows<out T> {
  readonly [TUPLE]: T;
}
export interface Executable<out T, out M, out X = {}> extends Rows<T> {
  readonly [NAMES]: M;
  readonly [EXTRAS]: X;
}
