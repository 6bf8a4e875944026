/**
 * That the server takes a statement for what it says: parameters have the type that their value has here, whatever stands around them, and an
 * operator finds what its name promises.
 */
import {
  type ClauseElement,
  CreateTable,
  caseWhen,
  cast,
  column,
  extract,
  func,
  literal,
  MetaData,
  not,
  select,
  t,
  table,
  typeDecorator,
  values,
} from "@cupel/core";
import { compile, compileDdl, parametersOf } from "@cupel/core/internal";
import {
  adjacentTo,
  array,
  arrayOf,
  asText,
  containedBy,
  contains,
  deleteKey,
  deletePath,
  domain,
  hasAllKeys,
  hasAnyKey,
  hasKey,
  hstore,
  hstoreOf,
  insert,
  int4range,
  isDefined,
  item,
  jsonb,
  keys,
  lowerBound,
  matches,
  notExtendLeftOf,
  notExtendRightOf,
  overlaps,
  pathExists,
  pathMatch,
  pick,
  postgresql,
  Range,
  slice,
  strictlyLeftOf,
  strictlyRightOf,
  toTsquery,
  toTsvector,
  tsvector,
  upperBound,
  vals,
  varbit,
  websearchToTsquery,
} from "@cupel/dialect-postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "./support/server.js";

const dialect = postgresql();
const docs = table("docs", new MetaData(), {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.text()),
  data: column(jsonb<{ a?: number; list?: number[]; b?: { c: string } }>()),
  tags: column(array(t.text())),
  grid: column(array(t.integer(), { dimensions: 2 })),
  span: column(int4range()),
  tsv: column(tsvector()),
  attrs: column(hstore()),
});

let database: TestDatabase;
async function run(statement: ClauseElement): Promise<unknown[][]> {
  const parameters = parametersOf(statement);
  const compiled = compile(statement, dialect, {}, parameters);
  const bound = compiled.bind(parameters, {});
  const { rows } = await database.client.query({ text: bound.sql, values: bound.values as unknown[], rowMode: "array" });
  return (rows as unknown[][]).map((row) =>
    row.map((value, index) => {
      const processor = compiled.columns[index]?.processor ?? null;
      return value === null || processor === null ? value : processor(value);
    }),
  );
}
const one = async (statement: ClauseElement): Promise<unknown[] | undefined> => (await run(statement))[0];

beforeAll(async () => {
  database = await createDatabase();
  await database.client.query("CREATE EXTENSION hstore");
  await database.client.query(compileDdl(new CreateTable(docs), dialect));
  const row = {
    name: "Ann",
    data: { a: 1, list: [10, 20], b: { c: "deep" } },
    tags: ["x", "y", "z"],
    grid: [
      [1, 2],
      [3, 4],
    ] as never,
    span: new Range(1, 5),
    tsv: "'cat':1 'dog':2",
    attrs: { k: "v", n: null },
  };
  await run(insert(docs).values(row));
});
afterAll(async () => {
  await database?.drop();
});

describe("parameters", () => {
  test("of a CASE are numbers, not text", async () => {
    const statement = select(caseWhen(docs.c.id.gt(0), 10).else(20).as("n"), literal(5).add(2), literal("a").concat("b"));
    expect(await one(statement)).toEqual([10, 7, "ab"]);
    expect(await one(select(func.pg_typeof!(caseWhen(docs.c.id.gt(0), 10).else(20)), func.pg_typeof!(1.5), func.pg_typeof!("x")))).toEqual([
      "integer",
      "double precision",
      "text",
    ]);
  });
  test("of functions that take anything", async () => {
    expect(await one(select(func.concat("a", docs.c.name, 1), func.json_build_object!("k", 1)))).toEqual(["aAnn1", '{"k" : 1}']);
    expect(await one(select(func.count("x" as never)))).toEqual([1]);
  });
  test("that stand alone are what they are", async () => {
    const moment = new Date("2024-02-29T12:30:00.125Z");
    expect(await one(select(literal(true), literal(12n), literal(moment), literal({ a: [1] }, jsonb())))).toEqual([
      true,
      12n,
      moment,
      { a: [1] },
    ]);
  });
  test("compared with a NUMERIC of a scale are not rounded to it", async () => {
    expect(await one(select(cast(literal("1.00", t.numeric(10, 2)), t.numeric(10, 2)).eq(literal("1.004", t.numeric(10, 2)))))).toEqual([
      false,
    ]);
  });
  test("are not cut to the length of a type", async () => {
    const short = array(t.string(2));
    expect(
      await one(
        select(
          literal(["abc"], short).eq(literal(["ab"], short)),
          literal("0111", varbit()).eq(literal("01", varbit())),
          literal("1.239", t.numeric(5, 2)).add("0.001"),
        ),
      ),
    ).toEqual([false, false, "1.24"]);
  });
  test("of a type of one's own have the cast of what they are made of", () => {
    const wrapped = typeDecorator({ impl: jsonb(), bind: (value: string) => ({ value }), result: (value) => JSON.stringify(value) });
    expect(select(literal("x", wrapped), literal(1, domain("d", t.smallInteger()))).compile({ dialect: "postgresql" }).sql).toBe(
      "SELECT $1::JSONB AS anon_1, $2::SMALLINT AS anon_2",
    );
  });
  test("of VALUES and of IN", async () => {
    const list = values({ n: t.integer(), s: t.text() }, { name: "v" }).data([
      [1, "a"],
      [2, "b"],
    ]);
    expect(await run(select(list.c.s).where(list.c.n.in([2, 3])))).toEqual([["b"]]);
    expect(await run(select(docs.c.id).where(docs.c.id.in([])))).toEqual([]);
  });
  test("fields of a moment are numbers", async () => {
    expect(
      await one(
        select(extract("year", literal(new Date("2024-02-29T00:00:00Z"))), extract("second", literal(new Date("2024-02-29T00:00:01.5Z")))),
      ),
    ).toEqual([2024, 1.5]);
  });
});

describe("JSONB", () => {
  test("places are reached by name, by position and by path", async () => {
    const { data } = docs.c;
    expect(
      await one(
        select(
          data.at("list").at(1),
          data.path("b", "c"),
          asText(data.at("b").at("c")),
          data.at("a").asInteger(),
          data.path("list", 0).asString(),
        ),
      ),
    ).toEqual([20, "deep", "deep", 1, "10"]);
  });
  test("what it holds", async () => {
    const { data } = docs.c;
    expect(
      await one(
        select(
          contains(data, { a: 1 }),
          containedBy(data, { a: 2 }),
          hasKey(data, "a"),
          hasAllKeys(data, ["a", "nope"]),
          hasAnyKey(data, arrayOf(["nope", "b"])),
          pathExists(data, "$.list[*] ? (@ > 15)"),
          pathMatch(data, "$.a == 2"),
          not(hasKey(data, "a")),
        ),
      ),
    ).toEqual([true, false, true, false, true, true, false, false]);
    expect(await one(select(deletePath(data, ["b", "c"])))).toEqual([{ a: 1, list: [10, 20], b: {} }]);
  });
});

describe("arrays", () => {
  test("items, slices and quantifiers", async () => {
    const { tags, grid } = docs.c;
    expect(
      await one(
        select(tags.at(2), item(tags, 9), slice(tags, 2, null), grid.at(2).at(1), literal("y").eq(tags.any()), literal("y").ne(tags.all())),
      ),
    ).toEqual(["y", null, ["y", "z"], 3, true, false]);
    expect(
      await one(
        select(
          contains(tags, ["x"]),
          overlaps(tags, ["q", "z"]),
          containedBy(tags, arrayOf(["x"])),
          arrayOf([1, 2]),
          arrayOf([], t.text()),
        ),
      ),
    ).toEqual([true, true, false, [1, 2], []]);
    expect(await one(select(func.array_agg(docs.c.id)))).toEqual([[1]]);
  });
});

describe("ranges", () => {
  test("relations", async () => {
    const { span } = docs.c;
    expect(
      await one(
        select(
          contains(span, 3),
          contains(span, new Range(2, 3)),
          overlaps(span, new Range(4, 9)),
          strictlyLeftOf(span, new Range(5, 9)),
          strictlyRightOf(span, new Range(5, 9)),
          notExtendRightOf(span, new Range(0, 5)),
          notExtendLeftOf(span, new Range(2, 5)),
          adjacentTo(span, new Range(5, 6)),
        ),
      ),
    ).toEqual([true, true, true, true, false, true, false, true]);
  });
  test("union, intersection, difference and ends", async () => {
    const { span } = docs.c;
    expect(
      await one(
        select(span.add(new Range(5, 7)), span.mul(new Range(3, 9)), span.sub(new Range(3, 9)), lowerBound(span), upperBound(span)),
      ),
    ).toEqual([new Range(1, 7), new Range(3, 5), new Range(1, 3), 1, 5]);
  });
});

test("hstore", async () => {
  const { attrs } = docs.c;
  expect(
    await one(
      select(
        attrs.at("k"),
        isDefined(attrs, "n"),
        hasKey(attrs, "n"),
        attrs.concat(hstoreOf("b", "c")),
        pick(attrs, arrayOf(["k"])),
        deleteKey(attrs, "k"),
      ),
    ),
  ).toEqual(["v", false, true, { k: "v", n: null, b: "c" }, { k: "v" }, { n: null }]);
  expect((await one(select(keys(attrs), vals(attrs))))?.map((list) => [...(list as unknown[])].map(String).sort())).toEqual([
    ["k", "n"],
    ["null", "v"],
  ]);
});

test("full text search", async () => {
  const { tsv } = docs.c;
  expect(
    await one(
      select(
        tsv.match("cat dog"),
        matches(tsv, "cats", { regconfig: "english" }),
        matches(tsv, "cat & !dog", { parser: "to_tsquery" }),
        toTsvector("english", "many cats"),
        toTsquery("english", "cats"),
        websearchToTsquery("cat -dog"),
      ),
    ),
  ).toEqual([true, true, false, "'cat':2 'mani':1", "'cat'", "'cat' & !'dog'"]);
});

test("regular expressions", async () => {
  const { name } = docs.c;
  expect(
    await one(
      select(
        name.regexpMatch("^a"),
        name.regexpMatch("^a", { flags: "i" }),
        name.regexpMatch("a n", { flags: "ix" }),
        not(name.regexpMatch("n")),
        name.regexpReplace("n", "m", { flags: "g" }),
      ),
    ),
  ).toEqual([false, true, true, false, "Amm"]);
});

test("ON CONFLICT", async () => {
  const [row] = await run(
    insert(docs)
      .values({ id: 1, name: "Bob", data: {}, tags: [], grid: [] as never, span: Range.empty(), tsv: "", attrs: {} })
      .onConflictDoUpdate({
        target: docs.c.id,
        set: (excluded) => ({ name: docs.c.name.concat(excluded.name) }),
        where: docs.c.name.ne("x"),
      })
      .returning(docs.c.name),
  );
  expect(row).toEqual(["AnnBob"]);
});
