/**
 * One conversation: whoever shares a connection or a session takes turns. A call takes its place when it is made and holds the turn for that
 * call alone, not for a transaction; a free queue costs a flag. A handler that runs inside a call, and calls its own connection or session,
 * would wait for itself for ever: it runs in an asynchronous context that carries the call's token, which is looked for only when the queue is
 * busy, and lets such calls pass, queued among themselves.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { MaybePromise } from "./driver.js";

interface Token {
  readonly queue: CallQueue;
  readonly nested: CallQueue;
  readonly parent: Token | undefined;
  isAlive: boolean;
}

const context = new AsyncLocalStorage<Token>();

/** A place in a queue. It is taken once, and left once. */
export class Turn {
  readonly #queue: CallQueue;
  /** @internal The turn after this one. */
  next: Turn | null = null;
  #wake: (() => void) | null = null;
  #hasLeft = false;

  /** @internal Made by `CallQueue.take`. */
  constructor(queue: CallQueue) {
    this.#queue = queue;
  }

  /** Whether it has come. */
  get hasCome(): boolean {
    return this.#queue.current === this;
  }

  /** Resolves when it has come; `undefined` if it has. */
  wait(): Promise<void> | undefined {
    if (this.hasCome) return undefined;
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Lets the next go on. A place that is left before it has come is passed over. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    if (this.hasCome) this.#queue.advance();
  }

  /**
   * Runs handlers of the call that holds this turn: what they ask of the same queue passes.
   *
   * @param handlers calls them; the token dies when the promise it gives is settled
   */
  runHandlers<T>(handlers: () => MaybePromise<T>): MaybePromise<T> {
    const token: Token = { queue: this.#queue, nested: new CallQueue(), parent: context.getStore(), isAlive: true };
    let answer: MaybePromise<T>;
    try {
      answer = context.run(token, handlers);
    } catch (error) {
      token.isAlive = false;
      throw error;
    }
    if (!(answer instanceof Promise)) {
      token.isAlive = false;
      return answer;
    }
    return answer.finally(() => {
      token.isAlive = false;
    });
  }

  /** @internal Called by the queue. */
  get isLeft(): boolean {
    return this.#hasLeft;
  }
  /** @internal Called by the queue. */
  wake(): void {
    this.#wake?.();
  }
}

/** The calls to one connection or session, in the order in which they were made. */
export class CallQueue {
  /** @internal The turn that has come. */
  current: Turn | null = null;
  #last: Turn | null = null;

  /** Whether a call is under way. */
  get isBusy(): boolean {
    return this.current !== null;
  }

  /** Takes the next place. */
  take(): Turn {
    if (this.current === null) {
      const turn = new Turn(this);
      this.current = turn;
      this.#last = turn;
      return turn;
    }
    const token = tokenFor(this);
    if (token !== null) return token.nested.take();
    const turn = new Turn(this);
    (this.#last as Turn).next = turn;
    this.#last = turn;
    return turn;
  }

  /** Whether the caller is a handler that runs inside a call of this queue. */
  get isInsideHandler(): boolean {
    return this.current !== null && tokenFor(this) !== null;
  }

  /** Runs `work` when its turn has come: at once, and without a promise, if nobody else is there and the work needs none. */
  run<T>(work: (turn: Turn) => MaybePromise<T>): MaybePromise<T> {
    const turn = this.take();
    const wait = turn.wait();
    return wait === undefined ? runAndLeave(turn, work) : wait.then(() => runAndLeave(turn, work));
  }

  /** @internal Called by a turn that is left. */
  advance(): void {
    let next = (this.current as Turn).next;
    while (next?.isLeft) next = next.next;
    this.current = next;
    if (next === null) this.#last = null;
    else next.wake();
  }
}

function runAndLeave<T>(turn: Turn, work: (turn: Turn) => MaybePromise<T>): MaybePromise<T> {
  let answer: MaybePromise<T>;
  try {
    answer = work(turn);
  } catch (error) {
    turn.leave();
    throw error;
  }
  if (!(answer instanceof Promise)) {
    turn.leave();
    return answer;
  }
  return answer.finally(() => turn.leave());
}

function tokenFor(queue: CallQueue): Token | null {
  for (let token = context.getStore(); token !== undefined; token = token.parent) {
    if (token.queue === queue && token.isAlive) return token;
  }
  return null;
}

/** Runs `work` as if no handler were running: for what a handler starts but does not wait for. */
export function outsideHandlers<T>(work: () => T): T {
  return context.exit(work);
}
