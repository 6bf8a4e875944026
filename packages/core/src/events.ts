/**
 * Events. A target carries a hub behind `Symbol.for("cupel.events")`; a hub may have a parent (an instance's is its class), whose handlers
 * are called too. Asking a hub that nobody listens to costs a property read. Handlers are awaited in the order in which they were added,
 * and one that throws ends the operation it was told of.
 */
import type { Connection } from "./engine/connection.js";
import type { Engine } from "./engine/engine.js";
import { ArgumentError, didYouMean, nameList } from "./errors.js";
import type { EventTargets } from "./event-targets.js";
import type { ReflectedColumn } from "./reflection/reflection.js";
import type { MetaData } from "./schema/metadata.js";
import type { AnyTable } from "./schema/table.js";

/** On a target of events, instance or class: its hub. */
export const EVENTS: unique symbol = Symbol.for("cupel.events");

type AnyHandler = (event: object) => unknown;
interface Listener {
  readonly handler: AnyHandler;
  readonly once: boolean;
  readonly propagate: boolean;
}

/** How `listen` adds a handler. */
export interface ListenOptions {
  /** The handler is removed before its first call. */
  readonly once?: boolean;
  /** On a class: also for its subclasses. */
  readonly propagate?: boolean;
}

/** What a hub knows of the events of its target. */
export interface EventHubOptions {
  /** The names that can be listened to; a name beside them is refused. Without it every name passes. */
  readonly names?: readonly string[];
  /** What the target is called in messages. */
  readonly target?: string;
  /** The hub whose handlers are called after this one's. */
  readonly parent?: EventHub | null;
  /** Of the parent's handlers call those alone that were added with `propagate`. */
  readonly onlyPropagated?: boolean;
  /** Called before a handler is added: to refuse (by throwing), or to prepare the target. */
  readonly onListen?: (name: string) => void;
}

/** The handlers of one target. */
export class EventHub {
  /** `null` until somebody listens: what a hot path asks. */
  handlers: Map<string, readonly Listener[]> | null = null;
  readonly parent: EventHub | null;
  readonly options: EventHubOptions;

  constructor(options: EventHubOptions = {}) {
    this.options = options;
    this.parent = options.parent ?? null;
  }

  /** Whether a call of `emit` would reach a handler. */
  has(name: string): boolean {
    return this.#collect(name) !== null;
  }

  /** Whether nobody listens to anything here: cheaper than `has`, for paths that may emit several events. */
  get isSilent(): boolean {
    return this.handlers === null && (this.parent === null || this.parent.isSilent);
  }

  /** Adds a handler and returns the function that removes it. */
  listen(name: string, handler: (event: never) => unknown, options: ListenOptions = {}): () => void {
    const { names, onListen, target = "this target" } = this.options;
    if (names !== undefined && !names.includes(name)) {
      throw new ArgumentError(`${target} has no event ${JSON.stringify(name)}.${didYouMean(name, names)} There are ${nameList(names)}.`);
    }
    if (typeof handler !== "function")
      throw new ArgumentError(`The handler of ${JSON.stringify(name)} must be a function, not ${typeof handler}.`);
    for (const option of Object.keys(options)) {
      if (option !== "once" && option !== "propagate")
        throw new ArgumentError(
          `listen() has no option ${JSON.stringify(option)}.${didYouMean(option, ["once", "propagate"])} The options are once, propagate.`,
        );
    }
    onListen?.(name);
    const listener: Listener = { handler: handler as AnyHandler, once: options.once ?? false, propagate: options.propagate ?? false };
    this.handlers ??= new Map();
    this.handlers.set(name, [...(this.handlers.get(name) ?? []), listener]);
    return () => this.#remove(name, listener);
  }

  /** Calls the handlers in order, awaiting each; a promise only if one of them gave one. */
  emit(name: string, payload: object): void | Promise<void> {
    const listeners = this.#collect(name);
    if (listeners === null) return;
    const event = withName(payload, name);
    for (let index = 0; index < listeners.length; index++) {
      const answer = this.#call(name, listeners[index] as Listener, event);
      if (isThenable(answer)) return this.#emitRest(name, event, listeners, index + 1, answer);
    }
  }

  /** Calls handlers that must answer at once; what one returns, if anything, replaces `payload[field]` for the next. */
  reduce(name: string, payload: Record<string, unknown>, field: string): unknown {
    const listeners = this.#collect(name);
    if (listeners === null) return payload[field];
    const event = withName(payload, name) as Record<string, unknown>;
    for (const listener of listeners) {
      const answer = this.#call(name, listener, event);
      if (isThenable(answer)) {
        throw new ArgumentError(
          `A handler of ${JSON.stringify(name)} returned a promise, but ${JSON.stringify(name)} happens at once: write it as a plain function.`,
        );
      }
      if (answer !== undefined) event[field] = answer;
    }
    return event[field];
  }

  /** Calls the handlers in order; each object they return is assigned to the payload before the next is called. */
  amend<P extends object>(name: string, payload: P): P | Promise<P> {
    const listeners = this.#collect(name);
    return listeners === null ? payload : this.#amendFrom(name, withName(payload, name) as P, listeners, 0);
  }

  #amendFrom<P extends object>(name: string, event: P, listeners: readonly Listener[], start: number): P | Promise<P> {
    for (let index = start; index < listeners.length; index++) {
      const answer = this.#call(name, listeners[index] as Listener, event);
      if (isThenable(answer)) {
        return Promise.resolve(answer).then((value) => {
          assignAnswer(event, value);
          return this.#amendFrom(name, event, listeners, index + 1);
        });
      }
      assignAnswer(event, answer);
    }
    return event;
  }

  async #emitRest(
    name: string,
    event: object,
    listeners: readonly Listener[],
    start: number,
    pending: PromiseLike<unknown>,
  ): Promise<void> {
    await pending;
    for (let index = start; index < listeners.length; index++) await this.#call(name, listeners[index] as Listener, event);
  }

  #call(name: string, listener: Listener, event: object): unknown {
    if (listener.once) this.#remove(name, listener);
    return listener.handler(event);
  }

  #remove(name: string, listener: Listener): void {
    const present = this.handlers?.get(name);
    if (present === undefined || !present.includes(listener)) {
      if (this.parent !== null) this.parent.#remove(name, listener);
      return;
    }
    const left = present.filter((other) => other !== listener);
    if (left.length > 0) this.handlers?.set(name, left);
    else this.handlers?.delete(name);
    if (this.handlers?.size === 0) this.handlers = null;
  }

  #collect(name: string): readonly Listener[] | null {
    const own = this.handlers === null ? undefined : this.handlers.get(name);
    if (this.parent === null) return own ?? null;
    let inherited = this.parent.#collect(name);
    if (inherited !== null && this.options.onlyPropagated === true) inherited = inherited.filter((listener) => listener.propagate);
    if (inherited === null || inherited.length === 0) return own ?? null;
    return own === undefined ? inherited : [...own, ...inherited];
  }
}

function withName(payload: object, name: string): object {
  if (!("event" in payload)) (payload as { event?: string }).event = name;
  return payload;
}

function assignAnswer(event: object, answer: unknown): void {
  if (typeof answer !== "object" || answer === null) return;
  for (const key of Object.keys(answer)) {
    if (!(key in event))
      throw new ArgumentError(
        `A handler of ${JSON.stringify((event as { event?: string }).event)} answered with ${JSON.stringify(key)}, which the event does not have: it can answer with what is to be used instead, among ${nameList(Object.keys(event).filter((name) => name !== "event"))}.`,
      );
  }
  Object.assign(event, answer);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

export type Handler<E, R = void> = (event: E) => R | Promise<R>;

/** What happens in a pool. `connection` is the driver's own connection. */
export interface PoolEvents {
  connect: Handler<{ event: string; driverConnection: unknown; record: object }>;
  firstConnect: Handler<{ event: string; driverConnection: unknown; record: object }>;
  checkout: Handler<{ event: string; driverConnection: unknown; record: object }>;
  checkin: Handler<{ event: string; driverConnection: unknown; record: object }>;
  reset: Handler<{ event: string; driverConnection: unknown; record: object }>;
  invalidate: Handler<{ event: string; driverConnection: unknown; record: object; error: unknown }>;
  softInvalidate: Handler<{ event: string; driverConnection: unknown; record: object; error: unknown }>;
  close: Handler<{ event: string; driverConnection: unknown; record: object }>;
  detach: Handler<{ event: string; driverConnection: unknown; record: object }>;
  closeDetached: Handler<{ event: string; driverConnection: unknown; record: object }>;
}

/** One statement on its way to the driver. A handler may return other text or values, which are sent instead. */
export interface CursorEvent {
  event: string;
  connection: Connection;
  sql: string;
  parameters: readonly unknown[];
  /** True if `parameters` is a list of sets, and the statement is run once for each. */
  executeMany: boolean;
}

/** What happens on an engine and its connections. Each can be listened to on one connection, one engine, or the class `Engine`. */
export interface EngineEvents extends PoolEvents {
  beforeExecute: Handler<{ event: string; connection: Connection; statement: object; parameters: unknown }>;
  afterExecute: Handler<{ event: string; connection: Connection; statement: object; parameters: unknown; rowCount: number }>;
  beforeCursorExecute: (
    event: CursorEvent,
  ) => void | { sql?: string; parameters?: readonly unknown[] } | Promise<void | { sql?: string; parameters?: readonly unknown[] }>;
  afterCursorExecute: Handler<CursorEvent & { milliseconds: number; rowCount: number }>;
  /** A failure of the database. An error that a handler throws takes its place. */
  handleError: Handler<{ event: string; connection: Connection; error: Error; sql: string | null; parameters: unknown }>;
  engineConnect: Handler<{ event: string; connection: Connection }>;
  begin: Handler<{ event: string; connection: Connection }>;
  commit: Handler<{ event: string; connection: Connection }>;
  rollback: Handler<{ event: string; connection: Connection }>;
  savepoint: Handler<{ event: string; connection: Connection; name: string }>;
  rollbackSavepoint: Handler<{ event: string; connection: Connection; name: string }>;
  releaseSavepoint: Handler<{ event: string; connection: Connection; name: string }>;
  engineDisposed: Handler<{ event: string; engine: Engine }>;
}

/** The names of the events of connections, for the hubs; an engine has those of its pool as well. */
export const connectionEventNames = [
  "beforeExecute",
  "afterExecute",
  "beforeCursorExecute",
  "afterCursorExecute",
  "handleError",
  "engineConnect",
  "begin",
  "commit",
  "rollback",
  "savepoint",
  "rollbackSavepoint",
  "releaseSavepoint",
  "engineDisposed",
] as const satisfies readonly (keyof EngineEvents)[];

/** What happens to the tables of a `MetaData`. */
export interface MetaDataEvents {
  beforeCreate: Handler<{ event: string; metadata: MetaData; connection: Connection }>;
  afterCreate: Handler<{ event: string; metadata: MetaData; connection: Connection }>;
  beforeDrop: Handler<{ event: string; metadata: MetaData; connection: Connection }>;
  afterDrop: Handler<{ event: string; metadata: MetaData; connection: Connection }>;
  /** A column is about to be made from what the database told of it; `column` may be changed. */
  columnReflect: Handler<{ event: string; table: AnyTable; column: { -readonly [K in keyof ReflectedColumn]: ReflectedColumn[K] } }>;
}
/** What happens to one table. */
export interface TableEvents {
  beforeCreate: Handler<{ event: string; table: AnyTable; connection: Connection }>;
  afterCreate: Handler<{ event: string; table: AnyTable; connection: Connection }>;
  beforeDrop: Handler<{ event: string; table: AnyTable; connection: Connection }>;
  afterDrop: Handler<{ event: string; table: AnyTable; connection: Connection }>;
  columnReflect: Handler<{ event: string; table: AnyTable; column: { -readonly [K in keyof ReflectedColumn]: ReflectedColumn[K] } }>;
}

/** The events that a target has: core's own, or those that another package has added to `EventTargets`. */
export type CoreEventsOf<T> = T extends Engine | Connection | typeof Engine
  ? EngineEvents
  : T extends { tryAcquire: unknown; checkedOut: unknown }
    ? PoolEvents
    : T extends MetaData
      ? MetaDataEvents
      : T extends AnyTable
        ? TableEvents
        : EventTargets<T>[keyof EventTargets<T>];

/**
 * Calls `handler` whenever `name` happens to `target`.
 *
 * @returns the function that stops listening.
 * @throws ArgumentError if the target has no such event.
 * @example
 * const stop = listen(engine, "connect", ({ driverConnection }) => { … });
 */
export function listen<T, const K extends keyof CoreEventsOf<T>>(
  target: T,
  name: K | readonly K[],
  handler: CoreEventsOf<T>[K],
  options?: ListenOptions,
): () => void {
  return listenTo(target, name as string | readonly string[], handler as AnyHandler, options);
}

/** `listen` without its types: what the ORM's own `listen` calls. */
export function listenTo(
  target: unknown,
  name: string | readonly string[],
  handler: (event: never) => unknown,
  options?: ListenOptions,
): () => void {
  const hub = hubOf(target);
  const stops = (typeof name === "string" ? [name] : name).map((one) => hub.listen(one, handler as AnyHandler, options));
  return () => {
    for (const stop of stops) stop();
  };
}

function hubOf(target: unknown): EventHub {
  const hub =
    (typeof target === "object" && target !== null) || typeof target === "function"
      ? (target as { [EVENTS]?: unknown })[EVENTS]
      : undefined;
  if (hub === undefined || hub === null) {
    throw new ArgumentError(
      `One cannot listen to ${describeTarget(target)}: it is no engine, connection, pool, metadata, session, mapped class or attribute.`,
    );
  }
  return hub as EventHub;
}

function describeTarget(target: unknown): string {
  if (typeof target === "function") return `the function ${target.name || "without a name"}`;
  if (typeof target === "object" && target !== null) return `an object of class ${(target as object).constructor?.name ?? "Object"}`;
  return String(target);
}
