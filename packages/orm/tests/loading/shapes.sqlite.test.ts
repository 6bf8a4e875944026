/** Relationships of other shapes: several key columns, conditions of their own, keys that are no numbers, definitions that load eagerly. */
import "@cupel/dialect-sqlite";
import { afterEach, describe, expect, it } from "vitest";
import {
  and,
  column,
  createEngine,
  declarativeBase,
  foreignKey,
  foreignKeyConstraint,
  insert,
  joinedLoad,
  many,
  one,
  Session,
  select,
  selectInLoad,
  t,
  table,
} from "../../src/index.js";
import { forbidGeneration } from "../../src/loading/hydrate.js";

const Base = declarativeBase();
class Order extends Base.table("orders", {
  region: column(t.string(2), { primaryKey: true }),
  number: column(t.integer(), { primaryKey: true }),
  placed: column(t.dateTime()),
  get lines() {
    return many(Line, { backPopulates: "order", orderBy: Line.c.id });
  },
  get bigLines() {
    return many(Line, {
      viewOnly: true,
      primaryJoin: and(Order.c.region.eq(Line.c.region), Order.c.number.eq(Line.c.number), Line.c.amount.gt(10)),
      orderBy: Line.c.id,
    });
  },
  get labels() {
    return many(Label, { secondary: orderLabels, orderBy: Label.c.code });
  },
}) {}
class Line extends Base.table(
  "lines",
  {
    id: column(t.integer(), { primaryKey: true }),
    region: column(t.string(2)),
    number: column(t.integer()),
    amount: column(t.integer()),
    get order() {
      return one(Order, { backPopulates: "lines" });
    },
  },
  {
    get constraints() {
      return [foreignKeyConstraint([Line.c.region, Line.c.number], [Order.c.region, Order.c.number])];
    },
  },
) {}
class Label extends Base.table("labels", {
  code: column(t.string(10), { primaryKey: true }),
  get maker() {
    return one(Maker, { nullable: true, lazy: "joined" });
  },
  get makerName() {
    return foreignKey(Maker.c.name, { nullable: true });
  },
}) {}
class Maker extends Base.table("makers", {
  name: column(t.string(10), { primaryKey: true }),
  get labels() {
    return many(Label, { lazy: "selectin", orderBy: Label.c.code });
  },
}) {}
const orderLabels = table(
  "order_labels",
  Base.metadata,
  {
    region: column(t.string(2), { primaryKey: true }),
    number: column(t.integer(), { primaryKey: true }),
    code: column(t.string(10), { references: "labels.code", primaryKey: true }),
  },
  { constraints: (c) => [foreignKeyConstraint([c.region, c.number], ["orders.region", "orders.number"])] },
);

async function openShop(): Promise<Session> {
  const engine = createEngine("sqlite:///:memory:");
  await Base.metadata.createAll(engine);
  await engine.begin(async (connection) => {
    await connection.execute(insert(Order), [
      { region: "eu", number: 1, placed: new Date("2024-01-02T03:04:05Z") },
      { region: "eu", number: 2, placed: new Date(0) },
      { region: "us", number: 1, placed: new Date(0) },
    ] as never);
    await connection.execute(insert(Line), [
      { id: 1, region: "eu", number: 1, amount: 5 },
      { id: 2, region: "us", number: 1, amount: 50 },
      { id: 3, region: "eu", number: 1, amount: 30 },
    ] as never);
    await connection.execute(insert(Maker), [{ name: "m" }] as never);
    await connection.execute(insert(Label), [
      { code: "hot", makerName: "m" },
      { code: "new", makerName: null },
    ] as never);
    await connection.execute(insert(orderLabels), [
      { region: "eu", number: 1, code: "new" },
      { region: "us", number: 1, code: "hot" },
      { region: "eu", number: 1, code: "hot" },
    ] as never);
  });
  return new Session(engine);
}
const keyOf = (order: Order): string => `${order.region}${order.number}`;

describe("several key columns", () => {
  it.each([
    ["selectin", selectInLoad],
    ["joined", joinedLoad],
  ] as const)("%s", async (_name, load) => {
    const session = await openShop();
    const orders = await session
      .scalars(
        select(Order).orderBy(Order.c.region, Order.c.number).options(load(Order.c.lines), load(Order.c.labels), load(Order.c.bigLines)),
      )
      .unique()
      .all();
    expect(
      orders.map((order) => [
        keyOf(order),
        order.lines.map((line) => line.id),
        order.bigLines.map((line) => line.id),
        order.labels.map((label) => label.code),
      ]),
    ).toEqual([
      ["eu1", [1, 3], [3], ["hot", "new"]],
      ["eu2", [], [], []],
      ["us1", [2], [2], ["hot"]],
    ]);
    expect(orders[0]!.placed).toEqual(new Date("2024-01-02T03:04:05Z"));
    session.expungeAll();
    const lines = await session
      .scalars(select(Line).orderBy(Line.c.id).options(load(Line.c.order)))
      .unique()
      .all();
    expect(lines.map((line) => keyOf(line.order))).toEqual(["eu1", "us1", "eu1"]);
    expect(lines[0]!.order).toBe(lines[2]!.order);
    expect(await session.get(Order, { region: "us", number: 1 })).toBe(lines[1]!.order);
    await session.close();
  });

  it("one key asked for as if it were another", async () => {
    const session = await openShop();
    await expect((async () => session.get(Order, 1 as never))()).rejects.toThrow(/an object \{ region: …, number: … \}/);
    await expect((async () => session.get(Order, { region: "eu" } as never))()).rejects.toThrow(/number/);
    await session.close();
  });
});

describe("what a definition loads", () => {
  it("joined and selectin by definition, without going round for ever", async () => {
    const session = await openShop();
    const labels = await session.scalars(select(Label).orderBy(Label.c.code)).unique().all();
    expect(labels.map((label) => label.maker?.name ?? null)).toEqual(["m", null]);
    session.expungeAll();
    const maker = await session.scalars(select(Maker)).unique().one();
    expect(maker.labels.map((label) => label.code)).toEqual(["hot"]);
    await session.close();
  });
});

describe("where code from text is forbidden", () => {
  afterEach(() => forbidGeneration(false));
  it("loops read the same", async () => {
    forbidGeneration(true);
    const session = await openShop();
    const orders = await session
      .scalars(select(Order).orderBy(Order.c.region, Order.c.number).options(joinedLoad(Order.c.lines), selectInLoad(Order.c.labels)))
      .unique()
      .all();
    expect(orders.map((order) => [keyOf(order), order.lines.length, order.labels.length, order.placed.getTime()])).toEqual([
      ["eu1", 2, 2, Date.parse("2024-01-02T03:04:05Z")],
      ["eu2", 0, 0, 0],
      ["us1", 1, 1, 0],
    ]);
    await session.close();
  });
});
