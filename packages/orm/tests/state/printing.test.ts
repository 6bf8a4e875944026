/** An object of a mapped class behaves as any object where it is printed, copied and compared. */
import { inspect } from "node:util";
import { column, declarativeBase, listen, t } from "@cupel/orm";
import { describe, expect, test } from "vitest";
import { NotingHost } from "./host.js";
import { type Post, post, User, user } from "./models.js";

const made = (): { ann: User; one: Post } => {
  const ann = new NotingHost().load(User, 1, "ann", null, null);
  const one = post("x");
  one.author = ann;
  return { ann, one };
};
const columns = { id: 1, username: "ann", bio: null, managerId: null };

describe("an object", () => {
  test("prints as its class with its columns", () => {
    expect(inspect(made().ann)).toBe("User { id: 1, username: 'ann', bio: null, managerId: null }");
    expect(inspect(made().one)).toBe("Post { id: undefined, title: 'x', userId: undefined }");
    expect(`${Object.prototype.toString.call(made().ann)} ${String(made().ann)}`).toBe("[object Object] [object Object]");
  });
  test("goes to JSON without its relationships, even in a ring", () => {
    expect(JSON.stringify(made().ann)).toBe(JSON.stringify(columns));
    expect(JSON.parse(JSON.stringify({ list: [made().one] }))).toEqual({ list: [{ title: "x" }] });
  });
  test("spreads, enumerates and clones as its columns", () => {
    const { ann } = made();
    expect({ ...ann }).toStrictEqual(columns);
    expect(Object.entries(ann)).toEqual(Object.entries(columns));
    expect(structuredClone(ann)).toStrictEqual(columns);
    expect(Reflect.ownKeys(ann)).toEqual(Object.keys(columns));
    const keys: string[] = [];
    for (const key in ann) keys.push(key);
    expect(keys).toEqual(Object.keys(columns));
  });
  test("compares by its columns; relationships are left out", () => {
    expect(made().ann).toEqual(columns);
    expect(made().ann).toEqual(made().ann);
    expect(made().ann).toStrictEqual(made().ann);
    expect(made().ann).not.toEqual({ ...columns, username: "bob" });
    expect(made().ann).toMatchObject({ username: "ann" });
    expect(made().ann).not.toStrictEqual(columns);
  });
  test("has no more than its class on its prototypes", () => {
    expect(User.prototype).toEqual({});
    expect((User.prototype as unknown as User).username).toBe(undefined);
    expect((User.prototype as unknown as User).posts).toBe(undefined);
    expect(User.name).toBe("User");
  });
  test("can be frozen, and still be read", () => {
    const ann = Object.freeze(user("ann"));
    expect([ann.username, ann.posts]).toEqual(["ann", []]);
  });
});

describe("a collection", () => {
  test("prints, compares and clones as an array", () => {
    const owner = user("x");
    const one = post("a");
    owner.posts.push(one);
    expect(inspect(owner.posts)).toBe(inspect([one]));
    expect(JSON.stringify(owner.posts)).toBe(JSON.stringify([one]));
    expect(owner.posts).toStrictEqual([one]);
    expect(owner.posts).toEqual([one]);
    expect([one]).toStrictEqual(owner.posts);
    expect(owner.posts).not.toEqual([]);
    expect(structuredClone(owner.posts)).toEqual([{ id: undefined, title: "a", userId: undefined }]);
    expect([Array.isArray(owner.posts), owner.posts.constructor === Array, [...owner.posts].length]).toEqual([true, true, 1]);
    expect(Object.keys(owner.posts)).toEqual(["0"]);
  });
  test("gives plain arrays where it is derived from", () => {
    const owner = user("x");
    owner.posts.push(post("a"), post("b"));
    for (const derived of [
      owner.posts.map((each) => each),
      owner.posts.filter(() => true),
      owner.posts.slice(),
      owner.posts.concat([]),
      owner.posts.flat(),
    ]) {
      expect(Object.getPrototypeOf(derived)).toBe(Array.prototype);
    }
    expect(owner.posts.map(({ title }) => title)).toEqual(["a", "b"]);
  });
});

test("a column that is watched still prints, copies and compares", () => {
  const Base = declarativeBase();
  class Watched extends Base.table("watched", {
    id: column(t.integer(), { primaryKey: true }),
    email: column(t.string()),
    last: column(t.integer(), { nullable: true }),
  }) {}
  listen(Watched.c.email, "set", ({ value }) => value.toLowerCase());
  const each = new Watched({ id: 1, email: "A" });
  expect({ ...each }).toEqual({ id: 1, email: "a", last: undefined });
  expect(JSON.stringify(each)).toBe('{"id":1,"email":"a"}');
  expect(each).toEqual({ id: 1, email: "a" });
  expect(Object.keys(each)).toEqual(["id", "email", "last"]);
  expect(inspect(each)).toBe("Watched { id: 1, email: 'a', last: undefined }");
  expect(inspect({ nested: each }, { depth: 5 })).toContain("email: 'a'");
});
