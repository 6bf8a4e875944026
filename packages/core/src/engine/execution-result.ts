/** The `Result` of a connection: rows, and what an INSERT tells beside them. */
import { InvalidRequestError } from "../errors.js";
import type { AnyColumn } from "../expression/from.js";
import { BufferedResult } from "./buffered.js";
import type { RawResult } from "./raw-result.js";

export class ExecutionResult<T, M> extends BufferedResult<T, M> {
  readonly #raw: RawResult;

  constructor(raw: RawResult) {
    super(raw.shape, raw.rows, raw.compiled.kind === "select" ? raw.rows.length : raw.rowCount);
    this.#raw = raw;
  }

  /** The key of the inserted row, by the names of its columns. */
  get insertedPrimaryKey(): Record<string, unknown> {
    const keys = this.insertedPrimaryKeys;
    if (keys.length === 1) return keys[0] as Record<string, unknown>;
    throw new InvalidRequestError(
      keys.length === 0
        ? "The key is not known: the INSERT has several rows in one VALUES, or takes them from a SELECT. Use .returning(…)."
        : `This INSERT was run for ${keys.length} sets of values: read insertedPrimaryKeys.`,
    );
  }

  /** The key of each inserted row. */
  get insertedPrimaryKeys(): readonly Record<string, unknown>[] {
    if (this.#raw.compiled.insert === null) throw new InvalidRequestError("Only an INSERT has inserted keys.");
    const { keyColumns } = this.#raw;
    const names = keyColumns.map((column: AnyColumn) => (column as { key: string }).key);
    return this.#raw.insertedPrimaryKeys.map((values) => Object.fromEntries(names.map((name, index) => [name, values[index]])));
  }

  /** What the driver says of the last inserted row, where it does. */
  get lastInsertId(): number | bigint | undefined {
    return this.#raw.lastInsertId;
  }
}
