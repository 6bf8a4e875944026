/**
 * A value that may be here already. Promises are made only where somebody really waits: on a driver that answers at once (SQLite) a whole
 * checkout and return passes through these two functions without yielding.
 */
export type Awaitable<T> = T | Promise<T>;

/**
 * Tells whether a value must be awaited.
 *
 * @param value - what a factory function or a handler returned
 * @returns true for anything with a `then` method
 */
export function isPromise<T>(value: Awaitable<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/**
 * Goes on with a value at once when it is here, after it when it is a promise.
 *
 * @param value - the value, or its promise
 * @param next - what to do with it
 * @returns what `next` returned; a promise if `value` was one
 */
export function andThen<T, U>(value: Awaitable<T>, next: (value: T) => Awaitable<U>): Awaitable<U> {
  return isPromise(value) ? value.then(next) : next(value);
}
