import { type Engine, listen } from "@cupel/core";

/** One statement and its values (a list of lists, where it ran for many rows), or a mark. */
export type Entry = readonly [sql: string, parameters: readonly unknown[]];

/** Writes down what is sent to a database, in the form of the conformance cases: BEGIN, COMMIT and savepoints included. */
export function record(engine: Engine): { readonly log: Entry[]; note(text: string): void; clear(): void; sql(): string[] } {
  const log: Entry[] = [];
  listen(engine, "begin", () => void log.push(["BEGIN", []]));
  listen(engine, "commit", () => void log.push(["COMMIT", []]));
  listen(engine, "rollback", () => void log.push(["ROLLBACK", []]));
  listen(engine, "savepoint", ({ name }) => void log.push([`SAVEPOINT ${name}`, []]));
  listen(engine, "rollbackSavepoint", ({ name }) => void log.push([`ROLLBACK TO SAVEPOINT ${name}`, []]));
  listen(engine, "releaseSavepoint", ({ name }) => void log.push([`RELEASE SAVEPOINT ${name}`, []]));
  listen(engine, "beforeCursorExecute", ({ sql, parameters, executeMany }) => {
    const values = executeMany && parameters.length === 1 ? (parameters[0] as readonly unknown[]) : parameters;
    log.push([sql.replace(/\s+/g, " ").trim(), values.map((value) => (Array.isArray(value) ? value.map(plain) : plain(value)))]);
  });
  return {
    log,
    note: (text) => void log.push([`-- ${text}`, []]),
    clear: () => void (log.length = 0),
    sql: () => log.map(([sql]) => sql),
  };
}

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
