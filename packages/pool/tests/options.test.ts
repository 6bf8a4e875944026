import { AssertionPool, NullPool, PoolArgumentError, type PoolOptions, QueuePool, StaticPool } from "@cupel/pool";
import { describe, expect, test } from "vitest";
import { FakeServer } from "./support/fake-server.js";

const classes = [QueuePool, NullPool, StaticPool, AssertionPool];
const make = (options: unknown) => new QueuePool(new FakeServer(), options as PoolOptions);

describe("the options of a pool are checked when it is made", () => {
  test.each(classes)("by name, in %o", (Class) => {
    expect(() => new Class(new FakeServer(), { size: 5 } as PoolOptions)).toThrow(
      new PoolArgumentError(
        "size",
        'unknown pool option "size"; the options are poolSize, maxOverflow, poolTimeout, poolRecycle, poolPrePing, resetOnReturn, useLifo, echoPool',
      ),
    );
  });

  test.each([
    [NullPool, ["poolSize", "maxOverflow", "poolTimeout", "useLifo"], "it keeps no connection"],
    [StaticPool, ["poolSize", "maxOverflow", "useLifo"], "it has one connection"],
    [AssertionPool, ["poolSize", "maxOverflow", "poolTimeout", "useLifo"], "it has one connection, and nobody waits for it"],
  ] as const)("those that mean nothing to %o are refused, not ignored", (Class, names, why) => {
    for (const name of names) {
      const options = { [name]: name === "useLifo" ? true : 5 } as PoolOptions;
      expect(() => new Class(new FakeServer(), options)).toThrow(
        new PoolArgumentError(name, `${name} says nothing to a ${Class.name}: ${why}. Leave ${name} out, or use a QueuePool.`),
      );
      expect(() => new QueuePool(new FakeServer(), options)).not.toThrow();
    }
  });

  test("a name in another spelling is recognised", () => {
    expect(() => make({ pool_size: 5 })).toThrow('unknown pool option "pool_size"; did you mean poolSize?');
    expect(() => make({ poolsize: 5 })).toThrow("did you mean poolSize?");
  });

  test.each([
    [{ poolSize: -1 }, "poolSize must be an integer >= 0, got -1"],
    [{ poolSize: 2.5 }, "poolSize must be an integer >= 0, got 2.5"],
    [{ poolSize: "5" }, 'poolSize must be an integer >= 0, got "5"'],
    [{ maxOverflow: -2 }, "maxOverflow must be an integer >= -1, got -2"],
    [{ poolTimeout: -1 }, "poolTimeout must be an integer from 0 to 2147483647, got -1"],
    [{ poolTimeout: 3e9 }, "poolTimeout must be an integer from 0 to 2147483647, got 3000000000"],
    [{ poolTimeout: Number.NaN }, "poolTimeout must be an integer from 0 to 2147483647, got NaN"],
    [{ poolRecycle: -2 }, "poolRecycle must be an integer >= -1, got -2"],
    [{ poolPrePing: "yes" }, 'poolPrePing must be true, false or { idleFor }, got "yes"'],
    [{ poolPrePing: { idle: 1 } }, 'unknown key "idle" in poolPrePing; it takes idleFor'],
    [{ poolPrePing: { idleFor: -1 } }, "poolPrePing.idleFor must be an integer >= 0, got -1"],
    [{ resetOnReturn: true }, 'resetOnReturn must be "rollback", "commit" or false, got true'],
    [{ useLifo: 1 }, "useLifo must be true or false, got 1"],
    [{ echoPool: {} }, "echoPool must be true, false or a logger with a debug method, got [object Object]"],
  ])("by range: %j", (options, message) => {
    expect(() => make(options)).toThrow(PoolArgumentError);
    expect(() => make(options)).toThrow(message);
  });

  test("the error names its argument", () => {
    try {
      make({ poolSize: -1 });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ name: "PoolArgumentError", argument: "poolSize" });
    }
  });

  test("an option that is undefined counts as not given", () => {
    expect(make({ poolSize: undefined }).size()).toBe(5);
  });

  test("options must be an object, and a factory must open and close", () => {
    expect(() => make(null)).toThrow("options must be an object, got null");
    expect(() => new QueuePool({ create: async () => ({}) } as unknown as FakeServer)).toThrow(
      "the pool's factory must have a method destroy",
    );
    expect(() => new QueuePool(undefined as unknown as FakeServer)).toThrow("the pool's factory must have a method create");
  });
});

test("the echo tells what the pool does, and a failing log harms nothing", async () => {
  const lines: string[] = [];
  const pool = new QueuePool(new FakeServer(), { echoPool: { debug: (line) => lines.push(line) } });
  await (await pool.acquire()).release();
  await pool.dispose();
  expect(lines).toEqual([
    "QueuePool: connection opened",
    "QueuePool: connection checked out",
    "QueuePool: connection returned",
    "QueuePool: connection closed",
    "QueuePool: pool disposed",
  ]);

  const broken = new QueuePool(new FakeServer(), {
    echoPool: {
      debug: () => {
        throw new Error("disk full");
      },
    },
  });
  await (await broken.acquire()).release();
  expect(broken.checkedIn()).toBe(1);
});
