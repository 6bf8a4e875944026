/**
 * An expression means what its tree means: random trees of every operator that SQLite has are written, read and evaluated by SQLite, and
 * compared with what the tree is worth by a plain model of SQL's three truth values. Trees whose whole numbers outgrow 64 bits are left
 * out.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { select } from "../../src/index.js";
import { corpus } from "./expression-trees/corpus.js";
import { disagreement, expected, openSqlite, type Sqlite } from "./expression-trees/evaluate.js";
import { depthOf, type Node, show } from "./expression-trees/nodes.js";
import { operatorsOf, operatorTable } from "./expression-trees/operators-of.js";
import { isTrue, type SqlValue } from "./expression-trees/sqlite-values.js";
import { rows, things } from "./expression-trees/table.js";
import { anyTree, build, collatesFromAfar, maxDepth, tree } from "./expression-trees/trees.js";
import { unasked, unseen } from "./expression-trees/unseen.js";

let sqlite: Sqlite;
beforeAll(async () => {
  sqlite = await openSqlite();
});
afterAll(() => sqlite.close());

const seed = 20_240_229;
const worth = (node: Node): SqlValue[] => {
  fc.pre(!collatesFromAfar(node));
  const wanted = expected(node);
  fc.pre(wanted !== null);
  return wanted as SqlValue[];
};
const holds = (node: Node, literalBinds: boolean): void => {
  const fault = disagreement(sqlite, node, worth(node), literalBinds);
  if (fault !== null) throw new Error(`${show(node)}\n${fault}`);
};

describe("the text of a tree means what the tree means", () => {
  test("with bound values", () => {
    fc.assert(
      fc.property(anyTree, (node) => holds(node, false)),
      { seed, numRuns: 6000 },
    );
  });
  test("with the values in the text", () => {
    fc.assert(
      fc.property(anyTree, (node) => holds(node, true)),
      { seed: seed + 1, numRuns: 4000 },
    );
  });
  test("as a condition: the rows that it lets through are those for which it is true", async () => {
    await sqlite.engine.connect((connection) =>
      fc.assert(
        fc.asyncProperty(tree("truth", 4), async (node) => {
          const wanted = worth(node);
          const found = await connection.scalars(select(things.c.id).where(build(node)).orderBy(things.c.id)).all();
          expect(found, show(node)).toEqual(rows.flatMap((row, index) => (isTrue(wanted[index] as SqlValue) === true ? [row["id"]] : [])));
        }),
        { seed: seed + 2, numRuns: 600 },
      ),
    );
  });
  test("as a value of its type: a truth comes as true, false or null", async () => {
    await sqlite.engine.connect((connection) =>
      fc.assert(
        fc.asyncProperty(tree("truth", 4), async (node) => {
          fc.pre(node.kind === "operation" && build(node).type.affinity === "boolean");
          const wanted = worth(node).map(isTrue);
          const found = await connection.scalars(select(build(node).as("v")).selectFrom(things).orderBy(things.c.id)).all();
          expect(found, show(node)).toEqual(wanted);
        }),
        { seed: seed + 3, numRuns: 600 },
      ),
    );
  });
});

test("the trees reach every operator that SQLite has, and their full depth", () => {
  const specimens = corpus(seed, 4000);
  const reached = new Set(specimens.flatMap(({ operators }) => [...operators]));
  const missing = [...operatorTable].filter(([name, operator]) => !reached.has(operator) && !(name in unseen) && !(name in unasked));
  expect(missing.map(([name]) => name)).toEqual([]);
  expect(Math.max(...specimens.map(({ node }) => depthOf(node)))).toBe(maxDepth);
  expect(specimens.filter(({ node }) => depthOf(node) === maxDepth).length).toBeGreaterThan(500);
  // What is told of an expression is told of what it is made of.
  expect(operatorsOf(things.c.i.add(1).lt(2)).size).toBe(2);
});
