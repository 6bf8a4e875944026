/** What random trees have found, each by its smallest example. */
import { expect, test } from "vitest";
import { and, literal, not, select, t, typeCoerce } from "../../src/index.js";
import { openSqlite } from "./expression-trees/evaluate.js";
import { things } from "./expression-trees/table.js";

const { i, j, k, p, q, s, u } = things.c;
const text = (expression: unknown, literalBinds = false): string =>
  select((expression as typeof i).as("v"))
    .compile({ dialect: "sqlite", literalBinds })
    .sql.replace(/^SELECT (.*) AS v\s*(FROM things)?\s*$/s, "$1")
    .trim();

test("SQLite's || binds more tightly than arithmetic", () => {
  expect(text(i.add(j).concat(s))).toBe("(things.i + things.j) || things.s");
  expect(text(s.concat(i.mul(j)))).toBe("things.s || (things.i * things.j)");
  expect(text(s.concat(i.op("-", { precedence: 7 })(j)))).toBe("things.s || (things.i - things.j)");
  expect(text(s.startsWith(typeCoerce(i.sub(j), t.string())))).toBe("things.s LIKE (things.i - things.j) || '%'");
  expect(text(s.concat(u).concat(s))).toBe("things.s || things.u || things.s");
});
test("what numbers are put together to is text", () => {
  expect(i.concat(j).type.affinity).toBe("string");
  expect(text((i.concat(j) as unknown as typeof s).like("1%"))).toBe("(things.i || things.j) LIKE ?");
  expect(select((i.concat(j) as unknown as typeof s).in(["12"])).compile({ dialect: "sqlite" }).parameters).toEqual(["12"]);
});
test("an operator of unknown precedence has parentheses around operands that have one", () => {
  expect(text(i.add(j).op("%")(k))).toBe("(things.i + things.j) % things.k");
  expect(text(i.op("%")(not(p)))).toBe("things.i % (things.p = 0)");
  expect(text(i.op("%")(j))).toBe("things.i % things.j");
});
test("the ends of BETWEEN are whole", () => {
  expect(text(i.between(j, k.eq(1) as never))).toBe("things.i BETWEEN things.j AND (things.k = ?)");
  expect(text(p.between(and(p, q) as never, q))).toBe("things.p BETWEEN (things.p = 1 AND things.q = 1) AND things.q");
  expect(text(s.between(u.concat("a"), u.concat("b")))).toBe("things.s BETWEEN things.u || ? AND things.u || ?");
});
test("a truth that is compared is whole", () => {
  expect(text(q.eq(not(p)))).toBe("things.q = (things.p = 0)");
  expect(text(not(typeCoerce(and(p, q), t.boolean())))).toBe("(things.p = 1 AND things.q = 1) = 0");
});
test("two signs are no comment, and a float keeps its point, in a text with values", () => {
  expect(text(literal(-5).neg(), true)).toBe("-(-5)");
  expect(text(literal(-4, t.float()).floorDiv(i), true)).toBe("FLOOR(-4.0 / things.i)");
});
test("NOT NOT of a number is a truth", async () => {
  const sqlite = await openSqlite();
  try {
    expect(sqlite.evaluate(not(not(k)))[0]).toBe(1n);
    expect(sqlite.evaluate(not(not(not(literal(-2)))))[0]).toBe(0n);
    // REGEXP is a whole number too, as every other truth.
    expect(sqlite.evaluate(typeCoerce(s.regexpMatch("a"), t.integer()).cast(t.text()))[0]).toBe("1");
  } finally {
    await sqlite.close();
  }
});
