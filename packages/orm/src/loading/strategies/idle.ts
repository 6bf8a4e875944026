/** Strategies that load nothing with the statement. */
import type { IdleStrategy } from "./strategy.js";

/** Left unloaded until `awaitableAttrs` or `session.load` asks. */
export const lazyStrategy: IdleStrategy = { moment: "never", isEmpty: false };
/** Left unloaded, and not to be loaded later: what the object was loaded with says so. */
export const raiseStrategy: IdleStrategy = { moment: "never", isEmpty: false };
/** Empty, without asking the database. */
export const noLoadStrategy: IdleStrategy = { moment: "never", isEmpty: true };
