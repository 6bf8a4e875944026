/**
 * Type-checks `types/` against the built packages with every supported TypeScript. Then the mistakes once more without their announcements, so
 * that what they give can be counted: one error each, on the line that follows the announcement. And what an editor shows on hover, where the
 * compiler has an interface to ask (7.0 has none). `--only 5.9` checks with one version.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
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

/** Compares what an editor would show above each `^?` with what is written after it. */
const hovers = (version) => {
  const ts = createRequire(import.meta.url)(join(versions[version], "lib", "typescript.js"));
  const file = join(folder, "hover.ts");
  const { options } = ts.getParsedCommandLineOfConfigFile(
    join(folder, "tsconfig.json"),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} },
  );
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => ({ ...options, noErrorTruncation: true }),
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const text = ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getCurrentDirectory: () => folder,
  });
  const lines = readFileSync(file, "utf8").split("\n");
  const wrong = [];
  let asked = 0;
  for (const [index, line] of lines.entries()) {
    const query = /^\s*\/\/\s*\^\? (.*)$/.exec(line);
    if (query === null) continue;
    asked++;
    const position = lines.slice(0, index - 1).join("\n").length + 1 + line.indexOf("^");
    const info = service.getQuickInfoAtPosition(file, position);
    const shown = ts.displayPartsToString(info?.displayParts ?? []).replace(/\s+/g, " ");
    if (shown !== query[1]) wrong.push(`hover.ts(${index}): shows     ${shown.slice(0, 400)}\n${" ".repeat(11)}instead of ${query[1]}`);
  }
  return { asked, wrong };
};

const mistakes = readFileSync(join(folder, "mistakes.ts"), "utf8");
const announced = mistakes.split("\n").flatMap((line, index) => (line.includes("// @ts-expect-error") ? [index + 2] : []));
const bare = join(folder, ".mistakes");
const shipped = join(folder, ".shipped");

for (const version of Object.keys(versions).sort()) {
  if (only !== undefined && version !== only) continue;
  const begun = Date.now();
  const errors = check(version, folder);
  tell(
    errors.length === 0,
    `TypeScript ${version}: the programs of types/ (${((Date.now() - begun) / 1000).toFixed(1)} s)${errors.length > 0 ? `: ${errors.length} errors` : ""}`,
  );
  for (const { text } of errors.slice(0, 40)) console.error(`           ${text.slice(0, 300)}`);

  if (version !== "7.0") {
    const { asked, wrong } = hovers(version);
    tell(asked > 0 && wrong.length === 0, `TypeScript ${version}: ${asked} hovers, each as it is to be read`);
    for (const each of wrong) console.error(`           ${each}`);
  }

  // A library can ship models: compiled from their declarations instead of their source, they pass the same checks.
  rmSync(shipped, { recursive: true, force: true });
  mkdirSync(shipped);
  writeFileSync(
    join(shipped, "tsconfig.emit.json"),
    JSON.stringify({
      extends: "../tsconfig.json",
      compilerOptions: { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: "..", outDir: "." },
      include: [],
      files: ["../models.ts"],
    }),
  );
  const emitted = check(version, join(shipped, "tsconfig.emit.json"));
  for (const file of ["check.ts", "queries.ts", "writing.ts", "mistakes.ts"]) copyFileSync(join(folder, file), join(shipped, file));
  writeFileSync(join(shipped, "tsconfig.json"), JSON.stringify({ extends: "../tsconfig.json", include: ["*.ts"] }));
  const fromDeclarations = [...emitted, ...check(version, shipped)];
  const declared = existsSync(join(shipped, "models.d.ts"));
  rmSync(shipped, { recursive: true, force: true });
  tell(declared && fromDeclarations.length === 0, `TypeScript ${version}: the same, with the models as declarations`);
  for (const { text } of fromDeclarations.slice(0, 20)) console.error(`           ${text.slice(0, 300)}`);

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
