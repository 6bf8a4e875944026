/** Rows that are inserted many at a time end as they would have one by one. */
import { column, createEngine, type DatabaseError, func, insert, MetaData, select, t, table, text } from "@cupel/core";
import { expect, test } from "vitest";
import "../../src/index.js";

const metadata = new MetaData();
const items = table("items", metadata, { id: column(t.integer(), { primaryKey: true }), name: column(t.string(20), { unique: true }) });
const logged = table("logged", metadata, { id: column(t.integer(), { primaryKey: true }), item: column(t.integer()) });

async function open() {
  const engine = createEngine("sqlite:///:memory:");
  await metadata.createAll(engine);
  return engine;
}
const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index + 1, name: `item ${index + 1}` }));
const ended = Symbol("ended");

test("all rows arrive, those of whole pages and the rest", async () => {
  const engine = await open();
  await engine.begin(async (connection) => {
    const result = await connection.execute(insert(items), rows(237));
    expect(result.rowCount).toBe(237);
    expect(result.insertedPrimaryKeys.at(-1)).toEqual({ id: 237 });
  });
  const connection = await engine.connect();
  expect(await connection.execute(select(items.c.id, items.c.name).orderBy(items.c.id)).mappings().all()).toEqual(rows(237));
  await connection.close();
  await engine.dispose();
});

test("a refused row is named, and the rows before it are there", async () => {
  const engine = await open();
  const connection = await engine.connect();
  const given = rows(300);
  given[173] = { id: 1000, name: "item 7" };
  const error = (await connection.execute(insert(items), given).then(
    () => ended,
    (failure: unknown) => failure,
  )) as DatabaseError & { rowIndex: number };
  expect(error).toMatchObject({ rowIndex: 173, columns: ["name"] });
  expect(await connection.scalar(select(func.count(items.c.id)))).toBe(173);
  await connection.rollback();
  expect(await connection.scalar(select(func.count(items.c.id)))).toBe(0);
  await connection.close();
  await engine.dispose();
});

test("a conflict that SQLite answers by keeping what came before it is answered alike", async () => {
  const engine = await open();
  const connection = await engine.connect();
  await connection.execute(
    text("CREATE TRIGGER picky BEFORE INSERT ON items WHEN new.id = 120 BEGIN SELECT RAISE(FAIL, 'not this one'); END"),
  );
  await expect(connection.execute(insert(items), rows(200))).rejects.toMatchObject({ rowIndex: 119 });
  expect(await connection.scalar(select(func.count(items.c.id)))).toBe(119);
  await connection.close();
  await engine.dispose();
});

test("a trigger that ends the transaction ends it", async () => {
  const engine = await open();
  const connection = await engine.connect();
  await connection.execute(
    text("CREATE TRIGGER fatal BEFORE INSERT ON items WHEN new.id = 120 BEGIN SELECT RAISE(ROLLBACK, 'all over'); END"),
  );
  await connection.commit();
  await expect(connection.execute(insert(items), rows(200))).rejects.toThrow(/all over/);
  await expect(connection.execute(select(items.c.id))).rejects.toThrow(/rolled this transaction back/);
  await connection.rollback();
  expect(await connection.scalar(select(func.count(items.c.id)))).toBe(0);
  await connection.close();
  await engine.dispose();
});

test("triggers see the rows before theirs", async () => {
  const engine = await open();
  const connection = await engine.connect();
  await connection.execute(
    text("CREATE TRIGGER counted AFTER INSERT ON items BEGIN INSERT INTO logged (item) SELECT count(*) FROM items; END"),
  );
  await connection.execute(insert(items), rows(150));
  expect(await connection.execute(select(logged.c.item).orderBy(logged.c.id)).scalars().all()).toEqual(rows(150).map(({ id }) => id));
  await connection.close();
  await engine.dispose();
});

test("keys that the database makes are known for each row", async () => {
  const engine = await open();
  const connection = await engine.connect();
  const result = await connection.execute(
    insert(items),
    rows(150).map(({ name }) => ({ name })),
  );
  expect(result.insertedPrimaryKeys).toEqual(rows(150).map(({ id }) => ({ id })));
  await connection.close();
  await engine.dispose();
});
