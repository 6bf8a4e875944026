/**
 * What somebody pays who only compiles. Bundles `examples/compile-only` as an application would, looks into what is loaded at its start, and
 * runs it where nothing is installed:
 *
 * - of core's engine there are the few modules that say what a dialect is, and of the pool and of the drivers nothing;
 * - no package is named that would have to be installed;
 * - the size is within its budget, which is what was measured and a tenth;
 * - it prints what it should, in an empty folder.
 *
 * A driver is behind a dynamic import, so that it is a chunk of its own which nobody loads.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "./pnpm.mjs";
import { record } from "./record.mjs";

/** Bytes, minified; and what travels. */
const budget = { minified: 320_700, gzipped: 98_700 };
/** The modules of the engine's folder that a compiler needs: what a dialect is, what it can do, and which there are. */
const allowedOfEngine = new Set(["capabilities.js", "copies.js", "dialect.js", "registry.js"]);
const forbidden = [
  { what: "the engine", holds: (file) => /^packages\/core\/dist\/engine\//.test(file) && !allowedOfEngine.has(basename(file)) },
  { what: "the pool", holds: (file) => file.startsWith("packages/pool/") },
  { what: "a driver", holds: (file) => /^packages\/dialect-[^/]+\/dist\/drivers\/(?!load-driver\.js$)/.test(file) },
  { what: "a package from elsewhere", holds: (file) => file.includes("node_modules/") },
];

const example = join(root, "examples", "compile-only");
const counts = { passed: 0, failed: 0 };
const tell = (ok, what, more = "") => {
  counts[ok ? "passed" : "failed"]++;
  (ok ? console.log : console.error)(`${ok ? "  ok    " : "  FAILED"} ${what}`);
  if (!ok && more) console.error(more.replace(/^/gm, "           "));
};

const folder = mkdtempSync(join(tmpdir(), "cupel-size-"));
try {
  const { metafile, outputFiles } = await build({
    entryPoints: [join(example, "main.ts")],
    absWorkingDir: root,
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    metafile: true,
    write: false,
    legalComments: "none",
    // What is installed beside a dialect, if at all. It may be named in a chunk that is loaded later, and in no other.
    external: ["pg", "pg-cursor", "pg-copy-streams", "@electric-sql/pglite"],
  });
  const { outputs } = metafile;
  const entry = Object.keys(outputs).find((name) => outputs[name].entryPoint === "examples/compile-only/main.ts");
  /** The chunks that are there when the program starts. */
  const loaded = new Set([entry]);
  const outside = new Set();
  for (const name of loaded) {
    for (const { path, kind, external } of outputs[name].imports) {
      if (kind !== "import-statement") continue;
      if (external === true) outside.add(path);
      else loaded.add(path);
    }
  }

  const modules = new Map();
  for (const name of loaded) {
    for (const [file, { bytesInOutput }] of Object.entries(outputs[name].inputs)) {
      if (bytesInOutput > 0) modules.set(file, (modules.get(file) ?? 0) + bytesInOutput);
    }
  }
  for (const { what, holds } of forbidden) {
    const found = [...modules].filter(([file]) => holds(file));
    tell(found.length === 0, `${what} is not in the bundle`, found.map(([file, bytes]) => `${bytes} bytes of ${file}`).join("\n"));
  }
  const packages = [...outside].filter((name) => !name.startsWith("node:") && !builtinModules.includes(name));
  tell(packages.length === 0, "no package has to be installed for it", packages.join(", "));

  const written = outputFiles.filter(({ path }) => loaded.has([...loaded].find((name) => path.endsWith(basename(name))) ?? ""));
  const minified = written.reduce((sum, { contents }) => sum + contents.length, 0);
  const gzipped = written.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
  const heaviest = () =>
    [...modules]
      .sort(([, a], [, b]) => b - a)
      .slice(0, 15)
      .map(([file, bytes]) => `${bytes} bytes of ${file}`)
      .join("\n");
  tell(minified <= budget.minified, `${minified} bytes of ${budget.minified} minified`, heaviest());
  tell(gzipped <= budget.gzipped, `${gzipped} bytes of ${budget.gzipped} compressed`, heaviest());

  for (const { path, contents } of written) writeFileSync(join(folder, basename(path)), contents);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const ran = spawnSync(process.execPath, [join(folder, basename(entry))], { cwd: folder, encoding: "utf8", env: {} });
  const expected = readFileSync(join(example, "expected.sql"), "utf8");
  tell(ran.status === 0, "it runs where nothing is installed", ran.stderr);
  tell(ran.stdout === expected, "it prints examples/compile-only/expected.sql", ran.stdout);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
record("size", counts);
console.log(`size: ${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;
