import { ArgumentError, column, declarativeBase, foreignKey, InvalidRequestError, one, t } from "@cupel/orm";
import { describe, expect, test } from "vitest";
import { setSlotCommitted } from "../../src/state/attributes.js";
import { relationshipHistory } from "../../src/state/history.js";
import { stateOf } from "../../src/state/instance-state.js";
import { appendItem, reconcileAll, removeItem } from "../../src/state/relationship-edits.js";
import { NotingHost, refusal } from "./host.js";
import { group, Post, Profile, post, User, user } from "./models.js";

const relation = (entity: object, key: string) => stateOf(entity).mapper.relationship(key);
const history = (entity: object, key: string) => {
  const { added, unchanged, removed } = relationshipHistory(stateOf(entity), relation(entity, key));
  return { added, unchanged, removed };
};

describe("new objects", () => {
  test("what was never set is null or an empty array, and always the same array", () => {
    const ann = user();
    expect(ann.posts).toEqual([]);
    expect(ann.posts).toBe(ann.posts);
    expect([post().author, ann.profile]).toEqual([null, null]);
  });
  test("one-to-many from both sides, in the constructor and later", () => {
    const [ann, bob, first] = [user(), user(), post()];
    const second = new Post({ title: "x", author: ann });
    ann.posts.push(first);
    expect([ann.posts, first.author, second.author]).toEqual([[second, first], ann, ann]);
    first.author = bob;
    expect([ann.posts, bob.posts]).toEqual([[second], [first]]);
    bob.posts.push(second); // moves it
    expect([ann.posts, second.author]).toEqual([[], bob]);
    second.author = null;
    expect(bob.posts).toEqual([first]);
    expect(new User({ username: "x", posts: [first] }).posts[0]!.author!.username).toBe("x");
    expect(bob.posts).toEqual([]);
  });
  test("one-to-one: whoever had it loses it, on both sides", () => {
    const [ann, bob] = [user(), user()];
    const [red, blue] = [new Profile({}), new Profile({})];
    ann.profile = red;
    expect(red.user).toBe(ann);
    blue.user = ann;
    expect([ann.profile, red.user]).toEqual([blue, null]);
    bob.profile = blue;
    expect([ann.profile, blue.user]).toEqual([null, bob]);
    bob.profile = null;
    expect(blue.user).toBe(null);
  });
  test("many-to-many", () => {
    const [ann, staff] = [user(), group()];
    ann.groups.push(staff);
    expect(staff.users).toEqual([ann]);
    staff.users.splice(0, 1);
    expect(ann.groups).toEqual([]);
    staff.users = [ann];
    expect(ann.groups).toEqual([staff]);
  });
  test("a class that refers to itself", () => {
    const [boss, ann] = [user("boss"), user("ann")];
    ann.manager = boss;
    expect(boss.reports).toEqual([ann]);
    boss.manager = boss;
    expect(boss.reports).toEqual([ann, boss]);
    boss.reports = [];
    expect([ann.manager, boss.manager]).toEqual([null, null]);
  });
});

describe("every way to edit a collection", () => {
  const start = () => {
    const owner = user();
    const [a, b, c, d] = ["a", "b", "c", "d"].map(post) as [Post, Post, Post, Post];
    owner.posts.push(a, b, c);
    return { owner, a, b, c, d };
  };
  test("takes out and puts in on both sides, and answers as an array does", () => {
    const { owner, a, b, c, d } = start();
    expect(owner.posts.pop()).toBe(c);
    expect(owner.posts.shift()).toBe(a);
    expect(owner.posts.unshift(c, d)).toBe(3);
    expect([owner.posts, a.author, c.author]).toEqual([[c, d, b], null, owner]);
    expect(owner.posts.splice(1, 1, a)).toEqual([d]);
    expect([owner.posts, d.author, a.author]).toEqual([[c, a, b], null, owner]);
    expect(owner.posts.splice(-1)).toEqual([b]);
    expect(owner.posts.push(d)).toBe(3);
    expect(owner.posts.reverse()).toEqual([d, a, c]);
    expect(owner.posts.sort((x, y) => x.title.localeCompare(y.title))).toEqual([a, c, d]);
    expect(owner.posts.fill(b, 0, 1)).toEqual([b, c, d]);
    expect([a.author, b.author]).toEqual([null, owner]);
    expect(owner.posts.copyWithin(0, 2)).toEqual([d, c, d]);
    expect([b.author, d.author]).toEqual([null, owner]);
    owner.posts.shift(); // it stands there twice: it is still held
    expect(d.author).toBe(owner);
  });
  test("a replaced collection keeps what it held, and no longer speaks for its owner", () => {
    const { owner, a, b, c, d } = start();
    const before = owner.posts;
    owner.posts = [c, d];
    expect([owner.posts, before, a.author, d.author]).toEqual([[c, d], [a, b, c], null, owner]);
    before.push(post("free"));
    before.pop();
    expect([c.author, owner.posts.length]).toEqual([owner, 2]);
    const same = owner.posts;
    owner.posts = same;
    expect(owner.posts).toEqual([c, d]);
    const other = user();
    other.posts = owner.posts; // the posts move, and the two collections are two
    expect([other.posts, owner.posts]).toEqual([[c, d], []]);
  });
  test("an array made from it is an array of its own", () => {
    const { owner, a } = start();
    const derived = owner.posts.filter((each) => each !== a);
    derived.pop();
    expect([owner.posts.length, derived.length]).toEqual([3, 1]);
    const inherits = Object.create(owner.posts) as Post[];
    expect(() => Array.prototype.slice.call(inherits)).not.toThrow();
  });
  test("what goes past it is found by reconcile", () => {
    const { owner, a, b, c, d } = start();
    owner.posts[1] = d;
    owner.posts.length = 2;
    expect([b.author, d.author]).toEqual([owner, null]);
    expect(reconcileAll(stateOf(owner))).toBe(true);
    expect([b.author, c.author, d.author, a.author]).toEqual([null, null, owner, owner]);
    expect(reconcileAll(stateOf(owner))).toBe(false);
    owner.posts[5] = undefined as never;
    expect(refusal(() => reconcileAll(stateOf(owner)))).toBeInstanceOf(ArgumentError);
  });
});

describe("what is refused leaves everything as it was", () => {
  test.each<[string, (ann: User, one: Post) => unknown, RegExp]>([
    ["another class", (ann) => ann.posts.push(user() as never), /User\.posts holds objects of Post: expected Post, got User/],
    ["in the middle of good ones", (ann, each) => ann.posts.push(each, "x" as never), /expected Post, got the string "x"/],
    [
      "a plain object",
      (ann) => {
        ann.posts = [{ title: "x" } as never];
      },
      /got a plain object.*new Post\(\{ … \}\)/s,
    ],
    ["an array in an array", (ann) => ann.posts.push([post()] as never), /got an array/],
    ["null in a collection", (ann) => ann.posts.push(null as never), /got null/],
    [
      "null for a collection",
      (ann) => {
        ann.posts = null as never;
      },
      /takes an array of Post.*assign \[\]/s,
    ],
    [
      "a reference to another class",
      (_, each) => {
        each.author = group() as never;
      },
      /Post\.author refers to an object of User: expected User, got Group/,
    ],
    [
      "a number for a reference",
      (_, each) => {
        each.author = 5 as never;
      },
      /got the number 5/,
    ],
    [
      "an object of a class that is not mapped",
      (_, each) => {
        each.author = new Date() as never;
      },
      /got Date.*not mapped/s,
    ],
    [
      "a Proxy of an entity",
      (_, each) => {
        each.author = new Proxy(user(), {});
      },
      /Proxy/,
    ],
    ["what is only viewed", (ann, each) => ann.shownPosts.push(each), /User\.shownPosts is viewOnly/],
  ])("%s", (_, edit, message) => {
    const [ann, one] = [user(), post()];
    const error = refusal(() => edit(ann, one));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(message);
    expect([ann.posts, one.author, ann.shownPosts]).toEqual([[], null, []]);
  });
});

describe("objects of a session", () => {
  test("an append to a collection that is not loaded waits for it, and the reference shows at once", () => {
    const host = new NotingHost();
    const ann = host.load(User, 1, "ann", null, null);
    const [old, gone, added] = [host.load(Post, 10, "old", 1), host.load(Post, 11, "gone", 1), new Post({ title: "new", author: ann })];
    expect(added.author).toBe(ann);
    expect(() => ann.posts).toThrow(/User\.posts of User 1 is not loaded/);
    gone.author = null;
    expect(history(ann, "posts")).toEqual({ added: [added], unchanged: [], removed: [gone] });
    setSlotCommitted(stateOf(ann), relation(ann, "posts").slot, [old, gone]);
    expect(ann.posts).toEqual([old, added]);
    expect(history(ann, "posts")).toEqual({ added: [added], unchanged: [old], removed: [gone] });
    expect(reconcileAll(stateOf(ann))).toBe(false);
  });
  test("what waits undoes itself", () => {
    const host = new NotingHost();
    const [ann, one] = [host.load(User, 1, "ann", null, null), post()];
    appendItem(stateOf(ann), relation(ann, "posts"), one);
    expect(one.author).toBe(ann);
    removeItem(stateOf(ann), relation(ann, "posts"), one);
    expect(one.author).toBe(null);
    expect(history(ann, "posts")).toEqual({ added: [], unchanged: [], removed: [] });
  });
  test("a collection that is not loaded cannot be replaced, a one-to-one not set", () => {
    const ann = new NotingHost().load(User, 1, "ann", null, null);
    expect(
      refusal(() => {
        ann.posts = [];
      }).message,
    ).toMatch(/User\.posts.*cannot be replaced/s);
    expect(
      refusal(() => {
        ann.profile = null;
      }).message,
    ).toMatch(/User\.profile/);
  });
  test("an unset reference is found in the identity map by its foreign key, and follows it", () => {
    const host = new NotingHost();
    const ann = host.load(User, 1, "ann", null, null);
    const one = host.load(Post, 10, "x", 1);
    expect(one.author).toBe(ann);
    one.userId = 2;
    expect(refusal(() => one.author).message).toMatch(/Post\.author of Post 10 is not loaded/);
    one.userId = null;
    expect(one.author).toBe(null);
    expect(history(one, "author")).toEqual({ added: [], unchanged: [], removed: [] });
  });
  test("a reference found by key is taken from its owner's collection when it is set anew", () => {
    const host = new NotingHost();
    const [ann, bob] = [host.load(User, 1, "ann", null, null), host.load(User, 2, "bob", null, null)];
    const one = host.load(Post, 10, "x", 1);
    setSlotCommitted(stateOf(ann), relation(ann, "posts").slot, [one]);
    setSlotCommitted(stateOf(bob), relation(bob, "posts").slot, []);
    one.author = bob;
    expect([ann.posts, bob.posts]).toEqual([[], [one]]);
    expect(history(ann, "posts").removed).toEqual([one]);
  });
  test("save-update cascades from the side that is edited, and not by the way of the other", () => {
    const host = new NotingHost();
    const ann = host.adopt(user("ann"));
    const byReference = new Post({ title: "a", author: ann });
    expect([ann.posts, stateOf(byReference).session, host.told]).toEqual([[byReference], null, []]);
    const byCollection = post();
    ann.posts.push(byCollection);
    expect(stateOf(byCollection).session).toBe(host);
    const bob = user("bob");
    byCollection.author = bob;
    expect(stateOf(bob).session).toBe(host);
    expect(host.told.filter((each) => each.startsWith("cascade"))).toEqual([
      "cascade User.posts of User (new)",
      "cascade Post.author of Post (new)",
    ]);
  });
  test("the session hears who lost an owner, also when the other side was edited; a move is no loss", () => {
    const host = new NotingHost();
    const [ann, bob] = [host.adopt(user("ann")), host.adopt(user("bob"))];
    const one = post();
    ann.posts.push(one);
    bob.posts.push(one);
    expect(host.told.filter((each) => each.startsWith("removed"))).toEqual([]);
    one.author = null;
    expect(host.told.filter((each) => each.startsWith("removed"))).toEqual(["removed User.posts of User (new)"]);
    expect(stateOf(one).owners?.get(relation(ann, "posts"))).toBe(null);
    ann.profile = new Profile({});
    ann.profile = new Profile({});
    expect(host.told.at(-1)).toMatch(/cascade User\.profile|removed User\.profile/);
    expect(host.told.filter((each) => each === "removed User.profile of User (new)")).toHaveLength(1);
  });
});

test("singleParent allows one owner at a time", () => {
  const Base = declarativeBase();
  class Key extends Base.table("keys", { id: column(t.integer(), { primaryKey: true }) }) {}
  class Door extends Base.table("doors", {
    id: column(t.integer(), { primaryKey: true }),
    get keyId() {
      return foreignKey(Key.c.id, { nullable: true });
    },
    get key() {
      return one(Key, { nullable: true, singleParent: true, cascade: "all, delete-orphan" });
    },
  }) {}
  const [front, back, key] = [new Door({}), new Door({}), new Key({})];
  front.key = key;
  const error = refusal(() => {
    back.key = key;
  });
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect(error.message).toMatch(/Key \(new\) belongs to Door \(new\) by Door\.key/);
  expect(back.key).toBe(null);
  front.key = null;
  back.key = key;
  expect(back.key).toBe(key);
});
