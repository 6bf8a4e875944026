import { ArgumentError, column, declarativeBase, foreignKey, listen, many, mapperOf, one, t, validates } from "@cupel/orm";
import { describe, expect, test } from "vitest";
import { setCommitted } from "../../src/state/attributes.js";
import { changedColumns } from "../../src/state/history.js";
import { stateOf } from "../../src/state/instance-state.js";
import { NotingHost, refusal } from "../state/host.js";

const id = () => column(t.integer(), { primaryKey: true });
const models = () => {
  const Base = declarativeBase();
  class User extends Base.table("users", {
    id: id(),
    email: column(t.string()),
    since: column(t.dateTime(), { nullable: true }),
    get posts() {
      return many(Post, { backPopulates: "author" });
    },
  }) {}
  class Post extends Base.table("posts", {
    id: id(),
    title: column(t.string()),
    get userId() {
      return foreignKey(User.c.id, { nullable: true });
    },
    get author() {
      return one(User, { nullable: true, backPopulates: "posts" });
    },
  }) {}
  return { User, Post };
};

describe("`set` on a column", () => {
  test("hears every assignment, with the old value, and may answer another", () => {
    const { User } = models();
    const heard: unknown[] = [];
    listen(User.c.email, "set", ({ target, value, oldValue }) => {
      heard.push([target instanceof User, value, oldValue]);
      return value.toLowerCase();
    });
    const user = new User({ email: "A@X" });
    user.email = "B@X";
    expect(user.email).toBe("b@x");
    expect(heard).toEqual([
      [true, "A@X", undefined],
      [true, "B@X", "a@x"],
    ]);
  });
  test("does not hear a load; a loaded object is watched, and its changes are found", () => {
    const { User } = models();
    let count = 0;
    listen(User.c.email, "set", () => {
      count++;
    });
    const host = new NotingHost();
    const user = host.load(User, 1, "a", null);
    expect([user.email, count, changedColumns(stateOf(user))]).toEqual(["a", 0, []]);
    user.email = "b";
    expect([count, changedColumns(stateOf(user)), user.email]).toEqual([1, [1], "b"]);
    setCommitted(stateOf(user), 1, "c");
    expect([count, changedColumns(stateOf(user)), user.email]).toEqual([1, [], "c"]);
    const part = host.loadPart(User, ["id"], 2);
    part.email = "late";
    expect([count, part.email, Object.keys(part)]).toEqual([2, "late", ["id", "email"]]);
  });
  test("watches what can change in place", () => {
    const { User } = models();
    listen(User.c.since, "set", () => {});
    const user = new NotingHost().load(User, 1, "a", new Date(5));
    expect(changedColumns(stateOf(user))).toEqual([]);
    user.since!.setTime(6);
    expect(changedColumns(stateOf(user))).toEqual([2]);
  });
  test("is fixed when the first object is made: listening later says so", () => {
    const { User } = models();
    const stop = listen(User.c.email, "set", () => {
      throw new RangeError("no");
    });
    stop();
    expect(new User({ email: "x" }).email).toBe("x");
    const error = refusal(() => listen(User.c.email, "set", () => {}));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(/first User.*User\.email.*beside the class/s);
    expect(refusal(() => validates(User, "email", (_, value) => value)).message).toMatch(/first User/);
  });
  test("a throw refuses the assignment", () => {
    const { User } = models();
    validates(User, "email", (user, value) => {
      expect(user).toBeInstanceOf(User);
      if (!value.includes("@")) throw new RangeError(`email: ${value}`);
      return value.trim();
    });
    const user = new User({ email: " a@x " });
    expect(user.email).toBe("a@x");
    expect(() => {
      user.email = "none";
    }).toThrow(RangeError);
    expect(user.email).toBe("a@x");
    expect(() => new User({ email: "none" })).toThrow(RangeError);
  });
  test("a promise is refused: it happens at once", () => {
    const { User } = models();
    listen(User.c.email, "set", (async () => "x") as never);
    expect(refusal(() => new User({ email: "x" })).message).toMatch(/promise/);
  });
});

describe("relationships", () => {
  test("append, remove and set hear both sides, may answer another object, and may refuse", () => {
    const { User, Post } = models();
    const heard: string[] = [];
    listen(User.c.posts, "append", ({ value, target }) => {
      heard.push(`+${value.title} ${(target as { email: string }).email}`);
    });
    listen(User.c.posts, "remove", ({ value }) => {
      heard.push(`-${value.title}`);
    });
    listen(Post.c.author, "set", ({ value, oldValue }) => {
      heard.push(`${oldValue?.email ?? oldValue} to ${value?.email ?? null}`);
    });
    const [ann, bob] = [new User({ email: "ann" }), new User({ email: "bob" })];
    const post = new Post({ title: "p", author: ann });
    bob.posts.push(post);
    post.author = null;
    expect(heard).toEqual(["null to ann", "+p ann", "+p bob", "ann to bob", "bob to null", "-p"]);
    const stop = listen(User.c.posts, "append", ({ value }) => {
      if (value.title === "bad") throw new RangeError("bad");
      return value.title === "swap" ? new Post({ title: "swapped" }) : undefined;
    });
    expect(() => ann.posts.push(new Post({ title: "bad" }))).toThrow(RangeError);
    ann.posts.push(new Post({ title: "swap" }));
    expect(ann.posts.map(({ title }) => title)).toEqual(["swapped"]);
    expect(ann.posts[0]!.author).toBe(ann);
    stop();
    ann.posts = [new Post({ title: "swap" })];
    expect(ann.posts.map(({ title }) => title)).toEqual(["swap"]);
  });
  test("validates a reference; for a collection it names `append`", () => {
    const { User, Post } = models();
    validates(Post, "author", (_, value) => {
      if (value === null) throw new RangeError("author");
      return value;
    });
    const post = new Post({ title: "x", author: new User({ email: "a" }) });
    expect(() => {
      post.author = null;
    }).toThrow(RangeError);
    expect(post.author!.email).toBe("a");
    expect(refusal(() => validates(User, "posts", (_, value) => value)).message).toMatch(/listen\(User\.c\.posts, "append"/);
    expect(refusal(() => validates(User, "nothing" as never, (_: unknown, value: never) => value)).message).toMatch(/"nothing"/);
  });
});

describe("the class", () => {
  test("has a hub that is null to the mapper as long as nobody listens", () => {
    const { User } = models();
    expect(mapperOf(User).events).toBe(null);
    const stop = listen(User, ["beforeInsert", "afterInsert"], ({ target }) => {
      target.email = "x";
    });
    expect(mapperOf(User).events!.has("afterInsert")).toBe(true);
    stop();
    expect(mapperOf(User).events).toBe(null);
  });
  test("names what it does not have", () => {
    const { User } = models();
    expect(refusal(() => listen(User, "beforInsert" as never, (() => {}) as never)).message).toMatch(/beforInsert.*beforeInsert/s);
    expect(refusal(() => listen(User.c.posts, "set" as never, (() => {}) as never)).message).toMatch(/User\.posts.*append/s);
    expect(refusal(() => listen(User.c.email, "append" as never, (() => {}) as never)).message).toMatch(/User\.email.*set/s);
  });
});
