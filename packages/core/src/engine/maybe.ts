import type { MaybePromise } from "./driver.js";

/** Goes on with a value: at once if it is there, and without a promise; otherwise when it is. */
export function andThen<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Runs `work`; what it throws, now or later, goes to `recover`. */
export function orElse<T>(work: () => MaybePromise<T>, recover: (error: unknown) => MaybePromise<T>): MaybePromise<T> {
  let answer: MaybePromise<T>;
  try {
    answer = work();
  } catch (error) {
    return recover(error);
  }
  return answer instanceof Promise ? answer.catch(recover) : answer;
}

/** Runs `work`, and `cleanUp` when it has ended, well or not. */
export function andFinally<T>(work: () => MaybePromise<T>, cleanUp: () => void): MaybePromise<T> {
  let answer: MaybePromise<T>;
  try {
    answer = work();
  } catch (error) {
    cleanUp();
    throw error;
  }
  if (answer instanceof Promise) return answer.finally(cleanUp);
  cleanUp();
  return answer;
}
