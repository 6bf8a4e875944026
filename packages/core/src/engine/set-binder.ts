/**
 * Binds one set of values of many: straight-line code that reads each value by its name and converts it, made once for each statement. What is
 * unusual (a value that is missing, a parameter that the statement itself carries) goes through the compiled form, and so does a set that fails,
 * because it has the words for it.
 */
import type { BindSlot, Compiled } from "../compiler/compiled.js";
import type { BindParameter } from "../expression/bind.js";
import type { ValueSet } from "./defaults.js";
import { canGenerate } from "./row-shape.js";

/** The values of one set, in the order of the placeholders. */
export type SetBinder = (parameters: readonly BindParameter[], set: ValueSet) => unknown[];

export function makeSetBinder(compiled: Compiled): SetBinder {
  if (compiled.isExpanding || !canGenerate()) return (parameters, set) => compiled.bind(parameters, set).values;
  const { slots } = compiled;
  const lines = slots.map((slot, index) => {
    const { source } = slot;
    const otherwise = `compiled.valueOf(slots[${index}], parameters, set)`;
    const read =
      source.kind === "named" || source.kind === "column"
        ? `set[${JSON.stringify(source.key)}]; if (v === undefined) v = ${otherwise}`
        : otherwise;
    const value = slot.processor === null ? "v === undefined ? null : v" : `v === null || v === undefined ? null : p${index}(v)`;
    return `v = ${read}; const v${index} = ${value};`;
  });
  const body = `return function bindSet(parameters, set) { let v; ${lines.join(" ")} return [${slots.map((_, index) => `v${index}`).join(", ")}]; };`;
  const generated = new Function("compiled", "slots", ...slots.map((_, index) => `p${index}`), body)(
    compiled,
    slots,
    ...slots.map((slot: BindSlot) => slot.processor),
  ) as SetBinder;
  return (parameters, set) => {
    try {
      return generated(parameters, set);
    } catch (error) {
      compiled.bind(parameters, set);
      throw error;
    }
  };
}
