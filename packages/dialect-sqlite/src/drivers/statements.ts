/** Statements that a connection has prepared, those used last kept. */
import type BetterSqlite3 from "better-sqlite3";

/** A prepared statement, and what is asked of it at each execution. */
export interface PreparedStatement {
  readonly native: BetterSqlite3.Statement<unknown[]>;
  /** It gives rows. */
  readonly isReader: boolean;
  /** It changes nothing. */
  readonly isReadOnly: boolean;
  /** A PRAGMA is run as it is: some do nothing inside a transaction. */
  readonly isPragma: boolean;
  /** After it the columns of other statements may be others. */
  readonly changesSchema: boolean;
  columns: readonly string[] | null;
  /** When rows were last read one by one, there were fewer than the most that were wanted. */
  isShort: boolean;
}

export class StatementStore {
  readonly #database: BetterSqlite3.Database;
  readonly #size: number;
  /** By text; whole numbers as numbers, or as bigints. A `Map` keeps the order of insertion: the first is the one used longest ago. */
  readonly #plain = new Map<string, PreparedStatement>();
  readonly #exact = new Map<string, PreparedStatement>();

  constructor(database: BetterSqlite3.Database, size: number) {
    this.#database = database;
    this.#size = size;
  }

  get(sql: string, exactIntegers: boolean): PreparedStatement {
    const store = exactIntegers ? this.#exact : this.#plain;
    const known = store.get(sql);
    if (known !== undefined && !known.native.busy) return known;
    const statement = this.prepare(sql, exactIntegers);
    if (known === undefined) {
      if (store.size >= this.#size) store.delete(store.keys().next().value as string);
      store.set(sql, statement);
    }
    return statement;
  }

  /** A statement of its own: one that is being iterated cannot be used for anything else. */
  prepare(sql: string, exactIntegers: boolean): PreparedStatement {
    const native = this.#database.prepare<unknown[]>(sql);
    if (native.reader) native.raw(true);
    if (exactIntegers) native.safeIntegers(true);
    return {
      native,
      isReader: native.reader,
      isReadOnly: native.readonly,
      isPragma: /^\s*pragma\b/i.test(sql),
      changesSchema: /^\s*(?:create|alter|drop)\b/i.test(sql),
      columns: null,
      isShort: false,
    };
  }

  clear(): void {
    this.#plain.clear();
    this.#exact.clear();
  }
}

/** The names of the columns. They are asked for once: a statement that is prepared anew after a change of the schema is another object. */
export function columnNames(statement: PreparedStatement): readonly string[] {
  statement.columns ??= statement.native.columns().map((column) => column.name);
  return statement.columns;
}

/** Numbers where they say the same: a bigint stays where a number would lose digits. */
export function narrowIntegers(rows: unknown[][]): void {
  for (const row of rows) {
    for (let index = 0; index < row.length; index++) {
      const value = row[index];
      if (typeof value === "bigint" && value >= -9007199254740991n && value <= 9007199254740991n) row[index] = Number(value);
    }
  }
}
