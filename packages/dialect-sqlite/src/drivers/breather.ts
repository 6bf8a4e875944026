/**
 * This driver answers at once, so a chain of awaited statements is a chain of microtasks, and nothing else in the process would get its turn
 * until it ends. A caller that has held the event loop for a while is made to wait for one round of it.
 */
import { clock } from "./clock.js";

/** How long statements may follow each other before the event loop is let in, in milliseconds. */
export const breathAfter = 12;

let started = 0;

function endSlice(): void {
  started = 0;
}

/** Whether the event loop should be let in before the next statement. Costs a reading of the clock. */
export function isOutOfBreath(): boolean {
  const now = clock.now();
  if (started === 0) {
    started = now;
    clock.setImmediate(endSlice);
    return false;
  }
  return now - started > breathAfter;
}

/** One round of the event loop. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    clock.setImmediate(resolve);
  });
}
