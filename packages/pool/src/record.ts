/**
 * The pool's entry for one driver connection. It is made when the connection is opened, is the same at each checkout, and ends with the
 * connection.
 *
 * @typeParam C - the driver's own connection
 */
export interface ConnectionRecord<C> {
  /** The driver's connection. */
  readonly driverConnection: C;
  /** Room for the application's own notes on this connection: what is set here is found again at the next checkout. */
  readonly info: Record<string, unknown>;
  /** When the connection was opened, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** When it was last given back (or opened, if never), in milliseconds since the epoch. */
  readonly lastUsedAt: number;
}

/** The record as the pool itself sees it: with what decides whether the connection may be used again. */
export class DriverRecord<C> implements ConnectionRecord<C> {
  readonly driverConnection: C;
  readonly info: Record<string, unknown> = {};
  readonly createdAt: number = Date.now();
  lastUsedAt: number = this.createdAt;
  /** The pool's generation when opening began; a pool that has moved on replaces the connection. */
  readonly generation: number;
  /** The pool's count of sudden deaths when this connection last answered; behind the pool's own count means suspect. */
  trustedAt: number;
  /** Softly invalidated: good for the present user, closed on return. */
  isDoomed = false;

  constructor(driverConnection: C, generation: number, trustedAt: number) {
    this.driverConnection = driverConnection;
    this.generation = generation;
    this.trustedAt = trustedAt;
  }
}
