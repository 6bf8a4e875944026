import { afterEach, describe, expect, test } from "vitest";
import { BufferedResult } from "../../src/engine/buffered.js";
import { type PendingSource, pendingResult } from "../../src/engine/pending-result.js";
import { RowShape } from "../../src/engine/row-shape.js";
import { InvalidRequestError } from "../../src/errors.js";

const shape = new RowShape(["id", "name"]);
const rows = () => [
  [1, "a"],
  [2, "b"],
  [3, "b"],
];

class Source implements PendingSource {
  readonly log: string[] = [];
  readonly failure: Error | null;
  readonly isLate: boolean;
  constructor(failure: Error | null = null, isLate = false) {
    this.failure = failure;
    this.isLate = isLate;
  }
  start(maxRows: number | undefined) {
    this.log.push(`start ${maxRows ?? "all"}`);
    if (this.failure !== null && !this.isLate) throw this.failure;
    const result = new BufferedResult<unknown, unknown>(shape, rows().slice(0, maxRows), 3);
    return this.isLate
      ? Promise.resolve().then(() => {
          if (this.failure !== null) throw this.failure;
          return result;
        })
      : result;
  }
  stream(batch: number) {
    this.log.push(`stream ${batch}`);
    if (this.failure !== null) throw this.failure;
    const left = rows();
    return {
      shape,
      next: () => {
        this.log.push("next");
        return left.splice(0, batch);
      },
      close: () => {
        this.log.push("close");
      },
    };
  }
}
const pending = (source: Source) => pendingResult<[number, string], { id: number; name: string }, {}>(source);
const microtasks = async () => {
  for (let i = 0; i < 20; i++) await null;
};

describe.each([false, true])("a pending result (its source answers late: %s)", (isLate) => {
  test("awaited it is a buffered result, which is not thenable", async () => {
    const source = new Source(null, isLate);
    const result = await pending(source);
    expect(result.all()).toEqual(rows());
    expect("then" in result).toBe(false);
    expect(source.log).toEqual(["start all"]);
  });
  test("terminals ask for what they need", async () => {
    for (const [read, need, value] of [
      [(p) => p.first(), "1", [1, "a"]],
      [(p) => p.scalar(), "1", 1],
      [(p) => p.all(), "all", rows()],
      [(p) => p.scalars("name").unique().all(), "all", ["a", "b"]],
      [(p) => p.unique().first(), "all", [1, "a"]],
      [(p) => p.mappings().first(), "1", { id: 1, name: "a" }],
      [(p) => p.columns("name").first(), "1", ["a"]],
      [(p) => p.columns("name").scalars().all(), "all", ["a", "b", "b"]],
      [(p) => p.tuples().first(), "1", [1, "a"]],
    ] as [(p: ReturnType<typeof pending>) => Promise<unknown>, string, unknown][]) {
      const source = new Source(null, isLate);
      expect(await read(pending(source))).toEqual(value);
      expect(source.log).toEqual([`start ${need}`]);
    }
    await expect(pending(new Source(null, isLate)).one()).rejects.toThrow("Multiple rows were found when exactly one was required");
    await expect(pending(new Source(null, isLate)).scalarOneOrNone()).rejects.toThrow("one or none");
  });
  test("several terminals share one execution", async () => {
    const source = new Source(null, isLate);
    const one = pending(source);
    expect(await Promise.all([one.first(), one.all(), one.scalars().all(), one.then((result) => result.rowCount)])).toEqual([
      [1, "a"],
      rows(),
      [1, 2, 3],
      3,
    ]);
    expect(source.log).toEqual(["start all"]);
  });
  test("starts by itself at the end of the tick", async () => {
    const source = new Source(null, isLate);
    pending(source);
    expect(source.log).toEqual([]);
    await microtasks();
    expect(source.log).toEqual(["start all"]);
  });
  test("what began by itself can still be read", async () => {
    const source = new Source(null, isLate);
    const late = pending(source);
    await microtasks();
    expect(await late.first()).toEqual([1, "a"]);
    const seen: unknown[] = [];
    for await (const row of late) seen.push([...row]);
    expect(seen).toEqual(rows());
    expect(source.log).toEqual(["start all"]);
  });
  test("only the first rows were asked for, and more are refused afterwards", async () => {
    const one = pending(new Source(null, isLate));
    expect(await one.first()).toEqual([1, "a"]);
    await expect(one.all()).rejects.toThrow(InvalidRequestError);
  });
  test("a failure reaches whoever awaits", async () => {
    const failure = new RangeError("refused");
    await expect(pending(new Source(failure, isLate))).rejects.toBe(failure);
    await expect(pending(new Source(failure, isLate)).all()).rejects.toBe(failure);
    await expect(pending(new Source(failure, isLate)).catch(() => "caught")).resolves.toBe("caught");
    const both = pending(new Source(failure, isLate));
    await expect(Promise.allSettled([both.all(), both.first()])).resolves.toMatchObject([{ reason: failure }, { reason: failure }]);
  });
});

describe("a failure that nobody awaits", () => {
  const listeners = process.listeners("unhandledRejection");
  afterEach(() => {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  });
  test("is an unhandled rejection", async () => {
    process.removeAllListeners("unhandledRejection");
    const seen: unknown[] = [];
    process.on("unhandledRejection", (reason) => seen.push(reason));
    const failure = new RangeError("lost");
    pending(new Source(failure));
    pending(new Source(failure, true));
    pending(new Source(failure))
      .all()
      .catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(seen).toEqual([failure, failure]);
  });
});

describe("streaming", () => {
  test("iteration chosen in the same tick streams", async () => {
    const source = new Source();
    const seen: unknown[] = [];
    for await (const row of pending(source).yieldPer(2)) seen.push(row.name);
    expect(seen).toEqual(["a", "b", "b"]);
    expect(source.log).toEqual(["stream 2", "next", "next", "next", "close"]);
  });
  test("leaving the loop closes the stream", async () => {
    const source = new Source();
    for await (const row of pending(source).yieldPer(1)) if (row.id === 2) break;
    expect(source.log.at(-1)).toBe("close");
    expect(source.log.filter((line) => line === "next")).toHaveLength(2);
  });
  test("partitions, scalars, mappings and unique", async () => {
    const parts: unknown[] = [];
    for await (const part of pending(new Source()).partitions(2)) parts.push(part.length);
    expect(parts).toEqual([2, 1]);
    const names: unknown[] = [];
    for await (const name of pending(new Source()).scalars("name").yieldPer(1).unique()) names.push(name);
    expect(names).toEqual(["a", "b"]);
    const mappings: unknown[] = [];
    for await (const row of pending(new Source()).yieldPer(1).mappings()) mappings.push(row);
    expect(mappings[0]).toEqual({ id: 1, name: "a" });
  });
  test("two ways at once are refused", async () => {
    const source = new Source();
    const one = pending(source);
    const iterator = one[Symbol.asyncIterator]();
    await expect(one.all()).rejects.toThrow(/being streamed/);
    expect((await iterator.next()).value).toEqual([1, "a"]);
    await iterator.return?.();
  });
  test("a stream that fails to open fails the loop", async () => {
    const failure = new RangeError("refused");
    await expect(async () => {
      for await (const _ of pending(new Source(failure)));
    }).rejects.toBe(failure);
  });
  test("batches are counted in whole numbers above zero", () => {
    const one = pending(new Source());
    expect(() => one.yieldPer(0)).toThrow(/above 0/);
    expect(() => one.partitions(-1)).toThrow(/above 0/);
  });
});
