/** Two copies of a package in one process would recognise nothing of each other: the mistake is named where the two meet. */
import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
});
const load = async () => {
  vi.resetModules();
  return (await import("@cupel/orm")) as typeof import("@cupel/orm");
};

test("a column of one copy of core in a statement of another", async () => {
  const one = await load();
  const other = await load();
  expect(other.select).not.toBe(one.select);
  const users = one.table("users", new one.MetaData(), { id: one.column(one.t.integer(), { primaryKey: true }) });
  expect(() => other.select(users.c.id as never)).toThrow(/two copies of @cupel\/core/i);
  expect(() => other.select(users as never)).toThrow(/two copies of @cupel\/core/i);
  const mine = other.table("users", new other.MetaData(), { id: other.column(other.t.integer(), { primaryKey: true }) });
  expect(() => mine.c.id.eq(users.c.id as never)).toThrow(/two copies of @cupel\/core/i);
});

test("an entity of one copy of the ORM in a session of another", async () => {
  const one = await load();
  const other = await load();
  const Base = one.declarativeBase();
  class User extends Base.table("users", { id: one.column(one.t.integer(), { primaryKey: true }) }) {}
  await import("@cupel/dialect-sqlite");
  const session = new other.Session(other.createEngine("sqlite:///:memory:"));
  expect(() => session.add(new User())).toThrow(/two copies of @cupel\/(orm|core)/i);
});

test("a dialect that was registered with another copy of core", async () => {
  await load();
  await import("@cupel/dialect-sqlite");
  const other = await load();
  expect(() => other.createEngine("sqlite:///:memory:")).toThrow(/two copies of @cupel\/core/i);
});
