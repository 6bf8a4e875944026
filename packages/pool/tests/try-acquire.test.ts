import { QueuePool } from "@cupel/pool";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { acquireMany, FakeServer, numbers, settle, watch } from "./support/fake-server.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("tryAcquire", () => {
  test("takes an idle connection and gives it back without a single promise being waited for", async () => {
    const pool = new QueuePool(new FakeServer());
    (await pool.acquire()).release();
    for (let round = 0; round < 1000; round += 1) {
      const connection = pool.tryAcquire({ holder: "loop" });
      expect(connection?.driverConnection.id).toBe(1);
      expect(numbers(pool)).toEqual({ size: 5, out: 1, over: 0, in: 0 });
      expect(connection?.release()).toBeUndefined();
      expect(numbers(pool)).toEqual({ size: 5, out: 0, over: 0, in: 1 });
    }
  });

  test("is null when none is idle, and opens none", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    expect(pool.tryAcquire()).toBeNull();
    await pool.acquire();
    expect(pool.tryAcquire()).toBeNull();
    expect(server.connections).toHaveLength(1);
  });

  test("is null while others are on their way", async () => {
    const pool = new QueuePool(new FakeServer(), { poolPrePing: { idleFor: 0 } });
    for (const connection of await acquireMany(pool, 2)) connection.release();
    const ahead = watch(pool.acquire());
    expect(pool.tryAcquire()).toBeNull();
    await settle();
    expect(ahead.state).toBe("fulfilled");
  });

  test("does not take what one who has a slot, but not yet a connection, is about to take", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    pool.listen("checkout", () => {}); // makes acquire take the long way
    const [a, b] = await acquireMany(pool, 2);
    a?.release();
    b?.invalidate();
    const ahead = watch(pool.acquire());
    expect(pool.tryAcquire()).toBeNull();
    await settle();
    expect(ahead.value?.driverConnection.id).toBe(1);
    expect(server.connections).toHaveLength(2);
  });

  test("names its holder", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 1, maxOverflow: 0, poolTimeout: 10 });
    (await pool.acquire()).release();
    pool.tryAcquire({ holder: "the quick one" });
    const late = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(10);
    expect((late.error as Error).message).toContain('Held by: "the quick one" for 10 ms');
  });

  test("runs checkout handlers once they are known to be synchronous", async () => {
    const pool = new QueuePool(new FakeServer());
    const heard = vi.fn();
    pool.listen("checkout", heard);
    (await pool.acquire()).release();
    const connection = pool.tryAcquire();
    expect(heard).toHaveBeenCalledTimes(2);
    expect(heard.mock.calls[1]?.[0].connection).toBe(connection);
  });

  test("is null while a checkout handler is new, or asynchronous", async () => {
    const pool = new QueuePool(new FakeServer());
    (await pool.acquire()).release();
    const heard = vi.fn(async () => {});
    const stop = pool.listen("checkout", heard);
    expect(pool.tryAcquire()).toBeNull();
    expect(heard).not.toHaveBeenCalled();
    (await pool.acquire()).release();
    expect(pool.tryAcquire()).toBeNull();
    stop();
    expect(pool.tryAcquire()).not.toBeNull();
  });

  test("is null when a handler surprises with a promise; the connection comes back", async () => {
    const pool = new QueuePool(new FakeServer());
    const answers = [undefined, Promise.resolve(), undefined];
    pool.listen("checkout", () => answers.shift());
    (await pool.acquire()).release();
    expect(pool.tryAcquire()).toBeNull();
    expect(pool.checkedOut()).toBe(1);
    await settle();
    expect(numbers(pool)).toEqual({ size: 5, out: 0, over: 0, in: 1 });
  });

  test("throws what a synchronous handler throws, and the connection stays in the pool", async () => {
    const pool = new QueuePool(new FakeServer());
    let isAllowed = true;
    pool.listen("checkout", () => {
      if (!isAllowed) throw new Error("not now");
    });
    (await pool.acquire()).release();
    isAllowed = false;
    expect(() => pool.tryAcquire()).toThrow("not now");
    expect(numbers(pool)).toEqual({ size: 5, out: 0, over: 0, in: 1 });
  });

  test("is null when a synchronous handler finds the connection dead", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    pool.listen("checkout", ({ driverConnection }) => {
      if (!driverConnection.isAlive) throw Object.assign(new Error("dead"), { retryCheckout: true });
    });
    const first = await pool.acquire();
    first.driverConnection.isAlive = false;
    first.release();
    expect(pool.tryAcquire()).toBeNull();
    expect(server.open).toEqual([]);
    expect((await pool.acquire()).driverConnection.id).toBe(2);
  });
});
