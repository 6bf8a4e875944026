/** Any name survives CREATE, INSERT, SELECT and reflection, and stands for nothing but itself. */
import {
  CupelError,
  column,
  type Engine,
  index,
  insert,
  inspect,
  literal,
  MetaData,
  select,
  t,
  table,
  uniqueConstraint,
  update,
} from "@cupel/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestedDatabase } from "./database.js";

const pieces = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '"',
      "'",
      "`",
      "[",
      "]",
      "\\",
      " ",
      ".",
      ",",
      ";",
      "--",
      "/*",
      "*/",
      ":",
      ":a",
      "?",
      "@",
      "$1",
      "%",
      "%(a)s",
      "%%",
      "(",
      ")",
      "{",
      "}",
      "\n",
      "\t",
      "\u0001",
      "\u0002",
      "é",
      "ß",
      "名",
      "İ",
      "A",
      "z",
      "0",
      "_",
      "select",
      "Table",
      "order",
      "key",
      "DROP TABLE",
      "x'; DROP TABLE keep; --",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }).filter((each) => each !== "\0") },
);
const reserved = fc.constantFrom(
  "select",
  "from",
  "table",
  "group",
  "Order",
  "USER",
  "index",
  "primary",
  "constructor",
  "__proto__",
  "length",
  "toString",
);

/** A different name for each: of a database that does not tell A from a, they differ otherwise too. */
const names = (database: TestedDatabase, howMany: number): fc.Arbitrary<string[]> => {
  const { longest, refused, key } = database.names;
  const name = fc
    .oneof(
      { weight: 5, arbitrary: fc.array(pieces, { minLength: 1, maxLength: 8 }).map((parts) => parts.join("")) },
      { weight: 1, arbitrary: reserved },
    )
    .filter((each) => new TextEncoder().encode(each).length <= longest && refused?.holds(each) !== true);
  return fc.uniqueArray(name, { minLength: howMany, maxLength: howMany, selector: key });
};

export function anyNameSurvives(database: TestedDatabase): void {
  let engine: Engine;
  beforeAll(async () => {
    engine = await database.open();
  });
  afterAll(() => engine.dispose());

  describe("any name survives", () => {
    test("CREATE, INSERT, UPDATE, SELECT and reflection", async () => {
      await fc.assert(
        fc.asyncProperty(names(database, 7), async ([tableName, id, a, b, label, indexName, uniqueName]) => {
          const named = (name: string | undefined) => ({ name: name as string });
          const metadata = new MetaData();
          const made = table(
            tableName as string,
            metadata,
            {
              id: column(t.integer(), { primaryKey: true, autoIncrement: false, ...named(id) }),
              a: column(t.string(20), named(a)),
              b: column(t.integer(), { nullable: true, ...named(b) }),
            },
            { constraints: (c) => [index(indexName as string, c.b), uniqueConstraint(c.a, c.b, named(uniqueName))] },
          );
          await metadata.createAll(engine);
          try {
            await engine.begin(async (connection) => {
              await connection.execute(
                insert(made).values([
                  { id: 1, a: "one", b: 10 },
                  { id: 2, a: "two" },
                ]),
              );
              await connection.execute(
                update(made)
                  .set({ b: made.c.id.add(10) })
                  .where(made.c.a.eq("two")),
              );
              const aliased = made.alias(label as string);
              const rows = await connection
                .execute(
                  select(made.c.id, made.c.a, made.c.b.as(label as string), aliased.c.a.as("other"))
                    .join(aliased, aliased.c.id.eq(made.c.id))
                    .orderBy(made.c.id),
                )
                .all();
              expect(rows.map((row) => [...row])).toEqual([
                [1, "one", 10, "one"],
                [2, "two", 12, "two"],
              ]);
              const [first] = await connection
                .execute(select(made.c.b.as(label as string)).orderBy(made.c.id))
                .mappings()
                .all();
              expect(Object.entries(first as object)).toEqual([[label, 10]]);
            });
            const inspector = inspect(engine);
            expect(await inspector.hasTable(tableName as string)).toBe(true);
            expect(await inspector.getTableNames()).toEqual([tableName]);
            expect((await inspector.getColumns(tableName as string)).map(({ name }) => name)).toEqual([id, a, b]);
            expect((await inspector.getIndexes(tableName as string)).map(({ name }) => name)).toContain(indexName);
            expect((await inspector.getUniqueConstraints(tableName as string)).map(({ name }) => name)).toEqual([uniqueName]);
            const reflected = new MetaData();
            await reflected.reflect(engine);
            const again = reflected.tables.get(tableName as string);
            expect([...(again?.columns ?? [])].map(({ name }) => name)).toEqual([id, a, b]);
          } finally {
            await metadata.dropAll(engine);
          }
          expect(await inspect(engine).getTableNames()).toEqual([]);
        }),
        { numRuns: (database.runs ?? 25) * 6, seed: 20_240_229 },
      );
    });

    test("a name with NUL, and an empty one, is refused before anything is sent", () => {
      for (const [name, why] of [
        ["\0", /NUL/],
        ["a\0b", /NUL/],
        ["", /name|empty/],
      ] as const) {
        const ofTable = () => select(table(name, new MetaData(), { id: column(t.integer()) }).c.id).compile({ dialect: database.dialect });
        const ofColumn = () =>
          select(table("t", new MetaData(), { id: column(t.integer(), { name }) }).c.id).compile({ dialect: database.dialect });
        const ofLabel = () => select(literal(1).as(name)).compile({ dialect: database.dialect });
        for (const attempt of [ofTable, ofColumn, ofLabel]) {
          expect(attempt).toThrow(CupelError);
          expect(attempt).toThrow(why);
        }
      }
    });
  });
}
