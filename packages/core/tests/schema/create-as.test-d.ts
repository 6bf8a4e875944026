import { column, createView, type MetaData, select, t, table } from "@cupel/core";
import { expectTypeOf, test } from "vitest";

declare const metadata: MetaData;
const users = table("users", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  age: column(t.integer(), { nullable: true }),
});

test("a view has the columns of its SELECT", () => {
  const view = createView("adults", select(users.c.id, users.c.age, users.c.name.as("who")));
  const one = select(view.table.c.id, view.table.c.who, view.table.c.age);
  expectTypeOf(one.into("copy").table.c.who).toEqualTypeOf(select(users.c.name.as("who")).into("copy").table.c.who);
  // @ts-expect-error there is no such column
  view.table.c.name;
  expectTypeOf<typeof view.name>().toEqualTypeOf<"adults">();
});
