import { QueuePool } from "@cupel/pool";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { acquireMany, come, FakeServer, numbers, settle, watch } from "./support/fake-server.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("an AbortSignal", () => {
  test("that has fired already asks for nothing", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    await expect(pool.acquire({ signal: AbortSignal.abort("no") })).rejects.toBe("no");
    expect(server.connections).toHaveLength(0);
    expect(pool.waiting()).toBe(0);
  });

  test("ends the wait at once and leaves no trace", async () => {
    const pool = new QueuePool(new FakeServer(), { poolSize: 1, maxOverflow: 0 });
    const first = await pool.acquire();
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    const gone = watch(pool.acquire({ signal: controller.signal }));
    const next = watch(pool.acquire());
    const reason = new Error("the client left");
    controller.abort(reason);
    await settle();
    expect(gone).toEqual({ state: "rejected", error: reason });
    expect(pool.waiting()).toBe(1);
    first.release();
    await settle();
    expect(next.state).toBe("fulfilled");
    next.value?.release();
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 1 });
    expect(vi.getTimerCount()).toBe(0);

    const kept = new AbortController();
    const listening = vi.spyOn(kept.signal, "removeEventListener");
    const busy = pool.tryAcquire();
    const served = pool.acquire({ signal: kept.signal });
    busy?.release();
    await served;
    expect(listening).toHaveBeenCalledTimes(1);
    expect(removed).toHaveBeenCalledTimes(1);
  });

  test("while a connection is being opened sends that connection to the pool", async () => {
    const server = new FakeServer();
    server.creations.push(50);
    const pool = new QueuePool(server);
    const controller = new AbortController();
    const gone = watch(pool.acquire({ signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    await settle();
    expect(gone.error).toMatchObject({ name: "AbortError" });
    await vi.advanceTimersByTimeAsync(40);
    expect(numbers(pool)).toEqual({ size: 5, out: 0, over: 0, in: 1 });
    expect(pool.tryAcquire()?.driverConnection.id).toBe(1);
  });

  test("while a connection is being opened in vain frees the slot", async () => {
    const server = new FakeServer();
    const refusal = vi.spyOn(server, "create").mockImplementationOnce(async () => {
      await come(10);
      throw new Error("refused");
    });
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
    const controller = new AbortController();
    const gone = watch(pool.acquire({ signal: controller.signal }));
    await settle();
    expect(refusal).toHaveBeenCalledTimes(1);
    controller.abort();
    await vi.advanceTimersByTimeAsync(10);
    expect(gone.error).toMatchObject({ name: "AbortError" });
    await expect(pool.acquire()).resolves.toBeDefined();
  });

  test("before the opening has begun opens nothing", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server);
    const controller = new AbortController();
    const gone = watch(pool.acquire({ signal: controller.signal }));
    controller.abort();
    await settle();
    expect(gone.state).toBe("rejected");
    expect(server.signals).toHaveLength(0);
    expect(numbers(pool)).toEqual({ size: 5, out: 0, over: 0, in: 0 });
  });

  test("in whatever microtask it fires, loses no connection", async () => {
    for (let delay = 0; delay < 40; delay += 1) {
      const server = new FakeServer();
      const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 0 });
      const first = await pool.acquire();
      const controller = new AbortController();
      const perhaps = watch(pool.acquire({ signal: controller.signal }));
      const next = watch(pool.acquire());
      first.release();
      for (let tick = 0; tick < delay; tick += 1) await Promise.resolve();
      controller.abort();
      await settle();
      if (perhaps.state === "fulfilled") perhaps.value?.release();
      await settle();
      expect(perhaps.state).not.toBe("pending");
      expect(next.state, `aborted after ${delay} microtasks`).toBe("fulfilled");
      next.value?.release();
      expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 1 });
    }
  });

  test("of one for whom a connection was kept sends the surplus away", async () => {
    const server = new FakeServer();
    const pool = new QueuePool(server, { poolSize: 1, maxOverflow: 1 });
    const [a, b] = await acquireMany(pool, 2);
    const controller = new AbortController();
    const waiting = [1, 2].map(() => watch(pool.acquire({ signal: controller.signal })));
    a?.release();
    b?.release();
    controller.abort();
    await settle();
    expect(waiting.map(({ state }) => state)).toEqual(["rejected", "rejected"]);
    expect(numbers(pool)).toEqual({ size: 1, out: 0, over: 0, in: 1 });
    expect(server.open).toHaveLength(1);
  });
});
