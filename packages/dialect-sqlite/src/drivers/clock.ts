/**
 * The timers of the runtime, taken when the dialect is imported. An application's tests may put a clock of their own in the place of the global
 * ones, and stop it: the database must go on all the same.
 */
export const clock = {
  now: performance.now.bind(performance),
  setImmediate: globalThis.setImmediate,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
} as const;
