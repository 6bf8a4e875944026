/** Walking and rewriting trees of clause elements. */
import type { ClauseElement } from "./element.js";

/** The elements mapped; the same array if `map` replaces none. */
export function mapAll<T extends ClauseElement>(elements: readonly T[], map: (child: ClauseElement) => ClauseElement): readonly T[] {
  let changed: T[] | null = null;
  for (let i = 0; i < elements.length; i++) {
    const before = elements[i] as T;
    const after = map(before) as T;
    if (after !== before && changed === null) changed = elements.slice(0, i);
    if (changed !== null) changed.push(after);
  }
  return changed ?? elements;
}

/** Calls `visit` with an element and everything in it, the outer before the inner; where it returns false, what is inside is left out. */
export function walk(element: ClauseElement, visit: (element: ClauseElement) => boolean | void): void {
  if (visit(element) === false) return;
  element.eachChild((child) => walk(child, visit));
}

/**
 * A tree with some of its elements replaced. `replace` is asked about each element before what is inside it, and says undefined to leave it.
 * An element that occurs twice is replaced by one and the same. Bind parameters are left as they are.
 */
export function replaceElements<T extends ClauseElement>(element: T, replace: (element: ClauseElement) => ClauseElement | undefined): T {
  const done = new Map<ClauseElement, ClauseElement>();
  const go = (before: ClauseElement): ClauseElement => {
    const known = done.get(before);
    if (known !== undefined) return known;
    const after = replace(before) ?? before.mapChildren(go);
    done.set(before, after);
    return after;
  };
  return go(element) as T;
}
