/** `params()`: named parameters get values, wherever in a statement they stand. */
import {
  ArgumentError,
  bindParam,
  column,
  exists,
  func,
  InvalidRequestError,
  insert,
  MetaData,
  select,
  t,
  table,
  text,
  union,
  update,
} from "@cupel/core";
import { type ClauseElement, compile, DefaultDialect, parametersOf } from "@cupel/core/internal";
import { expect, test } from "vitest";

const dialect = new DefaultDialect();
const users = table("users", new MetaData(), {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  parent: column(t.integer(), { nullable: true }),
});
/** The text, and the values that are sent. */
const bound = (statement: unknown, given: Record<string, unknown> | null = null): [string, unknown[]] => {
  const parameters = parametersOf(statement as ClauseElement);
  const { sql, values } = compile(statement as ClauseElement, dialect, {}, parameters).bind(parameters, given);
  return [sql.replace(/\s+/g, " ").trim(), values];
};
const named = bindParam("name", { type: t.string() });

test("values stand in for those that were there, and give way to those of the execution", () => {
  const statement = select(users.c.id).where(users.c.name.eq(named), users.c.id.gt(5));
  const ann = statement.params({ name: "Ann" });
  expect(bound(ann)).toEqual(["SELECT users.id FROM users WHERE users.name = ? AND users.id > ?", ["Ann", 5]]);
  expect(bound(ann.params({ name: "Bob" }))[1]).toEqual(["Bob", 5]);
  expect(bound(ann, { name: "Eve" })[1]).toEqual(["Eve", 5]);
  expect(() => bound(statement)).toThrow(/value is required/);
  expect(ann.compile().parameters).toEqual(["Ann", 5]);
});
test("statements that differ in them alone are one to the cache", () => {
  const statement = select(users.c.id).where(users.c.name.eq(named), users.c.name.ne(named));
  const bob = parametersOf(statement.params({ name: "Bob" }));
  expect(bob).toHaveLength(1);
  const ann = statement.params({ name: "Ann" });
  expect(compile(ann, dialect, {}, parametersOf(ann)).bind(bob, null).values).toEqual(["Bob", "Bob"]);
});
test("in subqueries, whose columns are those of the new one", () => {
  const sub = select(users.c.id, users.c.name).where(users.c.name.eq(named)).subquery("s");
  const alias = sub.alias("a");
  expect(bound(select(sub.c.id, alias.c.name).where(sub.c.id.eq(alias.c.id)).params({ name: "Ann" }))).toEqual([
    "SELECT s.id, a.name FROM (SELECT users.id AS id, users.name AS name FROM users WHERE users.name = ?) AS s, (SELECT users.id AS id, users.name AS name FROM users WHERE users.name = ?) AS a WHERE s.id = a.id",
    ["Ann", "Ann"],
  ]);
  expect(
    bound(
      select(users.c.id)
        .where(exists(select(sub.c.id).where(sub.c.id.eq(users.c.id))))
        .params({ name: "Ann" }),
    )[1],
  ).toEqual(["Ann"]);
  expect(bound(select(select(users.c.id).where(users.c.name.eq(named)).scalarSubquery()).params({ name: "Ann" }))[1]).toEqual(["Ann"]);
});
test("in CTEs, recursive ones and aliases of them too", () => {
  const first = select(users.c.id).where(users.c.name.eq(named)).cte("tree", { recursive: true });
  const tree = first.unionAll(select(users.c.id).join(first, first.c.id.eq(users.c.parent)));
  const again = tree.alias("again");
  expect(bound(select(tree.c.id, again.c.id.as("other")).where(tree.c.id.eq(again.c.id)).params({ name: "Ann" }))).toEqual([
    "WITH RECURSIVE tree(id) AS (SELECT users.id AS id FROM users WHERE users.name = ? UNION ALL SELECT users.id AS id FROM users JOIN tree ON tree.id = users.parent) " +
      "SELECT tree.id, again.id AS other FROM tree, tree AS again WHERE tree.id = again.id",
    ["Ann"],
  ]);
});
test("in set operations, limits, functions and text", () => {
  const one = select(users.c.id).where(users.c.name.eq(named));
  expect(
    bound(
      union(one, one)
        .limit(bindParam("n", { type: t.integer() }) as never)
        .params({ name: "Ann", n: 3 }),
    )[1],
  ).toEqual(["Ann", "Ann", 3]);
  expect(
    bound(
      select(func.coalesce(named, "x"))
        .limit(bindParam("n", { type: t.integer() }) as never)
        .params({ name: "Ann", n: 3 }),
    )[1],
  ).toEqual(["Ann", "x", 3]);
  expect(bound(text("SELECT :name").params({ name: "Ann" }))).toEqual(["SELECT ?", ["Ann"]]);
});
test("a name that no parameter has, undefined, and statements that change rows are refused", () => {
  const statement = select(users.c.id).where(users.c.name.eq(named));
  expect(() => statement.params({ nam: 1 })).toThrow(/no parameter "nam".*Did you mean "name"/);
  expect(() => select(users.c.id).params({ a: 1 })).toThrow(/none that has a name/);
  expect(() => statement.params({ name: undefined })).toThrow(ArgumentError);
  expect(() => statement.params(null as never)).toThrow(ArgumentError);
  expect(() => insert(users).params({ name: 1 } as never)).toThrow(InvalidRequestError);
  expect(() => update(users).params({ name: 1 } as never)).toThrow(/values\(\) or set\(\)/);
});
