/** Type-checks every source, test, script and example at once, straight from the sources. `--all` does so with each supported TypeScript. */
import { spawnSync } from "node:child_process";
import { root } from "./pnpm.mjs";
import { record } from "./record.mjs";
import { compiler, versions } from "./typescript.mjs";

const all = process.argv.includes("--all");
const counts = { passed: 0, failed: 0 };
for (const version of Object.keys(versions).sort()) {
  if (!all && version !== "6.0") continue;
  const begun = Date.now();
  const { status } = spawnSync(process.execPath, [compiler(version), "-p", "tsconfig.tests.json", "--pretty", "false"], { cwd: root, stdio: "inherit" });
  counts[status === 0 ? "passed" : "failed"]++;
  console.log(`TypeScript ${version}: ${status === 0 ? "ok" : "FAILED"} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
}
if (all) record("typecheck-all", counts);
process.exitCode = counts.failed > 0 ? 1 : 0;
