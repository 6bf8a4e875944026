/**
 * The pinned pnpm, found or fetched. The version stands once, in the `packageManager` field of package.json. A pnpm of that very version on the
 * path is used; any other machine gets it through npx, which comes with Node.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const pinned = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).packageManager.replace(/^pnpm@/, "");

/** On Windows npx and pnpm are command files, which only a shell starts. */
const shell = process.platform === "win32";
let found;

/** @returns {string[]} the command and its first arguments */
const command = () => {
  if (found === undefined) {
    // Asked from outside the workspace: inside it, another pnpm would fetch the pinned one to answer in its name.
    const asked = spawnSync("pnpm", ["--version"], {
      cwd: tmpdir(),
      encoding: "utf8",
      shell,
      timeout: 10_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
    found = asked.status === 0 && asked.stdout.trim() === pinned ? ["pnpm"] : ["npx", "--yes", `pnpm@${pinned}`];
  }
  return found;
};

/**
 * Runs pnpm with the terminal of this process.
 * @param {string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 * @returns {import("node:child_process").SpawnSyncReturns<string>}
 */
export const pnpm = (args, options = {}) => {
  const [program, ...first] = command();
  return spawnSync(program, [...first, ...args], { cwd: root, stdio: "inherit", encoding: "utf8", shell, ...options });
};
