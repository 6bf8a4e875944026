import type { Closer } from "./closer.js";
import type { PoolContext } from "./context.js";
import { PoolConnectTimeoutError } from "./errors.js";
import type { FirstConnect } from "./first-connect.js";
import { DriverRecord } from "./record.js";
import { within } from "./within.js";

/**
 * The least time a connection may take to open, in milliseconds. `poolTimeout` is about waiting for others, and may be far shorter than a
 * handshake; but a creation that never answers must not keep its slot for ever.
 */
const leastPatience = 30_000;

/** Opens connections: the factory, then the handlers of `firstConnect` and `connect`. What fails half-way is closed. */
export class Opener<C> {
  readonly #context: PoolContext<C>;
  readonly #closer: Closer<C>;
  readonly #firstConnect: FirstConnect<C>;
  readonly #patience: number;

  constructor(context: PoolContext<C>, closer: Closer<C>, firstConnect: FirstConnect<C>) {
    this.#context = context;
    this.#closer = closer;
    this.#firstConnect = firstConnect;
    this.#patience = Math.max(context.options.poolTimeout, leastPatience);
  }

  /**
   * Opens a connection.
   *
   * @returns its record
   * @throws what the factory or a handler threw, or {@link PoolConnectTimeoutError}
   */
  async open(): Promise<DriverRecord<C>> {
    // A pool disposed of while this connection opens does not keep it: what counts is the time of the beginning.
    const { generation, deaths } = this.#context.freshness;
    const record = new DriverRecord(await this.#create(), generation, deaths);
    const event = { driverConnection: record.driverConnection, record };
    try {
      await this.#firstConnect.run(event);
      await this.#context.handlers.emit("connect", event);
    } catch (error) {
      await this.#closer.close(record);
      throw error;
    }
    this.#context.log("connection opened");
    return record;
  }

  #create(): Promise<C> {
    const controller = new AbortController();
    const creation = Promise.resolve(this.#context.factory.create(controller.signal));
    return within(creation, this.#patience, () => {
      const error = new PoolConnectTimeoutError(this.#patience);
      creation.then(
        (late) => this.#closer.destroy(late),
        () => {}, // it was given up already
      );
      controller.abort(error);
      throw error;
    });
  }
}
