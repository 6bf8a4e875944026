/**
 * Runs a TypeScript program of the workspace on the sources of the packages, so that it never sees a stale build:
 * `node scripts/from-source.mjs conformance/run.ts …`
 */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { createJiti } from "jiti";
import { root } from "./pnpm.mjs";

const alias = {};
for (const name of readdirSync(join(root, "packages"))) {
  const source = join(root, "packages", name, "src");
  if (!existsSync(source)) continue;
  for (const file of readdirSync(source)) {
    if (file.endsWith(".ts") && file !== "index.ts") alias[`@cupel/${name}/${file.slice(0, -3)}`] = join(source, file);
  }
  alias[`@cupel/${name}`] = join(source, "index.ts");
}
alias["@cupel/conformance"] = join(root, "conformance", "helpers.ts");

const [, , program = "", ...args] = process.argv;
const file = resolve(program);
process.argv = [process.argv[0], file, ...args];
await createJiti(join(root, "package.json"), { alias, sourceMaps: true, interopDefault: false }).import(file);
