/**
 * Topological sorting. Knows nothing of mappers or objects: nodes are whatever can be a key of a `Map`, an edge `[first, second]` says that
 * `first` comes before `second`, and the order of the result is decided by the order of the nodes given, never by chance.
 */
import { CircularDependencyError } from "@cupel/core";

/** `[first, second]`: `first` before `second`. */
export type Edge<N> = readonly [first: N, second: N];

interface Graph<N> {
  readonly nodes: readonly N[];
  readonly index: ReadonlyMap<N, number>;
  /** Successors of each node, by position. */
  readonly next: readonly number[][];
}

function graphOf<N>(edges: Iterable<Edge<N>>, nodes: Iterable<N>): Graph<N> {
  const list: N[] = [];
  const index = new Map<N, number>();
  for (const node of nodes) {
    if (index.has(node)) continue;
    index.set(node, list.length);
    list.push(node);
  }
  const next: number[][] = list.map(() => []);
  for (const [first, second] of edges) {
    const from = index.get(first);
    const to = index.get(second);
    if (from !== undefined && to !== undefined) next[from]!.push(to);
  }
  return { nodes: list, index, next };
}

/**
 * The nodes in layers: each layer holds every node all of whose predecessors stand in earlier ones, in the order given. Kahn's algorithm
 * (Communications of the ACM 5:11, 1962) by layers, in O(nodes + edges) but for the sorting within a layer; the layers are those that
 * SQLAlchemy's `sort_as_subsets` finds by repeated passes. Edges to nodes that are not given are ignored.
 *
 * @throws CircularDependencyError naming the nodes of the cycle by `describe`.
 */
export function sortAsLayers<N>(edges: Iterable<Edge<N>>, nodes: Iterable<N>, describe: (node: N) => string = String): N[][] {
  const graph = graphOf(edges, nodes);
  const waiting = new Int32Array(graph.nodes.length);
  for (const successors of graph.next) for (const to of successors) waiting[to]!++;
  let layer: number[] = [];
  for (let i = 0; i < waiting.length; i++) if (waiting[i] === 0) layer.push(i);
  const layers: N[][] = [];
  let done = 0;
  while (layer.length > 0) {
    layers.push(layer.map((i) => graph.nodes[i]!));
    done += layer.length;
    const following: number[] = [];
    for (const from of layer) for (const to of graph.next[from]!) if (--waiting[to]! === 0) following.push(to);
    layer = following.sort((a, b) => a - b);
  }
  if (done < graph.nodes.length) {
    const cycle = oneCycle(graph);
    throw new CircularDependencyError(
      `Circular dependency: ${[...cycle, cycle[0]!].map(describe).join(" -> ")}. Break it with postUpdate: true on one of the relationships, or flush in two steps.`,
    );
  }
  return layers;
}

/** The layers of {@link sortAsLayers}, one after another. */
export function sort<N>(edges: Iterable<Edge<N>>, nodes: Iterable<N>, describe?: (node: N) => string): N[] {
  return sortAsLayers(edges, nodes, describe).flat();
}

/**
 * Every node that is part of some cycle: the strongly connected components of more than one node, and nodes with an edge to themselves.
 * Tarjan, "Depth-first search and linear graph algorithms" (SIAM J. Comput. 1:2, 1972), without recursion; O(nodes + edges).
 */
export function findCycles<N>(edges: Iterable<Edge<N>>, nodes: Iterable<N>): Set<N> {
  const graph = graphOf(edges, nodes);
  const inCycle = new Set<N>();
  for (const component of components(graph)) {
    const only = component[0]!;
    if (component.length > 1 || graph.next[only]!.includes(only)) for (const i of component) inCycle.add(graph.nodes[i]!);
  }
  return inCycle;
}

function components<N>({ nodes, next }: Graph<N>): number[][] {
  const order = new Int32Array(nodes.length).fill(-1);
  const low = new Int32Array(nodes.length);
  const onStack = new Uint8Array(nodes.length);
  const position = new Int32Array(nodes.length);
  const stack: number[] = [];
  const found: number[][] = [];
  let counter = 0;
  for (let start = 0; start < nodes.length; start++) {
    if (order[start] !== -1) continue;
    const path = [start];
    while (path.length > 0) {
      const node = path[path.length - 1]!;
      if (order[node] === -1) {
        order[node] = low[node] = counter++;
        stack.push(node);
        onStack[node] = 1;
      }
      const successors = next[node]!;
      let descended = false;
      while (position[node]! < successors.length) {
        const to = successors[position[node]!++]!;
        if (order[to] === -1) {
          path.push(to);
          descended = true;
          break;
        }
        if (onStack[to]) low[node] = Math.min(low[node]!, order[to]!);
      }
      if (descended) continue;
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] === order[node]) {
        const component: number[] = [];
        for (;;) {
          const member = stack.pop()!;
          onStack[member] = 0;
          component.push(member);
          if (member === node) break;
        }
        found.push(component);
      }
    }
  }
  return found;
}

/** One cycle, in the order of its edges, for the message of an error. */
function oneCycle<N>(graph: Graph<N>): N[] {
  const component = components(graph).find((c) => c.length > 1 || graph.next[c[0]!]!.includes(c[0]!))!;
  const members = new Set(component);
  const path: number[] = [component[component.length - 1]!];
  const at = new Map<number, number>([[path[0]!, 0]]);
  for (;;) {
    const to = graph.next[path[path.length - 1]!]!.find((n) => members.has(n))!;
    const seen = at.get(to);
    if (seen !== undefined) return path.slice(seen).map((i) => graph.nodes[i]!);
    at.set(to, path.length);
    path.push(to);
  }
}
