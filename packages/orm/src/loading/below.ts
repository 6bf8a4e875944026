/** Going on below objects that need no statement themselves: they were in the session, or their relationship was loaded. */
import type { Mapper } from "../mapping/mapper.js";
import type { InstanceState } from "../state/instance-state.js";
import type { LoadRun } from "./run.js";
import { momentOf } from "./strategies/strategy.js";
import type { LoadNode } from "./tree.js";

/** Asks for what options name below these objects. What would be joined is loaded by a statement of its own. */
export function loadBelow(run: LoadRun, states: readonly InstanceState[], node: LoadNode, trail: readonly Mapper[]): void {
  if (states.length === 0) return;
  for (const [property, edge] of node.edges) {
    if (edge.strategy === null) continue;
    const moment = momentOf(edge.strategy);
    if (moment !== "never")
      run.enqueue({
        property,
        strategy: moment === "row" ? "selectin" : edge.strategy,
        states: states.filter((state) => belongs(state.mapper, property.parent)),
        node,
        trail,
      });
  }
}

function belongs(mapper: Mapper, to: Mapper): boolean {
  for (let at: Mapper | null = mapper; at !== null; at = at.parent) if (at === to) return true;
  return false;
}
