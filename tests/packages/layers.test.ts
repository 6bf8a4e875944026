/** The check of the layers must see what it is there to see; it is given packages with one fault each. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const script = fileURLToPath(new URL("../../scripts/check-layers.mjs", import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cupel-layers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const check = (name: string, files: Record<string, string>, manifest: object = {}) => {
  const all = { "package.json": JSON.stringify({ name: `@cupel/${name}`, ...manifest }), ...files };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name, file)), { recursive: true });
    writeFileSync(join(folder, name, file), text);
  }
  const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
  return { status, faults: stderr.split("\n").filter((line) => line.startsWith("  ")) };
};
const core = { peerDependencies: { "@cupel/core": "workspace:^" } };

describe("the check of the layers", () => {
  test("passes what is in order, and cycles of types alone", () => {
    const outcome = check(
      "orm",
      {
        "src/index.ts": `export { a } from "./a.js"; import "@cupel/core"; import "node:fs";`,
        "src/a.ts": `import type { B } from "./b.js"; export const a = 1; export type A = B;`,
        "src/b.ts": `import { a } from "./a.js"; export type B = typeof a;`,
      },
      core,
    );
    expect(outcome).toEqual({ status: 0, faults: [] });
  });
  test.each([
    ["a dependency that is not listed", { "src/a.ts": `import "lodash";` }, /lodash is not listed/],
    ["one that only a type names", { "src/a.ts": `export type A = import("lodash").A;` }, /lodash is not listed/],
    ["an upward import", { "src/a.ts": `import "@cupel/orm";` }, /@cupel\/orm is not listed/],
    ["a builtin without its prefix", { "src/a.ts": `import "fs";` }, /write node:fs/],
    ["a way out of the sources", { "src/a.ts": `import "../../orm/src/x.js";`, "../orm/src/x.ts": "" }, /outside the package/],
    ["an entry point", { "src/a.ts": `import "./index.js";`, "src/index.ts": "" }, /entry point/],
    ["a file that is not there", { "src/a.ts": `import "./b.js";` }, /no file/],
    ["a driver outside drivers/", { "src/a.ts": `import "better-sqlite3";` }, /only the files of drivers/],
    [
      "a cycle",
      { "src/a.ts": `import "./b.js";`, "src/b.ts": `export * from "./c.js";`, "src/c.ts": `import { type A } from "./a.js";` },
      /a\.ts → b\.ts → c\.ts → a\.ts|b\.ts → c\.ts → a\.ts → b\.ts|c\.ts → a\.ts → b\.ts → c\.ts/,
    ],
  ] as [string, Record<string, string>, RegExp][])("finds %s", (_, files, message) => {
    const { status, faults } = check("dialect-sqlite", files, { peerDependencies: { ...core.peerDependencies, "better-sqlite3": ">=12" } });
    expect(status).toBe(1);
    expect(faults.join("\n")).toMatch(message);
  });
  test("finds a dependency that the design does not allow, and a core that is no peer", () => {
    expect(check("orm", {}, { dependencies: { pg: "8" } }).faults.join()).toMatch(/lists pg/);
    expect(check("orm", {}, { dependencies: { "@cupel/core": "1" } }).faults.join()).toMatch(/peer dependency/);
  });
});
