/**
 * How a relationship gets its value. A strategy acts at one of three moments: when the statement is rewritten (`row`: it joins), when the rows have
 * been read (`later`: it sends statements of its own), or never, unless somebody asks. A new strategy says its moment here; one that acts later
 * is a file beside this with a line in `table.ts`.
 */
import type { LoadJob, LoadRun } from "../run.js";
import type { StrategyName } from "../steps.js";

export type Moment = "row" | "later" | "never";

const moments: Readonly<Record<StrategyName, Moment>> = {
  joined: "row",
  containsEager: "row",
  selectin: "later",
  subquery: "later",
  immediate: "later",
  select: "never",
  raise: "never",
  noload: "never",
};

/** When a strategy acts. */
export function momentOf(strategy: StrategyName): Moment {
  return moments[strategy];
}

/** A strategy that acts when the rows have been read. */
export interface LaterStrategy {
  /** Loads the relationship for all objects of the job. */
  load(job: LoadJob, run: LoadRun): Promise<void>;
}
