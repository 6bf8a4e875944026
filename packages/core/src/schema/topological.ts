/** Sorting what depends on each other. Pure; O(nodes · rounds + edges). After SQLAlchemy's `util.topological`. */

export interface Sorted<T> {
  /** Each node after all it depends on; in the order given, as far as that goes. */
  readonly order: T[];
  /** What is left when a ring is met: the nodes of rings, and what depends on them. Empty if there is none. */
  readonly rest: T[];
}

/**
 * @param nodes in the order that decides between equals
 * @param edges `[first, then]`: `then` needs `first`; those of other nodes are ignored
 */
export function topologicalSort<T>(nodes: readonly T[], edges: Iterable<readonly [first: T, then: T]>): Sorted<T> {
  const needs = new Map<T, Set<T>>(nodes.map((node) => [node, new Set<T>()]));
  for (const [first, then] of edges) if (needs.has(first)) needs.get(then)?.add(first);
  const order: T[] = [];
  let todo = [...needs.keys()];
  while (todo.length > 0) {
    const left = new Set(todo);
    const ready = todo.filter((node) => {
      for (const need of needs.get(node) as Set<T>) if (left.has(need)) return false;
      return true;
    });
    if (ready.length === 0) return { order, rest: todo };
    order.push(...ready);
    const done = new Set(ready);
    todo = todo.filter((node) => !done.has(node));
  }
  return { order, rest: [] };
}

/** The nodes among `nodes` that lie on a ring. */
export function onCycles<T>(nodes: readonly T[], edges: readonly (readonly [T, T])[]): Set<T> {
  const among = new Set(nodes);
  const next = new Map<T, T[]>();
  for (const [first, then] of edges) if (among.has(first) && among.has(then)) next.set(first, [...(next.get(first) ?? []), then]);
  const found = new Set<T>();
  for (const start of nodes) {
    const seen = new Set<T>();
    const stack = [...(next.get(start) ?? [])];
    while (stack.length > 0) {
      const node = stack.pop() as T;
      if (node === start) {
        found.add(start);
        break;
      }
      if (seen.has(node)) continue;
      seen.add(node);
      stack.push(...(next.get(node) ?? []));
    }
  }
  return found;
}
