/**
 * Statements sent in one go, in the shape that `pg` takes for a query of its own making: it writes the messages of the extended protocol, and is
 * told of the answers. With one Sync at their end the server skips whatever stands behind one that failed.
 */
import type { Reading } from "./readers.js";
import type { PreparedStatement } from "./statements.js";
import type { WireValue } from "./values.js";
import { type Field, rowCountOf, type Step, StepFailure, type StepResult } from "./wire.js";

/** What is used of the connection of `pg`. */
export interface ProtocolConnection {
  readonly stream: { cork?(): void; uncork?(): void; destroy(error?: Error): void };
  parse(message: { text: string; name: string }): void;
  bind(message: { portal: string; statement: string; values: readonly WireValue[]; binary: boolean }): void;
  describe(message: { type: "P" | "S"; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  close(message: { type: "P" | "S"; name: string }): void;
  sync(): void;
  sendCopyFail(reason: string): void;
  on(event: string, listener: (message: never) => void): void;
}

/** A step, with what is known of its statement. */
export interface PreparedStep {
  readonly step: Step;
  readonly values: readonly (readonly WireValue[])[];
  readonly statement: PreparedStatement | null;
  /** The server has it already. */
  readonly isParsed: boolean;
}

export type ReadingOf = (fields: readonly Field[], step: Step) => Reading;

const nothing: Reading = { isTyped: null, places: [], readers: [] };

export class Batch {
  readonly promise: Promise<readonly StepResult[]>;
  readonly #steps: readonly PreparedStep[];
  readonly #retired: readonly string[];
  readonly #readingOf: ReadingOf;
  readonly #resolve: (results: readonly StepResult[]) => void;
  readonly #reject: (failure: StepFailure) => void;
  readonly #results: StepResult[] = [];
  #failure: StepFailure | null = null;
  #at = 0;
  #set = 0;
  #rows: unknown[][] = [];
  #fields: readonly Field[] | null = null;
  #reading: Reading = nothing;
  #rowCount = 0;

  constructor(steps: readonly PreparedStep[], retired: readonly string[], readingOf: ReadingOf) {
    this.#steps = steps;
    this.#retired = retired;
    this.#readingOf = readingOf;
    let resolve!: (results: readonly StepResult[]) => void;
    let reject!: (failure: StepFailure) => void;
    this.promise = new Promise((onResolve, onReject) => {
      resolve = onResolve;
      reject = onReject;
    });
    this.#resolve = resolve;
    this.#reject = reject;
    this.#enter();
  }

  /** Called by `pg` when the connection is free. */
  submit(connection: ProtocolConnection): null {
    connection.stream.cork?.();
    try {
      for (const name of this.#retired) connection.close({ type: "S", name });
      for (const { step, statement, values, isParsed } of this.#steps) {
        const name = statement?.name ?? "";
        if (!isParsed) connection.parse({ text: step.sql, name });
        let isDescribed = statement?.isDescribed === true;
        for (const set of values) {
          connection.bind({ portal: "", statement: name, values: set, binary: false });
          if (!isDescribed) connection.describe({ type: "P", name: "" });
          isDescribed = true;
          connection.execute({ portal: "", rows: step.maxRows });
        }
      }
      connection.sync();
    } catch (error) {
      // Half of the messages may be on their way: nothing can follow them.
      this.handleError(error);
      connection.stream.destroy(error as Error);
    } finally {
      connection.stream.uncork?.();
    }
    return null;
  }

  #enter(): void {
    const next = this.#steps[this.#at];
    if (next === undefined) return;
    this.#set = 0;
    this.#rows = [];
    this.#rowCount = 0;
    this.#fields = next.statement?.fields ?? null;
    this.#reading = next.statement?.reading ?? nothing;
    if (this.#fields !== null && this.#reading.isTyped !== next.step.isTyped) this.#read(next, this.#fields);
  }

  #read({ step, statement }: PreparedStep, fields: readonly Field[]): void {
    this.#fields = fields;
    this.#reading = this.#readingOf(fields, step);
    if (statement === null) return;
    statement.fields = fields;
    statement.reading = this.#reading;
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.#read(this.#steps[this.#at] as PreparedStep, fields);
  }
  handleDataRow({ fields: row }: { readonly fields: unknown[] }): void {
    const { places, readers } = this.#reading;
    for (let index = 0; index < places.length; index++) {
      const place = places[index] as number;
      const text = row[place];
      if (text !== null) row[place] = (readers[index] as (text: string) => unknown)(text as string);
    }
    this.#rows.push(row);
  }
  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#completed(text);
  }
  /** The rows that were asked for are there. */
  handlePortalSuspended(): void {
    this.#completed("");
  }
  handleEmptyQuery(): void {
    this.#completed("");
  }

  #completed(tag: string): void {
    const { step, statement } = this.#steps[this.#at] as PreparedStep;
    if (statement !== null) statement.isDescribed = true;
    this.#rowCount += rowCountOf(tag);
    if (++this.#set < step.sets.length) return;
    const rowCount = this.#fields === null ? this.#rowCount : this.#rows.length;
    this.#results.push({ rows: this.#rows, fields: this.#fields, rowCount, tag });
    this.#at++;
    this.#enter();
  }

  handleCopyInResponse(connection: ProtocolConnection): void {
    connection.sendCopyFail("rows cannot be given to COPY in this way");
  }
  handleCopyData(): void {}

  /** What the server sends after an error is answered to nobody: who waits is told by `settle`, when the connection is ready again. */
  handleError(error: unknown): void {
    this.#failure ??= new StepFailure(this.#at, this.#set, error);
    const { severity, length } = error as { severity?: unknown; length?: unknown };
    const isOfServer = severity !== undefined || length !== undefined;
    if (!isOfServer || severity === "FATAL" || severity === "PANIC") this.settle();
  }
  get hasFailed(): boolean {
    return this.#failure !== null;
  }
  settle(): void {
    if (this.#failure !== null) this.#reject(this.#failure);
  }
  handleReadyForQuery(): void {
    if (this.#failure === null) this.#resolve(this.#results);
    else this.settle();
  }
}
