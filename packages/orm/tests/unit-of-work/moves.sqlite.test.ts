import "@cupel/dialect-sqlite";
import { column, createEngine, declarativeBase, foreignKey, many, one, Session, select, t } from "@cupel/orm";
import { expect, test } from "vitest";

for (const twice of [true, false])
  for (const ownerFirst of [true, false])
    test(`a child that moves to a new owner keeps its key (assigned ${twice ? "twice" : "once"}, ${ownerFirst ? "owner" : "child"} added first)`, async () => {
      const Base = declarativeBase();
      class Owner extends Base.table("owner", {
        id: column(t.integer(), { primaryKey: true }),
        get items() {
          return many(Item, { backPopulates: "owner" });
        },
      }) {}
      class Item extends Base.table("item", {
        id: column(t.integer(), { primaryKey: true }),
        get ownerId() {
          return foreignKey(Owner.c.id, { nullable: true });
        },
        get owner() {
          return one(Owner, { nullable: true, backPopulates: "items" });
        },
      }) {}
      const engine = createEngine("sqlite:///:memory:");
      await Base.metadata.createAll(engine);
      const session = new Session(engine);
      const a = new Item(),
        o = new Owner();
      if (ownerFirst) session.addAll([o, a]);
      else session.addAll([a, o]);
      a.owner = o;
      if (twice) a.owner = o;
      await session.flush();
      const p = session.add(new Owner());
      a.owner = p;
      await session.flush();
      expect(await session.scalar(select(Item.c.ownerId))).toBe(p.id);
      await session.close();
      await engine.dispose();
    });
