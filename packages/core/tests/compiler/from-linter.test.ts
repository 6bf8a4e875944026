/** Which FROM elements nothing connects. */
import { column, exists, func, MetaData, not, or, select, sql, t, table, trueValue } from "@cupel/core";
import { type ClauseElement, compile, DefaultDialect } from "@cupel/core/internal";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const metadata = new MetaData();
const id = () => column(t.integer(), { primaryKey: true });
const a = table("a", metadata, { id: id(), x: column(t.integer()), data: column(t.json()) });
const b = table("b", metadata, { id: id(), aId: column(t.integer(), { references: "a.id" }) });
const c = table("c", metadata, { id: id(), bId: column(t.integer(), { references: "b.id" }) });

const dialect = new DefaultDialect();
let warned: string[] = [];
beforeEach(() => {
  vi.spyOn(process, "emitWarning").mockImplementation((message) => {
    warned.push(String(message));
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  warned = [];
});
const warnings = (statement: unknown, lint = true): readonly string[] => {
  warned = [];
  compile(statement as ClauseElement, dialect, { lint });
  return warned.map((message) => /nothing connects (.*), so that/.exec(message)?.[1] ?? message);
};

test("tables that nothing connects are named", () => {
  expect(warnings(select(a.c.id, b.c.id))).toEqual(['"b" with "a"']);
  expect(warnings(select(a.c.id, b.c.id, c.c.id).where(b.c.id.eq(c.c.bId)))).toEqual(['"b", "c" with "a"']);
  expect(warnings(select(c.c.id, b.c.id, a.c.id).join(a, a.c.id.eq(b.c.aId)))).toEqual(['"c" with "b", "a"']);
  expect(warnings(select(a.c.id).selectFrom(a, a.alias("other")))).toEqual(['"other" with "a"']);
});
test("in a subquery too, and not those that come from outside of it", () => {
  expect(warnings(select(a.c.id).where(exists(select(b.c.id, c.c.id).where(b.c.aId.eq(a.c.id)))))).toEqual(['"c" with "b"']);
  expect(warnings(select(a.c.id).where(exists(select(b.c.id).where(b.c.aId.eq(a.c.id)))))).toEqual([]);
});
test("conditions, joins, functions of columns and LATERAL connect", () => {
  for (const statement of [
    select(a.c.id, b.c.id).where(a.c.id.eq(b.c.aId)),
    select(a.c.id, b.c.id).where(or(a.c.id.eq(b.c.aId), a.c.x.eq(1)), not(b.c.id.eq(1))),
    select(a.c.id, b.c.id).where(a.c.id.between(b.c.aId, b.c.id)),
    select(a.c.id, b.c.id).where(a.c.id.in([b.c.aId, 1])),
    select(a.c.id, b.c.id).where(func.same!(a.c.id, b.c.id).eq(true)),
    select(a.c.id, b.c.id).where(exists(select(c.c.id).where(c.c.bId.eq(b.c.id), c.c.id.eq(a.c.id)))),
    select(a.c.id, b.c.id).where(sql`${a.c.id} = ${b.c.id}` as never),
    select(a.c.id, b.c.id).join(b, trueValue()),
    select(a.c.id, b.c.id, c.c.id).where(a.c.id.eq(b.c.aId), c.c.bId.eq(b.c.id)),
    select(a.c.id, func.json_each!(a.c.data).tableValued("value").c.value),
    select(a.c.id).selectFrom(a, func.json_each!(a.c.data).tableValued("value")),
    select(a.c.id),
    select(func.now()),
  ])
    expect([String(statement), warnings(statement)]).toEqual([String(statement), []]);
});
test("what SQL text connects is not known, and not warned of", () => {
  expect(warnings(select(a.c.id, b.c.id).where(sql.raw("a.id = b.a_id") as never))).toEqual([]);
});
test("one condition within AND and OR is not that of another", () => {
  expect(warnings(select(a.c.id, b.c.id).where(or(a.c.x.eq(1), b.c.id.eq(2))))).toEqual(['"b" with "a"']);
  expect(warnings(select(a.c.id, b.c.id).where(not(or(a.c.x.eq(1), b.c.id.eq(2)))))).toEqual(['"b" with "a"']);
});
test("only where it was asked for", () => {
  expect(warnings(select(a.c.id, b.c.id), false)).toEqual([]);
  String(select(a.c.id, b.c.id));
  expect(warned).toEqual([]);
});
