/**
 * The steps of a flush. Each works on all objects of a mapper or of a relationship at once; where mappers depend on each other in a ring (a
 * self-reference is one already), it is broken into a step per object, and the steps of one kind that the sort lets stand side by side are
 * carried out together again. After SQLAlchemy's `orm/unitofwork.py`.
 */
import type { Mapper } from "../mapping/mapper.js";
import type { Dependency } from "./dependencies/dependency.js";
import { deleteStates } from "./persistence/delete.js";
import { postUpdate } from "./persistence/post-update.js";
import { saveStates } from "./persistence/save.js";
import type { Task, UnitOfWork } from "./unit-of-work.js";

/** What may be answered at once: an embedded database needs no promise a step. */
export type Maybe<T> = T | Promise<T>;

export abstract class Action {
  /** An aggregate step whose work has been handed to steps per object. */
  disabled = false;
  /** Decides the order of steps that do not depend on each other. */
  abstract readonly sortKey: string;
  /** Steps that may be carried out together share it. */
  get group(): unknown {
    return this;
  }
  /** @param together the steps of this group, this one first. */
  abstract execute(unit: UnitOfWork, together: readonly Action[]): Maybe<void>;
  /** This step as one for each object. */
  perState(_unit: UnitOfWork): Action[] {
    return [];
  }
  abstract describe(): string;
}

/** INSERT and UPDATE of all objects of one hierarchy. */
export class SaveAll extends Action {
  readonly mapper: Mapper;
  readonly sortKey: string;

  constructor(mapper: Mapper) {
    super();
    this.mapper = mapper;
    this.sortKey = `SaveUpdateAll ${mapper.name}`;
  }

  override execute(unit: UnitOfWork): Maybe<void> {
    return saveStates(unit, this.mapper, unit.tasksOf(this.mapper, false));
  }

  override perState(unit: UnitOfWork): Action[] {
    const tasks = unit.tasksOf(this.mapper, false);
    const deletes = unit.deleteAll(this.mapper);
    const actions = tasks.map((task) => {
      const action = unit.saveState(task);
      // Saves stay before deletes: a row that is deleted and inserted again becomes an UPDATE.
      unit.addEdge(action, deletes);
      return action;
    });
    for (const dependency of unit.dependenciesOf(this.mapper)) dependency.addPerStateActions(unit, tasks, false);
    return actions;
  }

  override describe(): string {
    return `saving ${this.mapper.name}`;
  }
}

/** DELETE of all objects of one hierarchy. */
export class DeleteAll extends Action {
  readonly mapper: Mapper;
  readonly sortKey: string;

  constructor(mapper: Mapper) {
    super();
    this.mapper = mapper;
    this.sortKey = `DeleteAll ${mapper.name}`;
  }

  override execute(unit: UnitOfWork): Maybe<void> {
    return deleteStates(unit, this.mapper, unit.tasksOf(this.mapper, true));
  }

  override perState(unit: UnitOfWork): Action[] {
    const tasks = unit.tasksOf(this.mapper, true);
    const saves = unit.saveAll(this.mapper);
    const actions = tasks.map((task) => {
      const action = unit.deleteState(task);
      unit.addEdge(saves, action);
      return action;
    });
    for (const dependency of unit.dependenciesOf(this.mapper)) dependency.addPerStateActions(unit, tasks, true);
    return actions;
  }

  override describe(): string {
    return `deleting ${this.mapper.name}`;
  }
}

/** Carries keys along one relationship, for all its owners that are saved, or for all that are deleted. */
export class ProcessAll extends Action {
  readonly dependency: Dependency;
  readonly isDelete: boolean;
  readonly sortKey: string;

  constructor(dependency: Dependency, isDelete: boolean) {
    super();
    this.dependency = dependency;
    this.isDelete = isDelete;
    this.sortKey = `ProcessAll ${dependency.sortKey} ${isDelete}`;
  }

  override execute(unit: UnitOfWork): Maybe<void> {
    const states = unit.ownersOf(this.dependency, this.isDelete);
    if (states.length === 0) return;
    return this.isDelete ? this.dependency.processDeletes(unit, states) : this.dependency.processSaves(unit, states);
  }

  override describe(): string {
    return `${this.dependency.property.parent.name}.${this.dependency.property.key}`;
  }
}

/** The UPDATE that sets foreign keys apart from INSERT and DELETE (`postUpdate`). */
export class PostUpdateAll extends Action {
  readonly mapper: Mapper;
  readonly isDelete: boolean;
  readonly sortKey: string;

  constructor(mapper: Mapper, isDelete: boolean) {
    super();
    this.mapper = mapper;
    this.isDelete = isDelete;
    this.sortKey = `PostUpdateAll ${mapper.name} ${isDelete}`;
  }

  override execute(unit: UnitOfWork): Maybe<void> {
    return postUpdate(unit, this.mapper, this.isDelete);
  }

  override describe(): string {
    return `the post-update of ${this.mapper.name}`;
  }
}

/** INSERT or UPDATE of one object. */
export class SaveState extends Action {
  readonly task: Task;
  readonly sortKey: string;

  constructor(task: Task) {
    super();
    this.task = task;
    this.sortKey = `ProcessState ${task.state.mapper.root.name}`;
  }

  override get group(): string {
    return `save ${this.task.state.mapper.root.id}`;
  }

  override execute(unit: UnitOfWork, together: readonly Action[]): Maybe<void> {
    return saveStates(
      unit,
      this.task.state.mapper.root,
      together.map((action) => (action as SaveState).task),
    );
  }

  override describe(): string {
    return `saving ${this.task.state.mapper.name}`;
  }
}

/** DELETE of one object. */
export class DeleteState extends Action {
  readonly task: Task;
  readonly sortKey: string;

  constructor(task: Task) {
    super();
    this.task = task;
    this.sortKey = `DeleteState ${task.state.mapper.root.name}`;
  }

  override get group(): string {
    return `delete ${this.task.state.mapper.root.id}`;
  }

  override execute(unit: UnitOfWork, together: readonly Action[]): Maybe<void> {
    // A save of the same flush may have taken over the row in the meantime.
    const tasks = together.map((action) => (action as DeleteState).task).filter((task) => task.isDelete && !task.listOnly);
    return deleteStates(unit, this.task.state.mapper.root, tasks);
  }

  override describe(): string {
    return `deleting ${this.task.state.mapper.name}`;
  }
}

/** Carries keys along one relationship of one object. */
export class ProcessState extends Action {
  readonly dependency: Dependency;
  readonly isDelete: boolean;
  readonly task: Task;
  readonly sortKey: string;

  constructor(dependency: Dependency, isDelete: boolean, task: Task) {
    super();
    this.dependency = dependency;
    this.isDelete = isDelete;
    this.task = task;
    this.sortKey = `ProcessState ${dependency.sortKey}`;
  }

  override get group(): string {
    return `process ${this.dependency.id} ${this.isDelete}`;
  }

  override execute(unit: UnitOfWork, together: readonly Action[]): Maybe<void> {
    const states = together.map((action) => (action as ProcessState).task.state);
    return this.isDelete ? this.dependency.processDeletes(unit, states) : this.dependency.processSaves(unit, states);
  }

  override describe(): string {
    return `${this.dependency.property.parent.name}.${this.dependency.property.key}`;
  }
}
