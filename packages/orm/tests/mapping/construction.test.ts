import {
  ArgumentError,
  column,
  declarativeBase,
  deferred,
  foreignKey,
  hybrid,
  listen,
  literal,
  many,
  mapperOf,
  one,
  synonym,
  t,
  UnloadedAttributeError,
} from "@cupel/orm";
import { describe, expect, test } from "vitest";
import { shapeClass } from "../../src/mapping/shape.js";
import { canGenerateCode } from "../../src/state/codegen.js";
import { construction } from "../../src/state/construction.js";
import { stateOf } from "../../src/state/instance-state.js";
import { UNLOADED } from "../../src/state/unloaded.js";
import { NotingHost, refusal } from "../state/host.js";

const Base = declarativeBase();
const id = () => column(t.integer(), { primaryKey: true });
class User extends Base.table("users", {
  id: id(),
  username: column(t.string(50)),
  isActive: column(t.boolean(), { default: true }),
  since: column(t.dateTime(), { nullable: true }),
  bio: deferred(column(t.text(), { nullable: true })),
  get posts() {
    return many(Post, { backPopulates: "author" });
  },
  get login() {
    return synonym(User.c.username);
  },
  get shout() {
    return hybrid(User, {
      get: (user) => user.username.toUpperCase(),
      set: (user, value) => {
        user.username = value.toLowerCase();
      },
      expression: () => literal("x"),
    });
  },
  get initial() {
    return hybrid(User, { get: (user) => user.username.charAt(0) });
  },
}) {
  visits = 0;
  #secret = "made";
  get secret() {
    return this.#secret;
  }
}
class Post extends Base.table("posts", {
  id: id(),
  title: column(t.string()),
  get userId() {
    return foreignKey(User.c.id);
  },
  get author() {
    return one(User, { backPopulates: "posts" });
  },
}) {}

describe("a new object", () => {
  test("has every column as its own property, in the order written; unset ones are undefined: defaults come with the flush", () => {
    const user = new User({ username: "ann" });
    expect(Object.keys(user)).toEqual(["id", "username", "isActive", "since", "bio", "visits"]);
    expect(user).toStrictEqual(Object.assign(new User({ username: "ann" })));
    expect([user.id, user.isActive]).toEqual([undefined, undefined]);
    expect(Object.getOwnPropertyDescriptor(user, "username")).toEqual({
      value: "ann",
      writable: true,
      enumerable: true,
      configurable: true,
    });
    expect([user.visits, user.secret]).toEqual([0, "made"]);
  });
  test("takes relationships, synonyms and hybrids; an undefined value is as if it were not given", () => {
    const post = new Post({ title: "x" });
    const user = new User({ login: "ann", posts: [post], since: undefined } as never);
    expect([user.username, user.login, user.posts[0]]).toEqual(["ann", "ann", post]);
    expect(new User({ username: "x", shout: "BOB" } as never).username).toBe("bob");
    expect(new User({ username: "x" }).shout).toBe("X");
    expect(refusal(() => new User({ username: "x", initial: "y" } as never)).message).toMatch(/User\.initial.*setter/s);
  });
  test("refuses a name that is no attribute, with class, key and the nearest name", () => {
    const error = refusal(() => new User({ usernme: "x" } as never));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(/User.*"usernme".*Did you mean "username"/s);
    expect(refusal(() => new Post({ title: "x", auther: null } as never)).message).toMatch(/"auther".*"author"/s);
    expect(refusal(() => new User("ann" as never)).message).toMatch(/one object of attributes/);
    expect(refusal(() => new User([] as never)).message).toMatch(/an array/);
    expect(refusal(() => new User(null as never)).message).toMatch(/null/);
  });
  test("tells `init` before its attributes are assigned", () => {
    const stop = listen(Post, "init", ({ target }) => {
      target.title = "default";
    });
    expect([new Post({} as never).title, new Post({ title: "own" }).title]).toEqual(["default", "own"]);
    stop();
    expect(new Post({} as never).title).toBe(undefined);
  });
});

describe("a loaded object", () => {
  test("is made by `new`, so that fields and private members are there, with the row's values and copies of what can change", () => {
    const host = new NotingHost();
    const since = new Date(5);
    const user = host.load(User, 1, "ann", true, since, null);
    expect(user).toBeInstanceOf(User);
    expect(Object.keys(user)).toEqual(["id", "username", "isActive", "since", "bio", "visits"]);
    expect([user.id, user.since, user.visits, user.secret]).toEqual([1, since, 0, "made"]);
    expect(user.since).toBe(since);
    expect(stateOf(user).row).toEqual([1, "ann", true, 5, null]);
    expect([stateOf(user).status, stateOf(user).key]).toEqual(["persistent", 1]);
  });
  test("of some columns has those alone, keeps its class and private members, and throws for the rest", () => {
    const host = new NotingHost();
    const user = host.loadPart(User, ["username", "id"], "ann", 1);
    expect(Object.keys(user)).toEqual(["id", "username", "visits"]);
    expect(user.secret).toBe("made");
    expect(stateOf(user).row).toEqual([1, "ann", UNLOADED, UNLOADED, UNLOADED]);
    expect(refusal(() => user.isActive)).toBeInstanceOf(UnloadedAttributeError);
    expect(refusal(() => user.bio).message).toMatch(
      /User\.bio.*undefer\(User\.c\.bio\).*awaitableAttrs\.bio.*session\.refresh\(user, \["bio"\]\)/s,
    );
    user.bio = "set";
    expect(user.bio).toBe("set");
    expect(JSON.parse(JSON.stringify(user))).toEqual({ id: 1, username: "ann", visits: 0, bio: "set" });
  });
  test("of one set of columns has one shape, in whatever order they are asked for", () => {
    const mapper = mapperOf(User);
    const [first, second] = [mapper.columns[0]!, mapper.columns[1]!];
    expect(mapper.shapeFor([first, second])).toBe(mapper.shapeFor([first, second]));
    expect(mapper.shapeFor([...mapper.columns])).toBe(mapper.shapeFor(mapper.columns));
    const part = mapper.shapeFor([second, first]).make(["ann", 1]);
    expect(Object.keys(part.entity)).toEqual(["id", "username", "visits"]);
  });
});

describe("what the body of a class may do", () => {
  test("a field that hides a column is refused before the first object, and `declare` is not", () => {
    class Wiped extends Base.table("wiped", { id: id(), name: column(t.string()) }) {
      override name = "x";
    }
    expect(refusal(() => new Wiped({ name: "y" })).message).toMatch(/"name".*Wiped.*declare name/s);
    expect(refusal(() => new NotingHost().load(Wiped, 1, "y")).message).toMatch(/declare name/);
    class Fine extends Base.table("fine", { id: id(), name: column(t.string()) }) {
      declare name: string;
    }
    expect(new Fine({ name: "y" }).name).toBe("y");
    expect(new NotingHost().load(Fine, 1, "y").name).toBe("y");
  });
  test("a constructor without arguments is run at load, one with arguments is not", () => {
    const made: string[] = [];
    class Plain extends Base.table("plain", { id: id(), name: column(t.string()) }) {
      constructor() {
        super({ name: "new" });
        made.push("plain");
      }
    }
    class Named extends Base.table("named", { id: id(), name: column(t.string()) }) {
      constructor(name: string) {
        super({ name });
        made.push("named");
      }
      shout() {
        return `${this.name}!`;
      }
    }
    expect([new Plain().name, new Named("x").name]).toEqual(["new", "x"]);
    made.length = 0;
    const host = new NotingHost();
    expect([host.load(Plain, 1, "kept").name, host.load(Named, 1, "kept").shout()]).toEqual(["kept", "kept!"]);
    expect(made).toEqual(["plain"]);
    expect(host.load(Named, 2, "kept")).toBeInstanceOf(Named);
  });
  test("a constructor with arguments and fields cannot both be had: the error says what can", () => {
    class Both extends Base.table("both", { id: id() }) {
      hits = 0;
      constructor(start: number) {
        super({ id: start });
      }
    }
    expect(refusal(() => new NotingHost().load(Both, 1)).message).toMatch(/Both.*"hits".*construct: "always"/s);
    class Always extends Base.table("always", { id: id() }, { construct: "always" }) {
      hits = 0;
      constructor(start = 7) {
        super({ id: start });
      }
    }
    class Must extends Base.table("must", { id: id() }, { construct: "always" }) {
      #seen = 1;
      get seen() {
        return this.#seen;
      }
      constructor(start: number) {
        super({ id: start });
      }
    }
    expect([new NotingHost().load(Always, 1).hits, new NotingHost().load(Must, 1).seen]).toEqual([0, 1]);
    let runs = 0;
    class Never extends Base.table("never", { id: id() }, { construct: "never" }) {
      constructor() {
        super();
        runs++;
      }
    }
    expect(new NotingHost().load(Never, 3).id).toBe(3);
    expect(runs).toBe(0);
  });
  test("a constructor that changes what was loaded is found at the first object", () => {
    class Token extends Base.table("tokens", { id: id(), value: column(t.string()) }) {
      constructor() {
        super({ value: "" });
        this.value = "random";
      }
    }
    expect(refusal(() => new NotingHost().load(Token, 1, "kept")).message).toMatch(/Token.*value.*default/s);
  });
  test("a constructor may make other objects first", () => {
    class Other extends Base.table("others", { id: id() }) {}
    class Outer extends Base.table("outers", { id: id() }) {
      other: Other;
      constructor() {
        const other = new Other({ id: 99 });
        super();
        this.other = other;
      }
    }
    const outer = new NotingHost().load(Outer, 1);
    expect([outer.id, outer.other.id]).toEqual([1, 99]);
  });
  test("a constructor that throws leaves nothing behind for the next object", () => {
    let isBroken = true;
    class Broken extends Base.table("broken", { id: id() }) {
      constructor() {
        if (isBroken) throw new RangeError("no");
        super();
      }
    }
    expect(refusal(() => new NotingHost().load(Broken, 5))).toBeInstanceOf(RangeError);
    isBroken = false;
    expect(construction.target).toBe(null);
    expect(new Broken().id).toBe(undefined);
  });
});

test("an object can be made before the classes that its class names exist", () => {
  const Ring = declarativeBase();
  class First extends Ring.table("firsts", {
    id: id(),
    name: column(t.string()),
    get secondId() {
      return foreignKey(Second.c.id, { nullable: true });
    },
    get second() {
      return one(Second, { nullable: true });
    },
  }) {}
  const early = new First({ name: "early" });
  expect(Object.keys(early)).toEqual(["id", "name"]);
  expect(refusal(() => new First({ name: "x", second: null }))).toBeInstanceOf(ReferenceError);
  class Second extends Ring.table("seconds", { id: id() }) {}
  const second = new Second({ id: 4 });
  early.second = second;
  early.secondId = 4;
  expect([early.second, early.secondId]).toEqual([second, 4]);
  expect(Object.keys(new First({ name: "late" }))).toEqual(["id", "name", "secondId"]);
  expect(stateOf(early).mapper).toBe(mapperOf(First));
});

test("without code generation shapes are the same", () => {
  expect(canGenerateCode()).toBe(true);
  const mapper = mapperOf(User);
  for (const generate of [true, false]) {
    class Root {}
    const Shape = shapeClass(Root, mapper.columns, [], generate);
    construction.values = [1, "ann", true, new Date(5), null];
    const made = new Shape();
    expect({ ...made }).toEqual({ id: 1, username: "ann", isActive: true, since: new Date(5), bio: null });
    expect(construction.values).toEqual([1, "ann", true, 5, null]);
  }
});

test("hybrids and synonyms stand in SQL under their own names", () => {
  expect((User.c.login as unknown as { key: string }).key).toBe("login");
  expect((User.c.shout as unknown as { key: string }).key).toBe("shout");
});
