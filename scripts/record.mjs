/** What each check counted, kept in `.cache/counts/` until the end of the run, where `.ci/run` adds it up. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(fileURLToPath(new URL("..", import.meta.url)), ".cache", "counts");

/**
 * @param {string} check
 * @param {{ passed: number, failed: number, skipped?: number }} counts
 */
export const record = (check, { passed, failed, skipped = 0 }) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${check}.json`), `${JSON.stringify({ passed, failed, skipped })}\n`);
};

export const forget = () => rmSync(folder, { recursive: true, force: true });

export const total = () => {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  let files = [];
  try {
    files = readdirSync(folder);
  } catch {
    // Nothing was counted.
  }
  for (const file of files) {
    const counts = JSON.parse(readFileSync(join(folder, file), "utf8"));
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  return sum;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , verb, check, outcome] = process.argv;
  if (verb === "forget") forget();
  else if (verb === "one") record(check, { passed: outcome === "0" ? 1 : 0, failed: outcome === "0" ? 0 : 1 });
  else if (verb === "total") {
    const { passed, failed, skipped } = total();
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  } else throw new Error(`record.mjs knows forget, one and total, not ${verb}`);
}
