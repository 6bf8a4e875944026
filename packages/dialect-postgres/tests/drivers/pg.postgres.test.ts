/** What only the driver `pg` does: prepared statements, trips, cancelling, lost connections, the options of its URLs. */
import {
  ArgumentError,
  createEngine,
  DisconnectionError,
  type Engine,
  insert,
  makeUrl,
  OperationalError,
  select,
  sql,
  text,
} from "@cupel/core";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { testDatabase } from "../../../../tests/support/databases.js";
import { metadata, parts } from "./connection.suite.js";

const database = testDatabase("postgres");
let engine: Engine;
beforeEach(async () => {
  engine = await database.open();
  await metadata.createAll(engine);
});
afterEach(async () => {
  expect(engine.pool.checkedOut()).toBe(0);
  await engine.dispose();
});

const sleeping = (seconds: number) => text(`SELECT pg_sleep(${seconds})`);
/** How many sessions of this database are busy with something like it. */
const busyWith = (like: string): Promise<unknown> =>
  database
    .again()
    .connect((connection) =>
      connection.scalar(
        text(
          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid() AND query LIKE :like",
        ),
        { like },
      ),
    );

describe("round trips", () => {
  test("BEGIN and SAVEPOINT travel with the statement behind them; a transaction without statements is none", async () => {
    await engine.connect(async (connection) => {
      const trips = vi.spyOn(connection.driverConnection as pg.Client, "query");
      await connection.execute(select(parts));
      expect(trips).toHaveBeenCalledTimes(1);
      await connection.commit();
      expect(trips).toHaveBeenCalledTimes(2);
      await connection.begin();
      const savepoint = await connection.beginNested();
      await savepoint.commit();
      await connection.commit();
      expect(trips).toHaveBeenCalledTimes(2);
      await connection.beginNested();
      await connection.execute(insert(parts).values({ name: "a", size: 1 }));
      expect(trips).toHaveBeenCalledTimes(3);
      await connection.rollback();
      expect(trips).toHaveBeenCalledTimes(4);
    });
  });

  test("what is sent by the driver's own object belongs to the transaction", async () => {
    await engine.connect(async (connection) => {
      await connection.begin();
      await (connection.driverConnection as pg.Client).query("INSERT INTO parts (name) VALUES ('x')");
      await connection.rollback();
      expect(await connection.scalar(text("SELECT count(*) FROM parts"))).toBe(0);
    });
  });
});

describe("prepared statements", () => {
  const prepared = sql<number>`(SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'cupel%')`;

  test("are prepared once, and no more are kept than was said", async () => {
    const few = database.again({ connectArgs: { preparedStatements: 3 } });
    await few.connect(async (connection) => {
      for (let round = 0; round < 3; round++) {
        for (let size = 0; size < 5; size++)
          await connection.execute(select(parts.c.id).where(parts.c.name.in(Array.from({ length: size + 1 }, String))));
      }
      expect(await connection.scalar(select(prepared))).toBe(3);
    });
    const none = database.again({ connectArgs: { preparedStatements: 0 } });
    await none.connect(async (connection) => {
      await connection.execute(select(parts));
      expect(await connection.scalar(select(prepared))).toBe(0);
    });
  });

  test("a change of the table, here or elsewhere, is taken in", async () => {
    const all = text("SELECT * FROM parts ORDER BY id");
    const other = database.again();
    await engine.begin((connection) => connection.execute(insert(parts).values({ name: "a", size: 1 })));
    await engine.connect(async (connection) => {
      const names = async (): Promise<string[]> => {
        const [row] = await connection.execute(all).mappings().all();
        await connection.rollback();
        return Object.keys(row as object);
      };
      expect(await names()).toEqual(["id", "name", "size"]);
      // Another process would be noticed by the server's refusal: so is another engine.
      await other.begin((elsewhere) => elsewhere.execute(text("ALTER TABLE parts ADD COLUMN extra int")));
      expect(await names()).toEqual(["id", "name", "size", "extra"]);
      await connection.execute(text("ALTER TABLE parts DROP COLUMN extra"));
      expect(Object.keys((await connection.execute(all).mappings().one()) as object)).toEqual(["id", "name", "size"]);
      await connection.rollback();
      expect(await names()).toEqual(["id", "name", "size", "extra"]);
      // In the middle of a transaction the server ends that; it works again afterwards.
      await connection.execute(text("SELECT 1"));
      await other.begin((elsewhere) => elsewhere.execute(text("ALTER TABLE parts DROP COLUMN extra")));
      await expect(connection.execute(all)).rejects.toThrow(/cached plan/);
      await connection.rollback();
      expect(await names()).toEqual(["id", "name", "size"]);
    });
  });

  test("DEALLOCATE and DISCARD, by whomever, do no harm", async () => {
    await engine.connect(async (connection) => {
      connection.executionOptions({ isolationLevel: "AUTOCOMMIT" });
      const count = () => connection.scalar(text("SELECT count(*) FROM parts"));
      expect(await count()).toBe(0);
      await connection.execute(text("DEALLOCATE ALL"));
      expect(await count()).toBe(0);
      await connection.execute(text("DISCARD ALL"));
      expect(await count()).toBe(0);
      // Behind the driver's back, as a pooler between here and the server would.
      await (connection.driverConnection as pg.Client).query("DEALLOCATE ALL");
      expect(await count()).toBe(0);
    });
    await engine.connect(async (connection) => {
      await connection.execute(select(parts));
      expect(await connection.scalar(select(prepared))).toBe(0);
    });
  });
});

describe("stopping", () => {
  test("an aborted statement ends on the server, with the caller's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    await engine.connect(async (connection) => {
      const running = connection.execute(sleeping(20), {}, { executionOptions: { signal: controller.signal } }).all();
      await vi.waitFor(async () => expect(await busyWith("%pg_sleep(20)%")).toBe(1));
      controller.abort(reason);
      await expect(running).rejects.toBe(reason);
      expect(await busyWith("%pg_sleep(20)%")).toBe(0);
      await connection.rollback();
      expect(await connection.scalar(text("SELECT 1"))).toBe(1);
    });
  });

  test("a signal that has been given already, and one that comes after the answer", async () => {
    await engine.connect(async (connection) => {
      const options = (signal: AbortSignal) => ({ executionOptions: { signal } });
      await expect(connection.execute(text("SELECT 1"), {}, options(AbortSignal.abort(new Error("no"))))).rejects.toThrow("no");
      const controller = new AbortController();
      await connection.execute(text("SELECT 1"), {}, options(controller.signal));
      controller.abort();
      expect(await connection.scalar(text("SELECT pg_sleep(0.05) IS NOT NULL"))).toBe(true);
    });
  });

  test("a statement timeout of the URL", async () => {
    const url = new URL(database.url);
    url.searchParams.set("statement_timeout", "100");
    const hasty = createEngine(url.href);
    await expect(hasty.connect((connection) => connection.execute(sleeping(20)))).rejects.toMatchObject({
      name: "OperationalError",
      code: "57014",
    });
    await hasty.dispose();
  });
});

describe("lost connections", () => {
  const kill = (pid: unknown): Promise<unknown> =>
    database.again().connect((connection) => connection.scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), { pid }));
  const pid = text("SELECT pg_backend_pid()");

  test("in the middle of a statement, and while idle in a transaction", async () => {
    await engine.connect(async (connection) => {
      const running = connection.execute(sleeping(20)).all();
      running.catch(() => {});
      await vi.waitFor(async () => expect(await busyWith("%pg_sleep(20)%")).toBe(1));
      await database
        .again()
        .connect((other) =>
          other.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()"),
          ),
        );
      await expect(running).rejects.toBeInstanceOf(DisconnectionError);
      await connection.rollback();
      await kill(await connection.scalar(pid));
      await expect(connection.execute(text("SELECT 1"))).rejects.toMatchObject({ name: "DisconnectionError", connectionInvalidated: true });
      await expect(connection.execute(text("SELECT 1"))).rejects.toThrow(/rollback\(\)/);
      await connection.rollback();
      expect(await connection.scalar(text("SELECT 1"))).toBe(1);
    });
  });

  test("while idle in the pool: pre-ping replaces it unseen", async () => {
    const careful = database.again({ poolPrePing: { idleFor: 0 } });
    const before = await careful.connect((connection) => connection.scalar(pid));
    await kill(before);
    const after = await careful.connect((connection) => connection.scalar(pid));
    expect(after).not.toBe(before);
  });

  test("a server that is not there, a database, a role and a host that are none", async () => {
    const failing = async (change: (url: URL) => void): Promise<unknown> => {
      const url = new URL(database.url);
      change(url);
      const none = createEngine(url.href);
      return none.connect().catch((error: unknown) => error);
    };
    expect(await failing((url) => (url.port = "1"))).toBeInstanceOf(DisconnectionError);
    expect(await failing((url) => (url.pathname = "/cupel_none"))).toMatchObject({ name: "OperationalError", code: "3D000" });
    expect(await failing((url) => (url.username = "nobody_at_all"))).toBeInstanceOf(OperationalError);
    expect(await failing((url) => (url.hostname = "host.invalid"))).toBeInstanceOf(DisconnectionError);
  });
});

describe("options", () => {
  test("settings, names and time-outs reach the server", async () => {
    const url = new URL(database.url);
    url.searchParams.set("application_name", "tests of cupel");
    url.searchParams.set("search_path", "pg_catalog");
    const told = createEngine(url.href, { connectArgs: { lockTimeout: 1234, settings: { work_mem: "8MB" } } });
    await told.connect(async (connection) => {
      const show = async (name: string): Promise<unknown> => connection.scalar(text(`SHOW ${name}`));
      expect(await show("application_name")).toBe("tests of cupel");
      expect(await show("search_path")).toBe("pg_catalog");
      expect(await show("lock_timeout")).toBe("1234ms");
      expect(await show("work_mem")).toBe("8MB");
      expect(await show("DateStyle")).toBe("ISO, MDY");
    });
    await told.dispose();
  });

  test.each<[string, string, Record<string, unknown>]>([
    ["postgresql://h/d?sslmod=require", "sslmod", {}],
    ["postgresql://h/d?sslmode=maybe", "maybe", {}],
    ["postgresql://h/d?connect_timeout=soon", "connect_timeout", {}],
    ["postgresql://h/d?sslmode=verify-full&sslrootcert=/nowhere.pem", "/nowhere.pem", {}],
    ["postgresql://h/d", "statementTimeOut", { statementTimeOut: 5 }],
    ["postgresql://h/d", "work mem", { settings: { "work mem": 1 } }],
  ])("%s is refused, naming %s", async (url, name, connectArgs) => {
    const refused = createEngine(makeUrl(url), { connectArgs });
    const error = await refused.connect().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ArgumentError);
    expect((error as Error).message).toContain(name);
  });

  test("encryption that a server does not offer is refused, and only `prefer` does without", async () => {
    const encrypted = await engine.connect((connection) => connection.scalar(text("SELECT setting FROM pg_settings WHERE name = 'ssl'")));
    const connectWith = async (mode: string): Promise<unknown> => {
      const url = new URL(database.url);
      url.searchParams.set("sslmode", mode);
      const trying = createEngine(url.href);
      const answer = await trying
        .connect((connection) => connection.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")))
        .catch((error: Error) => error);
      await trying.dispose();
      return answer;
    };
    expect(await connectWith("disable")).toBe(false);
    expect(await connectWith("prefer")).toBe(encrypted === "on");
    const required = await connectWith("require");
    if (encrypted === "on") expect(required).toBe(true);
    else expect(required).toMatchObject({ message: expect.stringContaining("does not support SSL") });
  });
});
