/**
 * The connections of one process that write one file take turns. SQLite lets one writer at a time in; a second one of the same process would
 * wait by blocking the event loop, and so keep the first from ever committing. This lock is taken before a transaction's first write and given
 * back when it ends; it is handed over in the order of asking, and not before the event loop has had a round, so that a long line of writers
 * does not shut everything else out.
 */
import { realpathSync } from "node:fs";
import { clock } from "./clock.js";
import { type Patience, WaitedInVain } from "./patience.js";

interface Waiter {
  readonly grant: () => void;
}

/** The right to write one file. */
export class WriterLock {
  #heldSince = 0;
  #isHeld = false;
  readonly #waiters = new Set<Waiter>();
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Takes the lock if nobody has it or waits for it. */
  tryTake(): boolean {
    if (this.#isHeld) return false;
    this.#isHeld = true;
    this.#heldSince = clock.now();
    return true;
  }

  /** Waits for the lock. */
  take({ timeout, signal }: Patience): Promise<void> {
    if (this.tryTake()) return Promise.resolve();
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clock.clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        grant: () => {
          leave();
          this.#heldSince = clock.now();
          resolve();
        },
      };
      const abort = (): void => {
        leave();
        reject(signal?.reason);
      };
      const timer = clock.setTimeout(() => {
        leave();
        const held = Math.round(clock.now() - this.#heldSince);
        reject(
          new WaitedInVain(
            `another connection of this process has been writing ${JSON.stringify(this.#file)} for ${held} ms, and ${timeout} ms of waiting were not enough. ` +
              "A transaction that has written must be committed or rolled back before another can write: do not wait for one inside the other",
          ),
        );
      }, timeout);
      signal?.addEventListener("abort", abort, { once: true });
      this.#waiters.add(waiter);
    });
  }

  /** Gives the lock back; who has waited longest gets it. */
  release(): void {
    if (this.#waiters.size === 0) {
      this.#isHeld = false;
      return;
    }
    clock.setImmediate(() => {
      const [next] = this.#waiters;
      if (next === undefined) this.#isHeld = false;
      else next.grant();
    });
  }
}

const LOCKS: unique symbol = Symbol.for("cupel.sqlite.writerLocks") as never;

/** The lock of a file, one for the process, whatever path it was opened by. */
export function writerLockOf(path: string): WriterLock {
  const host = globalThis as { [LOCKS]?: Map<string, WriterLock> };
  host[LOCKS] ??= new Map();
  const file = realpathSync(path);
  let lock = host[LOCKS].get(file);
  if (lock === undefined) {
    lock = new WriterLock(file);
    host[LOCKS].set(file, lock);
  }
  return lock;
}
