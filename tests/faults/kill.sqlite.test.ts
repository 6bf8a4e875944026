/** A process that dies in the middle of a flush leaves nothing half-done behind. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";

const child = fileURLToPath(new URL("./graph-child.mjs", import.meta.url));
const folders: string[] = [];
afterEach(() => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true });
});
const makeFile = () => {
  const folder = mkdtempSync(join(tmpdir(), "cupel-kill-"));
  folders.push(folder);
  return join(folder, "graph.db");
};

/** Starts the flush and kills the process without warning, `after` milliseconds into it. Resolves to what it had said. */
const killed = (file: string, after: number) =>
  new Promise<string>((resolve, reject) => {
    const process_ = spawn(process.execPath, [child, file], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "",
      errors = "";
    process_.stderr.on("data", (data) => {
      errors += data;
    });
    process_.stdout.on("data", (data) => {
      const first = said === "";
      said += data;
      if (first) setTimeout(() => process_.kill("SIGKILL"), after);
    });
    process_.on("exit", (code, signal) => {
      if (signal === "SIGKILL" || code === 0) resolve(said);
      else reject(new Error(errors));
    });
  });
const count = (file: string, table: string) => {
  const db = new Database(file);
  try {
    return (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  } finally {
    db.close();
  }
};

describe("kill -9 in the middle of a flush", () => {
  test("leaves no partial graph, and the same work succeeds when it is run again", { timeout: 120_000 }, async () => {
    const outcomes = new Set<number>();
    let interrupted = 0;
    for (const after of [0, 2, 5, 10, 20, 40, 80]) {
      const file = makeFile();
      const said = await killed(file, after);
      if (!said.includes("committed")) interrupted++;
      const parents = count(file, "parents");
      expect([0, 5000]).toContain(parents);
      expect(count(file, "children")).toBe(parents * 3);
      outcomes.add(parents);
      const again = spawnSync(process.execPath, [child, file], { encoding: "utf8" });
      expect(again.stderr).toBe("");
      expect(again.status).toBe(0);
      expect([count(file, "parents"), count(file, "children")]).toEqual([parents + 5000, (parents + 5000) * 3]);
    }
    expect(interrupted).toBeGreaterThan(0); // the test has killed something at work
    expect(outcomes.has(0)).toBe(true);
  });
});
