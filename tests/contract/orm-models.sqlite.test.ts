/** What a user is promised of models: how they are declared, constructed, printed and compared, and what is refused. */
import "@cupel/dialect-sqlite";
import {
  ArgumentError,
  and,
  column,
  declarativeBase,
  foreignKey,
  many,
  one,
  Session,
  select,
  selectInLoad,
  t,
  UnmappedError,
} from "@cupel/orm";
import { afterEach, describe, expect, test } from "vitest";
import { engines, failure, freshEngine } from "./support.js";

afterEach(engines.check);

describe("declaring", () => {
  test("shared columns, shared methods, naming", async () => {
    class Model {
      describe() {
        return `${this.constructor.name}#${(this as unknown as { id: number }).id}`;
      }
    }
    const Base = declarativeBase({ class: Model, columns: { id: column(t.integer(), { primaryKey: true }) }, columnNaming: "snake_case" });
    const timestamps = { createdAt: column(t.dateTime(), { default: () => new Date(0) }) };
    class Author extends Base.with(timestamps).table("authors", { fullName: column(t.string(50)) }) {}
    class Book extends Base.table("books", {
      title: column(t.string(50)),
      get authorId() {
        return foreignKey(Author.c.id);
      },
      get author() {
        return one(Author);
      },
    }) {}
    const engine = await freshEngine(Base);
    await using session = new Session(engine);
    const author = session.add(new Author({ fullName: "Ann" }));
    session.add(new Book({ title: "B", author }));
    await session.commit();
    expect(author.describe()).toBe("Author#1");
    expect(author.createdAt).toEqual(new Date(0));
    expect(Author.c.fullName.name).toBe("full_name");
    expect([...Base.metadata.tables.keys()].sort()).toEqual(["authors", "books"]);
    expect(Object.keys(author).sort()).toEqual(["createdAt", "fullName", "id"]);
  });
  test("columnNaming: a function and camelCase", async () => {
    const Base = declarativeBase({ columnNaming: (key: string) => `c_${key}` });
    class A extends Base.table("a", {
      id: column(t.integer(), { primaryKey: true }),
      someName: column(t.string(3), { name: "own" }),
      other: column(t.string(3), { nullable: true }),
    }) {}
    expect(A.c.id.name).toBe("c_id");
    expect(A.c.someName.name).toBe("own");
    expect(A.c.other.name).toBe("c_other");
    const error = await failure(() => declarativeBase({ columnNaming: "kebab" as never }));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(/kebab/);
  });
  test("composite keys", async () => {
    const Base = declarativeBase();
    class Seat extends Base.table("seats", {
      row: column(t.integer(), { primaryKey: true }),
      number: column(t.string(4), { primaryKey: true }),
      taken: column(t.boolean(), { default: false }),
    }) {}
    const engine = await freshEngine(Base);
    await using session = new Session(engine);
    const seat = session.add(new Seat({ row: 1, number: "a" }));
    session.add(new Seat({ row: 1, number: "b" }));
    await session.commit();
    expect(await session.get(Seat, { row: 1, number: "a" })).toBe(seat);
    expect(await session.get(Seat, { row: 2, number: "a" })).toBeNull();
    seat.number = "c";
    await session.commit();
    expect(await session.get(Seat, { row: 1, number: "c" })).toBe(seat);
    expect(await session.get(Seat, { row: 1, number: "a" })).toBeNull();
    for (const wrong of [1, [1, "a"], { row: 1 }, { row: 1, number: "a", extra: 1 }, { row: 1, nummer: "a" }, null, undefined]) {
      const error = await failure(() => session.get(Seat, wrong as never));
      expect(error, JSON.stringify(wrong)).toBeInstanceOf(ArgumentError);
      expect(error.message).toMatch(/Seat/);
      expect(error.message).toMatch(/number/);
    }
  });
  test("what get refuses of a single key", async () => {
    const Base = declarativeBase();
    class Item extends Base.table("items", { id: column(t.integer(), { primaryKey: true }), name: column(t.string(5)) }) {}
    const engine = await freshEngine(Base);
    await using session = new Session(engine);
    for (const wrong of [undefined, "x", { identity: 1 }, Number.NaN]) {
      const error = await failure(() => session.get(Item, wrong as never));
      expect(error, String(wrong)).toHaveProperty("code");
      expect(error.message, String(wrong)).toMatch(/Item|items|id/);
    }
    const unmapped = await failure(() => session.get(class Foo {} as never, 1 as never));
    expect(unmapped).toBeInstanceOf(UnmappedError);
    expect(unmapped.message).toMatch(/Foo/);
  });
  test("viewOnly with a join condition of its own", async () => {
    const Base = declarativeBase();
    class Customer extends Base.table("customers", {
      id: column(t.integer(), { primaryKey: true }),
      get orders() {
        return many(Order, { backPopulates: "customer" });
      },
      get openOrders() {
        return many(Order, { viewOnly: true, primaryJoin: and(Customer.c.id.eq(Order.c.customerId), Order.c.open.eq(true)) });
      },
    }) {}
    class Order extends Base.table("orders", {
      id: column(t.integer(), { primaryKey: true }),
      open: column(t.boolean()),
      get customerId() {
        return foreignKey(Customer.c.id);
      },
      get customer() {
        return one(Customer, { backPopulates: "orders" });
      },
    }) {}
    const engine = await freshEngine(Base);
    await using session = new Session(engine);
    session.add(new Customer({ orders: [new Order({ open: true }), new Order({ open: false })] }));
    await session.commit();
    session.expungeAll();
    const [customer] = await session
      .scalars(select(Customer).options(selectInLoad(Customer.c.orders), selectInLoad(Customer.c.openOrders)))
      .all();
    expect(customer!.orders.length).toBe(2);
    expect(customer!.openOrders.map(({ open }) => open)).toEqual([true]);
    const error = await failure(() => customer!.openOrders.push(new Order({ open: true })));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(/Customer\.openOrders is viewOnly.*never written/);
    expect(customer!.openOrders).toHaveLength(1);
  });
  test("a field that would hide what every object has is refused", () => {
    expect(() =>
      declarativeBase().table("a", { id: column(t.integer(), { primaryKey: true }), awaitableAttrs: column(t.string(3)) }),
    ).toThrow(/awaitableAttrs.*name:/s);
  });
});

describe("keys that can be written in several ways", () => {
  const make = async (type: ReturnType<typeof t.uuid>) => {
    const Base = declarativeBase();
    class Parent extends Base.table("parents", {
      id: column(type, { primaryKey: true }),
      get children() {
        return many(Child, { backPopulates: "parent" });
      },
    }) {}
    class Child extends Base.table("children", {
      id: column(t.integer(), { primaryKey: true }),
      get parentId() {
        return foreignKey(Parent.c.id);
      },
      get parent() {
        return one(Parent, { backPopulates: "children" });
      },
    }) {}
    return { engine: await freshEngine(Base), Parent, Child };
  };
  test.each([
    ["a UUID in capitals", t.uuid(), "123E4567-E89B-12D3-A456-426614174000", "123e4567-e89b-12d3-a456-426614174000"],
    ["a UUID without hyphens", t.uuid(), "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-426614174000"],
    ["a decimal", t.numeric(10, 2), "1.5", "1.50"],
  ] as const)("%s is one object", async (_, type, written, read) => {
    const { engine, Parent, Child } = await make(type);
    await using session = new Session(engine);
    const parent = session.add(new Parent({ id: written, children: [new Child()] }));
    await session.commit();
    expect(await session.get(Parent, read)).toBe(parent);
    expect(await session.scalars(select(Parent)).one()).toBe(parent);
    session.expire(parent);
    await session.refresh(parent);
    expect(parent.id).toBe(read);
    expect(await parent.awaitableAttrs.children).toHaveLength(1);
    session.expungeAll();
    const found = await session.getOne(Parent, written);
    expect(found.id).toBe(read);
    const child = await session.getOne(Child, 1);
    expect(child.parent).toBe(found);
    const other = await session.merge(new Parent({ id: written }));
    expect(other).toBe(found);
  });
  test("its children are found before it is read again", async () => {
    const { engine, Parent, Child } = await make(t.uuid());
    await using session = new Session(engine);
    const parent = session.add(new Parent({ id: "123E4567-E89B-12D3-A456-426614174000" }));
    await session.flush();
    session.add(new Child({ parentId: parent.id }));
    await session.flush();
    session.expire(parent, ["children"]);
    await session.load(parent, selectInLoad(Parent.c.children));
    expect(parent.children).toHaveLength(1);
  });
});

test("a getter or method with the name of a column is refused, since it would never be seen", () => {
  const Base = declarativeBase();
  class Person extends Base.table("people", { id: column(t.integer(), { primaryKey: true }), name: column(t.string(9)) }) {
    // @ts-expect-error the column is no method
    override name() {
      return "never";
    }
  }
  expect(() => new Person({ name: "x" } as never)).toThrow(/"name" in the body of class Person.*validates/s);
});
