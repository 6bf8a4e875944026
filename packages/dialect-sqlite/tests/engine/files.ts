/** Engines on files of a folder of their own, closed and removed after each test. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "@cupel/dialect-sqlite";
import { createEngine, type Engine, type EngineOptions, text } from "@cupel/core";
import { afterEach, beforeEach } from "vitest";

let folder = "";
const engines: Engine[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cupel-engine-"));
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.dispose();
  rmSync(folder, { recursive: true });
});

export function path(file = "test.db"): string {
  return join(folder, file);
}
export function fileEngine(options: EngineOptions = {}, query = "", file = "test.db"): Engine {
  const engine = createEngine(`sqlite:///${path(file)}${query}`, options);
  engines.push(engine);
  return engine;
}
export function memoryEngine(options: EngineOptions = {}): Engine {
  const engine = createEngine("sqlite:///:memory:", options);
  engines.push(engine);
  return engine;
}
/** A table `t` of `id` and `v`, with the values given. */
export async function withTable(engine: Engine, ...values: unknown[]): Promise<Engine> {
  await engine.begin(async (connection) => {
    await connection.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, v)"));
    for (const v of values) await connection.execute(text("INSERT INTO t (v) VALUES (:v)"), { v });
  });
  return engine;
}
export function values(engine: Engine): Promise<unknown[]> {
  return engine.connect((connection) => connection.scalars(text<[unknown]>("SELECT v FROM t ORDER BY id")).all());
}
