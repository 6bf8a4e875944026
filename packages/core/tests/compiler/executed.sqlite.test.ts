/** What the compiler writes for SQLite, executed there: the database says whether it is SQL, and whether it means what it should. */
import "@cupel/dialect-sqlite";
import {
  and,
  type Connection,
  type Criterion,
  caseWhen,
  column,
  createEngine,
  deleteFrom,
  desc,
  exists,
  extract,
  foreignKey,
  func,
  insert,
  literal,
  MetaData,
  not,
  or,
  select,
  sql,
  t,
  table,
  text,
  tuple,
  union,
  update,
  upsert,
  values,
} from "@cupel/core";
import { insert as sqliteInsert } from "@cupel/dialect-sqlite";
import { test as base, expect } from "vitest";

const metadata = new MetaData();
const users = table("users", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  email: column(t.string(50), { nullable: true, unique: true }),
  age: column(t.integer(), { nullable: true }),
  isActive: column(t.boolean(), { name: "is_active", default: true }),
});
const posts = table("posts", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  userId: foreignKey(users.c.id, { name: "user_id" }),
  title: column(t.string(50)),
  views: column(t.integer(), { default: 0 }),
  data: column(t.json<{ tags: string[] }>(), { nullable: true }),
  at: column(t.dateTime(), { nullable: true }),
});

const test = base.extend<{ connection: Connection }>({
  // biome-ignore lint/correctness/noEmptyPattern: a fixture says by this pattern which others it needs
  connection: async ({}, use) => {
    const engine = createEngine("sqlite:///:memory:");
    await metadata.createAll(engine);
    const connection = await engine.connect();
    await connection.execute(
      insert(users).values([
        { name: "Ann", age: 20, email: "ann@x" },
        { name: "Bob", age: 30, email: null, isActive: false },
        { name: "Cid", age: null, email: null },
      ]),
    );
    await connection.execute(insert(posts), [
      { userId: 1, title: "a", views: 5, data: { tags: ["x"] }, at: new Date(Date.UTC(2024, 1, 2)) },
      { userId: 1, title: "b", views: 7, data: null, at: null },
      { userId: 2, title: "c", views: 1, data: null, at: null },
    ]);
    await use(connection);
    await connection.close();
    await engine.dispose();
  },
});

test("conditions", async ({ connection }) => {
  const names = async (criterion: Criterion) =>
    connection.execute(select(users.c.name).where(criterion).orderBy(users.c.id)).scalars().all();
  expect(await names(users.c.age.in([]))).toEqual([]);
  expect(await names(users.c.age.notIn([]))).toEqual(["Ann", "Bob", "Cid"]);
  expect(await names(users.c.age.in([20, 30]))).toEqual(["Ann", "Bob"]);
  expect(
    await names(
      tuple(users.c.id, users.c.name).in([
        [1, "Ann"],
        [2, "X"],
      ]),
    ),
  ).toEqual(["Ann"]);
  expect(await names(tuple(users.c.id, users.c.name).in([]))).toEqual([]);
  expect(await names(tuple(users.c.id, users.c.name).in(select(posts.c.userId, literal("Bob"))))).toEqual(["Bob"]);
  expect(await names(users.c.isActive)).toEqual(["Ann", "Cid"]);
  expect(await names(not(users.c.isActive))).toEqual(["Bob"]);
  expect(await names(users.c.email.isDistinctFrom("ann@x"))).toEqual(["Bob", "Cid"]);
  expect(await names(users.c.age.isNotDistinctFrom(null))).toEqual(["Cid"]);
  expect(await names(users.c.name.startsWith("%", { autoescape: true }))).toEqual([]);
  expect(await names(or(users.c.name.ilike("ANN"), and(users.c.age.gt(25), users.c.age.lt(35))))).toEqual(["Ann", "Bob"]);
  expect(await names(users.c.age.bitwiseXor(4).eq(16))).toEqual(["Ann"]);
  expect(await names(exists().where(posts.c.userId.eq(users.c.id), posts.c.views.gt(6)))).toEqual(["Ann"]);
});

test("expressions give values of their types", async ({ connection }) => {
  const row = await connection
    .execute(
      select(
        users.c.age.div(8),
        users.c.age.floorDiv(8),
        users.c.age.gt(5),
        users.c.name.add("!"),
        caseWhen(users.c.isActive, "yes").else("no"),
        literal(null),
        users.c.isActive,
      ).where(users.c.id.eq(1)),
    )
    .one();
  expect([...row]).toEqual([2.5, 2, true, "Ann!", "yes", null, true]);
  const inside = await connection
    .execute(select(posts.c.data.path("tags", 0).asString(), posts.c.data.at("tags"), extract("year", posts.c.at)).where(posts.c.id.eq(1)))
    .one();
  expect([...inside]).toEqual(["x", ["x"], 2024]);
});

test("joins, groups, windows and limits", async ({ connection }) => {
  const rows = await connection
    .execute(
      select(users.c.name, func.count(posts.c.id).as("n"), func.sum(posts.c.views).as("views"))
        .outerJoin(posts)
        .groupBy(users.c.id)
        .having(func.count(posts.c.id).gte(0))
        .orderBy(desc("n"), users.c.id),
    )
    .all();
  expect(rows.map((row) => [...row])).toEqual([
    ["Ann", 2, 12],
    ["Bob", 1, 1],
    ["Cid", 0, null],
  ]);
  expect(rows[0]?.views).toBe(12);
  expect(
    await connection
      .execute(select(func.sum(posts.c.views).over({ orderBy: posts.c.id, rows: [null, 0] })).orderBy(posts.c.id))
      .scalars()
      .all(),
  ).toEqual([5, 12, 13]);
  expect(await connection.execute(select(posts.c.id).orderBy(posts.c.id).offset(1)).scalars().all()).toEqual([2, 3]);
  expect(await connection.execute(select(posts.c.id).orderBy(posts.c.id).fetch(1)).scalars().all()).toEqual([1]);
});

test("CTEs, set operations, values", async ({ connection }) => {
  const start = select(literal(1).as("n")).cte("numbers", { recursive: true });
  const numbers = start.unionAll(select(start.c.n.add(1)).where(start.c.n.lt(4)));
  expect(await connection.execute(select(numbers.c.n)).scalars().all()).toEqual([1, 2, 3, 4]);
  expect(
    await connection
      .execute(
        select(users.c.id)
          .orderBy(users.c.id)
          .limit(1)
          .union(select(posts.c.id).where(posts.c.id.eq(3)))
          .orderBy("id"),
      )
      .scalars()
      .all(),
  ).toEqual([1, 3]);
  expect(
    await connection
      .execute(union(select(users.c.id), select(posts.c.id)).except(select(literal(2))))
      .scalars()
      .all(),
  ).toEqual([1, 3]);
  const given = values({ id: t.integer(), word: t.string() }, { name: "given" })
    .data([
      [1, "one"],
      [2, "two"],
    ])
    .cte("given");
  expect(
    await connection
      .execute(select(given.c.word).join(users, users.c.id.eq(given.c.id)).where(users.c.name.eq("Bob")))
      .scalars()
      .all(),
  ).toEqual(["two"]);
  const busy = select(posts.c.userId).where(posts.c.views.gt(6)).cte("busy");
  await connection.execute(
    update(users)
      .where(users.c.id.in(select(busy.c.userId)))
      .set({ age: 99 }),
  );
  expect(
    await connection
      .execute(select(users.c.id).where(users.c.age.eq(99)))
      .scalars()
      .all(),
  ).toEqual([1]);
});

test("INSERT tells the key; UPDATE and DELETE what they changed", async ({ connection }) => {
  expect((await connection.execute(insert(users).values({ name: "Dan" }))).insertedPrimaryKey).toEqual({ id: 4 });
  expect((await connection.execute(insert(users).values({ id: 9, name: "Eve" }))).insertedPrimaryKey).toEqual({ id: 9 });
  expect(
    (await connection.execute(update(posts).set({ title: users.c.name }).where(posts.c.userId.eq(users.c.id), users.c.name.eq("Ann"))))
      .rowCount,
  ).toBe(2);
  expect(
    await connection
      .execute(deleteFrom(posts).where(posts.c.userId.eq(1)).returning(posts.c.id, posts.c.title.as("was")))
      .mappings()
      .all(),
  ).toEqual([
    { id: 1, was: "Ann" },
    { id: 2, was: "Ann" },
  ]);
  await connection.execute(insert(users).fromSelect(["name", "age"], select(users.c.name.add("2"), users.c.age).where(users.c.id.eq(1))));
  expect((await connection.execute(select(users.c.isActive).where(users.c.name.eq("Ann2"))).one()).isActive).toBe(true);
});

test("ON CONFLICT, in both forms", async ({ connection }) => {
  await connection.execute(
    upsert(users)
      .values({ name: "Ann B", email: "ann@x" })
      .onConflict(users.c.email)
      .set((excluded) => ({ name: excluded.name, age: users.c.age.add(1) })),
  );
  expect([...(await connection.execute(select(users.c.name, users.c.age).where(users.c.email.eq("ann@x"))).one())]).toEqual(["Ann B", 21]);
  await connection.execute(sqliteInsert(users).values({ id: 1, name: "no" }).onConflictDoNothing());
  const row = await connection
    .execute(
      sqliteInsert(users)
        .values({ id: 1, name: "yes" })
        .onConflictDoUpdate({ target: users.c.id, set: (excluded) => ({ name: excluded.name }), where: users.c.id.lt(5) })
        .returning(users.c.name),
    )
    .one();
  expect(row.name).toBe("yes");
});

test("one compiled form serves lists of any length and other values", async ({ connection }) => {
  for (const ids of [[1], [1, 2, 3], [], [2]])
    expect(
      await connection
        .execute(select(users.c.id).where(users.c.id.in(ids)).orderBy(users.c.id))
        .scalars()
        .all(),
    ).toEqual(ids);
});

test("text and templates", async ({ connection }) => {
  expect(
    await connection
      .execute(sql`SELECT ${users.c.name} FROM ${users} WHERE ${users.c.id} IN ${[1, 2]} ORDER BY ${users.c.id}`)
      .scalars()
      .all(),
  ).toEqual(["Ann", "Bob"]);
  const typed = await connection
    .execute(text("SELECT is_active AS active FROM users WHERE id = :id").columns({ active: t.boolean() }), { id: 2 })
    .one();
  expect((typed as unknown as { active: boolean }).active).toBe(false);
  await expect(connection.execute(text("SELECT :x"), {})).rejects.toThrow(/value is required for the parameter "x"/);
});
