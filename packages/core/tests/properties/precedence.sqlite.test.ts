/**
 * The trees would notice: each entry of the table of operators in turn is given the highest and the lowest precedence, and trees are found
 * whose text then means something else. Where none can be, because SQLite reads both texts alike, the reason stands here. What SQLite has
 * no view on is held by its text.
 */
import "@cupel/dialect-postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Operator } from "../../src/expression/operators.js";
import { corpus, counterexample, type Specimen } from "./expression-trees/corpus.js";
import { disagreement, openSqlite, type Sqlite } from "./expression-trees/evaluate.js";
import { operatorTable } from "./expression-trees/operators-of.js";
import { unasked, unseen } from "./expression-trees/unseen.js";

let sqlite: Sqlite;
let specimens: Specimen[];
beforeAll(async () => {
  sqlite = await openSqlite();
  specimens = corpus(13, 20_000);
}, 60_000);
afterAll(() => sqlite.close());

const highest = 99;
/** Below OR, and above what the patterns (`startsWith` and its like) have: those cannot be lowered. */
const lowest = 1;
function withPrecedence<R>(operator: Operator, precedence: number, work: () => R): R {
  const changeable = operator as { precedence: number };
  const before = changeable.precedence;
  changeable.precedence = precedence;
  try {
    return work();
  } finally {
    changeable.precedence = before;
  }
}

const sign = "a sign binds most tightly of all in SQLite";
const parentheses = "it comes with parentheses of its own";
const opposite = "it is made of its opposite, whose operands have their parentheses already";
const inFunction = "its operands are arguments of lower()";
const ungrouped = "its operand is put in parentheses as one of =";
/** Changes that give another text of the same meaning. */
const alike: Readonly<Record<string, { readonly highest?: string; readonly lowest?: string }>> = {
  NEG: { highest: sign },
  BITWISE_NOT: { highest: sign },
  BITWISE_XOR: { highest: parentheses },
  NOT_IN: { highest: parentheses },
  ILIKE: { lowest: inFunction },
  NOT_ILIKE: { lowest: inFunction },
  NOT_MATCH: { lowest: opposite },
  NOT_REGEXP_MATCH: { lowest: opposite },
  OR: { lowest: "nothing binds less tightly" },
  IS_TRUE: { lowest: ungrouped },
  IS_FALSE: { lowest: ungrouped },
};

test("unchanged, every tree means what it should", () => {
  const faults = specimens.flatMap(({ node, wanted }) => disagreement(sqlite, node, wanted) ?? []);
  expect(faults).toEqual([]);
});

describe("a changed precedence is found", () => {
  for (const [name, operator] of operatorTable) {
    if (name in unseen || name in unasked) continue;
    test(`${name}, bound most tightly`, () => {
      const found = withPrecedence(operator, highest, () => counterexample(sqlite, specimens, operator));
      expect(found === null, found ?? "no tree").toBe(alike[name]?.highest !== undefined);
    });
    if (operator.precedence < lowest) continue;
    test(`${name}, bound least tightly`, () => {
      const found = withPrecedence(operator, lowest, () => counterexample(sqlite, specimens, operator));
      expect(found === null, found ?? "no tree").toBe(alike[name]?.lowest !== undefined);
    });
  }
  test("the table is as it was", () => {
    const faults = specimens.slice(0, 500).flatMap(({ node, wanted }) => disagreement(sqlite, node, wanted) ?? []);
    expect(faults).toEqual([]);
  });
});

describe("what SQLite cannot tell is told by the text", () => {
  for (const [name, { why, build, text, dialect }] of Object.entries(unseen)) {
    test(`${name}: ${why}`, () => {
      const operator = operatorTable.get(name) as Operator;
      const written = () => build().compile({ dialect }).sql.replaceAll(/\s+/g, " ");
      expect(written()).toBe(text);
      const changed = [highest, lowest].map((precedence) => withPrecedence(operator, precedence, written));
      expect(changed.some((each) => each !== text)).toBe(true);
    });
  }
});
