import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test("where code from text is forbidden, a loop makes the same rows", async () => {
  vi.resetModules();
  vi.stubGlobal("Function", () => {
    throw new EvalError("Code generation from strings disallowed for this context");
  });
  const { canGenerate, RowShape } = await import("../../src/engine/row-shape.js");
  const { BufferedResult } = await import("../../src/engine/buffered.js");
  expect(canGenerate()).toBe(false);
  const shape = new RowShape(["id", "when", "id"], [null, (value) => new Date(value as number), null]);
  const result = new BufferedResult<[number, Date | null, number], { when: Date | null }>(
    shape,
    [
      [1, 5, 2],
      [1, null, 3],
    ],
    2,
  );
  expect(result.all()).toEqual([
    [1, new Date(5), 2],
    [1, null, 3],
  ]);
  expect(result.first()?.when).toEqual(new Date(5));
  expect(result.mappings().all()).toEqual([
    { id: 2, when: new Date(5) },
    { id: 3, when: null },
  ]);
});
