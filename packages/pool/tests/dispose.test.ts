import { QueuePool } from "@cupel/pool";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { acquireMany, FakeServer, numbers, settle, watch } from "./support/fake-server.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("dispose", () => {
  test("closes the idle at once and the others when they come back; then the pool goes on", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    const [a, b] = await acquireMany(pool, 2);
    a?.release();
    await pool.dispose();
    expect(server.open).toEqual([2]);
    expect(numbers(pool)).toEqual({ size: 5, out: 1, over: 0, in: 0 });
    expect(b?.driverConnection.isOpen).toBe(true);
    b?.release();
    expect(server.open).toEqual([]);
    expect(server.connections.map(({ timesClosed }) => timesClosed)).toEqual([1, 1]);
    const next = await pool.acquire();
    expect(next.driverConnection.id).toBe(3);
    next.release();
    expect(numbers(pool)).toEqual({ size: 5, out: 0, over: 0, in: 1 });
  });

  test("waits for what is closing, and leaves no timer", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    for (const connection of await acquireMany(pool, 3)) connection.release();
    server.destroyFate = 30;
    const disposed = watch(pool.dispose());
    expect(pool.checkedIn()).toBe(0);
    await vi.advanceTimersByTimeAsync(29);
    expect(disposed.state).toBe("pending");
    await vi.advanceTimersByTimeAsync(1);
    expect(disposed.state).toBe("fulfilled");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("serves those who wait, with new connections and within the limits", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    const first = await pool.acquire();
    const next = watch(pool.acquire());
    await pool.dispose();
    await settle();
    expect(next.state).toBe("pending");
    first.release();
    await settle();
    expect(next.value?.driverConnection.id).toBe(2);
    expect(server.open).toEqual([2]);
  });

  test("does not keep a connection that was being opened", async () => {
    const server = new FakeServer();
    server.creations.push(20);
    const pool = new QueuePool(server);
    const asked = watch(pool.acquire());
    await settle();
    await pool.dispose();
    await vi.advanceTimersByTimeAsync(20);
    expect(asked.state).toBe("fulfilled");
    asked.value?.release();
    expect(server.open).toEqual([]);
  });

  test("of an empty pool is nothing, twice as well", async () => {
    const pool = new QueuePool(new FakeServer());
    await pool.dispose();
    await pool.dispose();
    expect(pool.status()).toBe("QueuePool size: 5, in pool: 0, checked out: 0, overflow: 0, waiting: 0");
  });
});

test("recreate makes an empty pool of the same kind with the same listeners", async () => {
  class OwnPool<C> extends QueuePool<C> {}
  const server = new FakeServer();
  const pool = new OwnPool(server, { poolSize: 3, maxOverflow: 0, useLifo: true });
  const heard: string[] = [];
  const stop = pool.listen("connect", () => void heard.push("connect"));
  pool.listen("firstConnect", () => void heard.push("firstConnect"));
  await pool.acquire();
  const other = pool.recreate();
  expect(other).toBeInstanceOf(OwnPool);
  expect(numbers(other)).toEqual({ size: 3, out: 0, over: 0, in: 0 });
  const [a, b] = await acquireMany(other, 2);
  expect(heard).toEqual(["firstConnect", "connect", "connect", "connect"]);
  a?.release();
  b?.release();
  expect(other.tryAcquire()?.driverConnection.id).toBe(3);
  expect(numbers(pool)).toEqual({ size: 3, out: 1, over: 0, in: 0 });
  stop();
  await acquireMany(other, 2);
  expect(heard).toHaveLength(4);
});
