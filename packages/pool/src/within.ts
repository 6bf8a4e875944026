/**
 * Waits for a promise, but not forever.
 *
 * @param promise - what is waited for; its late outcome is ignored
 * @param milliseconds - how long
 * @param onTimeout - gives the outcome, or throws the error, when the time is up
 * @returns the promise's outcome, or that of `onTimeout`
 */
export function within<T>(promise: Promise<T>, milliseconds: number, onTimeout: () => T): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      try {
        resolve(onTimeout());
      } catch (error) {
        reject(error);
      }
    }, milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
