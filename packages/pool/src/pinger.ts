import type { Closer } from "./closer.js";
import type { PoolContext } from "./context.js";
import type { DriverRecord } from "./record.js";
import { within } from "./within.js";

/** How long a connection has to answer, in milliseconds. A server that needs longer for nothing at all is as good as gone. */
const patience = 5000;

/** Asks idle connections whether they are alive. One that is not is closed, and casts suspicion on all the others. */
export class Pinger<C> {
  readonly #context: PoolContext<C>;
  readonly #closer: Closer<C>;

  constructor(context: PoolContext<C>, closer: Closer<C>) {
    this.#context = context;
    this.#closer = closer;
  }

  /** Whether the connection may be used; if not, it has been closed when the promise resolves. */
  async answers(record: DriverRecord<C>): Promise<boolean> {
    let error: unknown;
    try {
      if (await within(this.#ask(record.driverConnection), patience, tooLate)) {
        this.#context.freshness.trust(record);
        return true;
      }
    } catch (failure) {
      error = failure;
    }
    this.#context.freshness.suspectAll();
    await this.#closer.invalidate(record, error);
    return false;
  }

  async #ask(driverConnection: C): Promise<boolean> {
    return (await this.#context.factory.ping?.(driverConnection)) ?? true;
  }
}

function tooLate(): never {
  throw new Error(`no answer to a ping within ${patience} ms`);
}
