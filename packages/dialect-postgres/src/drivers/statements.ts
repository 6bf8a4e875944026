/** Statements that the server of a connection has prepared, those used last kept. */
import { randomBytes } from "node:crypto";
import type { Reading } from "./readers.js";
import type { Field } from "./wire.js";

/** Counts changes of the schema that were made through this process: a statement prepared before may give other columns than it did. */
export interface SchemaVersion {
  value: number;
}

export interface PreparedStatement {
  readonly name: string;
  /** Described by the server: `fields` is what it said. */
  isDescribed: boolean;
  fields: readonly Field[] | null;
  reading: Reading | null;
}

/** What is worth preparing, and nothing that changes the schema or the session. */
const preparable = /^\s*(?:select|insert|update|delete|with|values|merge)\b/i;

export class StatementStore {
  readonly #size: number;
  readonly #schema: SchemaVersion;
  // Behind a pooler that hands a server's connection from one client to the next, a name must not be that of somebody else's statement.
  readonly #prefix = `cupel_${randomBytes(5).toString("hex")}_`;
  /** By text. A `Map` keeps the order of insertion: the first is the one used longest ago. */
  #statements = new Map<string, PreparedStatement>();
  #version: number;
  #count = 0;
  /** Names that the server may forget, told with what is sent next. */
  #retired: string[] = [];

  constructor(size: number, schema: SchemaVersion) {
    this.#size = size;
    this.#schema = schema;
    this.#version = schema.value;
  }

  /** The statement for a text: known, made now, or `null` where it is better not prepared. */
  get(sql: string): PreparedStatement | null {
    if (this.#version !== this.#schema.value) this.retireAll();
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      if (this.#statements.size > this.#size / 2) {
        this.#statements.delete(sql);
        this.#statements.set(sql, known);
      }
      return known;
    }
    if (this.#size === 0 || !preparable.test(sql)) return null;
    if (this.#statements.size >= this.#size) this.retire(this.#statements.keys().next().value as string);
    const statement: PreparedStatement = { name: `${this.#prefix}${++this.#count}`, isDescribed: false, fields: null, reading: null };
    this.#statements.set(sql, statement);
    return statement;
  }

  /** It is not to be used again: it failed before the server told of it, or others are wanted more. */
  retire(sql: string): void {
    const statement = this.#statements.get(sql);
    if (statement === undefined) return;
    this.#statements.delete(sql);
    this.#retired.push(statement.name);
  }
  retireAll(): void {
    for (const { name } of this.#statements.values()) this.#retired.push(name);
    this.forgetAll();
  }
  /** The server has none of them any more. */
  forgetAll(): void {
    this.#statements = new Map();
    this.#version = this.#schema.value;
  }
  takeRetired(): readonly string[] {
    const retired = this.#retired;
    if (retired.length > 0) this.#retired = [];
    return retired;
  }
}
