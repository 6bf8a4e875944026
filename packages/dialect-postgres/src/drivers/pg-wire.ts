/** Statements over `pg`: several in one round trip, prepared on the server, stopped when their caller gives up. */
import type { Dialect } from "@cupel/core/internal";
import type pg from "pg";
import { Batch, type PreparedStep, type ProtocolConnection } from "./batch.js";
import type { Readers } from "./readers.js";
import { type SchemaVersion, StatementStore } from "./statements.js";
import { wireValue } from "./values.js";
import { command, type Step, StepFailure, type StepResult, type TransactionStatus, type Wire } from "./wire.js";

/** What the connections of an engine share. */
export interface SharedState {
  readonly dialect: Dialect;
  readonly readers: Readers;
  readonly schema: SchemaVersion;
  /** Prepared statements have been found missing: somebody between here and the server hands its connections around. */
  isBehindPooler: boolean;
}

/** Changes of the schema, and of what is prepared: what the server says that it has done. */
const schemaChange = /^(?:CREATE|ALTER|DROP|TRUNCATE|IMPORT)\b/;
const forgetting = /^(?:DEALLOCATE|DISCARD)\b/;

/** After an abort: how long the server may go on before the connection is cut. */
const patience = 5000;

export class PgWire implements Wire {
  readonly #client: pg.Client;
  readonly #connection: ProtocolConnection;
  readonly #shared: SharedState;
  readonly #statements: StatementStore;
  readonly #cancel: () => Promise<void>;
  #status: TransactionStatus = "I";
  #batch: Batch | null = null;
  #death: unknown = null;
  #changedSchema = false;

  constructor(client: pg.Client, shared: SharedState, preparedStatements: number, cancel: () => Promise<void>) {
    this.#client = client;
    this.#connection = (client as unknown as { readonly connection: ProtocolConnection }).connection;
    this.#shared = shared;
    this.#statements = new StatementStore(preparedStatements, shared.schema);
    this.#cancel = cancel;
    this.#connection.on("readyForQuery", ({ status }: { readonly status: TransactionStatus }) => {
      this.#status = status;
      if (this.#batch?.hasFailed === true) this.#batch.settle();
    });
    // An error while nothing is being sent: the server has hung up. Who sends next is told.
    client.on("error", (error) => {
      this.#death ??= error;
    });
    client.on("end", () => {
      this.#death ??= Object.assign(new Error("Connection terminated: the server has closed it"), { code: "08006" });
      this.#batch?.settle();
    });
  }

  get native(): pg.Client {
    return this.#client;
  }
  get status(): TransactionStatus {
    return this.#status;
  }

  async send(steps: readonly Step[], signal: AbortSignal | undefined): Promise<readonly StepResult[]> {
    const before = this.#status;
    try {
      return await this.#sendOnce(steps, signal);
    } catch (failure) {
      const again = this.#stepsToSendAgain(steps, failure as StepFailure, before);
      if (again === null) throw failure;
      const results = await this.#sendOnce(again, signal);
      return results.slice(again.length - steps.length);
    }
  }

  /**
   * A prepared statement may be gone, or give other columns than when it was prepared. If nothing was done before it, it is sent once more
   * and prepared anew; in the middle of a transaction the server has ended that, and its caller must know.
   */
  #stepsToSendAgain(steps: readonly Step[], failure: StepFailure, before: TransactionStatus): readonly Step[] | null {
    const { code, routine } = failure.error as { code?: unknown; routine?: unknown };
    const isMissing = code === "26000" || code === "42P05";
    if (!isMissing && !(code === "0A000" && routine === "RevalidateCachedQuery")) return null;
    if (isMissing) {
      this.#shared.isBehindPooler = true;
      this.#statements.forgetAll();
    } else this.#statements.retireAll();
    if (before !== "I" || failure.set > 0) return null;
    if (failure.step === 0) return steps;
    return failure.step === 1 && steps[0]?.sql.startsWith("BEGIN") === true ? [command("ROLLBACK"), ...steps] : null;
  }

  async #sendOnce(steps: readonly Step[], signal: AbortSignal | undefined): Promise<readonly StepResult[]> {
    if (this.#death !== null) throw new StepFailure(0, 0, this.#death);
    const prepared = steps.map((step) => this.#prepare(step));
    const batch = new Batch(prepared, this.#statements.takeRetired(), (fields, step) =>
      this.#shared.readers.readingOf(fields, step.isTyped),
    );
    this.#batch = batch;
    this.#client.query(batch as never);
    try {
      const results = signal === undefined ? await batch.promise : await this.#unlessAborted(batch, signal);
      for (const { tag } of results) this.#notice(tag);
      return results;
    } catch (failure) {
      // The server may have taken the text, or not: it gets another name next time.
      for (const { step, statement } of prepared) if (statement?.isDescribed === false) this.#statements.retire(step.sql);
      throw failure;
    } finally {
      if (this.#batch === batch) this.#batch = null;
    }
  }

  #prepare(step: Step): PreparedStep {
    const statement = step.prepare && !this.#shared.isBehindPooler ? this.#statements.get(step.sql) : null;
    const { dialect } = this.#shared;
    return {
      step,
      statement,
      isParsed: statement?.isDescribed ?? false,
      values: step.sets.map((set) => set.map((value) => wireValue(value, dialect))),
    };
  }

  async #unlessAborted(batch: Batch, signal: AbortSignal): Promise<readonly StepResult[]> {
    let cancelling: Promise<void> | undefined;
    let timer: NodeJS.Timeout | undefined;
    const abort = (): void => {
      cancelling = this.#cancel();
      timer = setTimeout(() => this.#connection.stream.destroy(), patience);
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    try {
      return await batch.promise;
    } catch (failure) {
      if (cancelling === undefined) throw failure;
      const { step, set, error } = failure as StepFailure;
      const { code } = error as { code?: unknown };
      // Whatever else went wrong is told as it is.
      const isStopped = code === "57014" || this.#death !== null;
      throw isStopped ? new StepFailure(step, set, signal.reason) : failure;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      // A request that came too late must not stop the next statement.
      await cancelling;
    }
  }

  #notice(tag: string): void {
    switch (tag.charCodeAt(0)) {
      case 67: // C
      case 65: // A
      case 68: // D
      case 84: // T
      case 82: // R
      case 73: // I
        break;
      default:
        return;
    }
    if (forgetting.test(tag)) this.#statements.forgetAll();
    else if (schemaChange.test(tag)) {
      this.#shared.schema.value++;
      this.#changedSchema = this.#status !== "I";
    } else if (this.#changedSchema && (tag === "COMMIT" || tag.startsWith("ROLLBACK"))) {
      // What was prepared since then, here or elsewhere, may not have seen it, or seen what is no more.
      this.#shared.schema.value++;
      this.#changedSchema = this.#status !== "I";
    }
  }

  async close(): Promise<void> {
    this.#death ??= Object.assign(new Error("Client was closed and is not queryable"), { code: "08003" });
    await this.#client.end();
  }
}
