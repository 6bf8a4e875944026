/** From a statement to its compiled form: by its structural key through the engine's cache, compiled on a miss. */
import { KeyWriter, StatementCache } from "../compiler/cache.js";
import { compile } from "../compiler/compile.js";
import type { Compiled } from "../compiler/compiled.js";
import { ArgumentError } from "../errors.js";
import type { BindParameter } from "../expression/bind.js";
import { type ClauseElement, isClauseElement, isForeignElement } from "../expression/element.js";
import { ENTITY, KEY } from "../symbols.js";
import type { Capabilities } from "./capabilities.js";
import { twoCopies } from "./copies.js";
import type { Dialect } from "./dialect.js";
import type { TextOrigin } from "./logging.js";

/** What beside the statement decides its text. */
export interface LookupOptions {
  readonly columnKeys?: readonly string[] | undefined;
  readonly schemaTranslateMap?: Readonly<Record<string, string | null>> | undefined;
  readonly compiledCache?: boolean | undefined;
}

/** A statement that is ready to be bound. */
export interface Found {
  readonly compiled: Compiled;
  /** The parameters of this statement, as `Compiled.bind` takes them. */
  readonly parameters: readonly BindParameter[];
  readonly origin: TextOrigin;
}

const cached: TextOrigin = { kind: "cached" };
const raw: TextOrigin = { kind: "raw" };
/** Separates what is written behind the statement's own key. */
const COLUMN_KEYS = -2_000_000_101;
const SCHEMAS = -2_000_000_102;

/** The statements that an engine has compiled. */
export class StatementLookup {
  readonly #cache: StatementCache;
  readonly #writer = new KeyWriter();
  readonly #dialect: Dialect;
  readonly #lint: boolean;
  /** What the dialect could do when the statements were compiled: one that meets its server may find another than the URL says. */
  #capabilities: Capabilities;

  /** @param lint whether a compilation warns of FROM elements that nothing connects */
  constructor(dialect: Dialect, size: number, lint: boolean) {
    this.#dialect = dialect;
    this.#capabilities = dialect.capabilities;
    this.#lint = lint;
    this.#cache = new StatementCache(size);
  }

  find(statement: ClauseElement, options: LookupOptions): Found {
    if ((statement as { readonly isDdl?: true }).isDdl === true) return this.#compileDdl(statement, options);
    if (this.#capabilities !== this.#dialect.capabilities) {
      this.clear();
      this.#capabilities = this.#dialect.capabilities;
    }
    const writer = this.#writer;
    writer.reset();
    statement[KEY](writer);
    const { columnKeys, schemaTranslateMap } = options;
    if (columnKeys !== undefined) {
      writer.write(COLUMN_KEYS);
      for (const key of columnKeys) writer.string(key);
    }
    if (schemaTranslateMap !== undefined) {
      writer.write(SCHEMAS);
      for (const name of Object.keys(schemaTranslateMap).sort()) {
        writer.string(name);
        writer.string(schemaTranslateMap[name] ?? "");
      }
    }
    const hash = writer.hash();
    const { parameters } = writer;
    const mayKeep = options.compiledCache !== false;
    const known = mayKeep ? this.#cache.get(writer, hash) : undefined;
    if (known !== undefined) return { compiled: known, parameters, origin: known.kind === "text" ? raw : cached };
    // The compiler may traverse others before it is done.
    const key = writer.copy();
    const started = performance.now();
    const compiled = compile(statement, this.#dialect, { columnKeys, schemaTranslateMap, lint: this.#lint }, parameters);
    if (mayKeep) this.#cache.set(key, hash, compiled);
    return {
      compiled,
      parameters,
      origin: compiled.kind === "text" ? raw : { kind: "generated", milliseconds: performance.now() - started },
    };
  }

  /** What defines is rarely sent twice, and what it speaks of may have changed in between. */
  #compileDdl(statement: ClauseElement, { schemaTranslateMap }: LookupOptions): Found {
    const started = performance.now();
    const compiled = compile(statement, this.#dialect, { schemaTranslateMap }, []);
    return { compiled, parameters: [], origin: { kind: "generated", milliseconds: performance.now() - started } };
  }

  clear(): void {
    this.#cache.clear();
  }
  get size(): number {
    return this.#cache.size;
  }
}

/** What may be executed, or an error that says what was given instead. */
export function checkStatement(statement: unknown): ClauseElement {
  if (isClauseElement(statement)) return statement;
  if (typeof statement === "string") {
    throw new ArgumentError(
      `execute() takes a statement, not a string. Wrap SQL text: text(${JSON.stringify(statement.length > 60 ? `${statement.slice(0, 60)}…` : statement)}).`,
    );
  }
  if (isForeignElement(statement)) {
    throw new ArgumentError(twoCopies("This statement"));
  }
  if ((typeof statement === "object" || typeof statement === "function") && statement !== null && ENTITY in statement) {
    throw new ArgumentError("execute() takes a statement, not an entity: write select(Entity).");
  }
  if (statement instanceof Promise) throw new ArgumentError("execute() takes a statement, not a promise: await it first.");
  throw new ArgumentError(
    `execute() takes a statement, such as select(…), insert(…) or text("…"), not ${statement === null ? "null" : typeof statement}.`,
  );
}
