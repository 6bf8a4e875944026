/** No text of strangers changes what a statement is: bound it leaves no trace in the text, and written into the text it is one literal. */
import {
  between,
  bindParam,
  type ClauseElement,
  caseWhen,
  checkConstraint,
  column,
  deleteFrom,
  type Engine,
  func,
  insert,
  inspect,
  literal,
  MetaData,
  select,
  sql,
  t,
  table,
  text,
  update,
} from "@cupel/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestedDatabase } from "./database.js";

const attacks = fc.constantFrom(
  ..."'; DROP TABLE keep; --|' OR '1'='1|\\'; DROP TABLE keep; --|''; DROP TABLE keep; --|\\|\\'|'|''|'''|\"|`|]|--|/*|*/|#|; SELECT 1".split(
    "|",
  ),
  ...":x|:param_1|::int|?|??|$1|$$|$a$|@p1|%|%s|%(x)s|%%|_|{0}|__[POSTCOMPILE_x]|)|(|,|NULL|E'\\''|N'|U&'|X'00'|0x00|ʼ|＇|ß".split("|"),
  "|",
  "\u0001",
  "\u00010\u0002",
  "\u0002",
  "\u0003",
  "\n",
  "\r\n",
);
const hostile: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 4, arbitrary: attacks }, { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 2 }) }), {
    maxLength: 6,
  })
  .map((parts) => [...parts.join("").replaceAll("\0", "")].filter((each) => (each.codePointAt(0) ?? 0) < 0x1_0000).join(""))
  // The other row holds a text of its own. Blanks at the end are compared in the way of each database.
  .filter((value) => value !== "other" && value === value.trimEnd());

/** A text without what is in its literals, which end at a quote that is not doubled. */
const skeleton = (statement: string, backslashEscapes: boolean): string =>
  statement.replaceAll(backslashEscapes ? /N?'(?:[^'\\]|''|\\.)*'/gs : /N?'(?:[^']|'')*'/g, "'…'");

export function noTextChangesAStatement(database: TestedDatabase, options: { readonly backslashEscapes?: boolean } = {}): void {
  const metadata = new MetaData();
  const keep = table("keep", metadata, {
    id: column(t.integer(), { primaryKey: true, autoIncrement: false }),
    v: column(t.text()),
    data: column(t.json<Record<string, number>>(), { nullable: true }),
  });
  /** A value wherever there can be one, in a statement that finds the second row. */
  const questions: Readonly<Record<string, (value: string) => ClauseElement>> = {
    "a comparison": (value) => select(keep.c.id).where(keep.c.v.eq(value)),
    "a list": (value) => select(keep.c.id).where(keep.c.v.in([value, `${value}'`, "none"])),
    "a pattern": (value) => select(keep.c.id).where(keep.c.v.contains(value, { autoescape: true }), keep.c.id.eq(2)),
    "a range": (value) => select(keep.c.id).where(between(keep.c.v, value, value)),
    "an expression": (value) =>
      select(keep.c.id).where(caseWhen(keep.c.v.eq(value), literal(value)).else(`not ${value}`).concat("!").eq(`${value}!`)),
    "a function": (value) => select(keep.c.id).where(func.coalesce(func.nullif(keep.c.v, value), value).eq(value)),
    "a template": (value) => sql`SELECT id FROM keep WHERE v = ${literal(value, t.text())}`,
    "a parameter of text": (value) => text("SELECT id FROM keep WHERE v = :v").bindParams(bindParam("v", { value, type: t.text() })),
    "a union": (value) =>
      select(keep.c.id)
        .where(keep.c.v.eq(value))
        .intersect(select(keep.c.id).where(keep.c.v.eq(value))),
  };
  const changes: Readonly<Record<string, (value: string) => ClauseElement>> = {
    "an INSERT": (value) => insert(keep).values({ id: 3, v: value, data: { [value]: 1 } }),
    "an INSERT of what is selected": (value) => insert(keep).fromSelect(["id", "v"], select(literal(3), literal(value, t.text()))),
    "an UPDATE": (value) => update(keep).set({ v: value }).where(keep.c.v.eq("other")),
    "a DELETE": (value) => deleteFrom(keep).where(keep.c.v.eq(value)),
  };

  let engine: Engine;
  beforeAll(async () => {
    engine = await database.open();
    await metadata.createAll(engine);
  });
  afterAll(async () => {
    await metadata.dropAll(engine);
    await engine.dispose();
  });
  const { dialect } = database;
  const bound = (element: ClauseElement) => element.compile({ dialect });
  const written = (element: ClauseElement) => element.compile({ dialect, literalBinds: true }).sql;
  const everyText = (work: (value: string) => Promise<void>): Promise<void> =>
    fc.assert(fc.asyncProperty(hostile, work), { numRuns: (database.runs ?? 25) * 6, seed: 20_240_229 });

  describe("no text changes what a statement is", () => {
    for (const [name, build] of Object.entries({ ...questions, ...changes })) {
      test(`${name}: bound it leaves no trace, written it is a literal`, () => {
        const harmless = build("harmless");
        fc.assert(
          fc.property(hostile, (value) => {
            const element = build(value);
            expect(bound(element).sql).toBe(bound(harmless).sql);
            const escapes = options.backslashEscapes === true;
            expect(skeleton(written(element), escapes)).toBe(skeleton(written(harmless), escapes));
          }),
          { numRuns: 400, seed: 20_240_229 },
        );
      });
    }

    test("in the database: the same row is found, and nothing else has happened", () =>
      everyText(async (value) => {
        const connection = await engine.connect();
        try {
          await connection.execute(insert(keep), [
            { id: 1, v: "other" },
            { id: 2, v: value },
          ]);
          for (const [name, build] of Object.entries(questions)) {
            const element = build(value);
            const asBound = await connection.execute(element as never).all();
            const asWritten = await connection.execDriverSql(written(element)).all();
            for (const rows of [asBound, asWritten])
              expect(
                (rows as unknown[][]).map((row) => Number(row[0])),
                name,
              ).toEqual([2]);
          }
          for (const [name, build] of Object.entries(changes)) {
            for (const work of [
              (element: ClauseElement) => connection.execute(element as never),
              (element: ClauseElement) => connection.execDriverSql(written(element)),
            ]) {
              const savepoint = await connection.beginNested();
              await work(build(value));
              const left = await connection.scalars(select(keep.c.v).orderBy(keep.c.id)).all();
              const wanted = {
                "an INSERT": ["other", value, value],
                "an INSERT of what is selected": ["other", value, value],
                "an UPDATE": [value, value],
                "a DELETE": ["other"],
              }[name];
              expect(left, name).toEqual(wanted);
              await savepoint.rollback();
            }
          }
        } finally {
          await connection.rollback();
          await connection.close();
        }
        expect(await inspect(engine).getTableNames()).toEqual(["keep"]);
      }));

    test("a name within JSON is one name", () =>
      everyText(async (value) => {
        const document = literal({ [value]: 7, other: 8 }, t.json<Record<string, number>>());
        const found = await engine.connect((connection) =>
          connection.execute(select(document.at(value).asInteger(), document.path(value).asInteger())).one(),
        );
        expect([...found]).toEqual([7, 7]);
      }));

    const inDdl = database.lacks.anyTextInDdl;
    test(
      inDdl === undefined ? "a default and a CHECK hold the text" : `a default and a CHECK hold no text of strangers: ${inDdl}`,
      async () => {
        if (inDdl !== undefined) return expect(inDdl).not.toBe("");
        await everyText(async (value) => {
          const own = new MetaData();
          const made = table(
            "made",
            own,
            {
              id: column(t.integer(), { primaryKey: true, autoIncrement: false }),
              v: column(t.text(), { serverDefault: value }),
              w: column(t.text(), { nullable: true }),
            },
            { constraints: (c) => [checkConstraint(c.w.ne(value), { name: "not_so" })] },
          );
          await own.createAll(engine);
          try {
            await engine.begin((connection) => connection.execute(insert(made).values({ id: 1, w: `${value}.` })));
            expect(await engine.connect((connection) => connection.scalar(select(made.c.v)))).toBe(value);
            await expect(engine.begin((connection) => connection.execute(insert(made).values({ id: 2, w: value })))).rejects.toThrow();
            expect((await inspect(engine).getTableNames()).sort()).toEqual(["keep", "made"]);
          } finally {
            await own.dropAll(engine);
          }
        });
      },
    );
  });
}
