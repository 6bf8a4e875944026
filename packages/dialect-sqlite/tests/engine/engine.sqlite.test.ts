import { inspect } from "node:util";
import { ArgumentError, AssertionPool, createEngine, Engine, listen, makeUrl, NullPool, QueuePool, StaticPool, text } from "@cupel/core";
import { sqlite } from "@cupel/dialect-sqlite";
import { afterEach, describe, expect, test } from "vitest";
import { fileEngine, memoryEngine, path, values, withTable } from "./files.js";

const put = text("INSERT INTO t (v) VALUES (:v)");

describe("making an engine", () => {
  test("opens nothing", () => {
    const engine = createEngine("sqlite:////no/such/directory/file.db");
    expect([engine.name, engine.driver, engine.pool.checkedIn()]).toEqual(["sqlite", "better-sqlite3", 0]);
    expect(inspect(engine)).toBe("Engine(sqlite:////no/such/directory/file.db)");
  });
  test("takes a dialect, or a URL made of parts", async () => {
    const engine = createEngine("anything:///:memory:", { dialect: sqlite() });
    expect(await engine.connect((connection) => connection.scalar(text("SELECT 1")))).toBe(1);
    expect(createEngine(makeUrl("sqlite:///a.db")).url.database).toBe("a.db");
    expect(createEngine("sqlite+better-sqlite3:///a.db").name).toBe("sqlite");
    await engine.dispose();
  });
  test("the pool: one connection in memory, a queue for a file, or what is asked for", () => {
    expect(memoryEngine().pool).toBeInstanceOf(StaticPool);
    expect(fileEngine().pool).toBeInstanceOf(QueuePool);
    for (const poolClass of [NullPool, StaticPool, AssertionPool]) expect(fileEngine({ poolClass }).pool).toBeInstanceOf(poolClass);
    const engine = fileEngine({ poolSize: 3, maxOverflow: 1 });
    expect([engine.pool.size(), engine.pool.overflow(), engine.pool.status()]).toEqual([
      3,
      0,
      expect.stringContaining("QueuePool size: 3"),
    ]);
  });

  test.each([
    ["postgresql://h/db", /npm install @cupel\/dialect-postgres pg.*import "@cupel\/dialect-postgres"/],
    ["postgresql+pglite://", /@electric-sql\/pglite/],
    ["mysql+mysql2://h/db", /@cupel\/dialect-mysql mysql2/],
    ["mysql+pymysql://h/db", /does not exist here.*"mysql:\/\/", which runs on mysql2.*"@cupel\/dialect-mysql"/],
    ["mssql+pyodbc://h/db", /"mssql:\/\/", which runs on tedious.*"@cupel\/dialect-mssql"/],
    ["sqlite+pysqlite:///a.db", /"sqlite:\/\/", which runs on better-sqlite3/],
    ["oracle://h/db", /No dialect is registered for the scheme "oracle:\/\/"\. Registered are "sqlite"/],
    ["", /empty/],
  ])("%j is refused", (url, message) => {
    expect(() => createEngine(url)).toThrow(ArgumentError);
    expect(() => createEngine(url)).toThrow(message);
  });
  test.each([
    [{ poolsize: 5 }, /no option "poolsize"\. Did you mean "poolSize"\?/],
    [{ pool_size: 5 }, /Did you mean "poolSize"\?/],
    [{ query_cache_size: 5 }, /Did you mean "statementCacheSize"\?/],
    [{ timeout: 5 }, /connectArgs/],
    [{ poolSize: "5" }, /"poolSize" must be a number/],
    [{ poolSize: -1 }, /poolSize must be an integer >= 0/],
    [{ statementCacheSize: 1.5 }, /whole number/],
    [{ echo: "yes" }, /"echo" takes true, false, "debug" or a logger/],
    [{ echo: { info() {} } }, /has no debug\(\)/],
    [{ isolationLevel: "READ COMMITTED" }, /no isolation level "READ COMMITTED"/],
    [{ dialect: {} }, /takes a dialect/],
    [{ poolClass: "QueuePool" }, /takes a class/],
  ])("%j is refused", (options, message) => {
    expect(() => createEngine("sqlite://", options as never)).toThrow(ArgumentError);
    expect(() => createEngine("sqlite://", options as never)).toThrow(message);
  });
  test("durations that look like seconds are warned about", async () => {
    const warnings: string[] = [];
    const hear = (warning: Error) => warnings.push(warning.message);
    process.on("warning", hear);
    createEngine("sqlite://", { poolTimeout: 30, poolRecycle: 3600 });
    createEngine("sqlite://", { poolTimeout: 30_000, poolRecycle: -1 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("warning", hear);
    expect(warnings).toEqual(["poolTimeout: 30 is 30 milliseconds. If seconds are meant, write 30000."]);
  });
});

describe("the life of an engine", () => {
  test("dispose closes, and the engine can be used again", async () => {
    const engine = await withTable(fileEngine(), 1);
    expect(engine.pool.checkedIn()).toBe(1);
    await engine.dispose();
    expect(engine.pool.checkedIn()).toBe(0);
    expect(await values(engine)).toEqual([1]);
  });
  test("a raw checkout", async () => {
    const engine = fileEngine();
    const checkout = await engine.rawConnection();
    expect((checkout.driverConnection.native as { name: string }).name).toBe(path());
    await checkout.release();
  });
  test("poolPrePing and poolRecycle", async () => {
    const engine = fileEngine({ poolPrePing: { idleFor: 0 }, poolRecycle: 3_600_000 });
    let native: unknown;
    await engine.connect((connection) => {
      native = connection.driverConnection;
    });
    (native as { close(): void }).close();
    await engine.connect(async (connection) => {
      expect(connection.driverConnection).not.toBe(native);
      expect(await connection.scalar(text("SELECT 1"))).toBe(1);
    });
  });
  test("the isolation level of the engine", async () => {
    const engine = fileEngine({ isolationLevel: "READ UNCOMMITTED" });
    expect(await engine.connect((connection) => connection.scalar(text("PRAGMA read_uncommitted")))).toBe(1);
    const autocommit = await withTable(fileEngine({ isolationLevel: "AUTOCOMMIT" }));
    await autocommit.connect((connection) => connection.execute(put, { v: 1 }));
    expect(await values(autocommit)).toEqual([1]);
  });
});

describe("events", () => {
  test("of connections and transactions, in their order, async ones awaited", async () => {
    const engine = await withTable(fileEngine());
    const told: string[] = [];
    for (const name of [
      "connect",
      "checkout",
      "checkin",
      "close",
      "engineConnect",
      "begin",
      "commit",
      "rollback",
      "savepoint",
      "releaseSavepoint",
      "rollbackSavepoint",
      "beforeExecute",
      "afterExecute",
      "engineDisposed",
    ] as const) {
      listen(engine, name, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        told.push(name);
      });
    }
    await engine.begin(async (connection) => {
      await connection.execute(put, { v: 1 });
      await (await connection.beginNested()).commit();
      await (await connection.beginNested()).rollback();
    });
    await engine.dispose();
    expect(told).toEqual([
      "checkout",
      "engineConnect",
      "begin",
      "beforeExecute",
      "afterExecute",
      "savepoint",
      "releaseSavepoint",
      "savepoint",
      "rollbackSavepoint",
      "commit",
      "checkin",
      "close",
      "engineDisposed",
    ]);
  });
  test("connect gives the driver's own object: the place for settings", async () => {
    const engine = fileEngine();
    listen(engine, "connect", ({ driverConnection }) => {
      (driverConnection as { pragma(text: string): void }).pragma("cache_size = -1234");
    });
    expect(await engine.connect((connection) => connection.scalar(text("PRAGMA cache_size")))).toBe(-1234);
  });
  test("of the pool", async () => {
    const engine = fileEngine();
    const told: string[] = [];
    listen(engine.pool, ["connect", "checkout", "checkin"], ({ event }) => void told.push(event));
    await engine.connect(() => {});
    expect(told).toEqual(["connect", "checkout", "checkin"]);
  });
  test("before the cursor: text and values can be replaced; after it the time is known", async () => {
    const engine = await withTable(memoryEngine());
    const times: number[] = [];
    const stop = listen(engine, "beforeCursorExecute", ({ sql, parameters }) => ({
      sql: `${sql} -- traced`,
      parameters: parameters.map((value) => (value === "a" ? "b" : value)),
    }));
    listen(engine, "afterCursorExecute", ({ sql, milliseconds, rowCount }) => {
      if (sql.endsWith("-- traced")) times.push(milliseconds, rowCount);
    });
    await engine.begin((connection) => connection.execute(put, { v: "a" }));
    stop();
    expect(times).toEqual([expect.any(Number), 1]);
    expect(await values(engine)).toEqual(["b"]);
  });
  test("a throw aborts the operation", async () => {
    const engine = await withTable(memoryEngine());
    const stop = listen(engine, "beforeExecute", async () => {
      throw new RangeError("not today");
    });
    await expect(engine.begin((connection) => connection.execute(put, { v: 1 }))).rejects.toThrow("not today");
    stop();
    const stopCommit = listen(engine, "commit", () => {
      throw new RangeError("no commit");
    });
    await expect(engine.begin((connection) => connection.execute(put, { v: 2 }))).rejects.toThrow("no commit");
    stopCommit();
    expect(await values(engine)).toEqual([]);
    expect(engine.pool.checkedOut()).toBe(0);
  });
  test("a handler may query its connection, and must not commit it", async () => {
    const engine = await withTable(memoryEngine());
    const seen: unknown[] = [];
    let inside = false;
    listen(engine, "afterExecute", async ({ connection }) => {
      if (inside) return;
      inside = true;
      seen.push(await connection.scalar(text("SELECT count(*) FROM t")));
      await expect(connection.commit()).rejects.toThrow(/event handler must not commit/);
      inside = false;
    });
    await engine.begin(async (connection) => {
      await Promise.all([connection.execute(put, { v: 1 }), connection.execute(put, { v: 2 })]);
    });
    expect(seen).toEqual([1, 2]);
  });
  test("handleError hears failures, and its own error takes their place", async () => {
    const engine = memoryEngine();
    const heard: unknown[] = [];
    const stop = listen(engine, "handleError", ({ error, sql }) => void heard.push(error.name, sql));
    await expect(engine.connect((connection) => connection.execute(text("SELECT * FROM nowhere")))).rejects.toThrow("no such table");
    expect(heard).toEqual(["ProgrammingError", "SELECT * FROM nowhere"]);
    stop();
    listen(engine, "handleError", () => {
      throw new RangeError("instead");
    });
    await expect(engine.connect((connection) => connection.execute(text("SELECT * FROM nowhere")))).rejects.toThrow("instead");
  });
  test("on one connection, and on every engine", async () => {
    const engine = await withTable(memoryEngine());
    const told: string[] = [];
    const stop = listen(Engine, "begin", () => void told.push("class"));
    listen(engine, "begin", () => void told.push("engine"));
    await engine.connect(async (connection) => {
      listen(connection, "begin", () => void told.push("connection"));
      await connection.scalar(text("SELECT 1"));
    });
    stop();
    await engine.connect((connection) => connection.scalar(text("SELECT 1")));
    expect(told).toEqual(["connection", "engine", "class", "engine"]);
    expect(() => listen(engine, "comit" as "commit", () => {})).toThrow(/An engine has no event "comit"/);
  });
});

describe("echo", () => {
  const lines: string[] = [];
  const logger = {
    debug: (line: string) => void lines.push(line),
    info: (line: string) => void lines.push(line),
    warn: (line: string) => void lines.push(line),
    error: (line: string) => void lines.push(line),
  };
  afterEach(() => {
    lines.length = 0;
  });
  test("statements, parameters, times, and where a transaction begins and ends", async () => {
    const engine = await withTable(memoryEngine({ echo: logger, name: "main" }));
    lines.length = 0;
    await engine.begin(async (connection) => {
      await connection.execute(put, { v: "a" });
      await connection.execute(put, [{ v: "b" }, { v: "c" }]);
      await (await connection.beginNested()).rollback();
      await connection.execute(text("SELECT * FROM nowhere")).catch(() => {});
    });
    expect(lines.map((line) => line.replace(/\d+\.\d+ ms/, "N ms"))).toEqual([
      "[main] BEGIN",
      "[main] INSERT INTO t (v) VALUES (?)",
      '[main] [raw sql] ["a"]',
      "[main] [N ms] 1 row",
      "[main] INSERT INTO t (v) VALUES (?)",
      '[main] [raw sql] [["b"],["c"]]',
      "[main] [N ms] 2 rows",
      "[main] SAVEPOINT cupel_savepoint_1",
      "[main] ROLLBACK TO SAVEPOINT cupel_savepoint_1",
      "[main] SELECT * FROM nowhere",
      "[main] [raw sql] []",
      "[main] [failed after N ms] ProgrammingError: no such table: nowhere",
      "[main] COMMIT",
    ]);
  });
  test("an implicit begin, and hidden parameters", async () => {
    const engine = await withTable(memoryEngine({ echo: logger, hideParameters: true }));
    lines.length = 0;
    await engine.connect((connection) => connection.execute(put, { v: "secret" }));
    expect(lines[0]).toBe("BEGIN (implicit)");
    expect(lines.at(-1)).toBe("ROLLBACK");
    expect(lines.join()).toContain("[parameters hidden by hideParameters]");
    expect(lines.join()).not.toContain("secret");
  });
  test("long parameters are cut", async () => {
    const engine = await withTable(memoryEngine({ echo: logger }));
    lines.length = 0;
    await engine.begin((connection) =>
      connection.execute(
        put,
        Array.from({ length: 5000 }, () => ({ v: "x".repeat(500) })),
      ),
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(800);
  });
});

describe("signals", () => {
  test("end the wait for a connection", async () => {
    const engine = memoryEngine();
    const held = await engine.connect();
    const stop = new AbortController();
    const waiting = engine.connect({ signal: stop.signal });
    stop.abort(new RangeError("gone"));
    await expect(waiting).rejects.toThrow("gone");
    await held.close();
  });
  test("end the wait for the writer of a file", async () => {
    const engine = await withTable(fileEngine());
    await engine.begin(async (writer) => {
      await writer.execute(put, { v: 1 });
      const stop = new AbortController();
      const waiting = engine.connect((connection) => connection.execute(put, { v: 2 }, { executionOptions: { signal: stop.signal } }));
      stop.abort(new RangeError("gone"));
      await expect(waiting).rejects.toThrow("gone");
    });
    expect(await values(engine)).toEqual([1]);
  });
  test("that are over already send nothing", async () => {
    const engine = await withTable(memoryEngine());
    const signal = AbortSignal.abort(new RangeError("over"));
    await expect(engine.connect((connection) => connection.execute(put, { v: 1 }, { executionOptions: { signal } }))).rejects.toThrow(
      "over",
    );
    expect(await values(engine)).toEqual([]);
  });
});
