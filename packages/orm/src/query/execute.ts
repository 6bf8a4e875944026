/**
 * How a session executes: the statement takes core's way to the database, and the rows come back through the identity map. Whoever calls
 * these holds the session's turn and has flushed what the statement reads.
 */
import { type Connection, InvalidRequestError } from "@cupel/core";
import { andThen, type ClauseElement, executeRaw, type MaybePromise, type RowStream, streamRaw } from "@cupel/core/internal";
import { readerOf, treeOf } from "../loading/read-statement.js";
import { isReadingPlan } from "../loading/reading.js";
import { LoadRun } from "../loading/run.js";
import type { SessionInternals } from "../session/internals.js";
import { executeEntityWrite, isEntityWrite } from "./dml.js";
import { type AnyResult, resultOf, shapeOf } from "./results.js";
import { mapperOfStatement, tablesWritten } from "./tables.js";

export type Parameters = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[];
type Options = Readonly<Record<string, unknown>>;

/** What one execution may say beside statement and parameters. */
export interface OrmExecuteOptions {
  readonly executionOptions?: Options | undefined;
}

/** Sends a statement and reads all it gives. */
export function executeOrm(
  session: SessionInternals,
  statement: ClauseElement,
  parameters: Parameters | null | undefined,
  options: OrmExecuteOptions = {},
  maxRows?: number,
): MaybePromise<AnyResult> {
  const merged = mergedOptions(statement, options);
  if (isEntityWrite(statement)) return executeEntityWrite(session, statement, parameters ?? null, merged, options);
  return andThen(session.connection(mapperOfStatement(statement)), (connection) =>
    andThen(executeRaw(connection, statement, parameters ?? null, { executionOptions: options.executionOptions, maxRows }), (raw) => {
      noteWrites(session, statement);
      return resultOf(statement, raw, () => runOf(session, connection, merged));
    }),
  );
}

/** Sends a statement and reads its rows in batches; each batch is complete, with all that options ask for. */
export function streamOrm(
  session: SessionInternals,
  statement: ClauseElement,
  parameters: Options | null | undefined,
  options: OrmExecuteOptions,
  batch: number,
): MaybePromise<RowStream> {
  if (isEntityWrite(statement))
    throw new InvalidRequestError("An INSERT, UPDATE or DELETE of entities cannot be streamed: await its result.");
  const merged = mergedOptions(statement, options);
  return andThen(session.connection(mapperOfStatement(statement)), (connection) =>
    andThen(streamRaw(connection, statement, parameters ?? null, batch, { executionOptions: options.executionOptions }), (stream) => {
      const { compiled } = stream.found;
      noteWrites(session, statement);
      if (!isReadingPlan(compiled.plan)) return stream;
      const reader = readerOf({ compiled, shape: stream.shape });
      const { plan } = reader;
      if (plan.needsUnique) {
        return andThen(stream.close(), () => {
          throw new InvalidRequestError(
            "A statement with joined eager loads of collections cannot be streamed, since the rows of one entity may lie in two batches: load the collections by selectInLoad().",
          );
        });
      }
      const tree = treeOf(plan, statement);
      const read = (rows: unknown[][]): MaybePromise<unknown[][]> => {
        const run = runOf(session, connection, merged);
        const reading = reader.begin(run, tree);
        const tuples = reading.tuples(rows);
        reading.end();
        const loading = run.finish();
        return loading === undefined ? tuples : loading.then(() => tuples);
      };
      return {
        shape: shapeOf(reader),
        next: () => andThen(stream.next(), (rows) => (rows.length === 0 ? rows : read(rows))),
        close: () => stream.close(),
      } satisfies RowStream;
    }),
  );
}

function runOf(session: SessionInternals, connection: Connection, options: Options): LoadRun {
  return new LoadRun(session, connection, { populateExisting: options["populateExisting"] === true, track: options["track"] !== false });
}

/** The statement's own execution options, and over them those of the call. */
function mergedOptions(statement: ClauseElement, options: OrmExecuteOptions): Options {
  const own = (statement as { readonly executionOptionValues?: Options }).executionOptionValues;
  return own === undefined ? (options.executionOptions ?? {}) : { ...own, ...options.executionOptions };
}

/** Tells the session that rows were written past the unit of work. */
function noteWrites(session: SessionInternals, statement: ClauseElement): void {
  const tables = tablesWritten(statement);
  if (tables !== null) session.noteWrite(tables);
}
