/** Expressions mean what their trees mean: random ones are evaluated by the server, and by a model of what they are worth. */
import { and, type ColumnElement, type Condition, caseWhen, literal, not, or, select, t, typeCoerce } from "@cupel/core";
import { compile, parametersOf } from "@cupel/core/internal";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mariadb } from "../src/index.js";
import { connectToServer, type TestServer } from "./support/server.js";

const dialect = mariadb();
let server: TestServer;
beforeAll(async () => {
  server = await connectToServer();
});
afterAll(async () => {
  await server?.close();
});

type Whole = ColumnElement<number>;
/** An expression, how it is shown, and what it is worth. */
interface Tree<E, V> {
  readonly element: E;
  readonly shown: string;
  readonly value: V;
}
type Number = Tree<Whole, bigint>;
type Truth = Tree<Condition, boolean>;

const operations: readonly (readonly [string, (a: Whole, b: Whole) => unknown, (a: bigint, b: bigint) => bigint])[] = [
  ["+", (a, b) => a.add(b), (a, b) => a + b],
  ["*", (a, b) => a.mul(b), (a, b) => a * b],
  ["%", (a, b) => a.mod(b.add(1)), (a, b) => a % (b + 1n)],
  ["&", (a, b) => a.bitwiseAnd(b), (a, b) => a & b],
  ["|", (a, b) => a.bitwiseOr(b), (a, b) => a | b],
  ["^", (a, b) => a.bitwiseXor(b), (a, b) => a ^ b],
];
const comparisons: readonly (readonly [string, (a: Whole, b: Whole) => Condition, (a: bigint, b: bigint) => boolean])[] = [
  ["=", (a, b) => a.eq(b), (a, b) => a === b],
  ["<", (a, b) => a.lt(b), (a, b) => a < b],
  [">=", (a, b) => a.gte(b), (a, b) => a >= b],
  ["is not", (a, b) => a.isDistinctFrom(b), (a, b) => a !== b],
  ["is", (a, b) => a.isNotDistinctFrom(b), (a, b) => a === b],
  ["not in", (a, b) => a.notIn([b, 3]), (a, b) => a !== b && a !== 3n],
  ["not between", (a, b) => a.notBetween(b, 9), (a, b) => a < b || a > 9n],
];

const { whole } = fc.letrec<{ whole: Number; truth: Truth }>((tie) => ({
  whole: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    fc.nat(9).map((n): Number => ({ element: literal(n), shown: String(n), value: BigInt(n) })),
    fc.tuple(fc.constantFrom(...operations), tie("whole"), tie("whole")).map(
      ([[symbol, make, worth], a, b]): Number => ({
        element: make(a.element, b.element) as Whole,
        shown: `(${a.shown} ${symbol} ${b.shown})`,
        value: worth(a.value, b.value),
      }),
    ),
    fc.tuple(tie("truth"), tie("whole"), tie("whole")).map(
      ([truth, a, b]): Number => ({
        element: caseWhen(truth.element, a.element).else(b.element) as unknown as Whole,
        shown: `(${truth.shown} ? ${a.shown} : ${b.shown})`,
        value: truth.value ? a.value : b.value,
      }),
    ),
    tie("truth").map(
      (truth): Number => ({ element: typeCoerce(truth.element, t.integer()), shown: truth.shown, value: truth.value ? 1n : 0n }),
    ),
  ),
  truth: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    fc.tuple(fc.constantFrom(...comparisons), tie("whole"), tie("whole")).map(
      ([[symbol, make, worth], a, b]): Truth => ({
        element: make(a.element, b.element),
        shown: `(${a.shown} ${symbol} ${b.shown})`,
        value: worth(a.value, b.value),
      }),
    ),
    fc
      .tuple(tie("truth"), tie("truth"))
      .map(([a, b]): Truth => ({ element: and(a.element, b.element), shown: `(${a.shown} and ${b.shown})`, value: a.value && b.value })),
    fc
      .tuple(tie("truth"), tie("truth"))
      .map(([a, b]): Truth => ({ element: or(a.element, b.element), shown: `(${a.shown} or ${b.shown})`, value: a.value || b.value })),
    tie("truth").map((a): Truth => ({ element: not(a.element), shown: `not ${a.shown}`, value: !a.value })),
  ),
}));

it("the text of a tree means what the tree means", async () => {
  let operators = 0;
  await fc.assert(
    fc.asyncProperty(whole, async ({ element, shown, value }) => {
      fc.pre(value < 2n ** 60n && shown.length < 600);
      const statement = select(element.as("v"));
      const { sql } = compile(statement, dialect, { literalBinds: true }, parametersOf(statement));
      const [rows] = await server.connection.query({ sql, rowsAsArray: true });
      operators += shown.split("(").length - 1;
      expect(BigInt(String((rows as unknown as unknown[][])[0]?.[0])), `${shown}\n${sql}`).toBe(value);
    }),
    { seed: 20_240_229, numRuns: 1500 },
  );
  expect(operators).toBeGreaterThan(3000);
});
