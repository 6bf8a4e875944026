/** What the contract shows of Core, line by line, on SQLite. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect as print } from "node:util";
import {
  AssertionPool,
  bindParam,
  CompileError,
  caseWhen,
  cast,
  checkConstraint,
  column,
  createEngine,
  deleteFrom,
  exists,
  foreignKey,
  func,
  InvalidRequestError,
  index,
  insert,
  listen,
  literal,
  MetaData,
  NullPool,
  or,
  QueuePool,
  ResourceClosedError,
  type Selectable,
  StaticPool,
  select,
  sql,
  TimeoutError,
  t,
  table,
  text,
  typeDecorator,
  update,
  upsert,
} from "@cupel/core";
import { insert as sqliteInsert } from "@cupel/dialect-sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const makeTables = () => {
  const metadata = new MetaData({
    namingConvention: {
      ix: "ix_%(column_0_label)s",
      uq: "uq_%(table_name)s_%(column_0_name)s",
      fk: "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
      pk: "pk_%(table_name)s",
      ck: "ck_%(table_name)s_%(constraint_name)s",
    },
  });
  const users = table(
    "users",
    metadata,
    {
      id: column(t.integer(), { primaryKey: true }),
      name: column(t.string(50), { index: true }),
      email: column(t.string(100), { nullable: true, unique: true }),
      createdAt: column(t.dateTime(), { name: "created_at", serverDefault: func.now(), onUpdate: func.now() }),
    },
    {
      constraints: (c) => [
        checkConstraint(c.name.ne(""), { name: "name_set" }),
        index("ix_name_email", c.name, c.email.desc(), { unique: true }),
      ],
      comment: "people",
    },
  );
  const posts = table("posts", metadata, {
    id: column(t.integer(), { primaryKey: true }),
    userId: foreignKey(users.c.id, { onDelete: "CASCADE" }),
  });
  return { metadata, users, posts };
};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cupel-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const start = async () => {
  const tables = makeTables();
  const engine = createEngine(`sqlite:///${folder}/example.db`, {
    poolSize: 5,
    maxOverflow: 10,
    poolTimeout: 30_000,
    poolRecycle: 3_600_000,
    poolPrePing: true,
    echoPool: false,
    poolClass: QueuePool,
    isolationLevel: "SERIALIZABLE",
    connectArgs: {},
    statementCacheSize: 500,
    hideParameters: false,
  });
  await tables.metadata.createAll(engine);
  return { ...tables, engine };
};

describe("statements", () => {
  test("select, its rows, its text", async () => {
    const { users, engine } = await start();
    await engine.begin(async (connection) => {
      const { insertedPrimaryKey, rowCount } = await connection.execute(insert(users).values({ name: "Ann" }));
      expect([insertedPrimaryKey, rowCount]).toEqual([{ id: 1 }, 1]);
      await connection.execute(insert(users).values([{ name: "abe" }, { name: "Zoe", email: "zoe@x.org" }])); // rows may name different columns
      const refused = await connection.execute(insert(users).values([{ name: "a", createdAt: new Date() }, { name: "b" }])).then(
        () => null,
        (error: unknown) => error,
      );
      expect(refused).toBeInstanceOf(CompileError); // SQLite has no DEFAULT there, and NULL would not be what the database would put
      expect(String(refused)).toMatch(/createdAt.*execute\(insert\(table\), rows\)/);
    });
    const statement = select(users.c.id, users.c.name.as("who")).where(users.c.name.like("a%")).orderBy(users.c.id).limit(10).offset(0);
    await engine.connect(async (connection) => {
      const rows = await connection.execute(statement).all();
      expect(rows).toEqual([
        [1, "Ann"],
        [2, "abe"],
      ]);
      const [id, who] = rows[0]!;
      expect([id, who, rows[0]!.who]).toEqual([1, "Ann", "Ann"]);
      expect(Array.isArray(rows[0])).toBe(true);
      expect(JSON.stringify(rows[0])).toBe('{"id":1,"who":"Ann"}');
      expect(print(rows[0])).toContain("id: 1");
      expect(await connection.execute(statement).mappings().first()).toEqual({ id: 1, who: "Ann" });
      const seen: string[] = [];
      for await (const row of connection.execute(statement)) seen.push(row.who);
      for await (const batch of connection.execute(statement).partitions(1)) seen.push(`${batch.length}`);
      expect(seen).toEqual(["Ann", "abe", "1", "1"]);
      expect(await connection.scalars(select(users.c.name).orderBy(users.c.id)).all()).toEqual(["Ann", "abe", "Zoe"]);
      expect(await connection.scalar(select(func.count()).selectFrom(users))).toBe(3);
    });
    expect(statement.compile({ dialect: "sqlite" }).sql).toBe(
      "SELECT users.id, users.name AS who \nFROM users \nWHERE users.name LIKE ? ORDER BY users.id\n LIMIT ? OFFSET ?",
    );
    expect(statement.compile({ dialect: "sqlite", literalBinds: true }).sql).toContain("LIKE 'a%'");
    expect(String(statement)).toContain(":name_1");
    await engine.dispose();
  });

  test("the sql tag binds values and renders fragments", async () => {
    const { users, engine } = await start();
    const hostile = "x'; DROP TABLE users; --";
    await engine.begin(async (connection) => {
      await connection.execute(insert(users).values({ name: hostile }));
      const found = await connection.execute(sql`SELECT ${users.c.id} FROM ${users} WHERE ${users.c.name} = ${hostile}`).all();
      expect(found).toEqual([[1]]);
      expect(await connection.scalar(select(sql<number>`${users.c.id} + 1`).selectFrom(users))).toBe(2);
      expect(await connection.scalar(sql`SELECT count(*) FROM users WHERE ${sql.raw("1 = 1")}`)).toBe(1);
    });
    await engine.dispose();
  });

  test("upserts, native and portable", async () => {
    const { users, engine } = await start();
    await engine.begin(async (connection) => {
      await connection.execute(
        upsert(users)
          .values({ name: "Ann", email: "a@x" })
          .onConflict(users.c.email)
          .set((excluded) => ({ name: excluded.name })),
      );
      await connection.execute(
        upsert(users)
          .values({ name: "Anna", email: "a@x" })
          .onConflict(users.c.email)
          .set((excluded) => ({ name: excluded.name })),
      );
      await connection.execute(sqliteInsert(users).values({ name: "Other", email: "a@x" }).onConflictDoNothing());
      await connection.execute(
        sqliteInsert(users)
          .values({ name: "Annette", email: "a@x" })
          .onConflictDoUpdate({
            target: users.c.email,
            set: (excluded) => ({ name: excluded.name.concat("!") }),
            where: users.c.name.eq("Anna"),
          }),
      );
      expect(await connection.execute(select(users.c.name, users.c.email)).all()).toEqual([["Annette!", "a@x"]]);
    });
    await engine.dispose();
  });

  test("update, delete, returning, from select", async () => {
    const { users, posts, engine } = await start();
    await engine.begin(async (connection) => {
      const made = await connection
        .execute(
          insert(users)
            .values([{ name: "a" }, { name: "b" }])
            .returning(users.c.id, func.upper(users.c.name).as("loud")),
        )
        .all();
      expect(made.map((row) => [row.id, row.loud])).toEqual([
        [1, "A"],
        [2, "B"],
      ]);
      await connection.execute(insert(posts).fromSelect(["userId"], select(users.c.id)));
      expect(
        (
          await connection.execute(
            update(users)
              .set({ name: users.c.name.concat("!") })
              .where(users.c.id.eq(1)),
          )
        ).rowCount,
      ).toBe(1);
      expect(await connection.scalar(select(users.c.name).where(users.c.id.eq(1)))).toBe("a!");
      const gone = await connection.execute(deleteFrom(users).where(users.c.id.eq(2)).returning(users.c.name)).first();
      expect(gone?.name).toBe("b");
      expect(await connection.scalar(select(func.count()).selectFrom(posts))).toBe(1); // ON DELETE CASCADE: foreign keys are enforced
      expect(await connection.scalar(select(exists().where(users.c.name.eq("a!"))))).toBe(true);
    });
    await engine.dispose();
  });

  test("expressions", async () => {
    const engine = createEngine("sqlite:///:memory:");
    await engine.connect(async (connection) => {
      const value = async (expression: Selectable) => (await connection.execute(select(expression)).one())[0];
      expect(await value(literal(7).div(2))).toBe(3.5);
      expect(await value(literal(7).floorDiv(2))).toBe(3);
      expect(await value(literal(-7.5).floorDiv(2))).toBe(-4);
      expect(await value(literal("a").in([]))).toBe(false);
      expect(await value(literal("a").notIn([]))).toBe(true);
      expect(await value(caseWhen(literal(1).eq(2), "x").else("y"))).toBe("y");
      expect(await value(cast(literal("12"), t.integer()))).toBe(12);
      expect(await value(literal("50%").contains("0%", { autoescape: true }))).toBe(true);
      expect(await value(literal("505").contains("0%", { autoescape: true }))).toBe(false);
      expect(await value(literal("Ann").regexpMatch("^A"))).toBe(true);
      expect(await value(or(literal(1).eq(1), literal(1).isNull()))).toBe(true);
      expect(await connection.scalar(select(bindParam("n", t.integer()).add(1)), { n: 4 })).toBe(5);
    });
    await engine.dispose();
  });

  test("types of one's own, and conversions", async () => {
    class Money {
      readonly amount: string;
      constructor(amount: string) {
        this.amount = amount;
      }
      toString() {
        return this.amount;
      }
    }
    const upper = typeDecorator({
      impl: t.string(30),
      bind: (value: string) => value.toLowerCase(),
      result: (value: string) => value.toUpperCase(),
    });
    const metadata = new MetaData();
    const things = table("things", metadata, {
      id: column(t.integer(), { primaryKey: true }),
      code: column(upper),
      price: column(t.numeric(10, 2, { as: Money })),
      weight: column(t.numeric(10, 2, { as: Number })),
      big: column(t.bigInteger({ as: Number })),
      day: column(t.date({ as: Date })),
    });
    const engine = createEngine("sqlite:///:memory:");
    await metadata.createAll(engine);
    await engine.begin(async (connection) => {
      await connection.execute(
        insert(things).values({ code: "Ab", price: new Money("10.50"), weight: 2.25, big: 12, day: new Date("2024-02-29T00:00:00Z") }),
      );
      const row = await connection.execute(select(things.c.code, things.c.price, things.c.weight, things.c.big, things.c.day)).one();
      expect(row[0]).toBe("AB");
      expect(row[1]).toBeInstanceOf(Money);
      expect(String(row[1])).toBe("10.50");
      expect(row[2]).toBe(2.25);
      expect(row[3]).toBe(12);
      expect(row[4].toISOString()).toBe("2024-02-29T00:00:00.000Z");
      await connection.execute(text("UPDATE things SET big = 9007199254740993"));
      await expect(connection.scalar(select(things.c.big))).rejects.toThrow(/9007199254740993/);
    });
    await engine.dispose();
  });
});

describe("connections", () => {
  test("savepoints, begin and its refusals, autocommit, retries of work", async () => {
    const { users, engine } = await start();
    const connection = await engine.connect();
    const transaction = await connection.begin();
    await connection.execute(insert(users).values({ name: "a" }));
    const savepoint = await connection.beginNested();
    await connection.execute(insert(users).values({ name: "b" }));
    await savepoint.rollback();
    await expect(connection.begin()).rejects.toThrow(InvalidRequestError);
    await transaction.commit();
    expect(await connection.scalars(select(users.c.name)).all()).toEqual(["a"]);
    await connection.rollback();
    await connection.close();
    await expect((async () => connection.scalar(select(users.c.name)))()).rejects.toThrow(ResourceClosedError);
    expect(engine.pool.checkedOut()).toBe(0);
    await engine.dispose();
  });

  test("overlapping calls are sent one after another", async () => {
    const { users, engine } = await start();
    await engine.begin(async (connection) => {
      await Promise.all(Array.from({ length: 20 }, (_, i) => connection.execute(insert(users).values({ name: `n${i}` }))));
      expect(await connection.scalars(select(users.c.name).orderBy(users.c.id)).all()).toEqual(
        Array.from({ length: 20 }, (_, i) => `n${i}`),
      );
    });
    await engine.dispose();
  });

  test("a statement that nobody awaits is sent all the same", async () => {
    const { users, engine } = await start();
    await engine.begin(async (connection) => {
      void connection.execute(insert(users).values({ name: "forgotten" }));
      await new Promise((done) => {
        setImmediate(done);
      });
    });
    expect(await engine.connect((connection) => connection.scalar(select(users.c.name)))).toBe("forgotten");
    await engine.dispose();
  });

  test("every pool, and its numbers", async () => {
    for (const poolClass of [QueuePool, NullPool, StaticPool, AssertionPool]) {
      const engine = createEngine(`sqlite:///${folder}/pools.db`, { poolClass });
      await engine.connect(async (connection) => {
        expect(await connection.scalar(text("SELECT 1"))).toBe(1);
        expect(engine.pool.checkedOut()).toBe(1);
      });
      expect(engine.pool.checkedOut()).toBe(0);
      expect(engine.pool.status()).toMatch(/./);
      await engine.dispose();
    }
    const narrow = createEngine("sqlite:///:memory:", { poolTimeout: 1001 - 901 });
    const held = await narrow.connect();
    await expect(narrow.connect()).rejects.toThrow(TimeoutError);
    await held.close();
    await narrow.dispose();
  });

  test("events", async () => {
    const { users, engine } = await start();
    const seen: string[] = [];
    const stops = [
      listen(engine, "beforeCursorExecute", ({ sql: statement }) => {
        seen.push(statement.split(" ")[0]!);
      }),
      listen(engine, "commit", () => {
        seen.push("commit");
      }),
      listen(engine, "checkout", () => {
        seen.push("checkout");
      }),
    ];
    await engine.begin((connection) => connection.execute(insert(users).values({ name: "x" })));
    for (const stop of stops) stop();
    await engine.begin((connection) => connection.execute(insert(users).values({ name: "y" })));
    expect(seen).toEqual(["checkout", "INSERT", "commit"]);
    await engine.dispose();
  });
});
