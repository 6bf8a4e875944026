/**
 * Type-checks `types/` against the built packages with every supported TypeScript. Then the mistakes once more without their announcements, so
 * that what they give can be counted: one error each, on the line that follows the announcement. `--only 5.9` checks with one version.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./pnpm.mjs";
import { record } from "./record.mjs";
import { compiler, versions } from "./typescript.mjs";

const folder = join(root, "types");
const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
const counts = { passed: 0, failed: 0 };
const tell = (ok, what) => {
  counts[ok ? "passed" : "failed"]++;
  (ok ? console.log : console.error)(`${ok ? "  ok    " : "  FAILED"} ${what}`);
};
const check = (version, project) => {
  const { stdout, stderr } = spawnSync(process.execPath, [compiler(version), "-p", project, "--pretty", "false"], {
    encoding: "utf8",
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
  return `${stdout}${stderr}`
    .split("\n")
    .map((line) => /^(.*?)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(line) ?? /^()()()error (TS\d+): (.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, file, line, , code, message]) => ({ file, line: Number(line), text: `${file}(${line}): ${code} ${message}` }));
};

const mistakes = readFileSync(join(folder, "mistakes.ts"), "utf8");
const announced = mistakes.split("\n").flatMap((line, index) => (line.includes("// @ts-expect-error") ? [index + 2] : []));
const bare = join(folder, ".mistakes");

for (const version of Object.keys(versions).sort()) {
  if (only !== undefined && version !== only) continue;
  const begun = Date.now();
  const errors = check(version, folder);
  tell(
    errors.length === 0,
    `TypeScript ${version}: the programs of types/ (${((Date.now() - begun) / 1000).toFixed(1)} s)${errors.length > 0 ? `: ${errors.length} errors` : ""}`,
  );
  for (const { text } of errors.slice(0, 40)) console.error(`           ${text.slice(0, 300)}`);

  rmSync(bare, { recursive: true, force: true });
  mkdirSync(bare);
  writeFileSync(
    join(bare, "mistakes.ts"),
    mistakes.replaceAll("// @ts-expect-error", "// a mistake:    ").replaceAll('from "./models.js"', 'from "../models.js"'),
  );
  writeFileSync(join(bare, "tsconfig.json"), JSON.stringify({ extends: "../tsconfig.json", include: ["mistakes.ts"] }));
  const found = check(version, bare).filter(({ file }) => file.endsWith("mistakes.ts"));
  rmSync(bare, { recursive: true, force: true });
  for (const line of announced) {
    const here = found.filter((each) => each.line === line).length;
    if (here === 1) counts.passed++;
    else tell(false, `TypeScript ${version}: types/mistakes.ts(${line}) gives ${here} errors instead of one`);
  }
  const elsewhere = found.filter(({ line }) => !announced.includes(line));
  tell(elsewhere.length === 0, `TypeScript ${version}: ${announced.length} mistakes, each seen where it is`);
  for (const { text } of elsewhere.slice(0, 20)) console.error(`           ${text.slice(0, 300)}`);
}
record("type-tests", counts);
console.log(`type tests: ${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;
