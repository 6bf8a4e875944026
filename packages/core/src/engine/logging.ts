/** What the engine tells of its work: each statement, its parameters, where its text came from, and how long it took. */
import { ArgumentError, describeParameters } from "../errors.js";

/** Where lines go. `console` is one. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** `true` writes to the console; `"debug"` also the rows; a logger takes the lines instead. */
export type Echo = boolean | "debug" | Logger;

const toConsole: Logger = {
  debug: (message) => console.log(message),
  info: (message) => console.log(message),
  warn: (message) => console.warn(message),
  error: (message) => console.error(message),
};

/** How a statement came by its text. */
export type TextOrigin =
  | { readonly kind: "cached" }
  | { readonly kind: "generated"; readonly milliseconds: number }
  | { readonly kind: "raw" };

/** Writes the lines of one engine. */
export class EngineLog {
  readonly #logger: Logger;
  readonly #hideParameters: boolean;
  readonly #prefix: string;
  readonly showsRows: boolean;

  constructor(logger: Logger, options: { readonly hideParameters: boolean; readonly name: string | null; readonly showsRows: boolean }) {
    this.#logger = logger;
    this.#hideParameters = options.hideParameters;
    this.#prefix = options.name === null ? "" : `[${options.name}] `;
    this.showsRows = options.showsRows;
  }

  /** BEGIN, COMMIT and the like. */
  command(text: string): void {
    this.#logger.info(this.#prefix + text);
  }
  statement(sql: string, parameters: unknown, origin: TextOrigin): void {
    this.#logger.info(this.#prefix + sql);
    const state =
      origin.kind === "generated" ? `generated in ${milliseconds(origin.milliseconds)}` : origin.kind === "raw" ? "raw sql" : "cached";
    this.#logger.info(
      `${this.#prefix}[${state}] ${this.#hideParameters ? "[parameters hidden by hideParameters]" : describeParameters(parameters)}`,
    );
  }
  finished(rowCount: number, time: number): void {
    this.#logger.info(`${this.#prefix}[${milliseconds(time)}]${rowCount >= 0 ? ` ${rowCount} ${rowCount === 1 ? "row" : "rows"}` : ""}`);
  }
  failed(error: Error, time: number): void {
    this.#logger.error(`${this.#prefix}[failed after ${milliseconds(time)}] ${error.name}: ${error.message.split("\n", 1)[0]}`);
  }
  rows(rows: readonly unknown[]): void {
    for (const row of rows)
      this.#logger.debug(`${this.#prefix}Row ${this.#hideParameters ? "hidden by hideParameters" : describeParameters(row)}`);
  }
}

function milliseconds(time: number): string {
  return `${time < 1 ? time.toFixed(3) : time.toFixed(1)} ms`;
}

/** The log that `echo` asks for; `null` if it asks for none. */
export function engineLog(
  echo: Echo | undefined,
  options: { readonly hideParameters: boolean; readonly name: string | null },
): EngineLog | null {
  if (echo === undefined || echo === false) return null;
  if (echo === true || echo === "debug") return new EngineLog(toConsole, { ...options, showsRows: echo === "debug" });
  for (const method of ["debug", "info", "warn", "error"] as const) {
    if (typeof echo !== "object" || typeof echo[method] !== "function") {
      throw new ArgumentError(
        `The option "echo" takes true, false, "debug" or a logger { debug, info, warn, error }; ${typeof echo === "object" ? `the logger has no ${method}()` : `not ${JSON.stringify(echo)}`}.`,
      );
    }
  }
  return new EngineLog(echo, { ...options, showsRows: true });
}
