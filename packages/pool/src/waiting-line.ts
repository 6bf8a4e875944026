import { Pool as TarnPool } from "tarn";

/** The right to have one connection. It carries nothing: which connection it is used for is not the line's business. */
export interface Slot {
  readonly kind: "slot";
}

/** A place in the line. */
export type Turn = ReturnType<WaitingLine["acquire"]>;

/**
 * The line in which callers wait for one of a fixed number of slots: a `tarn` pool whose resources are bare slots.
 *
 * tarn gives what is hard to get right: first come, first served; the limit; the timeout of each who waits. It hands out idle resources last
 * in first out, keeps every one up to its limit, retries a failed creation by its own clock and rejects whoever happens to be first. With
 * slots for resources none of that matters: a slot cannot fail to be made, all are alike, and connections are kept, chosen, tested and
 * closed by the code around. What is added here uses the members that tarn's types hand to a subclass.
 */
export class WaitingLine extends TarnPool<Slot> {
  /**
   * @param slots - how many may be out at a time; may be Infinity
   * @param timeout - how long one waits, in milliseconds; tarn does not know "not at all", so 0 is for the caller to refuse
   */
  constructor(slots: number, timeout: number) {
    super({
      create: async (): Promise<Slot> => ({ kind: "slot" }),
      destroy: () => {},
      min: 0,
      max: slots,
      acquireTimeoutMillis: Math.max(1, timeout),
      propagateCreateError: true,
    });
  }

  /** Whether one who joins now would have to wait for another to leave. */
  isFull(): boolean {
    return this.free.length === 0 && this.used.length + this.pendingCreates.length >= this.max;
  }

  /** Takes a slot that lies ready, synchronously; undefined if there is none, or if others come first. */
  takeNow(): Slot | undefined {
    if (this.pendingAcquires.length > 0) return undefined;
    const free = this.free.pop();
    if (free === undefined) return undefined;
    this.used.push(free);
    return free.resource;
  }

  /** Joins the line before all others. */
  acquireFirst(): Turn {
    const turn = this.acquire();
    const place = this.pendingAcquires.indexOf(turn);
    if (place > 0) this.pendingAcquires.unshift(...this.pendingAcquires.splice(place, 1));
    return turn;
  }

  /**
   * Leaves the line. Rejecting tarn's own operation would not do: between granting and delivering, which takes tarn some microtasks, a
   * rejected operation swallows its slot. So one whose turn has come is not withdrawn, and must give the slot back when it arrives.
   *
   * @param turn - the place in the line
   * @param reason - what its promise is rejected with
   * @returns whether the place was given up; false if the slot is on its way
   */
  withdraw(turn: Turn, reason: Error): boolean {
    const place = this.pendingAcquires.indexOf(turn);
    if (place === -1) return false;
    this.pendingAcquires.splice(place, 1);
    turn.reject(reason);
    return true;
  }

  /** Idle slots cost nothing, and tarn's reaping interval would keep the process alive. */
  override _startReaping(): void {}
}
