import { QueuePool } from "@cupel/pool";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeServer, settle } from "./support/fake-server.js";
import { PoolModel, type Step } from "./support/pool-model.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const which = fc.nat(7);
const fate = fc.oneof(fc.constant(undefined), fc.integer({ min: 1, max: 60 }), fc.constant(new Error("fate")));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("acquire" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("try" as const) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("release" as const), which }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("invalidate" as const, "doom", "detach", "abort", "kill"), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("dispose" as const, "invalidateAll") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("creation" as const, "reset"), fate }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), milliseconds: fc.integer({ min: 1, max: 120 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("tick" as const), microtasks: fc.integer({ min: 1, max: 12 }) }) },
);

const options = fc.record({
  poolSize: fc.integer({ min: 1, max: 3 }),
  maxOverflow: fc.integer({ min: 0, max: 2 }),
  poolTimeout: fc.constantFrom(0, 50, 1000),
  poolRecycle: fc.constantFrom(-1, 100),
  poolPrePing: fc.constantFrom(false, { idleFor: 0 }, { idleFor: 50 }),
  useLifo: fc.boolean(),
});
const server = fc.record({ pingFate: fate, destroyFate: fate });
const advance = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test("whatever happens, no connection is lost, lent twice, closed twice or one too many", async () => {
  await fc.assert(
    fc.asyncProperty(options, server, fc.array(step, { maxLength: 40 }), async (poolOptions, fates, steps) => {
      const model = new PoolModel(poolOptions, advance);
      Object.assign(model.server, fates);
      for (const each of steps) {
        await model.play(each);
        model.check();
      }
      await model.checkSettled();
      model.server.creations.length = 0;
      await advance(100_000);
      Object.assign(model.server, { pingFate: undefined, destroyFate: undefined, resetFate: undefined });
      await model.finish();
      expect(vi.getTimerCount(), "timers left").toBe(0);
    }),
    { numRuns: 1500 },
  );
});

test("between all steps, with time to settle, the numbers are exact", async () => {
  await fc.assert(
    fc.asyncProperty(options, fc.array(step, { maxLength: 25 }), async (poolOptions, steps) => {
      const model = new PoolModel(poolOptions, advance);
      for (const each of steps) {
        await model.play(each);
        await model.checkSettled();
      }
    }),
    { numRuns: 500 },
  );
});

test("those who wait are served in the order of asking, whoever leaves the line", async () => {
  const action = fc.oneof(
    fc.constant("acquire" as const),
    fc.constant("release" as const),
    fc.constant("abort" as const),
    fc.constant("tick" as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(action, { maxLength: 60 }), async (poolSize, actions) => {
      const pool = new QueuePool(new FakeServer(), { poolSize, maxOverflow: 0 });
      const served: number[] = [];
      const ends: (() => unknown)[] = [];
      const controllers: AbortController[] = [];
      let asked = 0;
      for (const each of actions) {
        if (each === "acquire") {
          const number = ++asked;
          const controller = new AbortController();
          controllers.push(controller);
          pool.acquire({ signal: controller.signal }).then(
            (connection) => {
              served.push(number);
              ends.push(() => connection.release());
            },
            () => {},
          );
        } else if (each === "release") ends.shift()?.();
        else if (each === "abort") controllers.pop()?.abort();
        else await Promise.resolve();
      }
      for (let round = 0; round <= asked; round += 1) {
        await settle();
        ends.shift()?.();
      }
      expect(served).toEqual([...served].sort((a, b) => a - b));
      expect(pool.waiting()).toBe(0);
      expect(pool.checkedOut()).toBe(0);
    }),
    { numRuns: 500 },
  );
});
