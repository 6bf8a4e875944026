import {
  ForeignKeyViolation,
  InvalidRequestError,
  PendingRollbackError,
  ResourceClosedError,
  SerializationFailure,
  text,
  UniqueViolation,
} from "@cupel/core";
import { describe, expect, test } from "vitest";
import { fileEngine, memoryEngine, values, withTable } from "./files.js";

const put = text("INSERT INTO t (v) VALUES (:v)");

describe.each([
  ["in memory", memoryEngine],
  ["in a file", fileEngine],
] as const)("transactions %s", (_, make) => {
  test("engine.begin commits, rolls back on a throw, and gives the connection back", async () => {
    const engine = await withTable(make());
    expect(
      await engine.begin(async (connection) => {
        await connection.execute(put, { v: 1 });
        return "done";
      }),
    ).toBe("done");
    await expect(
      engine.begin(async (connection) => {
        await connection.execute(put, { v: 2 });
        throw new RangeError("stop");
      }),
    ).rejects.toThrow("stop");
    expect(await values(engine)).toEqual([1]);
    expect(engine.pool.checkedOut()).toBe(0);
  });

  test("a transaction begins by itself, is committed as one goes, and is rolled back on closing", async () => {
    const engine = await withTable(make());
    await engine.connect(async (connection) => {
      expect(connection.inTransaction()).toBe(false);
      await connection.execute(put, { v: 1 });
      expect(connection.inTransaction()).toBe(true);
      await connection.commit();
      expect(connection.inTransaction()).toBe(false);
      await connection.execute(put, { v: 2 });
      await connection.rollback();
      await connection.execute(put, { v: 3 });
    });
    expect(await values(engine)).toEqual([1]);
  });

  test("begin: its transaction commits, or is rolled back by await using", async () => {
    const engine = await withTable(make());
    const connection = await engine.connect();
    const first = await connection.begin();
    await connection.execute(put, { v: 1 });
    await first.commit();
    expect(first.isActive).toBe(false);
    await expect(first.commit()).rejects.toThrow(/has ended already/);
    await first.rollback();
    const second = await connection.begin();
    await connection.execute(put, { v: 2 });
    await second[Symbol.asyncDispose]();
    await connection[Symbol.asyncDispose]();
    expect(connection.closed).toBe(true);
    expect(await values(engine)).toEqual([1]);
  });

  test("a second begin is refused, whoever began the first", async () => {
    const engine = await withTable(make());
    await engine.connect(async (connection) => {
      const transaction = await connection.begin();
      await expect(connection.begin()).rejects.toThrow(InvalidRequestError);
      await transaction.rollback();
      await connection.execute(put, { v: 1 });
      await expect(connection.begin()).rejects.toThrow(/a statement began one by itself.*beginNested/);
      await connection.rollback();
      const both = await Promise.allSettled([connection.begin(), connection.begin()]);
      expect(both.map((one) => one.status)).toEqual(["fulfilled", "rejected"]);
    });
  });

  test("savepoints", async () => {
    const engine = await withTable(make());
    await engine.begin(async (connection) => {
      await connection.execute(put, { v: 1 });
      const outer = await connection.beginNested();
      await connection.execute(put, { v: 2 });
      const inner = await connection.beginNested();
      expect([outer.name, inner.name, connection.getNestedTransaction()]).toEqual(["cupel_savepoint_1", "cupel_savepoint_2", inner]);
      await connection.execute(put, { v: 3 });
      await inner.rollback();
      expect([inner.isActive, outer.isActive]).toEqual([false, true]);
      await connection.execute(put, { v: 4 });
      await outer.commit();
      await expect(outer.commit()).rejects.toThrow(/savepoint: it has ended/);
      const lost = await connection.beginNested();
      await connection.execute(put, { v: 5 });
      const within = await connection.beginNested();
      await lost.rollback();
      expect(within.isActive).toBe(false);
      expect(connection.inNestedTransaction()).toBe(false);
    });
    expect(await values(engine)).toEqual([1, 2, 4]);
  });

  test("a savepoint begins the transaction if none is open, and outlives a failing statement", async () => {
    const engine = await withTable(make(), 1);
    await engine.connect(async (connection) => {
      await using savepoint = await connection.beginNested();
      await expect(connection.execute(text("INSERT INTO t (id, v) VALUES (1, 1)"))).rejects.toThrow(UniqueViolation);
      await savepoint.rollback();
      await connection.execute(put, { v: 2 });
      await connection.commit();
    });
    expect(await values(engine)).toEqual([1, 2]);
  });

  test("what is ended inside a callback is not followed by more", async () => {
    const engine = await withTable(make());
    await engine.begin(async (connection) => {
      await connection.execute(put, { v: 1 });
      await connection.commit();
      await expect(connection.execute(put, { v: 2 })).rejects.toThrow(/ended inside the block/);
    });
    expect(await values(engine)).toEqual([1]);
  });

  test("a closed connection", async () => {
    const engine = await withTable(make());
    const connection = await engine.connect();
    await connection.close();
    await connection.close();
    await expect(connection.execute(put, { v: 1 })).rejects.toThrow(ResourceClosedError);
    await expect(connection.begin()).rejects.toThrow(/This connection is closed/);
    expect(() => connection.executionOptions({})).toThrow(ResourceClosedError);
    expect(() => connection.info).toThrow(ResourceClosedError);
  });

  test("an isolation level is set before the transaction, and not kept by the pool", async () => {
    const engine = await withTable(make());
    await engine.connect(async (connection) => {
      connection.executionOptions({ isolationLevel: "READ UNCOMMITTED" });
      expect(await connection.scalar(text("PRAGMA read_uncommitted"))).toBe(1);
      expect(() => connection.executionOptions({ isolationLevel: "SERIALIZABLE" })).toThrow(/while a transaction is open/);
      expect(() => connection.executionOptions({ isolationLevel: "CHAOS" })).toThrow(InvalidRequestError);
      await connection.rollback();
      expect(() => connection.executionOptions({ isolationLevel: "CHAOS" })).toThrow(/no isolation level "CHAOS".*"SERIALIZABLE"/);
      expect(await connection.getIsolationLevel()).toBe("READ UNCOMMITTED");
    });
    await engine.connect(async (connection) => {
      expect(await connection.scalar(text("PRAGMA read_uncommitted"))).toBe(0);
      expect(await connection.getIsolationLevel()).toBe("SERIALIZABLE");
    });
  });

  test("AUTOCOMMIT", async () => {
    const engine = await withTable(make());
    await engine.connect(async (connection) => {
      connection.executionOptions({ isolationLevel: "AUTOCOMMIT" });
      await connection.execute(put, { v: 1 });
      await connection.rollback();
      await connection.execute(text("VACUUM"));
      await expect(connection.beginNested()).rejects.toThrow(/no savepoints under AUTOCOMMIT/);
    });
    const autocommit = engine.executionOptions({ isolationLevel: "AUTOCOMMIT" });
    expect(autocommit.pool).toBe(engine.pool);
    await autocommit.connect((connection) => connection.execute(put, { v: 2 }));
    expect(await values(engine)).toEqual([1, 2]);
  });
});

describe("retries", () => {
  test("run the work again after a serialization failure, with a new transaction", async () => {
    const engine = await withTable(fileEngine(), 0);
    let attempts = 0;
    await engine.begin(
      async (connection) => {
        attempts++;
        const v = (await connection.scalar(text<[number]>("SELECT v FROM t")))!;
        if (attempts === 1) await engine.begin((other) => other.execute(text("UPDATE t SET v = v + 10")));
        await connection.execute(text("UPDATE t SET v = :v"), { v: v + 1 });
      },
      { retries: 3 },
    );
    expect(attempts).toBe(2);
    expect(await values(engine)).toEqual([11]);
  });
  test("end, and other errors are not run again", async () => {
    const engine = await withTable(memoryEngine(), 0);
    let attempts = 0;
    const colliding = () =>
      engine.begin(
        async () => {
          attempts++;
          throw new SerializationFailure("collided");
        },
        { retries: 2 },
      );
    await expect(colliding()).rejects.toThrow("collided");
    expect(attempts).toBe(3);
    attempts = 0;
    await expect(
      engine.begin(
        async () => {
          attempts++;
          throw new RangeError("other");
        },
        { retries: 2 },
      ),
    ).rejects.toThrow("other");
    expect(attempts).toBe(1);
    await expect(engine.begin(async () => {}, { retries: -1 })).rejects.toThrow(/"retries" must be a whole number/);
    await expect(engine.begin(undefined as never)).rejects.toThrow(/takes a function/);
  });
});

describe("a connection that was lost", () => {
  test("asks for a rollback, then goes on with another", async () => {
    const engine = await withTable(fileEngine(), 1);
    await engine.connect(async (connection) => {
      await connection.execute(put, { v: 2 });
      const before = connection.driverConnection;
      connection.invalidate();
      expect(connection.isValid).toBe(false);
      await expect(connection.execute(put, { v: 3 })).rejects.toThrow(PendingRollbackError);
      await expect(connection.commit()).rejects.toThrow(PendingRollbackError);
      await connection.rollback();
      await connection.execute(put, { v: 4 });
      expect(connection.driverConnection).not.toBe(before);
      await connection.commit();
    });
    expect(await values(engine)).toEqual([1, 4]);
    expect(engine.pool.checkedOut()).toBe(0);
  });
  test("a detached connection is its holder's", async () => {
    const engine = await withTable(fileEngine(), 1);
    const connection = await engine.connect();
    connection.detach();
    expect(engine.pool.checkedOut()).toBe(0);
    expect(await connection.scalar(text("SELECT v FROM t"))).toBe(1);
    await connection.close();
  });
  test("notes stay with the driver's connection", async () => {
    const engine = fileEngine();
    await engine.connect(async (connection) => {
      connection.info["seen"] = true;
    });
    await engine.connect(async (connection) => expect(connection.info).toEqual({ seen: true }));
  });
});

describe.each([
  ["in memory", memoryEngine],
  ["in a file", fileEngine],
] as const)("a transaction that SQLite ends itself, %s", (_, make) => {
  test("must be rolled back: what follows does not pass as if nothing had happened", async () => {
    const engine = await withTable(make(), 1);
    await engine.connect(async (connection) => {
      await connection.execute(put, { v: 2 });
      await expect(connection.execute(text("INSERT OR ROLLBACK INTO t (id, v) VALUES (1, 3)"))).rejects.toThrow(UniqueViolation);
      await expect(connection.execute(put, { v: 4 })).rejects.toThrow(/SQLite has rolled this transaction back/);
      await expect(connection.commit()).rejects.toThrow(/nothing can be committed/);
      await connection.rollback();
      await connection.execute(put, { v: 5 });
      await connection.commit();
    });
    await expect(
      engine.begin(async (connection) => {
        await connection.execute(put, { v: 6 });
        await connection.execute(text("INSERT OR ROLLBACK INTO t (id, v) VALUES (1, 3)")).catch(() => {});
      }),
    ).rejects.toThrow(/nothing can be committed/);
    expect(await values(engine)).toEqual([1, 5]);
  });
  test("or that the application ends by SQL is over, and the next statement stands alone", async () => {
    const engine = await withTable(make());
    await engine.connect(async (connection) => {
      await connection.execute(put, { v: 1 });
      await connection.execute(text("COMMIT"));
      await connection.execute(put, { v: 2 });
      await connection.commit();
    });
    expect(await values(engine)).toEqual([1, 2]);
  });
});

test("a deferred foreign key fails the commit, and the transaction can be rolled back", async () => {
  const engine = fileEngine();
  await engine.begin(async (connection) => {
    await connection.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)"));
    await connection.execute(text("CREATE TABLE b (a_id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)"));
  });
  await engine.connect(async (connection) => {
    await connection.execute(text("INSERT INTO b VALUES (1)"));
    await expect(connection.commit()).rejects.toThrow(ForeignKeyViolation);
    expect(connection.inTransaction()).toBe(true);
    await connection.execute(text("INSERT INTO a VALUES (1)"));
    await connection.commit();
  });
  await expect(engine.begin((connection) => connection.execute(text("INSERT INTO b VALUES (2)")))).rejects.toThrow(ForeignKeyViolation);
  expect(await engine.connect((connection) => connection.scalar(text("SELECT count(*) FROM b")))).toBe(1);
  expect(engine.pool.checkedOut()).toBe(0);
});
