import { column, declarativeBase, inspect, mapperOf, t } from "@cupel/orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commitSlots, expire, restoreSlots, setCommitted, setSlotCommitted, snapshot } from "../../src/state/attributes.js";
import { makeComparer } from "../../src/state/comparer.js";
import { changedColumns, columnHistory, hasRelationshipChanges, isModified, relationshipHistory } from "../../src/state/history.js";
import { stateOf } from "../../src/state/instance-state.js";
import { UNLOADED } from "../../src/state/unloaded.js";
import { NotingHost } from "./host.js";
import { Post, post, User, user } from "./models.js";

const Base = declarativeBase();
class Thing extends Base.table("things", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(), { nullable: true }),
  score: column(t.float(), { nullable: true }),
  on: column(t.boolean(), { nullable: true }),
  at: column(t.dateTime(), { nullable: true }),
  data: column(t.json<Record<string, unknown>>(), { nullable: true }),
  bytes: column(t.largeBinary(), { nullable: true }),
  big: column(t.bigInteger(), { nullable: true }),
}) {}
const row = () => [1, "a", 1.5, true, new Date(5), { list: [1, { deep: "x" }] }, new Uint8Array([1, 2]), 9n];
const load = (...values: unknown[]): Thing => new NotingHost().load(Thing, ...(values.length > 0 ? values : row()));
const changed = (thing: Thing) => changedColumns(stateOf(thing)).map((index) => mapperOf(Thing).columns[index]!.key);

describe("changed columns", () => {
  test("none after a load", () => expect([changed(load()), isModified(stateOf(load()))]).toEqual([[], false]));
  test.each<[string, (thing: Thing) => void, string[]]>([
    [
      "a value",
      (thing) => {
        thing.name = "b";
      },
      ["name"],
    ],
    [
      "back to what it was",
      (thing) => {
        thing.name = "b";
        thing.name = "a";
      },
      [],
    ],
    [
      "NULL",
      (thing) => {
        thing.name = null;
      },
      ["name"],
    ],
    ["a date in place", (thing) => thing.at!.setTime(6), ["at"]],
    [
      "an equal date",
      (thing) => {
        thing.at = new Date(5);
      },
      [],
    ],
    [
      "deep in a document",
      (thing) => {
        (thing.data!.list as { deep: string }[])[1]!.deep = "y";
      },
      ["data"],
    ],
    [
      "an equal document",
      (thing) => {
        thing.data = { list: [1, { deep: "x" }] };
      },
      [],
    ],
    [
      "a byte",
      (thing) => {
        thing.bytes![0] = 7;
      },
      ["bytes"],
    ],
    [
      "several",
      (thing) => {
        thing.big = 10n;
        thing.on = false;
        thing.score = Number.NaN;
      },
      ["score", "on", "big"],
    ],
  ])("%s", (_, edit, expected) => {
    const thing = load();
    edit(thing);
    expect(changed(thing)).toEqual(expected);
    expect(isModified(stateOf(thing))).toBe(expected.length > 0);
  });
  test("NaN is itself", () => expect(changed(load(1, "a", Number.NaN, null, null, null, null, null))).toEqual([]));
  test("undefined is NULL", () => {
    const thing = load(1, null, null, null, null, null, null, null);
    thing.name = undefined as never;
    expect(changed(thing)).toEqual([]);
  });
  test("of a new object those that have a value", () => {
    expect(changed(new Thing({ name: "x", on: null }))).toEqual(["name", "on"]);
    expect(isModified(stateOf(new Thing({})))).toBe(true);
  });
  test("a column that was not loaded is changed once it is assigned", () => {
    const thing = new NotingHost().loadPart(Thing, ["id"], 1);
    expect(changed(thing)).toEqual([]);
    thing.name = "x";
    expect(changed(thing)).toEqual(["name"]);
    expect(columnHistory(stateOf(thing), 1)).toEqual({ added: ["x"], unchanged: [], removed: [] });
  });
  test("the history of a column has values, not what was kept", () => {
    const thing = load();
    thing.at = new Date(7);
    expect(columnHistory(stateOf(thing), 4)).toEqual({ added: [new Date(7)], unchanged: [], removed: [new Date(5)] });
    expect(columnHistory(stateOf(thing), 1)).toEqual({ added: [], unchanged: ["a"], removed: [] });
    expect(columnHistory(stateOf(new Thing({})), 1)).toEqual({ added: [], unchanged: [], removed: [] });
  });
  test("generated code and loops find the same", () => {
    const { columns } = mapperOf(Thing);
    const [quick, plain] = [makeComparer(columns, true), makeComparer(columns, false)];
    const value = fc.oneof(
      fc.constant(null),
      fc.integer({ max: 3, min: 0 }),
      fc.constantFrom("a", "b"),
      fc.constant(UNLOADED),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 8, maxLength: 8 }), fc.array(value, { minLength: 8, maxLength: 8 }), (values, kept) => {
        const simple = [0, 1, 2, 3, 7]; // columns whose values do not change in place
        const entity: Record<string, unknown> = {};
        const held = columns.map(({ key, index }) => {
          if (!simple.includes(index)) return null;
          if (values[index] !== UNLOADED) entity[key] = values[index];
          return values[index] === UNLOADED ? UNLOADED : kept[index];
        });
        expect(quick.changed(entity, held)).toEqual(plain.changed(entity, held));
        expect(quick.isChanged(entity, held)).toBe(plain.changed(entity, held).length > 0);
      }),
    );
  });
});

describe("what the flush and rollback do", () => {
  test("a snapshot keeps what an INSERT wrote", () => {
    const thing = new Thing({ id: 3, name: "x", at: new Date(1) });
    snapshot(stateOf(thing));
    expect(stateOf(thing).row).toEqual([3, "x", null, null, 1, null, null, null]);
    expect(changed(thing)).toEqual([]);
    thing.at!.setTime(2);
    expect(changed(thing)).toEqual(["at"]);
  });
  test("a committed value is no change", () => {
    const thing = load();
    setCommitted(stateOf(thing), 1, "server");
    setCommitted(stateOf(thing), 4, new Date(8));
    expect([thing.name, thing.at, changed(thing)]).toEqual(["server", new Date(8), []]);
    thing.at!.setTime(9);
    expect(changed(thing)).toEqual(["at"]);
  });
  test("what is expired throws until it is there again; the key stays", () => {
    const thing = load();
    expire(stateOf(thing), "all", "all");
    expect(Object.keys(thing)).toEqual(["id"]);
    expect(() => thing.name).toThrow(/Thing\.name of Thing 1 is not loaded/);
    expect(changed(thing)).toEqual([]);
    setCommitted(stateOf(thing), 1, "again");
    expect([thing.name, changed(thing)]).toEqual(["again", []]);
    expect(stateOf(thing).row![2]).toBe(UNLOADED);
  });
  test("relationships of a new object are empty until they are expired", () => {
    const host = new NotingHost();
    const ann = host.adopt(user("ann"));
    ann.id = 1;
    snapshot(stateOf(ann));
    stateOf(ann).key = 1;
    commitSlots(stateOf(ann));
    expect([ann.posts, ann.profile, hasRelationshipChanges(stateOf(ann))]).toEqual([[], null, false]);
    expire(stateOf(ann), [], [mapperOf(User).relationship("posts").slot]);
    expect(() => ann.posts).toThrow(/not loaded/);
    expect([ann.groups, ann.profile]).toEqual([[], null]);
    expire(stateOf(ann), [], "all");
    expect(() => ann.groups).toThrow(/not loaded/);
  });
  test("after commitSlots nothing has changed; after restoreSlots all is as it was, in the same array", () => {
    const ann = user("ann");
    const [one, two] = [post("1"), post("2")];
    ann.posts.push(one);
    expect(hasRelationshipChanges(stateOf(ann))).toBe(true);
    for (const each of [ann, one]) commitSlots(stateOf(each));
    expect([hasRelationshipChanges(stateOf(ann)), relationshipHistory(stateOf(ann), mapperOf(User).relationship("posts"))]).toEqual([
      false,
      { added: [], unchanged: [one], removed: [], isKnown: true },
    ]);
    const { posts } = ann;
    const before = new Map([ann, one, two].map((each) => [each, stateOf(each).committed] as const));
    ann.posts.splice(0, 1, two);
    expect([one.author, two.author]).toEqual([null, ann]);
    for (const [each, committed] of before) restoreSlots(stateOf(each), committed);
    expect([ann.posts === posts, ann.posts, one.author, hasRelationshipChanges(stateOf(ann))]).toEqual([true, [one], ann, false]);
    expect(stateOf(one).owners!.get(mapperOf(User).relationship("posts"))).toBe(stateOf(ann));
  });
  test("order alone is no change", () => {
    const host = new NotingHost();
    const ann = host.load(User, 1, "ann", null, null);
    const list = [host.load(Post, 1, "a", 1), host.load(Post, 2, "b", 1)];
    setSlotCommitted(stateOf(ann), mapperOf(User).relationship("posts").slot, list);
    ann.posts.reverse();
    expect([ann.posts.map(({ id }) => id), hasRelationshipChanges(stateOf(ann))]).toEqual([[2, 1], false]);
    ann.posts.pop();
    expect(hasRelationshipChanges(stateOf(ann))).toBe(true);
    expect(list).toHaveLength(2);
  });
});

test("inspect of an object tells its status, its history and what is not loaded", () => {
  const host = new NotingHost();
  const ann = host.loadPart(User, ["id", "username"], 1, "ann");
  const view = inspect(ann);
  expect([view.persistent, view.pending, view.identity, view.modified, view.session === host, view.mapper]).toEqual([
    true,
    false,
    1,
    false,
    true,
    mapperOf(User),
  ]);
  expect([...view.unloaded]).toEqual(["bio", "posts", "groups", "profile", "managerId", "manager", "reports", "shownPosts"]);
  ann.username = "bob";
  expect(view.attributes.get("username")!.history).toEqual({ added: ["bob"], unchanged: [], removed: ["ann"] });
  expect([view.modified, view.attributes.get("username")!.isChanged, view.attributes.get("id")!.isChanged]).toEqual([true, true, false]);
  const fresh = inspect(user("x"));
  expect([fresh.transient, fresh.identity, fresh.unloaded.size]).toEqual([true, null, 0]);
});
