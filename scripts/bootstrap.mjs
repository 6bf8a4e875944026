/**
 * The two commands of the README, each good as the first one ever run in a clone: `quickstart` and `test`. Plain Node with no dependency, since
 * nothing is installed when it starts. It brings the dependencies in step with the lock file, builds, and runs what was asked for.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pinned, pnpm, root } from "./pnpm.mjs";
import { record } from "./record.mjs";

const [, , task = "", ...given] = process.argv;
/** npm takes the `--` itself; pnpm passes it on. */
const args = given[0] === "--" ? given.slice(1) : given;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Cupel needs Node 20.19 or later (this is ${process.versions.node}): ES modules that CommonJS can require begin there.`);
  process.exit(1);
}

const at = (...path) => join(root, ...path);
const node = (script, rest = [], options = {}) =>
  spawnSync(process.execPath, [at(script), ...rest], { cwd: root, stdio: "inherit", ...options }).status ?? 1;

/** Whether a workspace member exists that the last installation did not know is seen by the manifests; what they ask for, by the lock file. */
const wanted = () => {
  const hash = createHash("sha256").update(process.versions.modules);
  const manifests = ["packages", "examples"].flatMap((folder) =>
    existsSync(at(folder)) ? readdirSync(at(folder)).map((name) => join(folder, name, "package.json")) : [],
  );
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...manifests.sort()]) {
    if (existsSync(at(file))) hash.update(file).update(readFileSync(at(file)));
  }
  return hash.digest("hex");
};

const install = () => {
  const stamp = at("node_modules", ".cupel-installed");
  const before = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  const now = `${process.versions.modules} ${wanted()}`;
  if (before === now) return;
  console.log(`Installing the dependencies with pnpm ${pinned} (native addons are compiled, which takes about a minute the first time) …`);
  rmSync(stamp, { force: true });
  const installed = pnpm(["install", "--frozen-lockfile", "--config.confirmModulesPurge=false", "--reporter=append-only"], {
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 256 * 1024 * 1024,
  });
  if (installed.status !== 0) {
    console.error(`${installed.stdout ?? ""}${installed.stderr ?? ""}${installed.error ?? ""}`);
    console.error(`pnpm install failed. It needs the npm registry, and a C++ compiler, make and Python 3 for the native addon of SQLite.`);
    process.exit(1);
  }
  // Addons are compiled for one version of Node's binary interface.
  if (before !== "" && before.split(" ")[0] !== process.versions.modules && pnpm(["rebuild", "better-sqlite3"]).status !== 0)
    process.exit(1);
  writeFileSync(stamp, now);
};

/** The compiler itself knows what is out of date; what it is asked to trust is only that nobody removed its output. */
const build = () => {
  for (const name of readdirSync(at("packages"))) {
    if (!existsSync(at("packages", name, "dist", "index.js")))
      rmSync(at("packages", name, "dist", "tsconfig.tsbuildinfo"), { force: true });
  }
  return node("node_modules/typescript/bin/tsc", ["-b"]);
};

/** Each database that Cupel speaks, or will: what its tests are called, and whether this checkout has them. */
const databases = ["sqlite", "pglite", "postgres", "mysql", "mariadb", "mssql"];

const runTests = () => {
  mkdirSync(at(".cache"), { recursive: true });
  const report = at(".cache", "vitest.json");
  rmSync(report, { force: true });
  const status = node("node_modules/vitest/vitest.mjs", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...args,
  ]);
  if (!existsSync(report)) {
    record("vitest", { passed: 0, failed: 1 });
    return { status: status || 1, counts: { passed: 0, failed: 1, skipped: 0 }, ran: new Map() };
  }
  const result = JSON.parse(readFileSync(report, "utf8"));
  const ran = new Map();
  // A file that could not be loaded, or a type error outside any test, fails without a failed test of its own.
  let failed = result.numFailedTests;
  for (const file of result.testResults) {
    if (file.status === "failed" && !file.assertionResults.some((each) => each.status === "failed")) failed++;
    const database = databases.find((name) => file.name.endsWith(`.${name}.test.ts`));
    const passed = file.assertionResults.filter((each) => each.status === "passed").length;
    if (database !== undefined) ran.set(database, (ran.get(database) ?? 0) + passed);
  }
  if (status !== 0 && failed === 0) failed = 1;
  const counts = { passed: result.numPassedTests, failed, skipped: result.numPendingTests + result.numTodoTests };
  record("vitest", counts);
  return { status: failed > 0 ? status || 1 : status, counts, ran };
};

const test = () => {
  const failures = [];
  const step = (name, run) => {
    const begun = Date.now();
    console.log(`\n── ${name}`);
    const status = run();
    console.log(`── ${name}: ${status === 0 ? "done" : "FAILED"} in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    if (status !== 0) failures.push(name);
    return status;
  };
  const counted = (check, script, rest = []) => {
    const status = node(script, rest);
    record(check, { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 });
    return status;
  };
  step("build", () => {
    const status = build();
    record("build", { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 });
    return status;
  });
  step("type checks", () => counted("typecheck", "scripts/typecheck.mjs"));
  // These keep their own counts.
  step("type tests on TypeScript 5.9, 6.0 and 7.0", () => node("scripts/type-tests.mjs"));
  step("type checks from every starting point", () => node("scripts/type-order.mjs"));
  step("what the types cost", () => node("scripts/type-cost.mjs"));
  step("what somebody has to load who only compiles", () => node("scripts/check-size.mjs"));
  let outcome = { counts: { passed: 0, failed: 0, skipped: 0 }, ran: new Map() };
  step("tests", () => {
    outcome = runTests();
    return outcome.status;
  });

  const required = (process.env.CUPEL_REQUIRE ?? "").split(/[\s,]+/).filter(Boolean);
  for (const name of required) {
    if (!databases.includes(name)) failures.push(`CUPEL_REQUIRE names ${name}, which is none of ${databases.join(", ")}`);
    else if (!(outcome.ran.get(name) > 0)) failures.push(`${name} is required (CUPEL_REQUIRE), and no test ran on it`);
  }
  const list = (names) => (names.length > 0 ? names.join(", ") : "none");
  const ran = databases.filter((name) => outcome.ran.get(name) > 0);
  console.log(`\nDatabases tested: ${list(ran.map((name) => `${name} (${outcome.ran.get(name)} tests)`))}.`);
  console.log(`Databases not run: ${list(databases.filter((name) => !ran.includes(name)))}.`);
  const { passed, failed, skipped } = outcome.counts;
  console.log(`Tests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  for (const failure of failures) console.error(`FAILED: ${failure}`);
  return failures.length === 0 ? 0 : 1;
};

const quickstart = () => {
  if (build() !== 0) return 1;
  const folder = at("examples", "quickstart");
  const jiti = join(folder, "node_modules", "jiti", "lib", "jiti-cli.mjs");
  return spawnSync(process.execPath, [jiti, join(folder, "main.ts"), ...args], { cwd: folder, stdio: "inherit" }).status ?? 1;
};

const tasks = { install: () => 0, build, quickstart, test };
const chosen = tasks[task];
if (chosen === undefined) {
  console.error(`bootstrap.mjs knows ${Object.keys(tasks).join(", ")}, not "${task}".`);
  process.exit(1);
}
install();
process.exitCode = chosen();
