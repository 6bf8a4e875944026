/** Set operations as functions. */

import type { NAMES } from "../symbols.js";
import type { SetOperation } from "./compound.js";
import { CompoundSelect, type SetOperator } from "./compound.js";
import type { Rows } from "./executable.js";

type Named<T, M> = Rows<T> & { readonly [NAMES]: M };
const combine = <T, M>(operator: SetOperator, statements: readonly unknown[]): SetOperation<T, M> =>
  new CompoundSelect(operator, statements) as unknown as SetOperation<T, M>;

export function union<T, M>(first: Named<T, M>, ...others: Rows<T>[]): SetOperation<T, M> {
  return combine("union", [first, ...others]);
}
export function unionAll<T, M>(first: Named<T, M>, ...others: Rows<T>[]): SetOperation<T, M> {
  return combine("unionAll", [first, ...others]);
}
export function intersect<T, M>(first: Named<T, M>, ...others: Rows<T>[]): SetOperation<T, M> {
  return combine("intersect", [first, ...others]);
}
export function intersectAll<T, M>(first: Named<T, M>, ...others: Rows<T>[]): SetOperation<T, M> {
  return combine("intersectAll", [first, ...others]);
}
export function except<T, M>(first: Named<T, M>, ...others: Rows<T>[]): SetOperation<T, M> {
  return combine("except", [first, ...others]);
}
export function exceptAll<T, M>(first: Named<T, M>, ...others: Rows<T>[]): SetOperation<T, M> {
  return combine("exceptAll", [first, ...others]);
}
