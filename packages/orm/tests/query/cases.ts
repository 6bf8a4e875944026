/** Compares with what SQLAlchemy emits, by the number of the case in conformance/cases.json. */
import { readFileSync } from "node:fs";
import { compileForTest } from "@cupel/core/internal";
import { expect } from "vitest";
import "@cupel/dialect-sqlite";

interface Case {
  readonly id: string;
  readonly sql?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, unknown>>;
}
const cases = new Map(
  (JSON.parse(readFileSync(new URL("../../../../conformance/cases.json", import.meta.url), "utf8")) as Case[]).map((one) => [one.id, one]),
);

/** Parameters are named by properties here, by columns there. */
const collapsed = (sql: string): string =>
  sql
    .replace(/\s+/g, " ")
    .replace(/:(\w+)/g, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
    .trim();

/** The statement's text, as the corpus writes it. */
export function sqlOf(statement: object, dialect = "default"): string {
  return collapsed((compileForTest(statement as never, dialect) as { sql: string }).sql);
}

/** Expects the text of a case, in generic SQL and in any other dialect asked for. */
export function expectCase(id: string, statement: object, ...dialects: readonly string[]): void {
  const known = cases.get(id);
  if (known?.sql === undefined) throw new Error(`There is no case ${id}`);
  for (const dialect of ["default", ...dialects])
    expect(sqlOf(statement, dialect), `${id} on ${dialect}`).toBe(collapsed(known.sql[dialect] ?? ""));
}
