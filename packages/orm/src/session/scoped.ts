import { AsyncLocalStorage } from "node:async_hooks";
import { InvalidRequestError } from "@cupel/core";
import type { Session } from "./session.js";

/** One session for each asynchronous context. */
export interface ScopedSession {
  /** The session of this context; made at the first call. @throws InvalidRequestError outside of `run` */
  (): Session;
  /**
   * Runs `work` in a context of its own, and closes its session afterwards. A `run` within a `run` has another session.
   *
   * @example `await scoped.run(async () => scoped().get(User, 1));`
   */
  run<R>(work: () => Promise<R> | R): Promise<R>;
  /** Closes the session of this context; the next call makes another. */
  remove(): Promise<void>;
  /** Whether this context has a session. */
  has(): boolean;
}

interface Scope {
  session: Session | null;
}

/** Keeps one session for each asynchronous context, such as a request. */
export function scopedSession(createSession: () => Session): ScopedSession {
  const storage = new AsyncLocalStorage<Scope>();
  const scope = (): Scope => {
    const found = storage.getStore();
    if (found === undefined) {
      throw new InvalidRequestError(
        "A scoped session was asked for outside of any scope: run the work in `await scoped.run(async () => { … })`, once for each request or task.",
      );
    }
    return found;
  };
  const close = async (of: Scope): Promise<void> => {
    const { session } = of;
    of.session = null;
    if (session !== null) await session.close();
  };
  return Object.assign((): Session => (scope().session ??= createSession()), {
    run<R>(work: () => Promise<R> | R): Promise<R> {
      const own: Scope = { session: null };
      return storage.run(own, async () => {
        try {
          return await work();
        } finally {
          await close(own);
        }
      });
    },
    remove: (): Promise<void> => close(scope()),
    has: (): boolean => (storage.getStore()?.session ?? null) !== null,
  });
}
