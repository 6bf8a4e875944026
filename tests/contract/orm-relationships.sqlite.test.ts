/** What a user is promised of relationships: what an edit of a graph writes, from whichever side it is made, and what it refuses. */
import {
  column,
  declarativeBase,
  foreignKey,
  InvalidRequestError,
  inspect,
  makeTransient,
  many,
  one,
  Session,
  selectInLoad,
  t,
} from "@cupel/orm";
import { beforeEach, describe, expect, test } from "vitest";
import { type Blog, makeBlog } from "../../packages/orm/tests/support/blog.js";
import { engines, freshEngine } from "./support.js";

let blog: Blog;
beforeEach(async () => {
  blog = await makeBlog();
  const { User, Post, Comment, Group, Profile } = blog;
  await blog.seed((session) => {
    const g1 = new Group({ name: "g1" });
    session.addAll([
      new User({
        name: "ann",
        posts: [new Post({ title: "p1", comments: [new Comment({ body: "c1" }), new Comment({ body: "c2" })] }), new Post({ title: "p2" })],
        groups: [g1],
        profile: new Profile({ bio: "b" }),
      }),
      new User({ name: "bob" }),
    ]);
  });
  return async () => {
    expect(blog.engine.pool.checkedOut()).toBe(0);
    await blog.engine.dispose();
  };
});
const writes = (): string[] => blog.recorder.sql().filter((sql) => /^(INSERT|UPDATE|DELETE)/.test(sql));

describe("an object that stands in a collection twice", () => {
  test("is one row of an association table", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    const ann = await session.getOne(User, 1);
    await session.load(ann, selectInLoad(User.c.groups));
    ann.groups.push(ann.groups[0]!);
    expect(session.isModified(ann)).toBe(false);
    await session.commit();
    expect(writes()).toEqual([]);
    ann.groups.splice(0, 2);
    await session.commit();
    expect(writes()).toEqual(["DELETE FROM user_group WHERE user_group.user_id = ? AND user_group.group_id = ?"]);
  });
  test("is one row where the object is new", async () => {
    const { User, Group, engine } = blog;
    await using session = new Session(engine);
    const group = new Group({ name: "new" });
    session.add(new User({ name: "c", groups: [group, group] }));
    const ann = await session.getOne(User, 1);
    await session.load(ann, selectInLoad(User.c.groups));
    const another = new Group({ name: "another" });
    ann.groups.push(another, another);
    await session.commit();
    // One by the flush before the query, one by the commit.
    expect(writes().filter((sql) => sql.includes("INTO user_group "))).toHaveLength(2);
    await session.refresh(group, ["members"]);
    expect(group.members).toHaveLength(1);
    await session.refresh(another, ["members"]);
    expect(another.members).toEqual([ann]);
  });
  test("stays when one of its places is taken", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    const ann = await session.getOne(User, 1);
    await session.load(ann, selectInLoad(User.c.posts));
    const post = ann.posts[0]!;
    ann.posts.push(post);
    ann.posts.pop();
    await session.commit();
    expect(writes()).toEqual([]);
    expect(post.author).toBe(ann);
  });
});

describe("a property that the program deletes", () => {
  test("reads as undefined, is refused by name at flush, and comes back by rollback", async () => {
    const { User, engine } = blog;
    await using session = new Session(engine);
    const ann = await session.getOne(User, 1);
    delete (ann as { name?: string }).name;
    expect((ann as { name?: string }).name).toBeUndefined();
    await expect(session.flush()).rejects.toThrow(/"name" is undefined: give null.*flush of User 1\b/s);
    await session.rollback();
    expect(ann.name).toBe("ann");
    expect(inspect(ann).modified).toBe(false);
  });
});

describe("what has been deleted", () => {
  const loaded = async (session: Session) => {
    const { User } = blog;
    const ann = await session.getOne(User, 1);
    await session.load(ann, selectInLoad(User.c.posts), selectInLoad(User.c.groups), selectInLoad(User.c.profile));
    return ann;
  };
  describe.each(["flush", "commit"] as const)("by a %s that went before", (end) => {
    test("may be taken out of a many-to-many collection that still shows it", async () => {
      await using session = new Session(blog.engine);
      const ann = await loaded(session);
      await session.delete(ann.groups[0]!);
      await session[end]();
      blog.recorder.clear();
      ann.groups.splice(0, 1);
      await session.commit();
      expect(writes()).toEqual([]);
    });
    test("does not stop its owner from being deleted", async () => {
      await using session = new Session(blog.engine);
      const ann = await loaded(session);
      await session.delete(ann.groups[0]!);
      await session.delete(ann.posts[0]!);
      await session[end]();
      await session.delete(ann);
      await session.commit();
      expect(await session.get(blog.User, 1)).toBeNull();
    });
    test("does not come back with those that still show it", async () => {
      const { engine, Post } = blog;
      await using session = new Session(engine);
      const ann = await loaded(session);
      const post = ann.posts[0]!;
      await session.delete(post);
      await session[end]();
      session.add(ann);
      expect(session.has(post)).toBe(false);
      await session.commit();
      await session.close();
      await using another = new Session(engine);
      const copy = await another.merge(ann);
      await another.commit();
      expect(copy.posts.map(({ id }) => id)).toEqual([2]);
      expect(await another.get(Post, 1)).toBeNull();
    });
  });
  test("is refused by add, and makeTransient lets it be inserted anew", async () => {
    const { engine, Profile } = blog;
    await using session = new Session(engine);
    const profile = await session.getOne(Profile, 1);
    await session.delete(profile);
    await session.commit();
    expect(() => session.add(profile)).toThrow(/Profile.*deleted.*makeTransient/);
    makeTransient(profile);
    session.add(profile);
    await session.commit();
    expect(await session.get(Profile, 1)).toBe(profile);
  });
});

test("a link object whose one owner let it go does not stop the other from being deleted", async () => {
  const Base = declarativeBase();
  class Student extends Base.table("student", {
    id: column(t.integer(), { primaryKey: true }),
    get enrollments() {
      return many(Enrollment, { backPopulates: "student", cascade: "all, delete-orphan" });
    },
  }) {}
  class Course extends Base.table("course", {
    id: column(t.integer(), { primaryKey: true }),
    get enrollments() {
      return many(Enrollment, { backPopulates: "course" });
    },
  }) {}
  class Enrollment extends Base.table("enrollment", {
    get studentId() {
      return foreignKey(Student.c.id, { primaryKey: true });
    },
    get courseId() {
      return foreignKey(Course.c.id, { primaryKey: true });
    },
    grade: column(t.string(2), { nullable: true }),
    get student() {
      return one(Student, { backPopulates: "enrollments" });
    },
    get course() {
      return one(Course, { backPopulates: "enrollments" });
    },
  }) {}
  const engine = await freshEngine(Base);
  await using session = new Session(engine);
  const course = new Course();
  const student = session.add(new Student({ enrollments: [new Enrollment({ course, grade: "A" })] }));
  await session.commit();
  student.enrollments.pop();
  await session.commit();
  expect(await session.get(Enrollment, { studentId: 1, courseId: 1 })).toBeNull();
  await session.delete(course);
  await session.commit();
  expect(await session.get(Course, 1)).toBeNull();
  await session.close();
  await engines.check();
});

test("an object of another session is refused before anything is changed", async () => {
  const { User, Post, Group, engine } = blog;
  await using other = new Session(blog.engine);
  const post = other.add(new Post({ title: "theirs" }));
  const group = other.add(new Group({ name: "theirs" }));
  await using session = new Session(engine);
  const mine = session.add(new User({ name: "mine" }));
  expect(() => mine.posts.push(post)).toThrow(/Post \(new\) belongs to another session than User \(new\).*merge/);
  expect(() => {
    mine.groups = [group];
  }).toThrow(InvalidRequestError);
  expect(mine.posts).toEqual([]);
  expect(mine.groups).toEqual([]);
  await session.commit();
  expect(mine.id).toBe(3);
});
