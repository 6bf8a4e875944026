/** Statements that load entities, sent for a run: the rows become entities of it, and what they ask for besides is queued. */
import { andThen, type ClauseElement, executeRaw, type MaybePromise, type RawResult } from "@cupel/core/internal";
import { stepsOf } from "./options.js";
import { PlanReader } from "./plan-reader.js";
import type { NamedPlan, ReadingPlan } from "./reading.js";
import type { LoadRun } from "./run.js";
import { type LoadTree, loadTree } from "./tree.js";

const readers = new WeakMap<ReadingPlan, PlanReader>();

/** The reader of a compiled statement, made when it is first read. */
export function readerOf({ compiled, shape }: Pick<RawResult, "compiled" | "shape">): PlanReader {
  const known = compiled.plan as ReadingPlan | NamedPlan;
  // Raw text: only the database knows its columns.
  const plan = "planFor" in known ? known.planFor(shape?.keys ?? []) : known;
  let reader = readers.get(plan);
  if (reader === undefined) {
    const processors = "planFor" in known ? plan.processors! : compiled.columns.map((column) => column.processor);
    readers.set(plan, (reader = new PlanReader(plan, processors)));
  }
  return reader;
}

/** The options of this execution: the statement's own where they hold values, else those that were compiled with it. */
export function treeOf(plan: ReadingPlan, statement: ClauseElement): LoadTree {
  if (!plan.isVolatile) return plan.tree;
  const { loaderOptions } = statement as ClauseElement & { readonly loaderOptions: readonly unknown[] };
  return loadTree(loaderOptions.map(stepsOf), plan.entities);
}

/** The rows of a statement as arrays of entities and values. What options ask for besides is left to the run. */
export function readStatement(
  run: LoadRun,
  statement: ClauseElement,
  parameters: Readonly<Record<string, unknown>> | null = null,
): MaybePromise<unknown[][]> {
  return andThen(executeRaw(run.connection, statement, parameters, {}), (raw) => {
    const reader = readerOf(raw);
    const reading = reader.begin(run, treeOf(reader.plan, statement));
    const rows = reading.tuples(raw.rows);
    reading.end();
    return rows;
  });
}

/** Reads a statement of key columns and one entity: `take` is given each row's key and entity, without an array for the row. */
export function readKeyed(run: LoadRun, statement: ClauseElement, take: (key: unknown, entity: object) => void): MaybePromise<void> {
  return andThen(executeRaw(run.connection, statement, null, {}), (raw) => {
    const reader = readerOf(raw);
    const reading = reader.begin(run, treeOf(reader.plan, statement));
    reading.keyed(raw.rows, take);
    reading.end();
  });
}
