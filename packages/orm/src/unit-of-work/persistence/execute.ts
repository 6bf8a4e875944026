/** The one door through which a flush sends statements. */
import { ArgumentError, type Connection, DatabaseError } from "@cupel/core";
import { type ClauseElement, executeManyRaw, type RawResult } from "@cupel/core/internal";
import type { InstanceState } from "../../state/instance-state.js";
import type { Maybe } from "../actions.js";

type Row = Record<string, unknown>;

/**
 * Runs one statement for many rows.
 *
 * @param states whose rows they are, so that a failure can name the object
 */
export function executeMany(
  connection: Connection,
  statement: object,
  rows: readonly Row[],
  options: { readonly generated?: boolean; readonly states?: readonly InstanceState[] } = {},
): Maybe<RawResult> {
  const { states } = options;
  try {
    const answer = executeManyRaw(connection, statement as ClauseElement, rows, { generated: options.generated ?? false });
    return answer instanceof Promise ? answer.catch((error: unknown) => explain(error, states)) : answer;
  } catch (error) {
    return explain(error, states);
  }
}

/** Adds which object, and which attribute of its class, the database refused, or could not be asked with. */
function explain(error: unknown, states: readonly InstanceState[] | undefined): never {
  if ((error instanceof DatabaseError || error instanceof ArgumentError) && states !== undefined) {
    const state = states[(error as { rowIndex?: number }).rowIndex ?? 0] ?? states[0];
    if (state !== undefined) nameTheMapped(error, state);
  }
  throw error;
}

function nameTheMapped(error: DatabaseError | ArgumentError, state: InstanceState): void {
  const { mapper } = state;
  const { columns } = error as { columns?: readonly string[] | null };
  const attributes = (columns ?? []).flatMap((name) =>
    mapper.columns.filter((attribute) => attribute.column.name === name).map((attribute) => `${mapper.name}.${attribute.key}`),
  );
  const where = attributes.length === 0 ? state.describe() : `${attributes.join(", ")} of ${state.describe()}`;
  Object.assign(error, { attributes, entity: state.entity });
  Object.defineProperty(error, "entity", { enumerable: false });
  error.message = `${error.message}\nThis was the flush of ${where}. Call session.rollback(), then mend the object and add it again.`;
}
