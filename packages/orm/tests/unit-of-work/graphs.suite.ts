/**
 * Random graphs of objects with random edits, through the unit of work, against a plain model of arrays and numbers. After every flush the
 * database, read by another session, must hold what the model says; after a failed flush and its rollback, objects, identity map and database
 * must be what they were.
 */

import { column, declarativeBase, foreignKey, many, one, Session, select, selectInLoad, t, table, UniqueViolation } from "@cupel/orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { TestDatabase } from "../../../../tests/support/databases.js";

async function makeWorld(database: TestDatabase) {
  const Base = declarativeBase();
  class Owner extends Base.table("owner", {
    id: column(t.integer(), { primaryKey: true }),
    name: column(t.string(20), { unique: true }),
    get items() {
      return many(Item, { backPopulates: "owner" });
    },
    get labels() {
      return many(Label, { secondary: ownerLabel, backPopulates: "owners" });
    },
    get chiefId() {
      return foreignKey(Owner.c.id, { nullable: true });
    },
    get chief() {
      return one(Owner, { nullable: true, remoteSide: Owner.c.id, backPopulates: "staff" });
    },
    get staff() {
      return many(Owner, { backPopulates: "chief" });
    },
  }) {}
  class Item extends Base.table("item", {
    id: column(t.integer(), { primaryKey: true }),
    value: column(t.integer()),
    get ownerId() {
      return foreignKey(Owner.c.id, { nullable: true });
    },
    get owner() {
      return one(Owner, { nullable: true, backPopulates: "items" });
    },
  }) {}
  class Label extends Base.table("label", {
    id: column(t.integer(), { primaryKey: true }),
    text: column(t.string(20)),
    get owners() {
      return many(Owner, { secondary: ownerLabel, backPopulates: "labels" });
    },
  }) {}
  const ownerLabel = table("owner_label", Base.metadata, {
    ownerId: column(t.integer(), { name: "owner_id", references: "owner.id", primaryKey: true }),
    labelId: column(t.integer(), { name: "label_id", references: "label.id", primaryKey: true }),
  });
  const engine = await database.open();
  await Base.metadata.createAll(engine);
  return { Owner, Item, Label, ownerLabel, engine };
}

type World = Awaited<ReturnType<typeof makeWorld>>;
type Owner = InstanceType<World["Owner"]>;
type Item = InstanceType<World["Item"]>;
type Label = InstanceType<World["Label"]>;

/** What should be: names stand for objects. */
interface Model {
  owners: Map<string, { chief: string | null; labels: Set<string> }>;
  items: Map<string, { value: number; owner: string | null }>;
  labels: Set<string>;
}

type Edit =
  | { kind: "newOwner" | "newItem" | "newLabel" }
  | {
      kind: "setOwner" | "pushItem" | "setChief" | "pushStaff" | "addLabel" | "addOwnerToLabel" | "removeLabel" | "takeItem";
      a: number;
      b: number;
    }
  | { kind: "setValue" | "clearOwner" | "clearChief" | "deleteOwner" | "deleteItem" | "deleteLabel" | "replaceItems"; a: number; b: number }
  | { kind: "flush" | "commit" | "fail" | "reload" };

const number = fc.nat(30);
const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<Edit>({ kind: "newOwner" }, { kind: "newItem" }, { kind: "newItem" }, { kind: "newLabel" }) },
    {
      weight: 9,
      arbitrary: fc.record({
        kind: fc.constantFrom("setOwner", "pushItem", "setChief", "pushStaff", "addLabel", "addOwnerToLabel", "removeLabel", "takeItem"),
        a: number,
        b: number,
      }) as fc.Arbitrary<Edit>,
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom("setValue", "clearOwner", "clearChief", "deleteOwner", "deleteItem", "deleteLabel", "replaceItems"),
        a: number,
        b: number,
      }) as fc.Arbitrary<Edit>,
    },
    { weight: 4, arbitrary: fc.constantFrom<Edit>({ kind: "flush" }, { kind: "commit" }, { kind: "fail" }, { kind: "reload" }) },
  ),
  { minLength: 5, maxLength: 40 },
);

class Run {
  readonly world: World;
  session: Session;
  owners = new Map<string, Owner>();
  items = new Map<string, Item>();
  labels = new Map<string, Label>();
  model: Model = { owners: new Map(), items: new Map(), labels: new Set() };
  committed: Model = { owners: new Map(), items: new Map(), labels: new Set() };
  /** The objects of the model that was committed: a rollback brings deleted ones back. */
  kept: Pick<Run, "owners" | "items" | "labels"> = { owners: new Map(), items: new Map(), labels: new Map() };
  #count = 0;

  constructor(world: World) {
    this.world = world;
    this.session = new Session(world.engine);
  }

  pick<T>(from: Map<string, T>, n: number): [string, T] | null {
    const all = [...from];
    return all.length === 0 ? null : all[n % all.length]!;
  }

  async apply(edit: Edit): Promise<void> {
    const { world, session, model } = this;
    const name = `n${++this.#count}`;
    switch (edit.kind) {
      case "newOwner":
        this.owners.set(name, session.add(new world.Owner({ name })));
        model.owners.set(name, { chief: null, labels: new Set() });
        return;
      case "newItem":
        this.items.set(name, session.add(new world.Item({ value: 0 })));
        model.items.set(name, { value: 0, owner: null });
        return;
      case "newLabel":
        this.labels.set(name, session.add(new world.Label({ text: name })));
        model.labels.add(name);
        return;
      case "flush":
        return session.flush();
      case "commit":
        await session.commit();
        this.keep();
        return;
      case "fail":
        return this.fail();
      case "reload":
        return this.reload();
      case "setValue":
      case "clearOwner":
      case "takeItem":
      case "setOwner":
      case "pushItem":
      case "deleteItem":
        return this.#editItem(edit.kind, edit.a, edit.b);
      default:
        return this.#editOwner(edit.kind, edit.a, edit.b);
    }
  }

  async #editItem(kind: string, a: number, b: number): Promise<void> {
    const { model } = this;
    const [itemName, item] = this.pick(this.items, a) ?? [null, null];
    if (item === null) return;
    const entry = model.items.get(itemName)!;
    const [ownerName, owner] = this.pick(this.owners, b) ?? [null, null];
    switch (kind) {
      case "setValue":
        item.value = entry.value = b;
        return;
      case "clearOwner":
        item.owner = null;
        entry.owner = null;
        return;
      case "takeItem": {
        const holder = entry.owner === null ? undefined : this.owners.get(entry.owner);
        if (holder === undefined) return;
        holder.items.splice(holder.items.indexOf(item), 1);
        entry.owner = null;
        return;
      }
      case "setOwner":
        if (owner !== null) {
          item.owner = owner;
          entry.owner = ownerName;
        }
        return;
      case "pushItem":
        if (owner !== null && entry.owner !== ownerName) {
          owner.items.push(item);
          entry.owner = ownerName;
        }
        return;
      case "deleteItem": {
        await this.#remove(item);
        this.items.delete(itemName);
        model.items.delete(itemName);
      }
    }
  }

  async #editOwner(kind: string, a: number, b: number): Promise<void> {
    const { model } = this;
    const [name, owner] = this.pick(this.owners, a) ?? [null, null];
    if (owner === null) return;
    const entry = model.owners.get(name)!;
    const [labelName, label] = this.pick(this.labels, b) ?? [null, null];
    const [chiefName, chief] = this.pick(this.owners, b) ?? [null, null];
    switch (kind) {
      case "setChief":
        if (!this.#commands(name, chiefName!)) {
          owner.chief = chief!;
          entry.chief = chiefName!;
        }
        return;
      case "pushStaff":
        if (!this.#commands(name, chiefName!) && entry.chief !== chiefName) {
          chief!.staff.push(owner);
          entry.chief = chiefName!;
        }
        return;
      case "clearChief":
        owner.chief = null;
        entry.chief = null;
        return;
      case "addLabel":
        if (label !== null && !entry.labels.has(labelName)) {
          owner.labels.push(label);
          entry.labels.add(labelName);
        }
        return;
      case "addOwnerToLabel":
        if (label !== null && !entry.labels.has(labelName)) {
          label.owners.push(owner);
          entry.labels.add(labelName);
        }
        return;
      case "removeLabel":
        if (label !== null && entry.labels.delete(labelName)) owner.labels.splice(owner.labels.indexOf(label), 1);
        return;
      case "replaceItems": {
        const kept = [...this.items].filter((_, i) => i % 2 === b % 2);
        owner.items = kept.map(([, item]) => item);
        for (const [, item] of model.items) if (item.owner === name) item.owner = null;
        for (const [itemName] of kept) model.items.get(itemName)!.owner = name;
        return;
      }
      case "deleteOwner": {
        await this.#remove(owner);
        this.owners.delete(name);
        model.owners.delete(name);
        for (const item of model.items.values()) if (item.owner === name) item.owner = null;
        for (const other of model.owners.values()) if (other.chief === name) other.chief = null;
        // In memory the others still point at it until the flush; as a program would, let go of it.
        for (const item of this.items.values()) if (item.owner === owner) item.owner = null;
        for (const other of this.owners.values()) if (other.chief === owner) other.chief = null;
        for (const each of this.labels.values()) if (each.owners.includes(owner)) each.owners.splice(each.owners.indexOf(owner), 1);
        return;
      }
      case "deleteLabel": {
        if (label === null) return;
        for (const other of this.owners.values()) if (other.labels.includes(label)) other.labels.splice(other.labels.indexOf(label), 1);
        await this.#remove(label);
        this.labels.delete(labelName);
        model.labels.delete(labelName);
        for (const other of model.owners.values()) other.labels.delete(labelName);
      }
    }
  }

  /** Whether `name` is above `other`, or is it: a ring of chiefs has no order in which it could be inserted. */
  #commands(name: string, other: string): boolean {
    for (let at: string | null = other; at !== null; at = this.model.owners.get(at)?.chief ?? null) if (at === name) return true;
    return false;
  }

  async #remove(entity: object): Promise<void> {
    if (this.session.new.has(entity)) this.session.expunge(entity);
    else await this.session.delete(entity);
  }

  /** A duplicate name makes the flush fail; all is then as it was at the last commit. */
  async fail(): Promise<void> {
    const { world, session } = this;
    const first = session.add(new world.Owner({ name: "twice" }));
    session.add(new world.Owner({ name: "twice", items: [new world.Item({ value: 1 })], chief: first }));
    await expect(session.flush()).rejects.toThrow(UniqueViolation);
    await session.rollback();
    this.model = structuredClone(this.committed);
    const added = [...this.owners, ...this.items, ...this.labels].filter(
      ([name]) => !this.kept.owners.has(name) && !this.kept.items.has(name) && !this.kept.labels.has(name),
    );
    for (const [, entity] of added) expect([session.has(entity), (entity as Owner).id]).toEqual([false, undefined]);
    this.owners = new Map(this.kept.owners);
    this.items = new Map(this.kept.items);
    this.labels = new Map(this.kept.labels);
    await this.#checkObjects();
    await this.reload();
  }

  keep(): void {
    this.committed = structuredClone(this.model);
    this.kept = { owners: new Map(this.owners), items: new Map(this.items), labels: new Map(this.labels) };
  }

  /** Every object in the session has the values of its row, and no other is there. */
  async #checkObjects(): Promise<void> {
    const { world, session, model } = this;
    expect([...session.new]).toEqual([]);
    expect([...session.dirty]).toEqual([]);
    expect([...session.deleted]).toEqual([]);
    const { owners } = this;
    for (const [name, owner] of owners) {
      const { chief } = model.owners.get(name)!;
      expect(session.has(owner)).toBe(true);
      expect([owner.name, owner.chiefId]).toEqual([name, chief === null ? null : (this.owners.get(chief)?.id ?? owner.chiefId)]);
    }
    for (const [name, item] of this.items) {
      const entry = model.items.get(name);
      expect(session.has(item)).toBe(entry !== undefined);
      if (entry !== undefined) expect(item.value).toBe(entry.value);
    }
    const reader = new Session(await session.connection());
    for (const owner of owners.values()) {
      const row = await reader.getOne(world.Owner, owner.id);
      expect([row.name, row.chiefId]).toEqual([owner.name, owner.chiefId]);
    }
    for (const [name, item] of this.items) {
      if (!model.items.has(name)) continue;
      const row = await reader.getOne(world.Item, item.id);
      expect([row.value, row.ownerId]).toEqual([item.value, item.ownerId]);
    }
    await reader.close();
  }

  /** Another session takes over, with everything loaded. */
  async reload(): Promise<void> {
    const { world } = this;
    await this.session.commit();
    this.keep();
    await this.session.close();
    this.session = new Session(world.engine);
    const owners = await this.session
      .scalars(
        select(world.Owner).options(
          selectInLoad(world.Owner.c.items),
          selectInLoad(world.Owner.c.labels),
          selectInLoad(world.Owner.c.staff),
          selectInLoad(world.Owner.c.chief),
        ),
      )
      .all();
    const items = await this.session.scalars(select(world.Item).options(selectInLoad(world.Item.c.owner))).all();
    const labels = await this.session.scalars(select(world.Label).options(selectInLoad(world.Label.c.owners))).all();
    this.owners = new Map(owners.map((owner) => [owner.name, owner]));
    this.labels = new Map(labels.map((label) => [label.text, label]));
    const nameOf = new Map([...this.items].map(([name, item]) => [item.id, name]));
    this.items = new Map(items.map((item) => [nameOf.get(item.id)!, item]));
    this.check(owners, items, labels);
    this.keep();
  }

  check(owners: Owner[], items: Item[], labels: Label[]): void {
    const found = {
      owners: owners
        .map((owner) => ({ name: owner.name, chief: owner.chief?.name ?? null, labels: owner.labels.map((label) => label.text).sort() }))
        .sort(byName),
      items: items
        .map((item) => ({
          name: [...this.items].find(([, other]) => other.id === item.id)![0],
          value: item.value,
          owner: item.owner?.name ?? null,
        }))
        .sort(byName),
      labels: labels.map((label) => label.text).sort(),
    };
    const wanted = {
      owners: [...this.model.owners].map(([name, { chief, labels: of }]) => ({ name, chief, labels: [...of].sort() })).sort(byName),
      items: [...this.model.items].map(([name, item]) => ({ name, ...item })).sort(byName),
      labels: [...this.model.labels].sort(),
    };
    expect(found).toEqual(wanted);
    for (const owner of owners) expect(owner.items.map((item) => item.ownerId)).toEqual(owner.items.map(() => owner.id));
  }
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** @param runs how many graphs: a server takes its time for each */
export function graphsSuite(database: TestDatabase, runs: number): void {
  test("random graphs and edits arrive in the database as they stand in memory", async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        const world = await makeWorld(database);
        const run = new Run(world);
        try {
          for (const edit of list) await run.apply(edit);
          await run.reload();
        } finally {
          await run.session.close();
          await world.engine.dispose();
        }
      }),
      { numRuns: runs },
    );
  }, 120_000);
}
