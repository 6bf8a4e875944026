import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deleteFrom, insert, Session, select, text, update } from "../../src/index.js";
import { type Database, openDatabase } from "../loading/database.js";
import { Post, User } from "./models.js";

let database: Database;
let session: Session;
beforeEach(async () => {
  database = await openDatabase({
    users: [1, 2, 3].map((id) => ({ id, name: `u${id}`, fullname: id === 3 ? null : "Full" })),
    posts: [1, 2, 3].map((id) => ({ id, userId: id, title: `t${id}`, rank: id })),
  });
  session = new Session(database.engine);
  database.statements();
});
afterEach(async () => {
  await session.close();
  await database.engine.dispose();
});
const names = async (): Promise<unknown> =>
  (await session.execute(text<{ name: string }>("SELECT name FROM user_account ORDER BY id"))).all().map((row) => row[0]);

describe("INSERT of entities", () => {
  it("gives back objects of the session", async () => {
    const users = await session.scalars(insert(User).returning(User), [{ name: "a" }, { name: "b" }]).all();
    expect(users.map((user) => [user.id, user.name, user.active])).toEqual([
      [4, "a", true],
      [5, "b", true],
    ]);
    expect(await session.get(User, 5)).toBe(users[1]);
  });

  it("takes one row or many, without objects", async () => {
    await session.execute(insert(User).values({ name: "one" }));
    await session.execute(insert(User), [{ name: "two" }, { name: "three" }]);
    expect(await names()).toEqual(["u1", "u2", "u3", "one", "two", "three"]);
  });
});

describe("UPDATE of entities", () => {
  it("sets what it can work out, without a further statement", async () => {
    const [first, second, third] = await session.scalars(select(User).orderBy(User.c.id)).all();
    database.statements();
    const { rowCount } = await session.execute(
      update(User)
        .where(User.c.id.lt(3), User.c.fullname.isNot(null))
        .set({ fullname: "New", name: User.c.name.concat("!") }),
    );
    expect(rowCount).toBe(2);
    expect(database.statements()).toHaveLength(1);
    expect([first!.name, second!.name, third!.name]).toEqual(["u1!", "u2!", "u3"]);
    expect(third!.fullname).toBe(null);
    expect(await names()).toEqual(["u1!", "u2!", "u3"]);
  });

  it("asks the database where memory cannot tell", async () => {
    const users = await session.scalars(select(User).orderBy(User.c.id)).all();
    await session.execute(
      update(User)
        .where(User.c.posts.any(Post.c.rank.gt(1)))
        .set({ name: "x" }),
    );
    expect(users.map((user) => user.name)).toEqual(["u1", "x", "x"]);
    await expect(
      (async () =>
        session.execute(update(User).where(User.c.posts.any()).set({ name: "y" }).executionOptions({ synchronizeSession: "evaluate" })))(),
    ).rejects.toThrow(/cannot try this condition/);
  });

  it("leaves objects alone if it is told to", async () => {
    const [user] = await session.scalars(select(User).where(User.c.id.eq(1))).all();
    await session.execute(update(User).where(User.c.id.eq(1)).set({ name: "x" }).executionOptions({ synchronizeSession: false }));
    expect(user!.name).toBe("u1");
    await session.refresh(user!);
    expect(user!.name).toBe("x");
  });

  it("does not count what it wrote as a change of the object", async () => {
    const [user] = await session.scalars(select(User).where(User.c.id.eq(1))).all();
    await session.execute(update(User).where(User.c.id.eq(1)).set({ name: "x" }));
    database.statements();
    await session.flush();
    expect(database.statements()).toEqual([]);
    expect(user!.name).toBe("x");
  });

  it("returns objects as the rows are now", async () => {
    const user = (await session.get(User, 1))!;
    const updated = await session.scalar(update(User).where(User.c.id.eq(1)).set({ fullname: "Returned" }).returning(User));
    expect(updated).toBe(user);
    expect(user.fullname).toBe("Returned");
  });

  it("finds rows by their keys, given a list", async () => {
    const user = (await session.get(User, 2))!;
    await session.execute(update(User), [
      { id: 2, name: "second" },
      { id: 3, name: "third" },
    ]);
    expect(await names()).toEqual(["u1", "second", "third"]);
    expect(user.name).toBe("second");
  });
});

describe("DELETE of entities", () => {
  it("takes objects out of the session", async () => {
    const users = await session.scalars(select(User).orderBy(User.c.id)).all();
    await session.execute(deleteFrom(Post));
    const { rowCount } = await session.execute(deleteFrom(User).where(User.c.name.in(["u1", "u3"])));
    expect(rowCount).toBe(2);
    expect(await session.get(User, 1)).toBe(null);
    expect(await session.get(User, 2)).toBe(users[1]);
  });

  it("returns columns of what is gone, and brings objects in step by the database's answer", async () => {
    await session.scalars(select(Post)).all();
    const gone = await session
      .execute(
        deleteFrom(Post)
          .where(Post.c.author.has({ name: "u2" }))
          .returning(Post.c.id, Post.c.title),
      )
      .all();
    expect(gone.map((row) => [row.id, row.title])).toEqual([[2, "t2"]]);
    expect(await session.get(Post, 2)).toBe(null);
  });

  it("is rolled back with the objects", async () => {
    const post = (await session.get(Post, 1))!;
    await session.execute(deleteFrom(Post).where(Post.c.id.eq(1)));
    await session.rollback();
    expect(await session.get(Post, 1)).toBe(post);
  });

  it("refuses an unknown way of keeping in step", async () => {
    await expect(
      (async () => session.execute(deleteFrom(Post), undefined, { executionOptions: { synchronizeSession: "maybe" } }))(),
    ).rejects.toThrow(/synchronizeSession is/);
  });
});
