import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.resetModules();
});

test("a statement of another copy of core is named as such", async () => {
  await import("@cupel/dialect-sqlite");
  const core = await import("@cupel/core");
  vi.resetModules();
  const other = await import("@cupel/core");
  expect(other.Engine).not.toBe(core.Engine);
  const engine = core.createEngine("sqlite:///:memory:");
  await engine.connect(async (connection) => {
    const foreign = connection.execute(other.text("SELECT 1"));
    await expect(foreign).rejects.toBeInstanceOf(core.ArgumentError);
    await expect(foreign).rejects.toThrow(
      /two copies of @cupel\/core.*this statement was made by another.*Loaded are .*core.*npm dedupe.*peer dependency/,
    );
    expect(await connection.scalar(core.text("SELECT 1"))).toBe(1);
  });
  await engine.dispose();
});

test("so is a dialect that was linked against another copy", async () => {
  await import("@cupel/dialect-sqlite");
  vi.resetModules();
  const other = await import("@cupel/core");
  expect(() => other.createEngine("sqlite:///:memory:")).toThrow(
    /two copies of @cupel\/core.*the dialect of "sqlite:\/\/" was made by another/,
  );
});
