/** Defaults of the application: evaluated for each row, before its values are bound. */
import type { Compiled, PrefetchColumn } from "../compiler/compiled.js";
import { ArgumentError } from "../errors.js";
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
export function withDefaults(compiled: Compiled, given: ValueSet | null): ValueSet | null {
  const prefetch = compiled.insert?.prefetch ?? compiled.change?.prefetch;
  if (prefetch === undefined || prefetch.length === 0) return given;
  const values: Record<string, unknown> = { ...given };
  for (const entry of prefetch) {
    if (values[entry.key] === undefined) values[entry.key] = evaluate(entry, values);
  }
  return values;
}

function evaluate({ column, on }: PrefetchColumn, parameters: ValueSet): unknown {
  const { key, [on]: given } = column as unknown as HasDefaults;
  if (given === null || !("evaluate" in given)) return null;
  const context: DefaultContext = { parameters };
  const value = given.evaluate(context);
  if (value instanceof Promise) {
    value.catch(() => {});
    throw new ArgumentError(`The ${on} of the column ${JSON.stringify(key)} returned a promise: it is asked for in the middle of a statement and must answer at once. Fetch the value first and give it with the row.`);
  }
  return value ?? null;
}
