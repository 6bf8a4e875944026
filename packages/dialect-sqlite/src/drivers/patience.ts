/**
 * Waiting for what another process holds. SQLite would wait by blocking the whole process, so its own busy timeout is zero, and what was
 * refused is tried again, after pauses that grow and are never the same, until the time is over.
 */
import type { MaybePromise } from "@cupel/core/internal";
import { clock } from "./clock.js";

/** How long one is ready to wait. */
export interface Patience {
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** Whether another try may succeed: somebody else has a lock. A snapshot that has grown old stays old. */
export function isBusy(error: unknown): boolean {
  const code = typeof error === "object" && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === "string" && code.startsWith("SQLITE_BUSY") && code !== "SQLITE_BUSY_SNAPSHOT";
}

/** The error of a wait in vain, in the shape of the driver's own. */
export class WaitedInVain extends Error {
  readonly code = "SQLITE_BUSY";
}

/** Does `work`, again and again while the database is busy. Where it is not, no promise is made. */
export function patiently<T>(work: () => T, patience: Patience): MaybePromise<T> {
  try {
    return work();
  } catch (error) {
    if (!isBusy(error)) throw error;
    return tryAgain(work, patience, error);
  }
}

async function tryAgain<T>(work: () => T, { timeout, signal }: Patience, first: unknown): Promise<T> {
  const deadline = clock.now() + timeout;
  let last = first;
  for (let pause = 1; ; pause = Math.min(pause * 1.6, 40)) {
    const left = deadline - clock.now();
    if (left <= 0) {
      throw new WaitedInVain(`the database is locked by another connection, and ${timeout} ms of waiting were not enough`, { cause: last });
    }
    await sleep(Math.min(left, pause * (0.5 + Math.random())), signal);
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      last = error;
    }
  }
}

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clock.clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
