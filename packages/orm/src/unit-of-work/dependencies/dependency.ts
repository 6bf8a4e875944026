/**
 * What one relationship asks of a flush: which further objects are touched (`presort…`), which action comes before which (`addEdges`), and
 * how key values go from one side to the other (`process…`). One subclass a direction. After SQLAlchemy's `orm/dependency.py`.
 */
import { FlushError } from "@cupel/core";
import type { Mapper } from "../../mapping/mapper.js";
import type { RelationshipProperty } from "../../mapping/relationship.js";
import { relationshipHistory } from "../../state/history.js";
import { type InstanceState, stateOf } from "../../state/instance-state.js";
import { UNLOADED } from "../../state/unloaded.js";
import type { Action, Maybe } from "../actions.js";
import type { Task, UnitOfWork } from "../unit-of-work.js";

/** What happened to one relationship of one object since it was read or written. */
export interface History {
  readonly added: readonly InstanceState[];
  readonly unchanged: readonly InstanceState[];
  readonly removed: readonly InstanceState[];
}

/** The aggregate actions of the two sides. */
export interface SideActions {
  readonly parentSaves: Action;
  readonly childSaves: Action;
  readonly parentDeletes: Action;
  readonly childDeletes: Action;
  readonly afterSave: Action;
  readonly beforeDelete: Action;
}

/** The actions of one owner and of one object on the other side. */
export interface StateActions {
  readonly saveParent: Action | null;
  readonly deleteParent: Action | null;
  readonly childAction: Action | null;
  readonly afterSave: Action | null;
  readonly beforeDelete: Action | null;
  readonly isDelete: boolean;
  readonly childIsDelete: boolean;
}

/** Who joined and who left. A list may hold an object several times; it is a member once. */
function membership({
  added,
  unchanged,
  removed,
}: {
  readonly added: readonly object[];
  readonly unchanged: readonly object[];
  readonly removed: readonly object[];
}): History {
  if (added.length + removed.length === 0) return { added: [], unchanged: unchanged.map(stateOf), removed: [] };
  if (added.length + unchanged.length + removed.length === 1)
    return { added: added.map(stateOf), unchanged: unchanged.map(stateOf), removed: removed.map(stateOf) };
  const kept = new Set(unchanged);
  const joined = new Set(added);
  return {
    added: [...joined].filter((item) => !kept.has(item)).map(stateOf),
    unchanged: [...kept].map(stateOf),
    removed: [...new Set(removed)].filter((item) => !kept.has(item) && !joined.has(item)).map(stateOf),
  };
}

/** Of a collection that was empty, or of a new object: all members have joined. Null where there is more to be compared. */
function firstMembers(state: InstanceState, slot: number): History | null {
  const held = state.slots[slot];
  const base = state.committed[slot];
  if (!Array.isArray(held) || !(base === UNLOADED || (Array.isArray(base) && base.length === 0))) return null;
  const members = held as readonly object[];
  const added: InstanceState[] = new Array(members.length);
  for (let i = 0; i < members.length; i++) {
    if (members.length > 1 && members.indexOf(members[i]!) !== i) return null;
    added[i] = stateOf(members[i]!);
    if (i === 32) return null;
  }
  return { added, unchanged: NONE, removed: NONE };
}

const NONE: readonly InstanceState[] = [];
let lastId = 0;

export abstract class Dependency {
  readonly id = lastId++;
  readonly property: RelationshipProperty;
  readonly parent: Mapper;
  readonly target: Mapper;
  readonly sortKey: string;
  readonly isSelfReferential: boolean;

  constructor(property: RelationshipProperty) {
    this.property = property;
    this.parent = property.parent;
    this.target = property.target;
    this.sortKey = `${property.parent.name}_${property.key}`;
    this.isSelfReferential = property.parent.root === property.target.root;
  }

  /** Whether objects of this mapper have the relationship. */
  isOf(mapper: Mapper): boolean {
    return mapper.relationships[this.property.slot] === this.property;
  }

  /** Registers what the deletion of these owners touches. */
  abstract presortDeletes(unit: UnitOfWork, states: readonly InstanceState[]): Maybe<void>;
  /** Registers what the saving of these owners touches. */
  abstract presortSaves(unit: UnitOfWork, states: readonly InstanceState[]): Maybe<void>;
  abstract processDeletes(unit: UnitOfWork, states: readonly InstanceState[]): Maybe<void>;
  abstract processSaves(unit: UnitOfWork, states: readonly InstanceState[]): Maybe<void>;
  protected abstract addEdges(unit: UnitOfWork, actions: SideActions): void;
  protected abstract addStateEdges(unit: UnitOfWork, actions: StateActions): void;

  /** Once a flush. */
  history(unit: UnitOfWork, state: InstanceState): History {
    const { slot } = this.property;
    const task = unit.taskOf(state);
    const known = task?.histories?.[slot] as History | undefined;
    if (known !== undefined) return known;
    const history = firstMembers(state, slot) ?? membership(relationshipHistory(state, this.property));
    if (task !== null) (task.histories ??= [])[slot] = history;
    return history;
  }

  /** Loads what is not known of these owners, and forgets what was thought of it. */
  protected async loadUnknown(unit: UnitOfWork, states: readonly InstanceState[]): Promise<void> {
    const unknown = states.filter((state) => state.slots[this.property.slot] === UNLOADED && state.key !== null);
    if (unknown.length === 0) return;
    await unit.host.loadRelationship(unknown, this.property);
    for (const state of unknown) {
      const histories = unit.taskOf(state)?.histories;
      if (histories != null) histories[this.property.slot] = undefined;
    }
  }

  /** Whether an object that left its owner's relationship has no owner now. */
  protected isOrphan(child: InstanceState, from: InstanceState): boolean {
    const owner = child.owners?.get(this.property);
    return owner === undefined || owner === null || owner === from;
  }

  hasChanges(unit: UnitOfWork, states: readonly InstanceState[]): boolean {
    for (let i = 0; i < states.length; i++) {
      const { added, unchanged, removed } = this.history(unit, states[i]!);
      if (added.length > 0 || unchanged.length > 0 || removed.length > 0) return true;
    }
    return states.length > 0 && !this.isSelfReferential && unit.involves(this.target);
  }

  /** Adds the actions that work on all owners at once. */
  addActions(unit: UnitOfWork): void {
    const parent = this.parent.root;
    const target = this.target.root;
    this.addEdges(unit, {
      parentSaves: unit.saveAll(parent),
      childSaves: unit.saveAll(target),
      parentDeletes: unit.deleteAll(parent),
      childDeletes: unit.deleteAll(target),
      afterSave: unit.processAll(this, false),
      beforeDelete: unit.processAll(this, true),
    });
  }

  /** Adds an action for each owner, where the mappers depend on each other in a ring. */
  addPerStateActions(unit: UnitOfWork, tasks: readonly Task[], isDelete: boolean): void {
    const target = this.target.root;
    unit.processAll(this, isDelete).disabled = true;
    const childInCycle = unit.cycles.has(unit.saveAll(target));
    const aggregate: readonly (readonly [Action, boolean])[] = [
      [unit.saveAll(target), false],
      [unit.deleteAll(target), true],
    ];
    for (const task of tasks) {
      if (!this.isOf(task.state.mapper)) continue;
      const { added, unchanged, removed } = this.history(unit, task.state);
      const members = [...added, ...unchanged, ...removed];
      if (members.length === 0) continue;
      const process = unit.processState(this, isDelete, task);
      const children = childInCycle ? members.map((child) => this.#actionOf(unit, child)) : aggregate;
      for (const [childAction, childIsDelete] of children) {
        this.addStateEdges(unit, {
          saveParent: isDelete ? null : unit.saveState(task),
          deleteParent: isDelete ? unit.deleteState(task) : null,
          childAction,
          afterSave: isDelete ? null : process,
          beforeDelete: isDelete ? process : null,
          isDelete,
          childIsDelete,
        });
      }
    }
  }

  #actionOf(unit: UnitOfWork, child: InstanceState): readonly [Action | null, boolean] {
    const task = unit.taskOf(child);
    if (task === null) return [null, false];
    return task.isDelete ? [unit.deleteState(task), true] : [unit.saveState(task), false];
  }

  /** @throws FlushError if something stands in the relationship that cannot. */
  protected verify(owner: InstanceState, child: InstanceState): void {
    if (child.mapper === this.target) return;
    for (let mapper: Mapper | null = child.mapper; mapper !== null; mapper = mapper.parent) if (mapper === this.target) return;
    throw new FlushError(
      `${String(this.property)} of ${owner.describe()} holds ${child.describe()}, but leads to objects of class ${this.target.name}.`,
    );
  }

  /**
   * An object that the session does not know stands in a relationship. A collection holds it because the other side was set, and the object
   * was never added: it stays out, as in SQLAlchemy, with a warning. A reference that cannot be written is an error.
   */
  protected meetStranger(owner: InstanceState, child: InstanceState): void {
    if (child.status === "deleted") return;
    const { property } = this;
    const what = `${String(property)} of ${owner.describe()} leads to ${child.describe()}, which is ${child.session === null ? "of no session" : "of another session"}`;
    const remedy = `Add it by session.add(…)${property.cascade.saveUpdate ? "" : `, or let ${String(property)} cascade "save-update"`}, or take it out.`;
    if (!property.uselist || child.session !== null) throw new FlushError(`${what}, so that it cannot be written. ${remedy}`);
    process.emitWarning(`${what}, so that it is not written. ${remedy}`, "CupelWarning");
  }
}
