import type { InstanceState } from "../state/instance-state.js";
import { collectDeletes } from "./cascades.js";
import type { SessionCore } from "./core.js";
import { loadUnknown } from "./flush-run.js";

interface Batch {
  readonly states: Set<InstanceState>;
  readonly done: Promise<void>;
}

/**
 * Calls of `delete` that follow each other in one tick (`Promise.all(users.map((user) => session.delete(user)))`) are one: what their cascades
 * must know is loaded for all at once. A call of another kind between two of them keeps its place: it ends the batch.
 */
export class DeleteBatches {
  readonly #core: SessionCore;
  #open: Batch | null = null;

  constructor(core: SessionCore) {
    this.#core = core;
  }

  /** Another call takes its place in the queue: what comes now comes after it. */
  close(): void {
    this.#open = null;
  }

  add(state: InstanceState): Promise<void> {
    if (this.#open !== null) {
      this.#open.states.add(state);
      return this.#open.done;
    }
    const core = this.#core;
    const states = new Set([state]);
    const turn = core.queue.take();
    const done = (async () => {
      await turn.wait();
      await Promise.resolve();
      this.close();
      try {
        await core.inTurn(turn, () => this.#mark([...states]));
      } finally {
        turn.leave();
      }
    })();
    this.#open = { states, done };
    return done;
  }

  async #mark(given: readonly InstanceState[]): Promise<void> {
    const core = this.#core;
    core.checkOpen();
    core.transactions.checkActive();
    const states = given.filter((state) => state.status !== "deleted" && !core.objects.deleted.has(state));
    for (const state of states) if (state.session === null) core.objects.attachDetached(state);
    for (const doomed of await collectDeletes(states, (owners, property) => loadUnknown(core, owners, property))) {
      if (doomed.key === null) core.objects.expelPending(doomed);
      else if (doomed.session === core && doomed.status === "persistent") core.objects.deleted.add(doomed);
    }
  }
}
