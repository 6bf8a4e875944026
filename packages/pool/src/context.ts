import type { ConnectionFactory } from "./factory.js";
import type { Freshness } from "./freshness.js";
import type { Handlers } from "./handlers.js";
import type { CheckedPoolOptions } from "./options.js";
import type { Stock } from "./stock.js";

/** What the working parts of one pool share. */
export interface PoolContext<C> {
  readonly factory: ConnectionFactory<C>;
  readonly options: CheckedPoolOptions;
  readonly handlers: Handlers<C>;
  readonly stock: Stock<C>;
  readonly freshness: Freshness;
  /** Writes a line if the pool echoes. */
  log(message: string): void;
}
