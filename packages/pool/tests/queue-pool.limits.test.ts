import { PoolTimeoutError, QueuePool } from "@cupel/pool";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { acquireMany, FakeServer, numbers, settle, watch } from "./support/fake-server.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("size and overflow", () => {
  test("connections are opened on demand, kept up to the size, and closed beyond it", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 2, maxOverflow: 1 });
    expect(numbers(pool)).toEqual({ size: 2, out: 0, over: 0, in: 0 });
    const [a, b, c] = await acquireMany(pool, 3);
    expect(numbers(pool)).toEqual({ size: 2, out: 3, over: 1, in: 0 });
    expect(server.open).toEqual([1, 2, 3]);
    a?.release();
    expect(numbers(pool)).toEqual({ size: 2, out: 2, over: 1, in: 1 });
    b?.release();
    expect(numbers(pool)).toEqual({ size: 2, out: 1, over: 1, in: 2 });
    c?.release();
    expect(numbers(pool)).toEqual({ size: 2, out: 0, over: 0, in: 2 });
    expect(server.open).toEqual([1, 2]);
    expect(pool.status()).toBe("QueuePool size: 2, in pool: 2, checked out: 0, overflow: 0, waiting: 0");
  });

  test("a connection is used again", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    for (let round = 0; round < 5; round += 1) await (await pool.acquire()).release();
    expect(server.connections).toHaveLength(1);
    expect(server.connections[0]?.resets).toHaveLength(5);
  });

  test("maxOverflow -1 is no limit; the size is still what is kept", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: -1 });
    const connections = await acquireMany(pool, 40);
    expect(numbers(pool)).toEqual({ size: 1, out: 40, over: 39, in: 0 });
    for (const connection of connections) connection.release();
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 1 });
  });

  test("poolSize 0 is no limit, and all are kept", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 0, maxOverflow: 0 });
    for (const connection of await acquireMany(pool, 40)) connection.release();
    expect(numbers(pool)).toEqual({ size: 0, out: 0, over: 0, in: 40 });
  });

  test("several asked for in one breath are opened side by side, and never more than allowed", async () => {
    const server = new FakeServer();
    server.creations.push(10, 10, 10);
    const pool = new QueuePool(server, { poolSize: 2, maxOverflow: 1 });
    const watched = Array.from({ length: 5 }, () => watch(pool.acquire()));
    await vi.advanceTimersByTimeAsync(10);
    expect(watched.map(({ state }) => state)).toEqual(["fulfilled", "fulfilled", "fulfilled", "pending", "pending"]);
    expect(pool.waiting()).toBe(2);
    expect(server.open).toHaveLength(3);
  });
});

describe("the line", () => {
  test("is served first come, first served", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 1, maxOverflow: 0 });
    const served: string[] = [];
    const first = await pool.acquire();
    const visits = ["a", "b", "c", "d"].map(async (name) => {
      const connection = await pool.acquire();
      served.push(name);
      await connection.release();
    });
    await settle();
    expect(served).toEqual([]);
    first.release();
    await Promise.all(visits);
    expect(served).toEqual(["a", "b", "c", "d"]);
  });

  test("connections returned in one breath go to those who wait instead of being closed", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 1 });
    const [a, b] = await acquireMany(pool, 2);
    const waiting = [watch(pool.acquire()), watch(pool.acquire())];
    a?.release();
    b?.release();
    await settle();
    expect(waiting.map(({ state }) => state)).toEqual(["fulfilled", "fulfilled"]);
    expect(server.connections).toHaveLength(2);
    for (const { value } of waiting) value?.release();
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 1 });
  });

  test("a newcomer does not overtake one who waits, even synchronously", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 1, maxOverflow: 0 });
    const first = await pool.acquire();
    const waiting = watch(pool.acquire());
    first.release();
    expect(pool.tryAcquire()).toBeNull();
    await settle();
    expect(waiting.state).toBe("fulfilled");
  });
});

describe("the order of idle connections", () => {
  test("first in, first out by default: the load is spread", async () => {
    const pool = new QueuePool(new FakeServer());
    for (const connection of await acquireMany(pool, 3)) connection.release();
    expect((await acquireMany(pool, 3)).map(({ driverConnection }) => driverConnection.id)).toEqual([1, 2, 3]);
  });

  test("last in, first out with useLifo: the surplus grows old", async () => {
    const pool = new QueuePool(new FakeServer(), { useLifo: true });
    for (const connection of await acquireMany(pool, 3)) connection.release();
    expect((await acquireMany(pool, 3)).map(({ driverConnection }) => driverConnection.id)).toEqual([3, 2, 1]);
  });
});

describe("the timeout", () => {
  test("names the limits and who holds the connections for how long", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 1, maxOverflow: 2, poolTimeout: 30_000 });
    await pool.acquire({ holder: "GET /users" });
    await vi.advanceTimersByTimeAsync(1012);
    await pool.acquire({ holder: 'job "nightly"' });
    await pool.acquire();
    const waiting = watch(pool.acquire({ holder: "late" }));
    await vi.advanceTimersByTimeAsync(29_999);
    expect(waiting.state).toBe("pending");
    await vi.advanceTimersByTimeAsync(1);
    expect(waiting.error).toBeInstanceOf(PoolTimeoutError);
    expect(waiting.error).toMatchObject({
      message:
        "QueuePool limit of size 1, overflow 2 reached: no connection within 30000 ms." +
        ' Held by: "GET /users" for 31012 ms, "job \\"nightly\\"" for 30000 ms, an unnamed holder for 30000 ms',
      size: 1,
      overflow: 2,
      timeout: 30_000,
      holders: [
        { holder: "GET /users", heldFor: 31_012, phase: "held" },
        { holder: 'job "nightly"', heldFor: 30_000, phase: "held" },
        { holder: undefined, heldFor: 30_000, phase: "held" },
      ],
    });
    expect(pool.waiting()).toBe(0);
  });

  test("tells apart who is still connecting, and names no more than ten", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 12, maxOverflow: 0, poolTimeout: 100 });
    await acquireMany(pool, 11);
    server.creations.push(1000);
    const slow = watch(pool.acquire({ holder: "slow" }));
    const waiting = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(100);
    expect((waiting.error as PoolTimeoutError).message).toMatch(/"holder 10" for 100 ms, and 2 more$/);
    expect((waiting.error as PoolTimeoutError).holders.at(-1)).toEqual({ holder: "slow", heldFor: 100, phase: "opening" });
    expect(slow.state).toBe("pending");
  });

  test("is for waiting, not for opening: a slow server is another matter", async () => {
    const server = new FakeServer();
    server.creations.push(500);
    const pool = new QueuePool(server, { poolTimeout: 100 });
    const slow = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(500);
    expect(slow.state).toBe("fulfilled");
  });

  test("of 0 does not wait", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 1, maxOverflow: 0, poolTimeout: 0 });
    const first = await pool.acquire({ holder: "one" });
    await expect(pool.acquire()).rejects.toThrow('overflow 0 reached: no connection within 0 ms. Held by: "one" for 0 ms');
    first.release();
    await expect(pool.acquire()).resolves.toBeDefined();
  });

  test("costs nothing afterwards: the slot goes to the next, and no timer stays", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 1, maxOverflow: 0, poolTimeout: 100 });
    const first = await pool.acquire();
    const late = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(60);
    const next = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(40);
    expect([late.state, next.state]).toEqual(["rejected", "pending"]);
    first.release();
    await settle();
    expect(next.state).toBe("fulfilled");
    next.value?.release();
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });
});
