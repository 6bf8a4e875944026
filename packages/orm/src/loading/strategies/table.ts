/** The strategies by name. A new one is a file beside this and a line here. */
import type { StrategyName } from "../steps.js";
import { containsEagerStrategy, joinedStrategy } from "./joined.js";
import { lazyStrategy, noLoadStrategy, raiseStrategy } from "./idle.js";
import { selectInStrategy } from "./selectin.js";
import type { LoaderStrategy } from "./strategy.js";

const strategies: Readonly<Record<StrategyName, LoaderStrategy>> = {
  select: lazyStrategy,
  selectin: selectInStrategy,
  joined: joinedStrategy,
  // The keys of the parents are known when their rows have been read: sending them costs less than running the original statement again.
  subquery: selectInStrategy,
  immediate: selectInStrategy,
  containsEager: containsEagerStrategy,
  raise: raiseStrategy,
  noload: noLoadStrategy,
};

/** The strategy of this name. */
export function strategyFor(name: StrategyName): LoaderStrategy {
  return strategies[name];
}
