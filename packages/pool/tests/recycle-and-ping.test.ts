import { type ConnectionFactory, QueuePool } from "@cupel/pool";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { acquireMany, FakeServer, numbers, settle, watch } from "./support/fake-server.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("poolRecycle", () => {
  test("replaces a connection of that age at its next checkout, not before", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolRecycle: 1000 });
    const first = await pool.acquire();
    await vi.advanceTimersByTimeAsync(999);
    first.release();
    expect(pool.tryAcquire()?.release()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(server.open).toEqual([1]);
    expect(pool.tryAcquire()).toBeNull();
    const second = await pool.acquire();
    expect(second.driverConnection.id).toBe(2);
    expect(server.open).toEqual([2]);
  });

  test("counts from the opening, however often the connection is used", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolRecycle: 1000 });
    for (let round = 0; round < 6; round += 1) {
      await (await pool.acquire()).release();
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(server.connections).toHaveLength(2);
  });

  test("leaves a connection in use alone", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolRecycle: 1000 });
    const first = await pool.acquire();
    await vi.advanceTimersByTimeAsync(5000);
    expect(first.driverConnection.isOpen).toBe(true);
  });

  test("passes over those too old to one that is not", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolRecycle: 1000 });
    const [old] = await acquireMany(pool, 1);
    await vi.advanceTimersByTimeAsync(900);
    const [young] = await acquireMany(pool, 1);
    old?.release();
    young?.release();
    await vi.advanceTimersByTimeAsync(200);
    expect((await pool.acquire()).driverConnection.id).toBe(2);
    expect(server.open).toEqual([2]);
  });

  test("waits until the old connection is closed before it opens the new one", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolRecycle: 10 });
    await (await pool.acquire()).release();
    await vi.advanceTimersByTimeAsync(10);
    server.destroyFate = 100;
    const next = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(99);
    expect(server.connections).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(next.value?.driverConnection.id).toBe(2);
  });
});

describe("poolPrePing", () => {
  test("is off by default", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    await (await pool.acquire()).release();
    await vi.advanceTimersByTimeAsync(1e6);
    expect(pool.tryAcquire()).not.toBeNull();
    expect(server.pings).toBe(0);
  });

  test("asks a connection that has been idle for a second, and no busy one", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolPrePing: true });
    await (await pool.acquire()).release();
    await vi.advanceTimersByTimeAsync(999);
    await (await pool.acquire()).release();
    expect(server.pings).toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(pool.tryAcquire()).toBeNull();
    await (await pool.acquire()).release();
    expect(server.pings).toBe(1);
    expect(server.connections).toHaveLength(1);
  });

  test("idleFor says how long; 0 asks always, except when the connection is new", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolPrePing: { idleFor: 0 } });
    for (let round = 0; round < 3; round += 1) await (await pool.acquire()).release();
    expect(server.pings).toBe(2);
  });

  test.each([
    ["false", undefined],
    ["false, later", 20],
    ["a throw", new Error("ECONNRESET")],
  ])("replaces a dead connection unseen: %s", async (_, fate) => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolPrePing: { idleFor: 0 } });
    const invalidated = vi.fn();
    pool.listen("invalidate", invalidated);
    await (await pool.acquire()).release();
    const [dead] = server.connections;
    if (dead !== undefined) dead.isAlive = false;
    server.pingFate = fate;
    const next = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(20);
    expect(next.value?.driverConnection.id).toBe(2);
    expect(dead).toMatchObject({ isOpen: false, timesClosed: 1 });
    expect(invalidated).toHaveBeenCalledTimes(1);
    expect(invalidated.mock.calls[0]?.[0]).toMatchObject({ driverConnection: { id: 1 }, error: fate instanceof Error ? fate : undefined });
    expect(numbers(pool)).toEqual({ size: 5, out: 1, over: 0, in: 0 });
  });

  test("a death makes all others suspect: they are asked, however lately they were used, and kept if they answer", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolPrePing: true });
    const [a, b, c] = await acquireMany(pool, 3);
    a?.release();
    await vi.advanceTimersByTimeAsync(1000);
    b?.release();
    c?.release();
    for (const connection of server.connections.slice(0, 2)) connection.isAlive = false;
    const first = await pool.acquire();
    expect(first.driverConnection.id).toBe(4);
    expect(server.pings).toBe(1);
    expect(pool.tryAcquire()).toBeNull(); // b was used this very moment, but may be dead as well
    const second = await pool.acquire();
    expect(second.driverConnection.id).toBe(5);
    expect(server.open).toEqual([3, 4, 5]);
    const third = await pool.acquire();
    expect(third.driverConnection.id).toBe(3);
    third.release();
    expect(pool.tryAcquire()).not.toBeNull(); // it has answered since, and is trusted
    expect(server.pings).toBe(3);
  });

  test("one that never answers is dead after five seconds", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolPrePing: true });
    await (await pool.acquire()).release();
    await vi.advanceTimersByTimeAsync(1000);
    server.pingFate = 1e9;
    const next = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(4999);
    expect(next.state).toBe("pending");
    await vi.advanceTimersByTimeAsync(1);
    expect(next.value?.driverConnection.id).toBe(2);
  });

  test("a pool disposed of during the ping does not hand the old connection out", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolPrePing: { idleFor: 0 } });
    await (await pool.acquire()).release();
    server.pingFate = 50;
    const next = watch(pool.acquire());
    await settle();
    await pool.dispose();
    await vi.advanceTimersByTimeAsync(50);
    expect(next.value?.driverConnection.id).toBe(2);
    expect(server.open).toEqual([2]);
  });

  test("has no effect when the factory cannot ping", async () => {
    const server = new FakeServer();
    const factory: ConnectionFactory<object> = { create: () => server.create(), destroy: () => {} };
    const pool = new QueuePool(factory, { poolPrePing: true });
    await (await pool.acquire()).release();
    await vi.advanceTimersByTimeAsync(1e6);
    expect(pool.tryAcquire()).not.toBeNull();
  });
});
