/** What a statement says of itself. */
import { column, exists, func, insert, MetaData, select, t, table, union } from "@cupel/core";
import { expect, test } from "vitest";

const metadata = new MetaData();
const users = table("users", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  fullName: column(t.string(50), { name: "full_name" }),
});
const posts = table("posts", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  userId: column(t.integer(), { references: "users.id" }),
});

test("columnDescriptions name what is selected, its type and its expression", () => {
  const count = func.count();
  const total = users.c.id.add(1).as("total");
  expect(select(users.c.fullName, total, count, users).columnDescriptions).toEqual([
    { name: "fullName", type: users.c.fullName.type, expr: users.c.fullName, entity: null },
    { name: "total", type: total.type, expr: total, entity: null },
    { name: "count", type: count.type, expr: count, entity: null },
    { name: "users", type: null, expr: users, entity: null },
  ]);
});
test("selectedColumns and exportedColumns give the expressions by their keys", () => {
  const statement = select(users.c.id, users.c.fullName.as("who"));
  expect(Object.keys(statement.selectedColumns)).toEqual(["id", "who"]);
  expect(statement.exportedColumns.id).toBe(users.c.id);
  expect(Object.keys(union(statement, statement).exportedColumns)).toEqual(["id", "who"]);
  expect(insert(users).returning(users.c.id, users.c.fullName).exportedColumns).toEqual({ id: users.c.id, fullName: users.c.fullName });
  expect(insert(users).exportedColumns).toEqual({});
});
test("getFinalFroms gives what FROM will have, joins put together", () => {
  expect(select(users.c.id, posts.c.id).getFinalFroms()).toEqual([users, posts]);
  const [joined, ...rest] = select(users.c.id).join(posts).getFinalFroms();
  expect([joined?.description, rest]).toEqual(["Join of users and posts", []]);
  expect(select(func.now()).getFinalFroms()).toEqual([]);
  expect(
    select(users.c.id)
      .where(exists(select(posts.c.id).where(posts.c.userId.eq(users.c.id))))
      .getFinalFroms(),
  ).toEqual([users]);
});
test("whereClause is the conditions as one", () => {
  expect(select(users).whereClause).toBe(null);
  expect(String(select(users).where(users.c.id.gt(1), users.c.id.lt(5)).whereClause)).toBe("users.id > :id_1 AND users.id < :id_2");
});
