/** A statement in a session's queue: it has its place from the moment `execute` was called. */
import { ArgumentError } from "@cupel/core";
import {
  andFinally,
  type ClauseElement,
  checkOptions,
  isClauseElement,
  type MaybePromise,
  type PendingSource,
  type RowStream,
  type Turn,
} from "@cupel/core/internal";
import { executeOrm, streamOrm } from "../query/execute.js";
import { tablesRead } from "../query/tables.js";
import type { SessionCore } from "./core.js";

type Parameters = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[];

/** What one call to `execute` may say beside statement and parameters. */
export interface SessionExecuteOptions {
  /** `populateExisting`, `track`, `yieldPer`, `autoflush`, and whatever a connection takes. */
  readonly executionOptions?: Readonly<Record<string, unknown>>;
}

interface Call {
  readonly statement: ClauseElement;
  readonly parameters: Parameters | null;
}

const BULK_EVENTS = { insert: "afterBulkInsert", update: "afterBulkUpdate", delete: "afterBulkDelete" } as const;

export class SessionSource implements PendingSource {
  readonly #core: SessionCore;
  readonly #turn: Turn;
  readonly #call: Call;
  readonly #options: SessionExecuteOptions;

  constructor(core: SessionCore, statement: unknown, parameters: unknown, options: SessionExecuteOptions = {}) {
    core.checkOpen();
    if (!isClauseElement(statement)) throw new ArgumentError(`session.execute() was given ${noStatement(statement)}.`);
    checkOptions("session.execute()", options, ["executionOptions"]);
    this.#core = core;
    this.#call = { statement: statement as ClauseElement, parameters: (parameters ?? null) as Parameters | null };
    this.#options = options;
    core.deletes.close();
    this.#turn = core.queue.take();
  }

  start(maxRows: number | undefined): MaybePromise<never> {
    return this.#inTurn((call) => this.#execute(call, maxRows)) as MaybePromise<never>;
  }

  stream(batch: number): MaybePromise<RowStream> {
    const size = (this.#options.executionOptions?.yieldPer as number | undefined) ?? batch;
    return this.#inTurn(({ statement, parameters }) => {
      if (Array.isArray(parameters)) throw new ArgumentError("A statement with a list of parameter sets cannot be streamed: give one set.");
      return streamOrm(this.#core, statement, parameters as Readonly<Record<string, unknown>> | null, this.#options, size);
    }) as MaybePromise<RowStream>;
  }

  #execute({ statement, parameters }: Call, maxRows: number | undefined): MaybePromise<unknown> {
    const core = this.#core;
    const answer = executeOrm(core, statement, parameters, this.#options, maxRows);
    const event = BULK_EVENTS[statement.kind as keyof typeof BULK_EVENTS];
    if (event === undefined || core.hub.isSilent || !core.hub.has(event)) return answer;
    return (async () => {
      const result = await answer;
      await core.tell(event, { statement, rowCount: result.rowCount });
      return result;
    })();
  }

  /** Waits for the turn, tells handlers, flushes what the statement would read, works, leaves. */
  #inTurn(work: (call: Call) => unknown): unknown {
    const core = this.#core;
    const turn = this.#turn;
    const run = (): unknown =>
      andFinally(
        () =>
          core.inTurn(turn, () => {
            core.checkOpen();
            const { hub } = core;
            if (!hub.isSilent && hub.has("doOrmExecute")) return this.#tellAndWork(work);
            const flushing = this.#autoflush(this.#call.statement);
            return flushing === undefined ? work(this.#call) : flushing.then(() => work(this.#call));
          }),
        () => turn.leave(),
      );
    const wait = turn.wait();
    return wait === undefined ? run() : wait.then(run);
  }

  #autoflush(statement: ClauseElement): Promise<void> | undefined {
    if (this.#options.executionOptions?.autoflush === false) return undefined;
    if ((statement as { executionOptionValues?: Readonly<Record<string, unknown>> }).executionOptionValues?.autoflush === false)
      return undefined;
    const core = this.#core;
    if (!core.mayAutoflush) return undefined;
    return core.autoflush(tablesRead(statement));
  }

  async #tellAndWork(work: (call: Call) => unknown): Promise<unknown> {
    const core = this.#core;
    const event = { session: core.session, ...this.#call } as { statement: object; parameters: unknown };
    const { statement, parameters } = await core.inHandlers(() => core.hub.amend("doOrmExecute", event));
    await this.#autoflush(statement as ClauseElement);
    return work({ statement: statement as ClauseElement, parameters: parameters as Parameters | null });
  }
}

function noStatement(given: unknown): string {
  if (typeof given === "string") return 'text as a string: write text("…"), or sql`…`';
  if (typeof given === "function" && given.name !== "")
    return `the class ${given.name}, which is no statement: write select(${given.name})`;
  const what = given === null || typeof given !== "object" ? String(given) : `an object of class ${given.constructor?.name ?? "Object"}`;
  return `${what}, which is no statement: give select(…), insert(…), text(…) or the like`;
}
