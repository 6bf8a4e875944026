import { ArgumentError, InvalidRequestError, ResourceClosedError, text } from "@cupel/core";
import { afterEach, describe, expect, test } from "vitest";
import { fileEngine, memoryEngine, values, withTable } from "./files.js";

const put = text("INSERT INTO t (v) VALUES (:v)");

describe("executing", () => {
  test("one set of parameters, and many", async () => {
    const engine = await withTable(memoryEngine());
    await engine.begin(async (connection) => {
      expect((await connection.execute(put, { v: "a" })).rowCount).toBe(1);
      expect((await connection.execute(put, [{ v: "b" }, { v: "c" }])).rowCount).toBe(2);
      expect((await connection.execute(text("UPDATE t SET v = v || '!'"))).rowCount).toBe(3);
      expect(await connection.scalars(text("SELECT v FROM t ORDER BY id")).all()).toEqual(["a!", "b!", "c!"]);
      expect(await connection.scalar(text("SELECT v FROM t WHERE id = :id"), { id: 2 })).toBe("b!");
      expect(await connection.scalar(text("SELECT v FROM t WHERE id = :id"), { id: 9 })).toBeNull();
    });
  });
  test("rows of raw text have the database's names", async () => {
    const engine = memoryEngine();
    await engine.connect(async (connection) => {
      const row = await connection.execute(text<{ user_id: number; name: string }>("SELECT 1 AS user_id, 'Ann' AS name")).one();
      expect([row.user_id, row.name, JSON.stringify(row)]).toEqual([1, "Ann", '{"user_id":1,"name":"Ann"}']);
      expect((await connection.execute(text("SELECT 1 AS a, 2 AS b"))).keys()).toEqual(["a", "b"]);
      expect(await connection.scalar(text("SELECT 9007199254740993"))).toBe(9007199254740993n);
    });
  });
  test("values without a type: booleans, dates, bytes, bigints, NULL", async () => {
    const engine = memoryEngine();
    await engine.connect(async (connection) => {
      const given = {
        flag: true,
        when: new Date(Date.UTC(2024, 1, 29, 12, 30, 15, 250)),
        bytes: new Uint8Array([1, 2]),
        big: 2n ** 62n,
        none: null,
      };
      const row = await connection
        .execute(text("SELECT :flag AS flag, :when AS 'when', :bytes AS bytes, :big AS big, :none AS none"), given)
        .mappings()
        .one();
      expect(row).toMatchObject({ flag: 1, big: 2n ** 62n, none: null });
      expect(String(row["when"])).toMatch(/^2024-02-29 12:30:15\.25/);
      expect([...(row["bytes"] as Uint8Array)]).toEqual([1, 2]);
    });
  });
  test("the driver's own SQL", async () => {
    const engine = await withTable(memoryEngine(), 1, 2);
    await engine.connect(async (connection) => {
      expect(await connection.execDriverSql("SELECT v FROM t WHERE v > ?", [1]).all()).toEqual([[2]]);
      expect((await connection.execDriverSql("DELETE FROM t")).rowCount).toBe(2);
    });
  });
  test("without rows a result says so", async () => {
    const engine = await withTable(memoryEngine());
    await engine.connect(async (connection) => {
      const result = await connection.execute(put, { v: 1 });
      expect(result.returnsRows).toBe(false);
      expect(() => result.all()).toThrow(ResourceClosedError);
      await expect(connection.execute(put, { v: 1 }).all()).rejects.toThrow(/gives no rows/);
    });
  });

  test.each([
    ["a string", "SELECT 1", /takes a statement, not a string.*text\("SELECT 1"\)/],
    ["null", null, /not null/],
    ["a number", 5, /not number/],
    ["a promise", Promise.resolve(), /not a promise: await it/],
  ])("%s is no statement", async (_, statement, message) => {
    const engine = memoryEngine();
    await engine.connect(async (connection) => {
      await expect(connection.execute(statement as never)).rejects.toThrow(ArgumentError);
      await expect(connection.execute(statement as never)).rejects.toThrow(message);
    });
  });
  test.each([
    ["a list of values", [1, 2], /member 0 is 1/],
    ["a string", "x", /given by name/],
    ["an empty list", [], /list of parameter sets is empty/],
    ["a missing value", {}, /"v"/],
    ["undefined", { v: undefined }, /undefined/],
  ])("%s are no parameters", async (_, parameters, message) => {
    const engine = await withTable(memoryEngine());
    await engine.connect(async (connection) => {
      await expect(connection.execute(put, parameters as never)).rejects.toThrow(message);
    });
  });
});

describe("calls that overlap", () => {
  test("are sent one after another, in the order in which they were made", async () => {
    const engine = await withTable(fileEngine());
    await engine.begin(async (connection) => {
      const calls = Array.from({ length: 20 }, (_, v) => connection.execute(put, { v }));
      const last = connection.scalar(text("SELECT count(*) FROM t"));
      expect(await last).toBe(20);
      expect((await Promise.all(calls.reverse())).every((result) => result.rowCount === 1)).toBe(true);
    });
    expect(await values(engine)).toEqual(Array.from({ length: 20 }, (_, v) => v));
  });
  test("one that nobody awaits is sent all the same, before the commit that follows it", async () => {
    const engine = await withTable(fileEngine());
    await engine.begin(async (connection) => {
      connection.execute(put, { v: 1 });
      void connection.execute(put, { v: 2 });
    });
    expect(await values(engine)).toEqual([1, 2]);
  });
  test("a failure in the middle is that call's own", async () => {
    const engine = await withTable(memoryEngine());
    await engine.begin(async (connection) => {
      const answers = await Promise.allSettled([
        connection.execute(put, { v: 1 }),
        connection.execute(text("INSERT INTO nowhere VALUES (1)")),
        connection.execute(put, { v: 2 }),
      ]);
      expect(answers.map((answer) => answer.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    });
    expect(await values(engine)).toEqual([1, 2]);
  });
});

describe("a failing statement that nobody awaits", () => {
  const listeners = process.listeners("unhandledRejection");
  afterEach(() => {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  });
  test("is an unhandled rejection", async () => {
    process.removeAllListeners("unhandledRejection");
    const seen: unknown[] = [];
    process.on("unhandledRejection", (reason) => seen.push((reason as Error).message.split("\n")[0]));
    await memoryEngine().connect(async (connection) => {
      connection.execute(text("SELECT * FROM nowhere"));
      await new Promise((resolve) => setTimeout(resolve, 5));
    });
    expect(seen).toEqual(["no such table: nowhere"]);
  });
});

describe.each(["wal", "delete"])("streams in journal mode %s", (mode) => {
  const hundred = async () => withTable(fileEngine({}, `?journal_mode=${mode}`), ...Array.from({ length: 100 }, (_, v) => v));
  const all = text<{ id: number; v: number }>("SELECT id, v FROM t ORDER BY id");

  test("rows arrive in batches, and other calls go between them", async () => {
    const engine = await hundred();
    await engine.connect(async (connection) => {
      const seen: number[] = [];
      for await (const row of connection.execute(all).yieldPer(7)) {
        seen.push(row.v);
        if (row.v === 50) await connection.execute(text("UPDATE t SET v = -1 WHERE id = 100"));
        if (row.v === 51) expect(await connection.scalar(text("SELECT count(*) FROM t"))).toBe(100);
      }
      expect(seen).toHaveLength(100);
      await connection.commit();
    });
    expect((await values(engine)).at(-1)).toBe(-1);
  });
  test("commit, rollback and begin during a stream are refused; leaving the loop ends it", async () => {
    const engine = await hundred();
    await engine.connect(async (connection) => {
      for await (const _ of connection.execute(all).yieldPer(10)) {
        await expect(connection.commit()).rejects.toThrow(InvalidRequestError);
        await expect(connection.commit()).rejects.toThrow(/while a result is being streamed/);
        await expect(connection.rollback()).rejects.toThrow(/being streamed/);
        break;
      }
      await connection.execute(put, { v: 100 });
      await connection.commit();
    });
    expect(await values(engine)).toHaveLength(101);
  });
  test("closing the connection in the middle ends the stream", async () => {
    const engine = await hundred();
    const connection = await engine.connect();
    const iterator = connection.execute(all).yieldPer(10)[Symbol.asyncIterator]();
    await iterator.next();
    await connection.close();
    for (let i = 0; i < 9; i++) await iterator.next();
    await expect(iterator.next()).rejects.toThrow(ResourceClosedError);
    expect(engine.pool.checkedOut()).toBe(0);
    expect(await values(engine)).toHaveLength(100);
  });
  test("partitions, scalars", async () => {
    const engine = await hundred();
    await engine.connect(async (connection) => {
      const sizes: number[] = [];
      for await (const part of connection.execute(all).partitions(30)) sizes.push(part.length);
      expect(sizes).toEqual([30, 30, 30, 10]);
      let sum = 0;
      for await (const v of connection.scalars(text<[number]>("SELECT v FROM t")).yieldPer(9)) sum += v;
      expect(sum).toBe(4950);
    });
  });
  test("a signal ends it", async () => {
    const engine = await hundred();
    await engine.connect(async (connection) => {
      const stop = new AbortController();
      const reading = async () => {
        for await (const row of connection.execute(all, {}, { executionOptions: { signal: stop.signal } }).yieldPer(10))
          if (row.v === 15) stop.abort(new RangeError("enough"));
      };
      await expect(reading()).rejects.toThrow("enough");
      expect(await connection.scalar(text("SELECT count(*) FROM t"))).toBe(100);
      await connection.commit();
    });
  });
});
