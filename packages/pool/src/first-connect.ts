import type { ConnectionEvent } from "./events.js";
import type { Handlers } from "./handlers.js";

/**
 * Sees to it that `firstConnect` ends well exactly once, and before any connection is used: it is where a dialect learns the server's version.
 * Connections opened at the same time wait for it; if it fails for one, the next tries again.
 */
export class FirstConnect<C> {
  readonly #handlers: Handlers<C>;
  #isDone = false;
  /** Resolves, and never rejects, when the attempt under way has ended. */
  #running: Promise<void> | undefined;

  constructor(handlers: Handlers<C>) {
    this.#handlers = handlers;
  }

  async run(event: ConnectionEvent<C>): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    if (this.#isDone) return;
    let end = (): void => {};
    this.#running = new Promise<void>((resolve) => {
      end = resolve;
    });
    try {
      await this.#handlers.emit("firstConnect", event);
      this.#isDone = true;
    } finally {
      this.#running = undefined;
      end();
    }
  }
}
