/**
 * The layering, read off the imports. A package imports what its package.json lists and this table allows; relative imports stay inside its
 * sources and name the file itself, never an index; a database driver is named by the files of `drivers/` alone; and no modules import each
 * other at run time (type-only imports are erased and may form cycles). Cycles are the strongly connected components found by R. Tarjan,
 * "Depth-First Search and Linear Graph Algorithms" (1972), linear in the number of imports.
 *
 * `node scripts/check-layers.mjs [folder]`: another folder of packages is for the test of this check.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { root } from "./pnpm.mjs";
import { record } from "./record.mjs";

/** Ground floor first. A driver is a peer of its dialect. */
const allowed = {
  pool: ["tarn"],
  core: ["@cupel/pool"],
  "dialect-sqlite": ["@cupel/core", "better-sqlite3"],
  "dialect-postgres": ["@cupel/core", "pg", "pg-cursor", "pg-copy-streams", "@electric-sql/pglite"],
  "dialect-mysql": ["@cupel/core", "mysql2"],
  "dialect-mssql": ["@cupel/core", "tedious"],
  orm: ["@cupel/core"],
  migrate: ["@cupel/core", "commander", "jiti"],
  testing: ["@cupel/core", "@cupel/orm", "vitest"],
};

const packages = resolve(root, process.argv[2] ?? "packages");
const faults = [];
let checks = 0;
const must = (ok, fault) => {
  checks++;
  if (!ok) faults.push(fault);
};
const shown = (file) => relative(root, file);
const sourcesUnder = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => /\.[cm]?tsx?$/.test(file) && !file.endsWith(".d.ts") && statSync(file).isFile());

/** Every module that a file names, and whether the name is still there at run time. */
const importsOf = (file) => {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found = [];
  const add = (node, specifier, kind) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push({ specifier, kind, where: `${shown(file)}:${line + 1}` });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier.text, node.importClause?.isTypeOnly ? "type" : "value");
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node, node.moduleSpecifier.text, node.isTypeOnly ? "type" : "value");
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal.text, "type");
    else if (ts.isCallExpression(node) && node.arguments[0] && ts.isStringLiteralLike(node.arguments[0])) {
      const callee = node.expression;
      if (callee.kind === ts.SyntaxKind.ImportKeyword) add(node, node.arguments[0].text, "dynamic");
      else if (ts.isIdentifier(callee) && (callee.text === "require" || callee.text === "createRequire"))
        add(node, node.arguments[0].text, "dynamic");
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

/** The source file that a relative specifier means: `./a.js` is written for `a.ts`. */
const resolveFrom = (file, specifier) => {
  const target = resolve(dirname(file), specifier);
  const stem = target.replace(/\.([cm]?)[jt]sx?$/, "");
  return [`${stem}.ts`, `${stem}.mts`, `${stem}.cts`, target].find((each) => existsSync(each) && statSync(each).isFile());
};

const cyclesOf = (graph) => {
  const index = new Map();
  const low = new Map();
  const stack = [];
  const onStack = new Set();
  const cycles = [];
  const connect = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    onStack.add(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) {
        connect(next);
        low.set(node, Math.min(low.get(node), low.get(next)));
      } else if (onStack.has(next)) low.set(node, Math.min(low.get(node), index.get(next)));
    }
    if (low.get(node) !== index.get(node)) return;
    const component = [];
    let each;
    do {
      each = stack.pop();
      onStack.delete(each);
      component.push(each);
    } while (each !== node);
    if (component.length > 1 || graph.get(node)?.has(node)) cycles.push(component);
  };
  for (const node of graph.keys()) if (!index.has(node)) connect(node);
  return cycles;
};
/** A shortest way around, from the first of the component back to it, which is easier to mend than the whole of it. */
const loopIn = (component, graph) => {
  const inside = new Set(component);
  let shortest;
  for (const start of component) {
    const from = new Map([[start, undefined]]);
    const queue = [start];
    for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
      const next = [...(graph.get(node) ?? [])].filter((each) => inside.has(each));
      if (next.includes(start)) {
        const path = [];
        for (let each = node; each !== undefined; each = from.get(each)) path.unshift(each);
        if (shortest === undefined || path.length < shortest.length) shortest = path;
        break;
      }
      for (const each of next) if (!from.has(each)) from.set(each, node), queue.push(each);
    }
  }
  return [...shortest, shortest[0]];
};

for (const name of readdirSync(packages)) {
  const folder = join(packages, name);
  if (!existsSync(join(folder, "package.json"))) continue;
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const may = allowed[name];
  must(may !== undefined, `packages/${name}: not a package of the design (scripts/check-layers.mjs lists them)`);
  const listed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies });
  for (const dependency of listed)
    must(may?.includes(dependency), `packages/${name}/package.json lists ${dependency}, which ${name} must not import`);
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    // One copy of core in a program: whoever builds on it takes the one that the application has.
    must(dependency !== "@cupel/core", `packages/${name}/package.json: @cupel/core must be a peer dependency`);
  }
  const source = join(folder, "src");
  if (!existsSync(source)) continue;
  const graph = new Map();
  for (const file of sourcesUnder(source)) {
    const next = new Set();
    graph.set(file, next);
    for (const { specifier, kind, where } of importsOf(file)) {
      if (specifier.startsWith(".")) {
        const target = resolveFrom(file, specifier);
        must(target !== undefined, `${where}: ${specifier} is no file`);
        if (target === undefined) continue;
        must(!relative(source, target).startsWith(".."), `${where}: ${specifier} is outside the package's sources`);
        must(!/(^|\/)index\.ts$/.test(relative(source, target)), `${where}: ${specifier} is an entry point: import the file itself`);
        if (kind === "value") next.add(target);
      } else if (specifier.startsWith("node:")) must(true, "");
      else {
        const parts = specifier.split("/");
        const dependency = specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
        must(!builtinModules.includes(dependency), `${where}: write node:${specifier}`);
        must(listed.includes(dependency), `${where}: ${dependency} is not listed in packages/${name}/package.json`);
        const isDriver = name.startsWith("dialect-") && !dependency.startsWith("@cupel/");
        must(
          !isDriver || relative(source, file).startsWith("drivers/"),
          `${where}: only the files of drivers/ name a driver, ${dependency}`,
        );
      }
    }
  }
  const cycles = cyclesOf(graph);
  must(cycles.length === 0, "");
  if (cycles.length > 0) {
    faults.pop();
    for (const component of cycles) {
      const loop = loopIn(component, graph).map((file) => relative(source, file));
      faults.push(
        `packages/${name}: modules import each other at run time: ${loop.join(" → ")}${component.length > loop.length - 1 ? ` (${component.length} modules are entangled)` : ""}`,
      );
    }
  }
}
for (const fault of faults) console.error(`  ${fault}`);
if (process.argv[2] === undefined) record("layers", { passed: faults.length === 0 ? 1 : 0, failed: faults.length });
console.log(`layers: ${checks} checks, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
