import { CompileError, deleteFrom, func, MultipleResultsFound, NoResultFound, Session, select, update } from "@cupel/orm";
import { describe, expect, test } from "vitest";
import type { TestDatabase } from "../support/databases.js";
import { fill, makeShop } from "./shop.js";

export function crudSuite(database: TestDatabase): void {
  describe("guide: Creating Records #1", () => {
    test("one record, several, with a relationship, in bulk", async () => {
      const { User, Post, engine } = await makeShop(database);
      const session = new Session(engine);
      const alice = session.add(new User({ username: "alice", email: "alice@example.com" }));
      await session.commit();
      expect(alice.id).toBe(1);

      session.addAll([
        new User({ username: "bob", email: "bob@example.com" }),
        new User({ username: "charlie", email: "charlie@example.com" }),
      ]);
      await session.commit();

      const david = new User({ username: "david", email: "david@example.com" });
      const post = session.add(new Post({ title: "My Post", content: "Content here", author: david })); // cascades to the author
      await session.commit();
      expect(david.posts).toEqual([post]);
      expect(post.userId).toBe(david.id);

      await session.bulkInsertMappings(User, [
        { username: "user1", email: "user1@example.com" },
        { username: "user2", email: "user2@example.com" },
      ]);
      await session.commit();
      expect(await session.scalars(select(User.c.username).orderBy(User.c.id)).all()).toEqual([
        "alice",
        "bob",
        "charlie",
        "david",
        "user1",
        "user2",
      ]);
      expect(await session.scalar(select(User.c.isActive).where(User.c.username.eq("user2")))).toBe(true); // the default holds in bulk too
      await session.close();
      await engine.dispose();
    });
  });

  describe("guide: Reading Records #1", () => {
    test("by key, first, all, filtered, exactly one, one or none, by page, counted", async () => {
      const shop = await makeShop(database);
      await fill(shop);
      const { User, engine } = shop;
      const session = new Session(engine);
      expect((await session.get(User, 1))?.username).toBe("alice");
      expect(await session.get(User, 99)).toBeNull();
      await expect(session.getOne(User, 99)).rejects.toThrow(NoResultFound);
      const alice = await session.scalar(select(User).where(User.c.username.eq("alice")));
      expect(alice).toBe(await session.get(User, 1));
      const active = await session.scalars(select(User).where(User.c.isActive.eq(true)).orderBy(User.c.id)).all();
      expect(active.map((user) => user.username)).toEqual(["alice", "carol"]);
      const newest = await session
        .scalars(select(User).where(User.c.username.like("%o%"), User.c.isActive.eq(true)).orderBy(User.c.createdAt.desc()))
        .all();
      expect(newest.map((user) => user.username)).toEqual(["carol"]);
      expect(await session.scalars(select(User).where(User.c.username.eq("alice"))).one()).toBe(alice);
      await expect(session.scalars(select(User)).one()).rejects.toThrow(MultipleResultsFound);
      await expect(session.scalars(select(User).where(User.c.username.eq("zoe"))).one()).rejects.toThrow(NoResultFound);
      expect(await session.scalars(select(User).where(User.c.username.eq("zoe"))).oneOrNone()).toBeNull();
      expect((await session.scalars(select(User).orderBy(User.c.id).offset(1).limit(1)).all()).map((user) => user.username)).toEqual([
        "bob",
      ]);
      expect(await session.scalar(select(func.count()).selectFrom(User))).toBe(3);
      await session.close();
      await engine.dispose();
    });
  });

  describe("guide: Updating Records #1", () => {
    test("an object, in bulk, by an expression, with RETURNING", async () => {
      const shop = await makeShop(database);
      await fill(shop);
      const { User, engine } = shop;
      const session = new Session(engine);
      const user = await session.getOne(User, 1);
      user.email = "newemail@example.com";
      user.isActive = false;
      await session.commit();
      expect(await session.execute(select(User.c.email, User.c.isActive).where(User.c.id.eq(1))).one()).toEqual([
        "newemail@example.com",
        false,
      ]);

      const alice = (await session.scalar(select(User).where(User.c.username.eq("alice"))))!;
      alice.email = "alice_new@example.com";
      await session.commit();

      const { rowCount } = await session.execute(update(User).where(User.c.isActive.eq(false)).set({ isActive: true }));
      await session.commit();
      expect(rowCount).toBe(2);
      expect(alice.isActive).toBe(true); // the objects in the session follow

      await session.execute(
        update(User)
          .where(User.c.id.eq(1))
          .set({ loginCount: User.c.loginCount.add(1) }),
      );
      await session.commit();
      await session.refresh(alice);
      expect(alice.loginCount).toBe(1);

      const returning = session.scalar(update(User).where(User.c.id.eq(1)).set({ email: "updated@example.com" }).returning(User));
      if (engine.dialect.capabilities.updateReturning) {
        const updated = await returning;
        await session.commit();
        expect(updated).toBe(alice);
        expect(alice.email).toBe("updated@example.com");
      } else await expect(returning).rejects.toThrow(CompileError);
      await session.close();
      await engine.dispose();
    });
  });

  describe("guide: Deleting Records #1", () => {
    test("an object, in bulk, by a condition, all, with RETURNING", async () => {
      const shop = await makeShop(database);
      await fill(shop);
      const { User, Post, Comment, memberships, engine } = shop;
      const session = new Session(engine);
      const bob = (await session.get(User, 2))!;
      await session.delete(bob); // and its posts, by cascade
      await session.commit();
      expect(await session.scalars(select(User.c.username).orderBy(User.c.id)).all()).toEqual(["alice", "carol"]);
      expect(await session.scalar(select(func.count()).selectFrom(Post).where(Post.c.title.eq("Gardening")))).toBe(0);

      session.addAll([new User({ username: "u1", isActive: false }), new User({ username: "u2", isActive: false })]);
      await session.commit();
      const { rowCount } = await session.execute(deleteFrom(User).where(User.c.isActive.eq(false)));
      await session.commit();
      expect(rowCount).toBe(2);

      session.add(new User({ username: "old", isActive: false, createdAt: new Date(Date.now() - 500 * 864e5) }));
      await session.flush();
      expect(
        (await session.execute(deleteFrom(User).where(User.c.createdAt.lt(new Date(Date.now() - 365 * 864e5)), User.c.isActive.eq(false))))
          .rowCount,
      ).toBe(1);
      await session.commit();

      const gone = await session.execute(deleteFrom(User).where(User.c.username.eq("carol")).returning(User.c.id, User.c.username)).first();
      await session.commit();
      expect([gone?.id, gone?.username]).toEqual([3, "carol"]);

      await session.execute(deleteFrom(Comment));
      await session.execute(deleteFrom(memberships));
      await session.execute(deleteFrom(User));
      await session.commit();
      expect(await session.scalar(select(func.count()).selectFrom(User))).toBe(0);
      await session.close();
      await engine.dispose();
    });
  });
}
