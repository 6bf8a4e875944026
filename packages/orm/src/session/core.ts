/**
 * What a session is made of: its queue, its objects, its transactions, its events. `Session` is the face that programs see; queries, loaders
 * and the state of objects speak to this.
 */
import { type Connection, InvalidRequestError, ResourceClosedError } from "@cupel/core";
import { CallQueue, type EventHub, type Turn } from "@cupel/core/internal";
import { requestAttribute } from "../loading/lazy.js";
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { IdentityKey, IdentityMap } from "../state/identity-map.js";
import type { InstanceState } from "../state/instance-state.js";
import { flush, isOrphan } from "../unit-of-work/flush.js";
import { DeleteBatches } from "./delete-batches.js";
import type { SessionEventName } from "./events.js";
import { FlushRun } from "./flush-run.js";
import type { SessionInternals } from "./internals.js";
import { SessionObjects } from "./objects.js";
import type { SessionSettings } from "./options.js";
import type { Session } from "./session.js";
import { TransactionControl } from "./transaction-control.js";

type Maybe<T> = T | Promise<T>;

export class SessionCore implements SessionInternals {
  readonly session: Session;
  readonly options: SessionSettings;
  readonly #hub: () => EventHub;
  readonly queue = new CallQueue();
  readonly objects: SessionObjects;
  readonly transactions: TransactionControl;
  readonly deletes: DeleteBatches;
  /** Set by `noAutoflush`, counted. */
  autoflushHolds = 0;
  insideFlush = false;
  isClosed = false;
  #turn: Turn | null = null;

  constructor(session: Session, options: SessionSettings, hub: () => EventHub) {
    this.session = session;
    this.options = options;
    this.#hub = hub;
    this.objects = new SessionObjects(
      this,
      (event, target) => this.#tellAtOnce(event, target),
      (event) => {
        const { hub } = this;
        return !hub.isSilent && hub.has(event);
      },
    );
    this.transactions = new TransactionControl(this);
    this.deletes = new DeleteBatches(this);
  }

  /** The handlers of this session, of its maker and of all sessions. */
  get hub(): EventHub {
    return this.#hub();
  }
  get identityMap(): IdentityMap {
    return this.objects.identityMap;
  }
  get fetchMode(): "one" | "peers" | "raise" {
    return this.options.fetchMode;
  }

  /** @throws ResourceClosedError */
  checkOpen(): void {
    if (this.isClosed) {
      throw new ResourceClosedError(
        "This session has been closed. Make another, by `new Session(engine)` or the session maker; to go on with the same one, end a unit of work by `await session.reset()` instead of close().",
      );
    }
  }

  /** Waits for its turn, then works; what runs inside a handler of this session passes. */
  enqueue<T>(operation: (turn: Turn) => Maybe<T>): Maybe<T> {
    this.checkOpen();
    this.deletes.close();
    return this.queue.run((turn) => {
      this.checkOpen();
      return this.inTurn(turn, () => operation(turn));
    });
  }

  /** As `enqueue`, for what a handler inside a call may not do: the call would wait for itself, or lose what it works on. */
  async run<T>(verb: string, operation: () => Promise<T>): Promise<T> {
    this.checkOpen();
    if (this.queue.isInsideHandler) {
      throw new InvalidRequestError(
        `One cannot ${verb} inside a handler of the session's own events: ${this.insideFlush ? "a flush" : "a call"} is under way. The handler may query and change objects; ${verb} after the call.`,
      );
    }
    return this.enqueue(operation);
  }

  /** Remembers whose turn it is while `work` goes on, so that events are told within it. */
  inTurn<T>(turn: Turn, work: () => Maybe<T>): Maybe<T> {
    const before = this.#turn;
    this.#turn = turn;
    let answer: Maybe<T>;
    try {
      answer = work();
    } catch (error) {
      this.#turn = before;
      throw error;
    }
    if (!(answer instanceof Promise)) {
      this.#turn = before;
      return answer;
    }
    // `then` with both ways costs a third of what `finally` does.
    return answer.then(
      (value) => {
        this.#turn = before;
        return value;
      },
      (error: unknown) => {
        this.#turn = before;
        throw error;
      },
    );
  }

  /** Tells handlers, who may query the session. */
  tell(event: SessionEventName, payload: object): Maybe<void> {
    if (this.hub.isSilent || !this.hub.has(event)) return;
    return this.inHandlers(() => this.hub.emit(event, { session: this.session, ...payload }));
  }

  inHandlers<T>(work: () => Maybe<T>): Maybe<T> {
    return this.#turn === null ? work() : this.#turn.runHandlers(work);
  }

  #tellAtOnce(event: SessionEventName, target: object): void {
    if (this.hub.isSilent || !this.hub.has(event)) return;
    if (this.hub.emit(event, { session: this.session, target }) instanceof Promise) {
      throw new InvalidRequestError(
        `A handler of ${event} returned a promise, but ${event} happens at once: write it as a plain function.`,
      );
    }
  }

  connection(_mapper?: Mapper | null): Maybe<Connection> {
    return this.transactions.connection();
  }

  /** Whether a query flushes what it would read. */
  get mayAutoflush(): boolean {
    return this.options.autoflush && this.autoflushHolds === 0 && !this.insideFlush;
  }

  autoflush(tables: readonly unknown[] | "all"): Promise<void> | undefined {
    if (!this.mayAutoflush || !this.objects.hasChangesIn(tables)) return undefined;
    return this.flush(null).then(() => undefined);
  }

  /** Writes what has changed. The caller holds the turn. @returns whether there was anything */
  async flush(only: ReadonlySet<InstanceState> | null): Promise<boolean> {
    if (this.insideFlush)
      throw new InvalidRequestError(
        "The session is flushing already: a handler of a flush event may query and change objects, and what it changes is flushed later.",
      );
    if (this.transactions.current?.status === "failed") {
      if (this.objects.new.size > 0 || this.objects.deleted.size > 0) this.transactions.checkActive();
      return false;
    }
    this.insideFlush = true;
    const run = new FlushRun(this);
    try {
      const hasWritten = await flush(run, only);
      if (only === null) this.objects.edited.clear();
      return hasWritten;
    } catch (error) {
      if (run.hasBegun) await this.transactions.fail(error);
      throw error;
    } finally {
      this.insideFlush = false;
    }
  }

  get isUncertain(): boolean {
    const { current } = this.transactions;
    return current !== null && !current.originals.written.isEmpty;
  }

  register(state: InstanceState, key: IdentityKey): void {
    this.objects.adopt(state, key);
    this.transactions.current?.originals.noteLoaded(state);
  }

  beforeChange(state: InstanceState): void {
    this.transactions.ensure().originals.keep(state);
  }

  beforeLoad(state: InstanceState): void {
    this.transactions.current?.originals.keepBeforeLoad(state);
  }

  noteWrite(tables: Iterable<unknown> | "all"): void {
    this.transactions.ensure().originals.written.add(tables);
  }

  removeDeleted(states: Iterable<InstanceState>): void {
    const { originals } = this.transactions.ensure();
    for (const state of states) {
      originals.keepDeleted(state);
      this.objects.becomeDeleted(state);
    }
  }

  cascadeSaveUpdate(_parent: InstanceState, _property: RelationshipProperty, child: InstanceState): void {
    this.transactions.ensure();
    this.objects.add(child);
  }

  removed(_parent: InstanceState, _property: RelationshipProperty, child: InstanceState): void {
    if (this.objects.new.has(child) && isOrphan(child) && !this.insideFlush) this.objects.expelPending(child);
  }

  markModified(state: InstanceState): void {
    this.objects.edited.add(state);
  }

  loadAttribute(states: readonly InstanceState[], attribute: ColumnAttribute | RelationshipProperty): Promise<void> {
    return requestAttribute(this, states, attribute);
  }
}
