import { CircularDependencyError } from "@cupel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Edge, findCycles, sort, sortAsLayers } from "../../src/unit-of-work/topology.js";

const graphs = fc
  .integer({ min: 1, max: 12 })
  .chain((n) => fc.record({ n: fc.constant(n), edges: fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 30 }) }));
const acyclic = graphs.map(({ n, edges }) => ({ n, edges: edges.filter(([a, b]) => a < b) }));
const nodesOf = (n: number) => Array.from({ length: n }, (_, i) => (i * 7919) % 104729);
const named = ({ n, edges }: { n: number; edges: [number, number][] }) => {
  const nodes = nodesOf(n);
  return { nodes, edges: edges.map(([a, b]) => [nodes[a]!, nodes[b]!] as Edge<number>) };
};

describe("topological sort", () => {
  it("puts the first of every edge before the second, and loses and repeats nothing", () => {
    fc.assert(
      fc.property(acyclic, (g) => {
        const { nodes, edges } = named(g);
        const order = sort(edges, nodes);
        expect([...order].sort()).toEqual([...nodes].sort());
        for (const [a, b] of edges) expect(order.indexOf(a)).toBeLessThan(order.indexOf(b));
      }),
    );
  });

  it("keeps the given order within a layer, and puts each node as early as its predecessors allow", () => {
    fc.assert(
      fc.property(acyclic, (g) => {
        const { nodes, edges } = named(g);
        const layers = sortAsLayers(edges, nodes);
        const layerOf = new Map(layers.flatMap((layer, i) => layer.map((node) => [node, i] as const)));
        for (const layer of layers) expect(layer).toEqual(nodes.filter((n) => layer.includes(n)));
        for (const node of nodes) {
          const before = edges.filter(([, b]) => b === node).map(([a]) => layerOf.get(a)!);
          expect(layerOf.get(node)).toBe(before.length === 0 ? 0 : Math.max(...before) + 1);
        }
      }),
    );
  });

  it("finds exactly the nodes that can reach themselves", () => {
    fc.assert(
      fc.property(graphs, (g) => {
        const { nodes, edges } = named(g);
        const reaches = (from: number) => {
          const seen = new Set<number>();
          const todo = edges.filter(([a]) => a === from).map(([, b]) => b);
          while (todo.length > 0) {
            const node = todo.pop()!;
            if (seen.has(node)) continue;
            seen.add(node);
            for (const [a, b] of edges) if (a === node) todo.push(b);
          }
          return seen;
        };
        expect([...findCycles(edges, nodes)].sort()).toEqual(nodes.filter((n) => reaches(n).has(n)).sort());
      }),
    );
  });

  it("names the cycle", () => {
    expect(() =>
      sort(
        [
          ["a", "b"],
          ["b", "c"],
          ["c", "b"],
        ],
        ["a", "b", "c", "d"],
      ),
    ).toThrow(CircularDependencyError);
    expect(() =>
      sort(
        [
          ["a", "b"],
          ["b", "c"],
          ["c", "b"],
        ],
        ["a", "b", "c", "d"],
      ),
    ).toThrow(/b -> c -> b|c -> b -> c/);
  });

  it("ignores edges to nodes that are not given", () => {
    expect(
      sort(
        [
          ["x", "a"],
          ["a", "y"],
        ],
        ["a"],
      ),
    ).toEqual(["a"]);
  });

  it("walks a chain of 100,000 without recursion", () => {
    const nodes = Array.from({ length: 100_000 }, (_, i) => i);
    const edges = nodes.slice(1).map((i) => [i - 1, i] as const);
    expect(sortAsLayers(edges, nodes).length).toBe(100_000);
    expect(findCycles([...edges, [99_999, 0]], nodes).size).toBe(100_000);
  });
});
