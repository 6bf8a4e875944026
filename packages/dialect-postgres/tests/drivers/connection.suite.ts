/** What a connection to PostgreSQL does, over whatever driver. */
import {
  ArgumentError,
  CheckViolation,
  checkConstraint,
  column,
  DataError,
  type Engine,
  ForeignKeyViolation,
  foreignKey,
  InvalidRequestError,
  insert,
  MetaData,
  NotNullViolation,
  OperationalError,
  ProgrammingError,
  select,
  sql,
  t,
  table,
  text,
  UniqueViolation,
  update,
} from "@cupel/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TestDatabase } from "../../../../tests/support/databases.js";

export const metadata = new MetaData();
export const parts = table(
  "parts",
  metadata,
  {
    id: column(t.integer(), { primaryKey: true }),
    name: column(t.string(20), { unique: true }),
    size: column(t.integer(), { nullable: true }),
  },
  { constraints: (c) => [checkConstraint(c.size.gt(0), { name: "size_positive" })] },
);
const uses = table("uses", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  partId: foreignKey(parts.c.id, { name: "part_id" }),
});

export function connectionSuite(database: TestDatabase): void {
  let engine: Engine;
  beforeEach(async () => {
    engine = await database.open();
    await metadata.createAll(engine);
  });
  afterEach(async () => {
    expect(engine.pool.checkedOut()).toBe(0);
    await engine.dispose();
  });
  const fill = (count: number): Promise<unknown> =>
    engine.begin((connection) =>
      connection.execute(
        insert(parts),
        Array.from({ length: count }, (_, index) => ({ name: `part ${index}`, size: index + 1 })),
      ),
    );

  describe("values of raw text", () => {
    test.each<[string, unknown]>([
      ["1", 1],
      ["2::int8", 2],
      ["9007199254740993", 9007199254740993n],
      ["-9223372036854775808", -9223372036854775808n],
      ["1.50::numeric", "1.50"],
      ["'NaN'::float8", Number.NaN],
      ["0.1::float4", 0.1],
      ["true", true],
      ["NULL::bool", null],
      ["'\\x00ff'::bytea", new Uint8Array([0, 255])],
      [`'{"a": [1, null]}'::jsonb`, { a: [1, null] }],
      ["'\"text\"'::json", "text"],
      ["DATE '2024-02-29'", "2024-02-29"],
      ["TIME '12:30:00.5'", "12:30:00.5"],
      ["TIMESTAMP '2024-02-29 12:30:00.25'", new Date("2024-02-29T12:30:00.250Z")],
      ["TIMESTAMPTZ '2024-02-29 12:30:00+05:30'", new Date("2024-02-29T07:00:00Z")],
      ["'infinity'::timestamp", "infinity"],
      ["INTERVAL '1 month 2 days 3 hours'", "P1M2DT3H"],
      ["ARRAY[1, NULL, 3]", [1, null, 3]],
      ["ARRAY[[1.5], [2]]", [["1.5"], ["2"]]],
      ["ARRAY['a,b', NULL, '\"']", ["a,b", null, '"']],
      ["ARRAY['2024-02-29'::timestamptz AT TIME ZONE 'UTC']", [new Date("2024-02-29T00:00:00Z")]],
      ["'192.168.0.1/24'::inet", "192.168.0.1/24"],
      ["'018fdf4e-2f2a-7000-8000-000000000000'::uuid", "018fdf4e-2f2a-7000-8000-000000000000"],
    ])("%s", async (expression, expected) => {
      await engine.connect(async (connection) => {
        await connection.execute(text("SET LOCAL TIME ZONE 'UTC'"));
        expect((await connection.execDriverSql(`SELECT ${expression} AS value`).one())[0]).toEqual(expected);
      });
    });

    test("a column that has a type is read as its type says", async () => {
      await engine.connect(async (connection) => {
        const statement = text(
          "SELECT TIMESTAMP '2024-02-29 12:30:00.123456' AS at, NUMERIC '1.50' AS price, '{}'\\:\\:jsonb AS doc",
        ).columns({
          at: t.dateTime({ as: String }),
          price: t.numeric(10, 2, { as: Number }),
        });
        expect(await connection.execute(statement).mappings().one()).toEqual({ at: "2024-02-29T12:30:00.123456", price: 1.5, doc: {} });
      });
    });

    test("values are sent as the type of their kind", async () => {
      await engine.connect(async (connection) => {
        const send = async (type: string, value: unknown): Promise<unknown> =>
          (await connection.execDriverSql(`SELECT $1::${type} AS value`, [value]).first())?.[0];
        expect(await send("int8", 2n ** 62n)).toBe(2n ** 62n);
        expect(await send("text", "it's\n\\ ☃")).toBe("it's\n\\ ☃");
        expect(await send("bool", false)).toBe(false);
        expect(await send("bytea", new Uint8Array([1, 0, 2]))).toEqual(new Uint8Array([1, 0, 2]));
        expect(await send("timestamptz", new Date(0))).toEqual(new Date(0));
        expect(
          await send(
            "int[]",
            [1, [], null].filter((item) => !Array.isArray(item)),
          ),
        ).toEqual([1, null]);
        expect(await send("text[]", ['a"b', null, "NULL"])).toEqual(['a"b', null, "NULL"]);
        expect(await send("jsonb", { a: 1 })).toEqual({ a: 1 });
        expect(await send("text", undefined)).toBeNull();
      });
    });
  });

  test("the keys of many rows come in their order, also over several batches", async () => {
    await engine.begin(async (connection) => {
      const names = Array.from({ length: 1203 }, (_, index) => `n${(index * 7919) % 1203}`);
      const result = await connection.execute(
        insert(parts).returning(parts.c.id, parts.c.name),
        names.map((name) => ({ name, size: null })),
      );
      const rows = result.all();
      expect(rows.map((row) => row.name)).toEqual(names);
      expect(rows.map((row) => row.id)).toEqual(names.map((_, index) => index + 1));
      const inserted = await connection.execute(insert(parts), [{ name: "x" }, { name: "y" }]);
      expect(inserted.rowCount).toBe(2);
    });
  });

  test("an error in one of many sets tells which it was", async () => {
    await engine.connect(async (connection) => {
      const sets = Array.from({ length: 700 }, (_, index) => ({ name: index === 650 ? "n3" : `n${index}`, size: 1 }));
      await expect(connection.execute(insert(parts), sets)).rejects.toMatchObject({ name: "UniqueViolation", rowIndex: 650 });
    });
  });

  describe("transactions", () => {
    test("commit, rollback, savepoints, also those that nothing was sent in", async () => {
      await engine.connect(async (connection) => {
        const put = (name: string) => connection.execute(insert(parts).values({ name, size: 1 }));
        await put("kept");
        const empty = await connection.beginNested();
        await empty.rollback();
        const outer = await connection.beginNested();
        const inner = await connection.beginNested();
        await put("inner");
        await inner.rollback();
        await put("outer");
        await outer.commit();
        const failing = await connection.beginNested();
        await expect(put("kept")).rejects.toThrow(UniqueViolation);
        await failing.rollback();
        const unsent = await connection.beginNested();
        await connection.beginNested();
        await unsent.rollback();
        await put("last");
        await connection.commit();
        await put("gone");
        await connection.rollback();
        await connection.commit();
        expect(await connection.scalars(select(parts.c.name).orderBy(parts.c.id)).all()).toEqual(["kept", "outer", "last"]);
      });
    });

    test("a transaction that an error has ended cannot be committed", async () => {
      await expect(
        engine.begin(async (connection) => {
          await connection.execute(insert(parts).values({ name: "a", size: 1 }));
          await connection
            .execute(text("SELECT 1 / 0"))
            .all()
            .catch(() => {});
        }),
      ).rejects.toThrow(/nothing of it can be committed/);
      await engine.connect(async (connection) => {
        await connection
          .execute(text("SELECT 1 / 0"))
          .all()
          .catch(() => {});
        await expect(connection.execute(text("SELECT 1"))).rejects.toMatchObject({ name: "OperationalError", code: "25P02" });
        await connection.rollback();
        expect(await connection.scalar(text("SELECT count(*) FROM parts"))).toBe(0);
      });
    });

    test("isolation levels, read-only, deferrable, AUTOCOMMIT", async () => {
      const level = sql<string>`current_setting('transaction_isolation')`;
      await engine.connect(async (connection) => {
        expect(await connection.getIsolationLevel()).toBe("READ COMMITTED");
        await connection.rollback();
        connection.executionOptions({ isolationLevel: "SERIALIZABLE", readOnly: true, deferrable: true });
        expect(
          await connection
            .execute(select(level, sql`current_setting('transaction_read_only')`, sql`current_setting('transaction_deferrable')`))
            .one(),
        ).toEqual(["serializable", "on", "on"]);
        await expect(connection.execute(insert(parts).values({ name: "a", size: 1 }))).rejects.toThrow(/read-only transaction/);
      });
      await engine.connect(async (connection) => {
        connection.executionOptions({ isolationLevel: "AUTOCOMMIT" });
        await connection.execute(insert(parts).values({ name: "kept", size: 1 }));
        await connection.rollback();
        await connection.execute(text("VACUUM parts"));
        expect(await connection.scalar(select(parts.c.name))).toBe("kept");
      });
      await engine.connect(async (connection) => {
        expect(await connection.scalar(select(level))).toBe("read committed");
      });
      expect(() => engine.executionOptions({ readOnly: "yes" as never })).toThrow(ArgumentError);
    });
  });

  describe("streams", () => {
    test("rows in batches, with writes between them", async () => {
      await fill(250);
      await engine.begin(async (connection) => {
        let seen = 0;
        for await (const row of connection.execute(select(parts).orderBy(parts.c.id)).yieldPer(40)) {
          seen++;
          if (row.id % 100 === 0) await connection.execute(update(parts).where(parts.c.id.eq(row.id)).set({ size: 1000 }));
        }
        expect(seen).toBe(250);
        expect(await connection.scalar(text("SELECT count(*) FROM parts WHERE size = 1000"))).toBe(2);
        expect(await connection.scalar(text("SELECT count(*) FROM pg_cursors WHERE name <> ''"))).toBe(0);
      });
    });

    test("with parameters, raw text, under AUTOCOMMIT, of what changes rows", async () => {
      await fill(25);
      await engine.connect(async (connection) => {
        const read = async (rows: AsyncIterable<unknown>): Promise<number> => {
          let count = 0;
          for await (const _ of rows) count++;
          return count;
        };
        expect(
          await read(connection.execute(select(parts).where(parts.c.size.gt(5), parts.c.name.in(["part 7", "part 8"]))).yieldPer(1)),
        ).toBe(2);
        expect(
          await read(
            connection.execute(text("WITH big AS (SELECT * FROM parts WHERE size > :least) SELECT * FROM big"), { least: 20 }).yieldPer(2),
          ),
        ).toBe(5);
        expect(await read(connection.execute(update(parts).set({ size: 1 }).returning(parts.c.id)).yieldPer(10))).toBe(25);
        await connection.rollback();
        connection.executionOptions({ isolationLevel: "AUTOCOMMIT" });
        expect(await read(connection.execute(select(parts)).yieldPer(10))).toBe(25);
        expect(await connection.scalar(text("SELECT count(*) FROM pg_cursors WHERE name <> ''"))).toBe(0);
      });
    });

    test("one that is left halfway closes its cursor", async () => {
      await fill(100);
      await engine.connect(async (connection) => {
        for await (const row of connection.execute(select(parts).orderBy(parts.c.id)).yieldPer(10)) if (row.id === 10) break;
        expect(await connection.scalar(text("SELECT count(*) FROM pg_cursors WHERE name <> ''"))).toBe(0);
        const rows = connection.execute(select(parts)).yieldPer(10)[Symbol.asyncIterator]();
        await rows.next();
        await expect(connection.commit()).rejects.toThrow(InvalidRequestError);
        await rows.return?.();
        await connection.commit();
      });
    });
  });

  test("errors have their class, and say what they are about", async () => {
    await fill(1);
    const failure = async (work: string): Promise<unknown> => {
      try {
        await engine.begin((connection) => connection.execDriverSql(work));
      } catch (error) {
        return error;
      }
      return undefined;
    };
    const duplicate = await failure("INSERT INTO parts (name) VALUES ('part 0')");
    expect(duplicate).toBeInstanceOf(UniqueViolation);
    expect(duplicate).toMatchObject({ code: "23505", constraint: "parts_name_key", table: "parts", columns: ["name"] });
    const missing = await failure("INSERT INTO parts (size) VALUES (1)");
    expect(missing).toBeInstanceOf(NotNullViolation);
    expect(missing).toMatchObject({ table: "parts", columns: ["name"] });
    const wrong = await failure("INSERT INTO parts (name, size) VALUES ('x', 0)");
    expect(wrong).toBeInstanceOf(CheckViolation);
    expect(wrong).toMatchObject({ table: "parts", constraint: "size_positive" });
    const orphan = await failure("INSERT INTO uses (part_id) VALUES (99)");
    expect(orphan).toBeInstanceOf(ForeignKeyViolation);
    expect(orphan).toMatchObject({ table: "uses", constraint: "uses_part_id_fkey", columns: ["part_id"] });
    expect(await failure("SELEC 1")).toBeInstanceOf(ProgrammingError);
    expect(await failure("SELECT 'x'::int")).toBeInstanceOf(DataError);
    expect(await failure("SELECT * FROM nowhere")).toMatchObject({ code: "42P01", statement: "SELECT * FROM nowhere" });
    expect(await failure("SAVEPOINT x; ROLLBACK TO y")).toBeInstanceOf(ProgrammingError);
    expect(await failure("ROLLBACK TO SAVEPOINT y")).toBeInstanceOf(OperationalError);
  });

  test("first() reads no more rows than it needs", async () => {
    await engine.connect(async (connection) => {
      const started = performance.now();
      expect(await connection.execute(select(sql<number>`generate_series(1, 3000000)`)).first()).toEqual([1]);
      expect(performance.now() - started).toBeLessThan(1000);
      expect(await connection.scalar(text("SELECT 2"))).toBe(2);
    });
  });
}
