import { containsEager, joinedLoad, raiseLoad, Session, select, selectInLoad, text, UnloadedAttributeError } from "@cupel/orm";
import { describe, expect, test } from "vitest";
import type { TestDatabase } from "../support/databases.js";
import { fill, makeShop } from "./shop.js";

export function loadingSuite(database: TestDatabase): void {
  describe("guide: Eager Loading #1", () => {
    test("joined, selectin, nested, several, containsEager, raise, and the explicit lazy load", async () => {
      const shop = await makeShop(database);
      await fill(shop);
      const { User, Post, engine } = shop;
      const fresh = async <R>(work: (session: Session) => Promise<R>): Promise<R> => {
        const session = new Session(engine);
        try {
          return await work(session);
        } finally {
          await session.close();
        }
      };
      const titles = [["First Steps in Python", "More Python"], ["Gardening"], []];
      await fresh(async (session) => {
        const users = await session.scalars(select(User).orderBy(User.c.id)).all();
        expect(() => users[0]!.posts).toThrow(UnloadedAttributeError); // nothing is loaded in silence
        const posts = await Promise.all(users.map((user) => user.awaitableAttrs.posts));
        expect(posts.map((each) => each.map((post) => post.title))).toEqual(titles);
      });
      await fresh(async (session) => {
        const users = await session
          .scalars(select(User).options(joinedLoad(User.c.posts)).orderBy(User.c.id))
          .unique()
          .all();
        expect(users.map((user) => user.posts.map((post) => post.title))).toEqual(titles);
      });
      await fresh(async (session) => {
        const users = await session
          .scalars(
            select(User).options(selectInLoad(User.c.posts).selectInLoad(Post.c.comments), selectInLoad(User.c.groups)).orderBy(User.c.id),
          )
          .all();
        expect(users.map((user) => user.posts.map((post) => post.title))).toEqual(titles);
        expect(users[0]!.posts.map((post) => post.comments.length)).toEqual([2, 1]);
        expect(users[0]!.groups.map((group) => group.name)).toEqual(["Admins"]);
      });
      await fresh(async (session) => {
        const users = await session
          .scalars(select(User).join(User.c.posts).options(containsEager(User.c.posts)).where(Post.c.published.eq(true)).orderBy(User.c.id))
          .unique()
          .all();
        expect(users.map((user) => user.posts.map((post) => post.title))).toEqual([["First Steps in Python"], ["Gardening"]]);
      });
      await fresh(async (session) => {
        const users = await session.scalars(select(User).options(raiseLoad(User.c.posts)).orderBy(User.c.id)).all();
        expect(() => users[0]!.posts).toThrow(/User.*posts/);
        await expect(users[0]!.awaitableAttrs.posts).rejects.toThrow(/raiseLoad/);
      });
      await engine.dispose();
    });
  });

  describe("guide: Raw SQL #1", () => {
    test("rows, scalars, entities, inserts, a CTE", async () => {
      const shop = await makeShop(database);
      await fill(shop);
      const { User, engine } = shop;
      const session = new Session(engine);
      const result = await session.execute(text<{ id: number; username: string }>("SELECT * FROM users WHERE username = :username"), {
        username: "alice",
      });
      expect([...result].map((row) => row.username)).toEqual(["alice"]);
      expect(await session.scalar(text<[number]>("SELECT COUNT(*) FROM users"))).toBe(3);
      const bound = await session
        .execute(
          text<{ username: string; email: string | null }>(
            "SELECT username, email FROM users WHERE is_active = :active ORDER BY id",
          ).bindParams({ active: true }),
        )
        .mappings()
        .all();
      expect(bound.map((row) => new User(row).username)).toEqual(["alice", "carol"]);
      const users = await session
        .scalars(select(User).fromStatement(text("SELECT * FROM users WHERE username LIKE :pattern")), { pattern: "a%" })
        .all();
      expect(users[0]).toBe(await session.get(User, 1));
      const insertion = text(
        "INSERT INTO users (username, email, is_active, login_count, created_at) VALUES (:username, :email, true, 0, '2024-01-01 00:00:00.000000')",
      );
      await session.execute(insertion, { username: "newuser", email: "new@example.com" });
      await session.execute(insertion, [
        { username: "user1", email: "user1@example.com" },
        { username: "user2", email: "user2@example.com" },
      ]);
      await session.commit();
      expect(await session.scalar(text<[number]>("SELECT COUNT(*) FROM users"))).toBe(6);
      const counted = await session
        .execute(
          text<{ username: string; post_count: number }>(`
        WITH active_users AS (SELECT id, username FROM users WHERE is_active = true)
        SELECT au.username, COUNT(p.id) AS post_count FROM active_users au LEFT JOIN posts p ON au.id = p.user_id GROUP BY au.username ORDER BY post_count DESC, au.username`),
        )
        .all();
      expect(counted[0]).toEqual(["alice", 2]);
      await session.close();
      await engine.dispose();
    });
  });
}
