/**
 * One flush: which objects are saved, which are deleted, what that does to others along relationships, and in which order the statements
 * go. The plan is a graph of actions (`actions.ts`), sorted by `topology.ts`; relationships add its edges (`dependencies/`). After
 * SQLAlchemy's `UOWTransaction`.
 */
import type { Connection, Table } from "@cupel/core";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { IdentityMap } from "../state/identity-map.js";
import type { InstanceState } from "../state/instance-state.js";
import { type Action, DeleteAll, DeleteState, type Maybe, PostUpdateAll, ProcessAll, ProcessState, SaveAll, SaveState } from "./actions.js";
import type { Dependency } from "./dependencies/dependency.js";
import { dependencyOf } from "./dependencies/registry.js";
import { type Edge, findCycles, sort, sortAsLayers } from "./topology.js";

type AnyTable = Table<never, string>;

/** What a flush needs of the session it is for. */
export interface FlushHost {
  readonly identityMap: IdentityMap;
  contains(state: InstanceState): boolean;
  connectionFor(mapper: Mapper): Maybe<Connection>;
  /** Loads a relationship of these objects, without autoflush. */
  loadRelationship(states: readonly InstanceState[], property: RelationshipProperty): Maybe<void>;
  /** These and what the `delete` cascade reaches from them, loading what must be known. */
  cascadeDelete(states: readonly InstanceState[]): Maybe<readonly InstanceState[]>;
  /** Calls the handlers of a mapper event, in such a way that they may query the session. */
  emit(mapper: Mapper, event: string, state: InstanceState, connection: Connection): Maybe<void>;
  /** Keeps what rollback would have to bring back; called before an object is changed. */
  keepOriginal(state: InstanceState): void;
  /** Keeps a new object as it was before its INSERT. */
  keepInserted(state: InstanceState): void;
  /** Rows of these tables were deleted, and what refers to them may have followed. */
  noteDelete(table: AnyTable): void;
}

/** One object in the flush; `InstanceState.task` leads to it, so that finding it costs no look-up in a map of all. */
export interface Task {
  readonly unit: UnitOfWork;
  readonly state: InstanceState;
  /** Position in which the objects came: inserts keep it. */
  readonly order: number;
  isDelete: boolean;
  /** The object takes part in relationships, and no statement is sent for it. */
  listOnly: boolean;
  save: SaveState | null;
  delete: DeleteState | null;
  /** By relationship slot, what `Dependency.history` found. */
  histories: (object | undefined)[] | null;
}

interface RegisterOptions {
  readonly isDelete?: boolean;
  readonly listOnly?: boolean;
  readonly cancelDelete?: boolean;
}
const AS_IT_IS: RegisterOptions = {};

/** Goes through a relationship's owners as they join the flush, and adds the actions of the relationship once it has work. */
class Presort {
  readonly dependency: Dependency;
  /** How far each mapper's queue has been seen. */
  readonly seen = new Map<Mapper, number>();
  planned = false;

  constructor(dependency: Dependency) {
    this.dependency = dependency;
  }
}

export class UnitOfWork {
  readonly host: FlushHost;
  /** The objects, as they came. */
  readonly list: Task[] = [];
  /** Objects mostly come one class after another: the queues of the last. */
  #lastMapper: Mapper | null = null;
  #lastQueue: Task[] = [];
  #lastOfRoot: Task[] = [];
  /** By mapper, each task as it came, and again when a save became a delete. */
  readonly #queues = new Map<Mapper, Task[]>();
  readonly #byRoot = new Map<Mapper, Task[]>();
  readonly #presorts = new Map<Dependency, Presort>();
  readonly #saves = new Map<Mapper, SaveAll>();
  readonly #deletes = new Map<Mapper, DeleteAll>();
  readonly #processes = new Map<Dependency, { save: ProcessAll | null; delete: ProcessAll | null }>();
  readonly #postUpdateActions = new Map<Mapper, { save: PostUpdateAll | null; delete: PostUpdateAll | null }>();
  readonly #stateProcesses = new Map<Dependency, { save: Map<Task, ProcessState>; delete: Map<Task, ProcessState> }>();
  readonly #dependencies = new Map<Mapper, Set<Dependency>>();
  readonly #memos = new Map<object, unknown>();
  /** What `postUpdate` relationships want written: by root mapper, the objects and the columns. */
  readonly postUpdates = new Map<Mapper, { states: Set<InstanceState>; columns: Set<number> }>();
  /** Objects whose primary key changed, with the key that the database had. */
  readonly keySwitches = new Set<InstanceState>();
  /** References whose columns were written: what is loaded may be another object than the key now names. */
  readonly staleReferences: (readonly [InstanceState, RelationshipProperty])[] = [];
  /** Whether an object is to be deleted, so that a new one may take over its row. */
  hasDeletes = false;
  #hasListed = false;
  cycles: ReadonlySet<Action> = new Set();
  #edges: Edge<Action>[] = [];

  constructor(host: FlushHost) {
    this.host = host;
  }

  /** Something remembered for the length of the flush. */
  memo<T>(key: object, make: () => T): T {
    let value = this.#memos.get(key) as T | undefined;
    if (value === undefined) {
      value = make();
      this.#memos.set(key, value);
    }
    return value;
  }

  /**
   * Takes an object into the flush, or changes what is to be done with it.
   *
   * @returns false if the object does not belong to the session.
   */
  register(state: InstanceState, options: RegisterOptions = AS_IT_IS): boolean {
    const { isDelete = false, listOnly = false, cancelDelete = false } = options;
    if (isDelete) this.hasDeletes = true;
    if (listOnly) this.#hasListed = true;
    const task = this.taskOf(state);
    if (task === null) {
      if (!this.host.contains(state)) return false;
      const { list } = this;
      const added: Task = {
        unit: this,
        state,
        order: list.length,
        isDelete,
        listOnly,
        save: null,
        delete: null,
        histories: null,
      };
      state.task = added;
      list.push(added);
      if (state.mapper !== this.#lastMapper) this.#turnTo(state.mapper);
      this.#lastQueue.push(added);
      this.#lastOfRoot.push(added);
      return true;
    }
    if (!listOnly && (isDelete || cancelDelete)) {
      const turned = task.isDelete !== isDelete;
      task.isDelete = isDelete;
      task.listOnly = false;
      if (turned) this.#queueOf(state.mapper).push(task);
    } else if (!listOnly && task.listOnly) {
      task.listOnly = false;
      this.#queueOf(state.mapper).push(task);
    }
    return true;
  }

  /** What this flush has to do with an object. */
  taskOf(state: InstanceState): Task | null {
    const task = state.task as Task | null;
    return task !== null && task.unit === this ? task : null;
  }

  /** The flush is over: its objects forget it. */
  release(): void {
    const { list } = this;
    for (let i = 0; i < list.length; i++) list[i]!.state.task = null;
  }

  #turnTo(mapper: Mapper): void {
    this.#lastMapper = mapper;
    this.#lastQueue = this.#queueOf(mapper);
    let tasks = this.#byRoot.get(mapper.root);
    if (tasks === undefined) this.#byRoot.set(mapper.root, (tasks = []));
    this.#lastOfRoot = tasks;
  }

  #queueOf(mapper: Mapper): Task[] {
    let queue = this.#queues.get(mapper);
    if (queue === undefined) {
      queue = [];
      this.#queues.set(mapper, queue);
      this.addEdge(this.saveAll(mapper.root), this.deleteAll(mapper.root));
      for (const property of mapper.relationships) {
        if (property.viewOnly) continue;
        const dependency = dependencyOf(property);
        if (!this.#presorts.has(dependency)) this.#presorts.set(dependency, new Presort(dependency));
      }
    }
    return queue;
  }

  /** Whether objects of this mapper or of its subclasses take part. */
  involves(mapper: Mapper): boolean {
    return this.#byRoot.has(mapper.root);
  }

  isDeleted(state: InstanceState): boolean {
    return this.hasDeletes && this.taskOf(state)?.isDelete === true;
  }

  tasksOf(root: Mapper, isDelete: boolean): readonly Task[] {
    const all = this.#byRoot.get(root) ?? [];
    // Nothing deleted, nothing only listed: these are all, and no list of thousands need be copied.
    if (!this.hasDeletes && !this.#hasListed) return isDelete ? [] : all;
    const tasks: Task[] = [];
    for (let i = 0; i < all.length; i++) if (all[i]!.isDelete === isDelete && !all[i]!.listOnly) tasks.push(all[i]!);
    return tasks;
  }

  /** The objects that have this relationship and are saved (or deleted). */
  ownersOf(dependency: Dependency, isDelete: boolean): InstanceState[] {
    if (isDelete && !this.hasDeletes) return [];
    const all = this.#byRoot.get(dependency.parent.root) ?? [];
    // Mostly all of them: an array of their number need not grow.
    const states = new Array<InstanceState>(all.length);
    let count = 0;
    for (let i = 0; i < all.length; i++) {
      const task = all[i]!;
      if (task.isDelete === isDelete && !task.listOnly && dependency.isOf(task.state.mapper)) states[count++] = task.state;
    }
    if (count < states.length) states.length = count;
    return states;
  }

  dependenciesOf(root: Mapper): Iterable<Dependency> {
    return this.#dependencies.get(root) ?? [];
  }

  addEdge(first: Action | null, second: Action | null): void {
    if (first !== null && second !== null) this.#edges.push([first, second]);
  }

  saveAll(root: Mapper): SaveAll {
    let action = this.#saves.get(root);
    if (action === undefined) this.#saves.set(root, (action = new SaveAll(root)));
    return action;
  }

  deleteAll(root: Mapper): DeleteAll {
    let action = this.#deletes.get(root);
    if (action === undefined) this.#deletes.set(root, (action = new DeleteAll(root)));
    return action;
  }

  processAll(dependency: Dependency, isDelete: boolean): ProcessAll {
    let actions = this.#processes.get(dependency);
    if (actions === undefined) this.#processes.set(dependency, (actions = { save: null, delete: null }));
    const root = dependency.parent.root;
    const known = this.#dependencies.get(root);
    if (known === undefined) this.#dependencies.set(root, new Set([dependency]));
    else known.add(dependency);
    return (actions[isDelete ? "delete" : "save"] ??= new ProcessAll(dependency, isDelete));
  }

  postUpdateAll(root: Mapper, isDelete: boolean): PostUpdateAll {
    let actions = this.#postUpdateActions.get(root);
    if (actions === undefined) this.#postUpdateActions.set(root, (actions = { save: null, delete: null }));
    return (actions[isDelete ? "delete" : "save"] ??= new PostUpdateAll(root, isDelete));
  }

  saveState(task: Task): SaveState {
    return (task.save ??= new SaveState(task));
  }

  deleteState(task: Task): DeleteState {
    return (task.delete ??= new DeleteState(task));
  }

  processState(dependency: Dependency, isDelete: boolean, task: Task): ProcessState {
    let actions = this.#stateProcesses.get(dependency);
    if (actions === undefined) this.#stateProcesses.set(dependency, (actions = { save: new Map(), delete: new Map() }));
    const of = actions[isDelete ? "delete" : "save"];
    let action = of.get(task);
    if (action === undefined) of.set(task, (action = new ProcessState(dependency, isDelete, task)));
    return action;
  }

  registerPostUpdate(state: InstanceState, columns: Iterable<number>): void {
    const root = state.mapper.root;
    let entry = this.postUpdates.get(root);
    if (entry === undefined) this.postUpdates.set(root, (entry = { states: new Set(), columns: new Set() }));
    entry.states.add(state);
    for (const column of columns) entry.columns.add(column);
  }

  /** Sends everything. */
  async execute(): Promise<void> {
    await this.#presort();
    this.#addForeignKeyEdges();
    const aggregates: Action[] = [...this.#saves.values(), ...this.#deletes.values()];
    for (const pair of [...this.#processes.values(), ...this.#postUpdateActions.values()]) {
      if (pair.save !== null) aggregates.push(pair.save);
      if (pair.delete !== null) aggregates.push(pair.delete);
    }
    this.cycles = findCycles(this.#edges, aggregates);
    if (this.cycles.size === 0) {
      for (const action of sort(this.#edges, bySortKey(aggregates), (a) => a.describe())) {
        const pending = action.execute(this, [action]);
        if (pending !== undefined) await pending;
      }
      return;
    }
    const actions = this.#breakCycles();
    for (const layer of sortAsLayers(this.#edges, bySortKey(actions), (a) => a.describe())) {
      const groups = new Map<unknown, Action[]>();
      for (const action of layer) {
        const group = groups.get(action.group);
        if (group === undefined) groups.set(action.group, [action]);
        else group.push(action);
      }
      for (const group of groups.values()) {
        const pending = group[0]!.execute(this, group);
        if (pending !== undefined) await pending;
      }
    }
  }

  /** Lets relationships register what else is touched, until nothing new comes. */
  async #presort(): Promise<void> {
    for (let again = true; again; ) {
      again = false;
      for (const presort of [...this.#presorts.values()]) if (await this.#presortOne(presort)) again = true;
    }
  }

  async #presortOne(presort: Presort): Promise<boolean> {
    const { dependency } = presort;
    const saved: InstanceState[] = [];
    const deleted: InstanceState[] = [];
    for (const [mapper, queue] of this.#queues) {
      if (!dependency.isOf(mapper)) continue;
      const from = presort.seen.get(mapper) ?? 0;
      for (let i = from; i < queue.length; i++) {
        const task = queue[i]!;
        if (!task.listOnly) (task.isDelete ? deleted : saved).push(task.state);
      }
      presort.seen.set(mapper, queue.length);
    }
    if (saved.length === 0 && deleted.length === 0) return false;
    if (deleted.length > 0) await dependency.presortDeletes(this, deleted);
    if (saved.length > 0) await dependency.presortSaves(this, saved);
    if (!presort.planned && (dependency.hasChanges(this, deleted) || dependency.hasChanges(this, saved))) {
      presort.planned = true;
      dependency.addActions(this);
    }
    return true;
  }

  /**
   * Tables may refer to each other where no relationship is mapped. The database asks for the order all the same, so mappers follow it
   * where relationships leave them free; SQLAlchemy leaves these to chance.
   */
  #addForeignKeyEdges(): void {
    const mappers = [...this.#byRoot.keys()];
    if (mappers.length < 2) return;
    const successors = new Map<Action, Set<Action>>();
    for (const [first, second] of this.#edges) {
      const set = successors.get(first);
      if (set === undefined) successors.set(first, new Set([second]));
      else set.add(second);
    }
    const reaches = (from: Action, to: Action): boolean => {
      const seen = new Set<Action>([from]);
      for (const action of seen) {
        if (action === to) return true;
        for (const next of successors.get(action) ?? []) seen.add(next);
      }
      return false;
    };
    const add = (first: Action, second: Action): void => {
      if (reaches(second, first) || reaches(first, second)) return;
      this.addEdge(first, second);
      const set = successors.get(first);
      if (set === undefined) successors.set(first, new Set([second]));
      else set.add(second);
    };
    const byTable = new Map(mappers.map((mapper) => [mapper.table, mapper] as const));
    for (const mapper of mappers) {
      for (const table of referredTables(mapper.table)) {
        const referred = byTable.get(table);
        if (referred === undefined || referred === mapper) continue;
        add(this.saveAll(referred), this.saveAll(mapper));
        add(this.deleteAll(mapper), this.deleteAll(referred));
      }
    }
  }

  #breakCycles(): Action[] {
    const perState = new Map<Action, Action[]>();
    for (const action of this.cycles) perState.set(action, action.perState(this));
    const kept: Edge<Action>[] = [];
    for (const edge of this.#edges) {
      const [first, second] = edge;
      if (first.disabled || second.disabled) continue;
      const before = perState.get(first);
      const after = perState.get(second);
      if (before !== undefined && after !== undefined) continue;
      if (before !== undefined) for (const action of before) kept.push([action, second]);
      else if (after !== undefined) for (const action of after) kept.push([first, action]);
      else kept.push(edge);
    }
    this.#edges = kept;
    const actions: Action[] = [...this.#saves.values(), ...this.#deletes.values()];
    for (const pair of [...this.#processes.values(), ...this.#postUpdateActions.values()]) {
      if (pair.save !== null) actions.push(pair.save);
      if (pair.delete !== null) actions.push(pair.delete);
    }
    for (const of of this.#stateProcesses.values()) actions.push(...of.save.values(), ...of.delete.values());
    for (const task of this.list) {
      if (task.save !== null) actions.push(task.save);
      if (task.delete !== null) actions.push(task.delete);
    }
    return actions.filter((action) => !action.disabled && !this.cycles.has(action));
  }
}

/** Tables that a table's foreign keys lead to. */
function referredTables(table: AnyTable): Set<AnyTable> {
  const tables = new Set<AnyTable>();
  for (const column of table.columns) for (const key of column.foreignKeys) tables.add(key.targetTable as AnyTable);
  return tables;
}

function bySortKey(actions: readonly Action[]): Action[] {
  return [...actions].sort((a, b) => (a.sortKey < b.sortKey ? -1 : a.sortKey > b.sortKey ? 1 : 0));
}
