/** Random edits on either side of every kind of relationship, against a model of plain maps: both sides always tell the same. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { setSlotCommitted } from "../../src/state/attributes.js";
import { relationshipHistory } from "../../src/state/history.js";
import { stateOf } from "../../src/state/instance-state.js";
import { appendItem, reconcileAll, removeItem } from "../../src/state/relationship-edits.js";
import { NotingHost } from "./host.js";
import { Group, Post, Profile, User } from "./models.js";

const SIZE = 4;
const range = Array.from({ length: SIZE }, (_, index) => index);
/** Half of the users are loaded, with collections that are not. */
const isUnloaded = (user: number): boolean => user >= SIZE / 2;

interface Model {
  author: (number | null)[];
  manager: (number | null)[];
  profileOf: (number | null)[];
  groups: Set<number>[];
}
interface Objects {
  users: User[];
  posts: Post[];
  groups: Group[];
  profiles: Profile[];
}
type Edit = (model: Model, objects: Objects) => void;

const index = fc.integer({ min: 0, max: SIZE - 1 });
const maybe = fc.option(index, { nil: null });
const some = fc.uniqueArray(index, { maxLength: SIZE });
const of = <T>(list: T[], at: number | null): T | null => (at === null ? null : list[at]!);
const property = (user: User, key: string) => stateOf(user).mapper.relationship(key);

/** To add where it may already be would make a duplicate: that an array may hold one twice is tested by itself. */
const edits: fc.Arbitrary<[string, Edit]> = fc.oneof(
  fc.tuple(index, maybe).map(([p, u]): [string, Edit] => [
    `post ${p} author = ${u}`,
    (model, { users, posts }) => {
      model.author[p] = u;
      posts[p]!.author = of(users, u);
    },
  ]),
  fc.tuple(index, index).map(([u, p]): [string, Edit] => [
    `user ${u} posts add ${p}`,
    (model, { users, posts }) => {
      if (model.author[p] === u) return;
      model.author[p] = u;
      if (isUnloaded(u)) appendItem(stateOf(users[u]!), property(users[u]!, "posts"), posts[p]!);
      else users[u]!.posts.push(posts[p]!);
    },
  ]),
  fc.tuple(index, index).map(([u, p]): [string, Edit] => [
    `user ${u} posts remove ${p}`,
    (model, { users, posts }) => {
      if (model.author[p] !== u) return;
      model.author[p] = null;
      if (isUnloaded(u)) removeItem(stateOf(users[u]!), property(users[u]!, "posts"), posts[p]!);
      else users[u]!.posts.splice(users[u]!.posts.indexOf(posts[p]!), 1);
    },
  ]),
  fc.tuple(index, some).map(([u, list]): [string, Edit] => [
    `user ${u} posts = ${list}`,
    (model, { users, posts }) => {
      if (isUnloaded(u)) return;
      model.author = model.author.map((author, p) => (list.includes(p) ? u : author === u ? null : author));
      users[u]!.posts = list.map((p) => posts[p]!);
    },
  ]),
  fc.tuple(index, some).map(([u, list]): [string, Edit] => [
    `user ${u} posts past the mutators = ${list}`,
    (model, { users, posts }) => {
      if (isUnloaded(u)) return;
      model.author = model.author.map((author, p) => (list.includes(p) ? u : author === u ? null : author));
      const collection = users[u]!.posts;
      collection.length = 0;
      list.forEach((p, at) => {
        collection[at] = posts[p]!;
      });
      reconcileAll(stateOf(users[u]!));
    },
  ]),
  fc.tuple(index, maybe).map(([u, m]): [string, Edit] => [
    `user ${u} manager = ${m}`,
    (model, { users }) => {
      model.manager[u] = m;
      users[u]!.manager = of(users, m);
    },
  ]),
  fc.tuple(index, some).map(([m, list]): [string, Edit] => [
    `user ${m} reports = ${list}`,
    (model, { users }) => {
      if (isUnloaded(m)) return;
      model.manager = model.manager.map((manager, u) => (list.includes(u) ? m : manager === m ? null : manager));
      users[m]!.reports = list.map((u) => users[u]!);
    },
  ]),
  fc.tuple(index, maybe).map(([f, u]): [string, Edit] => [
    `profile ${f} user = ${u}`,
    (model, { users, profiles }) => {
      model.profileOf = model.profileOf.map((owner) => (owner === u ? null : owner));
      model.profileOf[f] = u;
      profiles[f]!.user = of(users, u);
    },
  ]),
  fc.tuple(index, maybe).map(([u, f]): [string, Edit] => [
    `user ${u} profile = ${f}`,
    (model, { users, profiles }) => {
      if (isUnloaded(u)) return;
      model.profileOf = model.profileOf.map((owner) => (owner === u ? null : owner));
      if (f !== null) model.profileOf[f] = u;
      users[u]!.profile = of(profiles, f);
    },
  ]),
  fc.tuple(index, index).map(([u, g]): [string, Edit] => [
    `user ${u} groups toggle ${g}`,
    (model, { users, groups }) => {
      const set = model.groups[u]!;
      const owner = users[u]!;
      if (isUnloaded(u)) (set.has(g) ? removeItem : appendItem)(stateOf(owner), property(owner, "groups"), groups[g]!);
      else if (set.has(g)) owner.groups.splice(owner.groups.indexOf(groups[g]!), 1);
      else owner.groups.unshift(groups[g]!);
      if (!set.delete(g)) set.add(g);
    },
  ]),
  fc.tuple(index, some).map(([g, list]): [string, Edit] => [
    `group ${g} users = ${list}`,
    (model, { users, groups }) => {
      model.groups.forEach((set, u) => {
        if (list.includes(u)) set.add(g);
        else set.delete(g);
      });
      groups[g]!.users = list.map((u) => users[u]!);
    },
  ]),
);

const bag = (items: readonly unknown[], all: readonly unknown[]): number[] => items.map((item) => all.indexOf(item)).sort();

function compare(model: Model, { users, posts, groups, profiles }: Objects, loaded: readonly number[]): void {
  expect(posts.map((each) => (each.author === null ? null : users.indexOf(each.author)))).toEqual(model.author);
  expect(users.map((each) => (each.manager === null ? null : users.indexOf(each.manager)))).toEqual(model.manager);
  expect(profiles.map((each) => (each.user === null ? null : users.indexOf(each.user)))).toEqual(model.profileOf);
  expect(groups.map((each) => bag(each.users, users))).toEqual(range.map((g) => range.filter((u) => model.groups[u]!.has(g))));
  for (const u of loaded) {
    const each = users[u]!;
    expect(bag(each.posts, posts)).toEqual(range.filter((p) => model.author[p] === u));
    expect(bag(each.reports, users)).toEqual(range.filter((other) => model.manager[other] === u));
    expect(bag(each.groups, groups)).toEqual([...model.groups[u]!].sort());
    const profile = model.profileOf.indexOf(u);
    expect(each.profile).toBe(profile < 0 ? null : profiles[profile]);
  }
}

test("both sides are always in step", () => {
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 40 }), (list) => {
      const host = new NotingHost();
      const objects: Objects = {
        users: range.map((u) => (isUnloaded(u) ? host.load(User, u, `u${u}`, null, null) : new User({ username: `u${u}` }))),
        posts: range.map((p) => new Post({ title: `p${p}` })),
        groups: range.map((g) => new Group({ name: `g${g}` })),
        profiles: range.map(() => new Profile({})),
      };
      const none = (): null[] => range.map(() => null);
      const model: Model = { author: none(), manager: none(), profileOf: none(), groups: range.map(() => new Set()) };
      for (const [, edit] of list) {
        edit(model, objects);
        compare(
          model,
          objects,
          range.filter((u) => !isUnloaded(u)),
        );
      }
      // When what waited for is loaded, and the database had nothing, the edits are all there is.
      for (const user of objects.users.filter((_, u) => isUnloaded(u))) {
        for (const key of ["posts", "reports", "groups"]) setSlotCommitted(stateOf(user), property(user, key).slot, []);
        const { slot } = property(user, "profile");
        if (typeof stateOf(user).slots[slot] === "symbol") setSlotCommitted(stateOf(user), slot, null);
      }
      compare(model, objects, range);
      // And history of a new object is exactly what it holds.
      for (const u of range.filter((each) => !isUnloaded(each))) {
        const history = relationshipHistory(stateOf(objects.users[u]!), property(objects.users[u]!, "posts"));
        expect(bag(history.added, objects.posts)).toEqual(range.filter((p) => model.author[p] === u));
        expect(history.removed).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});
