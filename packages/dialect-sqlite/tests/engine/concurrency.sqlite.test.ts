import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { type Connection, type Engine, LockTimeout, OperationalError, SerializationFailure, TimeoutError, text } from "@cupel/core";
import { describe, expect, test, vi } from "vitest";
import { fileEngine, memoryEngine, path, values, withTable } from "./files.js";

const put = text("INSERT INTO t (v) VALUES (:v)");
const modes = ["wal", "delete"];

async function otherProcess(what: "hold" | "count", amount: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./writer.mjs", import.meta.url)), path(), what, String(amount)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout!, "data");
  return child;
}
const exited = async (child: ChildProcess) => child.exitCode ?? ((await once(child, "exit")) as [number])[0];

/**
 * Runs `work`, and says for how long at most it kept the event loop, in milliseconds of this process's own work: a machine that runs something
 * else meanwhile stops the clock of the wall, not that of the processor.
 */
async function longestBlock(work: () => Promise<void>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let longest = 0;
  let before = process.cpuUsage();
  const look = (): void => {
    const { user, system } = process.cpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.cpuUsage();
  };
  const timer = setInterval(look, 1);
  delay.enable();
  await work();
  delay.disable();
  clearInterval(timer);
  return Math.min(delay.max / 1e6, longest);
}

const addOne = async (connection: Connection) => {
  const v = (await connection.scalar(text<[number]>("SELECT v FROM t WHERE id = 1")))!;
  await new Promise((resolve) => setImmediate(resolve));
  await connection.execute(text("UPDATE t SET v = :v WHERE id = 1"), { v: v + 1 });
};

describe.each(modes)("writers of one file in one process, journal mode %s", (mode) => {
  const engineOf = (): Engine => fileEngine({ poolSize: 10, maxOverflow: 20 }, `?journal_mode=${mode}`);

  test("take turns, lose nothing, and leave the event loop free", async () => {
    const engine = await withTable(engineOf());
    const blocked = await longestBlock(async () => {
      await Promise.all(
        Array.from({ length: 60 }, (_, writer) =>
          engine.begin(async (connection) => {
            for (let i = 0; i < 5; i++) {
              await connection.execute(put, { v: `${writer}/${i}` });
              await new Promise((resolve) => setImmediate(resolve));
            }
          }),
        ),
      );
    });
    const seen = (await values(engine)) as string[];
    expect(new Set(seen).size).toBe(300);
    // Whole transactions, one after another.
    expect(seen.map((v) => v.split("/")[0])).toEqual(
      Array.from({ length: 60 }, (_, block) => Array<string>(5).fill(seen[block * 5]!.split("/")[0]!)).flat(),
    );
    expect(blocked).toBeLessThan(50);
  });

  test("read, think, write: no update is lost", async () => {
    const engine = await withTable(engineOf(), 0);
    await Promise.all(Array.from({ length: 20 }, () => engine.begin(addOne, { retries: 1000 })));
    expect(await values(engine)).toEqual([20]);
  });

  test("without retries those that collide are told so", async () => {
    const engine = await withTable(engineOf(), 0);
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => engine.begin(addOne)));
    const failed = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(failed.length).toBeGreaterThan(0);
    for (const { reason } of failed) {
      expect(reason).toBeInstanceOf(SerializationFailure);
      expect((reason as Error).message).toMatch(/retries: 3/);
    }
    expect(await values(engine)).toEqual([10 - failed.length]);
    expect(engine.pool.checkedOut()).toBe(0);
  });

  test("readers are not kept waiting by a writer", async () => {
    const engine = await withTable(engineOf(), 1);
    await engine.begin(async (writer) => {
      await writer.execute(put, { v: 2 });
      expect(await values(engine)).toEqual([1]);
    });
    expect(await values(engine)).toEqual([1, 2]);
  });

  test("one that waits for a writer inside its own transaction is told after a while", async () => {
    const engine = await withTable(fileEngine({}, `?journal_mode=${mode}&timeout=150`));
    await engine.begin(async (outer) => {
      await outer.execute(put, { v: 1 });
      const inner = engine.begin((connection) => connection.execute(put, { v: 2 }));
      await expect(inner).rejects.toThrow(LockTimeout);
      await expect(inner).rejects.toThrow(/do not wait for one inside the other/);
    });
    expect(await values(engine)).toEqual([1]);
  });
});

describe.each(modes)("a writer in another process, journal mode %s", (mode) => {
  test("is waited for without blocking", async () => {
    const engine = await withTable(fileEngine({}, `?journal_mode=${mode}`));
    const child = await otherProcess("hold", 400);
    const started = performance.now();
    const blocked = await longestBlock(() =>
      engine.begin(async (connection) => {
        await connection.execute(put, { v: "from this one" });
      }),
    );
    expect(performance.now() - started).toBeGreaterThan(200);
    expect(blocked).toBeLessThan(50);
    expect(await exited(child)).toBe(0);
    expect(await values(engine)).toEqual(["from the other process", "from this one"]);
  });
  test("no update of either is lost", async () => {
    const engine = await withTable(fileEngine({}, `?journal_mode=${mode}&synchronous=off`), 0);
    const child = await otherProcess("count", 100);
    for (let i = 0; i < 50; i++) await engine.begin(addOne, { retries: 10_000 });
    expect(await exited(child)).toBe(0);
    expect(await values(engine)).toEqual([150]);
  });
  test("waiting ends with an error that says so, and leaves nothing locked", async () => {
    const engine = await withTable(fileEngine({}, `?journal_mode=${mode}&timeout=100`));
    const child = await otherProcess("hold", 600);
    const waiting = engine.begin((connection) => connection.execute(put, { v: 1 }));
    await expect(waiting).rejects.toThrow(LockTimeout);
    await expect(waiting).rejects.toThrow(OperationalError);
    await expect(waiting).rejects.toMatchObject({
      code: "SQLITE_BUSY",
      message: expect.stringMatching(/100 ms of waiting were not enough.*timeout=/s) as string,
    });
    await exited(child);
    await engine.begin((connection) => connection.execute(put, { v: 2 }));
    expect(await values(engine)).toEqual(["from the other process", 2]);
  });
});

describe("a database in memory", () => {
  test("is one connection: callers take turns", async () => {
    const engine = await withTable(memoryEngine());
    await Promise.all(Array.from({ length: 20 }, (_, v) => engine.begin((connection) => connection.execute(put, { v }))));
    expect(await values(engine)).toHaveLength(20);
    expect(engine.pool.size()).toBe(1);
  });
  test("its timeout names who holds it", async () => {
    const engine = memoryEngine({ poolTimeout: 1050 });
    const named = await engine.connect({ holder: "GET /users" });
    await expect(engine.connect()).rejects.toThrow(TimeoutError);
    await expect(engine.connect({ signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ name: "TimeoutError" });
    await expect(engine.connect()).rejects.toThrow(/"GET \/users" for \d+ ms/);
    await named.close();
    const unnamed = await engine.connect();
    await expect(engine.connect()).rejects.toThrow(/concurrency\.sqlite\.test/);
    await unnamed.close();
    await (await engine.connect()).close();
  });
});

test("a bulk insert lets the event loop in", async () => {
  const engine = await withTable(fileEngine());
  const rows = Array.from({ length: 100_000 }, (_, v) => ({ v }));
  const timers: number[] = [];
  const blocked = await longestBlock(async () => {
    // Binding the values of so many rows is work of this process and done first; sending them is what is watched here.
    await engine.begin(async (connection) => {
      const timer = setInterval(() => timers.push(performance.now()), 5);
      await connection.execute(put, rows);
      clearInterval(timer);
    });
  });
  expect(timers.length).toBeGreaterThan(1);
  expect(blocked).toBeLessThan(250);
  expect(await values(engine)).toHaveLength(100_000);
});

test("a stopped clock does not stop the database", async () => {
  vi.useFakeTimers();
  try {
    const engine = await withTable(fileEngine());
    await Promise.all(Array.from({ length: 5 }, (_, v) => engine.begin((connection) => connection.execute(put, { v }))));
    for (let i = 0; i < 5000; i++) await engine.connect((connection) => connection.scalar(text("SELECT 1")));
    expect(await values(engine)).toHaveLength(5);
  } finally {
    vi.useRealTimers();
  }
});
