/** Transactions as the engine means them, whatever the server ends by itself. */
import {
  column,
  DeadlockDetected,
  DisconnectionError,
  type Engine,
  insert,
  LockTimeout,
  MetaData,
  OperationalError,
  PendingRollbackError,
  select,
  t,
  table,
  text,
  update,
} from "@cupel/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/engine.js";

let database: TestDatabase;
let engine: Engine;
const metadata = new MetaData();
const notes = table("notes", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  body: column(t.string(50)),
});
const count = async (on: Engine = engine): Promise<number> =>
  on.connect(async (connection) => (await connection.execute(select(notes.c.id)).all()).length);

beforeAll(async () => {
  database = await createDatabase();
  engine = database.engine;
  await metadata.createAll(engine);
});
beforeEach(async () => {
  await engine.begin((connection) => connection.execute(text("DELETE FROM notes")));
});
afterAll(() => database.drop());

describe("a transaction", () => {
  test("commits, rolls back, and is rolled back when its connection is given back", async () => {
    await engine.begin((connection) => connection.execute(insert(notes).values({ body: "kept" })));
    const failing = engine.begin(async (connection) => {
      await connection.execute(insert(notes).values({ body: "not kept" }));
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    const connection = await engine.connect();
    await connection.execute(insert(notes).values({ body: "forgotten" }));
    await connection.close();
    expect(await count()).toBe(1);
  });
  test("that has sent nothing ends without a word", async () => {
    await engine.connect(async (connection) => {
      const id = await connection.execDriverSql("SELECT connection_id()").scalar();
      await connection.rollback();
      const questions = async (): Promise<number> =>
        engine.connect(async (other) =>
          Number(await other.scalar(text("SELECT QUERIES FROM information_schema.PROCESSLIST WHERE ID = :id"), { id }).catch(() => 0)),
        );
      const before = await questions();
      await (await connection.begin()).commit();
      await (await connection.begin()).rollback();
      expect(await questions()).toBe(before);
    });
  });
  test("savepoints are taken back and released", async () => {
    await engine.begin(async (connection) => {
      const outer = await connection.beginNested();
      await connection.execute(insert(notes).values({ body: "a" }));
      const inner = await connection.beginNested();
      await connection.execute(insert(notes).values({ body: "b" }));
      await inner.rollback();
      await outer.commit();
      const third = await connection.beginNested();
      await third.rollback();
    });
    expect(await count()).toBe(1);
  });
  test("goes on after a definition, which commits", async () => {
    const connection = await engine.connect();
    await connection.execute(insert(notes).values({ body: "committed by the definition" }));
    await connection.execute(text("CREATE TABLE other (id INTEGER)"));
    await connection.execute(insert(notes).values({ body: "rolled back" }));
    await connection.rollback();
    await connection.execute(text("DROP TABLE other"));
    await connection.close();
    expect(await count()).toBe(1);
  });
  test("has the isolation level that was asked for, and the next one its own again", async () => {
    const level = async (on: Engine): Promise<unknown> => on.connect((connection) => connection.scalar(text("SELECT @@tx_isolation")));
    const one = database.engineWith({ poolSize: 1, maxOverflow: 0 });
    expect(await level(one)).toBe("REPEATABLE-READ");
    expect(await level(one.executionOptions({ isolationLevel: "SERIALIZABLE" }))).toBe("SERIALIZABLE");
    expect(await level(one)).toBe("REPEATABLE-READ");
    await one.connect(async (connection) => {
      connection.executionOptions({ isolationLevel: "READ COMMITTED" });
      expect(await connection.scalar(text("SELECT @@tx_isolation"))).toBe("READ-COMMITTED");
      expect(await connection.getIsolationLevel()).toBe("READ COMMITTED");
    });
    const strict = database.engineWith({ isolationLevel: "SERIALIZABLE" });
    expect(await level(strict)).toBe("SERIALIZABLE");
    expect(await strict.connect((connection) => connection.getIsolationLevel())).toBe("SERIALIZABLE");
  });
  test("AUTOCOMMIT commits each statement", async () => {
    await engine.executionOptions({ isolationLevel: "AUTOCOMMIT" }).connect(async (connection) => {
      await connection.execute(insert(notes).values({ body: "at once" }));
      expect(await count()).toBe(1);
      await connection.rollback();
    });
    expect(await count()).toBe(1);
  });
  test("read-only refuses to write", async () => {
    await engine.executionOptions({ readOnly: true }).connect(async (connection) => {
      await expect(connection.execute(insert(notes).values({ body: "no" }))).rejects.toThrow(/READ ONLY/);
    });
    expect(await count()).toBe(0);
  });
});

describe("what the server ends", () => {
  test("a deadlock: nothing is done outside of the transaction it ended, and begin() runs it again", async () => {
    await engine.begin((connection) =>
      connection.execute(insert(notes), [
        { id: 1, body: "a" },
        { id: 2, body: "b" },
      ]),
    );
    let deadlocks = 0;
    const change = (first: number, second: number, name: string): Promise<void> => {
      let attempts = 0;
      return engine.begin(
        async (connection) => {
          attempts++;
          await connection.execute(update(notes).where(notes.c.id.eq(first)).set({ body: name }));
          if (attempts === 1) await new Promise((resolve) => setTimeout(resolve, 100));
          try {
            await connection.execute(update(notes).where(notes.c.id.eq(second)).set({ body: name }));
          } catch (error) {
            expect(error).toBeInstanceOf(DeadlockDetected);
            deadlocks++;
            await expect(connection.execute(insert(notes).values({ body: "outside" }))).rejects.toThrow(PendingRollbackError);
            throw error;
          }
        },
        { retries: 5 },
      );
    };
    await Promise.all([change(1, 2, "x"), change(2, 1, "y")]);
    expect(deadlocks).toBe(1);
    expect(await count()).toBe(2);
  });
  test("a wait for a lock", async () => {
    const impatient = database.engineWith({ connectArgs: { lockTimeout: 1000 } });
    await engine.begin((connection) => connection.execute(insert(notes).values({ id: 1, body: "a" })));
    await engine.begin(async (holder) => {
      await holder.execute(update(notes).where(notes.c.id.eq(1)).set({ body: "held" }));
      await impatient.begin(async (waiting) => {
        await waiting.execute(insert(notes).values({ id: 7, body: "stays" }));
        await expect(waiting.execute(update(notes).where(notes.c.id.eq(1)).set({ body: "waits" }))).rejects.toThrow(LockTimeout);
      });
    });
    expect(await count()).toBe(2);
  });
  test("a killed connection is replaced", async () => {
    const connection = await engine.connect();
    const id = await connection.execDriverSql("SELECT connection_id()").scalar();
    await engine.executionOptions({ isolationLevel: "AUTOCOMMIT" }).connect((other) => other.execDriverSql(`KILL ${id}`));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(connection.execute(select(notes)).all()).rejects.toThrow(DisconnectionError);
    await expect(connection.execute(select(notes)).all()).rejects.toThrow(PendingRollbackError);
    await connection.rollback();
    expect(await connection.execute(select(notes)).all()).toEqual([]);
    await connection.close();
  });
});

const running = async (marker: string): Promise<number> =>
  engine.connect(async (connection) =>
    Number(
      await connection.scalar(text("SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE :like AND ID <> connection_id()"), {
        like: `%${marker}%`,
      }),
    ),
  );

describe("who gives up", () => {
  test("an aborted statement is stopped on the server, and the connection stays", async () => {
    const one = database.engineWith({ poolSize: 1, maxOverflow: 0 });
    await one.connect(async (connection) => {
      const id = await connection.execDriverSql("SELECT connection_id()").scalar();
      await connection.rollback();
      const reason = new Error("enough");
      const controller = new AbortController();
      const started = performance.now();
      setTimeout(() => controller.abort(reason), 150);
      const work = connection.execute(text("SELECT sleep(20) /* stopme */"), {}, { executionOptions: { signal: controller.signal } }).all();
      await expect(work).rejects.toBe(reason);
      expect(performance.now() - started).toBeLessThan(1500);
      expect(await running("stopme")).toBe(0);
      await connection.rollback();
      expect(await connection.execDriverSql("SELECT connection_id()").scalar()).toBe(id);
    });
  });
  test("a signal that comes too late stops nothing else", async () => {
    await engine.connect(async (connection) => {
      for (let i = 0; i < 20; i++) {
        const controller = new AbortController();
        const work = connection.execute(text("SELECT 1"), {}, { executionOptions: { signal: controller.signal } }).all();
        setTimeout(() => controller.abort(), i % 4);
        await work.catch(() => {});
        expect(await connection.scalar(text("SELECT sleep(0.005)"))).toBe(0);
      }
    });
  });
  test("a statement that takes too long", async () => {
    const impatient = database.engineWith({}, { "statement-timeout": "100" });
    await impatient.connect(async (connection) => {
      await expect(connection.execute(text("SELECT sleep(5)")).all()).rejects.toThrow(OperationalError);
    });
  });
  test("a server that does not answer, or is not there", async () => {
    const { createServer } = await import("node:net");
    const silent = createServer(() => {}).listen(0);
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port } = silent.address() as { port: number };
    const { createEngine } = await import("@cupel/core");
    const never = createEngine(database.url.set({ port }), { connectArgs: { connectTimeout: 100 } });
    await expect(never.connect()).rejects.toThrow(/has not answered within 100 ms/);
    await new Promise((resolve) => silent.close(resolve));
    await expect(createEngine(database.url.set({ port })).connect()).rejects.toThrow(DisconnectionError);
    await expect(createEngine(database.url.set({ database: "cupel_no_such_database" })).connect()).rejects.toThrow(
      /cupel_no_such_database/,
    );
    await expect(createEngine(database.url.updateQuery({ "ssl-mode": "required" })).connect()).rejects.toThrow(/SSL|secure/i);
  });
});
