/** Models that live one to a file and import each other load whichever file is imported first: here, and under Node's own type stripping. */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test, vi } from "vitest";

const names = ["base", "user", "post", "comment", "group", "user-groups", "user-profile"];
const expected =
  "comments, groups, posts, profiles, user_group_association, users; alice <a@x.org>; " +
  "SELECT posts.id FROM posts JOIN users ON users.id = posts.user_id JOIN user_group_association AS user_group_association_1 ON users.id = user_group_association_1.user_id " +
  "JOIN groups ON groups.id = user_group_association_1.group_id";

describe("as the tests load them", () => {
  beforeEach(() => {
    vi.resetModules();
  });
  for (const first of names)
    for (const second of names.filter((name) => name !== first))
      test(`${first}, then ${second}`, async () => {
        await import(`./models/${first}.ts`);
        await import(`./models/${second}.ts`);
        const { use } = (await import("./models/use.ts")) as typeof import("./models/use.ts");
        expect(use()).toBe(expected);
      });
});

/** A Node that strips types by itself: this one, or the one that the package of this platform brings. */
const strippingNode = (): string => {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  return createRequire(import.meta.url).resolve(`${name}/bin/node`);
};

describe("under type stripping on Node 24, with the built packages", () => {
  const node = strippingNode();
  test.each(names)("%s first", (first) => {
    const source = `await import("./${first}.ts"); const { use } = await import("./use.ts"); process.stdout.write(use());`;
    const said = execFileSync(node, ["--input-type=module", "--no-warnings", "-e", source], {
      cwd: fileURLToPath(new URL("./models", import.meta.url)),
      encoding: "utf8",
    });
    expect(said).toBe(expected);
  });
});
