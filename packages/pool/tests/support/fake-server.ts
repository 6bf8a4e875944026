import type { ConnectionFactory, Pool, PooledConnection } from "@cupel/pool";

/** A connection of a database that is not there. */
export interface FakeConnection {
  readonly id: number;
  isOpen: boolean;
  /** Whether it answers a ping. */
  isAlive: boolean;
  timesClosed: number;
  readonly resets: string[];
}

/** How the next creation, ping, reset or closing goes: `undefined` well and at once, a number after so many milliseconds, an error badly. */
export type Fate = number | Error | undefined;

/** Counts and keeps every connection it opens, and fails as told. */
export class FakeServer implements ConnectionFactory<FakeConnection> {
  readonly connections: FakeConnection[] = [];
  /** Consumed by `create`, one at a time; when empty all goes well. */
  readonly creations: Fate[] = [];
  readonly signals: AbortSignal[] = [];
  pingFate: Fate = undefined;
  resetFate: Fate | "sync error" = undefined;
  destroyFate: Fate = undefined;
  pings = 0;

  async create(signal?: AbortSignal): Promise<FakeConnection> {
    if (signal !== undefined) this.signals.push(signal);
    await come(this.creations.shift());
    const connection: FakeConnection = { id: this.connections.length + 1, isOpen: true, isAlive: true, timesClosed: 0, resets: [] };
    this.connections.push(connection);
    return connection;
  }

  destroy(connection: FakeConnection): Promise<void> | void {
    connection.timesClosed += 1;
    connection.isOpen = false;
    if (this.destroyFate !== undefined) return come(this.destroyFate);
  }

  ping(connection: FakeConnection): Promise<boolean> | boolean {
    this.pings += 1;
    if (this.pingFate !== undefined) return come(this.pingFate).then(() => connection.isAlive);
    return connection.isAlive;
  }

  reset(connection: FakeConnection, mode: "rollback" | "commit"): Promise<void> | void {
    connection.resets.push(mode);
    if (this.resetFate === "sync error") throw new Error("reset failed");
    if (this.resetFate !== undefined) return come(this.resetFate);
  }

  /** The ids of the connections that are open. */
  get open(): number[] {
    return this.connections.filter(({ isOpen }) => isOpen).map(({ id }) => id);
  }
}

/** Goes as fate will have it. */
export async function come(fate: Fate): Promise<void> {
  if (typeof fate === "number") await new Promise((resolve) => setTimeout(resolve, fate));
  if (fate instanceof Error) throw fate;
}

/** The pool's numbers: size, checked out, overflow, checked in. */
export function numbers<C>(pool: Pool<C>): { size: number; out: number; over: number; in: number } {
  return { size: pool.size(), out: pool.checkedOut(), over: pool.overflow(), in: pool.checkedIn() };
}

/** Borrows several, one after the other. */
export async function acquireMany<C>(pool: Pool<C>, count: number): Promise<PooledConnection<C>[]> {
  const connections: PooledConnection<C>[] = [];
  for (let index = 0; index < count; index += 1) connections.push(await pool.acquire({ holder: `holder ${index + 1}` }));
  return connections;
}

/** What became of a promise until now. */
export interface Watched<T> {
  state: "pending" | "fulfilled" | "rejected";
  value?: T;
  error?: unknown;
}

/** Follows a promise, so that a test can look at it at any moment. */
export function watch<T>(promise: Promise<T>): Watched<T> {
  const watched: Watched<T> = { state: "pending" };
  promise.then(
    (value) => Object.assign(watched, { state: "fulfilled", value }),
    (error: unknown) => Object.assign(watched, { state: "rejected", error }),
  );
  return watched;
}

/** Lets everything happen that waits for no clock. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 400; round += 1) await Promise.resolve();
}
