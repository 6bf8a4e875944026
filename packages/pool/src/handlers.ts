import { PoolArgumentError } from "./errors.js";
import { type PoolEvents, poolEventNames } from "./events.js";
import { type Awaitable, isPromise } from "./maybe-async.js";

type EventName<C> = keyof PoolEvents<C>;
type EventOf<C, K extends EventName<C>> = Parameters<PoolEvents<C>[K]>[0];

interface Entry {
  readonly handler: (event: unknown) => unknown;
  readonly once: boolean;
  /** Whether its last call returned no promise. Unknown counts as no: only a call can tell, since any function may return a promise. */
  wasSynchronous: boolean;
}

/**
 * The handlers registered on a pool. A list is replaced, never changed, so that a handler may register or stop others while it runs. With no
 * handler an event costs one lookup, and only a handler that returns a promise makes anything wait.
 */
export class Handlers<C> {
  readonly #entries = new Map<EventName<C>, readonly Entry[]>();

  /** Registers a handler and returns the function that removes it. */
  add<K extends EventName<C>>(name: K, handler: PoolEvents<C>[K], once: boolean): () => void {
    if (!poolEventNames.has(name)) {
      throw new PoolArgumentError("name", `unknown pool event ${JSON.stringify(name)}; the events are ${[...poolEventNames].join(", ")}`);
    }
    if (typeof handler !== "function") throw new PoolArgumentError("handler", `the handler of ${name} must be a function`);
    // One list holds handlers of one event only: `emit` ties name and payload together again.
    const entry: Entry = { handler: handler as (event: unknown) => unknown, once, wasSynchronous: false };
    this.#entries.set(name, [...(this.#entries.get(name) ?? []), entry]);
    return () => this.#remove(name, entry);
  }

  /** Whether anybody listens. */
  has(name: EventName<C>): boolean {
    return this.#entries.has(name);
  }

  /** Whether every handler is known to answer at once. */
  areSynchronous(name: EventName<C>): boolean {
    return this.#entries.get(name)?.every((entry) => entry.wasSynchronous) ?? true;
  }

  /** Calls the handlers in order; the first error ends it. Synchronous unless one returns a promise. */
  emit<K extends EventName<C>>(name: K, event: EventOf<C, K>): Awaitable<void> {
    const entries = this.#entries.get(name);
    if (entries !== undefined) return this.#run(name, entries, event);
  }

  /** Calls the handlers in order for something that cannot be stopped: errors become warnings, and the others still hear of it. */
  announce<K extends EventName<C>>(name: K, event: EventOf<C, K>): Awaitable<void> {
    const entries = this.#entries.get(name);
    if (entries !== undefined) return this.#runAll(name, entries, event);
  }

  #run(name: EventName<C>, entries: readonly Entry[], event: unknown): Awaitable<void> {
    for (const [index, entry] of entries.entries()) {
      const outcome = this.#call(name, entry, event);
      if (isPromise(outcome)) return outcome.then(() => this.#run(name, entries.slice(index + 1), event));
    }
  }

  #runAll(name: EventName<C>, entries: readonly Entry[], event: unknown): Awaitable<void> {
    for (const [index, entry] of entries.entries()) {
      try {
        const outcome = this.#call(name, entry, event);
        if (isPromise(outcome)) {
          return outcome
            .then(undefined, (error: unknown) => warn(name, error))
            .then(() => this.#runAll(name, entries.slice(index + 1), event));
        }
      } catch (error) {
        warn(name, error);
      }
    }
  }

  #call(name: EventName<C>, entry: Entry, event: unknown): unknown {
    if (entry.once) this.#remove(name, entry);
    const outcome = entry.handler(event);
    entry.wasSynchronous = !isPromise(outcome);
    return outcome;
  }

  #remove(name: EventName<C>, entry: Entry): void {
    const left = this.#entries.get(name)?.filter((other) => other !== entry) ?? [];
    if (left.length > 0) this.#entries.set(name, left);
    else this.#entries.delete(name);
  }
}

function warn(name: string, error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(`a handler of the pool event "${name}" failed, which cannot stop it`, { type: "CupelPoolWarning", detail });
}
