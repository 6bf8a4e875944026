import { describe, expect, test } from "vitest";
import { CallQueue } from "../../src/engine/call-queue.js";

const later = <T>(value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), 1));

describe("a queue of calls", () => {
  test("costs no promise when it is free", () => {
    const queue = new CallQueue();
    expect(queue.run(() => 5)).toBe(5);
    expect(queue.isBusy).toBe(false);
  });
  test("runs calls one after another, in the order in which they were made", async () => {
    const queue = new CallQueue();
    const log: string[] = [];
    const call = (name: string) =>
      queue.run(async () => {
        log.push(`${name} begins`);
        await later(null);
        log.push(`${name} ends`);
      });
    await Promise.all([call("a"), call("b"), call("c")]);
    expect(log).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });
  test("goes on after a failure", async () => {
    const queue = new CallQueue();
    const failing = queue.run(async () => {
      await later(null);
      throw new RangeError("a");
    }) as Promise<never>;
    const next = queue.run(() => "b");
    await expect(failing).rejects.toThrow("a");
    expect(await next).toBe("b");
    expect(() =>
      queue.run(() => {
        throw new RangeError("at once");
      }),
    ).toThrow("at once");
    expect(queue.isBusy).toBe(false);
  });
  test("passes over a place that was left before it came", async () => {
    const queue = new CallQueue();
    const first = queue.take();
    const second = queue.take();
    const third = queue.take();
    second.leave();
    first.leave();
    expect(third.hasCome).toBe(true);
    third.leave();
    third.leave();
    expect(queue.isBusy).toBe(false);
  });
});

describe("handlers inside a call", () => {
  test("may call the same queue, one after another, and others wait", async () => {
    const queue = new CallQueue();
    const log: string[] = [];
    const outer = queue.run((turn) =>
      turn.runHandlers(async () => {
        expect(queue.isInsideHandler).toBe(true);
        await Promise.all([
          queue.run(async () => {
            await later(null);
            log.push("handler's first");
          }),
          queue.run(() => {
            log.push("handler's second");
          }),
        ]);
        log.push("handler ends");
      }),
    );
    const other = queue.run(() => {
      log.push("another call");
    });
    expect(queue.isInsideHandler).toBe(false);
    await Promise.all([outer, other]);
    expect(log).toEqual(["handler's first", "handler's second", "handler ends", "another call"]);
  });
  test("handlers of calls that handlers make may call again", async () => {
    const queue = new CallQueue();
    const depth = (n: number): unknown =>
      queue.run((turn) =>
        turn.runHandlers(async () => {
          await later(null);
          return n === 0 ? "bottom" : depth(n - 1);
        }),
      );
    expect(await depth(4)).toBe("bottom");
  });
  test("the token dies with the call", async () => {
    const queue = new CallQueue();
    let escaped: Promise<unknown> | undefined;
    await queue.run((turn) =>
      turn.runHandlers(async () => {
        escaped = later(null)
          .then(() => later(null))
          .then(() => queue.isInsideHandler);
      }),
    );
    const busy = queue.run(() =>
      later(null)
        .then(() => later(null))
        .then(() => later(null)),
    );
    expect(await escaped).toBe(false);
    await busy;
  });
});
