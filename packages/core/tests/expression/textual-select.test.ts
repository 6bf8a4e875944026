/** The text of a SELECT, whose columns were named, as a part of other statements. */
import { type Column, column, MetaData, select, t, table, text } from "@cupel/core";
import { type ClauseElement, compile, DefaultDialect } from "@cupel/core/internal";
import { expect, expectTypeOf, test } from "vitest";

const users = table("users", new MetaData(), { id: column(t.integer(), { primaryKey: true }), name: column(t.string(50)) });
const sql = (statement: unknown): string =>
  compile(statement as ClauseElement, new DefaultDialect(), { named: true })
    .sql.replace(/\s+/g, " ")
    .trim();
const older = text("SELECT id, name AS who FROM users WHERE age > :age").columns({ id: t.integer(), who: t.string() });

test("as a subquery, an alias of it, and a CTE", () => {
  const s = older.subquery("s");
  expect(sql(select(s.c.who, users.c.name).join(users, users.c.id.eq(s.c.id)))).toBe(
    "SELECT s.who, users.name FROM (SELECT id, name AS who FROM users WHERE age > :age) AS s JOIN users ON users.id = s.id",
  );
  expect(sql(select(s.alias("o").c.id))).toBe("SELECT o.id FROM (SELECT id, name AS who FROM users WHERE age > :age) AS o");
  const c = older.cte("c");
  expect(sql(select(c.c.who).where(c.c.id.gt(1)))).toBe(
    "WITH c AS (SELECT id, name AS who FROM users WHERE age > :age) SELECT c.who FROM c WHERE c.id > :id_1",
  );
  expectTypeOf(s.c.who).toEqualTypeOf<Column<"who", string, "s">>();
});
test("its columns have the types that were named, and its parameters are those of the whole", () => {
  const s = older.subquery("s");
  const compiled = compile(select(s) as unknown as ClauseElement, new DefaultDialect(), { named: true });
  expect(compiled.columns.map(({ key, type }) => [key, type.kind])).toEqual([
    ["id", "integer"],
    ["who", "string"],
  ]);
  expect(select(s.c.id).params({ age: 5 }).compile().parameters).toEqual([5]);
});
test("columns of a table stand for it", () => {
  const s = text("SELECT id FROM users").columns(users.c.id).subquery("s");
  expect(s.columns[0]?.baseColumn).toBe(users.c.id);
});
test("without columns it is refused", () => {
  expect(() => text("SELECT 1").subquery()).toThrow(/name the columns of the text first/);
  expect(() => text("SELECT 1").cte("c")).toThrow(/cte\(\): name the columns/);
});
