/** Two sessions that write one file at the same time, in one process and in two, wait for each other without holding the event loop, and lose nothing. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import "@cupel/dialect-sqlite";
import { column, createEngine, declarativeBase, type Engine, foreignKey, func, many, one, Session, select, t, update } from "@cupel/orm";
import { afterEach, beforeEach, expect, test } from "vitest";

const Base = declarativeBase();
class Parent extends Base.table("parents", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  get children() {
    return many(Child, { backPopulates: "parent" });
  },
}) {}
class Child extends Base.table("children", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  get parentId() {
    return foreignKey(Parent.c.id);
  },
  get parent() {
    return one(Parent, { backPopulates: "children" });
  },
}) {}
class Counter extends Base.table("counters", { id: column(t.integer(), { primaryKey: true }), n: column(t.integer()) }) {}

let folder: string;
let engine: Engine;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cupel-writers-"));
  engine = createEngine(`sqlite:///${folder}/shared.db`);
  await Base.metadata.createAll(engine);
});
afterEach(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

/** For how long at most the event loop was kept by this process's own work, in milliseconds: the lower of the wall's clock and the processor's, since a busy machine stops the former alone. */
async function longestBlock(work: () => Promise<void>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let longest = 0;
  let before = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.cpuUsage();
  }, 1);
  delay.enable();
  try {
    await work();
  } finally {
    delay.disable();
    clearInterval(timer);
  }
  return Math.min(delay.max / 1e6, longest);
}

test("two sessions of one process", async () => {
  const write = async (name: string, rounds: number) => {
    const session = new Session(engine);
    for (let i = 0; i < rounds; i++) {
      for (let j = 0; j < 20; j++)
        session.add(new Parent({ name: `${name} ${i}.${j}`, children: [new Child({ name: "a" }), new Child({ name: "b" })] }));
      await session.flush();
      await new Promise((done) => {
        setImmediate(done);
      }); // the transaction stays open while the other one wants to write
      await session.commit();
    }
    await session.close();
  };
  await write("warm", 3);
  const blocked = await longestBlock(async () => {
    await Promise.all([write("one", 20), write("two", 20)]);
  });
  expect(blocked).toBeLessThan(50);
  await engine.connect(async (connection) => {
    expect(await connection.scalar(select(func.count()).selectFrom(Parent))).toBe(43 * 20);
    expect(await connection.scalar(select(func.count()).selectFrom(Child))).toBe(43 * 40);
  });
  expect(engine.pool.checkedOut()).toBe(0);
});

test("two processes", async () => {
  const session = new Session(engine);
  session.add(new Counter({ id: 1, n: 0 }));
  await session.commit();
  const child = spawn(process.execPath, [fileURLToPath(new URL("./writer-child.mjs", import.meta.url)), join(folder, "shared.db"), "100"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const blocked = await longestBlock(async () => {
    for (let i = 0; i < 100; i++) {
      await session.execute(
        update(Counter)
          .where(Counter.c.id.eq(1))
          .set({ n: Counter.c.n.add(1) }),
        {},
        { executionOptions: { synchronizeSession: false } },
      );
      await session.commit();
    }
  });
  const [code] = child.exitCode === null ? ((await once(child, "exit")) as [number]) : [child.exitCode];
  expect(code).toBe(0);
  expect(blocked).toBeLessThan(50);
  expect(await session.scalar(select(Counter.c.n))).toBe(200);
  await session.close();
});
