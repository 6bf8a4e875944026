import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CircularDependencyError } from "../../src/errors.js";
import { defineTable } from "../../src/schema/define-table.js";
import { column } from "../../src/schema/fields.js";
import { MetaData } from "../../src/schema/metadata.js";
import { sortTables, sortTablesAndConstraints } from "../../src/schema/sort.js";
import { onCycles, topologicalSort } from "../../src/schema/topological.js";
import { t } from "../../src/types/t.js";

/** Tables with the foreign keys that the edges name, in the order given. */
function schema(names: readonly string[], edges: readonly (readonly [from: string, to: string, name?: string])[]): MetaData {
  const metadata = new MetaData();
  for (const name of names) {
    const keys = edges
      .filter(([from]) => from === name)
      .map(([, to, constraint], position) => [
        `k${position}`,
        column(t.integer(), {
          nullable: true,
          references: `${to}.id`,
          referenceOptions: constraint === undefined ? {} : { name: constraint },
        }),
      ]);
    defineTable(name, metadata, { id: column(t.integer(), { primaryKey: true }), ...Object.fromEntries(keys) });
  }
  return metadata;
}
const names = (tables: readonly { tableName: string }[]): string[] => tables.map((each) => each.tableName);

describe("topological sort", () => {
  const graph = fc
    .integer({ min: 1, max: 12 })
    .chain((size) =>
      fc.tuple(
        fc.constant(Array.from({ length: size }, (_, index) => index)),
        fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 30 }),
      ),
    );
  test("what comes out first is needed by what comes after; what is left has a ring", () => {
    fc.assert(
      fc.property(graph, ([nodes, edges]) => {
        const { order, rest } = topologicalSort(nodes, edges);
        expect([...order, ...rest].sort((a, b) => a - b)).toEqual(nodes);
        const place = new Map(order.map((node, index) => [node, index]));
        for (const [first, then] of edges) if (place.has(then)) expect(place.get(first)).toBeLessThan(place.get(then) as number);
        expect(rest.length > 0).toBe(onCycles(nodes, edges).size > 0);
      }),
    );
  });
  test("without edges the order given stays", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), (nodes) => {
        expect(topologicalSort(nodes, []).order).toEqual(nodes);
      }),
    );
  });
});

describe("tables", () => {
  test("a table comes after those it refers to, by name otherwise", () => {
    expect(
      names(
        schema(
          ["z", "m", "a", "b"],
          [
            ["m", "z"],
            ["a", "m"],
            ["a", "z"],
          ],
        ).sortedTables,
      ),
    ).toEqual(["b", "z", "m", "a"]);
  });
  test("the order does not depend on that of the definitions", () => {
    const edges = [
      ["m", "z"],
      ["a", "m"],
      ["b", "b"],
    ] as const;
    const wanted = names(schema(["a", "b", "m", "z"], edges).sortedTables);
    fc.assert(
      fc.property(fc.shuffledSubarray(["a", "b", "m", "z"], { minLength: 4 }), (order) => {
        expect(names(schema(order, edges).sortedTables)).toEqual(wanted);
      }),
    );
  });
  test("a ring is opened by leaving its foreign keys for later", () => {
    const sorted = sortTablesAndConstraints([
      ...schema(
        ["a", "b", "c"],
        [
          ["a", "b", "fk_ab"],
          ["b", "a", "fk_ba"],
          ["c", "a", "fk_ca"],
        ],
      ).tables.values(),
    ]);
    expect(sorted.map(({ table, constraints }) => [table?.tableName ?? null, constraints.map((each) => each.name)])).toEqual([
      ["a", []],
      ["b", []],
      ["c", ["fk_ca"]],
      [null, ["fk_ab", "fk_ba"]],
    ]);
  });
  test("a ring that may not be opened is an error that names it", () => {
    const { tables } = schema(
      ["a", "b", "c"],
      [
        ["a", "b"],
        ["b", "a"],
        ["c", "a"],
      ],
    );
    expect(() => sortTablesAndConstraints([...tables.values()], (key) => (key.name === null ? false : undefined))).toThrow(
      CircularDependencyError,
    );
    expect(() => sortTablesAndConstraints([...tables.values()], (key) => (key.name === null ? false : undefined))).toThrow(
      /The tables "a" and "b" refer to each other in a ring/,
    );
    expect(names(sortTables([...tables.values()]))).toEqual(["a", "b", "c"]);
  });
  test("any schema sorts, each foreign key once: with its table or at the end", () => {
    const all = ["a", "b", "c", "d", "e", "f"];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...all), fc.constantFrom(...all)), { maxLength: 14 }), (pairs) => {
        const metadata = schema(
          all,
          pairs.map(([from, to], position) => [from, to, `fk${position}`] as const),
        );
        const sorted = sortTablesAndConstraints([...metadata.tables.values()]);
        const seen = new Set<string>();
        for (const { table, constraints } of sorted) {
          for (const key of constraints)
            if (table !== null && key.referredTable !== table) expect(seen.has(key.referredTable.tableName)).toBe(true);
          if (table !== null) seen.add(table.tableName);
        }
        expect(sorted.flatMap(({ constraints }) => constraints.map((each) => each.name)).sort()).toEqual(
          pairs.map((_, position) => `fk${position}`).sort(),
        );
      }),
      { numRuns: 60 },
    );
  });
});
