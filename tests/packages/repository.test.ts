/** What a clone must be able to do without: other folders, other machines, the addresses of this one. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");
const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })
  .split("\0")
  .filter((file) => file !== "" && existsSync(join(root, file)));
const manifests = files.filter((file) => file.endsWith("package.json"));

describe("the repository", () => {
  test("the lock file names versions and no host they came from", () => {
    expect(read("pnpm-lock.yaml")).not.toMatch(/https?:\/\/|\btarball:|\bresolved:/);
    expect(files.filter((file) => /(^|\/)(package-lock\.json|yarn\.lock|npm-shrinkwrap\.json)$/.test(file))).toEqual([]);
    for (const file of files.filter((each) => each.endsWith(".npmrc"))) expect(read(file), file).not.toMatch(/registry|https?:|_auth/i);
  });
  test("no file refers to what lies outside", () => {
    const outside = new RegExp(
      ["(^|[\\s\"'`(])\\.\\./shar" + "ed\\b", "/work/(main|shar" + "ed)\\b", "/tmp/bash_" + "jobs"].join("|"),
      "m",
    );
    const found = files.filter((file) => /\.(m?[jt]s|json|md|ya?ml)$|^\.ci\/|rc$/.test(file) && outside.test(read(file)));
    expect(found).toEqual([]);
  });
  test("one version of pnpm is pinned, and the readme's commands exist", () => {
    const { packageManager, scripts, engines } = JSON.parse(read("package.json"));
    expect(packageManager).toMatch(/^pnpm@\d+\.\d+\.\d+$/);
    expect(engines.node).toBe(">=20.19");
    for (const [, command] of read("README.md").matchAll(/^npm run ([\w:-]+)/gm)) expect(scripts).toHaveProperty([command!]);
    for (const [, command] of read("CONTRIBUTING.md").matchAll(/`pnpm ([\w:-]+)/g)) expect(scripts).toHaveProperty([command!]);
  });
  test("packages are published alike", () => {
    const packages = manifests.filter((file) => file.startsWith("packages/")).map((file) => JSON.parse(read(file)));
    expect(packages.length).toBeGreaterThanOrEqual(4);
    for (const each of packages) {
      expect(each, each.name).toMatchObject({
        license: "MIT",
        type: "module",
        engines: { node: ">=20.19" },
        publishConfig: { access: "public" },
      });
      expect(each.version, each.name).toBe(packages[0].version);
      expect(each).toHaveProperty("sideEffects");
      expect(each.scripts?.postinstall ?? each.scripts?.install, `${each.name} runs nothing when installed`).toBeUndefined();
    }
    const references = JSON.parse(read("tsconfig.json")).references.map(({ path }: { path: string }) => path);
    expect(references.sort()).toEqual(
      manifests
        .filter((file) => file.startsWith("packages/"))
        .map((file) => file.replace("/package.json", ""))
        .sort(),
    );
  });
  test("what is not published is private", () => {
    for (const file of manifests.filter((each) => !each.startsWith("packages/"))) expect(JSON.parse(read(file)).private, file).toBe(true);
  });
  test("changesets speak of packages that exist", () => {
    const names = manifests.map((file) => JSON.parse(read(file)).name);
    for (const file of files.filter((each) => /^\.changeset\/(?!README).*\.md$/.test(each))) {
      const [, front = ""] = read(file).split(/^---$/m);
      const named = [...front.matchAll(/^"([^"]+)": (patch|minor|major)$/gm)].map(([, name]) => name);
      expect(named.length, file).toBeGreaterThan(0);
      for (const name of named) expect(names, file).toContain(name);
    }
  });
});
