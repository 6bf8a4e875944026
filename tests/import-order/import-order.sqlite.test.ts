/**
 * Models that live one to a file and import each other must not care which file a program happens to import first: the first import decides the
 * order in which all of them are evaluated. Every module is forgotten between two tries.
 */
import { readdirSync } from "node:fs";
import { beforeEach, describe, expect, test, vi } from "vitest";

const folder = new URL("../../types/guide/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
const load = (file: string) => import(/* @vite-ignore */ new URL(file, folder).pathname);

beforeEach(() => {
  vi.resetModules();
});

describe("models in several files", () => {
  test.each(files)("%s imported first", async (first) => {
    await load(first);
    for (const file of files) await load(file);
    await import("@cupel/dialect-sqlite");
    const { createEngine, select, selectInLoad, Session } = await import("@cupel/orm");
    const [{ Base }, { User }, { Post }, { Group }, { Comment }, { UserProfile }, { Employee }] = (await Promise.all(
      ["base", "user", "post", "group", "comment", "user-profile", "employee"].map((name) => load(`${name}.ts`)),
    )) as any[];
    const engine = createEngine("sqlite:///:memory:");
    await Base.metadata.createAll(engine);
    expect([...Base.metadata.tables.keys()].sort()).toEqual(
      ["comments", "employees", "groups", "posts", "profiles", "user_group_association", "users"].sort(),
    );
    const session = new Session(engine);
    const user = new User({ username: "ann", email: "ann@example.org" });
    user.groups.push(new Group({ name: "assayers" }));
    new Post({ title: "On cupels", content: "…", author: user, comments: [new Comment({ content: "Indeed." })] });
    new UserProfile({ user });
    const boss = new Employee({ name: "boss" });
    session.addAll([user, new Employee({ name: "clerk", manager: boss })]);
    await session.commit();
    await session.close();

    const again = new Session(engine);
    const found = await again
      .scalars(
        select(User).options(selectInLoad(User.c.posts).selectInLoad(Post.c.comments), selectInLoad(User.c.groups), selectInLoad(User.c.profile)),
      )
      .one();
    expect(found.posts[0].comments[0].content).toBe("Indeed.");
    expect(found.groups[0].name).toBe("assayers");
    expect(found.profile.userId).toBe(found.id);
    const chief = await again.scalars(select(Employee).where(Employee.c.name.eq("boss")).options(selectInLoad(Employee.c.subordinates))).one();
    expect(chief.subordinates.map((each: { name: string }) => each.name)).toEqual(["clerk"]);
    await again.close();
    await engine.dispose();
  });
});
