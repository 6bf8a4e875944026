/** Copies and comparisons of plain data, in the sense of JSON: what is lost in JSON makes no difference, the order of keys makes none either. */

type Plain = Record<string, unknown>;
const hasToJson = (value: object): value is { toJSON(): unknown } => typeof (value as { toJSON?: unknown }).toJSON === "function";

/** A copy that later changes to the value do not reach. */
export function deepCopy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(deepCopy);
  if (hasToJson(value)) return deepCopy(value.toJSON());
  const copy: Plain = {};
  for (const key of Object.keys(value)) {
    const item = (value as Plain)[key];
    if (key === "__proto__")
      Object.defineProperty(copy, key, { value: deepCopy(item), enumerable: true, writable: true, configurable: true });
    else copy[key] = deepCopy(item);
  }
  return copy;
}

/** Whether two values have the same JSON. */
export function deepEquals(left: unknown, right: unknown): boolean {
  if (Object.is(left, right) || left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    for (let index = 0; index < left.length; index++)
      if (left[index] !== right[index] && !deepEquals(left[index], right[index])) return false;
    return true;
  }
  if (Array.isArray(right)) return false;
  if (hasToJson(left)) return deepEquals(left.toJSON(), hasToJson(right) ? right.toJSON() : right);
  if (hasToJson(right)) return deepEquals(left, right.toJSON());
  // A flush compares every document that is loaded: `for in` walks them without making lists of their keys.
  let count = 0;
  for (const key in left) {
    if (!Object.hasOwn(left, key)) continue;
    const item = (left as Plain)[key];
    if (item === undefined) continue;
    count++;
    if (!Object.hasOwn(right, key)) return false;
    const other = (right as Plain)[key];
    if (item !== other && !deepEquals(item, other)) return false;
  }
  for (const key in right) if (Object.hasOwn(right, key) && (right as Plain)[key] !== undefined) count--;
  return count === 0;
}
