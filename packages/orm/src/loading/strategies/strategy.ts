/**
 * How a relationship gets its value. A strategy takes part at one of three moments: when the statement is rewritten (`row`: it joins), when the
 * rows have been read (`later`: it sends statements of its own), or not at all.
 */
import type { LoadJob, LoadRun } from "../run.js";

export interface LaterStrategy {
  readonly moment: "later";
  /** Loads the relationship for all objects of the job. */
  load(job: LoadJob, run: LoadRun): Promise<void>;
}
export interface RowStrategy {
  readonly moment: "row";
}
export interface IdleStrategy {
  readonly moment: "never";
  /** Whether the relationship counts as loaded, and has nothing in it. */
  readonly isEmpty: boolean;
}
export type LoaderStrategy = LaterStrategy | RowStrategy | IdleStrategy;
