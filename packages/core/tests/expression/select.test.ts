import {
  bindParam,
  CompileError,
  caseOf,
  caseWhen,
  cast,
  desc,
  exists,
  extract,
  func,
  InvalidRequestError,
  literal,
  literalColumn,
  over,
  select,
  sql,
  t,
  text,
  trueValue,
  tuple,
  typeCoerce,
  union,
  values,
} from "@cupel/core";
import { describe, expect, test } from "vitest";
import { compiled, makeTables, sqlOf } from "./schema.js";

const { users, posts, comments } = makeTables();

describe("names", () => {
  test("columns of one name are told apart, those that are there twice numbered", () => {
    expect(sqlOf(select(users.c.id, posts.c.id, users.c.id))).toBe(
      "SELECT users.id, posts.id AS id_1, users.id AS id__1 FROM users, posts",
    );
    expect(sqlOf(select(users.c.id, posts.c.id).setLabelStyle("tablenamePlusCol"))).toBe(
      "SELECT users.id AS users_id, posts.id AS posts_id FROM users, posts",
    );
    expect(sqlOf(select(users.c.id, posts.c.id).setLabelStyle("none"))).toBe("SELECT users.id, posts.id FROM users, posts");
  });
  test("what has no name is numbered after what it is", () => {
    expect(sqlOf(select(func.count(), func.count(users.c.id), users.c.age.add(1), literal(1)))).toBe(
      "SELECT count(*) AS count_1, count(users.id) AS count_2, users.age + :age_1 AS anon_1, :param_1 AS anon_2 FROM users",
    );
    expect(sqlOf(select(cast(users.c.age, t.string()), cast(users.c.age, t.float())))).toBe(
      "SELECT CAST(users.age AS VARCHAR) AS age, CAST(users.age AS FLOAT) AS age__1 FROM users",
    );
  });
  test("rows are keyed by properties, SQL by names", () => {
    const { columns } = compiled(select(users.c.isActive, posts.c.userId.as("who")));
    expect(columns).toEqual([
      ["is_active", "Boolean"],
      ["who", "Integer"],
    ]);
  });
  test("one parameter in two places is one, two of a value are two", () => {
    const one = literal(5);
    expect(sqlOf(select(one.add(one)))).toBe("SELECT :param_1 + :param_1 AS anon_1");
    expect(sqlOf(select(literal(5).add(literal(5))))).toBe("SELECT :param_1 + :param_2 AS anon_1");
  });
  test("a parameter may not take an invented name", () => {
    expect(() => sqlOf(select(users.c.id).where(users.c.id.eq(5), users.c.age.eq(bindParam("id_1"))))).toThrow(CompileError);
  });
});

describe("ORDER BY and GROUP BY", () => {
  test("a label by its name, an expression with it in full", () => {
    const double = users.c.age.mul(2).as("double");
    expect(sqlOf(select(double).orderBy(double.desc(), double.add(1)))).toBe(
      "SELECT users.age * :age_1 AS double FROM users ORDER BY double DESC, users.age * :age_1 + :param_1",
    );
    expect(sqlOf(select(double).orderBy("double").groupBy(double))).toContain("GROUP BY users.age * :age_1 ORDER BY double");
    expect(sqlOf(select(double).groupBy("double"))).toContain("GROUP BY double");
    expect(sqlOf(select(double).orderBy(desc("double")))).toContain("ORDER BY double DESC");
  });
  test("a string is a column's key or name, never text", () => {
    expect(sqlOf(select(users.c.id).orderBy("isActive"))).toContain("ORDER BY users.is_active");
    expect(() => sqlOf(select(users.c.id).orderBy("id; DROP TABLE users"))).toThrow(/is the name of no column/);
  });
  test("null takes the order back", () => {
    expect(sqlOf(select(users.c.id).orderBy(users.c.id).orderBy(null))).toBe("SELECT users.id FROM users");
  });
});

describe("joins", () => {
  test("by the foreign key, in either direction, through a join and an alias", () => {
    expect(sqlOf(select(users.c.id).join(posts))).toBe("SELECT users.id FROM users JOIN posts ON users.id = posts.user_id");
    expect(sqlOf(select(posts.c.id).outerJoin(users))).toBe("SELECT posts.id FROM posts LEFT OUTER JOIN users ON users.id = posts.user_id");
    expect(sqlOf(select(users.c.id).join(posts).join(comments, comments.c.postId.eq(posts.c.id)))).toContain(
      "JOIN comments ON comments.post_id = posts.id",
    );
    expect(sqlOf(select(users.c.id).join(posts.alias("p")))).toBe("SELECT users.id FROM users JOIN posts AS p ON users.id = p.user_id");
    expect(sqlOf(select(users.c.id).fullOuterJoin(posts, trueValue()))).toContain("FULL OUTER JOIN posts ON 1 = 1");
  });
  test("a subquery keeps the foreign keys of its columns", () => {
    const mine = select(posts.c.userId).subquery("mine");
    expect(sqlOf(select(users.c.id).join(mine))).toContain("ON users.id = mine.user_id");
  });
  test("none, or too many, is an error that says so", () => {
    const { users: strangers } = makeTables();
    expect(() => sqlOf(select(users.c.id).join(strangers))).toThrow(InvalidRequestError);
    expect(() => sqlOf(select(users.c.id).selectFrom(users.join(strangers)))).toThrow(/no foreign key between "users" and "users"/);
    const { metadata: _, ...tables } = makeTables();
    expect(() => sqlOf(select(tables.users.c.id, tables.posts.c.id).join(tables.comments))).toThrow(/Cannot tell which/);
  });
});

describe("subqueries", () => {
  test("what is in the statement around is taken from there", () => {
    const newest = select(func.max(posts.c.id)).where(posts.c.userId.eq(users.c.id)).scalarSubquery();
    expect(sqlOf(select(users.c.id, newest.as("newest")))).toBe(
      "SELECT users.id, (SELECT max(posts.id) AS max_1 FROM posts WHERE posts.user_id = users.id) AS newest FROM users",
    );
    expect(sqlOf(select(users.c.id).where(exists().where(posts.c.userId.eq(users.c.id))))).toContain(
      "EXISTS (SELECT * FROM posts WHERE posts.user_id = users.id)",
    );
  });
  test("correlate and correlateExcept say it otherwise", () => {
    const all = select(users.c.id, posts.c.id).where(posts.c.userId.eq(users.c.id));
    expect(sqlOf(select(users.c.name).where(exists(all.correlateExcept(posts))))).toContain("FROM posts WHERE");
    expect(sqlOf(select(users.c.name).where(exists(all.correlate(null))))).toContain("FROM users, posts WHERE");
    expect(() =>
      sqlOf(
        select(users.c.name)
          .where(exists(select(users.c.id, posts.c.id)))
          .selectFrom(posts),
      ),
    ).toThrow(/nothing left in FROM/);
  });
  test("a value is one column", () => {
    expect(() => select(users.c.id, users.c.name).scalarSubquery()).toThrow(/one column, and this selects 2/);
  });
  test("a label twice could not be named from outside", () => {
    expect(() => sqlOf(select(select(users.c.id.as("a"), users.c.name.as("a")).subquery()))).toThrow(InvalidRequestError);
  });
  test("CTEs stand before the statement, each once, in the order of use", () => {
    const a = select(users.c.id).cte("a");
    const b = select(a.c.id).cte("b");
    expect(sqlOf(select(b.c.id).join(a, a.c.id.eq(b.c.id)))).toBe(
      "WITH a AS (SELECT users.id AS id FROM users), b AS (SELECT a.id AS id FROM a) SELECT b.id FROM b JOIN a ON a.id = b.id",
    );
    expect(() => sqlOf(select(select(users.c.id).cte("a").c.id, select(posts.c.id).cte("a").c.id))).toThrow(/Two different CTEs/);
  });
  test("a recursive CTE names its columns", () => {
    const start = select(literal(1).as("n")).cte("numbers", { recursive: true });
    const numbers = start.unionAll(select(start.c.n.add(1)).where(start.c.n.lt(10)));
    expect(sqlOf(select(numbers.c.n))).toBe(
      "WITH RECURSIVE numbers(n) AS (SELECT :param_1 AS n UNION ALL SELECT numbers.n + :n_1 AS anon_1 FROM numbers WHERE numbers.n < :n_2) SELECT numbers.n FROM numbers",
    );
  });
  test("MATERIALIZED, nesting, VALUES", () => {
    expect(sqlOf(select(select(users.c.id).cte("a", { materialized: false }).c.id))).toContain("WITH a AS NOT MATERIALIZED (SELECT");
    const inner = select(select(users.c.id).cte("deep", { nesting: true }).c.id).cte("outer_one");
    expect(sqlOf(select(inner.c.id))).toBe(
      "WITH outer_one AS (WITH deep AS (SELECT users.id AS id FROM users) SELECT deep.id AS id FROM deep) SELECT outer_one.id FROM outer_one",
    );
    const v = values({ a: t.integer() }, { name: "v" }).data([[1], [2]]);
    expect(sqlOf(select(v.c.a))).toBe("SELECT v.a FROM (VALUES (:param_1), (:param_2)) AS v (a)");
    expect(() => values({ a: t.integer() }).data([[1, 2]])).toThrow(/2 values for 1 columns/);
  });
});

describe("set operations", () => {
  test("a member with an order of its own stands in parentheses", () => {
    expect(sqlOf(select(users.c.id).limit(1).union(select(posts.c.id)))).toBe(
      "(SELECT users.id FROM users LIMIT :param_1) UNION SELECT posts.id FROM posts",
    );
    expect(sqlOf(select(users.c.id).union(select(posts.c.id)).intersect(select(comments.c.id)))).toBe(
      "(SELECT users.id FROM users UNION SELECT posts.id FROM posts) INTERSECT SELECT comments.id FROM comments",
    );
    expect(sqlOf(union(select(users.c.id), select(posts.c.id)).orderBy("id").limit(2))).toBe(
      "SELECT users.id FROM users UNION SELECT posts.id FROM posts ORDER BY id LIMIT :param_1",
    );
  });
  test("it has no WHERE, and says where that belongs", () => {
    expect(() => select(users.c.id).union(select(posts.c.id)).where(trueValue())).toThrow(/has no where\(\)/);
    expect(() => select(users.c.id).union(select(posts.c.id, posts.c.title) as never)).toThrow(
      /same number of columns: #1 has 1, #2 has 2/,
    );
  });
});

describe("functions and their kin", () => {
  test("windows, filters, ordered sets, ordered aggregates", () => {
    expect(sqlOf(select(func.sum(posts.c.views).over({ partitionBy: posts.c.userId, orderBy: [posts.c.id.desc()], rows: [-1, 0] })))).toBe(
      "SELECT sum(posts.views) OVER (PARTITION BY posts.user_id ORDER BY posts.id DESC ROWS BETWEEN :param_1 PRECEDING AND CURRENT ROW) AS anon_1 FROM posts",
    );
    expect(sqlOf(select(over(func.rank(), { orderBy: posts.c.id })))).toContain("rank() OVER (ORDER BY posts.id)");
    expect(sqlOf(select(func.count().filter(posts.c.views.gt(1)).over()))).toContain(
      "count(*) FILTER (WHERE posts.views > :views_1) OVER ()",
    );
    expect(sqlOf(select(func.mode().withinGroup(posts.c.views)))).toContain("mode() WITHIN GROUP (ORDER BY posts.views)");
    expect(sqlOf(select(func.aggregate_strings(posts.c.title, ",").aggregateOrderBy(posts.c.id)))).toContain(
      "aggregate_strings(posts.title, :aggregate_strings_2 ORDER BY posts.id)",
    );
    expect(() => func.rank().over({ rows: [0, 1], range: [0, 1] })).toThrow(/one of rows, range and groups/);
  });
  test("any name, with its packages, in the case given", () => {
    const packages = func as unknown as { app: { util: { Fix: (value: unknown) => never } } };
    expect(sqlOf(select(packages.app.util.Fix(1)))).toBe('SELECT app.util.Fix(:Fix_2) AS "Fix_1"');
    expect(sqlOf(select(func.current_timestamp(), func.now()))).toBe("SELECT CURRENT_TIMESTAMP AS current_timestamp_1, now() AS now_1");
  });
  test("in FROM", () => {
    const series = func.generate_series!(1, 3).tableValued("n", { name: "s" });
    expect(sqlOf(select(series.c.n))).toBe("SELECT s.n FROM generate_series(:generate_series_1, :generate_series_2) AS s");
    expect(sqlOf(select(func.generate_series!(1, 3).columnValued("x")))).toBe(
      "SELECT x FROM generate_series(:generate_series_1, :generate_series_2) AS x",
    );
  });
  test("CASE, EXTRACT, tuples, type coercion", () => {
    expect(sqlOf(select(caseWhen(users.c.age.lt(18), "minor").when(users.c.isActive, "active").else(null).as("kind")))).toBe(
      "SELECT CASE WHEN (users.age < :age_1) THEN :param_1 WHEN users.is_active THEN :param_2 ELSE NULL END AS kind FROM users",
    );
    expect(sqlOf(select(caseOf(users.c.name, { a: 1 })))).toBe(
      "SELECT CASE users.name WHEN :param_1 THEN :param_2 END AS anon_1 FROM users",
    );
    expect(sqlOf(select(extract("year", posts.c.updatedAt)))).toContain("EXTRACT(year FROM posts.updated_at)");
    expect(() => extract("year; --" as never, posts.c.updatedAt)).toThrow(/name of a field/);
    expect(sqlOf(select(tuple(users.c.id, 1)))).toContain("(users.id, :param_1)");
    expect(sqlOf(select(users.c.id).where(typeCoerce(users.c.age, t.string()).eq("5")))).toContain("users.age = :param_1");
  });
});

describe("text", () => {
  test("parameters are found outside of quotes, comments and casts", () => {
    const { sql: written, required } = compiled(text("SELECT ':no', \":no\", a::int, '12:30' -- :no\n, \\:kept, :yes /* :no */"));
    expect(written).toBe("SELECT ':no', \":no\", a::int, '12:30' -- :no\n, :kept, :yes /* :no */");
    expect(required).toEqual(["yes"]);
  });
  test("values and columns", () => {
    const statement = text("SELECT id FROM users WHERE name = :name").bindParams({ name: "Ann" }).columns({ id: t.integer() });
    expect(compiled(statement)).toMatchObject({ params: { name: "Ann" }, required: [], columns: [["id", "Integer"]] });
    expect(() => text("SELECT 1").bindParams({ x: 1 })).toThrow(/no parameter ":x"/);
  });
  test("a template binds values and writes columns, lists and fragments", () => {
    const part = sql`${users.c.age} > ${18}`;
    expect(sqlOf(select(users.c.id).where(sql<boolean>`${part} AND ${users.c.id} IN ${[1, 2]}`))).toBe(
      "SELECT users.id FROM users WHERE users.age > :param_1 AND users.id IN (:param_2_1, :param_2_2)",
    );
    expect(sqlOf(sql`SELECT ${users.c.id} FROM ${users} WHERE ${users.c.name} = ${"x"} ${sql.raw("LIMIT 1")}`)).toBe(
      "SELECT users.id FROM users WHERE users.name = :param_1 LIMIT 1",
    );
    expect(() => sql`SELECT ${undefined}`).toThrow(/hole 1 is undefined/);
    expect(() => sql("SELECT 1" as never)).toThrow(/template tag/);
  });
});

describe("limits, locks and words", () => {
  test("limits are checked", () => {
    expect(() => select(users.c.id).limit(-1)).toThrow(/not negative/);
    expect(() => select(users.c.id).limit(1.5)).toThrow(/whole number/);
    expect(() => select(users.c.id).limit(undefined as never)).toThrow(/undefined/);
    expect(sqlOf(select(users.c.id).limit(5).limit(null))).toBe("SELECT users.id FROM users");
    expect(sqlOf(select(users.c.id).offset(1).fetch(5, { withTies: true }))).toBe(
      "SELECT users.id FROM users OFFSET :param_1 ROWS FETCH FIRST :param_2 ROWS WITH TIES",
    );
  });
  test("DISTINCT ON only where it is known", () => {
    expect(sqlOf(select(users.c.id).distinct())).toBe("SELECT DISTINCT users.id FROM users");
    expect(() => sqlOf(select(users.c.id).distinctOn(users.c.name))).toThrow(/default dialect does not support DISTINCT ON/);
  });
  test("what cannot be selected says what to write", () => {
    expect(() => select("id" as never)).toThrow(/users\.c\.id/);
    expect(() => select(undefined as never)).toThrow(/a column that the table does not have/);
    expect(() => select(select(users.c.id) as never)).toThrow(/scalarSubquery/);
    expect(() => select(users.c.id).join(select(posts.c.id) as never)).toThrow(/subquery\(\)/);
    expect(() => select(users).filterBy({ nosuch: 1 } as never)).toThrow(/"users" has no attribute "nosuch"/);
    expect(sqlOf(select(users).filterBy({ name: "x", email: null }))).toContain("WHERE users.name = :name_1 AND users.email IS NULL");
  });
  test("String(statement) is readable, compile() has placeholders", () => {
    expect(String(select(users.c.id).where(users.c.id.eq(1)))).toContain("users.id = :id_1");
    expect(
      select(users.c.id)
        .where(users.c.id.in([1, 2]))
        .compile(),
    ).toMatchObject({ parameters: [1, 2], sql: expect.stringContaining("IN (?, ?)") });
    expect(select(users.c.id).where(users.c.name.eq("it's")).compile({ literalBinds: true }).sql).toContain("users.name = 'it''s'");
    expect(String(users.c.id.eq(literalColumn("1")))).toBe("users.id = 1");
    expect(() => select(users.c.id).compile({ dialect: "nosuch" })).toThrow(/No dialect is called "nosuch"/);
  });
});

test("a statement is not changed by its methods", () => {
  const base = select(users.c.id);
  const before = String(base);
  base.where(users.c.id.eq(1)).orderBy(users.c.id).limit(1).join(posts).distinct().options();
  expect(String(base)).toBe(before);
});
