import { PoolClosedError, PooledConnection, QueuePool } from "@cupel/pool";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { acquireMany, FakeServer, numbers, settle, watch } from "./support/fake-server.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("release", () => {
  test("twice is once: the next user's connection is not given back by the former", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 1, maxOverflow: 0 });
    const first = await pool.acquire();
    expect(first.release()).toBeUndefined();
    const second = await pool.acquire();
    expect(first.release()).toBeUndefined();
    first.invalidate();
    expect([first.isValid, second.isValid]).toEqual([false, true]);
    expect(numbers(pool)).toEqual({ size: 1, out: 1, over: 0, in: 0 });
    expect(second.driverConnection.isOpen).toBe(true);
  });

  test("ends the use of the driver connection", async () => {
    const connection = await new QueuePool(new FakeServer()).acquire();
    connection.release();
    expect(() => connection.driverConnection).toThrow(new PoolClosedError("this connection was given back to its pool; acquire another"));
    expect(() => connection.detach()).toThrow(new PoolClosedError("cannot detach a connection that was released"));
  });

  test("a second call waits for the first", async () => {
    const server = new FakeServer();
    const connection = await new QueuePool(server).acquire();
    server.resetFate = 10;
    const both = [watch(Promise.resolve(connection.release())), watch(Promise.resolve(connection.release()))];
    await vi.advanceTimersByTimeAsync(9);
    expect(both.map(({ state }) => state)).toEqual(["pending", "pending"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(both.map(({ state }) => state)).toEqual(["fulfilled", "fulfilled"]);
    expect(server.connections[0]?.resets).toHaveLength(1);
  });

  test("happens at the end of an await using scope", async () => {
    const pool = new QueuePool(new FakeServer());
    const connection = await pool.acquire();
    await connection[Symbol.asyncDispose]();
    expect(numbers(pool)).toEqual({ size: 5, out: 0, over: 0, in: 1 });
  });

  test("of a surplus connection can be waited for until it is closed", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 1 });
    const [a, b] = await acquireMany(pool, 2);
    server.destroyFate = 10;
    expect(a?.release()).toBeUndefined();
    const released = watch(Promise.resolve(b?.release()));
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 1 });
    await settle();
    expect(released.state).toBe("pending");
    await vi.advanceTimersByTimeAsync(10);
    expect(released.state).toBe("fulfilled");
  });
});

describe("invalidate", () => {
  test("closes the connection, frees its place and tells why", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    const heard: unknown[] = [];
    pool.listen("invalidate", ({ driverConnection, error }) => void heard.push([driverConnection.id, driverConnection.isOpen, error]));
    pool.listen("close", ({ driverConnection }) => void heard.push([driverConnection.id, "close", driverConnection.isOpen]));
    const connection = await pool.acquire();
    const error = new Error("terminated");
    connection.invalidate(error);
    expect(connection.isValid).toBe(false);
    expect(server.connections[0]).toMatchObject({ isOpen: false, timesClosed: 1, resets: [] });
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 0 });
    expect(heard).toEqual([
      [1, true, error],
      [1, "close", true],
    ]);
    connection.invalidate();
    connection.release();
    expect(server.connections[0]?.timesClosed).toBe(1);
    expect((await pool.acquire()).driverConnection.id).toBe(2);
  });

  test("leaves the driver connection readable, for the one who looks into the matter", async () => {
    const connection = await new QueuePool(new FakeServer()).acquire();
    connection.invalidate();
    expect(connection.driverConnection.id).toBe(1);
    expect(() => connection.detach()).toThrow("cannot detach a connection that was invalidated");
  });

  test("softly lets the user finish, and closes on release", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    const heard = vi.fn();
    pool.listen("softInvalidate", heard);
    const connection = await pool.acquire();
    connection.invalidate(new Error("failover announced"), { soft: true });
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ error: { message: "failover announced" } });
    expect([connection.isValid, connection.driverConnection.isOpen]).toEqual([true, true]);
    connection.release();
    expect(server.open).toEqual([]);
    expect(numbers(pool)).toEqual({ size: 5, out: 0, over: 0, in: 0 });
  });
});

describe("invalidateAll", () => {
  test("replaces idle connections at their next checkout and others when they come back", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    const [a, b] = await acquireMany(pool, 2);
    a?.release();
    const error = new Error("server restarted");
    const heard = vi.fn();
    pool.listen("invalidate", heard);
    pool.invalidateAll(error);
    expect(numbers(pool)).toEqual({ size: 5, out: 1, over: 0, in: 1 });
    expect(pool.tryAcquire()).toBeNull();
    expect(b?.isValid).toBe(true);
    b?.release();
    expect(server.open).toEqual([1]);
    expect((await pool.acquire()).driverConnection.id).toBe(3);
    expect(server.open).toEqual([3]);
    expect(heard.mock.calls.map(([event]) => [event.driverConnection.id, event.error])).toEqual([
      [2, error],
      [1, error],
    ]);
  });

  test("does not touch connections opened since", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    pool.invalidateAll();
    (await pool.acquire()).release();
    expect(pool.tryAcquire()?.driverConnection.id).toBe(1);
  });
});

describe("detach", () => {
  test("hands the connection over: the pool forgets it and may open another in its place", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    const heard: string[] = [];
    for (const name of ["detach", "checkin", "close", "closeDetached"] as const) pool.listen(name, () => void heard.push(name));
    const connection = await pool.acquire();
    const own = connection.detach();
    expect(connection.isValid).toBe(false);
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 0 });
    connection.release();
    await pool.dispose();
    expect(own).toMatchObject({ isOpen: true, resets: [] });
    expect((await pool.acquire()).driverConnection.id).toBe(2);
    expect(heard).toEqual(["detach"]);
    connection.closeDetached();
    expect(own).toMatchObject({ isOpen: false, timesClosed: 1 });
    expect(heard).toEqual(["detach", "closeDetached"]);
    expect(() => connection.closeDetached()).toThrow(PoolClosedError);
    expect(() => connection.detach()).toThrow(PoolClosedError);
  });

  test("is the only way to closeDetached", async () => {
    const connection = await new QueuePool(new FakeServer()).acquire();
    expect(() => connection.closeDetached()).toThrow("only a detached connection is closed apart from its pool, once");
  });
});

test("the record belongs to the driver connection, the checkout to its user", async () => {
  vi.setSystemTime(5000);
  const pool = new QueuePool(new FakeServer());
  const first = await pool.acquire();
  expect(first).toBeInstanceOf(PooledConnection);
  first.record.info["tenant"] = "a";
  expect(first.record).toMatchObject({ createdAt: 5000, lastUsedAt: 5000 });
  await vi.advanceTimersByTimeAsync(100);
  first.release();
  const second = await pool.acquire();
  expect(second).not.toBe(first);
  expect(second.record).toBe(first.record);
  expect(second.record).toMatchObject({ info: { tenant: "a" }, createdAt: 5000, lastUsedAt: 5100 });
  expect(second.record.driverConnection).toBe(second.driverConnection);
  second.invalidate();
  expect((await pool.acquire()).record.info).toEqual({});
});
