/** Cupel, as its guide says. */
import "@cupel/dialect-sqlite";
import {
  and,
  bindParam,
  column,
  createEngine,
  declarativeBase,
  deleteFrom,
  foreignKey,
  func,
  insert,
  joinedLoad,
  many,
  one,
  or,
  Session,
  select,
  selectInLoad,
  sessionMaker,
  t,
  table,
} from "@cupel/orm";
import { type BenchRow, CHILDREN, LOOKUPS, makeRow, PARENTS, ROWS } from "../data.js";
import type { Bench } from "../workloads.js";

const Base = declarativeBase();
const fields = {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  active: column(t.boolean()),
  price: column(t.numeric(10, 2)),
  createdAt: column(t.dateTime()),
  data: column(t.json<BenchRow["data"]>()),
  note: column(t.text(), { nullable: true }),
  score: column(t.float()),
};
class Item extends Base.table("bench", fields) {}
/** The same columns, a hundred thousand rows. */
class Walker extends Base.table("crowd", fields) {}
class Parent extends Base.table("parents", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  get children() {
    return many(Child, { backPopulates: "parent" });
  },
}) {}
class Child extends Base.table("children", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  get parentId() {
    return foreignKey(Parent.c.id);
  },
  get parent() {
    return one(Parent, { backPopulates: "children" });
  },
}) {}

/** The tables of the statement that is only compiled. */
const people = table("people", Base.metadata, {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.text()),
  age: column(t.integer()),
  city: column(t.text()),
  active: column(t.boolean()),
});
const orders = table("orders", Base.metadata, {
  id: column(t.integer(), { primaryKey: true }),
  personId: column(t.integer(), { name: "person_id", references: "people.id" }),
  total: column(t.float()),
  status: column(t.text()),
});
const lines = table("lines", Base.metadata, {
  id: column(t.integer(), { primaryKey: true }),
  orderId: column(t.integer(), { name: "order_id", references: "orders.id" }),
  productId: column(t.integer(), { name: "product_id" }),
  quantity: column(t.integer()),
});
const products = table("products", Base.metadata, {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.text()),
  price: column(t.float()),
  kind: column(t.text()),
});
const build = (i: number) => {
  const big = select(orders.c.personId.as("person"), func.sum(orders.c.total).as("spent"))
    .where(orders.c.status.eq("paid"))
    .groupBy(orders.c.personId)
    .cte("big");
  return select(people.c.id, people.c.name, big.c.spent, func.count(lines.c.id).as("n"))
    .join(big, big.c.person.eq(people.c.id))
    .join(orders, orders.c.personId.eq(people.c.id))
    .join(lines, lines.c.orderId.eq(orders.c.id))
    .join(products, products.c.id.eq(lines.c.productId))
    .where(
      people.c.age.gt(18),
      people.c.age.lt(i),
      people.c.city.in(["a", "b", "c"]),
      people.c.name.like("a%"),
      people.c.active.eq(true),
      or(products.c.kind.eq("x"), products.c.kind.eq("y")),
      and(products.c.price.gte(1), products.c.price.lte(100)),
      lines.c.quantity.ne(0),
      orders.c.total.gt(5),
      big.c.spent.gt(1000),
    )
    .groupBy(people.c.id, people.c.name, big.c.spent)
    .orderBy(big.c.spent.desc(), people.c.name)
    .limit(10);
};

export default async function cupel(file: string): Promise<Bench> {
  const engine = createEngine(`sqlite:///${file}`, { connectArgs: { pragmas: { synchronous: "off" } } });
  const createSession = sessionMaker(engine);
  const connection = await engine.connect();
  const fresh = () => new Session(engine);
  let loaded: { session: Session; parents: Parent[] } | undefined;
  let crowd: Session | undefined;
  const unload = async () => {
    await loaded?.session.close();
    loaded = undefined;
  };
  const byId = (id: number) =>
    select(Item.c.id, Item.c.name, Item.c.active, Item.c.price, Item.c.createdAt, Item.c.data, Item.c.note, Item.c.score).where(
      Item.c.id.eq(id),
    );
  const every = select(Item.c.id, Item.c.name, Item.c.active, Item.c.price, Item.c.createdAt, Item.c.data, Item.c.note, Item.c.score);
  return {
    run: {
      async W1() {
        let total = 0;
        for (let i = 0; i < LOOKUPS; i++) total += (await connection.execute(byId(((i * 7) % ROWS) + 1)).one()).id;
        return total;
      },
      async W1p() {
        let total = 0;
        const statement = every.where(Item.c.id.eq(bindParam<number>("id")));
        for (let i = 0; i < LOOKUPS; i++) total += (await connection.execute(statement, { id: ((i * 7) % ROWS) + 1 }).one()).id;
        return total;
      },
      async W1e() {
        let total = 0;
        for (let i = 0; i < LOOKUPS; i++) {
          const session = fresh();
          total += (await session.get(Item, ((i * 7) % ROWS) + 1))!.id;
          await session.close();
        }
        return total;
      },
      async W2() {
        let total = 0;
        for (const row of await connection.execute(every).all()) total += row[0];
        return total;
      },
      async W3() {
        const session = fresh();
        let total = 0;
        for (const item of await session.scalars(select(Item)).all()) total += item.id;
        await session.close();
        return total;
      },
      async W4() {
        await connection.execute(
          insert(Item),
          Array.from({ length: ROWS }, (_, i) => makeRow(ROWS + 1 + i)) as unknown as Record<string, unknown>[],
        );
        await connection.commit();
        return ROWS;
      },
      async W5() {
        await createSession.begin(async (session) => {
          for (let i = 0; i < PARENTS; i++)
            session.add(
              new Parent({
                name: `parent ${i}`,
                children: Array.from({ length: CHILDREN }, (_, j) => new Child({ name: `child ${i}.${j}` })),
              }),
            );
        });
        return PARENTS * (1 + CHILDREN);
      },
      async W6a() {
        const session = fresh();
        const parents = await session.scalars(select(Parent).options(selectInLoad(Parent.c.children))).all();
        await session.close();
        return parents.reduce((total, parent) => total + parent.children.length, 0);
      },
      async W6b() {
        const session = fresh();
        const parents = await session
          .scalars(select(Parent).options(joinedLoad(Parent.c.children)))
          .unique()
          .all();
        await session.close();
        return parents.reduce((total, parent) => total + parent.children.length, 0);
      },
      async W7() {
        await loaded!.session.commit();
        return loaded!.parents.length;
      },
      W8() {
        let total = 0;
        for (let i = 0; i < 500; i++) total += build(i).compile({ dialect: "sqlite" }).sql.length;
        return total;
      },
      W8c() {
        let total = 0;
        for (let i = 0; i < 500; i++) total += engine.compile(build(i)).sql.length;
        return total;
      },
      async noop() {
        await crowd!.flush();
        return 0;
      },
    },
    prepare: {
      async W4() {
        await engine.begin(async (each) => {
          await each.execute(deleteFrom(Item).where(Item.c.id.gt(ROWS)));
        });
      },
      async W5() {
        await engine.begin(async (each) => {
          await each.execute(deleteFrom(Child).where(Child.c.parentId.gt(PARENTS)));
          await each.execute(deleteFrom(Parent).where(Parent.c.id.gt(PARENTS)));
        });
      },
      async W7() {
        await unload();
        const session = fresh();
        const parents = await session.scalars(select(Parent).where(Parent.c.id.lte(PARENTS))).all();
        for (const parent of parents) parent.name = `${parent.name.split("!")[0]}!${Math.random()}`;
        loaded = { session, parents };
      },
      async noop() {
        if (crowd !== undefined) return;
        crowd = fresh();
        await crowd.scalars(select(Walker)).all();
      },
    },
    async close() {
      await unload();
      await crowd?.close();
      await connection.close();
      await engine.dispose();
    },
  };
}
