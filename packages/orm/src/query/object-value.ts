/** A bound value that is read from an object when the statement is bound. */
import { InvalidRequestError, type TypeEngine } from "@cupel/core";
import { BindParameter, type Column } from "@cupel/core/internal";
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import { stateOf } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";

/**
 * A parameter for a column's value of an object: what it has when the statement runs, after the autoflush.
 * @param beside the column that it is compared with, which names it; without one it is `param_1`
 */
export function valueOfObject(
  object: object,
  attribute: ColumnAttribute,
  beside: Column<string, unknown, unknown> | null,
  type: TypeEngine<unknown> = attribute.type,
): BindParameter {
  return new BindParameter(beside?.bindName ?? "param", undefined, type, true, false, "none", () => currentValue(object, attribute));
}

function currentValue(object: object, attribute: ColumnAttribute): unknown {
  const state = stateOf(object);
  const value = Object.hasOwn(object, attribute.key)
    ? (object as Record<string, unknown>)[attribute.key]
    : (state.row?.[attribute.index] ?? UNLOADED);
  if (value === UNLOADED)
    throw new InvalidRequestError(
      `${state.describe()} stands in a query, but its "${attribute.key}" is not loaded: refresh it first, \`await session.refresh(object)\`.`,
    );
  if (value === undefined)
    throw new InvalidRequestError(
      `${state.describe()} stands in a query, but has no "${attribute.key}" yet: flush it first, \`await session.flush()\`, or leave autoflush on.`,
    );
  return value;
}
