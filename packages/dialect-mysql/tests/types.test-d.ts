/** What the types know of MySQL's own values and statements. */
import { column, MetaData, t, table } from "@cupel/core";
import { VALUE } from "@cupel/core/internal";
import { bigint, bit, datetime, insert, integer, match, nativeEnum, set } from "@cupel/dialect-mysql";
import { expectTypeOf, test } from "vitest";

const users = table("users", new MetaData(), {
  id: column(integer({ unsigned: true }), { primaryKey: true }),
  name: column(t.string(50)),
  mood: column(nativeEnum(["sad", "ok"]), { nullable: true }),
  flags: column(set(["a", "b"])),
  big: column(bigint({ unsigned: true })),
  bits: column(bit(3)),
  at: column(datetime({ fsp: 6 })),
});

test("values", () => {
  expectTypeOf(users.c.id[VALUE]).toEqualTypeOf<number>();
  expectTypeOf(users.c.mood[VALUE]).toEqualTypeOf<"sad" | "ok" | null>();
  expectTypeOf(users.c.flags[VALUE]).toEqualTypeOf<("a" | "b")[]>();
  expectTypeOf(users.c.big[VALUE]).toEqualTypeOf<bigint>();
  expectTypeOf(users.c.bits[VALUE]).toEqualTypeOf<bigint>();
  expectTypeOf(users.c.at[VALUE]).toEqualTypeOf<Date>();
});

test("ON DUPLICATE KEY UPDATE", () => {
  const row = { name: "x", flags: ["a" as const], big: 1n, bits: 1n, at: new Date() };
  const statement = insert(users).values(row);
  statement.onDuplicateKeyUpdate({ name: "y" });
  statement.onDuplicateKeyUpdate((inserted) => ({ name: inserted.name, mood: null }));
  statement.onDuplicateKeyUpdate((inserted) => [
    ["mood", null],
    ["name", inserted.name],
  ]);
  // @ts-expect-error a number is no name
  statement.onDuplicateKeyUpdate({ name: 1 });
  // @ts-expect-error no such column
  statement.onDuplicateKeyUpdate({ nobody: 1 });
  // @ts-expect-error a number is no name
  statement.onDuplicateKeyUpdate([["name", 1]]);
});

test("full text search is a condition", () => {
  expectTypeOf(match(users.c.name, { against: "x" }).inBooleanMode()[VALUE]).toEqualTypeOf<boolean>();
  // @ts-expect-error a number cannot be searched
  match(users.c.id, { against: "x" });
});
