import type { PoolContext } from "./context.js";
import { type Awaitable, andThen, isPromise } from "./maybe-async.js";
import type { DriverRecord } from "./record.js";
import { within } from "./within.js";

/** How long a closing connection may keep its slot, in milliseconds. A dead server never says goodbye. */
const patience = 5000;

/** What becomes of connections: announced, then closed once, whatever goes wrong. Nothing here throws or rejects. */
export class Closer<C> {
  readonly #context: PoolContext<C>;
  readonly #closing = new Set<Promise<void>>();

  constructor(context: PoolContext<C>) {
    this.#context = context;
  }

  /** Closes a connection in good order. Synchronous when the factory and the handlers are. */
  close(record: DriverRecord<C>): Awaitable<void> {
    return this.#track(andThen(this.#context.handlers.announce("close", eventOf(record)), () => this.destroy(record.driverConnection)));
  }

  /** Closes a connection that is no longer fit for use. */
  invalidate(record: DriverRecord<C>, error: unknown): Awaitable<void> {
    this.#context.log(`connection invalidated${error === undefined ? "" : `: ${String(error)}`}`);
    return this.#track(andThen(this.#context.handlers.announce("invalidate", { ...eventOf(record), error }), () => this.close(record)));
  }

  /** Closes a connection that has left the pool, on its owner's behalf. */
  closeDetached(record: DriverRecord<C>): Awaitable<void> {
    return andThen(this.#context.handlers.announce("closeDetached", eventOf(record)), () => this.destroy(record.driverConnection));
  }

  /** Closes a bare driver connection, of which no handler has heard. */
  destroy(driverConnection: C): Awaitable<void> {
    try {
      const outcome = this.#context.factory.destroy(driverConnection);
      if (!isPromise(outcome)) return this.#context.log("connection closed");
      return within<void>(outcome, patience, () =>
        this.#context.log(`closing a connection takes longer than ${patience} ms; its slot is freed`),
      ).then(
        () => this.#context.log("connection closed"),
        (error: unknown) => this.#logFailure(error),
      );
    } catch (error) {
      this.#logFailure(error);
    }
  }

  /** Resolves when every closing begun until now has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#closing);
  }

  #logFailure(error: unknown): void {
    this.#context.log(`closing a connection failed: ${String(error)}`);
  }

  #track(outcome: Awaitable<void>): Awaitable<void> {
    if (!isPromise(outcome)) return;
    const closing = outcome.finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
    return closing;
  }
}

function eventOf<C>(record: DriverRecord<C>): { driverConnection: C; record: DriverRecord<C> } {
  return { driverConnection: record.driverConnection, record };
}
