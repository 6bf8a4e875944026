/** Trees as SQLite reads their text. The driver is asked at once and without conversions, so that thousands of trees take a second. */
import "@cupel/dialect-sqlite";
import { createEngine, type Engine, insert, select } from "../../../src/index.js";
import type { Built, Node } from "./nodes.js";
import { Overflow, type SqlValue } from "./sqlite-values.js";
import { metadata, rows, single, things } from "./table.js";
import { build, valueOf } from "./trees.js";

interface Database {
  prepare(sql: string): { safeIntegers(): { raw(): { all(...parameters: readonly unknown[]): SqlValue[][] } } };
  function(name: string, work: (...values: never[]) => unknown): void;
}
export interface Sqlite {
  readonly engine: Engine;
  /** The values of an expression, one for each row. */
  evaluate(expression: Built, literalBinds?: boolean): SqlValue[];
  close(): Promise<void>;
}

export async function openSqlite(): Promise<Sqlite> {
  const engine = createEngine("sqlite:///:memory:");
  await metadata.createAll(engine);
  await engine.begin(async (connection) => {
    await connection.execute(insert(things), [...rows] as never);
    await connection.execute(insert(single).values({ id: 1 }));
  });
  const connection = await engine.connect();
  const database = connection.driverConnection as unknown as Database;
  // MATCH is a function that SQLite leaves to others.
  database.function("match", (part: unknown, text: unknown) =>
    part === null || text === null ? null : String(text).includes(String(part)) ? 1n : 0n,
  );
  await connection.close();
  return {
    engine,
    evaluate(expression, literalBinds = false) {
      const { sql, parameters } = statementOf(expression).compile({ dialect: "sqlite", literalBinds });
      return database
        .prepare(sql)
        .safeIntegers()
        .raw()
        .all(...parameters)
        .map((row) => row[0] as SqlValue);
    },
    close: () => engine.dispose(),
  };
}

export const statementOf = (expression: Built) => select(expression.as("v")).selectFrom(things).orderBy(things.c.id);
export const textOf = (expression: Built): string => statementOf(expression).compile({ dialect: "sqlite" }).sql;

/** What the model says of each row; null where a number outgrew 64 bits on the way. */
export function expected(node: Node): SqlValue[] | null {
  try {
    return rows.map((row) => valueOf(node, row));
  } catch (error) {
    if (error instanceof Overflow) return null;
    throw error;
  }
}

/** 2 and 2.0 are one number; the last digits of a REAL depend on the order of a sum; a number and a text are never equal. */
export function agree(left: SqlValue, right: SqlValue): boolean {
  if (left === right || left === null || right === null || typeof left === "string" || typeof right === "string") return left === right;
  if (typeof left === "bigint" && typeof right === "bigint") return false;
  const [a, b] = [Number(left), Number(right)];
  return a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

/** Why a tree and its text differ, or null. */
export function disagreement(sqlite: Sqlite, node: Node, wanted: readonly SqlValue[], literalBinds = false): string | null {
  const expression = build(node);
  let found: SqlValue[];
  try {
    found = sqlite.evaluate(expression, literalBinds);
  } catch (error) {
    return `${(error as Error).message}\n${statementOf(expression).compile({ dialect: "sqlite", literalBinds }).sql}`;
  }
  const at = wanted.findIndex((value, row) => !agree(value, found[row] as SqlValue));
  if (at < 0) return null;
  const { sql, parameters } = statementOf(expression).compile({ dialect: "sqlite", literalBinds });
  return `row ${at + 1}: ${String(found[at])} instead of ${String(wanted[at])}\n${sql}\n${parameters.map(String).join(", ")}`;
}
