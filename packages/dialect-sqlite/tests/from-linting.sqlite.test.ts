import { column, createEngine, MetaData, select, t, table, trueValue, update } from "@cupel/core";
import "../src/index.js";
import { afterEach, expect, test, vi } from "vitest";

const metadata = new MetaData();
const a = table("a", metadata, { id: column(t.integer(), { primaryKey: true }), x: column(t.integer(), { nullable: true }) });
const b = table("b", metadata, { id: column(t.integer(), { primaryKey: true }) });
afterEach(() => vi.restoreAllMocks());

async function warningsOf(options: { enableFromLinting?: boolean }, statements: readonly unknown[]): Promise<string[]> {
  const warned: string[] = [];
  vi.spyOn(process, "emitWarning").mockImplementation((message, type) => {
    warned.push(`${JSON.stringify(type)} ${String(message)}`);
  });
  const engine = createEngine("sqlite:///:memory:", options);
  await metadata.createAll(engine);
  await engine.begin(async (connection) => {
    for (const statement of statements) await connection.execute(statement as never);
  });
  await engine.dispose();
  return warned;
}
const product = () => select(a.c.id, b.c.id).where(a.c.id.gt(1));

test("a statement with a cartesian product is warned of when it is compiled, not when it is found in the cache", async () => {
  const warnings = await warningsOf({}, [product(), product(), product()]);
  expect(warnings).toEqual([expect.stringContaining('This SELECT has a cartesian product: nothing connects "b" with "a"')]);
  expect(warnings[0]).toContain('{"type":"CupelWarning","code":"CUPEL_CARTESIAN_PRODUCT"}');
});
test("UPDATE with another table too", async () => {
  expect(await warningsOf({}, [update(a).set({ x: 1 }).where(b.c.id.eq(1))])).toEqual([
    expect.stringContaining('This UPDATE has a cartesian product: nothing connects "b" with "a"'),
  ]);
  expect(await warningsOf({}, [update(a).set({ x: 1 }).where(b.c.id.eq(a.c.id))])).toEqual([]);
});
test("a product that is meant is not warned of; nor is any, if the engine is told", async () => {
  expect(await warningsOf({}, [select(a.c.id, b.c.id).join(b, trueValue())])).toEqual([]);
  expect(await warningsOf({ enableFromLinting: false }, [product()])).toEqual([]);
});
