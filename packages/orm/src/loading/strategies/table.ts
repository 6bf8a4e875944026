/** The strategies that act when rows have been read, by name. */
import { InvalidRequestError } from "@cupel/core";
import type { StrategyName } from "../steps.js";
import { selectInStrategy } from "./selectin.js";
import type { LaterStrategy } from "./strategy.js";

const strategies: Partial<Record<StrategyName, LaterStrategy>> = {
  selectin: selectInStrategy,
  // The keys of the parents are known when their rows have been read: sending them costs less than running the original statement again.
  subquery: selectInStrategy,
  immediate: selectInStrategy,
};

/** The strategy of this name. */
export function laterStrategy(name: StrategyName): LaterStrategy {
  const strategy = strategies[name];
  if (strategy === undefined) throw new InvalidRequestError(`The strategy "${name}" does not load by a statement of its own.`);
  return strategy;
}
