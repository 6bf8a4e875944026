import { func, Session, type SessionMaker, scopedSession, select } from "@cupel/orm";
import { describe, expect, test } from "vitest";
import type { TestDatabase } from "../support/databases.js";
import { makeShop } from "./shop.js";

export function sessionsSuite(database: TestDatabase): void {
  describe("guide: Sessions #1", () => {
    test("try, catch, finally", async () => {
      const { User, createSession } = await makeShop(database);
      const session = createSession();
      try {
        session.add(new User({ username: "alice" }));
        await session.commit();
      } catch (error) {
        await session.rollback();
        throw error;
      } finally {
        await session.close();
      }
      expect(await createSession.begin((each) => each.scalar(select(User.c.username)))).toBe("alice");
    });

    test("begin commits and closes; a throw rolls back", async () => {
      const { User, createSession } = await makeShop(database);
      await createSession.begin(async (session) => {
        session.add(new User({ username: "bob" }));
      });
      await expect(
        createSession.begin(async (session) => {
          session.add(new User({ username: "carol" }));
          await session.flush();
          throw new RangeError("no");
        }),
      ).rejects.toThrow("no");
      expect(await createSession.begin((session) => session.scalars(select(User.c.username)).all())).toEqual(["bob"]);
    });

    test("await using closes", async () => {
      const { User, engine } = await makeShop(database);
      const session = new Session(engine);
      session.add(new User({ username: "alice" }));
      await session.commit();
      await session[Symbol.asyncDispose]();
      expect(engine.pool.checkedOut()).toBe(0);
    });
  });

  describe("guide: Sessions #2", () => {
    test("a session handed in by the caller", async () => {
      const { User, createSession } = await makeShop(database);
      const withSession = async <R>(factory: SessionMaker, work: (session: Session) => Promise<R>): Promise<R> => {
        const session = factory();
        try {
          return await work(session);
        } finally {
          await session.close();
        }
      };
      const count = await withSession(createSession, async (session) => {
        session.add(new User({ username: "alice" }));
        await session.commit();
        return session.scalar(select(func.count()).selectFrom(User));
      });
      expect(count).toBe(1);
    });

    test("one session for each asynchronous context", async () => {
      const { User, createSession, engine } = await makeShop(database);
      const scoped = scopedSession(createSession);
      const seen = new Set<Session>();
      await Promise.all(
        ["alice", "bob"].map((username) =>
          scoped.run(async () => {
            seen.add(scoped());
            expect(scoped()).toBe(scoped());
            scoped().add(new User({ username }));
            await scoped().commit();
            await scoped.remove();
          }),
        ),
      );
      expect(seen.size).toBe(2);
      expect(() => scoped()).toThrow(/run/);
      expect(engine.pool.checkedOut()).toBe(0);
      expect(await createSession.begin((session) => session.scalar(select(func.count()).selectFrom(User)))).toBe(2);
    });
  });
}
