import { TimeoutError } from "tarn";
import { abortable } from "./abortable.js";
import type { Checkin } from "./checkin.js";
import type { PoolContext } from "./context.js";
import { RetryCheckoutError } from "./errors.js";
import { isPromise } from "./maybe-async.js";
import type { Opener } from "./opener.js";
import type { Pinger } from "./pinger.js";
import { PooledConnection } from "./pooled-connection.js";
import type { DriverRecord } from "./record.js";
import type { Claim } from "./stock.js";
import type { Turn } from "./waiting-line.js";

/** How often a checkout handler may refuse a connection as dead before its error is passed on. */
const retries = 3;

/** A caller's wish, its place in the line, and whether it still stands. */
interface Wish {
  readonly holder: string | undefined;
  turn: Turn;
  isWithdrawn: boolean;
}

/**
 * The way out of the pool:
 *
 * 1. a slot, in the order of the line;
 * 2. an idle connection that is neither too old nor of an earlier generation, and that answers its ping if it has to; failing that, a new one;
 * 3. `checkout` handlers, which may refuse it as dead: then again, at the head of the line.
 *
 * `takeNow` does the same without ever waiting, or not at all.
 */
export class Checkout<C> {
  readonly #context: PoolContext<C>;
  readonly #pinger: Pinger<C>;
  readonly #opener: Opener<C>;
  readonly #checkin: Checkin<C>;

  constructor(context: PoolContext<C>, pinger: Pinger<C>, opener: Opener<C>, checkin: Checkin<C>) {
    this.#context = context;
    this.#pinger = pinger;
    this.#opener = opener;
    this.#checkin = checkin;
  }

  /** Takes an idle connection that needs nothing, if nobody else is waiting and no handler has to be waited for. */
  takeNow(holder: string | undefined): PooledConnection<C> | null {
    const { stock, freshness, handlers, log } = this.#context;
    const record = stock.waiting > 0 ? undefined : stock.idle.peek();
    if (record === undefined) return null;
    const now = Date.now();
    if (freshness.judge(record, now) !== "fresh" || !handlers.areSynchronous("checkout")) return null;
    const slot = stock.line.takeNow();
    if (slot === undefined) return null;
    stock.idle.take();
    const connection = new PooledConnection(this.#checkin, stock.claim(slot, holder, "held", now), record);
    if (!this.#announceNow(connection, record)) return null;
    log("connection checked out");
    return connection;
  }

  /**
   * Waits for a connection.
   *
   * @throws PoolTimeoutError when none became free in time; the signal's reason; what opening it or a handler threw
   */
  take(holder: string | undefined, signal: AbortSignal | undefined): Promise<PooledConnection<C>> {
    const { stock } = this.#context;
    if (stock.isTooBusy()) return Promise.reject(stock.timeoutError());
    const wish: Wish = { holder, turn: stock.join(), isWithdrawn: false };
    const connection = this.#serve(wish);
    if (signal === undefined) return connection;
    const withdraw = (): void => {
      wish.isWithdrawn = true;
      stock.line.withdraw(wish.turn, withdrawn());
    };
    return abortable(connection, signal, withdraw, giveUp);
  }

  async #serve(wish: Wish): Promise<PooledConnection<C>> {
    const { stock, freshness, handlers, log } = this.#context;
    for (let attempt = 0; ; attempt += 1) {
      const claim = await this.#waitInLine(wish);
      const record = await this.#findRecord(wish, claim);
      claim.phase = "held";
      const connection = new PooledConnection(this.#checkin, claim, record);
      try {
        await handlers.emit("checkout", { driverConnection: record.driverConnection, record, connection });
        if (!connection.isValid) throw new RetryCheckoutError("a checkout handler ended the checkout");
        log("connection checked out");
        return connection;
      } catch (error) {
        if (!isRetry(error)) {
          await giveUp(connection);
          throw error;
        }
        freshness.suspectAll();
        const isLast = attempt === retries;
        // Before the slot is freed, or it would go to the next in the line.
        if (!isLast) wish.turn = stock.rejoin();
        connection.invalidate(error);
        if (isLast) throw error;
      }
    }
  }

  async #waitInLine(wish: Wish): Promise<Claim> {
    const { stock, log } = this.#context;
    try {
      const slot = await wish.turn.promise;
      return stock.claim(slot, wish.holder, "opening", Date.now());
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      const timeout = stock.timeoutError();
      log(timeout.message);
      throw timeout;
    } finally {
      stock.waiting -= 1;
    }
  }

  /** Finds or opens a connection for a claim; if that fails, or if nobody wants it any more, the slot is free again. */
  async #findRecord(wish: Wish, claim: Claim): Promise<DriverRecord<C>> {
    let record: DriverRecord<C> | undefined;
    try {
      if (!wish.isWithdrawn) record = (await this.#findIdle()) ?? (await this.#opener.open());
    } catch (error) {
      this.#context.stock.free(claim);
      throw error;
    }
    if (record !== undefined && !wish.isWithdrawn) return record;
    if (record !== undefined) void this.#checkin.keepOrClose(claim, record);
    else this.#context.stock.free(claim);
    this.#checkin.trim();
    throw withdrawn();
  }

  async #findIdle(): Promise<DriverRecord<C> | undefined> {
    const { stock, freshness, log } = this.#context;
    for (let record = stock.idle.take(); record !== undefined; record = stock.idle.take()) {
      const verdict = freshness.judge(record, Date.now());
      if (verdict === "fresh") return record;
      if (verdict === "ping") {
        // One that is dead is replaced by a new one straight away: asking all the others, dead as well perhaps, could take long.
        if (!(await this.#pinger.answers(record))) return undefined;
        // It may have been disposed of while it was asked.
        if (!freshness.isStale(record)) return record;
      }
      log(`connection replaced: ${verdict === "expired" ? "too old" : "disposed of or invalidated"}`);
      await this.#checkin.discard(record);
    }
    return undefined;
  }

  /**
   * Runs handlers that have always been synchronous, and says whether the checkout stands. If one surprises us with a promise, the connection
   * goes back when it is done, and the caller has to wait its turn instead.
   */
  #announceNow(connection: PooledConnection<C>, record: DriverRecord<C>): boolean {
    const { handlers, freshness } = this.#context;
    if (!handlers.has("checkout")) return true;
    try {
      const outcome = handlers.emit("checkout", { driverConnection: record.driverConnection, record, connection });
      if (!isPromise(outcome)) return connection.isValid;
      const end = (): Promise<void> => giveUp(connection);
      outcome.then(end, end);
    } catch (error) {
      if (!isRetry(error)) {
        void giveUp(connection);
        throw error;
      }
      freshness.suspectAll();
      connection.invalidate(error);
    }
    return false;
  }
}

/** Gives back a connection that will not be used; what goes wrong now is not what the caller has to hear. */
async function giveUp<C>(connection: PooledConnection<C>): Promise<void> {
  try {
    await connection.release();
  } catch {
    // the connection was closed
  }
}

/** Ends the work for a caller who has left. Nobody sees it: the caller was told the signal's reason. */
function withdrawn(): Error {
  return new Error("withdrawn");
}

function isRetry(error: unknown): boolean {
  return typeof error === "object" && error !== null && (error as { retryCheckout?: unknown }).retryCheckout === true;
}
