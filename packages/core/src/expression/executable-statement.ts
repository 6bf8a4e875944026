/** What every statement has: options of its execution, CTEs that stand before it, and text before and behind its words. */
import type { KeyWriter } from "../compiler/cache.js";
import { ArgumentError } from "../errors.js";
import { checkOptions } from "../options.js";
import { ENTITY, KEY } from "../symbols.js";
import { ClauseElement } from "./element.js";
import type { FromClause } from "./from.js";
import type { EntityProtocol, HasEntity, LoaderOption, StatementPlugin } from "./protocol.js";

/** Words before or behind, for one dialect or for all. */
export interface Affix {
  readonly text: string | ClauseElement;
  readonly dialect: string | null;
}
export interface Hint {
  readonly on: FromClause | null;
  readonly text: string;
  readonly dialect: string | null;
}
export interface AffixOptions {
  readonly dialect?: string | undefined;
}
/** A CTE that is there although nothing refers to it. */
export interface IndependentCte {
  readonly cte: FromClause;
  readonly nestHere: boolean;
}

export function entityOf(value: unknown): EntityProtocol | null {
  return (typeof value === "function" || (typeof value === "object" && value !== null)) && ENTITY in value
    ? (value as unknown as HasEntity)[ENTITY]
    : null;
}

export function writeAffixes(key: KeyWriter, affixes: readonly Affix[]): void {
  key.write(affixes.length);
  for (const { text, dialect } of affixes) {
    if (typeof text === "string") key.string(text);
    else text[KEY](key);
    key.string(dialect ?? "");
  }
}
export function writeHints(key: KeyWriter, hints: readonly Hint[]): void {
  key.write(hints.length);
  for (const { on, text, dialect } of hints) {
    if (on === null) key.write(0);
    else on[KEY](key);
    key.string(text);
    key.string(dialect ?? "");
  }
}

export abstract class Statement extends ClauseElement {
  /** @internal */
  declare readonly isStatement: true;
  /** @internal Options of the execution; no part of the structure. */
  executionOptionValues: Readonly<Record<string, unknown>> = noOptions;
  /** @internal Options of loading, for the plug-in. */
  loaderOptions: readonly LoaderOption<unknown>[] = nothing;
  /** @internal Who rewrites this before it is compiled: something in it is an entity. */
  plugin: StatementPlugin | null = null;
  /** @internal */
  independentCtes: readonly IndependentCte[] = nothing;
  /** @internal */
  prefixes: readonly Affix[] = nothing;

  /** @internal A copy with some properties replaced. */
  with(changes: object): this {
    return Object.assign(this.clone(), changes);
  }
  protected abstract clone(): this;
  protected copyStatement(from: Statement): void {
    this.executionOptionValues = from.executionOptionValues;
    this.loaderOptions = from.loaderOptions;
    this.plugin = from.plugin;
    this.independentCtes = from.independentCtes;
    this.prefixes = from.prefixes;
  }
  protected writeStatement(key: KeyWriter): void {
    if (this.loaderOptions === nothing && this.independentCtes === nothing && this.prefixes === nothing) {
      key.write(0);
      return;
    }
    key.write(1);
    key.write(this.loaderOptions.length);
    for (const option of this.loaderOptions) (option as unknown as { [KEY](key: KeyWriter): void })[KEY](key);
    key.write(this.independentCtes.length);
    for (const { cte, nestHere } of this.independentCtes) {
      cte[KEY](key);
      key.write(nestHere ? 1 : 0);
    }
    writeAffixes(key, this.prefixes);
  }
  protected eachStatementChild(visit: (child: ClauseElement) => void): void {
    for (const { cte } of this.independentCtes) visit(cte);
    for (const { text } of this.prefixes) if (typeof text !== "string") visit(text);
  }
}
export const nothing: readonly never[] = Object.freeze([]);
const noOptions: Readonly<Record<string, unknown>> = Object.freeze({});
Object.defineProperty(Statement.prototype, "isStatement", { value: true });

export function isStatement(value: unknown): value is Statement {
  return typeof value === "object" && value !== null && (value as { isStatement?: true }).isStatement === true;
}

export function affix(text: unknown, options: AffixOptions | undefined, place: string): Affix {
  if (typeof text !== "string" && !(text instanceof ClauseElement)) throw new ArgumentError(`${place} takes SQL text`);
  checkOptions(place, options, ["dialect"]);
  return { text, dialect: options?.dialect ?? null };
}
