/** What the types know of PostgreSQL's own values and operators. */
import { column, MetaData, t, table } from "@cupel/core";
import { VALUE } from "@cupel/core/internal";
import {
  array,
  contains,
  daterange,
  hstore,
  int8range,
  item,
  jsonb,
  lowerBound,
  nativeEnum,
  Range,
  slice,
  tstzmultirange,
  uuid,
} from "@cupel/dialect-postgres";
import { expectTypeOf, test } from "vitest";

const docs = table("docs", new MetaData(), {
  id: column(uuid(), { primaryKey: true }),
  data: column(jsonb<{ a?: number }>()),
  tags: column(array(t.text())),
  mood: column(nativeEnum(["sad", "ok"], { name: "mood" }), { nullable: true }),
  wide: column(int8range()),
  days: column(daterange()),
  busy: column(tstzmultirange()),
  attrs: column(hstore()),
});

test("values", () => {
  expectTypeOf(docs.c.tags[VALUE]).toEqualTypeOf<string[]>();
  expectTypeOf(docs.c.data[VALUE]).toEqualTypeOf<{ a?: number }>();
  expectTypeOf(docs.c.mood[VALUE]).toEqualTypeOf<"sad" | "ok" | null>();
  expectTypeOf(docs.c.wide[VALUE]).toEqualTypeOf<Range<bigint>>();
  expectTypeOf(docs.c.busy[VALUE]).toEqualTypeOf<readonly Range<Date>[]>();
  expectTypeOf(docs.c.attrs[VALUE]).toEqualTypeOf<Readonly<Record<string, string | null>>>();
});

test("operators", () => {
  contains(docs.c.data, { a: 1 });
  // @ts-expect-error a number is asked for
  contains(docs.c.data, { a: "x" });
  contains(docs.c.wide, new Range(1n, 2n));
  // @ts-expect-error the ends are bigints
  contains(docs.c.wide, new Range(1, 2));
  // @ts-expect-error no array
  slice(docs.c.id, 1, 2);
  expectTypeOf(item(docs.c.tags, 1)[VALUE]).toEqualTypeOf<string | null>();
  expectTypeOf(lowerBound(docs.c.days)[VALUE]).toEqualTypeOf<string | null>();
  expectTypeOf(lowerBound(docs.c.wide)[VALUE]).toEqualTypeOf<bigint | null>();
  expectTypeOf(slice(docs.c.tags, 1, 2)[VALUE]).toEqualTypeOf<string[]>();
});
