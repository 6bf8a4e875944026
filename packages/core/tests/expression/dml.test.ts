import {
  bindParam,
  column,
  conflictInsert,
  deleteFrom,
  func,
  insert,
  MetaData,
  nullValue,
  select,
  t,
  table,
  update,
  upsert,
} from "@cupel/core";
import { compile, type Dialect, registeredDialect } from "@cupel/core/internal";
import "@cupel/dialect-sqlite";
import { describe, expect, test } from "vitest";
import { compiled, makeTables, sqlOf } from "./schema.js";

const { users, posts } = makeTables();
const sqlite = registeredDialect("sqlite") as Dialect;

describe("INSERT", () => {
  test("columns in the order of the table, with what they fill in", () => {
    const { sql, params, required } = compiled(insert(users).values({ isActive: false, name: "Ann" }));
    expect(sql).toBe("INSERT INTO users (name, is_active) VALUES (:name, :isActive)");
    expect(params).toEqual({ name: "Ann", isActive: false });
    expect(required).toEqual([]);
    expect(sqlOf(insert(users).values({ name: "Ann" }))).toBe("INSERT INTO users (name, is_active) VALUES (:name, :isActive)");
  });
  test("expressions, subqueries and parameters as values", () => {
    expect(
      sqlOf(
        insert(users).values({
          name: func.upper(bindParam<string>("n")),
          age: nullValue(),
          email: select(posts.c.title).limit(1).scalarSubquery() as never,
        }),
      ),
    ).toBe(
      "INSERT INTO users (name, email, age, is_active) VALUES (upper(:n), (SELECT posts.title FROM posts LIMIT :param_1), NULL, :isActive)",
    );
  });
  test("a second values() adds columns, several rows stand in one statement", () => {
    expect(
      compiled(
        insert(users)
          .values({ name: "a" })
          .values({ name: "b", age: 1 } as never),
      ).params,
    ).toMatchObject({ name: "b", age: 1 });
    const many = insert(users).values([{ name: "a" }, { name: "b", isActive: false }]);
    expect(sqlOf(many, "sqlite")).toBe("INSERT INTO users (name, is_active) VALUES (:name_m0, :isActive), (:name_m1, :isActive_m1)");
    expect(() => insert(users).values([])).toThrow(/no rows/);
    expect(() =>
      insert(users)
        .values({ name: "a" })
        .values([{ name: "b" }]),
    ).toThrow(/one row before/);
  });
  test("rows of one INSERT may name different columns: what one leaves out is what the database would put there", () => {
    const both = "INSERT INTO users (name, age, is_active) VALUES (?, NULL, ?), (?, ?, ?)";
    expect(
      insert(users)
        .values([{ name: "a" }, { name: "b", age: 5 }])
        .compile({ dialect: "sqlite" }).sql,
    ).toBe(both);
    expect(
      insert(users)
        .values([{ name: "b", age: 5 }, { name: "a" }])
        .compile({ dialect: "sqlite" }).sql,
    ).toBe("INSERT INTO users (name, age, is_active) VALUES (?, ?, ?), (?, NULL, ?)");
    expect(
      insert(users)
        .values([{ name: "a" }, { name: "b", age: 5 }])
        .compile({ dialect: "sqlite" }).parameters,
    ).toHaveLength(5);
  });
  test("a name that is no column is an error, as is undefined", () => {
    expect(() => sqlOf(insert(users).values({ name: "a", nosuch: 1 } as never))).toThrow(/Unconsumed column names: nosuch/);
    expect(() => insert(users).values({ name: undefined as never })).toThrow(/values\(\): the value of "name" is undefined/);
    expect(() => insert("users" as never)).toThrow(/insert\(\) takes a table/);
    expect(() => insert(users.alias("u") as never)).toThrow(/insert\(\) takes a table or a mapped class, not a alias/);
  });
  test("INSERT … SELECT puts defaults to it", () => {
    expect(sqlOf(insert(users).fromSelect(["name"], select(posts.c.title)))).toBe(
      "INSERT INTO users (name, is_active) SELECT posts.title, :isActive AS anon_1 FROM posts",
    );
    expect(sqlOf(insert(users).fromSelect(["name"], select(posts.c.title), { includeDefaults: false }))).toBe(
      "INSERT INTO users (name) SELECT posts.title FROM posts",
    );
    expect(() => sqlOf(insert(users).fromSelect(["name"], select(posts.c.title).union(select(posts.c.title))))).toThrow(/isActive/);
    const titles = select(posts.c.title).cte("titles");
    expect(sqlOf(insert(users).fromSelect(["name"], select(titles.c.title), { includeDefaults: false }))).toBe(
      "WITH titles AS (SELECT posts.title AS title FROM posts) INSERT INTO users (name) SELECT titles.title FROM titles",
    );
  });
  test("without values", () => {
    const empty = table("empty", new MetaData(), { id: column(t.integer(), { primaryKey: true }) });
    expect(sqlOf(insert(empty).values({}), "sqlite")).toBe("INSERT INTO empty DEFAULT VALUES");
    expect(compiled(insert(users)).required).toEqual(["id", "name", "email", "age", "isActive"]);
  });
});

describe("the plan of an INSERT", () => {
  test("how the key is learnt", () => {
    expect(compile(insert(users).values({ name: "a" }), sqlite).insert?.primaryKey).toMatchObject([{ from: "lastInsertId" }]);
    const given = compile(insert(users).values({ name: "a", id: 5 }), sqlite);
    expect(given.insert?.primaryKey).toMatchObject([{ from: "slot", slot: 0 }]);
    expect(compile(insert(users).values([{ name: "a" }]), sqlite).insert?.primaryKey).toMatchObject([{ from: "unknown" }]);
    expect(compile(insert(users).values({ name: "a", id: func.next!() as never }), sqlite)).toMatchObject({
      returnsRows: true,
      insert: { primaryKey: [{ from: "returning", index: 0 }] },
    });
  });
  test("which defaults are to be evaluated, and which values come with the execution", () => {
    const plan = compile(insert(posts), sqlite, { columnKeys: ["title", "userId"] });
    expect(plan.sql).toBe("INSERT INTO posts (user_id, title, views) VALUES (?, ?, ?)");
    expect(plan.insert?.prefetch.map(({ key, on }) => [key, on])).toEqual([["views", "default"]]);
    expect(plan.bind([], { title: "t", userId: 1, views: 0 }).values.map(String)).toEqual(["1", "t", "0"]);
    expect(() => plan.bind([], { title: "t" })).toThrow(/value is required for the parameter "userId"/);
  });
  test("returnDefaults asks for what the server makes", () => {
    const stamped = table("stamped", new MetaData(), {
      id: column(t.integer(), { primaryKey: true }),
      at: column(t.dateTime(), { serverDefault: func.now() }),
    });
    expect(compile(insert(stamped).values({}).returnDefaults(), sqlite).sql).toBe("INSERT INTO stamped DEFAULT VALUES RETURNING id, at");
  });
});

describe("ON CONFLICT", () => {
  test("SQLite's, with a target, a condition and a new value", () => {
    const statement = conflictInsert(users)
      .values({ name: "a", email: "e" })
      .onConflictDoUpdate({ target: users.c.email, set: (excluded) => ({ name: excluded.name, age: 5 }), where: users.c.age.lt(3) });
    expect(sqlOf(statement, "sqlite")).toBe(
      "INSERT INTO users (name, email, is_active) VALUES (:name, :email, :isActive) ON CONFLICT (email) DO UPDATE SET name = excluded.name, age = :param_1 WHERE users.age < :age_1",
    );
    expect(compiled(statement, "sqlite").params).toMatchObject({ param_1: 5, age_1: 3 });
  });
  test("the portable form", () => {
    expect(
      sqlOf(
        upsert(users)
          .values({ name: "a", email: "e" })
          .onConflict(users.c.email)
          .set((excluded) => ({ name: excluded.name }))
          .returning(users.c.id),
        "sqlite",
      ),
    ).toBe(
      "INSERT INTO users (name, email, is_active) VALUES (:name, :email, :isActive) ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id",
    );
    expect(sqlOf(upsert(users).values({ name: "a" }).onConflict(users.c.id).doNothing(), "sqlite")).toContain(
      "ON CONFLICT (id) DO NOTHING",
    );
    expect(() => upsert(users).values({ name: "a" }).doNothing()).toThrow(/onConflict/);
    expect(() => sqlOf(upsert(users).values({ name: "a" }).onConflict(users.c.id), "sqlite")).toThrow(/not whole/);
  });
  test("a dialect without it says so", () => {
    expect(() => sqlOf(conflictInsert(users).values({ name: "a" }).onConflictDoNothing())).toThrow(
      /default dialect does not support ON CONFLICT/,
    );
  });
  test("set is a function that gives columns", () => {
    expect(() =>
      conflictInsert(users)
        .values({ name: "a" })
        .onConflictDoUpdate({ target: users.c.id, set: {} as never }),
    ).toThrow(/takes a function/);
    expect(() =>
      conflictInsert(users)
        .values({ name: "a" })
        .onConflictDoUpdate({ target: users.c.id, set: () => ({}) }),
    ).toThrow(/no columns/);
  });
});

describe("UPDATE and DELETE", () => {
  test("SET in the order of the table, or in the order given; onUpdate applied", () => {
    expect(
      sqlOf(
        update(posts)
          .set({ views: posts.c.views.add(1), title: "t" })
          .where(posts.c.id.eq(1)),
      ),
    ).toBe("UPDATE posts SET title=:title, views=(posts.views + :views_1), updated_at=now() WHERE posts.id = :id_1");
    expect(
      sqlOf(
        update(users).orderedValues([
          [users.c.age, 5],
          [users.c.name, users.c.email],
        ]),
      ),
    ).toBe("UPDATE users SET age=:age, name=users.email");
  });
  test("a condition of undefined is an error, never all rows", () => {
    expect(() => deleteFrom(users).where(undefined as never)).toThrow(/where\(\) was given undefined/);
    expect(() => update(users).where(undefined as never)).toThrow(/undefined/);
    expect(() => update(users).filterBy({ name: undefined } as never)).toThrow(/undefined/);
  });
  test("a parameter of WHERE may not be called as a value of SET", () => {
    expect(() =>
      sqlOf(
        update(users)
          .set({ name: "x" })
          .where(users.c.name.eq(bindParam("name"))),
      ),
    ).toThrow(/taken by a value of VALUES or SET/);
    expect(
      sqlOf(
        update(users)
          .set({ name: "x" })
          .where(users.c.id.eq(bindParam("id"))),
      ),
    ).toBe("UPDATE users SET name=:name WHERE users.id = :id");
  });
  test("other tables, where the dialect has them", () => {
    const renamed = update(posts).set({ title: users.c.name }).where(posts.c.userId.eq(users.c.id));
    expect(sqlOf(renamed, "sqlite")).toBe(
      "UPDATE posts SET title=users.name, updated_at=CURRENT_TIMESTAMP FROM users WHERE posts.user_id = users.id",
    );
    expect(() => sqlOf(renamed)).toThrow(/default dialect does not support other tables in UPDATE/);
    expect(() => sqlOf(deleteFrom(posts).using(users).where(posts.c.userId.eq(users.c.id)), "sqlite")).toThrow(
      /sqlite dialect does not support other tables in DELETE/,
    );
  });
  test("subqueries take the table from the statement", () => {
    expect(sqlOf(deleteFrom(users).where(select(posts.c.id).where(posts.c.userId.eq(users.c.id)).exists()))).toBe(
      "DELETE FROM users WHERE EXISTS (SELECT posts.id FROM posts WHERE posts.user_id = users.id)",
    );
  });
  test("an UPDATE that sets nothing is refused when it is to be executed", () => {
    expect(() => compile(update(users).where(users.c.id.eq(1)), sqlite)).toThrow(/sets nothing/);
    expect(compile(update(users).where(users.c.id.eq(bindParam("key"))), sqlite, { columnKeys: ["name", "key"] }).sql).toBe(
      "UPDATE users SET name=? WHERE users.id = ?",
    );
  });
  test("rows of RETURNING in a CTE", () => {
    const gone = deleteFrom(posts).returning(posts.c.userId).cte("gone");
    expect(sqlOf(select(gone.c.userId as never))).toBe(
      "WITH gone AS (DELETE FROM posts RETURNING posts.user_id) SELECT gone.user_id FROM gone",
    );
  });
});
