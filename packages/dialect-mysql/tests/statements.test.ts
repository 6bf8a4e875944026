import {
  bindParam,
  cast,
  deleteFrom,
  exists,
  func,
  literal as literalValue,
  not,
  or,
  select,
  t,
  trueValue,
  update,
  upsert,
  values,
} from "@cupel/core";
import { describe, expect, it } from "vitest";
import { char, insert, match, varchar } from "../src/index.js";
import { literal, makeTables, text, texts } from "./support/schema.js";

const { users, posts } = makeTables();
const rows = select(users.c.id);

describe("ON DUPLICATE KEY UPDATE", () => {
  const ann = insert(users).values({ id: 1, name: "Ann" });
  it("names the row that was to be inserted by an alias on MySQL, by VALUES() on MariaDB", () =>
    expect(texts(ann.onDuplicateKeyUpdate((inserted) => ({ name: inserted.name.concat("!"), age: users.c.age.add(1) })))).toEqual([
      "INSERT INTO users (id, name) VALUES (?, ?) AS new ON DUPLICATE KEY UPDATE name = (concat(new.name, ?)), age = (users.age + ?)",
      "INSERT INTO users (id, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = (concat(VALUES(name), ?)), age = (users.age + ?)",
    ]));
  it("an object is written in the order of the table, a list as it is given", () => {
    expect(texts(ann.onDuplicateKeyUpdate({ age: 1, name: "x" }))[1]).toMatch(/UPDATE name = \?, age = \?$/);
    expect(
      texts(
        ann.onDuplicateKeyUpdate([
          ["age", 1],
          ["name", "x"],
        ]),
      )[1],
    ).toMatch(/UPDATE age = \?, name = \?$/);
  });
  it("a SELECT has no alias: VALUES() on both", () =>
    expect(
      text(
        insert(users)
          .fromSelect(["id", "name"], select(posts.c.id, posts.c.title))
          .onDuplicateKeyUpdate((inserted) => ({ name: inserted.name })),
      ),
    ).toBe("INSERT INTO users (id, name) SELECT posts.id, posts.title FROM posts ON DUPLICATE KEY UPDATE name = VALUES(name)"));
  it("the alias is another for a table that has its name", () => {
    const { metadata, users: named } = makeTables();
    void metadata;
    Object.defineProperty(named, "tableName", { value: "new" });
    expect(
      texts(
        insert(named)
          .values({ name: "x" })
          .onDuplicateKeyUpdate((inserted) => ({ name: inserted.name })),
      )[0],
    ).toMatch(/AS new_1 ON DUPLICATE KEY UPDATE name = new_1\.name$/);
  });
  it("parameters are in the order of the text", () => {
    const compiled = ann.onDuplicateKeyUpdate({ age: 7 }).compile({ dialect: "mysql" });
    expect(compiled.parameters).toEqual([1, "Ann", 7]);
  });
});

describe("upsert()", () => {
  const made = upsert(users).values({ email: "a@b", name: "Ann" }).onConflict(users.c.email);
  it("is ON DUPLICATE KEY UPDATE", () =>
    expect(texts(made.set((excluded) => ({ name: excluded.name })))).toEqual([
      "INSERT INTO users (name, email) VALUES (?, ?) AS new ON DUPLICATE KEY UPDATE name = new.name",
      "INSERT INTO users (name, email) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name)",
    ]));
  it("doNothing() sets a column to what it is", () =>
    expect(texts(made.doNothing())).toEqual([
      "INSERT INTO users (name, email) VALUES (?, ?) AS new ON DUPLICATE KEY UPDATE email = users.email",
      "INSERT INTO users (name, email) VALUES (?, ?) ON DUPLICATE KEY UPDATE email = users.email",
    ]));
});

describe("INSERT, UPDATE, DELETE", () => {
  it("without values", () => expect(text(insert(users).values({} as never))).toBe("INSERT INTO users () VALUES ()"));
  it("WITH stands before the SELECT", () => {
    const c = select(posts.c.id, posts.c.title).cte("c");
    expect(text(insert(users).fromSelect(["id", "name"], select(c.c.id, c.c.title)))).toBe(
      "INSERT INTO users (id, name) WITH c AS (SELECT posts.id AS id, posts.title AS title FROM posts) SELECT c.id, c.title FROM c",
    );
  });
  it("several tables stand before SET, whose columns say theirs", () =>
    expect(text(update(users).set({ name: posts.c.title }).where(posts.c.userId.eq(users.c.id)))).toBe(
      "UPDATE users, posts SET users.name=posts.title WHERE posts.user_id = users.id",
    ));
  it("DELETE … USING", () =>
    expect(text(deleteFrom(users).where(posts.c.userId.eq(users.c.id)))).toBe(
      "DELETE FROM users USING users, posts WHERE posts.user_id = users.id",
    ));
  it("LIMIT, by the option of the dialect", () => {
    const limited = deleteFrom(users).withDialectOptions({ mysqlLimit: 2, mariadbLimit: 3 });
    expect(texts(limited)).toEqual(["DELETE FROM users LIMIT 2", "DELETE FROM users LIMIT 3"]);
    // What is said of MySQL holds for MariaDB: a limit that were passed over would let every row go.
    expect(texts(update(users).set({ age: 1 }).withDialectOptions({ mysqlLimit: 2 }))).toEqual([
      "UPDATE users SET age=? LIMIT 2",
      "UPDATE users SET age=? LIMIT 2",
    ]);
    expect(() => texts(deleteFrom(users).withDialectOptions({ mysqlLimit: "1; DROP TABLE users" }))).toThrow(/whole number of rows/);
  });
  it("hints of an UPDATE", () => {
    const hinted = update(users).set({ age: 1 }).withHint("USE INDEX (ix)");
    expect(text(hinted)).toBe("UPDATE users USE INDEX (ix) SET age=?");
    expect(() => text(deleteFrom(users).withHint("USE INDEX (ix)"))).toThrow(/hints behind the table of DELETE/);
  });
  it("RETURNING, on MariaDB", () => {
    const compiled = insert(users).values({ name: "x" }).returning(users.c.id).compile({ dialect: "mariadb" });
    expect(compiled.sql).toBe("INSERT INTO users (name) VALUES (?) RETURNING users.id");
  });
});

describe("SELECT", () => {
  it.each([
    ["LIMIT", rows.limit(5), "SELECT users.id FROM users LIMIT ?"],
    ["an offset before the limit", rows.limit(5).offset(2), "SELECT users.id FROM users LIMIT ?, ?"],
    ["an offset alone", rows.offset(2), "SELECT users.id FROM users LIMIT ?, 18446744073709551615"],
    ["FETCH is LIMIT", rows.fetch(5).offset(2), "SELECT users.id FROM users LIMIT ?, ?"],
    ["hints of a table", rows.withHint(users, "USE INDEX (ix)"), "SELECT users.id FROM users USE INDEX (ix)"],
    ["STRAIGHT_JOIN", rows.prefixWith("STRAIGHT_JOIN"), "SELECT STRAIGHT_JOIN users.id FROM users"],
    ["rows that are locked", rows.withForUpdate(), "SELECT users.id FROM users FOR UPDATE"],
    ["rows that are locked to be read", rows.withForUpdate({ read: true }), "SELECT users.id FROM users LOCK IN SHARE MODE"],
    ["rows that are skipped", rows.withForUpdate({ skipLocked: true }), "SELECT users.id FROM users FOR UPDATE SKIP LOCKED"],
    ["rollup", rows.groupBy(func.rollup!(users.c.id, users.c.age)), "SELECT users.id FROM users GROUP BY users.id, users.age WITH ROLLUP"],
    ["a join", rows.join(posts, posts.c.userId.eq(users.c.id)), "SELECT users.id FROM users INNER JOIN posts ON posts.user_id = users.id"],
    ["true", rows.where(trueValue()), "SELECT users.id FROM users WHERE true = 1"],
    [
      "an order within GROUP_CONCAT",
      select(func.aggregate_strings!(users.c.name, ", ").aggregateOrderBy(users.c.id.desc()).as("n")),
      "SELECT group_concat(users.name ORDER BY users.id DESC SEPARATOR ?) AS n FROM users",
    ],
  ])("%s", (_what, statement, expected) => expect(texts(statement)[0]).toBe(expected));
  it("the separator of GROUP_CONCAT is put into the text when it is executed", () => {
    const { sql, parameters } = select(func.aggregate_strings!(users.c.name, "', '").as("n")).compile({ dialect: "mysql" });
    expect(sql.replaceAll(/\s+/g, " ")).toBe("SELECT group_concat(users.name SEPARATOR ''', ''') AS n FROM users");
    expect(parameters).toEqual([]);
  });
  it("locks of some tables", () =>
    expect(texts(rows.join(posts, posts.c.userId.eq(users.c.id)).withForUpdate({ of: posts, read: true, nowait: true }))).toEqual([
      "SELECT users.id FROM users INNER JOIN posts ON posts.user_id = users.id FOR SHARE OF posts NOWAIT",
      "SELECT users.id FROM users INNER JOIN posts ON posts.user_id = users.id LOCK IN SHARE MODE NOWAIT",
    ]));
  it("rows of VALUES", () => {
    const v = values({ a: t.integer(), b: t.string(5) }, { name: "v" }).data([[1, "x"]]);
    expect(texts(select(v.c.a))).toEqual([
      "SELECT v.a FROM (VALUES ROW(?, ?)) AS v (a, b)",
      "SELECT v.a FROM (WITH v(a, b) AS (VALUES (?, ?)) SELECT * FROM v) AS v",
    ]);
  });
  it("a percentile is a window function on MariaDB", () =>
    expect(
      select(func.percentile_cont(0.5).withinGroup(users.c.age).over({ partitionBy: users.c.name }).as("p"))
        .compile({ dialect: "mariadb" })
        .sql.replaceAll(/\s+/g, " "),
    ).toBe("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY users.age) OVER (PARTITION BY users.name) AS p FROM users"));
  it("WITH TIES, on MariaDB", () =>
    expect(rows.orderBy(users.c.id).fetch(3, { withTies: true }).compile({ dialect: "mariadb" }).sql).toMatch(
      /FETCH FIRST \? ROWS WITH TIES$/,
    ));
});

describe("expressions", () => {
  const { name, age, attrs } = users.c;
  it.each([
    ["concat()", name.concat("x"), "concat(users.name, 'x')"],
    ["<=>", age.isNotDistinctFrom(1), "users.age <=> 1"],
    ["not <=>", age.isDistinctFrom(null), "NOT (users.age <=> NULL)"],
    ["a true quotient", age.div(2), "users.age / 2"],
    ["a product within ^", age.mul(2).bitwiseXor(users.c.id.mul(3)), "(users.age * 2) ^ (users.id * 3)"],
    ["^ within a product", age.bitwiseXor(2).mul(3), "(users.age ^ 2) * 3"],
    ["a floor", age.floorDiv(2), "FLOOR(users.age / 2)"],
    ["a pattern", name.startsWith("50%", { autoescape: true }), "users.name LIKE concat('50/%', '%') ESCAPE '/'"],
    ["a backslash", name.eq("a\\'b"), "users.name = 'a\\\\''b'"],
    ["an escape that is a backslash", name.like("x", { escape: "\\" }), "users.name LIKE 'x' ESCAPE '\\\\'"],
    ["REGEXP", name.regexpMatch("^a"), "users.name REGEXP '^a'"],
    ["NOT REGEXP", not(name.regexpMatch("^a")), "users.name NOT REGEXP '^a'"],
    ["flags of MySQL", name.regexpMatch("^a", { flags: "i" }), "REGEXP_LIKE(users.name, '^a', 'i')"],
    ["flags of a replacement", name.regexpReplace("a", "b", { flags: "i" }), "REGEXP_REPLACE(users.name, 'a', 'b', 1, 0, 'i')"],
    ["full text search", name.match("cats"), "MATCH (users.name) AGAINST ('cats' IN BOOLEAN MODE)"],
    ["its modes", match(name, { against: "cats" }).inNaturalLanguageMode(), "MATCH (users.name) AGAINST ('cats' IN NATURAL LANGUAGE MODE)"],
    ["query expansion", match(name, { against: "cats" }).withQueryExpansion(), "MATCH (users.name) AGAINST ('cats' WITH QUERY EXPANSION)"],
    ["JSON within JSON", attrs.at("color"), "JSON_EXTRACT(users.attrs, '$.\\\"color\\\"')".replaceAll("\\", "")],
    ["the last of JSON", (attrs as never as { at(step: number): typeof name }).at(-1), "JSON_EXTRACT(users.attrs, '$[last]')"],
    ["the one before it", (attrs as never as { at(step: number): typeof name }).at(-2), "JSON_EXTRACT(users.attrs, '$[last-1]')"],
    ["CAST to a text", cast(age, t.text()), "CAST(users.age AS CHAR)"],
    [
      "CAST with a character set",
      cast(age, varchar(5, { charset: "latin1", collation: "latin1_bin" })),
      "CAST(users.age AS CHAR(5) CHARACTER SET latin1)",
    ],
    ["CAST to CHAR", cast(age, char(3)), "CAST(users.age AS CHAR(3))"],
    ["CAST to a number", cast(name, t.numeric(5, 2)), "CAST(users.name AS DECIMAL(5, 2))"],
    ["CAST to bytes", cast(name, t.largeBinary()), "CAST(users.name AS BINARY)"],
    ["CAST to what CAST does not know", cast(age, t.boolean()), "users.age"],
    ["CAST of a sum to what CAST does not know", cast(age.add(1), t.uuid()), "(users.age + 1)"],
    ["a unit of time", func.date_add!(users.c.age, 1), "date_add(users.age, 1)"],
    ["an empty IN", age.in([]), "users.age IN (NULL) AND (1 != 1)"],
    ["EXISTS", exists(select(posts.c.id)), "EXISTS (SELECT posts.id FROM posts)"],
    ["two conditions", or(age.eq(1), age.isNull()), "users.age = 1 OR users.age IS NULL"],
  ])("%s", (_what, expression, expected) => {
    const statement = literal(select(expression.as("x") as never));
    const end = statement.indexOf(" AS x");
    expect(statement.slice("SELECT ".length, end)).toBe(expected);
  });
  it("a value inside JSON as a type is read out, and JSON's null is NULL", () =>
    expect(text(select(users.c.attrs.at("color").asString().as("x")))).toBe(
      "SELECT CASE JSON_EXTRACT(users.attrs, ?) WHEN 'null' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(users.attrs, ?)) END AS x FROM users",
    ));
  it("flags stand in the pattern on MariaDB", () =>
    expect(texts(select(users.c.id).where(not(users.c.name.regexpMatch("^a", { flags: "i" }))))[1]).toMatch(
      /users\.name NOT REGEXP CONCAT\('\(\?', 'i', '\)', \?\)$/,
    ));
  it("JSON is not cast on MariaDB, where it is text", () =>
    expect(texts(select(cast(users.c.name, t.json()).as("x")))).toEqual([
      "SELECT CAST(users.name AS JSON) AS x FROM users",
      "SELECT users.name AS x FROM users",
    ]));
  it("a parameter stands for what it is given", () =>
    expect(text(select(users.c.id).where(users.c.id.eq(bindParam("id")), literalValue(1).eq(1)))).toBe(
      "SELECT users.id FROM users WHERE users.id = ? AND ? = ?",
    ));
});
