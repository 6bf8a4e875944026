import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeUrl } from "@cupel/core";
import type { DriverConnection, DriverRequest, DriverResult } from "@cupel/core/internal";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BetterSqlite3Driver } from "../../src/drivers/better-sqlite3.js";

let folder: string;
const opened: DriverConnection[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cupel-driver-"));
});
afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close();
  rmSync(folder, { recursive: true });
});

const driver = new BetterSqlite3Driver((value) => (typeof value === "boolean" ? Number(value) : value));
async function open(query = "", file = "test.db"): Promise<DriverConnection> {
  const connection = await driver.connect(makeUrl(`sqlite:///${join(folder, file)}${query}`), {});
  opened.push(connection);
  return connection;
}
const run = (connection: DriverConnection, sql: string, values: unknown[] = [], more: Partial<DriverRequest> = {}) =>
  connection.execute({ sql, values, returnsRows: null, exactIntegers: false, prepare: true, ...more });
const rows = async (connection: DriverConnection, sql: string, values: unknown[] = [], more: Partial<DriverRequest> = {}) =>
  (await run(connection, sql, values, more)).rows;
const code = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return "no error";
};

describe.each(["wal", "delete"])("transactions on a file in journal mode %s", (mode) => {
  const prepare = async (): Promise<[DriverConnection, DriverConnection]> => {
    const a = await open(`?journal_mode=${mode}&timeout=300`);
    await run(a, "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)");
    await run(a, "INSERT INTO t (v) VALUES (0)");
    return [a, await open("?timeout=300")];
  };

  test("a writer is waited for, and nobody is blocked meanwhile", async () => {
    const [a, b] = await prepare();
    a.begin({});
    b.begin({});
    await run(a, "UPDATE t SET v = v + 1");
    const waiting = run(b, "UPDATE t SET v = v + 1");
    expect(waiting).toBeInstanceOf(Promise);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await new Promise((resolve) => setTimeout(resolve, 60));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(4);
    await a.commit();
    expect((await waiting).rowCount).toBe(1);
    await b.commit();
    expect(await rows(a, "SELECT v FROM t")).toEqual([[2]]);
  });

  test("who has read, and writes after another has committed, fails as a serialization failure, and nothing is lost", async () => {
    const [a, b] = await prepare();
    a.begin({});
    b.begin({});
    expect([await rows(a, "SELECT v FROM t"), await rows(b, "SELECT v FROM t")]).toEqual([[[0]], [[0]]]);
    await run(a, "UPDATE t SET v = 1");
    const second = code(() => run(b, "UPDATE t SET v = 1"));
    await a.commit();
    expect(await second).toBe("SQLITE_BUSY_SNAPSHOT");
    b.rollback();
    b.begin({});
    expect(await rows(b, "SELECT v FROM t")).toEqual([[1]]);
    await run(b, "UPDATE t SET v = 2");
    await b.commit();
    expect(await rows(a, "SELECT v FROM t")).toEqual([[2]]);
  });

  test("who has read, and writes after another has rolled back, goes on", async () => {
    const [a, b] = await prepare();
    b.begin({});
    await rows(b, "SELECT v FROM t");
    a.begin({});
    await run(a, "UPDATE t SET v = 5");
    const second = run(b, "UPDATE t SET v = 7");
    a.rollback();
    await second;
    await b.commit();
    expect(await rows(a, "SELECT v FROM t")).toEqual([[7]]);
  });

  test("under READ UNCOMMITTED nothing was promised", async () => {
    const [a, b] = await prepare();
    b.setIsolationLevel("READ UNCOMMITTED");
    b.begin({});
    await rows(b, "SELECT v FROM t");
    await run(a, "UPDATE t SET v = 5");
    await run(b, "UPDATE t SET v = 7");
    await b.commit();
    expect(await rows(a, "SELECT v FROM t")).toEqual([[7]]);
  });

  test("a reader that stays does not keep a writer from committing", async () => {
    const [a, b] = await prepare();
    b.begin({});
    await rows(b, "SELECT v FROM t");
    a.begin({});
    await run(a, "UPDATE t SET v = 9");
    await a.commit();
    // In WAL mode the reader goes on seeing one state of the database.
    expect(await rows(b, "SELECT v FROM t")).toEqual([[mode === "wal" ? 0 : 9]]);
    await b.commit();
    expect(await rows(b, "SELECT v FROM t")).toEqual([[9]]);
  });

  test("savepoints that were set before the first statement are there", async () => {
    const [a] = await prepare();
    a.begin({});
    a.savepoint("one");
    a.savepoint("two");
    await rows(a, "SELECT v FROM t");
    await run(a, "UPDATE t SET v = 1");
    a.rollbackTo("two");
    expect(await rows(a, "SELECT v FROM t")).toEqual([[0]]);
    a.release("two");
    await run(a, "UPDATE t SET v = 2");
    a.savepoint("three");
    await run(a, "UPDATE t SET v = 3");
    a.rollbackTo("three");
    a.release("one");
    await a.commit();
    expect(await rows(a, "SELECT v FROM t")).toEqual([[2]]);
  });

  test("waiting ends: after its time, naming who writes; or with the caller's signal", async () => {
    const [a, b] = await prepare();
    a.begin({});
    await run(a, "UPDATE t SET v = 1");
    b.begin({});
    await expect(run(b, "UPDATE t SET v = 2")).rejects.toThrow(
      /another connection of this process has been writing ".*test\.db" for \d+ ms, and 300 ms of waiting were not enough/,
    );
    const stop = new AbortController();
    const waiting = run(b, "UPDATE t SET v = 2", [], { signal: stop.signal });
    stop.abort(new RangeError("enough"));
    await expect(waiting).rejects.toThrow("enough");
    b.rollback();
    await a.commit();
    await run(b, "UPDATE t SET v = 4");
    expect(await rows(b, "SELECT v FROM t")).toEqual([[4]]);
  });

  test("without a transaction each statement is its own, and gives the lock back, also when it fails", async () => {
    const [a, b] = await prepare();
    expect(await code(() => run(a, "INSERT INTO t (id, v) VALUES (1, 1)"))).toBe("SQLITE_CONSTRAINT_PRIMARYKEY");
    await run(b, "INSERT INTO t (v) VALUES (1)");
    await run(a, "INSERT INTO t (v) VALUES (2)");
    expect(await rows(b, "SELECT count(*) FROM t")).toEqual([[3]]);
  });

  test("a reset ends what was left open and lets others write", async () => {
    const [a, b] = await prepare();
    a.begin({});
    await run(a, "UPDATE t SET v = 1");
    await a.reset();
    await run(b, "UPDATE t SET v = v + 5");
    expect(await rows(a, "SELECT v FROM t")).toEqual([[5]]);
  });

  test("streams: between two batches the connection can write", async () => {
    const [a] = await prepare();
    await a.executeMany(
      { sql: "INSERT INTO t (v) VALUES (?)", values: [], returnsRows: false, exactIntegers: false, prepare: true, wantsIds: false },
      Array.from({ length: 50 }, (_, v) => [v]),
    );
    a.begin({});
    const stream = await a.stream(
      { sql: "SELECT id, v FROM t ORDER BY id", values: [], returnsRows: true, exactIntegers: false, prepare: true },
      20,
    );
    expect(await stream.next()).toHaveLength(20);
    await run(a, "UPDATE t SET v = -1 WHERE id = 51");
    expect(await rows(a, "SELECT count(*) FROM t")).toEqual([[51]]);
    expect(await stream.next()).toHaveLength(20);
    expect((await stream.next()).at(-1)).toEqual([51, -1]);
    expect(await stream.next()).toEqual([]);
    await stream.close();
    await a.commit();
  });
});

describe("statements", () => {
  test("whole numbers past 2^53 are exact where they may come", async () => {
    const a = await open();
    const sql = "SELECT 9007199254740993 AS big, 5 AS small, 1.5 AS real";
    expect(await rows(a, sql, [], { exactIntegers: true })).toEqual([[9007199254740993n, 5, 1.5]]);
    expect(await rows(a, sql)).toEqual([[9007199254740992, 5, 1.5]]);
  });
  test("many sets: their count, their keys, their rows, and which one failed", async () => {
    const a = await open();
    await run(a, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT UNIQUE)");
    const request = { values: [], exactIntegers: false, prepare: true };
    expect(
      await a.executeMany({ ...request, sql: "INSERT INTO t (v) VALUES (?)", returnsRows: false, wantsIds: true }, [["a"], ["b"]]),
    ).toMatchObject({ rowCount: 2, lastInsertIds: [1, 2] });
    expect(
      await a.executeMany({ ...request, sql: "INSERT INTO t (v) VALUES (?) RETURNING id", returnsRows: true, wantsIds: false }, [
        ["c"],
        ["d"],
      ]),
    ).toMatchObject({ rows: [[3], [4]] });
    const failing = async () =>
      a.executeMany({ ...request, sql: "INSERT INTO t (v) VALUES (?)", returnsRows: false, wantsIds: false }, [["e"], ["a"]]);
    await expect(failing()).rejects.toMatchObject({ isRowFailure: true, rowIndex: 1, error: { code: "SQLITE_CONSTRAINT_UNIQUE" } });
  });
  test("columns are named for raw text, and follow the schema", async () => {
    const a = await open();
    await run(a, "CREATE TABLE t (a INTEGER)");
    const columns = async () => ((await run(a, "SELECT * FROM t")) as DriverResult).columns;
    expect(await columns()).toEqual(["a"]);
    await run(a, "ALTER TABLE t ADD COLUMN b TEXT");
    expect(await columns()).toEqual(["a", "b"]);
    expect(((await run(a, "INSERT INTO t VALUES (1, 'x')")) as DriverResult).columns).toBeNull();
  });
  test("booleans are bound, regexp is known, foreign keys are on", async () => {
    const a = await open();
    expect(await rows(a, "SELECT ?, 'abc' REGEXP ?, floor(1.5)", [true, "^a.c$"])).toEqual([[1, 1, 1]]);
    expect(await rows(a, "PRAGMA foreign_keys")).toEqual([[1]]);
    expect(await rows(await open("?foreign_keys=off"), "PRAGMA foreign_keys")).toEqual([[0]]);
  });
  test("at most so many rows", async () => {
    const a = await open();
    const sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n";
    expect(await rows(a, sql, [], { maxRows: 1 })).toEqual([[1]]);
    expect(await rows(a, sql, [], { maxRows: 2 })).toEqual([[1], [2]]);
    expect(await rows(a, "SELECT 1 WHERE 0", [], { maxRows: 1 })).toEqual([]);
  });
  test("an answer comes at once, and yet a long chain of statements lets the event loop in", async () => {
    const a = await open();
    await new Promise((resolve) => setImmediate(resolve));
    expect(run(a, "SELECT 1")).not.toBeInstanceOf(Promise);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const end = performance.now() + 300;
    while (performance.now() < end) await run(a, "SELECT 1");
    clearInterval(timer);
    // Every 12 ms or so; on a busy machine less often, but again and again.
    expect(ticks).toBeGreaterThan(4);
  });
});

describe("options", () => {
  const connect = (text: string, args = {}) => driver.connect(makeUrl(text), args);
  test.each([
    ["sqlite://file.db", {}, /names a host.*three slashes, "sqlite:\/\/\/file\.db"/],
    ["sqlite:///:memory:?jornalMode=wal", {}, /no argument "jornalMode"\. Did you mean "journalMode"\?/],
    ["sqlite:///:memory:?mode=x", {}, /"ro", "rw" or "rwc"/],
    ["sqlite:///:memory:", { timeOut: 5 }, /no connect option "timeOut"\. Did you mean "timeout"\?/],
    ["sqlite:///:memory:", { timeout: -1 }, /number from 0/],
    ["sqlite:///:memory:", { pragmas: { "x; DROP TABLE t": 1 } }, /no name of a PRAGMA/],
    ["sqlite:///:memory:", { pragmas: { synchronous: "off; DROP" } }, /takes a word/],
  ])("%s %j is refused", async (text, args, message) => {
    await expect(connect(text, args)).rejects.toThrow(message);
  });
  test("pragmas from connectArgs", async () => {
    const connection = await connect("sqlite:///:memory:", { pragmas: { synchronous: "off", cacheSize: -4000 } });
    expect([await rows(connection, "PRAGMA synchronous"), await rows(connection, "PRAGMA cache_size")]).toEqual([[[0]], [[-4000]]]);
    await connection.close();
  });
  test("mode=ro reads and does not write", async () => {
    const a = await open();
    await run(a, "CREATE TABLE t (a INTEGER)");
    const reader = await open("?mode=ro");
    reader.begin({});
    expect(await rows(reader, "SELECT count(*) FROM t")).toEqual([[0]]);
    expect(await code(() => run(reader, "INSERT INTO t VALUES (1)"))).toBe("SQLITE_READONLY");
    reader.rollback();
    await expect(open("?mode=rw", "absent.db")).rejects.toMatchObject({ code: "SQLITE_CANTOPEN" });
  });
});
