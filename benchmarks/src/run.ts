/**
 * Measures ratios to the raw driver in one run: separate processes that take turns, medians of their samples, warm-up dropped. A machine that is
 * busy slows all of them alike; the ratio stays. `pnpm bench [--workloads W1,W3] [--rounds 5] [--samples 5]`.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import { CHILDREN, CROWD, makeRow, PARENTS, ROWS, schema, stored } from "./data.js";
import { WORKLOADS, type Workload } from "./workloads.js";

const { values } = parseArgs({
  options: { workloads: { type: "string" }, rounds: { type: "string", default: "5" }, samples: { type: "string", default: "5" } },
});
const chosen = (values.workloads?.split(",") ?? Object.keys(WORKLOADS)) as Workload[];
for (const each of chosen)
  if (!(each in WORKLOADS)) throw new RangeError(`There is no workload ${each}; there are ${Object.keys(WORKLOADS).join(", ")}.`);

/** What each is measured against, and the ratio to reach (`docs/benchmarks.md`). */
const BASE: Partial<Record<Workload, string>> = { W8: "knex", W8c: "knex" };
const TARGET: Partial<Record<Workload, number>> = {
  W1: 0.8,
  W1p: 2,
  W1e: 3,
  W2: 2.5,
  W3: 1.3,
  W4: 0.9,
  W5: 3,
  W6a: 2.2,
  W6b: 2.5,
  W7: 3,
  W8: 0.8,
  W8c: 0.4,
};
/** Milliseconds: ten, and fifteen for the column of JSON, whose values are compared in depth. */
const NOOP_LIMIT = 25;

const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "cupel-bench-"));
const template = join(folder, "template.db");
const db = new Database(template);
db.pragma("journal_mode = wal");
db.exec(schema);
const fill = (table: string, count: number) => {
  const insert = db.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  for (let id = 1; id <= count; id++) {
    const row = makeRow(id);
    insert.run(row.id, row.name, row.active ? 1 : 0, row.price, stored(row.createdAt), JSON.stringify(row.data), row.note, row.score);
  }
};
db.transaction(() => {
  fill("bench", ROWS);
  fill("crowd", CROWD);
  const parent = db.prepare("INSERT INTO parents (id, name) VALUES (?, ?)");
  const child = db.prepare("INSERT INTO children (name, parent_id) VALUES (?, ?)");
  for (let i = 1; i <= PARENTS; i++) {
    parent.run(i, `parent ${i}`);
    for (let j = 0; j < CHILDREN; j++) child.run(`child ${i}.${j}`, i);
  }
})();
db.pragma("wal_checkpoint(truncate)");
db.close();

const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
const worker = fileURLToPath(new URL("./worker.js", import.meta.url));
const measure = (contender: string, workload: Workload): { times: number[]; result?: number } => {
  const file = join(folder, "work.db");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
  copyFileSync(template, file);
  return JSON.parse(
    execFileSync(process.execPath, ["--expose-gc", worker, contender, file, workload, values.samples], { encoding: "utf8" }),
  ) as { times: number[]; result?: number };
};

console.log(
  `Node ${process.version}; ${values.rounds} rounds of ${values.samples} samples, medians; SQLite in memory-backed storage, WAL, synchronous off.\n`,
);
let missed = 0;
for (const workload of chosen) {
  const base = BASE[workload] ?? "raw";
  const contenders = workload === "noop" ? ["cupel"] : [base, "cupel"];
  const medians = new Map<string, number[]>(contenders.map((name) => [name, []]));
  const results = new Set<number>();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const name of round % 2 === 0 ? contenders : [...contenders].reverse()) {
      const { times, result } = measure(name, workload);
      medians.get(name)!.push(median(times));
      if (result !== undefined && base === "raw") results.add(result);
    }
  }
  if (results.size > 1) throw new Error(`${workload}: the contenders disagree: ${[...results].join(", ")}`);
  const mine = median(medians.get("cupel")!);
  if (workload === "noop") {
    const met = mine <= NOOP_LIMIT;
    missed += met ? 0 : 1;
    console.log(
      `${workload.padEnd(5)} ${WORKLOADS[workload].padEnd(52)} ${mine.toFixed(1)} ms (limit ${NOOP_LIMIT} ms) ${met ? "reached" : "MISSED"}`,
    );
    continue;
  }
  const reference = median(medians.get(base)!);
  const ratio = mine / reference;
  const target = TARGET[workload];
  const met = target === undefined || ratio <= target;
  missed += met ? 0 : 1;
  console.log(
    `${workload.padEnd(5)} ${WORKLOADS[workload].padEnd(52)} ${base} ${reference.toFixed(2).padStart(8)} ms  cupel ${mine.toFixed(2).padStart(8)} ms  ratio ${ratio.toFixed(2)}  target ${target ?? "–"} ${met ? "reached" : "MISSED"}`,
  );
}
rmSync(folder, { recursive: true });
console.log(missed === 0 ? "\nAll targets reached." : `\n${missed} of ${chosen.length} targets missed.`);
