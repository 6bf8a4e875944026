/** Statements over PGlite: the messages of the protocol, answered within this process. */
import type { Dialect } from "@cupel/core/internal";
import { type PGlite, protocol } from "@electric-sql/pglite";
import { Batch, type PreparedStep, type ProtocolConnection } from "./batch.js";
import type { Readers } from "./readers.js";
import { wireValue } from "./values.js";
import { type Step, StepFailure, type StepResult, type TransactionStatus, type Wire } from "./wire.js";

const { serialize } = protocol;

/** Gathers what would be written to a socket. */
class Outgoing implements ProtocolConnection {
  readonly stream = { destroy(): void {} };
  readonly messages: Uint8Array[] = [];
  parse(message: { text: string; name: string }): void {
    this.messages.push(serialize.parse(message));
  }
  bind(message: Parameters<ProtocolConnection["bind"]>[0]): void {
    this.messages.push(serialize.bind({ ...message, values: [...message.values] as (string | Uint8Array<ArrayBuffer> | null)[] }));
  }
  describe(message: { type: "P" | "S"; name: string }): void {
    this.messages.push(serialize.describe(message));
  }
  execute(message: { portal: string; rows: number }): void {
    this.messages.push(serialize.execute(message));
  }
  close(message: { type: "P" | "S"; name: string }): void {
    this.messages.push(serialize.close(message));
  }
  sync(): void {
    this.messages.push(serialize.sync());
  }
  sendCopyFail(): void {}
  on(): void {}
}

export class PgliteWire implements Wire {
  readonly native: PGlite;
  readonly #dialect: Dialect;
  readonly #readers: Readers;
  readonly #isOurs: boolean;
  #status: TransactionStatus = "I";

  constructor(native: PGlite, dialect: Dialect, readers: Readers, isOurs: boolean) {
    this.native = native;
    this.#dialect = dialect;
    this.#readers = readers;
    this.#isOurs = isOurs;
  }

  get status(): TransactionStatus {
    return this.#status;
  }

  async send(steps: readonly Step[], signal: AbortSignal | undefined): Promise<readonly StepResult[]> {
    if (signal?.aborted === true) throw new StepFailure(0, 0, signal.reason);
    if (this.native.closed) throw new StepFailure(0, 0, Object.assign(new Error("PGlite is closed"), { code: "08003" }));
    // Nothing is gained by preparing what is parsed in the same process, and what is prepared must be thrown away when the schema changes.
    const prepared = steps.map(
      (step): PreparedStep => ({
        step,
        statement: null,
        isParsed: false,
        values: step.sets.map((set) => set.map((value) => wireValue(value, this.#dialect))),
      }),
    );
    const batch = new Batch(prepared, [], (fields, step) => this.#readers.readingOf(fields, step.isTyped));
    const outgoing = new Outgoing();
    batch.submit(outgoing);
    try {
      const { messages } = await this.native.execProtocol(joined(outgoing.messages), { throwOnError: false });
      for (const message of messages) this.#receive(batch, message as never);
    } catch (error) {
      batch.handleError(error);
    }
    return batch.promise;
  }

  #receive(batch: Batch, message: { readonly name: string }): void {
    switch (message.name) {
      case "rowDescription":
        batch.handleRowDescription(message as never);
        break;
      case "dataRow":
        batch.handleDataRow(message as never);
        break;
      case "commandComplete":
        batch.handleCommandComplete(message as never);
        break;
      case "portalSuspended":
        batch.handlePortalSuspended();
        break;
      case "emptyQuery":
        batch.handleEmptyQuery();
        break;
      case "error":
        batch.handleError(message);
        break;
      case "readyForQuery":
        this.#status = (message as unknown as { status: TransactionStatus }).status;
        batch.handleReadyForQuery();
        break;
      default:
    }
  }

  async close(): Promise<void> {
    if (this.#isOurs && !this.native.closed) await this.native.close();
  }
}

function joined(messages: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(messages.reduce((size, message) => size + message.length, 0));
  let at = 0;
  for (const message of messages) {
    all.set(message, at);
    at += message.length;
  }
  return all;
}
