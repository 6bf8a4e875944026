/**
 * Models of several files under plain type stripping, as Node has it from 22.18 on: each file imported first, in a process of its own. Where this
 * Node is older, Node 24 comes from the npm registry through npx. The models are those of `types/guide/`, with the extensions that Node asks for.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./pnpm.mjs";
import { record } from "./record.mjs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const strips = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
const [program, ...first] = strips ? [process.execPath] : ["npx", "--yes", "node@24"];
const folder = join(root, "types", `.strip-${process.pid}`);
const counts = { passed: 0, failed: 0 };
try {
  mkdirSync(folder);
  const files = readdirSync(join(root, "types", "guide")).filter((file) => file.endsWith(".ts"));
  for (const file of files) {
    writeFileSync(join(folder, file), readFileSync(join(root, "types", "guide", file), "utf8").replaceAll(/from "(\.\/[^"]+)\.js"/g, 'from "$1.ts"'));
  }
  for (const file of files) {
    writeFileSync(
      join(folder, "program.ts"),
      `await import("./${file}");
import type { User as Kind } from "./user.ts";
const { User } = await import("./user.ts");
const { Post } = await import("./post.ts");
const { Employee } = await import("./employee.ts");
const { Base } = await import("./base.ts");
const { select } = await import("@cupel/orm");
const user: Kind = new User({ username: "ann", email: "ann@example.org" });
new Post({ title: "x", content: "y", author: user });
if (user.posts.length !== 1) throw new Error("the two sides are not in step");
const sql = String(select(User.c.id, Employee.c.name).join(User.c.posts).where(Post.c.author.has({ username: "ann" })));
if (!/posts/.test(sql)) throw new Error(sql);
if (Base.metadata.sortedTables.length < 5) throw new Error("tables are missing");
`,
    );
    const { status, stdout, stderr } = spawnSync(program, [...first, join(folder, "program.ts")], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    counts[status === 0 ? "passed" : "failed"]++;
    console.log(`${status === 0 ? "  ok    " : "  FAILED"} ${file} first`);
    if (status !== 0) console.error(`${stdout}${stderr}`.slice(0, 1500));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
record("stripping", counts);
process.exitCode = counts.failed > 0 ? 1 : 0;
