/**
 * Type-checks the sources of all packages with their tests and the scripts, straight from the sources, and then the examples and benchmarks, which
 * see the built packages as a user would. `--all` does so with each supported TypeScript.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./pnpm.mjs";
import { record } from "./record.mjs";
import { compiler, versions } from "./typescript.mjs";

const all = process.argv.includes("--all");
const counts = { passed: 0, failed: 0 };
const users = ["benchmarks", ...readdirSync(join(root, "examples")).map((name) => join("examples", name))].map((folder) =>
  join(folder, "tsconfig.json"),
);
const projects = ["tsconfig.tests.json", ...users.filter((file) => existsSync(join(root, file)))];
for (const version of Object.keys(versions).sort()) {
  if (!all && version !== "6.0") continue;
  for (const project of projects) {
    const begun = Date.now();
    const { status } = spawnSync(process.execPath, [compiler(version), "-p", project, "--noEmit", "--pretty", "false"], {
      cwd: root,
      stdio: "inherit",
    });
    counts[status === 0 ? "passed" : "failed"]++;
    console.log(`TypeScript ${version}, ${project}: ${status === 0 ? "ok" : "FAILED"} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  }
}
if (all) record("typecheck-all", counts);
process.exitCode = counts.failed > 0 ? 1 : 0;
