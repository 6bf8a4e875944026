import type { ClauseElement } from "@cupel/core/internal";
import type { Connection } from "@cupel/core";

/** Asks the database how it would carry out a statement. Each database answers in rows of its own form. */
export async function explainStatement(connection: Connection, statement: ClauseElement, parameters: Readonly<Record<string, unknown>> | null, options: { readonly analyze?: boolean }): Promise<Record<string, unknown>[]> {
  const { dialect, engine } = connection;
  const { compiled, parameters: found } = engine.lookup.find(statement, {});
  const { sql, values } = compiled.bind(found, parameters);
  const rows = await connection.execDriverSql(dialect.explain(sql, options), values).mappings();
  return rows.all();
}
