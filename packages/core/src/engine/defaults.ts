/** Defaults of the application: evaluated for each row, before its values are bound. */
import type { Compiled, PrefetchColumn } from "../compiler/compiled.js";
import { ArgumentError } from "../errors.js";
import type { BindParameter } from "../expression/bind.js";
import type { ColumnDefault, DefaultContext } from "../schema/defaults.js";

interface HasDefaults {
  readonly key: string;
  readonly default: ColumnDefault | null;
  readonly onUpdate: ColumnDefault | null;
}

/** The values of one set, by name. */
export type ValueSet = Readonly<Record<string, unknown>>;

/** Whether there is a column that may have to fill something in. */
export function hasDefaults(compiled: Compiled): boolean {
  const prefetch = compiled.insert?.prefetch ?? compiled.change?.prefetch;
  return prefetch !== undefined && prefetch.length > 0;
}

/** `given`, with what the columns fill in that it does not say; the same object if they fill in nothing. */
export function withDefaults(compiled: Compiled, given: ValueSet | null, inStatement: readonly BindParameter[] = []): ValueSet | null {
  const prefetch = compiled.insert?.prefetch ?? compiled.change?.prefetch;
  if (prefetch === undefined || prefetch.length === 0) return given;
  const values: Record<string, unknown> = { ...given };
  for (const entry of prefetch) {
    if (values[entry.key] === undefined) values[entry.key] = evaluate(entry, new RowSoFar(compiled, values, inStatement));
  }
  return values;
}

/** What a default is told: the values given beside the statement, and, if it looks, those in it. */
class RowSoFar implements DefaultContext {
  readonly #compiled: Compiled;
  readonly #values: ValueSet;
  readonly #inStatement: readonly BindParameter[];
  constructor(compiled: Compiled, values: ValueSet, inStatement: readonly BindParameter[]) {
    this.#compiled = compiled;
    this.#values = values;
    this.#inStatement = inStatement;
  }
  get parameters(): ValueSet {
    const row: Record<string, unknown> = {};
    for (const slot of this.#compiled.slots) {
      if (slot.source.kind === "extracted" && this.#inStatement.length > 0)
        row[slot.name] = this.#compiled.valueOf(slot, this.#inStatement, null);
    }
    return Object.assign(row, this.#values);
  }
}

function evaluate({ column, on }: PrefetchColumn, context: DefaultContext): unknown {
  const { key, [on]: given } = column as unknown as HasDefaults;
  if (given === null || !("evaluate" in given)) return null;
  const value = given.evaluate(context);
  if (value instanceof Promise) {
    value.catch(() => {});
    throw new ArgumentError(
      `The ${on} of the column ${JSON.stringify(key)} returned a promise: it is asked for in the middle of a statement and must answer at once. Fetch the value first and give it with the row.`,
    );
  }
  return value ?? null;
}
