import {
  CheckViolation,
  checkConstraint,
  column,
  declarativeBase,
  foreignKey,
  func,
  index,
  inspect,
  Session,
  t,
  UniqueViolation,
  uniqueConstraint,
} from "@cupel/orm";
import { expect, test } from "vitest";
import type { TestDatabase } from "../support/databases.js";

export function modelsSuite(database: TestDatabase): void {
  test("guide: Basic Model #1", async () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: column(t.integer(), { primaryKey: true }),
      username: column(t.string(50), { unique: true, index: true }),
      email: column(t.string(100), { unique: true }),
      isActive: column(t.boolean(), { default: true }),
      createdAt: column(t.dateTime(), { default: () => new Date() }),
      updatedAt: column(t.dateTime(), { default: () => new Date(), onUpdate: () => new Date() }),
    }) {
      override toString(): string {
        return `<User(username='${this.username}', email='${this.email}')>`;
      }
    }
    const engine = await database.open();
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    const tick = database.name === "mariadb" ? 1000 : 1; // DATETIME keeps whole seconds
    const before = Math.floor(Date.now() / tick) * tick;
    const user = session.add(new User({ username: "alice", email: "a@x.org" }));
    await session.commit();
    expect(String(user)).toBe("<User(username='alice', email='a@x.org')>");
    expect(user.isActive).toBe(true);
    expect(user.createdAt.getTime()).toBeGreaterThanOrEqual(before);
    const first = user.updatedAt;
    await new Promise((done) => {
      setTimeout(done, 5 + tick);
    });
    user.email = "b@x.org";
    await session.commit();
    await session.refresh(user);
    expect(user.updatedAt.getTime()).toBeGreaterThan(first.getTime());
    await session.close(); // in memory there is one connection, and the session held it
    // PostgreSQL tells as well of the indexes that it has made for constraints; on MariaDB each that is unique is a constraint.
    const indexes = (await inspect(engine).getIndexes("users")).filter((each) =>
      database.name === "mariadb" ? each.name !== "email" : each.duplicatesConstraint == null,
    );
    expect(indexes.map((each) => [each.name, each.unique])).toEqual([["ix_users_username", true]]);
    await engine.dispose();
  });

  test("guide: Modern Typed Model (SQLAlchemy 2.0) #1", async () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: column(t.integer(), { primaryKey: true }),
      username: column(t.string(50), { unique: true, index: true }),
      email: column(t.string(100), { unique: true }),
      fullName: column(t.string(100), { nullable: true }),
      isActive: column(t.boolean(), { default: true }),
      createdAt: column(t.dateTime(), { serverDefault: func.now() }),
      updatedAt: column(t.dateTime(), { serverDefault: func.now(), onUpdate: func.now() }),
    }) {}
    const engine = await database.open();
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    const user = session.add(new User({ username: "alice", email: "a@x.org" }));
    await session.flush();
    expect(user.createdAt).toBeInstanceOf(Date); // made by the server, fetched by the flush
    expect(Math.abs(user.createdAt.getTime() - Date.now())).toBeLessThan(5000);
    user.fullName = "Alice";
    await session.flush();
    expect(user.updatedAt).toBeInstanceOf(Date);
    expect(Object.keys(user)).toEqual(["id", "username", "email", "fullName", "isActive", "createdAt", "updatedAt"]);
    await session.close();
    await engine.dispose();
  });

  test("guide: Column Types #1", async () => {
    const Base = declarativeBase();
    const Role = { ADMIN: "admin", USER: "user", GUEST: "guest" } as const;
    class Product extends Base.table("products", {
      id: column(t.integer(), { primaryKey: true }),
      name: column(t.string(200)),
      description: column(t.text()),
      price: column(t.numeric(10, 2)),
      inStock: column(t.boolean(), { default: true }),
      releaseDate: column(t.date()),
      metadataJson: column(t.json<{ tags: string[] }>()),
      imageData: column(t.largeBinary()),
      category: column(t.enum(Role, { name: "role" })),
      code: column(t.uuid(), { nullable: true }),
      stars: column(t.float(), { nullable: true }),
      opens: column(t.time(), { nullable: true }),
      sold: column(t.bigInteger(), { default: 9007199254740993n }),
    }) {}
    const engine = await database.open();
    await Base.metadata.createAll(engine);
    const values = {
      name: "Lamp",
      description: "bright",
      price: "10.50",
      releaseDate: "2024-02-29",
      metadataJson: { tags: ["a", "b"] },
      imageData: new Uint8Array([0, 1, 255]),
      category: Role.ADMIN,
      code: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
      stars: 4.5,
      opens: "08:30:00",
    };
    const session = new Session(engine);
    session.add(new Product(values));
    await session.commit();
    session.expungeAll();
    const product = await session.getOne(Product, 1);
    expect({ ...product, imageData: new Uint8Array(product.imageData) }).toEqual({
      id: 1,
      inStock: true,
      sold: 9007199254740993n,
      ...values,
    });
    product.metadataJson.tags.push("c"); // a change in place is found
    await session.commit();
    session.expungeAll();
    expect((await session.getOne(Product, 1)).metadataJson).toEqual({ tags: ["a", "b", "c"] });
    await session.close();
    await engine.dispose();
  });

  test("guide: Constraints #1", async () => {
    const Base = declarativeBase();
    class Account extends Base.table(
      "accounts",
      {
        id: column(t.integer(), { primaryKey: true }),
        username: column(t.string(50)),
        email: column(t.string(100)),
        balance: column(t.numeric(10, 2)),
      },
      {
        get constraints() {
          return [
            checkConstraint("balance >= 0", { name: "check_positive_balance" }),
            uniqueConstraint(Account.c.username, Account.c.email, { name: "uq_user_email" }),
            index("idx_username_email", Account.c.username, Account.c.email),
          ];
        },
      },
    ) {}
    const engine = await database.open();
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    session.add(new Account({ username: "a", email: "a@x.org", balance: "-1.00" }));
    const check = await session.commit().catch((error: unknown) => error);
    expect(check).toBeInstanceOf(CheckViolation);
    expect((check as CheckViolation).constraint).toBe("check_positive_balance");
    await session.rollback();
    session.addAll([
      new Account({ username: "a", email: "a@x.org", balance: "1.00" }),
      new Account({ username: "a", email: "a@x.org", balance: "2.00" }),
    ]);
    const unique = await session.commit().catch((error: unknown) => error);
    expect(unique).toBeInstanceOf(UniqueViolation);
    // MariaDB names the constraint alone.
    if (database.name === "mariadb") expect((unique as UniqueViolation).constraint).toBe("uq_user_email");
    else expect((unique as UniqueViolation).columns).toEqual(["username", "email"]);
    await session.rollback();
    const inspector = inspect(engine);
    expect((await inspector.getIndexes("accounts")).filter((each) => each.duplicatesConstraint == null).map((each) => each.name)).toEqual([
      "idx_username_email",
    ]);
    expect((await inspector.getUniqueConstraints("accounts")).map((each) => [each.name, each.columns])).toEqual([
      ["uq_user_email", ["username", "email"]],
    ]);
    await session.close();
    await engine.dispose();
  });

  test("guide: Composite Primary Keys #1", async () => {
    const Base = declarativeBase();
    class User extends Base.table("users", { id: column(t.integer(), { primaryKey: true }) }) {}
    class Role extends Base.table("roles", { id: column(t.integer(), { primaryKey: true }) }) {}
    class UserRole extends Base.table("user_roles", {
      get userId() {
        return foreignKey(User.c.id, { primaryKey: true });
      },
      get roleId() {
        return foreignKey(Role.c.id, { primaryKey: true });
      },
      assignedAt: column(t.dateTime(), { default: () => new Date() }),
    }) {}
    const engine = await database.open();
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    session.addAll([new User({ id: 1 }), new Role({ id: 2 })]);
    await session.flush();
    const assigned = session.add(new UserRole({ userId: 1, roleId: 2 }));
    await session.commit();
    expect(await session.get(UserRole, { userId: 1, roleId: 2 })).toBe(assigned);
    expect(await session.get(UserRole, { userId: 2, roleId: 1 })).toBeNull();
    await session.close();
    await engine.dispose();
  });
}
