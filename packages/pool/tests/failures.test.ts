import { PoolConnectTimeoutError, QueuePool } from "@cupel/pool";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { acquireMany, come, FakeServer, numbers, settle, watch } from "./support/fake-server.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a connection that cannot be opened", () => {
  test("is the error of the caller for whom it was opened, and costs no slot", async () => {
    const server = new FakeServer();
    const refused = new Error("ECONNREFUSED");
    server.creations.push(refused, refused, refused);
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    for (let attempt = 0; attempt < 3; attempt += 1) await expect(pool.acquire()).rejects.toBe(refused);
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 0 });
    await expect(pool.acquire()).resolves.toBeDefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("one error for each who asked, though they asked at once", async () => {
    const server = new FakeServer();
    server.creations.push(new Error("first"), new Error("second"), new Error("third"));
    const pool = new QueuePool(server, { poolSize: 3, maxOverflow: 0 });
    const asked = Array.from({ length: 4 }, () => watch(pool.acquire()));
    await settle();
    expect(asked.map(({ state, error }) => (error as Error)?.message ?? state)).toEqual(["first", "second", "third", "fulfilled"]);
  });

  test("lets the next in the line try", async () => {
    const server = new FakeServer();
    vi.spyOn(server, "create").mockImplementationOnce(async () => {
      await come(50);
      throw new Error("no");
    });
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    const first = watch(pool.acquire());
    const second = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(50);
    expect([first.state, second.state]).toEqual(["rejected", "fulfilled"]);
  });

  test("a factory that throws synchronously is no exception", async () => {
    const server = new FakeServer();
    vi.spyOn(server, "create").mockImplementationOnce(() => {
      throw new Error("bad URL");
    });
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    await expect(pool.acquire()).rejects.toThrow("bad URL");
    await expect(pool.acquire()).resolves.toBeDefined();
  });

  test("one that never opens is given up after thirty seconds, told so, and closed if it comes after all", async () => {
    const server = new FakeServer();
    server.creations.push(40_000);
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0, poolTimeout: 50 });
    const asked = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(29_999);
    expect(asked.state).toBe("pending");
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.error).toBeInstanceOf(PoolConnectTimeoutError);
    expect(asked.error).toMatchObject({ timeout: 30_000, message: expect.stringContaining("did not finish within 30000 ms") });
    expect(server.signals[0]).toMatchObject({ aborted: true, reason: asked.error });
    expect((await pool.acquire()).driverConnection.id).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.connections).toHaveLength(2);
    expect(server.open).toHaveLength(1);
    expect(numbers(pool)).toEqual({ size: 1, out: 1, over: 0, in: 0 });
  });
});

describe("a connection that cannot be reset", () => {
  test.each([
    ["synchronously", "sync error" as const],
    ["later", new Error("reset failed")],
  ])("is closed and not used again: %s", async (_, fate) => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    const invalidated = vi.fn();
    pool.listen("invalidate", invalidated);
    const first = await pool.acquire();
    server.resetFate = fate;
    await first.release();
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 0 });
    expect(server.connections[0]).toMatchObject({ isOpen: false, timesClosed: 1 });
    expect(invalidated.mock.calls[0]?.[0]).toMatchObject({ error: { message: "reset failed" } });
    expect((await pool.acquire()).driverConnection.id).toBe(2);
  });

  test("makes room for the next in the line", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    const first = await pool.acquire();
    const next = watch(pool.acquire());
    server.resetFate = "sync error";
    first.release();
    await settle();
    expect(next.value?.driverConnection.id).toBe(2);
  });
});

describe("the reset", () => {
  test.each([
    ["rollback", undefined],
    ["rollback", "rollback"],
    ["commit", "commit"],
  ] as const)("is a %s for resetOnReturn %s", async (mode, resetOnReturn) => {
    const server = new FakeServer();
    const pool = new QueuePool(server, resetOnReturn === undefined ? {} : { resetOnReturn });
    await (await pool.acquire()).release();
    expect(server.connections[0]?.resets).toEqual([mode]);
  });

  test("is left out for resetOnReturn false", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { resetOnReturn: false });
    await (await pool.acquire()).release();
    expect(server.connections[0]?.resets).toEqual([]);
    expect(pool.checkedIn()).toBe(1);
  });

  test("holds the connection as long as it takes", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    const first = await pool.acquire();
    const next = watch(pool.acquire());
    server.resetFate = 20;
    const released = watch(Promise.resolve(first.release()));
    expect(first.isValid).toBe(false);
    await vi.advanceTimersByTimeAsync(19);
    expect([released.state, next.state]).toEqual(["pending", "pending"]);
    expect(numbers(pool)).toEqual({ size: 1, out: 1, over: 0, in: 0 });
    await vi.advanceTimersByTimeAsync(1);
    expect([released.state, next.state]).toEqual(["fulfilled", "fulfilled"]);
  });
});

describe("a connection that will not close", () => {
  test.each([["synchronously"], ["later"]])("is forgotten: an error %s", async (when) => {
    const server = new FakeServer();
    vi.spyOn(server, "destroy").mockImplementation(() => {
      if (when === "synchronously") throw new Error("stuck");
      return Promise.reject(new Error("stuck"));
    });
    const lines: string[] = [];
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 1, echoPool: { debug: (line) => lines.push(line) } });
    for (const connection of await acquireMany(pool, 2)) await connection.release();
    expect(lines).toContain("QueuePool: closing a connection failed: Error: stuck");
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 1 });
    await expect(acquireMany(pool, 2)).resolves.toHaveLength(2);
  });

  test("keeps its slot for five seconds", async () => {
    const server = new FakeServer();
    server.destroyFate = 1e9;
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    (await pool.acquire()).invalidate();
    const next = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(4999);
    expect([next.state, pool.checkedOut()]).toEqual(["pending", 0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(next.state).toBe("fulfilled");
  });
});
