/** Any value of any type comes back as it was given: bound, in the text of the statement, and found again by `=`. */
import { CompileError, column, type Engine, func, insert, MetaData, select, type TypeEngine, t, table } from "@cupel/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestedDatabase } from "./database.js";
import { type Sample, samples } from "./samples.js";

let count = 0;
const tableOf = (type: TypeEngine<unknown>) => {
  const metadata = new MetaData();
  return {
    metadata,
    made: table(`values_${++count}`, metadata, {
      id: column(t.integer(), { primaryKey: true, autoIncrement: false }),
      v: column(type, { nullable: true }),
    }),
  };
};

export function anyValueComesBack(database: TestedDatabase): void {
  let engine: Engine;
  beforeAll(async () => {
    engine = await database.open();
  });
  afterAll(() => engine.dispose());

  const comesBack = async ({ type, values, comparable, literal }: Sample): Promise<void> => {
    const { metadata, made } = tableOf(type());
    await metadata.createAll(engine);
    try {
      let id = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.option(values, { freq: 12 }), { minLength: 1, maxLength: 12 }), async (given) => {
          await engine.begin(async (connection) => {
            const first = id;
            const rows = given.map((v) => ({ id: ++id, v }));
            await connection.execute(insert(made), rows as never);
            const literals = given.map((v) => ({ id: ++id, v }));
            for (const row of literals) {
              let written: string | null = null;
              try {
                written = insert(made).values(row).compile({ dialect: database.dialect, literalBinds: true }).sql;
              } catch (error) {
                if (literal !== "maybe" || !(error instanceof CompileError)) throw error;
              }
              if (written === null) await connection.execute(insert(made), row as never);
              else await connection.execDriverSql(written);
            }
            const found = await connection.scalars(select(made.c.v).where(made.c.id.gt(first)).orderBy(made.c.id)).all();
            expect(found).toEqual([...given, ...given]);
            if (comparable === false) return;
            for (const [index, value] of given.entries()) {
              if (value === null) continue;
              const matching = select(func.count()).where(
                made.c.v.eq(value as never),
                made.c.id.in([first + 1 + index, first + 1 + given.length + index]),
              );
              expect(await connection.scalar(matching)).toBe(2);
            }
          });
        }),
        { numRuns: database.runs ?? 25, seed: 20_240_229 },
      );
    } finally {
      await metadata.dropAll(engine);
    }
  };
  const isRefused = async ({ type, needs }: Sample): Promise<void> => {
    const attempt = async (): Promise<void> => {
      const { metadata, made } = tableOf(type());
      await metadata.createAll(engine);
      try {
        await engine.begin((connection) => connection.execute(insert(made).values({ id: 1, v: needs?.refused })));
      } finally {
        await metadata.dropAll(engine);
      }
    };
    await expect(attempt()).rejects.toThrow();
  };

  describe("any value comes back as it was given", () => {
    for (const sample of samples) {
      const { unknownTypes } = database;
      const isUnknown = unknownTypes?.names.includes(sample.name.split(/[ ,]/)[0] as string) === true;
      const why = isUnknown ? unknownTypes?.why : sample.needs === undefined ? undefined : database.lacks[sample.needs.ability];
      if (why === undefined) test(sample.name, () => comesBack(sample));
      else test(`${sample.name}: refused, because ${why}`, () => isRefused(sample));
    }
    test("there is a sample of every type", () => {
      const named = new Set(samples.map(({ name }) => name.split(/[ ,]/)[0]));
      expect(Object.keys(t).filter((name) => !named.has(name))).toEqual([]);
    });
  });
}
