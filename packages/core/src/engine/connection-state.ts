/**
 * What a connection keeps behind its methods: the driver's connection, the turn-taking, the transaction and its savepoints. Each verb below is
 * called by who holds the turn, and gives a promise only where the driver or a handler does.
 */
import type { PooledConnection } from "@cupel/pool";
import { CupelError, type DatabaseError, InvalidRequestError, PendingRollbackError, ResourceClosedError } from "../errors.js";
import { EVENTS, type EventHub } from "../events.js";
import { CallQueue, type Turn } from "./call-queue.js";
import type { Connection } from "./connection.js";
import type { ErrorContext } from "./dialect.js";
import type { DriverConnection, DriverStream, MaybePromise } from "./driver.js";
import type { Engine } from "./engine.js";
import type { ExecutionOptions } from "./execution-options.js";
import type { EngineLog } from "./logging.js";
import { andThen, orElse } from "./maybe.js";
import { NestedTransaction, RootTransaction } from "./transaction.js";

export class ConnectionState {
  readonly connection: Connection;
  readonly engine: Engine;
  readonly queue = new CallQueue();
  readonly streams = new Set<DriverStream>();
  options: ExecutionOptions;
  root: RootTransaction | null = null;
  readonly savepoints: NestedTransaction[] = [];
  isClosed = false;
  /** The connection failed while a transaction was open: nothing may be sent before that is acknowledged by a rollback. */
  isLost = false;
  /** A callback's transaction was ended inside the callback. */
  isScopeEnded = false;
  #checkout: PooledConnection<DriverConnection> | null;
  #isDetached = false;
  #savepointCount = 0;
  /** The isolation level that was set on the driver's connection, if it is another than the engine's. */
  #levelSet: string | null = null;
  #hub: EventHub | null = null;

  constructor(connection: Connection, engine: Engine, checkout: PooledConnection<DriverConnection>, options: ExecutionOptions) {
    this.connection = connection;
    this.engine = engine;
    this.#checkout = checkout;
    this.options = options;
  }

  /** The hub that events of this connection go to: its own if somebody listens to it, otherwise the engine's. */
  get events(): EventHub {
    return this.#hub ?? (this.engine[EVENTS] as EventHub);
  }
  ownEvents(): EventHub {
    this.#hub ??= this.engine.createConnectionHub();
    return this.#hub;
  }
  get log(): EngineLog | null {
    return this.engine.log;
  }
  get driver(): DriverConnection {
    return (this.#checkout as PooledConnection<DriverConnection>).driverConnection;
  }
  get isValid(): boolean {
    return this.#checkout !== null;
  }
  get isAutocommit(): boolean {
    return this.effectiveLevel === "AUTOCOMMIT";
  }
  get effectiveLevel(): string | null {
    return this.options.isolationLevel ?? this.engine.isolationLevel;
  }
  get info(): Record<string, unknown> {
    this.checkOpen();
    return (this.#checkout as PooledConnection<DriverConnection>).record.info;
  }

  checkOpen(): void {
    if (this.isClosed) throw new ResourceClosedError("This connection is closed. Take another with engine.connect().");
  }

  /** Before anything is sent: open, and neither lost nor beyond its scope; a connection that was lost and rolled back is replaced. */
  ready(): MaybePromise<void> {
    this.checkOpen();
    if (this.isScopeEnded)
      throw new InvalidRequestError(
        "The transaction of this block has been ended inside the block. Leave the callback before sending more, or use engine.connect() and commit as you go.",
      );
    if (this.isLost)
      throw new PendingRollbackError(
        "The connection was lost in the middle of this transaction. Call rollback() before going on; a new connection is taken then.",
      );
    if (this.#checkout === null) {
      return andThen(this.engine.acquire({ signal: this.options.signal }), (checkout) => {
        this.#checkout = checkout;
      });
    }
  }

  /** Takes a turn for `work`. A handler inside a call must not end what the call works in. */
  run<T>(verb: string, work: (turn: Turn) => MaybePromise<T>): MaybePromise<T> {
    this.checkOpen();
    if (this.queue.isInsideHandler)
      throw new InvalidRequestError(
        `An event handler must not ${verb} the connection that it is called for: the operation around it has not ended.`,
      );
    return this.queue.run(work);
  }

  emit(turn: Turn, name: string, payload: object): MaybePromise<void> {
    const hub = this.events;
    if (hub.isSilent || !hub.has(name)) return;
    return turn.runHandlers<void>(() => hub.emit(name, { connection: this.connection, ...payload }) as MaybePromise<void>);
  }

  /** Begins, if no transaction is open. */
  autobegin(turn: Turn): MaybePromise<void> {
    if (this.root === null) return this.#beginRoot(turn, "BEGIN (implicit)", false);
  }

  begin(turn: Turn, isScoped = false): MaybePromise<RootTransaction> {
    return andThen(this.ready(), () => {
      if (this.root !== null) {
        throw new InvalidRequestError(
          "This connection has a transaction already: begin() was called before, or a statement began one by itself. Commit or roll back first, or use beginNested() for a savepoint.",
        );
      }
      return andThen(this.#beginRoot(turn, "BEGIN", isScoped), () => this.root as RootTransaction);
    });
  }

  #beginRoot(turn: Turn, line: string, isScoped: boolean): MaybePromise<void> {
    const begin = (): MaybePromise<void> =>
      this.guard(() => {
        if (this.isAutocommit) {
          this.log?.command(`${line.replace(")", "")}${line.endsWith(")") ? ";" : " ("} nothing is sent, because of AUTOCOMMIT)`);
          return;
        }
        this.log?.command(line);
        const { signal, readOnly, deferrable } = this.options;
        return this.driver.begin({ isolationLevel: this.effectiveLevel ?? undefined, readOnly, deferrable, signal });
      });
    const begun = (): void => {
      this.root = new RootTransaction(this);
      this.root.isScoped = isScoped;
    };
    return andThen(this.#applyIsolationLevel(), () => andThen(this.emit(turn, "begin", {}), () => andThen(begin(), begun)));
  }

  #applyIsolationLevel(): MaybePromise<void> {
    const wanted = this.options.isolationLevel ?? null;
    if (wanted === this.#levelSet) return;
    return andThen(
      this.guard(() => this.driver.setIsolationLevel(wanted ?? this.engine.isolationLevel)),
      () => {
        this.#levelSet = wanted;
      },
    );
  }

  /** Without a transaction nothing happens. */
  commit(turn: Turn): MaybePromise<void> {
    if (this.root === null) return;
    this.#checkStreams("commit");
    if (this.isLost)
      throw new PendingRollbackError(
        "The connection was lost in the middle of this transaction, which cannot be committed any more. Call rollback().",
      );
    return andThen(this.emit(turn, "commit", {}), () => {
      this.log?.command("COMMIT");
      const done = this.isAutocommit ? undefined : this.guard(() => this.driver.commit());
      return andThen(done, () => this.#ended());
    });
  }

  rollback(turn: Turn): MaybePromise<void> {
    if (this.root === null) {
      this.isLost = false;
      return;
    }
    this.#checkStreams("rollback");
    return andThen(this.emit(turn, "rollback", {}), () => this.#rollbackNow());
  }

  #rollbackNow(): MaybePromise<void> {
    const wasLost = this.isLost;
    this.isLost = false;
    this.log?.command(wasLost ? "ROLLBACK (the connection was lost)" : "ROLLBACK");
    const done = this.isAutocommit || this.#checkout === null ? undefined : this.guard(() => this.driver.rollback());
    return andThen(done, () => this.#ended());
  }

  #ended(): void {
    const root = this.root as RootTransaction;
    root.standing = "ended";
    this.isScopeEnded = root.isScoped;
    this.root = null;
    for (const savepoint of this.savepoints) savepoint.standing = "ended";
    this.savepoints.length = 0;
  }

  savepoint(turn: Turn): MaybePromise<NestedTransaction> {
    return andThen(this.ready(), () =>
      andThen(this.autobegin(turn), () => {
        if (this.isAutocommit)
          throw new InvalidRequestError("There are no savepoints under AUTOCOMMIT: each statement is its own transaction.");
        const name = `cupel_savepoint_${++this.#savepointCount}`;
        return andThen(this.emit(turn, "savepoint", { name }), () => {
          this.log?.command(`SAVEPOINT ${name}`);
          return andThen(
            this.guard(() => this.driver.savepoint(name)),
            () => {
              const nested = new NestedTransaction(this, name);
              this.savepoints.push(nested);
              return nested;
            },
          );
        });
      }),
    );
  }

  release(turn: Turn, nested: NestedTransaction): MaybePromise<void> {
    this.#checkStreams("commit");
    const { name } = nested;
    return andThen(this.ready(), () =>
      andThen(this.emit(turn, "releaseSavepoint", { name }), () => {
        this.log?.command(`RELEASE SAVEPOINT ${name}`);
        return andThen(
          this.guard(() => this.driver.release(name)),
          () => this.#endSavepoints(nested),
        );
      }),
    );
  }

  rollbackTo(turn: Turn, nested: NestedTransaction): MaybePromise<void> {
    this.#checkStreams("rollback");
    const { name } = nested;
    return andThen(this.emit(turn, "rollbackSavepoint", { name }), () => {
      if (this.isLost || this.#checkout === null) return this.#endSavepoints(nested);
      this.log?.command(`ROLLBACK TO SAVEPOINT ${name}`);
      return andThen(
        this.guard(() => this.driver.rollbackTo(name)),
        () => this.#endSavepoints(nested),
      );
    });
  }

  /** A savepoint that ends takes with it those made after it. */
  #endSavepoints(nested: NestedTransaction): void {
    const index = this.savepoints.indexOf(nested);
    if (index === -1) return;
    for (const ended of this.savepoints.splice(index)) ended.standing = "ended";
  }

  #checkStreams(verb: string): void {
    if (this.streams.size > 0) {
      throw new InvalidRequestError(
        `One cannot ${verb} while a result is being streamed on this connection. End the loop first, or read the result whole with .all().`,
      );
    }
  }

  /** Runs a call to the driver; what it throws takes its place in the tree of errors. */
  guard<T>(work: () => MaybePromise<T>, context: ErrorContext = {}): MaybePromise<T> {
    return orElse(work, (error) => this.fail(error, context));
  }

  /** Converts, tells and throws. */
  fail(error: unknown, context: ErrorContext): MaybePromise<never> {
    // What Cupel itself has refused has its words already; a wait that its caller has ended ends with the caller's reason.
    if (error instanceof CupelError || (context.signal?.aborted === true && error === context.signal.reason)) throw error;
    const converted = this.engine.convertError(error, context);
    if (converted.connectionInvalidated) this.invalidate(converted);
    const hub = this.events;
    if (hub.isSilent || !hub.has("handleError")) throw converted;
    const told = hub.emit("handleError", {
      connection: this.connection,
      error: converted,
      sql: context.sql ?? null,
      parameters: context.parameters ?? null,
    });
    return andThen(told as MaybePromise<void>, () => {
      throw converted;
    }) as MaybePromise<never>;
  }

  /** The driver's connection is of no further use. */
  invalidate(error?: DatabaseError): void {
    if (this.#checkout === null) return;
    if (error?.connectionInvalidated === true) this.engine.pool.invalidateAll(error);
    this.#checkout.invalidate(error);
    this.#checkout = null;
    this.#levelSet = null;
    this.streams.clear();
    this.isLost = this.root !== null;
  }

  detach(): void {
    this.checkOpen();
    (this.#checkout as PooledConnection<DriverConnection>).detach();
    this.#isDetached = true;
  }

  /** Ends the transaction and gives the driver's connection back. */
  close(turn: Turn): MaybePromise<void> {
    if (this.isClosed) return;
    return andThen(this.#closeStreams(), () =>
      andThen(
        this.root === null
          ? undefined
          : orElse<void>(
              () => this.rollback(turn),
              () => this.#abandon(),
            ),
        () => this.#giveBack(),
      ),
    );
  }

  #closeStreams(): MaybePromise<void> {
    if (this.streams.size === 0) return;
    const closing = [...this.streams].map((stream) => stream.close());
    this.streams.clear();
    if (closing.some((one) => one instanceof Promise)) return Promise.all(closing).then(() => undefined);
  }

  /** The rollback failed: whatever the connection is in, nobody shall have it. */
  #abandon(): void {
    this.invalidate();
    if (this.root !== null) this.#ended();
  }

  #giveBack(): MaybePromise<void> {
    const checkout = this.#checkout;
    this.isClosed = true;
    this.#checkout = null;
    if (checkout === null) return;
    if (this.#isDetached) return checkout.closeDetached() as MaybePromise<void>;
    if (this.#levelSet === null) return checkout.release() as MaybePromise<void>;
    const reset = orElse<void>(
      () => checkout.driverConnection.setIsolationLevel(this.engine.isolationLevel),
      (error) => checkout.invalidate(error),
    );
    return andThen(reset, () => checkout.release() as MaybePromise<void>);
  }
}
