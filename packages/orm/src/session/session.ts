import {
  type AnyEntity,
  ArgumentError,
  type Connection,
  type Executable,
  type FieldsOf,
  type First,
  type InstanceOf,
  InvalidRequestError,
  type KeyOf,
  type LoaderOption,
  NoResultFound,
  type PendingResult,
  type PendingValues,
  type Rows,
} from "@cupel/core";
import { checkOptions, EVENTS, type EventHub, type MANAGED, pendingResult } from "@cupel/core/internal";
import { getByIdentity, loadOptions, refreshStates } from "../loading/load.js";
import type { Init } from "../mapping/declarative.js";
import type { Mapper } from "../mapping/mapper.js";
import { mapperOf } from "../mapping/registry.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { RelationshipAttribute } from "../mapping/relationship-attribute.js";
import { expire } from "../state/attributes.js";
import { isModified } from "../state/history.js";
import type { IdentityMap } from "../state/identity-map.js";
import { type InstanceState, stateOf } from "../state/instance-state.js";
import { appendItem, reconcileAll, removeItem } from "../state/relationship-edits.js";
import { UNLOADED } from "../state/unloaded.js";
import { type BulkInsertOptions, type BulkSaveOptions, bulkInsert, bulkSave, bulkUpdate } from "./bulk.js";
import { walkCascade } from "./cascades.js";
import { SessionCore } from "./core.js";
import { sessionHub } from "./events.js";
import { type SessionExecuteOptions, SessionSource } from "./execution.js";
import { loadUnknown } from "./flush-run.js";
import { INTERNALS } from "./internals.js";
import { Merge, type MergeOptions } from "./merge.js";
import { deletedError } from "./objects.js";
import { type Bind, type SessionOptions, settingsOf } from "./options.js";
import type { SessionTransaction } from "./session-transaction.js";

type Parameters = Record<string, unknown> | readonly Record<string, unknown>[];
type Row = Record<string, unknown>;
/** What a row of an entity can give. */
export type InitOf<C> = C extends { readonly [MANAGED]: infer M } ? Partial<Init<FieldsOf<C>, M>> : never;

/** What `session.get` may be told. */
export interface SessionGetOptions {
  options?: readonly LoaderOption<unknown>[];
  /** Read the row even if the object is here, and overwrite what it has. */
  populateExisting?: boolean;
  /** Lock the row: `true`, or what `select().withForUpdate()` takes. */
  withForUpdate?: boolean | object;
}

const GET_OPTIONS = ["options", "populateExisting", "withForUpdate"];

/** The hub of every session, behind those of makers and of single sessions. */
const everySession = sessionHub("Session", null);
/** How a maker passes its hub to the constructor. */
let makersHub: EventHub | null = null;

/**
 * A unit of work: it holds the objects that stand for rows, finds what has changed in them, and writes it in one transaction. Calls that
 * overlap are sent one after another. Close it when the work is done (`await using`, `close()`), or use `sessionMaker(engine).begin(…)`.
 *
 * @example
 * await using session = new Session(engine);
 * session.add(new User({ username: "bob", email: "bob@example.com" }));
 * await session.commit();
 */
export class Session {
  /** @internal Listening to every session. */
  static readonly [EVENTS]: EventHub = everySession;
  /** @internal */
  readonly [INTERNALS]: SessionCore;
  #hub: EventHub | null;
  readonly #parentHub: EventHub;

  /**
   * @param bind the engine, or a connection (whose open transaction the session then joins, see `joinTransactionMode`)
   * @throws ArgumentError for an option that does not exist
   */
  constructor(bind?: Bind | null, options: SessionOptions = {}) {
    if (
      bind !== undefined &&
      bind !== null &&
      typeof (bind as { execute?: unknown }).execute !== "function" &&
      typeof (bind as { connect?: unknown }).connect !== "function"
    ) {
      throw new ArgumentError(
        `A session is bound to an engine or a connection, not to ${typeof bind === "object" ? `an object of class ${(bind as object).constructor?.name ?? "Object"}` : JSON.stringify(bind)}: new Session(createEngine("…")).`,
      );
    }
    if (bind !== undefined && bind !== null && options.bind !== undefined && options.bind !== bind)
      throw new ArgumentError(
        "A session was given one thing to be bound to as the first argument, and another as the option bind: give one of them.",
      );
    this.#parentHub = makersHub ?? everySession;
    makersHub = null;
    this.#hub = null;
    this[INTERNALS] = new SessionCore(this, settingsOf(bind ?? undefined, options), () => this.#hub ?? this.#parentHub);
  }

  /** @internal Called by a session maker. */
  static made(options: SessionOptions, hub: EventHub): Session {
    makersHub = hub;
    try {
      return new Session(undefined, options);
    } finally {
      makersHub = null;
    }
  }

  /** @internal Listening to this session. */
  get [EVENTS](): EventHub {
    this.#hub ??= sessionHub("This session", this.#parentHub);
    return this.#hub;
  }

  // ── objects ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Places an object into the session, with everything that hangs on it by `save-update`. A new one is inserted at the next flush.
   *
   * @returns the object
   * @throws InvalidRequestError if another session has it, or another object stands for its row here
   */
  add<E extends object>(entity: E): E {
    const core = this.#open();
    const state = stateOf(entity);
    core.transactions.ensure();
    core.objects.add(state);
    return entity;
  }
  /** `add` for each. */
  addAll(entities: Iterable<object>): void {
    if (typeof (entities as { [Symbol.iterator]?: unknown } | null)?.[Symbol.iterator] !== "function" || typeof entities === "string")
      throw new ArgumentError("session.addAll() takes a list of objects; session.add() takes one.");
    for (const entity of entities) this.add(entity);
  }

  /**
   * Marks an object as to be deleted at the next flush, with everything that its relationships cascade `delete` to; what must be known for
   * that is loaded here.
   *
   * @throws InvalidRequestError if it has no row
   */
  async delete(entity: object): Promise<void> {
    const core = this.#open();
    const state = stateOf(entity);
    core.objects.checkFree(state);
    if (state.key === null) {
      throw new InvalidRequestError(
        `${state.describe()} has no row that could be deleted: it is ${state.status}. ${state.status === "pending" ? "Take it out of the session by session.expunge(object)." : "Let go of it."}`,
      );
    }
    await core.deletes.add(state);
  }

  /**
   * Takes an object out of the session, with what its relationships cascade `expunge` to. Changes that were not flushed are not written.
   *
   * @throws InvalidRequestError if it is not here
   */
  expunge(entity: object): void {
    const core = this.#open();
    const state = stateOf(entity);
    if (state.session !== core) throw new InvalidRequestError(`${state.describe()} is not in this session.`);
    const gone = core.objects.expunge(state);
    for (let open = core.transactions.current; open !== null; open = open.parent) for (const one of gone) open.originals.forget(one);
  }
  /** Takes all objects out. */
  expungeAll(): void {
    const core = this.#open();
    core.objects.releaseAll([...core.transactions.deletedStates()]);
    for (let open = core.transactions.current; open !== null; open = open.parent) open.originals.clear();
  }

  /** Whether the object is here: to be inserted, or standing for a row. */
  has(entity: object): boolean {
    return this[INTERNALS].objects.contains(stateOf(entity));
  }
  /** All objects of the session. */
  *[Symbol.iterator](): IterableIterator<object> {
    for (const state of this[INTERNALS].objects.new) yield state.entity;
    for (const state of this[INTERNALS].identityMap) yield state.entity;
  }

  /** Objects that the next flush inserts. */
  get new(): ReadonlySet<object> {
    return new Set([...this[INTERNALS].objects.new].map((state) => state.entity));
  }
  /** Objects that differ from their rows; found by comparison, at each call. */
  get dirty(): ReadonlySet<object> {
    const { objects } = this[INTERNALS];
    return new Set(objects.findDirty().map((state) => state.entity));
  }
  /** Objects that the next flush deletes. */
  get deleted(): ReadonlySet<object> {
    return new Set([...this[INTERNALS].objects.deleted].map((state) => state.entity));
  }
  /** The objects that stand for rows, by key. */
  get identityMap(): IdentityMap {
    return this[INTERNALS].identityMap;
  }
  /** Whether a flush would write something of this object. */
  isModified(entity: object): boolean {
    const state = stateOf(entity);
    reconcileAll(state);
    return isModified(state);
  }
  /** What the application keeps with the session. */
  get info(): Record<string, unknown> {
    return this[INTERNALS].options.info;
  }

  // ── transactions ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Begins a transaction; without it one begins by itself. With a callback: commits what it did, rolls back if it throws.
   *
   * @throws InvalidRequestError if one is open
   */
  begin(): Promise<SessionTransaction>;
  begin<R>(work: (transaction: SessionTransaction) => Promise<R> | R): Promise<R>;
  async begin<R>(work?: (transaction: SessionTransaction) => Promise<R> | R): Promise<SessionTransaction | R> {
    const core = this.#open();
    const transaction = await core.run("begin a transaction", () => core.transactions.begin());
    transaction.hasWork = work !== undefined;
    return work === undefined ? transaction : this.#within(transaction, work);
  }
  /**
   * Sets a savepoint, after flushing what is pending. Rolling it back gives the objects changed in it back what they were.
   *
   * @example await session.beginNested(async () => { session.add(mayFail); });
   */
  beginNested(): Promise<SessionTransaction>;
  beginNested<R>(work: (transaction: SessionTransaction) => Promise<R> | R): Promise<R>;
  async beginNested<R>(work?: (transaction: SessionTransaction) => Promise<R> | R): Promise<SessionTransaction | R> {
    const core = this.#open();
    const transaction = await core.run("set a savepoint", async () => {
      const savepoint = await core.transactions.beginNested();
      savepoint.hasWork = work !== undefined;
      return savepoint;
    });
    return work === undefined ? transaction : this.#within(transaction, work);
  }
  /**
   * Flushes and commits, savepoints included. The session goes on with a new transaction.
   *
   * @throws PendingRollbackError if a flush has failed before and was not rolled back
   */
  async commit(): Promise<void> {
    const core = this.#open();
    await core.run("commit", async () => {
      core.transactions.ensure();
      while (core.transactions.current !== null) await core.transactions.commitOne();
    });
  }
  /** Rolls back, savepoints included. New objects leave the session, all others are again what they were when the transaction began. */
  async rollback(): Promise<void> {
    const core = this.#open();
    await core.run("roll back", async () => {
      const { root } = core.transactions;
      if (root !== null) await core.transactions.rollbackTo(root);
    });
  }
  /**
   * Writes what has changed: INSERT, UPDATE and DELETE in the order that the tables need.
   *
   * @param objects these alone
   * @throws IntegrityError and its like as the database refuses; the transaction is then rolled back and waits for `rollback()`
   */
  async flush(objects?: Iterable<object>): Promise<void> {
    const core = this.#open();
    const only = objects === undefined ? null : new Set([...objects].map(stateOf));
    if (core.queue.isInsideHandler && core.insideFlush) {
      throw new InvalidRequestError(
        "One cannot flush inside a handler of a flush: change objects there, and what the flush has passed already is written by the next.",
      );
    }
    await core.enqueue(async () => {
      core.transactions.checkActive();
      await core.flush(only);
    });
  }
  /** Whether a transaction has begun. */
  inTransaction(): boolean {
    return this[INTERNALS].transactions.current !== null;
  }
  inNestedTransaction(): boolean {
    return this[INTERNALS].transactions.current?.isNested ?? false;
  }
  getTransaction(): SessionTransaction | null {
    return this[INTERNALS].transactions.root;
  }
  getNestedTransaction(): SessionTransaction | null {
    const { current } = this[INTERNALS].transactions;
    return current?.isNested === true ? current : null;
  }
  /** Whether statements can be sent: false after a failed flush, until `rollback()`. */
  get isActive(): boolean {
    const core = this[INTERNALS];
    return !core.isClosed && core.transactions.current?.status !== "failed";
  }
  /** The connection of the transaction, which begins if there is none. */
  async connection(): Promise<Connection> {
    const core = this.#open();
    return core.enqueue(() => core.connection());
  }
  /** What the session is bound to. @throws InvalidRequestError if to nothing */
  getBind(): Bind {
    const { bind } = this[INTERNALS].options;
    if (bind === null)
      throw new InvalidRequestError("This session is bound to no engine: give one, as in `new Session(engine)` or `sessionMaker(engine)`.");
    return bind;
  }

  /** Rolls back what was not committed, gives the connection back and lets all objects go. The session cannot be used again. */
  async close(): Promise<void> {
    const core = this[INTERNALS];
    if (core.isClosed) return;
    await core
      .run("close the session", async () => {
        try {
          await this.#reset();
        } finally {
          core.isClosed = true;
        }
      })
      .catch((error: unknown) => {
        // Two closes at once: the first has done it.
        if (!core.isClosed || core.queue.isInsideHandler) throw error;
      });
  }
  /** As `close`, but the session can be used again. */
  async reset(): Promise<void> {
    const core = this.#open();
    await core.run("reset the session", () => this.#reset());
  }
  /** Closes the session and declares its connection unusable. */
  async invalidate(): Promise<void> {
    const core = this.#open();
    await core.run("invalidate the session", async () => {
      try {
        await this.#reset({ invalidate: true });
      } finally {
        core.isClosed = true;
      }
    });
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #reset(options: { readonly invalidate?: boolean } = {}): Promise<void> {
    const core = this[INTERNALS];
    core.objects.releaseAll([...core.transactions.deletedStates()]);
    await core.transactions.abandon(options);
  }

  // ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * The object with this primary key: the one in the session, or one SELECT. A key of several columns is an object.
   *
   * @example await session.get(User, 1); await session.get(UserRole, { userId: 1, roleId: 2 });
   */
  async get<C extends AnyEntity>(entity: C, key: KeyOf<FieldsOf<C>>, options: SessionGetOptions = {}): Promise<InstanceOf<C> | null> {
    const core = this.#open();
    const mapper = mapperOf(entity as object);
    checkOptions("session.get()", options, GET_OPTIONS);
    const found = await core.enqueue(() => {
      core.transactions.checkActive();
      return getByIdentity(core, mapper, key, options);
    });
    return found === null ? null : (found.entity as InstanceOf<C>);
  }
  /** As `get`. @throws NoResultFound if there is no such row */
  async getOne<C extends AnyEntity>(entity: C, key: KeyOf<FieldsOf<C>>, options: SessionGetOptions = {}): Promise<InstanceOf<C>> {
    const found = await this.get(entity, key, options);
    if (found === null)
      throw new NoResultFound(
        `There is no ${mapperOf(entity as object).name} with the key ${JSON.stringify(key, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value))}.`,
      );
    return found;
  }

  /** Sends a statement, after flushing what it would read. Entities come back as objects of the session. */
  execute<T, M, X>(statement: Executable<T, M, X>, parameters?: Parameters, options?: SessionExecuteOptions): PendingResult<T, M, X> {
    return pendingResult<T, M, X>(new SessionSource(this[INTERNALS], statement, parameters, options));
  }
  /** The first value of the first row; `null` if there is no row. */
  scalar<T>(statement: Rows<T>, parameters?: Parameters, options?: SessionExecuteOptions): Promise<First<T> | null> {
    return pendingResult<T, unknown, unknown>(new SessionSource(this[INTERNALS], statement, parameters, options)).scalar();
  }
  /** The first value of each row: entities, above all. */
  scalars<T>(statement: Rows<T>, parameters?: Parameters, options?: SessionExecuteOptions): PendingValues<First<T>> {
    return pendingResult<T, unknown, unknown>(new SessionSource(this[INTERNALS], statement, parameters, options)).scalars();
  }

  /**
   * How the database would carry out a statement, in its own words.
   *
   * @param options `analyze`: carry it out, and tell the times too, where the database can
   */
  async explain(
    statement: object,
    options: { readonly analyze?: boolean; readonly parameters?: Record<string, unknown> } = {},
  ): Promise<Record<string, unknown>[]> {
    const core = this.#open();
    checkOptions("session.explain()", options, ["analyze", "parameters"]);
    return core.enqueue(async () => (await core.connection()).explain(statement, options.parameters, options));
  }

  /**
   * Loads what options name, for objects in hand.
   *
   * @example await session.load(users, selectInLoad(User.c.posts));
   */
  async load(entities: object | readonly object[], ...options: LoaderOption<unknown>[]): Promise<void> {
    const core = this.#open();
    const states = (Array.isArray(entities) ? (entities as readonly object[]) : [entities]).map((entity) => this.#present(entity, "load"));
    await core.enqueue(async () => {
      core.transactions.checkActive();
      await core.autoflush("all");
      await loadOptions(core, states, options);
    });
  }

  /**
   * Reads an object again and drops changes that were not flushed. Without names: all columns, and the relationships that were loaded.
   *
   * @throws ObjectDeletedError if its row is gone
   */
  async refresh<E extends object>(entity: E, attributes?: readonly (keyof E & string)[]): Promise<void> {
    const core = this.#open();
    const state = this.#present(entity, "refresh");
    await core.enqueue(async () => {
      core.transactions.checkActive();
      if (state.key === null) throw new InvalidRequestError(`${state.describe()} has no row yet that could be read: flush first.`);
      await core.autoflush("all");
      const loaded =
        attributes === undefined ? state.mapper.relationships.filter((property) => state.slots[property.slot] !== UNLOADED) : [];
      await refreshStates(core, [state], attributes ?? null);
      for (const property of loaded) if (state.slots[property.slot] === UNLOADED) await loadUnknown(core, [state], property);
      const cascaded: InstanceState[] = [];
      if (attributes === undefined)
        walkCascade(state, "refreshExpire", (child) => child.session === core && child.key !== null && void cascaded.push(child));
      if (cascaded.length > 0) await refreshStates(core, cascaded, null);
    });
  }

  /** Forgets what was loaded of an object, changes that were not flushed included; reading it then asks for `refresh`. */
  expire<E extends object>(entity: E, attributes?: readonly (keyof E & string)[]): void {
    const state = this.#present(entity, "expire");
    if (attributes === undefined) {
      this.#expire(state);
      walkCascade(state, "refreshExpire", (child) => {
        if (child.session === this[INTERNALS]) this.#expire(child);
      });
      return;
    }
    const columns: number[] = [];
    const slots: number[] = [];
    for (const key of attributes) {
      const attribute = state.mapper.attributes.get(key);
      if (attribute === undefined)
        throw new ArgumentError(`${state.mapper.name} has no attribute ${JSON.stringify(key)} that could be expired.`);
      if (attribute.kind === "column") columns.push(attribute.index);
      else slots.push(attribute.slot);
    }
    if (state.row !== null) expire(state, columns, slots);
  }
  #expire(state: InstanceState): void {
    if (state.row !== null) expire(state, "all", "all");
  }
  /** `expire` for every object that stands for a row. */
  expireAll(): void {
    for (const state of this.#open().identityMap) this.#expire(state);
  }

  /**
   * Copies an object's state onto the one of this session that stands for the same row, which is loaded, or made if there is no row. Goes on
   * along relationships that cascade `merge`.
   *
   * @returns the session's object; the one given stays outside
   */
  async merge<E extends object>(entity: E, options: MergeOptions = {}): Promise<E> {
    const core = this.#open();
    checkOptions("session.merge()", options, ["load", "options"]);
    const source = stateOf(entity);
    return core.enqueue(async () => {
      core.transactions.checkActive();
      if (options.load !== false) await core.autoflush("all");
      core.autoflushHolds++;
      try {
        return (await new Merge(core, options).merge(source)).entity as E;
      } finally {
        core.autoflushHolds--;
      }
    });
  }

  /** Runs `work` without flushing before queries. */
  async noAutoflush<R>(work: () => Promise<R> | R): Promise<R> {
    const core = this.#open();
    core.autoflushHolds++;
    try {
      return await work();
    } finally {
      core.autoflushHolds--;
    }
  }

  // ── collections that are not loaded ────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Adds to a collection without loading it.
   *
   * @example session.append(user, User.c.groups, group);
   */
  append(owner: object, relationship: RelationshipAttribute, ...items: object[]): void {
    const [state, property] = this.#collection(owner, relationship, "append");
    for (const item of items) appendItem(state, property, item);
  }
  /** Removes from a collection without loading it. */
  remove(owner: object, relationship: RelationshipAttribute, ...items: object[]): void {
    const [state, property] = this.#collection(owner, relationship, "remove");
    for (const item of items) removeItem(state, property, item);
  }
  #collection(owner: object, relationship: RelationshipAttribute, method: string): [InstanceState, RelationshipProperty] {
    const state = this.#present(owner, `${method} to`);
    const property = (relationship as { property?: RelationshipProperty } | undefined)?.property;
    if (property === undefined || !property.uselist || state.mapper.relationships[property.slot] !== property) {
      throw new ArgumentError(
        `session.${method}(object, collection, …) takes a collection of the object's class, such as ${state.mapper.name}.c.${state.mapper.relationships.find((each) => each.uselist)?.key ?? "items"}${property === undefined ? "" : `, not ${String(property)}`}.`,
      );
    }
    return [state, property];
  }

  // ── in quantity ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** INSERTs rows without objects: fast, with defaults, without cascades. Rows may give keys of any columns. */
  async bulkInsertMappings<C extends AnyEntity>(entity: C, rows: readonly InitOf<C>[], options: BulkInsertOptions = {}): Promise<void> {
    checkOptions("session.bulkInsertMappings()", options, ["renderNulls", "returnDefaults"]);
    checkRows("session.bulkInsertMappings()", rows);
    await this.#bulk("afterBulkInsert", mapperOf(entity as object), rows.length, (connection, mapper) =>
      bulkInsert(connection, mapper, rows as readonly Row[], options),
    );
  }
  /** UPDATEs rows by the primary key in each; the other attributes are set. */
  async bulkUpdateMappings<C extends AnyEntity>(entity: C, rows: readonly InitOf<C>[]): Promise<void> {
    checkRows("session.bulkUpdateMappings()", rows);
    await this.#bulk("afterBulkUpdate", mapperOf(entity as object), rows.length, (connection, mapper) =>
      bulkUpdate(connection, mapper, rows as readonly Row[]),
    );
  }
  /** INSERTs or UPDATEs the rows of objects, which stay outside of the session. */
  async bulkSaveObjects(entities: readonly object[], options: BulkSaveOptions = {}): Promise<void> {
    const core = this.#open();
    checkOptions("session.bulkSaveObjects()", options, ["returnDefaults", "updateChangedOnly", "preserveOrder"]);
    const states = entities.map(stateOf);
    if (states.length === 0) return;
    await core.enqueue(async () => {
      core.transactions.checkActive();
      core.noteWrite(new Set(states.map((state) => state.mapper.table)));
      await core.transactions.failing(() => bulkSave((mapper) => core.connection(mapper), states, options));
    });
  }
  async #bulk(
    event: "afterBulkInsert" | "afterBulkUpdate",
    mapper: Mapper,
    count: number,
    work: (connection: Connection, mapper: Mapper) => Promise<number>,
  ): Promise<void> {
    const core = this.#open();
    if (count === 0) return;
    await core.enqueue(async () => {
      const connection = await core.connection(mapper);
      core.noteWrite([mapper.table]);
      const rowCount = await core.transactions.failing(() => work(connection, mapper));
      await core.tell(event, { statement: null, rowCount });
    });
  }

  /** Runs work in a transaction that is committed if it ends well, unless the work has ended it itself. */
  async #within<R>(transaction: SessionTransaction, work: (transaction: SessionTransaction) => Promise<R> | R): Promise<R> {
    const { transactions } = this[INTERNALS];
    try {
      const answer = await work(transaction);
      transactions.checkWorkEnded(transaction);
      if (!transaction.hasEnded) await transaction.commit();
      return answer;
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  }

  #open(): SessionCore {
    const core = this[INTERNALS];
    core.checkOpen();
    return core;
  }
  /** The state of an object that is in this session. */
  #present(entity: object, verb: string): InstanceState {
    const core = this.#open();
    const state = stateOf(entity);
    if (state.session !== core)
      throw new InvalidRequestError(
        `Cannot ${verb} ${state.describe()}: it is not in this session. Add it by session.add(object), or use \`await session.merge(object)\`.`,
      );
    if (state.status === "deleted") throw deletedError(state);
    return state;
  }
}

function checkRows(call: string, rows: unknown): void {
  if (!Array.isArray(rows)) throw new ArgumentError(`${call} takes a list of rows, [{ … }, { … }], after the class.`);
}
