import {
  bindParam,
  type ClauseElement,
  caseWhen,
  cast,
  column,
  deleteFrom,
  func,
  insert,
  literal,
  or,
  select,
  sql,
  t,
  table,
  text,
  tuple,
  update,
  upsert,
} from "@cupel/core";
import { type BindParameter, compile, DefaultDialect, KEY, KeyWriter, parametersOf, StatementCache } from "@cupel/core/internal";
import { describe, expect, test } from "vitest";
import { makeTables } from "../expression/schema.js";

const { users, posts } = makeTables();
const writer = new KeyWriter();
function keyOf(statement: unknown): string {
  writer.reset();
  (statement as ClauseElement)[KEY](writer);
  return Array.from(writer.copy()).join(",");
}
const light = () => table("light", { id: column(t.integer()), name: column(t.string()) });

/** Statements that differ in structure, each made by a function of a value. */
const structures: ReadonlyArray<(value: number) => unknown> = [
  (v) => select(users.c.id).where(users.c.id.eq(v)),
  (v) => select(users.c.id).where(users.c.age.eq(v)),
  (v) => select(users.c.id).where(users.c.id.ne(v)),
  (v) => select(users.c.id, users.c.id).where(users.c.id.eq(v)),
  (v) => select(users.c.id.as("a")).where(users.c.id.eq(v)),
  (v) => select(users.c.id).where(users.c.id.in([v, v, v])),
  (v) => select(users.c.id).where(users.c.id.notIn([v])),
  (v) => select(users.c.id).where(tuple(users.c.id, users.c.age).in([[v, v]])),
  (v) => select(users.c.id).where(users.c.id.eq(v), users.c.id.eq(v)),
  (v) => select(users.c.id).where(or(users.c.id.eq(v), users.c.id.eq(v))),
  (v) => select(users.c.id).limit(v),
  (v) => select(users.c.id).offset(v),
  (v) => select(users.c.id).distinct().limit(v),
  (v) => select(users.c.id).orderBy(users.c.id).limit(v),
  (v) => select(users.c.id).groupBy(users.c.id).limit(v),
  (v) => select(users.c.id).withForUpdate().limit(v),
  (v) => select(users.c.id).withForUpdate({ nowait: true }).limit(v),
  (v) => select(users.c.id).join(posts).where(users.c.id.eq(v)),
  (v) => select(users.c.id).outerJoin(posts).where(users.c.id.eq(v)),
  (v) => select(users.c.id).where(users.c.name.like(String(v))),
  (v) => select(users.c.id).where(users.c.name.like(String(v), { escape: "/" })),
  (v) => select(users.c.id).where(users.c.id.eq(bindParam<number>("v", { value: v, type: t.integer() }))),
  (v) => select(users.c.id).where(users.c.id.eq(bindParam<number>("w", { value: v, type: t.integer() }))),
  (v) => select(func.f!(v)),
  (v) => select(func.g!(v)),
  (v) => select(func.f!(v, v)),
  (v) => select(cast(literal(v), t.string())),
  (v) => select(cast(literal(v), t.string(5))),
  (v) => select(caseWhen(users.c.id.eq(v), v).else(v)),
  (v) => select(users.c.id).where(users.c.id.eq(v)).subquery("s").c.id,
  (v) => select(select(users.c.id).where(users.c.id.eq(v)).subquery("s")),
  (v) => select(select(users.c.id).where(users.c.id.eq(v)).cte("s")),
  (v) => select(users.c.id).where(users.c.id.eq(v)).union(select(posts.c.id)),
  (v) => select(users.c.id).where(users.c.id.eq(v)).unionAll(select(posts.c.id)),
  (v) => insert(users).values({ name: String(v) }),
  (v) => insert(users).values([{ name: String(v) }]),
  (v) => insert(users).values({ name: String(v), age: v }),
  (v) =>
    upsert(users)
      .values({ name: String(v) })
      .onConflict(users.c.id)
      .set(() => ({ age: v })),
  (v) => update(users).set({ age: v }),
  (v) => update(users).set({ age: v }).where(users.c.id.eq(v)),
  (v) => deleteFrom(users).where(users.c.id.eq(v)),
  (v) => deleteFrom(users).where(users.c.id.eq(v)).returning(users.c.id),
  (v) => text("SELECT :v").bindParams({ v }),
  (v) => sql`SELECT ${v}`,
  (v) => select(light().c.id).where(literal(v).eq(1)),
];

describe("keys", () => {
  test.each(structures.map((make, i) => [i, make] as const))("structure %i: equal whatever the value", (_, make) => {
    expect(keyOf(make(1))).toBe(keyOf(make(2)));
  });
  test("different structures have different keys", () => {
    const keys = structures.map((make) => keyOf(make(1)));
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });
  test("the length of a list is no part of the structure", () => {
    expect(keyOf(select(users.c.id).where(users.c.id.in([])))).toBe(keyOf(select(users.c.id).where(users.c.id.in([1, 2, 3]))));
  });
  test("null, true and false are part of the text, so of the key", () => {
    const of = (value: boolean | null): string => keyOf(select(users.c.id).where(users.c.isActive.eq(value)));
    expect(new Set([of(true), of(false), of(null)]).size).toBe(3);
  });
  test("one parameter twice is told from two", () => {
    const one = literal(1);
    expect(keyOf(select(one.add(one)))).not.toBe(keyOf(select(literal(1).add(literal(1)))));
  });
  test("one alias twice is told from two, and aliases made anew are equal", () => {
    const same = () => {
      const a = users.alias();
      return select(a.c.id, a.c.name);
    };
    const other = () => select(users.alias().c.id, users.alias().c.name);
    expect(keyOf(same())).toBe(keyOf(same()));
    expect(keyOf(same())).not.toBe(keyOf(other()));
  });
  test("a label that is referred to is told from one like it", () => {
    const label = users.c.age.add(1).as("l");
    expect(keyOf(select(label).orderBy(label))).not.toBe(keyOf(select(label).orderBy(users.c.age.add(1).as("l"))));
  });
  test("light tables are equal by their columns, tables of metadata only to themselves", () => {
    expect(keyOf(select(light()))).toBe(keyOf(select(light())));
    expect(keyOf(select(table("light", { id: column(t.integer()) })))).not.toBe(keyOf(select(light())));
    expect(keyOf(select(makeTables().users.c.id))).not.toBe(keyOf(select(makeTables().users.c.id)));
  });
  test("parameters are collected in order of first appearance, each once", () => {
    const one = literal(7);
    expect(
      parametersOf(select(one, literal(8)).where(users.c.id.eq(one), users.c.id.eq(9))).map((each: BindParameter) => each.value),
    ).toEqual([7, 8, 9]);
  });
});

describe("a compiled statement serves every statement of its structure", () => {
  const dialect = new DefaultDialect();
  test.each(structures.map((make, i) => [i, make] as const))("structure %i: another value in the same places", (_, make) => {
    const first = make(1) as ClauseElement;
    const second = make(2) as ClauseElement;
    let compiled: ReturnType<typeof compile>;
    try {
      compiled = compile(first, dialect, { everyColumn: true });
    } catch {
      return expect(() => compile(second, dialect, { everyColumn: true })).toThrow();
    }
    const fresh = compile(second, dialect, { everyColumn: true });
    expect(compiled.bind(parametersOf(second), null)).toEqual(fresh.bind(parametersOf(second), null));
  });
  test("lists are written out for the values at hand", () => {
    const make = (ids: number[]) => select(users.c.id).where(users.c.id.in(ids), users.c.age.gt(3));
    const compiled = compile(make([1]), dialect);
    expect(compiled.bind(parametersOf(make([1, 2, 3])), null)).toMatchObject({
      sql: expect.stringContaining("IN (?, ?, ?) AND users.age > ?"),
      values: [1, 2, 3, 3],
    });
    expect(compiled.bind(parametersOf(make([])), null)).toMatchObject({
      sql: expect.stringContaining("IN (NULL) AND (1 != 1) AND users.age > ?"),
      values: [3],
    });
  });
  test("values by name, with a default, and required", () => {
    const statement = select(users.c.id).where(users.c.name.eq(bindParam<string>("n")), users.c.age.eq(bindParam("a", { value: 5 })));
    const compiled = compile(statement, dialect);
    const parameters = parametersOf(statement);
    expect(compiled.bind(parameters, { n: "x" }).values).toEqual(["x", 5]);
    expect(compiled.bind(parameters, { n: "x", a: 6 }).values).toEqual(["x", 6]);
    expect(() => compiled.bind(parameters, {})).toThrow(/value is required for the parameter "n"/);
    expect(() => compiled.bind(parameters, { n: undefined })).toThrow(/undefined/);
  });
  test("a callable is called at each execution", () => {
    let count = 0;
    const statement = select(bindParam("c", { callable: () => ++count, type: t.integer() }));
    const compiled = compile(statement, dialect);
    expect([compiled.bind(parametersOf(statement), null).values, compiled.bind(parametersOf(statement), null).values]).toEqual([[1], [2]]);
  });
});

test("the cache forgets what was not used for longest", () => {
  const dialect = new DefaultDialect();
  const cache = new StatementCache(10);
  const put = (n: number): number => {
    writer.reset();
    writer.write(n);
    const hash = writer.hash();
    if (cache.get(writer, hash) !== undefined) return 1;
    cache.set(writer.copy(), hash, compile(select(literal(n)), dialect));
    return 0;
  };
  put(0);
  for (let n = 1; n < 40; n++) {
    put(n);
    expect(put(0)).toBe(1);
  }
  expect(cache.size).toBeLessThanOrEqual(15);
  expect(put(1)).toBe(0);
});
