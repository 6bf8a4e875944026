import { AssertionPool, NullPool, PoolAssertionError, PoolTimeoutError, StaticPool } from "@cupel/pool";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { acquireMany, FakeServer, numbers, settle, watch } from "./support/fake-server.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("NullPool", () => {
  test("opens and closes each time", async () => {
    const server = new FakeServer();
    const pool = new NullPool(server, { poolRecycle: 1, poolPrePing: true });
    for (let round = 0; round < 3; round += 1) {
      const connection = await pool.acquire();
      expect(numbers(pool)).toEqual({ size: 0, out: 1, over: 1, in: 0 });
      connection.release();
      expect(numbers(pool)).toEqual({ size: 0, out: 0, over: 0, in: 0 });
      expect(pool.tryAcquire()).toBeNull();
    }
    expect(server.connections.map(({ timesClosed, resets }) => [timesClosed, resets])).toEqual(Array(3).fill([1, ["rollback"]]));
  });

  test("has no limit, and hands no connection on", async () => {
    const server = new FakeServer();
    const pool = new NullPool(server);
    const connections = await acquireMany(pool, 30);
    const next = watch(pool.acquire());
    for (const connection of connections) connection.release();
    await settle();
    expect(next.value?.driverConnection.id).toBe(31);
    expect(server.open).toEqual([31]);
    expect(pool.status()).toBe("NullPool size: 0, in pool: 0, checked out: 1, overflow: 1, waiting: 0");
  });

  test("closes a connection whose caller has left", async () => {
    const server = new FakeServer();
    server.creations.push(10);
    const pool = new NullPool(server);
    const controller = new AbortController();
    const gone = watch(pool.acquire({ signal: controller.signal }));
    await settle();
    controller.abort();
    await vi.advanceTimersByTimeAsync(10);
    expect(gone.state).toBe("rejected");
    expect(server.connections[0]).toMatchObject({ isOpen: false, timesClosed: 1 });
  });
});

describe("StaticPool", () => {
  test("is one connection for one caller at a time, in the order of asking", async () => {
    const server = new FakeServer();
    const pool = new StaticPool(server);
    const served: string[] = [];
    const visit = async (name: string): Promise<void> => {
      const connection = await pool.acquire();
      served.push(name);
      expect(numbers(pool)).toEqual({ size: 1, out: 1, over: 0, in: 0 });
      await connection.release();
    };
    await Promise.all(["a", "b", "c"].map(visit));
    expect(served).toEqual(["a", "b", "c"]);
    expect(server.connections).toHaveLength(1);
    expect(pool.tryAcquire()?.driverConnection.id).toBe(1);
  });

  test("has a timeout that names the holder", async () => {
    const pool = new StaticPool(new FakeServer(), { poolTimeout: 250 });
    await pool.acquire({ holder: "session A" });
    const late = watch(pool.acquire({ holder: "session B" }));
    await vi.advanceTimersByTimeAsync(250);
    expect(late.error).toBeInstanceOf(PoolTimeoutError);
    expect((late.error as Error).message).toBe(
      'StaticPool limit of size 1, overflow 0 reached: no connection within 250 ms. Held by: "session A" for 250 ms',
    );
  });

  test("is not recycled while in use, and the old is closed before the new is opened", async () => {
    const server = new FakeServer();
    const pool = new StaticPool(server, { poolRecycle: 100 });
    const first = await pool.acquire();
    await vi.advanceTimersByTimeAsync(1000);
    expect(first.driverConnection.isOpen).toBe(true);
    first.release();
    server.destroyFate = 10;
    const second = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(9);
    expect(server.connections).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(second.value?.driverConnection.id).toBe(2);
  });

  test("is closed by dispose, and opened afresh", async () => {
    const server = new FakeServer();
    const pool = new StaticPool(server);
    (await pool.acquire()).release();
    await pool.dispose();
    expect(server.open).toEqual([]);
    expect((await pool.acquire()).driverConnection.id).toBe(2);
    expect(pool.recreate()).toBeInstanceOf(StaticPool);
  });
});

describe("AssertionPool", () => {
  test("lends one at a time, as often as one likes", async () => {
    const server = new FakeServer();
    const pool = new AssertionPool(server);
    for (let round = 0; round < 3; round += 1) await (await pool.acquire()).release();
    pool.tryAcquire()?.release();
    expect(server.connections).toHaveLength(1);
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 1 });
  });

  test("answers a second with the place where the first was acquired", async () => {
    const pool = new AssertionPool(new FakeServer());
    const firstCaller = () => pool.acquire();
    const first = await firstCaller();
    const second = watch(pool.acquire());
    await settle();
    expect(second.error).toBeInstanceOf(PoolAssertionError);
    expect((second.error as PoolAssertionError).acquiredAt).toContain("firstCaller");
    expect((second.error as Error).message).toContain("other-pools.test.ts");
    expect(() => pool.tryAcquire()).toThrow(PoolAssertionError);
    first.release();
    const third = pool.tryAcquire();
    expect(third?.isValid).toBe(true);
    await expect(pool.acquire()).rejects.toThrow(PoolAssertionError);
  });

  test("counts one that is still being opened", async () => {
    const pool = new AssertionPool(new FakeServer());
    const first = pool.acquire();
    await expect(pool.acquire()).rejects.toThrow(PoolAssertionError);
    await first;
  });

  test.each(["invalidate", "detach"] as const)("a first that has ended by %s is no first", async (end) => {
    const pool = new AssertionPool(new FakeServer());
    (await pool.acquire())[end]();
    await expect(pool.acquire()).resolves.toBeDefined();
  });

  test("a first that failed is no first", async () => {
    const server = new FakeServer();
    server.creations.push(new Error("refused"));
    const pool = new AssertionPool(server);
    await expect(pool.acquire()).rejects.toThrow("refused");
    await expect(pool.acquire()).resolves.toBeDefined();
  });
});
