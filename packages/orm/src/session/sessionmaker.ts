import { ArgumentError } from "@cupel/core";
import { EVENTS, type EventHub } from "@cupel/core/internal";
import { sessionHub } from "./events.js";
import { type Bind, checkSessionOptions, type SessionOptions } from "./options.js";
import { Session } from "./session.js";

/** Makes sessions of one configuration. */
export interface SessionMaker {
  /** A new session; `options` take the place of the maker's. */
  (options?: SessionOptions): Session;
  /**
   * Runs `work` with a new session: commits what it did, rolls back if it throws, and closes the session.
   *
   * @example `await createSession.begin(async (session) => { session.add(new User({ … })); });`
   */
  begin<R>(work: (session: Session) => Promise<R> | R): Promise<R>;
  /** Changes what the next sessions are made with. */
  configure(options: SessionOptions): void;
  /** @internal Listening to the sessions of this maker. */
  readonly [EVENTS]: EventHub;
}

/**
 * Makes a function that makes sessions.
 *
 * @throws ArgumentError for an option that does not exist
 * @example `const createSession = sessionMaker(engine, { expireOnCommit: false });`
 */
export function sessionMaker(bind?: Bind | SessionOptions, options?: SessionOptions): SessionMaker {
  if (bind !== undefined && bind !== null && typeof bind !== "object")
    throw new ArgumentError(
      `sessionMaker() takes an engine or a connection, then options, not ${JSON.stringify(bind) ?? typeof bind}: sessionMaker(createEngine("…")).`,
    );
  if (isBind(bind) && options?.bind !== undefined && options.bind !== bind)
    throw new ArgumentError(
      "sessionMaker() was given one thing to bind sessions to as the first argument, and another as the option bind: give one of them.",
    );
  let settings: SessionOptions = isBind(bind) ? { ...options, bind } : { ...bind, ...options };
  checkSessionOptions(settings, "sessionMaker");
  const hub = sessionHub("sessionMaker", Session[EVENTS]);
  const make = (given: SessionOptions = {}): Session => Session.made({ ...settings, ...given }, hub);
  return Object.assign(make, {
    [EVENTS]: hub,
    configure(given: SessionOptions): void {
      checkSessionOptions(given, "sessionMaker.configure");
      settings = { ...settings, ...given };
    },
    async begin<R>(work: (session: Session) => Promise<R> | R): Promise<R> {
      const session = make();
      try {
        const answer = await session.begin(() => work(session));
        return answer;
      } finally {
        await session.close();
      }
    },
  });
}

function isBind(value: unknown): value is Bind {
  return typeof value === "object" && value !== null && "execute" in value
    ? true
    : typeof (value as { connect?: unknown } | undefined)?.connect === "function";
}
