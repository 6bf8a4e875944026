import type { InstanceState } from "../../state/instance-state.js";
import { restoredKey } from "./keys.js";

/** Rows in the order of their primary keys. */
export function byPrimaryKey(a: InstanceState, b: InstanceState): number {
  if (a.mapper.primaryKey.length === 1) return compare(a.key, b.key);
  const left = restoredKey(a);
  const right = restoredKey(b);
  for (let i = 0; i < left.length; i++) {
    const order = compare(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}
