/**
 * The packages as their users get them. Packs each, lets publint and are-the-types-wrong judge the tarball, installs all of them into an empty
 * project outside the workspace, and loads every entry point there by `import` and by `require`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { pnpm, root } from "./pnpm.mjs";
import { record } from "./record.mjs";

const keep = process.argv.includes("--keep");
const counts = { passed: 0, failed: 0 };
const tell = (ok, what, output = "") => {
  counts[ok ? "passed" : "failed"]++;
  (ok ? console.log : console.error)(`${ok ? "  ok    " : "  FAILED"} ${what}`);
  if (!ok && output) console.error(output.replace(/^/gm, "           ").slice(0, 6000));
  return ok;
};
const run = (command, args, options = {}) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
  });
  return { ok: status === 0, output: `${stdout ?? ""}${stderr ?? ""}${error ?? ""}` };
};
const tool = (name, ...bin) => [process.execPath, join(root, "node_modules", ...name.split("/"), ...bin)];

const scratch = mkdtempSync(join(tmpdir(), "cupel-packages-"));
try {
  const names = readdirSync(join(root, "packages"));
  const manifests = names.map((name) => JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")));
  const tarballs = new Map();
  const quiet = { stdio: ["ignore", "pipe", "pipe"] };
  for (const [index, name] of names.entries()) {
    const manifest = manifests[index];
    const destination = join(scratch, "tarballs", name);
    mkdirSync(destination, { recursive: true });
    const packed = pnpm(["pack", "--pack-destination", destination], { ...quiet, cwd: join(root, "packages", name) });
    const file = readdirSync(destination).find((each) => each.endsWith(".tgz"));
    if (!tell(packed.status === 0 && file !== undefined, `${manifest.name}: packed`, `${packed.stdout}${packed.stderr}`)) continue;
    const tarball = join(destination, file);
    tarballs.set(manifest.name, tarball);

    const contents = run("tar", ["-tzf", tarball]).output.split("\n");
    const entries = Object.values(manifest.exports).flatMap((each) => (typeof each === "string" ? [each] : Object.values(each)));
    const missing = ["./LICENSE", "./README.md", "./package.json", ...entries].filter(
      (each) => !contents.includes(`package/${each.slice(2)}`),
    );
    const stray = contents.filter((each) => /tsbuildinfo|\.test\.|(^|\/)tests\//.test(each));
    tell(
      missing.length === 0 && stray.length === 0,
      `${manifest.name}: holds what it should`,
      `missing: ${missing.join(", ")}; too much: ${stray.join(", ")}`,
    );
    const published = run("tar", ["-xzOf", tarball, "package/package.json"]).output;
    tell(!published.includes("workspace:"), `${manifest.name}: its ranges are those of the registry`, published);

    const [node, publint] = tool("publint", "src", "cli.js");
    const linted = run(node, [publint, tarball, "--strict"]);
    tell(linted.ok, `${manifest.name}: publint`, linted.output);
    const [, attw] = tool("@arethetypeswrong/cli", "dist", "index.js");
    const typed = run(node, [attw, tarball, "--profile", "esm-only", "--no-emoji", "--no-color"]);
    tell(typed.ok && !/does not contain types/.test(typed.output), `${manifest.name}: are the types wrong`, typed.output);
  }

  // The driver's version is the workspace's, so that its compiled addon comes out of pnpm's store.
  const project = join(scratch, "project");
  mkdirSync(project);
  const driver = JSON.parse(
    readFileSync(join(root, "packages", "dialect-sqlite", "node_modules", "better-sqlite3", "package.json"), "utf8"),
  ).version;
  const local = Object.fromEntries([...tarballs].map(([name, file]) => [name, `file:${file}`]));
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "scratch", private: true, dependencies: { ...local, "better-sqlite3": driver } }, null, 2),
  );
  writeFileSync(
    join(project, "pnpm-workspace.yaml"),
    `onlyBuiltDependencies: [better-sqlite3]\noverrides:\n${Object.entries(local)
      .map(([name, file]) => `  "${name}": "${file}"`)
      .join("\n")}\n`,
  );
  const installed = pnpm(["install", "--no-frozen-lockfile"], { ...quiet, cwd: project });
  if (tell(installed.status === 0, "the tarballs install together into an empty project", `${installed.stdout}${installed.stderr}`)) {
    const paths = manifests.flatMap(({ name, exports }) =>
      Object.keys(exports)
        .filter((each) => each !== "./package.json")
        .map((each) => name + each.slice(1)),
    );
    for (const path of paths) {
      const imported = run(
        process.execPath,
        [
          "--input-type=module",
          "-e",
          `const m = await import(${JSON.stringify(path)}); if (Object.keys(m).length === 0) throw new Error("exports nothing");`,
        ],
        { cwd: project },
      );
      tell(imported.ok, `import "${path}"`, imported.output);
      const required = run(
        process.execPath,
        [
          "--input-type=commonjs",
          "-e",
          `const m = require(${JSON.stringify(path)}); if (Object.keys(m).length === 0) throw new Error("exports nothing"); import(${JSON.stringify(path)}).then((same) => { for (const key of Object.keys(same)) if (same[key] !== m[key]) throw new Error("require and import give two copies of " + key); });`,
        ],
        { cwd: project },
      );
      tell(required.ok, `require("${path}")`, required.output);
    }
    const program = `import "@cupel/dialect-sqlite";
import { createEngine, text } from "@cupel/core";
const engine = createEngine("sqlite:///:memory:");
const answer = await engine.connect((connection) => connection.execute(text("SELECT 40 + 2")).scalar());
if (Number(answer) !== 42) throw new Error("the answer was " + answer);
await engine.dispose();`;
    const ran = run(process.execPath, ["--input-type=module", "-e", program], { cwd: project });
    tell(ran.ok, "a statement runs on SQLite there", ran.output);
  }

  // Who only compiles installs core (which brings the pool) and a dialect: no driver, and nothing that has to be compiled.
  const compiler = join(scratch, "compile-only");
  const example = join(root, "examples", "compile-only");
  mkdirSync(compiler);
  const few = Object.fromEntries(["@cupel/core", "@cupel/dialect-postgres"].map((name) => [name, local[name]]));
  writeFileSync(
    join(compiler, "package.json"),
    JSON.stringify({ name: "compile-only", private: true, type: "module", dependencies: few }, null, 2),
  );
  writeFileSync(join(compiler, "pnpm-workspace.yaml"), `overrides:\n  "@cupel/pool": "${local["@cupel/pool"]}"\n`);
  const bare = pnpm(["install", "--no-frozen-lockfile", "--config.autoInstallPeers=false"], { ...quiet, cwd: compiler });
  if (tell(bare.status === 0, "core and a dialect install alone", `${bare.stdout}${bare.stderr}`)) {
    const drivers = readdirSync(join(compiler, "node_modules", ".pnpm")).filter((name) =>
      /^(pg|@electric-sql|better-sqlite3|mysql2|tedious)/.test(name),
    );
    tell(drivers.length === 0, "no driver comes with them", drivers.join(", "));
    const { outputText } = ts.transpileModule(readFileSync(join(example, "main.ts"), "utf8"), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    writeFileSync(join(compiler, "main.js"), outputText);
    const compiled = run(process.execPath, ["main.js"], { cwd: compiler });
    tell(
      compiled.ok && compiled.output === readFileSync(join(example, "expected.sql"), "utf8"),
      "examples/compile-only runs there",
      compiled.output,
    );
  }
} finally {
  if (keep) console.log(`kept in ${scratch}`);
  else rmSync(scratch, { recursive: true, force: true });
}
record("packages", counts);
console.log(`packages: ${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;
