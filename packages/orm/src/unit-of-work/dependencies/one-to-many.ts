import type { RelationshipProperty } from "../../mapping/relationship.js";
import type { InstanceState } from "../../state/instance-state.js";
import { clear, isSourceModified, populate, type SyncPair, syncPairs } from "../sync.js";
import type { UnitOfWork } from "../unit-of-work.js";
import { Dependency, type SideActions, type StateActions } from "./dependency.js";

const KEEPING = { cancelDelete: true };

/** The other side refers to this one: its foreign keys are set when it joins, and emptied when it leaves. */
export class OneToMany extends Dependency {
  readonly pairs: readonly SyncPair[];
  readonly #added = {};

  constructor(property: RelationshipProperty) {
    super(property);
    this.pairs = syncPairs(property);
  }

  protected override addEdges(
    unit: UnitOfWork,
    { parentSaves, childSaves, parentDeletes, childDeletes, afterSave, beforeDelete }: SideActions,
  ): void {
    if (this.property.postUpdate) {
      const postUpdates = unit.postUpdateAll(this.target.root, false);
      const preUpdates = unit.postUpdateAll(this.target.root, true);
      unit.addEdge(childSaves, afterSave);
      unit.addEdge(parentSaves, afterSave);
      unit.addEdge(afterSave, postUpdates);
      unit.addEdge(beforeDelete, preUpdates);
      unit.addEdge(preUpdates, parentDeletes);
      unit.addEdge(preUpdates, childDeletes);
      return;
    }
    unit.addEdge(parentSaves, afterSave);
    unit.addEdge(afterSave, childSaves);
    unit.addEdge(afterSave, childDeletes);
    unit.addEdge(childSaves, parentDeletes);
    unit.addEdge(childDeletes, parentDeletes);
    unit.addEdge(beforeDelete, childSaves);
    unit.addEdge(beforeDelete, childDeletes);
  }

  protected override addStateEdges(
    unit: UnitOfWork,
    { saveParent, deleteParent, childAction, afterSave, beforeDelete, isDelete, childIsDelete }: StateActions,
  ): void {
    if (this.property.postUpdate) {
      if (isDelete) {
        const preUpdates = unit.postUpdateAll(this.target.root, true);
        unit.addEdge(beforeDelete, preUpdates);
        unit.addEdge(preUpdates, deleteParent);
      } else {
        const postUpdates = unit.postUpdateAll(this.target.root, false);
        if (!childIsDelete) unit.addEdge(saveParent, afterSave);
        unit.addEdge(childAction, afterSave);
        unit.addEdge(afterSave, postUpdates);
      }
    } else if (isDelete) {
      unit.addEdge(beforeDelete, childAction);
      unit.addEdge(childAction, deleteParent);
    } else {
      unit.addEdge(saveParent, afterSave);
      unit.addEdge(afterSave, childAction);
      unit.addEdge(saveParent, childAction);
    }
  }

  override async presortDeletes(unit: UnitOfWork, states: readonly InstanceState[]): Promise<void> {
    const { cascade, passiveDeletes } = this.property;
    if (!passiveDeletes) await this.loadUnknown(unit, states);
    const emptyKeys = !cascade.delete && passiveDeletes !== "all";
    for (const state of states) {
      const history = this.history(unit, state);
      for (const child of history.removed) if (this.isOrphan(child, state)) unit.register(child, { isDelete: cascade.deleteOrphan });
      if (emptyKeys) for (const child of history.unchanged) unit.register(child);
    }
  }

  override async presortSaves(unit: UnitOfWork, states: readonly InstanceState[]): Promise<void> {
    const { cascade, passiveDeletes } = this.property;
    const orphans: InstanceState[] = [];
    for (let i = 0; i < states.length; i++) {
      const state = states[i]!;
      const { added, unchanged, removed } = this.history(unit, state);
      for (let j = 0; j < added.length; j++) if (!unit.register(added[j]!, KEEPING)) this.meetStranger(state, added[j]!);
      for (let j = 0; j < removed.length; j++) {
        const child = removed[j]!;
        if (!cascade.deleteOrphan) {
          if (passiveDeletes !== "all") unit.register(child);
        } else if (this.isOrphan(child, state)) orphans.push(child);
      }
      if (unchanged.length > 0 && isSourceModified(state, this.pairs))
        for (const child of unchanged) unit.register(child, { listOnly: true });
    }
    if (orphans.length > 0) for (const state of await unit.host.cascadeDelete(orphans)) unit.register(state, { isDelete: true });
  }

  override processDeletes(unit: UnitOfWork, states: readonly InstanceState[]): void {
    const { cascade, passiveDeletes, postUpdate } = this.property;
    if (!postUpdate && passiveDeletes === "all") return;
    const added = unit.memo(this.#added, () => this.#joining(unit));
    for (const state of states) {
      const history = this.history(unit, state);
      for (const child of history.removed) if (this.isOrphan(child, state)) this.#clear(unit, child);
      if (postUpdate || !cascade.delete) for (const child of history.unchanged) if (!added.has(child)) this.#clear(unit, child);
    }
  }

  override processSaves(unit: UnitOfWork, states: readonly InstanceState[]): void {
    const { cascade, passiveDeletes } = this.property;
    const emptyKeys = !cascade.deleteOrphan && passiveDeletes !== "all";
    const { postUpdate } = this.property;
    for (let i = 0; i < states.length; i++) {
      const state = states[i]!;
      const { added, unchanged, removed } = this.history(unit, state);
      for (let j = 0; j < added.length; j++) {
        const child = added[j]!;
        this.verify(state, child);
        if (unit.taskOf(child) === null || (!postUpdate && unit.isDeleted(child))) continue;
        populate(state, child, this.pairs);
        if (postUpdate) this.#postUpdate(unit, child);
      }
      if (emptyKeys && removed.length > 0) {
        // One that has moved to another owner keeps the key that this gives it, whichever of the two owners comes first.
        const joining = unit.memo(this.#added, () => this.#joining(unit));
        for (const child of removed) if (!joining.has(child) && this.isOrphan(child, state)) this.#clear(unit, child);
      }
      if (unit.keySwitches.size > 0 && unit.keySwitches.has(state))
        for (const child of unchanged) if (!unit.isDeleted(child)) populate(state, child, this.pairs);
    }
  }

  /** Those that join an owner in this flush: a former owner that is deleted leaves their keys alone. */
  #joining(unit: UnitOfWork): Set<InstanceState> {
    const joining = new Set<InstanceState>();
    for (const state of unit.ownersOf(this, false))
      for (const child of this.history(unit, state).added) if (unit.taskOf(child) !== null) joining.add(child);
    return joining;
  }

  #clear(unit: UnitOfWork, child: InstanceState): void {
    if (unit.taskOf(child) === null || (!this.property.postUpdate && unit.isDeleted(child))) return;
    clear(child, this.pairs, this.property);
    if (this.property.postUpdate) this.#postUpdate(unit, child);
  }

  #postUpdate(unit: UnitOfWork, child: InstanceState): void {
    unit.registerPostUpdate(
      child,
      this.pairs.map((pair) => pair.target.index),
    );
  }
}
