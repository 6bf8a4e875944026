/** From what the driver gave to a result: rows of entities and values where the statement names entities, core's own rows where not. */
import { BufferedResult, type ClauseElement, ExecutionResult, type MaybePromise, type RawResult, RowShape } from "@cupel/core/internal";
import type { PlanReader, RowsReading } from "../loading/plan-reader.js";
import { readerOf, treeOf } from "../loading/read-statement.js";
import { isReadingPlan } from "../loading/reading.js";
import type { LoadRun } from "../loading/run.js";

export type AnyResult = BufferedResult<unknown, unknown>;

const NEEDS_UNIQUE =
  "The unique() method must be called on this result: it contains joined eager loads of collections, so that an entity stands in several rows. Read it as .unique().all() and the like, or load the collections by selectInLoad().";

/** Makes a result; what options ask for besides is loaded first. */
export function resultOf(statement: ClauseElement, raw: RawResult, makeRun: () => LoadRun): MaybePromise<AnyResult> {
  if (!isReadingPlan(raw.compiled.plan)) return new ExecutionResult(raw) as AnyResult;
  const run = makeRun();
  const reader = readerOf(raw);
  const reading = reader.begin(run, treeOf(reader.plan, statement));
  const result = makeResult(reader, reading, raw.rows, raw.rowCount);
  reading.end();
  const loading = run.finish();
  return loading === undefined ? result : loading.then(() => result);
}

function makeResult(reader: PlanReader, reading: RowsReading, rows: unknown[][], rowCount: number): AnyResult {
  const needsUnique = reader.plan.needsUnique ? NEEDS_UNIQUE : null;
  const shape = shapeOf(reader);
  if (reader.isSingleEntity) return new BufferedResult(shape, [], rowCount, { scalars: reading.entities(rows), needsUnique });
  return new BufferedResult(shape, reading.tuples(rows), rowCount, { needsUnique });
}

const shapes = new WeakMap<PlanReader, RowShape>();
/** The names of a plan's rows. */
export function shapeOf(reader: PlanReader): RowShape {
  let shape = shapes.get(reader);
  if (shape === undefined) shapes.set(reader, (shape = new RowShape(reader.plan.keys, [], reader.plan.elements)));
  return shape;
}
