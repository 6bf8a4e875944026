import { type PoolEvents, QueuePool, RetryCheckoutError } from "@cupel/pool";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { acquireMany, come, type FakeConnection, FakeServer, numbers, settle, watch } from "./support/fake-server.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const names = ["connect", "firstConnect", "checkout", "checkin", "reset", "invalidate", "softInvalidate", "close", "detach"] as const;

describe("the events", () => {
  test("come in their order, each with its connection and record", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 1, maxOverflow: 1 });
    const heard: string[] = [];
    for (const name of names) {
      pool.listen(
        name,
        ({ driverConnection, record }: { driverConnection: FakeConnection; record: { driverConnection: FakeConnection } }) => {
          expect(record.driverConnection).toBe(driverConnection);
          heard.push(`${name} ${driverConnection.id}`);
        },
      );
    }
    const [a, b] = await acquireMany(pool, 2);
    a?.release();
    b?.release();
    (await pool.acquire()).invalidate();
    (await pool.acquire()).detach();
    expect(heard).toEqual([
      ...["firstConnect 1", "connect 1", "checkout 1", "connect 2", "checkout 2"],
      ...["reset 1", "checkin 1", "reset 2", "checkin 2", "close 2"],
      ...["checkout 1", "invalidate 1", "close 1"],
      ...["connect 3", "checkout 3", "detach 3"],
    ]);
  });

  test("are awaited in the order of registration", async () => {
    const pool = new QueuePool(new FakeServer());
    const heard: string[] = [];
    pool.listen("connect", async () => {
      await come(20);
      heard.push("slow");
    });
    pool.listen("connect", () => void heard.push("quick"));
    const asked = watch(pool.acquire());
    await vi.advanceTimersByTimeAsync(19);
    expect([asked.state, heard]).toEqual(["pending", []]);
    await vi.advanceTimersByTimeAsync(1);
    expect([asked.state, heard]).toEqual(["fulfilled", ["slow", "quick"]]);
  });

  test("async handlers make release wait", async () => {
    const pool = new QueuePool(new FakeServer());
    pool.listen("checkin", () => come(5));
    const connection = await pool.acquire();
    const released = connection.release();
    expect(released).toBeInstanceOf(Promise);
    expect(numbers(pool)).toEqual({ size: 5, out: 1, over: 0, in: 0 });
    await vi.advanceTimersByTimeAsync(5);
    await released;
    expect(numbers(pool)).toEqual({ size: 5, out: 0, over: 0, in: 1 });
  });

  test("reset tells the mode, also when there is none", async () => {
    const modes: unknown[] = [];
    for (const resetOnReturn of ["rollback", "commit", false] as const) {
      const pool = new QueuePool(new FakeServer(), { resetOnReturn });
      pool.listen("reset", ({ mode }) => void modes.push(mode));
      await (await pool.acquire()).release();
    }
    expect(modes).toEqual(["rollback", "commit", false]);
  });

  test("a handler can be stopped, or be called once, also from within", async () => {
    const pool = new QueuePool(new FakeServer());
    const heard: string[] = [];
    const stop = pool.listen("checkout", () => {
      heard.push("stops itself");
      stop();
    });
    pool.listen("checkout", () => void heard.push("once"), { once: true });
    pool.listen("checkout", () => void heard.push("always"));
    for (let round = 0; round < 2; round += 1) await (await pool.acquire()).release();
    stop();
    expect(heard).toEqual(["stops itself", "once", "always", "always"]);
  });

  test("unknown ones, and handlers that are none, are refused", () => {
    const pool = new QueuePool(new FakeServer());
    expect(() => pool.listen("check_out" as keyof PoolEvents<FakeConnection>, () => {})).toThrow(
      'unknown pool event "check_out"; the events are connect, firstConnect, checkout, checkin, reset, invalidate, softInvalidate, close, detach, closeDetached',
    );
    expect(() => pool.listen("checkout", "no" as unknown as () => void)).toThrow("the handler of checkout must be a function");
  });
});

describe("firstConnect", () => {
  test("runs once, before any connection is used, though several are opened at once", async () => {
    const pool = new QueuePool(new FakeServer());
    const heard: string[] = [];
    pool.listen("firstConnect", async ({ driverConnection }) => {
      await come(10);
      heard.push(`first ${driverConnection.id}`);
    });
    pool.listen("connect", ({ driverConnection }) => void heard.push(`connect ${driverConnection.id}`));
    const asked = [1, 2, 3].map(() => watch(pool.acquire()));
    await vi.advanceTimersByTimeAsync(9);
    expect(asked.map(({ state }) => state)).toEqual(["pending", "pending", "pending"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(heard).toEqual(["first 1", "connect 1", "connect 2", "connect 3"]);
  });

  test.each([
    ["at once", 0],
    ["after a while", 10],
  ])("is tried again with the next connection if it fails %s", async (_, delay) => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    const heard: number[] = [];
    pool.listen("firstConnect", ({ driverConnection }) => {
      heard.push(driverConnection.id);
      const fail = (): void => {
        if (driverConnection.id < 3) throw new Error(`refused ${driverConnection.id}`);
      };
      return delay === 0 ? fail() : come(delay).then(fail);
    });
    const asked = [1, 2, 3, 4].map(() => watch(pool.acquire()));
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.map(({ state, error }) => (error as Error)?.message ?? state)).toEqual([
      "refused 1",
      "refused 2",
      "fulfilled",
      "fulfilled",
    ]);
    expect(heard).toEqual([1, 2, 3]);
    expect(server.open).toEqual([3, 4]);
    expect(numbers(pool)).toEqual({ size: 5, out: 2, over: 0, in: 0 });
  });
});

describe("a throw aborts", () => {
  test("connect: the connection is closed and the caller told", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    const stop = pool.listen("connect", () => Promise.reject(new Error("no PRAGMA")));
    await expect(pool.acquire()).rejects.toThrow("no PRAGMA");
    expect(server.connections[0]).toMatchObject({ isOpen: false, timesClosed: 1 });
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 0 });
    stop();
    await expect(pool.acquire()).resolves.toBeDefined();
  });

  test("checkout: the connection goes back and the caller is told", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 1, maxOverflow: 0 });
    const heard: string[] = [];
    pool.listen("checkin", () => void heard.push("checkin"));
    const stop = pool.listen("checkout", () => {
      throw new Error("quota");
    });
    await expect(pool.acquire()).rejects.toThrow("quota");
    expect(heard).toEqual(["checkin"]);
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 1 });
    stop();
    await expect(pool.acquire()).resolves.toBeDefined();
  });

  test.each(["reset", "checkin"] as const)("%s: the connection is closed and the one who releases is told", async (name) => {
    for (const isAsync of [false, true]) {
      const server = new FakeServer();
      const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
      pool.listen(name, () => {
        if (isAsync) return Promise.reject(new Error("no"));
        throw new Error("no");
      });
      const connection = await pool.acquire();
      await expect((async () => connection.release())()).rejects.toThrow("no");
      expect(server.connections[0]?.timesClosed).toBe(1);
      expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 0 });
      await expect(pool.acquire()).resolves.toBeDefined();
    }
  });

  test.each(["invalidate", "close", "softInvalidate", "detach"] as const)(
    "not %s, which cannot be stopped: a warning is given",
    async (name) => {
      const warning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
      const server = new FakeServer();
      const pool = new QueuePool(server);
      const after = vi.fn();
      pool.listen(name, () => {
        throw new Error("sync");
      });
      pool.listen(name, () => Promise.reject(new Error("async")));
      pool.listen(name, after);
      const connection = await pool.acquire();
      if (name === "detach") connection.detach();
      else connection.invalidate(undefined, { soft: name === "softInvalidate" });
      await connection.release();
      await settle();
      expect(after).toHaveBeenCalledTimes(1);
      expect(server.open).toEqual(name === "detach" ? [1] : []);
      expect(numbers(pool)).toEqual({ size: 5, out: 0, over: 0, in: 0 });
      expect(warning.mock.calls.map(([text]) => text)).toEqual(
        Array(2).fill(`a handler of the pool event "${name}" failed, which cannot stop it`),
      );
    },
  );
});

describe("a checkout handler that finds a connection dead", () => {
  test("gets another, and all the others are asked before they are used", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolPrePing: true });
    for (const connection of await acquireMany(pool, 3)) connection.release();
    pool.listen("checkout", async ({ driverConnection }) => {
      if (driverConnection.id < 3) throw new RetryCheckoutError("dead");
    });
    const connection = await pool.acquire();
    expect(connection.driverConnection.id).toBe(3);
    expect(server.pings).toBe(2);
    expect(server.open).toEqual([3]);
    expect(numbers(pool)).toEqual({ size: 5, out: 1, over: 0, in: 0 });
  });

  test("is believed three times; then the caller is told", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    let calls = 0;
    const stop = pool.listen("checkout", () => {
      throw new RetryCheckoutError(`dead ${++calls}`);
    });
    await expect(pool.acquire()).rejects.toThrow("dead 4");
    expect(server.connections.map(({ timesClosed }) => timesClosed)).toEqual([1, 1, 1, 1]);
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 0 });
    stop();
    await expect(pool.acquire()).resolves.toBeDefined();
  });

  test("keeps its caller's turn", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 1, maxOverflow: 0 });
    const first = await pool.acquire();
    pool.listen("checkout", ({ driverConnection }) => {
      if (driverConnection.id === 1) throw new RetryCheckoutError("dead");
    });
    const served: string[] = [];
    const visits = ["a", "b"].map(async (name) => {
      const connection = await pool.acquire();
      served.push(name);
      await connection.release();
    });
    await settle();
    first.release();
    await Promise.all(visits);
    expect(served).toEqual(["a", "b"]);
  });

  test.each(["release", "invalidate", "detach"] as const)("may %s it itself", async (end) => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    (await pool.acquire()).release();
    let calls = 0;
    pool.listen("checkout", ({ connection }) => {
      if (calls++ === 0) connection[end]();
    });
    const connection = await pool.acquire();
    expect(connection.isValid).toBe(true);
    expect(numbers(pool)).toEqual({ size: 1, out: 1, over: 0, in: 0 });
    connection.release();
    expect(server.connections.every(({ timesClosed }) => timesClosed <= 1)).toBe(true);
  });
});
