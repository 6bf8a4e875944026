/** Names are what the server takes them for: any name survives, and every word that it reserves is quoted. */
import { CompileError, CreateTable, column, insert, MetaData, select, t, table } from "@cupel/core";
import { compile, compileDdl, parametersOf } from "@cupel/core/internal";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mariadb, mysql } from "../src/index.js";
import { connectToServer, type TestServer } from "./support/server.js";

const dialect = mariadb();
let server: TestServer;
beforeAll(async () => {
  server = await connectToServer();
  await server.create("names");
});
afterAll(async () => {
  await server?.close();
});

describe("quotes", () => {
  it.each([
    ["name", "name", "name"],
    ["groups", "`groups`", "groups"],
    ["role", "`role`", "role"],
    ["body", "body", "`body`"],
    ["key", "`key`", "`key`"],
    ["Mixed", "`Mixed`", "`Mixed`"],
    ["2nd", "`2nd`", "`2nd`"],
    ["a b", "`a b`", "`a b`"],
    ["a`b", "`a``b`", "`a``b`"],
    ["a$b", "a$b", "a$b"],
  ])("%s", (name, onMysql, onMariadb) => {
    expect(mysql().identifiers.quote(name)).toBe(onMysql);
    expect(dialect.identifiers.quote(name)).toBe(onMariadb);
  });
  it("NUL is refused", () => expect(() => dialect.identifiers.quote("a\0b")).toThrow(CompileError));
});

it("every word of the server can name a table and a column as it is written", async () => {
  const [rows] = await server.connection.query({ sql: "SELECT LOWER(word) FROM information_schema.keywords", rowsAsArray: true });
  const words = (rows as unknown as string[][]).map(([word]) => word as string).filter((word) => /^[a-z_]\w*$/.test(word));
  expect(words.length).toBeGreaterThan(500);
  const wrong: string[] = [];
  for (const word of words) {
    const name = dialect.identifiers.quote(word);
    try {
      await server.connection.query(`SELECT t.${name}, ${name} FROM (SELECT 1 AS ${name}) AS t`);
    } catch (error) {
      wrong.push(`${word}: ${(error as Error).message}`);
    }
  }
  expect(wrong).toEqual([]);
});

it("any name survives create, insert and select", () =>
  fc.assert(
    fc.asyncProperty(
      // The server takes no name that ends with a blank, and none beyond the basic plane.
      fc
        .tuple(
          fc.string({
            unit: fc.constantFrom("a", "B", "`", "'", '"', "\\", ".", " ", "%", "é", "漢", "1", "$", ";", "-", "?", ":"),
            minLength: 1,
            maxLength: 20,
          }),
          fc.string({ unit: fc.constantFrom("a", "Z", "`", "'", "\\", " ", "é", "2"), minLength: 1, maxLength: 20 }),
        )
        .map(([a, b]) => [`${a}x`, `${b}y`] as const),
      async ([tableName, columnName]) => {
        const made = table(tableName, new MetaData(), { a: column(t.integer(), { name: columnName }) });
        await server.connection.query(compileDdl(new CreateTable(made), dialect));
        const added = insert(made).values({ a: 7 });
        await server.connection.execute(compile(added, dialect, {}, parametersOf(added)).sql, [7]);
        const [rows] = await server.connection.query(compile(select(made.c.a), dialect, {}, []).sql);
        expect(rows).toEqual([{ [columnName]: 7 }]);
        await server.connection.query(`DROP TABLE ${dialect.identifiers.quoteIdentifier(tableName)}`);
      },
    ),
    { numRuns: 60 },
  ));
