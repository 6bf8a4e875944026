/**
 * A cycle between classes may show only when the compiler happens to begin in an unlucky place, as an editor does. A fresh checker is made for an
 * identifier of the models, asked for its type first, and then for all errors. A run takes an even sample; `--every` takes each identifier,
 * `--typescript 5.9` another compiler (7.0 has no interface for programs).
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "./pnpm.mjs";
import { record } from "./record.mjs";
import { versions } from "./typescript.mjs";

const argument = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const version = argument("--typescript") ?? "6.0";
const sample = process.argv.includes("--every") ? Number.POSITIVE_INFINITY : Number(argument("--sample") ?? 60);
const ts = createRequire(import.meta.url)(join(versions[version], "lib", "typescript.js"));
const here = join(root, "types");

const { options } = ts.getParsedCommandLineOfConfigFile(
  join(here, "tsconfig.json"),
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} },
);
const host = ts.createCompilerHost(options);
const read = host.getSourceFile;
const sources = new Map();
host.getSourceFile = (name, ...rest) => {
  if (!sources.has(name)) sources.set(name, read.call(host, name, ...rest));
  return sources.get(name);
};
const files = ["models.ts", "split/user.ts", "split/main.ts"].map((file) => join(here, file));
const beginnings = files.flatMap((file) => {
  const found = [];
  const visit = (node) => {
    if (ts.isIdentifier(node)) found.push({ file, node });
    ts.forEachChild(node, visit);
  };
  visit(host.getSourceFile(file, options.target));
  return found;
});
const step = Math.max(1, beginnings.length / sample);
const chosen = Array.from({ length: Math.ceil(beginnings.length / step) }, (_, index) => beginnings[Math.floor(index * step)]);

let failed = 0;
let previous;
for (const { file, node } of chosen) {
  // The old program lends its module resolutions and bound files; the checker, where the order matters, is new each time.
  const program = ts.createProgram(files, options, host, previous);
  previous = program;
  const checker = program.getTypeChecker();
  checker.typeToString(checker.getTypeAtLocation(node));
  const errors = files.flatMap((each) => program.getSemanticDiagnostics(program.getSourceFile(each)));
  if (errors.length > 0) {
    failed++;
    if (failed <= 10)
      console.error(`${file}: beginning at ${node.text}: ${ts.flattenDiagnosticMessageText(errors[0].messageText, " ").slice(0, 300)}`);
  }
}
record("type-order", { passed: chosen.length - failed, failed });
console.log(`TypeScript ${version}: ${chosen.length} of ${beginnings.length} beginnings, ${failed} with errors`);
process.exitCode = failed > 0 ? 1 : 0;
