/** Many rows: inserted at once, and read in batches. */
import {
  CheckViolation,
  column,
  DatabaseError,
  DataError,
  type Engine,
  ForeignKeyViolation,
  foreignKey,
  insert,
  MetaData,
  NotNullViolation,
  select,
  t,
  table,
  text,
  UniqueViolation,
  update,
} from "@cupel/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/engine.js";

let database: TestDatabase;
let engine: Engine;
const metadata = new MetaData();
const parents = table("parents", metadata, { id: column(t.integer(), { primaryKey: true }) });
const things = table("things", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(10), { unique: true }),
  size: column(t.integer(), { nullable: true }),
  parentId: foreignKey(parents.c.id, { name: "parent_id", nullable: true }),
});
beforeAll(async () => {
  database = await createDatabase();
  engine = database.engine;
  await metadata.createAll(engine);
  await engine.begin((connection) => connection.execute(text("ALTER TABLE things ADD CONSTRAINT small CHECK (size < 1000)")));
});
beforeEach(async () => {
  await engine.begin((connection) => connection.execute(text("DELETE FROM things")));
});
afterAll(() => database.drop());

const rows = (many: number): { name: string; size: number }[] =>
  Array.from({ length: many }, (_, i) => ({ name: `n${i}`, size: i % 1000 }));

describe("many at once", () => {
  test("rows and their keys", async () => {
    await engine.begin(async (connection) => {
      const result = await connection.execute(insert(things), rows(1300));
      expect(result.rowCount).toBe(1300);
      const stored = await connection.execute(select(things.c.id, things.c.name).orderBy(things.c.id)).all();
      expect(stored.map((row) => row.name)).toEqual(rows(1300).map((row) => row.name));
      expect(result.insertedPrimaryKeys).toEqual(stored.map((row) => ({ id: row.id })));
    });
  });
  test("rows that are passed over leave the keys of the others right", async () => {
    await engine.begin(async (connection) => {
      await connection.execute(insert(things).values({ id: 50_000, name: "n3" }));
      const result = await connection.execute(insert(things).prefixWith("IGNORE"), rows(6));
      expect(result.rowCount).toBe(5);
      const stored = await connection.execute(select(things.c.id).where(things.c.name.ne("n3")).orderBy(things.c.id)).all();
      expect(result.insertedPrimaryKeys.map((each) => each["id"]).filter((id) => id !== 0)).toEqual(stored.map((row) => row.id));
    });
  });
  test("updates count the rows that were found", async () => {
    await engine.begin(async (connection) => {
      await connection.execute(insert(things), rows(10));
      const changed = await connection.execute(update(things).set({ size: 1 }));
      expect(changed.rowCount).toBe(10);
      expect((await connection.execute(update(things).set({ size: 1 }))).rowCount).toBe(10);
    });
  });
  test("an error tells the row", async () => {
    for (const [change, Class] of [
      [{ name: "n3" }, UniqueViolation],
      [{ size: 1000 }, CheckViolation],
      [{ name: "much too long a name" }, DataError],
    ] as const) {
      const all: { name: string; size: number }[] = rows(600);
      all[555] = { ...(all[555] as { name: string; size: number }), ...change };
      const error = await engine
        .begin((connection) => connection.execute(insert(things), all))
        .then(
          () => null,
          (caught: unknown) => caught as DatabaseError & { rowIndex?: number },
        );
      expect(error).toBeInstanceOf(Class);
      expect(error?.rowIndex).toBe(555);
    }
  });
});

describe("errors name what was violated", () => {
  const failing = async (values: object): Promise<unknown> =>
    engine
      .begin((connection) => connection.execute(insert(things).values(values as never)))
      .then(
        () => null,
        (error: unknown) => error,
      );
  test("each in its class", async () => {
    await engine.begin((connection) => connection.execute(insert(things).values({ name: "a" })));
    expect(await failing({ name: "a" })).toSatisfy(
      (error: UniqueViolation) => error instanceof UniqueViolation && error.constraint === "name" && error.code === "1062",
    );
    expect(await failing({ name: null })).toSatisfy(
      (error: NotNullViolation) => error instanceof NotNullViolation && error.columns[0] === "name",
    );
    expect(await failing({ name: "b", parentId: 99 })).toSatisfy(
      (error: ForeignKeyViolation) => error instanceof ForeignKeyViolation && error.table === "things" && error.columns[0] === "parent_id",
    );
    expect(await failing({ name: "b", size: 5000 })).toSatisfy(
      (error: CheckViolation) => error instanceof CheckViolation && error.constraint === "small",
    );
    expect(await failing({ name: "x".repeat(11) })).toBeInstanceOf(DataError);
  });
});

describe("streams", () => {
  beforeEach(async () => {
    await engine.begin((connection) => connection.execute(insert(things), rows(1000)));
  });
  test("come in batches, and the connection is free between them", async () => {
    await engine.connect(async (connection) => {
      let seen = 0;
      for await (const row of connection.execute(select(things).orderBy(things.c.id)).yieldPer(100)) {
        if (seen++ % 250 === 0) expect(await connection.scalar(select(things.c.name).where(things.c.id.eq(row.id)))).toBe(row.name);
      }
      expect(seen).toBe(1000);
      const sizes: number[] = [];
      for await (const batch of connection.execute(select(things.c.id).where(things.c.size.lt(350))).partitions(100))
        sizes.push(batch.length);
      expect(sizes).toEqual([100, 100, 100, 50]);
    });
  });
  test("two at once, with values and all kinds of columns", async () => {
    await engine.connect(async (connection) => {
      const first = connection
        .execute(text("SELECT name, CAST(9007199254740993 AS SIGNED), TIMESTAMP '2024-01-01 00:00:00' FROM things WHERE size < :n"), {
          n: 30,
        })
        .yieldPer(10)
        [Symbol.asyncIterator]();
      expect([...((await first.next()).value as unknown as unknown[])]).toEqual([
        "n0",
        9007199254740993n,
        new Date("2024-01-01T00:00:00Z"),
      ]);
      let seen = 1;
      for await (const _ of connection.execute(select(things)).yieldPer(300)) seen++;
      expect(seen).toBe(1001);
      for (let i = 0; i < 29; i++) expect((await first.next()).done).toBe(false);
      expect((await first.next()).done).toBe(true);
    });
  });
  test("that are left halfway give the connection and the cursor back", async () => {
    const one = database.engineWith({ poolSize: 1, maxOverflow: 0 });
    const prepared = async (): Promise<number> =>
      engine.connect(async (connection) =>
        Number((await connection.execDriverSql("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'").all())[0]?.[1]),
      );
    const before = await prepared();
    for (let i = 0; i < 5; i++)
      await one.connect(async (connection) => {
        let seen = 0;
        for await (const _ of connection.execute(select(things)).yieldPer(5)) if (++seen === 10) break;
        expect(await connection.scalar(text("SELECT 1"))).toBe(1);
      });
    expect((await prepared()) - before).toBeLessThan(4);
  });
  test("an error in the statement, and one that is aborted", async () => {
    await engine.connect(async (connection) => {
      const wrong = connection.execute(text("SELECT nothing FROM things")).yieldPer(5)[Symbol.asyncIterator]();
      await expect(wrong.next()).rejects.toThrow(DatabaseError);
      await connection.rollback();
      const controller = new AbortController();
      const slow = connection
        .execute(text("SELECT sleep(0.05) FROM things"), {}, { executionOptions: { signal: controller.signal } })
        .yieldPer(5)
        [Symbol.asyncIterator]();
      const reason = new Error("enough");
      setTimeout(() => controller.abort(reason), 100);
      await expect(slow.next()).rejects.toBe(reason);
      await connection.rollback();
      expect(await connection.scalar(text("SELECT 1"))).toBe(1);
    });
  });
});
