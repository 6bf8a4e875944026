/** The TypeScript versions that Cupel supports, by the packages under which they are installed, and where each begins. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./pnpm.mjs";

export const versions = {
  5.9: join(root, "types", "node_modules", "typescript-5.9"),
  "6.0": join(root, "node_modules", "typescript"),
  "7.0": join(root, "types", "node_modules", "typescript-7.0"),
};

/** The command line of a version's compiler; run with this Node. 7.0 starts its native program from there. */
export const compiler = (version) => {
  const folder = versions[version];
  if (folder === undefined || !existsSync(folder)) throw new Error(`TypeScript ${version} is not installed: run pnpm install`);
  return join(folder, "bin", "tsc");
};
