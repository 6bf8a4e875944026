import { type PooledConnection, type PoolOptions, QueuePool } from "@cupel/pool";
import { expect } from "vitest";
import { type FakeConnection, FakeServer, type Fate, settle } from "./fake-server.js";

/** Something that happens to a pool. Numbers pick one of those that are out or waiting, modulo their number. */
export type Step =
  | { readonly do: "acquire" }
  | { readonly do: "try" }
  | { readonly do: "release" | "invalidate" | "doom" | "detach" | "abort" | "kill"; readonly which: number }
  | { readonly do: "dispose" | "invalidateAll" }
  | { readonly do: "creation" | "reset"; readonly fate: Fate }
  | { readonly do: "wait"; readonly milliseconds: number }
  | { readonly do: "tick"; readonly microtasks: number };

interface Visitor {
  readonly controller: AbortController;
  state: "waiting" | "out" | "gone";
  connection?: PooledConnection<FakeConnection>;
}

/**
 * Plays steps on a queue pool, and knows of each caller what the pool must know: who waits, who holds what. It says after every step whether
 * the two agree.
 */
export class PoolModel {
  readonly server = new FakeServer();
  readonly pool: QueuePool<FakeConnection>;
  readonly #limit: number;
  readonly #keep: number;
  readonly #visitors: Visitor[] = [];
  readonly #detached = new Set<FakeConnection>();
  readonly #advance: (milliseconds: number) => Promise<unknown>;
  #returning = 0;
  #leftWhileServed = 0;
  #unexpected: unknown;

  constructor(options: PoolOptions & { poolSize: number; maxOverflow: number }, advance: (milliseconds: number) => Promise<unknown>) {
    this.pool = new QueuePool(this.server, options);
    this.#keep = options.poolSize;
    this.#limit = options.poolSize + options.maxOverflow;
    this.#advance = advance;
  }

  async play(step: Step): Promise<void> {
    switch (step.do) {
      case "acquire":
        return this.#acquire();
      case "try":
        return this.#try();
      case "release":
      case "invalidate":
      case "doom":
      case "detach":
        return this.#end(step.do, step.which);
      case "abort": {
        const before = this.pool.checkedOut();
        this.#pick("waiting", step.which)?.controller.abort();
        if (before > this.#count("out") + this.#returning) this.#leftWhileServed += 1;
        return;
      }
      case "kill": {
        const connection = this.server.connections[step.which % Math.max(1, this.server.connections.length)];
        if (connection !== undefined) connection.isAlive = false;
        return;
      }
      case "dispose":
        void this.pool.dispose();
        return;
      case "invalidateAll":
        return this.pool.invalidateAll(new Error("lost"));
      case "creation":
        this.server.creations.push(step.fate);
        return;
      case "reset":
        this.server.resetFate = step.fate;
        return;
      case "wait":
        await this.#advance(step.milliseconds);
        return;
      case "tick":
        for (let tick = 0; tick < step.microtasks; tick += 1) await Promise.resolve();
    }
  }

  /** What holds at any moment. */
  check(): void {
    const out = this.#visitors.filter(({ state }) => state === "out").map(({ connection }) => connection);
    const lent = out.map((connection) => connection?.driverConnection);
    expect(this.#unexpected).toBeUndefined();
    expect(this.#liveCount(), "live connections").toBeLessThanOrEqual(this.#limit);
    expect(new Set(lent).size, "each is lent to one").toBe(lent.length);
    expect(
      lent.every((connection) => connection?.isOpen),
      "those lent are open",
    ).toBe(true);
    expect(this.pool.checkedIn(), "kept").toBeLessThanOrEqual(this.#keep + this.pool.waiting());
    expect(
      this.server.connections.every(({ timesClosed }) => timesClosed <= 1),
      "closed at most once",
    ).toBe(true);
  }

  /** What holds once all has happened that waits for no clock. */
  async checkSettled(): Promise<void> {
    await settle();
    this.check();
    const out = this.#count("out") + this.#returning;
    expect(this.pool.checkedOut(), "checked out").toBeGreaterThanOrEqual(out);
    // One who left in the very moment of being served knows nothing of the connection, which may still be on its way back.
    expect(this.pool.checkedOut(), "checked out").toBeLessThanOrEqual(out + this.#leftWhileServed);
    expect(this.pool.waiting(), "waiting").toBeLessThanOrEqual(this.#count("waiting"));
    expect(this.pool.checkedIn() + this.pool.checkedOut(), "known to the pool").toBeLessThanOrEqual(this.#liveCount());
    expect(this.pool.overflow()).toBe(Math.max(0, this.pool.checkedIn() + this.pool.checkedOut() - this.#keep));
  }

  /** Everybody goes home. */
  async finish(): Promise<void> {
    for (const visitor of this.#visitors) visitor.controller.abort();
    await this.#advance(100_000);
    for (const { connection, state } of this.#visitors) if (state === "out") void this.#released(connection);
    await this.#advance(100_000);
    for (const visitor of this.#visitors) visitor.state = "gone";
    await this.checkSettled();
    expect([this.pool.checkedOut(), this.pool.waiting(), this.pool.overflow()]).toEqual([0, 0, 0]);
    expect(this.pool.checkedIn(), "every open connection is idle").toBe(this.#liveCount());
    // The slots are all there: the pool can be emptied to its limit, and no further.
    const everything = await Promise.all(Array.from({ length: this.#limit }, () => this.pool.acquire()));
    for (const connection of everything) await connection.release();
    await this.pool.dispose();
    for (const connection of this.server.connections) {
      expect(connection.timesClosed, `connection ${connection.id}`).toBe(this.#detached.has(connection) ? 0 : 1);
    }
  }

  #acquire(): void {
    const visitor: Visitor = { controller: new AbortController(), state: "waiting" };
    this.#visitors.push(visitor);
    this.pool.acquire({ signal: visitor.controller.signal, holder: `visitor ${this.#visitors.length}` }).then(
      (connection) => Object.assign(visitor, { state: "out", connection }),
      () => Object.assign(visitor, { state: "gone" }),
    );
  }

  #try(): void {
    const connection = this.pool.tryAcquire();
    if (connection === null) return;
    // Nobody may be overtaken.
    expect(this.pool.waiting()).toBe(0);
    this.#visitors.push({ controller: new AbortController(), state: "out", connection });
  }

  #end(how: "release" | "invalidate" | "doom" | "detach", which: number): void {
    const visitor = this.#pick("out", which);
    const { connection } = visitor ?? {};
    if (visitor === undefined || connection === undefined) return;
    if (how === "doom") {
      connection.invalidate(undefined, { soft: true });
      return;
    }
    visitor.state = "gone";
    if (how === "release") void this.#released(connection);
    else if (how === "invalidate") connection.invalidate();
    else this.#detached.add(connection.detach());
  }

  async #released(connection: PooledConnection<FakeConnection> | undefined): Promise<void> {
    const { resetFate } = this.server;
    const lasts = typeof resetFate === "number";
    if (lasts) this.#returning += 1;
    const released = connection?.release();
    if (lasts) setTimeout(() => (this.#returning -= 1), resetFate);
    try {
      await released;
      await connection?.release();
    } catch (error) {
      this.#unexpected = error;
    }
  }

  #pick(state: Visitor["state"], which: number): Visitor | undefined {
    const candidates = this.#visitors.filter((visitor) => visitor.state === state);
    return candidates[which % Math.max(1, candidates.length)];
  }

  #count(state: Visitor["state"]): number {
    return this.#visitors.filter((visitor) => visitor.state === state).length;
  }

  #liveCount(): number {
    return this.server.connections.filter((connection) => connection.isOpen && !this.#detached.has(connection)).length;
  }
}
