/** What the tests of the contract share. */
import "@cupel/dialect-sqlite";
import { createEngine, type Engine, type MetaData } from "@cupel/orm";
import { expect } from "vitest";

const open: Engine[] = [];

/** An empty database in memory with the tables of a base. */
export async function freshEngine(base: { readonly metadata: MetaData }, url = "sqlite:///:memory:"): Promise<Engine> {
  const engine = createEngine(url);
  open.push(engine);
  await base.metadata.createAll(engine);
  return engine;
}

/** After each test no connection is out. */
export const engines = {
  async check(): Promise<void> {
    for (const engine of open.splice(0)) {
      expect(engine.pool.checkedOut()).toBe(0);
      await engine.dispose();
    }
  },
};

/** The error that work ends with. */
export async function failure(work: () => unknown): Promise<Error> {
  let answer: unknown;
  try {
    answer = await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error(`This should have failed, and gave ${String(answer)}.`);
}
