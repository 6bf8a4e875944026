/** What a user is promised of relationships: what an edit of a graph writes, from whichever side it is made, and what it refuses. */
import { inspect, Session, selectInLoad } from "@cupel/orm";
import { beforeEach, describe, expect, test } from "vitest";
import { type Blog, makeBlog } from "../../packages/orm/tests/support/blog.js";

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
