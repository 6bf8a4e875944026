import { TimeoutError } from "tarn";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Slot, WaitingLine } from "../src/waiting-line.js";
import { settle, watch } from "./support/fake-server.js";

// What the pool relies on in tarn, whose protected members the line uses: a new version of tarn has to pass this first.

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const take = (line: WaitingLine): Promise<Slot> => line.acquire().promise;

test("slots are granted up to the limit, then in the order of asking", async () => {
  const line = new WaitingLine(2, 1000);
  const slots = [await take(line), await take(line)];
  expect(line.isFull()).toBe(true);
  const order: string[] = [];
  const waiting = ["a", "b"].map((name) => take(line).then(() => order.push(name)));
  for (const slot of slots) line.release(slot);
  await Promise.all(waiting);
  expect(order).toEqual(["a", "b"]);
});

test("a free slot is taken synchronously, unless others wait", async () => {
  const line = new WaitingLine(1, 1000);
  expect(line.takeNow()).toBeUndefined();
  line.release(await take(line));
  const slot = line.takeNow();
  expect(slot).toBeDefined();
  expect(line.takeNow()).toBeUndefined();
  const waiting = take(line);
  line.release(slot as Slot);
  expect(line.takeNow()).toBeUndefined();
  expect(await waiting).toBe(slot);
});

test("one can join at the head", async () => {
  const line = new WaitingLine(1, 1000);
  const slot = await take(line);
  const order: string[] = [];
  const rest = [take(line).then((own) => order.push("second") && line.release(own)), take(line).then(() => order.push("third"))];
  const first = line.acquireFirst().promise.then((own) => order.push("first") && line.release(own));
  line.release(slot);
  await Promise.all([first, ...rest]);
  expect(order).toEqual(["first", "second", "third"]);
});

test("who leaves the line is forgotten; who has been granted a slot cannot leave it", async () => {
  const line = new WaitingLine(1, 1000);
  const slot = await take(line);
  const leaving = line.acquire();
  const outcome = watch(leaving.promise);
  expect(line.withdraw(leaving, new Error("enough"))).toBe(true);
  await settle();
  expect(outcome).toMatchObject({ state: "rejected", error: { message: "enough" } });
  expect(line.numPendingAcquires()).toBe(0);

  const granted = line.acquire();
  line.release(slot);
  expect(line.withdraw(granted, new Error("too late"))).toBe(false);
  expect(await granted.promise).toBe(slot);
  expect(vi.getTimerCount()).toBe(0);
});

test("the wait ends after the timeout, and no timer runs when nobody waits", async () => {
  const line = new WaitingLine(1, 1000);
  await take(line);
  const outcome = watch(take(line));
  await vi.advanceTimersByTimeAsync(1000);
  expect(outcome.error).toBeInstanceOf(TimeoutError);
  expect(vi.getTimerCount()).toBe(0);
});
