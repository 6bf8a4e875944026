/** What must be refused: each mistake gives a typed error whose message names the thing and the remedy; after a rollback the session works and nothing is lost. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "@cupel/dialect-sqlite";
import {
  ArgumentError,
  CompileError,
  CupelError,
  column,
  createEngine,
  DataError,
  declarativeBase,
  deleteFrom,
  foreignKey,
  func,
  IntegrityError,
  many,
  OperationalError,
  one,
  PendingRollbackError,
  Session,
  select,
  selectInLoad,
  t,
  text,
  UniqueViolation,
  update,
} from "@cupel/orm";
import { afterEach, describe, expect, test } from "vitest";
import { makeShop, type Shop } from "../guide/shop.js";
import { testDatabase } from "../support/databases.js";

const database = testDatabase("sqlite");

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "cupel-"));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true });
});
const failure = async (work: () => unknown): Promise<Error> => {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("this should have failed");
};

describe("URLs", () => {
  test.each([
    ["", /empty/i],
    ["   ", /empty|malformed|not a/i],
    ["sqlite", /sqlite:\/\//],
    ["not a url", /dialect|scheme|:\/\//],
    ["oracle://x", /oracle/],
    ["mysql+pymysql://u:secret@h/db", /mysql2/],
    ["sqlite+pysqlite:///x.db", /better-sqlite3/],
  ])("%s is refused by name", async (url, message) => {
    const error = await failure(() => createEngine(url));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("secret");
  });
  test("an unknown option is named", async () => {
    const error = await failure(() => createEngine("sqlite:///:memory:", { poolsize: 5 } as never));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(/poolsize.*poolSize/s);
  });
});

describe("files", () => {
  test("a file that is not a database", async () => {
    const path = join(folder(), "notes.txt");
    writeFileSync(path, "this is a text, and no database at all; ".repeat(100));
    const engine = createEngine(`sqlite:///${path}`);
    const error = await failure(() => engine.connect((connection) => connection.scalar(text("SELECT count(*) FROM sqlite_master"))));
    expect(error).toBeInstanceOf(OperationalError);
    expect(error.message).toContain(path);
    expect(error.message).toMatch(/not a database/);
    expect(engine.pool.checkedOut()).toBe(0);
    await engine.dispose();
  });
  test("a folder that does not exist", async () => {
    const path = join(folder(), "missing", "x.db");
    const engine = createEngine(`sqlite:///${path}`);
    const error = await failure(() => engine.connect((connection) => connection.scalar(text("SELECT 1"))));
    expect(error).toBeInstanceOf(OperationalError);
    expect(error.message).toContain(path);
    expect(engine.pool.checkedOut()).toBe(0);
    await engine.dispose();
  });
});

describe("names", () => {
  test("an unknown column of a model", async () => {
    const { User } = await makeShop(database);
    expect((User.c as unknown as Record<string, unknown>).usernme).toBeUndefined();
    const error = await failure(() => select((User.c as unknown as { usernme: never }).usernme));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(/undefined/);
    const filter = await failure(() => String(select(User).filterBy({ usernme: "x" } as never)));
    expect(filter).toBeInstanceOf(ArgumentError);
    expect(filter.message).toMatch(/usernme.*username/s);
    const set = await failure(() => String(update(User).set({ usernme: "x" } as never)));
    expect(set).toBeInstanceOf(CompileError);
    expect(set.message).toMatch(/usernme/);
    const init = await failure(() => new User({ usernme: "x" } as never));
    expect(init).toBeInstanceOf(ArgumentError);
    expect(init.message).toMatch(/User.*usernme.*username/s);
  });
  test("undefined as a value, and as a condition", async () => {
    const { User } = await makeShop(database);
    for (const wrong of [
      () => User.c.username.eq(undefined as never),
      () => select(User).where(undefined as never),
      () => deleteFrom(User).where(undefined as never),
      () => update(User).where(undefined as never),
    ]) {
      const error = await failure(wrong);
      expect(error).toBeInstanceOf(ArgumentError);
      expect(error.message).toMatch(/undefined/);
    }
  });
  test("a typo in a relationship", async () => {
    const { User, Post } = await makeShop(database);
    const option = await failure(() => selectInLoad((User.c as unknown as { pots: never }).pots));
    expect(option).toBeInstanceOf(ArgumentError);
    const step = await failure(() =>
      select(User)
        .options(selectInLoad(User.c.posts).joinedLoad(User.c.groups as never) as never)
        .compile({ dialect: "sqlite" }),
    );
    expect(step).toBeInstanceOf(ArgumentError);
    expect(step.message).toMatch(/groups.*(User|users).*(Post|posts)/s);
    const init = await failure(() => new Post({ title: "x", content: "y", auther: null } as never));
    expect(init.message).toMatch(/auther.*author/s);
  });
});

describe("mappings that cannot be", () => {
  const configure = (User: { c: { id: unknown } }) =>
    failure(() => String(select(User as never).options(selectInLoad((User.c as never)["posts"]))));
  test("a wrong backPopulates names both sides and the nearest name", async () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: column(t.integer(), { primaryKey: true }),
      get posts() {
        return many(Post, { backPopulates: "auther" as never });
      },
    }) {}
    class Post extends Base.table("posts", {
      id: column(t.integer(), { primaryKey: true }),
      get userId() {
        return foreignKey(User.c.id);
      },
      get author() {
        return one(User, { backPopulates: "posts" });
      },
    }) {}
    const error = await configure(User);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(/User\.posts/);
    expect(error.message).toMatch(/auther/);
    expect(error.message).toMatch(/author/);
  });
  test("a backPopulates that does not point back", async () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: column(t.integer(), { primaryKey: true }),
      get posts() {
        return many(Post, { backPopulates: "author" });
      },
    }) {}
    class Post extends Base.table("posts", {
      id: column(t.integer(), { primaryKey: true }),
      get userId() {
        return foreignKey(User.c.id);
      },
      get author() {
        return one(User, { backPopulates: "id" as never });
      },
    }) {}
    expect((await configure(User)).message).toMatch(/backPopulates/);
  });
  test("no foreign key between the tables", async () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: column(t.integer(), { primaryKey: true }),
      get posts() {
        return many(Post);
      },
    }) {}
    class Post extends Base.table("posts", { id: column(t.integer(), { primaryKey: true }), title: column(t.string()) }) {}
    const error = await configure(User);
    expect(error).toBeInstanceOf(CupelError);
    expect(error.message).toMatch(/users/);
    expect(error.message).toMatch(/posts/);
    expect(error.message).toMatch(/foreignKey|primaryJoin/);
  });
  test("two foreign keys to the same table", async () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: column(t.integer(), { primaryKey: true }),
      get posts() {
        return many(Post);
      },
    }) {}
    class Post extends Base.table("posts", {
      id: column(t.integer(), { primaryKey: true }),
      get userId() {
        return foreignKey(User.c.id);
      },
      get reviewerId() {
        return foreignKey(User.c.id);
      },
    }) {}
    const error = await configure(User);
    expect(error.message).toMatch(/foreignKeys/);
    expect(error.message).toMatch(/user_id|userId/);
    expect(error.message).toMatch(/reviewer_id|reviewerId/);
  });
  test("a reference to a table that does not exist", async () => {
    const Base = declarativeBase();
    class Post extends Base.table("posts", {
      id: column(t.integer(), { primaryKey: true }),
      userId: column(t.integer(), { references: "nowhere.id" }),
    }) {}
    const error = await failure(() => Base.metadata.createAll(createEngine("sqlite:///:memory:")));
    expect(error).toBeInstanceOf(CupelError);
    expect(error.message).toMatch(/nowhere/);
    expect(error.message).toMatch(/posts/);
    void Post;
  });
});

describe("values", () => {
  test.each([
    ["a string in an integer column", { loginCount: "many" }, /loginCount|login_count/],
    ["NaN", { loginCount: Number.NaN }, /loginCount|login_count/],
    ["a fraction in an integer column", { loginCount: 1.5 }, /loginCount|login_count/],
    ["a number in a string column", { username: 5 }, /username/],
    ["a string in a date column", { createdAt: "yesterday" }, /createdAt|created_at/],
    ["an invalid date", { createdAt: new Date(Number.NaN) }, /createdAt|created_at/],
    ["a string for a boolean", { isActive: "yes" }, /isActive|is_active/],
  ])("%s", async (_, values, name) => {
    const { User, engine } = await makeShop(database);
    const session = new Session(engine);
    session.add(new User({ username: "fine" }));
    await session.commit();
    session.add(new User({ username: "wrong", ...values } as never));
    const error = await failure(() => session.flush());
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toMatch(name);
    await session.rollback();
    session.add(new User({ username: "again" }));
    await session.commit();
    expect(await session.scalars(select(User.c.username).orderBy(User.c.id)).all()).toEqual(["fine", "again"]);
    await session.close();
    expect(engine.pool.checkedOut()).toBe(0);
  });
});

describe("a duplicate key in a flush", () => {
  const start = async (): Promise<Shop & { session: Session }> => {
    const shop = await makeShop(database);
    const session = new Session(shop.engine);
    session.add(new shop.User({ username: "alice", email: "a@x.org" }));
    await session.commit();
    return { ...shop, session };
  };
  test("names the attribute, and after a rollback all is as it was", async () => {
    const { User, Post, session, engine } = await start();
    const alice = await session.getOne(User, 1);
    alice.loginCount = 7;
    const bob = new User({ username: "bob", posts: [new Post({ title: "x", content: "y" })] });
    const twin = new User({ username: "alice" });
    session.addAll([bob, twin]);
    const error = await failure(() => session.flush());
    expect(error).toBeInstanceOf(UniqueViolation);
    expect(error).toBeInstanceOf(IntegrityError);
    expect((error as UniqueViolation).columns).toEqual(["username"]);
    expect((error as UniqueViolation).table).toBe("users");
    expect(error.message).toMatch(/username/);
    const next = await failure(() => session.scalar(select(func.count()).selectFrom(User)));
    expect(next).toBeInstanceOf(PendingRollbackError);
    expect(next.message).toMatch(/rollback/);
    await session.rollback();
    expect(alice.loginCount).toBe(0);
    expect(session.new.size).toBe(0);
    expect(await session.scalar(select(func.count()).selectFrom(User))).toBe(1);
    expect(await session.scalar(select(func.count()).selectFrom(Post))).toBe(0);
    bob.username = "robert";
    session.add(bob); // the same objects can be used again
    await session.commit();
    expect(bob.posts[0]!.userId).toBe(bob.id);
    expect(await session.scalars(select(User.c.username).orderBy(User.c.id)).all()).toEqual(["alice", "robert"]);
    await session.close();
    expect(engine.pool.checkedOut()).toBe(0);
  });
  test("two equal objects in one flush", async () => {
    const { User, session } = await start();
    session.addAll([new User({ username: "x" }), new User({ username: "x" })]);
    expect(await failure(() => session.commit())).toBeInstanceOf(UniqueViolation);
    await session.rollback();
    expect(await session.scalar(select(func.count()).selectFrom(User))).toBe(1);
    await session.close();
  });
});

describe("a closed session", () => {
  test("refuses with the remedy", async () => {
    const { User, engine, createSession } = await makeShop(database);
    const session = createSession();
    const user = session.add(new User({ username: "alice" }));
    await session.commit();
    await session.close();
    for (const use of [
      () => session.scalar(select(User)),
      () => session.add(new User({ username: "b" })),
      () => session.get(User, 1),
      () => session.commit(),
      () => session.flush(),
    ]) {
      const error = await failure(use);
      expect(error).toBeInstanceOf(CupelError);
      expect(error.message).toMatch(/closed/);
      expect(error.message).toMatch(/createSession|new Session|sessionMaker/);
    }
    expect(user.username).toBe("alice"); // a detached object keeps what it holds
    expect(engine.pool.checkedOut()).toBe(0);
    await session.close(); // closing twice is no mistake
  });
  test("a detached object says that it is detached", async () => {
    const { User, engine } = await makeShop(database);
    const session = new Session(engine);
    session.add(new User({ username: "alice" }));
    await session.commit();
    session.expungeAll();
    const user = await session.getOne(User, 1);
    await session.close();
    const error = await failure(() => user.posts);
    expect(error).toBeInstanceOf(CupelError);
    expect(error.message).toMatch(/User\.posts/);
    expect(error.message).toMatch(/detached|no session/i);
  });
});
