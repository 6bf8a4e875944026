/** Common table expressions: `WITH name AS (…)`. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import { checkOptions } from "../options.js";
import { type FIELDS, KEY, type SOURCE } from "../symbols.js";
import type { Column } from "./column.js";
import type { ClauseElement } from "./element.js";
import type { Rows } from "./executable.js";
import { type Affix, type AffixOptions, affix, nothing, writeAffixes } from "./executable-statement.js";
import { AliasedFrom, type AnyColumn, type FromClause, proxyColumns } from "./from.js";
import type { Source } from "./protocol.js";
import type { Selectable } from "./subquery.js";

const TAG = keyTag();
const ALIAS = keyTag();

export interface CteOptions {
  /** It refers to itself. */
  readonly recursive?: boolean;
  /** MATERIALIZED or NOT MATERIALIZED, where the database has it. */
  readonly materialized?: boolean;
  /** It stands where it is used, not before the whole statement. */
  readonly nesting?: boolean;
}
/** A statement that can be put together with another. */
interface Combinable extends Selectable {
  combine(operator: string, others: readonly unknown[]): Selectable;
}

export class Cte<in out M, out N extends string> extends AliasedFrom implements Source<never, N> {
  declare readonly kind: "cte";
  declare readonly [FIELDS]: never;
  declare readonly [SOURCE]: N;
  readonly name: N;
  readonly element: Selectable;
  readonly isRecursive: boolean;
  readonly isNesting: boolean;
  readonly prefixes: readonly Affix[];
  readonly suffixes: readonly Affix[];
  /** The one that this says anew: a recursive CTE before its second part was put to it. */
  readonly restates: Cte<unknown, string> | null;
  /** The one that this is another name of. */
  readonly aliasOf: Cte<unknown, string> | null;

  private constructor(
    element: Selectable,
    name: N | null,
    parts: {
      isRecursive: boolean;
      isNesting: boolean;
      prefixes: readonly Affix[];
      suffixes: readonly Affix[];
      restates: Cte<unknown, string> | null;
      aliasOf: Cte<unknown, string> | null;
    },
  ) {
    super();
    this.element = element;
    this.name = name as N;
    this.isRecursive = parts.isRecursive;
    this.isNesting = parts.isNesting;
    this.prefixes = parts.prefixes;
    this.suffixes = parts.suffixes;
    this.restates = parts.restates;
    this.aliasOf = parts.aliasOf;
  }
  /** @internal */
  static from<M, N extends string>(element: Selectable, name: string | null, options: CteOptions): Cte<M, N> {
    checkOptions("cte()", options, ["recursive", "materialized", "nesting"]);
    const prefixes =
      options.materialized === undefined ? nothing : [{ text: options.materialized ? "MATERIALIZED" : "NOT MATERIALIZED", dialect: null }];
    return new Cte<M, N>(element, name as N | null, {
      isRecursive: options.recursive === true,
      isNesting: options.nesting === true,
      prefixes,
      suffixes: nothing,
      restates: null,
      aliasOf: null,
    });
  }

  override get c(): { readonly [K in keyof M & string]: Column<K, M[K], N> } {
    return super.c as never;
  }
  protected makeColumns(): readonly AnyColumn[] {
    return this.aliasOf === null ? this.element.exportTo(this) : proxyColumns(this.aliasOf.columns, this);
  }
  override get nameIdentity(): object {
    return this.restates === null ? this : this.restates.nameIdentity;
  }
  override get anonymousBase(): string {
    return this.aliasOf === null ? "anon" : (this.aliasOf.name ?? "anon");
  }
  override get description(): string {
    return this.name ?? "a CTE";
  }
  /** The second part of a recursive CTE, which may refer to this. */
  union(...others: readonly Rows<readonly unknown[]>[]): Cte<M, N> {
    return this.combined("union", others);
  }
  unionAll(...others: readonly Rows<readonly unknown[]>[]): Cte<M, N> {
    return this.combined("unionAll", others);
  }
  private combined(operator: string, others: readonly unknown[]): Cte<M, N> {
    const element = this.element as Partial<Combinable>;
    if (element.combine === undefined) throw new ArgumentError(`${operator}(): only a CTE of a SELECT can be put together with another`);
    return this.changed({ element: element.combine(operator, others), restates: this as unknown as Cte<unknown, string> });
  }
  override alias<const A extends string = "anonymous">(name?: A): Cte<M, A> {
    return new Cte<M, A>(this.element, name ?? null, {
      isRecursive: this.isRecursive,
      isNesting: this.isNesting,
      prefixes: this.prefixes,
      suffixes: this.suffixes,
      restates: null,
      aliasOf: this as unknown as Cte<unknown, string>,
    });
  }
  prefixWith(text: string | ClauseElement, options?: AffixOptions): Cte<M, N> {
    return this.changed({ prefixes: [...this.prefixes, affix(text, options, "prefixWith()")] });
  }
  suffixWith(text: string | ClauseElement, options?: AffixOptions): Cte<M, N> {
    return this.changed({ suffixes: [...this.suffixes, affix(text, options, "suffixWith()")] });
  }
  private changed(changes: {
    element?: Selectable;
    restates?: Cte<unknown, string> | null;
    aliasOf?: Cte<unknown, string> | null;
    prefixes?: readonly Affix[];
    suffixes?: readonly Affix[];
  }): Cte<M, N> {
    return new Cte<M, N>(changes.element ?? this.element, this.name, {
      isRecursive: this.isRecursive,
      isNesting: this.isNesting,
      prefixes: changes.prefixes ?? this.prefixes,
      suffixes: changes.suffixes ?? this.suffixes,
      restates: changes.restates ?? this.restates,
      aliasOf: changes.aliasOf ?? this.aliasOf,
    });
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitCte(this as unknown as Cte<unknown, string>);
  }
  [KEY](key: KeyWriter): void {
    if (this.aliasOf !== null) {
      key.write(ALIAS);
      if (!key.anonymous(this)) return;
      key.string(this.name ?? "");
      this.aliasOf[KEY](key);
      return;
    }
    key.write(TAG);
    if (!key.anonymous(this)) return;
    key.string(this.name ?? "");
    key.write((this.isRecursive ? 1 : 0) | (this.isNesting ? 2 : 0) | (this.restates === null ? 0 : 4));
    writeAffixes(key, this.prefixes);
    writeAffixes(key, this.suffixes);
    this.element[KEY](key);
    this.restates?.[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
    if (this.aliasOf !== null) visit(this.aliasOf);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element) as Selectable;
    const restates = this.restates === null ? null : (map(this.restates) as Cte<unknown, string>);
    const aliasOf = this.aliasOf === null ? null : (map(this.aliasOf) as Cte<unknown, string>);
    return element === this.element && restates === this.restates && aliasOf === this.aliasOf
      ? this
      : (this.changed({ element, restates, aliasOf }) as this);
  }
  override collectFroms(into: FromClause[]): void {
    into.push(this as unknown as FromClause);
  }
}
Object.defineProperty(Cte.prototype, "kind", { value: "cte" });
