import { PoolTimeoutError } from "./errors.js";
import { IdleConnections } from "./idle-connections.js";
import { type Slot, type Turn, WaitingLine } from "./waiting-line.js";

/** What makes one kind of pool different from another. */
export interface PoolLimits {
  /** Connections kept when nobody uses them; Infinity for all. */
  readonly keep: number;
  /** Connections that may be in use at a time; Infinity for no limit. */
  readonly most: number;
}

/** One caller's use of one slot, from the moment it was granted until it is free again. */
export interface Claim {
  readonly slot: Slot;
  readonly holder: string | undefined;
  /** When the slot was granted, in milliseconds since the epoch. */
  readonly since: number;
  phase: "opening" | "held" | "closing";
}

/**
 * What a pool has: slots, the claims on them, and idle connections. A connection is always in exactly one place: idle, or with the claim whose
 * slot it fills, or gone. A claim opens a new connection only when none is idle; therefore connections never outnumber the slots.
 */
export class Stock<C> {
  readonly name: string;
  readonly limits: PoolLimits;
  readonly line: WaitingLine;
  readonly idle: IdleConnections<C>;
  /** Those who have joined the line and do not yet have a slot in hand. */
  waiting = 0;
  readonly #claims = new Set<Claim>();
  readonly #timeout: number;

  constructor(name: string, limits: PoolLimits, timeout: number, useLifo: boolean) {
    this.name = name;
    this.limits = limits;
    this.#timeout = timeout;
    this.line = new WaitingLine(limits.most, timeout);
    this.idle = new IdleConnections<C>(useLifo);
  }

  /** Joins the end of the line. */
  join(): Turn {
    this.waiting += 1;
    return this.line.acquire();
  }

  /** Joins the head of the line: for one who had a turn already, and was given a dead connection. */
  rejoin(): Turn {
    this.waiting += 1;
    return this.line.acquireFirst();
  }

  /** Notes that a caller has a slot. */
  claim(slot: Slot, holder: string | undefined, phase: "opening" | "held", now: number): Claim {
    const claim: Claim = { slot, holder, since: now, phase };
    this.#claims.add(claim);
    return claim;
  }

  /** Gives a claim's slot to the next in the line. */
  free(claim: Claim): void {
    this.#claims.delete(claim);
    this.line.release(claim.slot);
  }

  /** How many connections callers hold. */
  countHeld(): number {
    let held = 0;
    for (const { phase } of this.#claims) if (phase === "held") held += 1;
    return held;
  }

  /** Whether a returning connection is to be kept: there is room for it, or somebody is about to take it. */
  hasRoom(): boolean {
    const { keep } = this.limits;
    return keep > 0 && this.idle.size < keep + this.waiting;
  }

  /** Whether more are kept than should be: one who was about to take a connection has left. */
  isOverstocked(): boolean {
    return this.idle.size > this.limits.keep + this.waiting;
  }

  /** Whether somebody who does not want to wait has to be turned away. */
  isTooBusy(): boolean {
    return this.#timeout === 0 && this.line.isFull();
  }

  timeoutError(): PoolTimeoutError {
    const now = Date.now();
    const holders = [...this.#claims].map(({ holder, since, phase }) => ({ holder, heldFor: now - since, phase }));
    const { keep, most } = this.limits;
    return new PoolTimeoutError(this.name, keep, most - keep, this.#timeout, holders);
  }
}
