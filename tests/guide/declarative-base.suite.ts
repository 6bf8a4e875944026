import { column, declarativeBase, inspect, Session, select, t } from "@cupel/orm";
import { expect, test } from "vitest";
import type { TestDatabase } from "../support/databases.js";

export function declarativeBaseSuite(database: TestDatabase): void {
  test("guide: Declarative Base #1", async () => {
    const Base = declarativeBase();
    class User extends Base.table("users", { id: column(t.integer(), { primaryKey: true }), name: column(t.string(50)) }) {}
    const engine = await database.open();
    await Base.metadata.createAll(engine);
    expect(await inspect(engine).getTableNames()).toEqual(["users"]);
    expect(String(select(User))).toBe("SELECT users.id, users.name \nFROM users");
    await engine.dispose();
  });

  test("guide: Declarative Base #2", async () => {
    class Model {
      describe(): string {
        return `a ${this.constructor.name}`;
      }
    }
    const Base = declarativeBase({ class: Model });
    class User extends Base.table("users", {
      id: column(t.integer(), { primaryKey: true }),
      name: column(t.string(50)),
      email: column(t.string(100), { nullable: true }),
    }) {}
    const engine = await database.open();
    await Base.metadata.createAll(engine);
    const columns = await inspect(engine).getColumns("users");
    expect(columns.map((each) => [each.name, each.nullable])).toEqual([
      ["id", false],
      ["name", false],
      ["email", true],
    ]);
    const session = new Session(engine);
    const user = session.add(new User({ name: "Alice" }));
    await session.commit();
    expect(user).toEqual({ id: 1, name: "Alice", email: null });
    expect(user.describe()).toBe("a User");
    await session.close();
    await engine.dispose();
  });
}
