/** Entities from raw SQL: their columns are read as their types say, whatever the driver would make of them. */
import { column, declarativeBase, Session, select, t, text } from "@cupel/orm";
import { expect, test } from "vitest";
import type { TestDatabase } from "../../../../tests/support/databases.js";

export function fromStatementSuite(database: TestDatabase): void {
  test("values of every kind come back as they were stored", async () => {
    const Base = declarativeBase();
    class Thing extends Base.table("things", {
      id: column(t.integer(), { primaryKey: true }),
      doc: column(t.json<unknown>(), { nullable: true }),
      at: column(t.dateTime({ as: String })),
      price: column(t.numeric(10, 2, { as: Number })),
      bytes: column(t.largeBinary()),
      big: column(t.bigInteger()),
      flag: column(t.boolean()),
    }) {}
    const engine = await database.open();
    await Base.metadata.createAll(engine);
    const session = new Session(engine);
    const values = { doc: '"text"', at: "2024-02-29T12:30:00.123456", price: 1.5, bytes: new Uint8Array([0, 255]), big: 7n, flag: true };
    session.addAll([new Thing(values), new Thing({ ...values, doc: { a: [1] } })]);
    await session.commit();
    session.expungeAll();
    const [first, second] = await session.scalars(select(Thing).fromStatement(text("SELECT * FROM things ORDER BY id"))).all();
    expect({ ...first, bytes: new Uint8Array(first?.bytes ?? []) }).toEqual({ id: 1, ...values });
    expect(second?.doc).toEqual({ a: [1] });
    session.expungeAll();
    const streamed = session.scalars(select(Thing).fromStatement(text("SELECT * FROM things ORDER BY id"))).yieldPer(1);
    const docs: unknown[] = [];
    for await (const thing of streamed) docs.push(thing.doc);
    expect(docs).toEqual(['"text"', { a: [1] }]);
    await session.close();
    await engine.dispose();
  });
}
