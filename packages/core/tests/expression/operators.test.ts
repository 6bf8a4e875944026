import {
  ArgumentError,
  all,
  and,
  any,
  between,
  bindParam,
  type Criterion,
  falseValue,
  func,
  literal,
  literalColumn,
  not,
  nullValue,
  or,
  select,
  t,
  text,
  trueValue,
  tuple,
} from "@cupel/core";
import { describe, expect, test } from "vitest";
import { compiled, makeTables, sqlOf, whereOf } from "./schema.js";

const { users, posts, documents } = makeTables();
const where = (criterion: Criterion, dialect?: string): string => whereOf(select(users.c.id).where(criterion), dialect);

describe("NULL and the constants", () => {
  test("a comparison with null is IS NULL", () => {
    expect(where(users.c.email.eq(null))).toBe("users.email IS NULL");
    expect(where(users.c.email.ne(null))).toBe("users.email IS NOT NULL");
    expect(where(users.c.email.isNot(null))).toBe("users.email IS NOT NULL");
    expect(where(users.c.email.eq(nullValue()))).toBe("users.email IS NULL");
  });
  test("an order relation cannot be asked of null", () => {
    expect(() => users.c.age.lt(null)).toThrow(/lt\(\) on users\.age .*NULL/);
  });
  test("true and false are constants of the text, not parameters", () => {
    const { sql, params } = compiled(select(users.c.id).where(users.c.isActive.eq(true)));
    expect(sql).toContain("users.is_active = 1");
    expect(params).toEqual({});
  });
  test("a boolean column is a condition", () => {
    expect(where(users.c.isActive)).toBe("users.is_active = 1");
    expect(where(not(users.c.isActive))).toBe("users.is_active = 0");
    expect(where(and(users.c.isActive, users.c.age.gt(1)))).toBe("users.is_active = 1 AND users.age > :age_1");
  });
  test("undefined names the operator and the column", () => {
    expect(() => users.c.name.eq(undefined as never)).toThrow(ArgumentError);
    expect(() => users.c.name.eq(undefined as never)).toThrow(/eq\(\) on users\.name was given undefined/);
    expect(() => users.c.age.in(undefined as never)).toThrow(/in\(\) on users\.age/);
    expect(() => users.c.age.in([1, undefined as never])).toThrow(/at 1/);
    expect(() => users.c.age.between(1, undefined as never)).toThrow(/between\(\) on users\.age/);
    expect(() => func.lower(undefined as never)).toThrow(/func\.lower\(\) was given undefined/);
    expect(() => literal(undefined)).toThrow(/undefined/);
  });
});

describe("what is always true or false", () => {
  test("true goes from AND, false is all that is left", () => {
    expect(where(and(users.c.age.gt(1), trueValue()))).toBe("users.age > :age_1");
    expect(where(and(users.c.age.gt(1), falseValue()))).toBe("0 = 1");
    expect(where(or(users.c.age.gt(1), trueValue()))).toBe("1 = 1");
    expect(where(or(users.c.age.gt(1), falseValue()))).toBe("users.age > :age_1");
  });
  test("no condition leaves no WHERE", () => {
    expect(sqlOf(select(users.c.id).where(and()))).toBe("SELECT users.id FROM users");
  });
  test("a value of JavaScript as condition is refused", () => {
    expect(() => select(users.c.id).where(((users.c.id as unknown) === 5) as never)).toThrow(/===/);
    expect(() => select(users.c.id).where("id = 5" as never)).toThrow(/text\(/);
    expect(() => select(users.c.id).where(undefined as never)).toThrow(/where\(\) was given undefined/);
  });
});

describe("negation turns operators round", () => {
  test.each([
    [not(users.c.age.eq(1)), "users.age != :age_1"],
    [not(users.c.age.lt(1)), "users.age >= :age_1"],
    [not(users.c.name.like("a")), "users.name NOT LIKE :name_1"],
    [not(users.c.name.contains("a")), "(users.name NOT LIKE '%' || :name_1 || '%')"],
    [not(users.c.age.in([1])), "(users.age NOT IN (:age_1_1))"],
    [not(users.c.age.between(1, 2)), "users.age NOT BETWEEN :age_1 AND :age_2"],
    [not(or(users.c.age.eq(1), users.c.age.eq(2))), "NOT (users.age = :age_1 OR users.age = :age_2)"],
    [not(not(or(users.c.age.eq(1), users.c.age.eq(2)))), "users.age = :age_1 OR users.age = :age_2"],
  ])("%#", (criterion, expected) => {
    expect(where(criterion)).toBe(expected);
  });
});

describe("parentheses", () => {
  test("where precedence asks for them, and nowhere else", () => {
    expect(sqlOf(select(users.c.age.add(1).mul(2), users.c.age.mul(2).add(1), users.c.age.sub(users.c.id.sub(1))))).toBe(
      "SELECT (users.age + :age_1) * :param_1 AS anon_1, users.age * :age_2 + :param_2 AS anon_2, users.age - (users.id - :id_1) AS anon_3 FROM users",
    );
  });
  test("associative operators need none", () => {
    expect(sqlOf(select(users.c.age.add(users.c.id.add(users.c.age))))).toBe(
      "SELECT users.age + users.id + users.age AS anon_1 FROM users",
    );
    expect(where(and(users.c.age.eq(1), and(users.c.age.eq(2), users.c.age.eq(3))))).toBe(
      "users.age = :age_1 AND users.age = :age_2 AND users.age = :age_3",
    );
  });
  test("OR in AND has them", () => {
    expect(where(and(or(users.c.age.eq(1), users.c.age.eq(2)), users.c.name.eq("x")))).toBe(
      "(users.age = :age_1 OR users.age = :age_2) AND users.name = :name_1",
    );
    expect(
      whereOf(
        select(users.c.id)
          .where(or(users.c.age.eq(1), users.c.age.eq(2)))
          .where(users.c.name.eq("x")),
      ),
    ).toBe("(users.age = :age_1 OR users.age = :age_2) AND users.name = :name_1");
  });
  test("an operator of the user's binds as he says", () => {
    expect(where(users.c.age.op<number>("&")(4).eq(4))).toBe("(users.age & :age_1) = :param_1");
    expect(where(users.c.age.op<number>("&", { precedence: 10 })(4).eq(4))).toBe("users.age & :age_1 = :param_1");
    expect(() => users.c.age.op("")).not.toThrow();
    expect(() => users.c.age.op("")(1)).toThrow(/op\(\)/);
  });
});

describe("IN", () => {
  test("an empty list matches nothing, and not in it everything", () => {
    expect(where(users.c.id.in([]))).toBe("users.id IN (NULL) AND (1 != 1)");
    expect(where(users.c.id.notIn([]))).toBe("(users.id NOT IN (NULL) OR (1 = 1))");
  });
  test("subqueries, expressions, tuples, iterables", () => {
    expect(where(users.c.id.in(select(posts.c.userId)))).toBe("users.id IN (SELECT posts.user_id FROM posts)");
    expect(where(users.c.id.in([1, users.c.age] as never))).toBe("users.id IN (:id_1, users.age)");
    expect(where(tuple(users.c.id, users.c.name).in([[1, "a"]]))).toBe("(users.id, users.name) IN ((:param_1_1_1, :param_1_1_2))");
    expect(where(users.c.id.in(new Set([1, 2]) as never))).toBe("users.id IN (:id_1_1, :id_1_2)");
    expect(where(users.c.id.in(bindParam("ids") as never))).toMatch(/^users\.id IN \(/);
  });
  test("refusals", () => {
    expect(() => users.c.id.in(5 as never)).toThrow(/array of values or a select/);
    expect(() => users.c.name.in("abc" as never)).toThrow(/array of values or a select/);
    expect(() => users.c.id.in(select(users.c.id, users.c.name) as never)).toThrow(/one column.*selects 2/);
    expect(() => tuple(users.c.id, users.c.name).in([1] as never)).toThrow(/list of arrays/);
    expect(() => users.c.id.in(select(users.c.id).subquery() as never)).toThrow(/select from the subquery/);
  });
});

describe("LIKE", () => {
  test("autoescape escapes what the pattern would mean", () => {
    const { sql, params } = compiled(select(users.c.id).where(users.c.name.startsWith("50%_/", { autoescape: true })));
    expect(sql).toContain("(users.name LIKE :name_1 || '%' ESCAPE '/')");
    expect(params).toEqual({ name_1: "50/%/_//" });
  });
  test("without regard to case by lower(), where there is no ILIKE", () => {
    expect(where(users.c.name.ilike("A%"))).toBe("lower(users.name) LIKE lower(:name_1)");
    expect(where(users.c.name.icontains("A"))).toBe("(lower(users.name) LIKE '%' || lower(:name_1) || '%')");
  });
  test("refusals", () => {
    expect(() => users.c.name.like("a", { escape: "ab" })).toThrow(/one character/);
    expect(() => users.c.name.contains(users.c.email, { autoescape: true })).toThrow(/autoescape/);
    expect(() => users.c.name.like(null)).toThrow(/isNull\(\)/);
  });
});

describe("arithmetic", () => {
  test("a sum of texts is ||, and true division keeps the fraction", () => {
    expect(sqlOf(select(users.c.name.add("x"), users.c.age.div(2), users.c.age.floorDiv(2)))).toBe(
      "SELECT users.name || :name_1 AS anon_1, users.age / CAST(:age_1 AS NUMERIC) AS anon_2, users.age / :age_2 AS anon_3 FROM users",
    );
  });
  test("BETWEEN SYMMETRIC, IS DISTINCT FROM, COLLATE, ANY and ALL", () => {
    expect(where(users.c.age.between(1, 2, { symmetric: true }))).toBe("users.age BETWEEN SYMMETRIC :age_1 AND :age_2");
    expect(where(between(5, users.c.id, users.c.age))).toBe(":param_1 BETWEEN users.id AND users.age");
    expect(where(users.c.age.isDistinctFrom(null))).toBe("users.age IS DISTINCT FROM NULL");
    expect(sqlOf(select(users.c.id).orderBy(users.c.name.collate("NOCASE").desc()))).toContain('ORDER BY users.name COLLATE "NOCASE" DESC');
    expect(where(users.c.age.gt(all(select(posts.c.views))))).toBe("users.age > ALL (SELECT posts.views FROM posts)");
    expect(where(literal(5).eq(any(literal([1], t.array(t.integer())))))).toBe(":param_1 = ANY (:param_2)");
  });
  test("regular expressions are refused by name where there are none", () => {
    expect(() => sqlOf(select(users.c.name.regexpMatch("a")))).toThrow(/default dialect does not support regular expressions/);
  });
});

describe("JSON", () => {
  test("only a place inside it has a value", () => {
    expect(() => documents.c.data.asString()).toThrow(/at\(\) or path\(\)/);
    expect(() => users.c.name.at("x")).toThrow(/reaches into JSON: users\.name/);
    expect(() => sqlOf(select(documents.c.data.at("color")))).toThrow(/default dialect does not support/);
  });
});

test("an expression of something else is refused", () => {
  expect(() => users.c.id.eq((() => 5) as never)).toThrow(/not a function/);
  expect(() => users.c.id.eq(text("5") as never)).toThrow(/not a text/);
  expect(() => users.c.id.eq(users as never)).toThrow(/not a table/);
  expect(where(users.c.id.eq(literalColumn<number>("random()")))).toBe("users.id = random()");
});
