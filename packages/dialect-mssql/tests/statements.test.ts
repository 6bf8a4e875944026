import {
  and,
  bindParam,
  caseWhen,
  column,
  deleteFrom,
  func,
  insert,
  literal,
  MetaData,
  not,
  select,
  sql,
  t,
  table,
  trueValue,
  update,
  upsert,
  values,
} from "@cupel/core";
import { type ClauseElement, compile, type InsertPlan } from "@cupel/core/internal";
import { describe, expect, it } from "vitest";
import { mssql } from "../src/index.js";
import { parse } from "./support/grammar.js";
import { makeTables, text } from "./support/schema.js";

const { users, posts } = makeTables();
/** The text, which the grammar accepts. */
const valid = (statement: Parameters<typeof text>[0], literalBinds = false): string => {
  const sql = text(statement, literalBinds);
  expect(parse(sql).errors).toEqual([]);
  return sql;
};

describe("rows limited", () => {
  const page = select(users.c.id).orderBy(users.c.id);
  it("by TOP, whose number is no parameter", () => {
    const { sql, parameters } = page.limit(10).compile({ dialect: "mssql" });
    expect(sql).toBe("SELECT TOP 10 users.id \nFROM users ORDER BY users.id");
    expect(parameters).toEqual([]);
    expect(valid(page.limit(20))).toContain("TOP 20 ");
  });
  it("by OFFSET and FETCH, in the order of the text", () => {
    const { sql, parameters } = page.limit(10).offset(5).where(users.c.age.gt(3)).compile({ dialect: "mssql" });
    expect(sql.replace(/\s+/g, " ")).toBe(
      "SELECT users.id FROM users WHERE users.age > @p1 ORDER BY users.id OFFSET @p2 ROWS FETCH FIRST @p3 ROWS ONLY",
    );
    expect(parameters).toEqual([3, 5, 10]);
  });
  it("by OFFSET alone", () => expect(valid(page.offset(5))).toMatch(/OFFSET @p1 ROWS$/));
  it("by an expression, which TOP does not take", () =>
    expect(valid(page.limit(bindParam("n", t.integer())))).toMatch(/OFFSET 0 ROWS FETCH FIRST @p1 ROWS ONLY$/));
  it("in a subquery, of a member of a set operation, which has no order of its own", () =>
    expect(valid(page.limit(3).union(select(posts.c.id)))).toBe(
      "SELECT * FROM (SELECT TOP 3 users.id FROM users ORDER BY users.id) AS anon_1 UNION SELECT posts.id FROM posts",
    ));
  it("as a whole, of a set operation", () => {
    const both = select(users.c.id).unionAll(select(posts.c.userId)).orderBy("id").limit(3);
    expect(valid(both)).toBe(
      "SELECT users.id FROM users UNION ALL SELECT posts.user_id FROM posts ORDER BY id OFFSET 0 ROWS FETCH FIRST @p1 ROWS ONLY",
    );
  });
  it("keeps the order of a subquery only where it limits its rows", () => {
    expect(valid(select(page.subquery("s")))).not.toContain("ORDER BY");
    expect(valid(select(page.limit(2).subquery("s")))).toContain("ORDER BY");
    expect(valid(select(page.offset(2).subquery("s")))).toContain("ORDER BY");
    expect(valid(select(page.fetch(2).subquery("s")))).toContain("ORDER BY");
  });
});

describe("conditions and values", () => {
  it("a boolean column is compared with 1", () => {
    expect(valid(select(users.c.id).where(users.c.isActive, not(users.c.isActive)))).toContain(
      "users.is_active = 1 AND users.is_active = 0",
    );
    expect(valid(select(users.c.id).join(posts, trueValue()))).toContain("ON 1 = 1");
    expect(valid(select(caseWhen(users.c.isActive, 1).else(0)))).toContain("CASE WHEN users.is_active = 1 THEN @p1 ELSE @p2 END");
  });
  it("a condition that is selected keeps what is unknown", () =>
    expect(valid(select(users.c.age.gt(5).as("old")), true)).toBe(
      "SELECT CASE WHEN (users.age > 5) THEN 1 WHEN NOT (users.age > 5) THEN 0 END AS old FROM users",
    ));
  it("one that is never unknown has two ways", () => {
    expect(valid(select(users.c.age.isNull().as("ageless")))).toContain("CASE WHEN (users.age IS NULL) THEN 1 ELSE 0 END AS ageless");
    expect(valid(select(select(posts.c.id).where(posts.c.userId.eq(users.c.id)).exists().as("writes")))).toMatch(
      /^SELECT CASE WHEN \(EXISTS \(.*\)\) THEN 1 ELSE 0 END AS writes/,
    );
  });
  it("as an argument, in ORDER BY, in SET and in VALUES", () => {
    expect(valid(select(func.max(users.c.isActive.eq(true))))).toContain("max(CASE WHEN (users.is_active = 1)");
    expect(valid(select(users.c.id).orderBy(users.c.age.isNull()))).toContain("ORDER BY CASE WHEN (users.age IS NULL) THEN 1 ELSE 0 END");
    expect(valid(update(users).set({ isActive: users.c.age.gt(3) }))).toContain("SET is_active=CASE WHEN (users.age > @p1)");
    expect(valid(insert(users).values({ name: "x", isActive: literal(1).gt(2) }))).toContain("CASE WHEN (@p2 > @p3) THEN 1");
  });
  it("conditions within conditions stay conditions", () =>
    expect(valid(select(users.c.id).where(not(and(users.c.age.gt(1), users.c.name.in(["a", "b"])))))).toBe(
      "SELECT users.id FROM users WHERE NOT (users.age > @p1 AND users.name IN (@p2, @p3))",
    ));
  it("compares with TRUE and FALSE by INTERSECT, also what is NULL", () =>
    expect(valid(select(users.c.id).where(users.c.isActive.isNot(true)))).toContain(
      "NOT EXISTS (SELECT users.is_active INTERSECT SELECT 1)",
    ));
});

describe("operators", () => {
  it("a divisor keeps its fraction, and so does the quotient of whole numbers", () => {
    const { id, score, price } = table("n", { id: column(t.integer()), score: column(t.float()), price: column(t.numeric(10, 2)) }).c;
    expect(valid(select(id.div(id), id.div(2.5), score.div(2.5), price.div("2.5")), true)).toBe(
      "SELECT n.id / CAST(n.id AS NUMERIC) AS anon_1, n.id / CAST(2.5 AS FLOAT) AS anon_2, n.score / CAST(2.5 AS FLOAT) AS anon_3, n.price / 2.5 AS anon_4 FROM n",
    );
  });
  it("a bracket in a pattern is no set of characters", () =>
    expect(valid(select(users.c.id).where(users.c.name.contains("[a-c]_", { autoescape: true })), true)).toContain(
      "LIKE '%' + '/[a-c]/_' + '%' ESCAPE '/'",
    ));
});

describe("FROM", () => {
  const latest = select(posts.c.title).where(posts.c.userId.eq(users.c.id)).orderBy(posts.c.id.desc()).limit(1).lateral("latest");
  it("LATERAL is APPLY", () => {
    expect(valid(select(users.c.id, latest.c.title).join(latest, trueValue()))).toContain("FROM users CROSS APPLY (SELECT TOP 1 ");
    expect(valid(select(users.c.id, latest.c.title).outerJoin(latest, trueValue()))).toContain("FROM users OUTER APPLY (SELECT TOP 1 ");
    expect(valid(select(users.c.id, latest.c.title).selectFrom(users, latest))).toContain("FROM users CROSS APPLY (SELECT TOP 1 ");
  });
  it("hints stand behind the table and its alias, and behind the statement", () => {
    const u = users.alias("u");
    expect(valid(select(users.c.id).withHint(users, "WITH (NOLOCK)"))).toBe("SELECT users.id FROM users WITH (NOLOCK)");
    expect(valid(select(u.c.id).withHint(u, "WITH (NOLOCK)", { dialect: "mssql" }))).toBe("SELECT u.id FROM users AS u WITH (NOLOCK)");
    expect(valid(select(users.c.id).withHint(users, "USE INDEX (x)", { dialect: "mysql" }))).toBe("SELECT users.id FROM users");
    expect(valid(select(users.c.id).withStatementHint("OPTION (MAXDOP 2)"))).toMatch(/ OPTION \(MAXDOP 2\)$/);
    expect(valid(insert(users).values({ name: "x" }).withHint("WITH (TABLOCK)"))).toMatch(/^INSERT INTO users WITH \(TABLOCK\) \(name/);
  });
  it("a sample is by SYSTEM, in percent", () =>
    expect(text(select(users.tableSample(func.system!(10), { name: "s", seed: literal(5) }).c.id))).toBe(
      "SELECT s.id FROM users AS s TABLESAMPLE SYSTEM (10 PERCENT) REPEATABLE (5)",
    ));
  it("VALUES in a CTE are selected", () => {
    const v = values({ a: t.integer() }, { name: "v" })
      .data([[1], [2]])
      .cte("numbers");
    expect(valid(select(v.c.a))).toBe("WITH numbers(a) AS (SELECT * FROM (VALUES (@p1), (@p2)) AS v (a)) SELECT numbers.a FROM numbers");
  });
});

describe("functions", () => {
  it("string_agg takes its delimiter as a literal, and its order behind", () => {
    const names = func.aggregate_strings(users.c.name, "'; ").aggregateOrderBy(users.c.name);
    expect(valid(select(names))).toContain("string_agg(users.name, '''; ') WITHIN GROUP (ORDER BY users.name)");
  });
  it("today is a date", () => expect(valid(select(func.current_date()))).toContain("CAST(GETDATE() AS DATE)"));
  it("a percentile is a window function whose number is a literal", () => {
    const median = func.percentile_cont(0.5).withinGroup(users.c.age).over({ partitionBy: users.c.name });
    expect(valid(select(median))).toContain("percentile_cont(0.5) WITHIN GROUP (ORDER BY users.age) OVER (PARTITION BY users.name)");
  });
  it("a value within JSON has the type that is asked for", () => {
    const { attrs } = users.c;
    expect(valid(select(attrs.at("a").asInteger()), true)).toContain(`ELSE CAST(JSON_VALUE(users.attrs, '$."a"') AS INTEGER) END`);
    expect(valid(select(users.c.id).where(attrs.at("b").asBoolean()), true)).toContain(
      `WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE NULL END = 1`,
    );
    expect(valid(select(attrs.path("a", "it's", 2)), true)).toContain(`JSON_QUERY(users.attrs, '$."a"."it''s"[2]')`);
  });
});

describe("writing", () => {
  it("OUTPUT stands before VALUES, and names the new row", () => {
    expect(valid(insert(users).values({ name: "x", isActive: true }).returning(users.c.id, func.lower(users.c.name).as("low")))).toBe(
      "INSERT INTO users (name, is_active) OUTPUT inserted.id, lower(inserted.name) AS low VALUES (@p1, @p2)",
    );
    expect(valid(deleteFrom(users).where(users.c.id.eq(1)).returning(users.c.name))).toBe(
      "DELETE FROM users OUTPUT deleted.name WHERE users.id = @p1",
    );
  });
  it("OUTPUT stands before FROM where other tables are named", () =>
    expect(valid(update(users).set({ name: posts.c.title }).where(posts.c.userId.eq(users.c.id)).returning(users.c.id))).toBe(
      "UPDATE users SET name=posts.title OUTPUT inserted.id FROM users, posts WHERE posts.user_id = users.id",
    ));
  it("OUTPUT stands before SELECT", () =>
    expect(valid(insert(posts).fromSelect(["userId", "title"], select(users.c.id, users.c.name)).returning(posts.c.id))).toBe(
      "INSERT INTO posts (user_id, title) OUTPUT inserted.id SELECT users.id, users.name FROM users",
    ));
  it("WITH stands before the whole of an INSERT", () => {
    const adults = select(users.c.id, users.c.name).where(users.c.age.gt(17)).cte("adults");
    expect(valid(insert(posts).fromSelect(["userId", "title"], select(adults.c.id, adults.c.name)))).toMatch(
      /^WITH adults AS \(.*\) INSERT INTO posts/,
    );
  });
  it("an upsert is a MERGE", () => {
    const statement = upsert(users)
      .values([
        { id: 1, name: "a", isActive: true },
        { id: 2, name: "b", isActive: false },
      ])
      .onConflict(users.c.id)
      .set((excluded) => ({ name: excluded.name, age: users.c.age.add(1) }))
      .returning(users.c.id);
    expect(valid(statement)).toBe(
      "MERGE INTO users WITH (HOLDLOCK) USING (VALUES (@p1, @p2, @p3), (@p4, @p5, @p6)) AS excluded (id, name, is_active) ON users.id = excluded.id " +
        "WHEN MATCHED THEN UPDATE SET name = excluded.name, age = (users.age + @p7) " +
        "WHEN NOT MATCHED THEN INSERT (id, name, is_active) VALUES (excluded.id, excluded.name, excluded.is_active) OUTPUT inserted.id;",
    );
    const ids = statement.compile({ dialect: "mssql" }).parameters;
    expect(ids).toEqual([1, "a", 1, 2, "b", 0, 1]);
  });
  it("what a row leaves out is DEFAULT, but not in an upsert", () => {
    const rows = [
      { id: 1, name: "a", isActive: true, age: 3 },
      { id: 2, name: "b", isActive: true },
    ];
    expect(valid(insert(users).values(rows), true)).toMatch(/VALUES \(1, 'a', 3, 1\), \(2, 'b', DEFAULT, 1\)$/);
    expect(valid(upsert(users).values(rows).onConflict(users.c.id).doNothing(), true)).toContain(
      "(VALUES (1, 'a', 3, 1), (2, 'b', NULL, 1)) AS excluded",
    );
  });
  it("an upsert that does nothing has no WHEN MATCHED", () =>
    expect(valid(upsert(users).values({ id: 1, name: "a", isActive: true }).onConflict(users.c.id).doNothing())).not.toContain(
      "WHEN MATCHED",
    ));
});

describe("the column that the database counts", () => {
  const dialect = mssql();
  const plan = (statement: ClauseElement) => compile(statement, dialect).insert as InsertPlan;
  it("takes values only between statements that allow it", () => {
    expect(dialect.identityInsert(plan(insert(users).values({ name: "x" }) as unknown as ClauseElement))).toBeNull();
    expect(dialect.identityInsert(plan(insert(users).values({ id: 5, name: "x" }) as unknown as ClauseElement))).toEqual({
      before: "SET IDENTITY_INSERT users ON",
      after: "SET IDENTITY_INSERT users OFF",
    });
    const own = table("My Users", new MetaData({ schema: "db.dbo" }), {
      id: column(t.integer(), { primaryKey: true }),
      n: column(t.integer()),
    });
    const copied = insert(own).fromSelect(["id", "n"], select(users.c.id, users.c.id)) as unknown as ClauseElement;
    expect(dialect.identityInsert(plan(copied))?.before).toBe("SET IDENTITY_INSERT db.dbo.[My Users] ON");
  });
  it("is asked for by OUTPUT, unless the table's triggers refuse that", () => {
    const inserted = insert(users).values({ name: "x", isActive: true }) as unknown as ClauseElement;
    expect(compile(inserted, dialect).sql).toBe("INSERT INTO users (name, is_active) OUTPUT inserted.id VALUES (@p1, @p2)");
    const audited = table(
      "audited",
      new MetaData(),
      { id: column(t.integer(), { primaryKey: true }), n: column(t.integer()) },
      { implicitReturning: false },
    );
    const compiled = compile(insert(audited).values({ n: 1 }) as unknown as ClauseElement, dialect);
    expect(compiled.sql).toBe("INSERT INTO audited (n) VALUES (@p1)");
    expect(compiled.insert?.primaryKey).toMatchObject([{ from: "lastInsertId" }]);
  });
});

describe("templates", () => {
  it("bind their values as @p1, @p2", () => {
    const { sql: made, parameters } = sql`SELECT * FROM ${users} WHERE id = ${1} OR name = ${"x"}`.compile({ dialect: "mssql" });
    expect(made).toBe("SELECT * FROM users WHERE id = @p1 OR name = @p2");
    expect(parameters).toEqual([1, "x"]);
  });
  it("write a condition as one, and are taken for what they must be", () => {
    expect(valid(sql`SELECT id FROM ${users} WHERE ${users.c.age.gt(1)} OR ${not(users.c.isActive)}`)).toBe(
      "SELECT id FROM users WHERE users.age > @p1 OR users.is_active = 0",
    );
    expect(valid(select(users.c.id).where(sql<boolean>`${users.c.age} > 5`.typed(t.boolean())))).toMatch(/WHERE users\.age > 5$/);
  });
});
