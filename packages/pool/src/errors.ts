/** Who holds one of the pool's slots, as told by {@link PoolTimeoutError}. */
export interface PoolHolder {
  /** The name given at `acquire`, if one was. */
  readonly holder: string | undefined;
  /** For how long, in milliseconds. */
  readonly heldFor: number;
  /** `held` by a caller, or still `opening` (connecting, or being tested), or `closing`. */
  readonly phase: "opening" | "held" | "closing";
}

/** An option of a pool is unknown or out of range. */
export class PoolArgumentError extends Error {
  override readonly name = "PoolArgumentError";
  /** The argument that was refused. */
  readonly argument: string;

  constructor(argument: string, message: string) {
    super(message);
    this.argument = argument;
  }
}

/** No connection became free in time. The message says who holds them. */
export class PoolTimeoutError extends Error {
  override readonly name = "PoolTimeoutError";
  /** Connections the pool keeps. */
  readonly size: number;
  /** Connections it may open beyond its size. */
  readonly overflow: number;
  /** How long was waited, in milliseconds. */
  readonly timeout: number;
  /** Who holds the slots, longest first. */
  readonly holders: readonly PoolHolder[];

  constructor(pool: string, size: number, overflow: number, timeout: number, holders: readonly PoolHolder[]) {
    const longestFirst = [...holders].sort((a, b) => b.heldFor - a.heldFor);
    super(
      `${pool} limit of size ${size}, overflow ${overflow} reached: no connection within ${timeout} ms.` +
        ` Held by: ${describeHolders(longestFirst)}`,
    );
    this.size = size;
    this.overflow = overflow;
    this.timeout = timeout;
    this.holders = longestFirst;
  }
}

/** The factory did not deliver a connection in a reasonable time, and its slot was taken back. */
export class PoolConnectTimeoutError extends Error {
  override readonly name = "PoolConnectTimeoutError";
  /** How long was waited, in milliseconds. */
  readonly timeout: number;

  constructor(timeout: number) {
    super(
      `opening a connection did not finish within ${timeout} ms; check that the server can be reached, or set the driver's connect timeout`,
    );
    this.timeout = timeout;
  }
}

/** A checkout was used after it had been given back, invalidated or detached. */
export class PoolClosedError extends Error {
  override readonly name = "PoolClosedError";
}

/** An `AssertionPool` was asked for a second connection while the first was out. */
export class PoolAssertionError extends Error {
  override readonly name = "PoolAssertionError";
  /** The stack of the `acquire` that holds the connection. */
  readonly acquiredAt: string;

  constructor(acquiredAt: string) {
    super(`AssertionPool: a second connection was asked for while the first is checked out. The first was acquired here:\n${acquiredAt}`);
    this.acquiredAt = acquiredAt;
  }
}

/**
 * Thrown by a `checkout` handler to say: this connection is dead, try another. Any error whose `retryCheckout` is `true` says the same.
 *
 * @example
 * ```ts
 * pool.listen("checkout", async ({ driverConnection }) => {
 *   if (!(await answers(driverConnection))) throw new RetryCheckoutError("the proxy went away");
 * });
 * ```
 */
export class RetryCheckoutError extends Error {
  override readonly name = "RetryCheckoutError";
  readonly retryCheckout = true;
}

/** Enough to see the pattern; a pool of two hundred would fill the screen. */
const holdersNamed = 10;

function describeHolders(holders: readonly PoolHolder[]): string {
  if (holders.length === 0) return "nobody (the slots were freed at that very moment)";
  const named = holders.slice(0, holdersNamed).map(({ holder, heldFor, phase }) => {
    const who = holder === undefined ? "an unnamed holder" : JSON.stringify(holder);
    return `${who} for ${heldFor} ms${phase === "held" ? "" : ` (${phase})`}`;
  });
  if (holders.length > holdersNamed) named.push(`and ${holders.length - holdersNamed} more`);
  return named.join(", ");
}
