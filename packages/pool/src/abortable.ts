/**
 * Lets a caller leave: rejects at once when the signal fires, whatever the work does.
 *
 * @param work - what the caller waits for; it goes on after an abort
 * @param signal - the caller's signal, not yet aborted
 * @param onAbort - called when it fires
 * @param onUnwanted - given what the work delivers after that
 * @returns the work's outcome, or a rejection with the signal's reason
 */
export function abortable<T>(work: Promise<T>, signal: AbortSignal, onAbort: () => void, onUnwanted: (value: T) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      onAbort();
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    work.then(
      (value) => {
        signal.removeEventListener("abort", abort);
        // The signal may fire between the end of the work and this very call.
        if (signal.aborted) onUnwanted(value);
        else resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener("abort", abort);
        reject(error);
      },
    );
  });
}
