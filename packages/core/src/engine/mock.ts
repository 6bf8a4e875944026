/** An engine that reaches no database: what would be sent is given to a function. For writing DDL to a file. */
import { isClauseElement } from "../expression/element.js";
import type { Dialect } from "./dialect.js";
import { dialectFor } from "./registry.js";
import { checkStatement } from "./statement-lookup.js";
import { makeUrl } from "./url.js";

/** Receives each statement and its parameters. */
export type MockExecutor = (statement: object, parameters: unknown) => unknown;

/** Stands in the place of an engine or a connection, for `metadata.createAll(engine, { checkFirst: false })`. */
export class MockEngine {
  readonly dialect: Dialect;
  readonly #executor: MockExecutor;
  /** Tells DDL that nothing is to be looked up. */
  readonly isMock = true;

  constructor(dialect: Dialect, executor: MockExecutor) {
    this.dialect = dialect;
    this.#executor = executor;
  }

  get name(): string {
    return this.dialect.name;
  }
  async execute(statement: object, parameters: unknown = null): Promise<void> {
    await this.#executor(checkStatement(statement), parameters);
  }
  async connect<R>(work?: (connection: MockEngine) => R | Promise<R>): Promise<MockEngine | R> {
    return work === undefined ? this : work(this);
  }
  async begin<R>(work: (connection: MockEngine) => R | Promise<R>): Promise<R> {
    return work(this);
  }
  async commit(): Promise<void> {}
  async rollback(): Promise<void> {}
  async close(): Promise<void> {}
  async dispose(): Promise<void> {}
  /** The text of a statement in the dialect of this engine, values written in. */
  textOf(statement: object): string {
    return isClauseElement(statement) ? statement.compile({ dialect: this.dialect.name, literalBinds: true }).sql : String(statement);
  }
}

/**
 * Makes an engine that gives statements to `executor`.
 *
 * @example
 * const engine = createMockEngine("sqlite://", (statement) => lines.push(engine.textOf(statement)));
 * await metadata.createAll(engine, { checkFirst: false });
 */
export function createMockEngine(url: string, executor: MockExecutor, options: { readonly dialect?: Dialect } = {}): MockEngine {
  return new MockEngine(options.dialect ?? dialectFor(makeUrl(url).drivername), executor);
}
