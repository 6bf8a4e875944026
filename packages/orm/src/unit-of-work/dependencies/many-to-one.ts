import type { RelationshipProperty } from "../../mapping/relationship.js";
import { type InstanceState, stateOf } from "../../state/instance-state.js";
import { UNLOADED } from "../../state/unloaded.js";
import { clear, populate, type SyncPair, syncPairs } from "../sync.js";
import type { UnitOfWork } from "../unit-of-work.js";
import { Dependency, type History, type SideActions, type StateActions } from "./dependency.js";

const NONE: readonly InstanceState[] = [];
const NOTHING: History = { added: NONE, unchanged: NONE, removed: NONE };

/** This side refers to the other: its foreign keys follow the reference. */
export class ManyToOne extends Dependency {
  readonly pairs: readonly SyncPair[];

  constructor(property: RelationshipProperty) {
    super(property);
    this.pairs = syncPairs(property);
  }

  protected override addEdges(
    unit: UnitOfWork,
    { parentSaves, childSaves, parentDeletes, childDeletes, afterSave, beforeDelete }: SideActions,
  ): void {
    if (this.property.postUpdate) {
      const postUpdates = unit.postUpdateAll(this.parent.root, false);
      const preUpdates = unit.postUpdateAll(this.parent.root, true);
      unit.addEdge(childSaves, afterSave);
      unit.addEdge(parentSaves, afterSave);
      unit.addEdge(afterSave, postUpdates);
      unit.addEdge(afterSave, preUpdates);
      unit.addEdge(beforeDelete, preUpdates);
      unit.addEdge(preUpdates, childDeletes);
      unit.addEdge(preUpdates, parentDeletes);
      return;
    }
    unit.addEdge(childSaves, afterSave);
    unit.addEdge(afterSave, parentSaves);
    unit.addEdge(parentSaves, childDeletes);
    unit.addEdge(parentDeletes, childDeletes);
  }

  protected override addStateEdges(
    unit: UnitOfWork,
    { saveParent, deleteParent, childAction, afterSave, beforeDelete, isDelete, childIsDelete }: StateActions,
  ): void {
    if (this.property.postUpdate) {
      if (isDelete) {
        const preUpdates = unit.postUpdateAll(this.parent.root, true);
        unit.addEdge(beforeDelete, preUpdates);
        unit.addEdge(preUpdates, deleteParent);
        unit.addEdge(preUpdates, childAction);
        return;
      }
      const postUpdates = unit.postUpdateAll(this.parent.root, false);
      unit.addEdge(afterSave, postUpdates);
      if (childIsDelete) unit.addEdge(postUpdates, childAction);
      else {
        unit.addEdge(saveParent, afterSave);
        unit.addEdge(childAction, afterSave);
      }
    } else if (!isDelete) {
      if (!childIsDelete) unit.addEdge(childAction, afterSave);
      unit.addEdge(afterSave, saveParent);
      // The UPDATE that lets go of a row comes before the row's DELETE.
      if (childIsDelete) unit.addEdge(saveParent, childAction);
    } else if (childIsDelete) unit.addEdge(deleteParent, childAction);
  }

  /** Read off the object each time: cheaper than to remember. */
  override history(_unit: UnitOfWork, state: InstanceState): History {
    const { slot } = this.property;
    const held = state.slots[slot];
    if (held === UNLOADED) return NOTHING;
    const base = state.committed[slot];
    if (held === base) return held === null ? NOTHING : { added: NONE, unchanged: [stateOf(held as object)], removed: NONE };
    return {
      added: held === null ? NONE : [stateOf(held as object)],
      unchanged: NONE,
      removed: base === null || base === UNLOADED ? NONE : [stateOf(base as object)],
    };
  }

  override hasChanges(unit: UnitOfWork, states: readonly InstanceState[]): boolean {
    const { slot } = this.property;
    for (let i = 0; i < states.length; i++) {
      const { slots, committed } = states[i]!;
      if (slots[slot] !== UNLOADED && (slots[slot] !== null || committed[slot] !== null)) return true;
    }
    return states.length > 0 && !this.isSelfReferential && unit.involves(this.target);
  }

  override async presortDeletes(unit: UnitOfWork, states: readonly InstanceState[]): Promise<void> {
    const { cascade, passiveDeletes } = this.property;
    if (!cascade.delete && !cascade.deleteOrphan) return;
    if (!passiveDeletes) await this.loadUnknown(unit, states);
    const doomed: InstanceState[] = [];
    for (const state of states) {
      const history = this.history(unit, state);
      doomed.push(...history.added, ...history.unchanged);
      if (cascade.deleteOrphan) doomed.push(...history.removed);
    }
    await this.#delete(unit, doomed);
  }

  override async presortSaves(unit: UnitOfWork, states: readonly InstanceState[]): Promise<void> {
    if (!this.property.cascade.deleteOrphan) return;
    const orphans: InstanceState[] = [];
    for (const state of states) for (const child of this.history(unit, state).removed) if (this.isOrphan(child, state)) orphans.push(child);
    await this.#delete(unit, orphans);
  }

  async #delete(unit: UnitOfWork, states: readonly InstanceState[]): Promise<void> {
    if (states.length === 0) return;
    for (const state of await unit.host.cascadeDelete(states)) unit.register(state, { isDelete: true });
  }

  override processDeletes(unit: UnitOfWork, states: readonly InstanceState[]): void {
    const { postUpdate, cascade, passiveDeletes } = this.property;
    if (!postUpdate || cascade.deleteOrphan || passiveDeletes === "all") return;
    // The row must let go of the other before either can be deleted.
    for (const state of states) {
      const { added, unchanged, removed } = this.history(unit, state);
      if (added.length + unchanged.length + removed.length === 0) continue;
      clear(state, this.pairs, this.property);
      this.#postUpdate(unit, state);
    }
  }

  override processSaves(unit: UnitOfWork, states: readonly InstanceState[]): void {
    const { slot, postUpdate } = this.property;
    for (let i = 0; i < states.length; i++) {
      const state = states[i]!;
      const held = state.slots[slot];
      if (held === UNLOADED || (held === state.committed[slot] && !postUpdate) || (!postUpdate && unit.isDeleted(state))) continue;
      const base = state.committed[slot];
      if (held !== base && held !== null) {
        const child = stateOf(held as object);
        this.verify(state, child);
        if (!unit.host.contains(child)) this.meetStranger(state, child);
        populate(child, state, this.pairs);
      } else if (held !== base && base !== UNLOADED) clear(state, this.pairs, this.property);
      if (postUpdate && (held !== null || (base !== null && base !== UNLOADED))) this.#postUpdate(unit, state);
    }
  }

  #postUpdate(unit: UnitOfWork, state: InstanceState): void {
    unit.registerPostUpdate(
      state,
      this.pairs.map((pair) => pair.target.index),
    );
  }
}
