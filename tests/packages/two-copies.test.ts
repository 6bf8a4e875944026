/** Two copies of core in one process, as two versions of a dependency would bring them: recognised, and named. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const packages = fileURLToPath(new URL("../../packages/", import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cupel-copies-"));
  const scope = join(folder, "node_modules", "@cupel");
  mkdirSync(scope, { recursive: true });
  if (!existsSync(join(packages, "core", "dist", "index.js"))) throw new Error("this test needs the built packages: pnpm build");
  for (const file of ["package.json", "dist"]) cpSync(join(packages, "core", file), join(scope, "core", file), { recursive: true });
  symlinkSync(join(packages, "pool"), join(scope, "pool"), "dir");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (body: string) => {
  const file = join(folder, "program.mjs");
  writeFileSync(
    file,
    `const one = await import(${JSON.stringify(pathToFileURL(join(packages, "core", "dist", "index.js")).href)});
const other = await import("@cupel/core");
if (one.select === other.select) throw new Error("the two copies are one");
const { column, MetaData, t, table } = other;
const users = table("users", new MetaData(), { id: column(t.integer(), { primaryKey: true }), name: column(t.string()) });
const posts = one.table("posts", new one.MetaData(), { id: one.column(one.t.integer(), { primaryKey: true }) });
try { ${body}; console.log("nothing happened"); } catch (error) { console.log(error.name + ": " + error.message + " [" + (error instanceof one.CupelError || error instanceof other.CupelError) + "]"); }`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  return `${stdout}${stderr}`.trim();
};

describe("two copies of core", () => {
  test.each([
    ["a column of the other in a select", "String(one.select(users.c.id))"],
    ["a column of the other in a condition", "String(one.select(posts.c.id).where(users.c.id.eq(1)))"],
    ["a column of the other compared with one's own", "String(one.select(posts.c.id).where(posts.c.id.eq(users.c.id)))"],
    ["a table of the other in an insert", "String(one.insert(users).values({ name: 'x' }))"],
  ])("%s is a clear error", (_, body) => {
    const said = run(body);
    expect(said).toMatch(/two copies|second copy|another copy|copies of @cupel\/core/i);
    expect(said).toContain("@cupel/core");
    expect(said).toContain("[true]");
  });
});
