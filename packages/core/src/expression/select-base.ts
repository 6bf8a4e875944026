/** What a SELECT and a set operation have in common: order, limits, and being part of another statement. */
import type { KeyWriter } from "../compiler/cache.js";
import { ArgumentError } from "../errors.js";
import { checkOptions } from "../options.js";
import { KEY } from "../symbols.js";
import { INTEGER } from "../types/t.js";
import { BindParameter } from "./bind.js";
import { Cte, type CteOptions } from "./cte.js";
import { type ClauseElement, type ColumnElement, type Condition, type Expression, isColumnElement } from "./element.js";
import {
  type Affix,
  type AffixOptions,
  affix,
  entityOf,
  type Hint,
  type IndependentCte,
  nothing,
  Statement,
  writeAffixes,
  writeHints,
} from "./executable-statement.js";
import { type AnyColumn, FromClause } from "./from.js";
import { orderElement } from "./order-by.js";
import { exportColumns, type LabelStyle, propertyKey } from "./select-columns.js";
import { Exists, ScalarSelect, type Selectable, Subquery } from "./subquery.js";
import { withParameters } from "./with-parameters.js";

type Any = ColumnElement<unknown, unknown>;
/** How many rows, by FETCH FIRST. */
export interface Fetch {
  readonly rows: Any;
  readonly withTies: boolean;
  readonly percent: boolean;
}
export interface ForUpdateOptions {
  readonly of?: unknown;
  readonly nowait?: boolean;
  readonly skipLocked?: boolean;
  readonly read?: boolean;
  readonly keyShare?: boolean;
}
/** Rows that are to be locked. */
export interface ForUpdate {
  readonly of: readonly ClauseElement[];
  readonly nowait: boolean;
  readonly skipLocked: boolean;
  readonly read: boolean;
  readonly keyShare: boolean;
}

/** The type of limits: whole numbers, whatever the dialect binds them as. */
function rowCount(value: number | bigint | Expression<number> | null, place: string): Any | null {
  if (value === null) return null;
  if (isColumnElement(value)) return value;
  if (value === undefined) throw new ArgumentError(`${place} was given undefined. Give a number, or null to take a limit back`);
  if ((typeof value !== "number" && typeof value !== "bigint") || (typeof value === "number" && !Number.isInteger(value)) || value < 0)
    throw new ArgumentError(`${place} takes a whole number that is not negative, not ${String(value)}`);
  return new BindParameter("param", value, INTEGER, true);
}

export abstract class SelectBase extends Statement implements Selectable {
  /** @internal */
  declare readonly isSelect: true;
  /** @internal */
  orderByElements: readonly Any[] = nothing;
  /** @internal */
  groupByElements: readonly Any[] = nothing;
  /** @internal */
  limitClause: Any | null = null;
  /** @internal */
  offsetClause: Any | null = null;
  /** @internal */
  fetchClause: Fetch | null = null;
  /** @internal */
  forUpdate: ForUpdate | null = null;
  /** @internal */
  labelStyle: LabelStyle = "disambiguateOnly";
  /** @internal */
  suffixes: readonly Affix[] = nothing;
  /** @internal */
  hints: readonly Hint[] = nothing;
  /** @internal */
  statementHints: readonly Hint[] = nothing;

  abstract get columnElements(): readonly ClauseElement[];
  exportTo(owner: FromClause): readonly AnyColumn[] {
    return exportColumns(this.columnElements, this.labelStyle, owner);
  }

  protected copyBase(from: SelectBase): void {
    this.copyStatement(from);
    this.orderByElements = from.orderByElements;
    this.groupByElements = from.groupByElements;
    this.limitClause = from.limitClause;
    this.offsetClause = from.offsetClause;
    this.fetchClause = from.fetchClause;
    this.forUpdate = from.forUpdate;
    this.labelStyle = from.labelStyle;
    this.suffixes = from.suffixes;
    this.hints = from.hints;
    this.statementHints = from.statementHints;
  }
  protected writeBase(key: KeyWriter): void {
    key.write(this.orderByElements.length);
    for (const each of this.orderByElements) each[KEY](key);
    key.write(this.groupByElements.length);
    for (const each of this.groupByElements) each[KEY](key);
    const { fetchClause: fetch, forUpdate, labelStyle } = this;
    const plain =
      fetch === null &&
      forUpdate === null &&
      labelStyle === "disambiguateOnly" &&
      this.suffixes === nothing &&
      this.hints === nothing &&
      this.statementHints === nothing;
    key.write((this.limitClause === null ? 0 : 1) | (this.offsetClause === null ? 0 : 2) | (plain ? 0 : 4));
    this.limitClause?.[KEY](key);
    this.offsetClause?.[KEY](key);
    if (!plain) {
      key.write(
        (labelStyle === "none" ? 1 : labelStyle === "tablenamePlusCol" ? 2 : 0) |
          (fetch === null ? 0 : 4 | (fetch.withTies ? 8 : 0) | (fetch.percent ? 16 : 0)),
      );
      fetch?.rows[KEY](key);
      if (forUpdate === null) key.write(0);
      else {
        key.write(
          1 | (forUpdate.nowait ? 2 : 0) | (forUpdate.skipLocked ? 4 : 0) | (forUpdate.read ? 8 : 0) | (forUpdate.keyShare ? 16 : 0),
        );
        key.write(forUpdate.of.length);
        for (const each of forUpdate.of) each[KEY](key);
      }
      writeAffixes(key, this.suffixes);
      writeHints(key, this.hints);
      writeHints(key, this.statementHints);
    }
    this.writeStatement(key);
  }
  protected eachBaseChild(visit: (child: ClauseElement) => void): void {
    for (const each of this.groupByElements) visit(each);
    for (const each of this.orderByElements) visit(each);
    if (this.limitClause !== null) visit(this.limitClause);
    if (this.offsetClause !== null) visit(this.offsetClause);
    if (this.fetchClause !== null) visit(this.fetchClause.rows);
    this.eachStatementChild(visit);
  }
  protected mappedFetch(map: (child: ClauseElement) => ClauseElement): Fetch | null {
    const fetch = this.fetchClause;
    if (fetch === null) return null;
    const rows = map(fetch.rows) as Any;
    return rows === fetch.rows ? fetch : { ...fetch, rows };
  }
  protected mappedCtes(map: (child: ClauseElement) => ClauseElement): readonly IndependentCte[] {
    const ctes = this.independentCtes.map((each) => {
      const cte = map(each.cte) as FromClause;
      return cte === each.cte ? each : { ...each, cte };
    });
    return ctes.every((each, i) => each === this.independentCtes[i]) ? this.independentCtes : ctes;
  }
  /** A statement is no FROM element until it is made one. */
  override collectFroms(): void {}

  /** @internal Added to the order; null takes back what there was. */
  protected ordered(by: readonly unknown[]): this {
    const copy = this.clone();
    copy.orderByElements = appended(this.orderByElements, by, "orderBy()");
    return copy;
  }
  protected grouped(by: readonly unknown[]): this {
    const copy = this.clone();
    copy.groupByElements = appended(this.groupByElements, by, "groupBy()");
    return copy;
  }
  protected limited(rows: number | bigint | Expression<number> | null): this {
    const copy = this.clone();
    copy.limitClause = rowCount(rows, "limit()");
    copy.fetchClause = null;
    return copy;
  }
  protected skipped(rows: number | bigint | Expression<number> | null): this {
    return this.with({ offsetClause: rowCount(rows, "offset()") });
  }
  protected sliced(start: number, end: number): this {
    if (!(end >= start)) throw new ArgumentError(`slice(${start}, ${end}): the end lies before the start`);
    return this.with({
      limitClause: rowCount(end - start, "slice()"),
      offsetClause: start === 0 ? null : rowCount(start, "slice()"),
      fetchClause: null,
    });
  }
  protected fetched(rows: number | Expression<number>, options: { withTies?: boolean; percent?: boolean } | undefined): this {
    checkOptions("fetch()", options, ["withTies", "percent"]);
    const count = rowCount(rows, "fetch()");
    return this.with({
      fetchClause: count === null ? null : { rows: count, withTies: options?.withTies === true, percent: options?.percent === true },
      limitClause: null,
    });
  }
  protected locked(options: ForUpdateOptions): this {
    checkOptions("withForUpdate()", options, ["of", "nowait", "skipLocked", "read", "keyShare"]);
    const of = options.of === undefined ? [] : Array.isArray(options.of) ? (options.of as readonly unknown[]) : [options.of];
    const elements = of.map((each) => {
      const element = entityOf(each)?.selectable ?? each;
      if (!(element instanceof FromClause) && !isColumnElement(element))
        throw new ArgumentError("withForUpdate({ of }) takes tables, entities or columns");
      return element;
    });
    return this.with({
      forUpdate: {
        of: elements,
        nowait: options.nowait === true,
        skipLocked: options.skipLocked === true,
        read: options.read === true,
        keyShare: options.keyShare === true,
      },
    });
  }

  /** Words behind the statement; of one dialect, if it is named. Written as they are. */
  suffixWith(text: string | ClauseElement, options?: AffixOptions): this {
    return this.with({ suffixes: [...this.suffixes, affix(text, options, "suffixWith()")] });
  }
  /** Words behind SELECT. */
  prefixWith(text: string | ClauseElement, options?: AffixOptions): this {
    return this.with({ prefixes: [...this.prefixes, affix(text, options, "prefixWith()")] });
  }
  /** A hint for one table, where the dialect has such; ignored elsewhere. Written as it is. */
  withHint(on: unknown, text: string, options?: AffixOptions): this {
    const from = entityOf(on)?.selectable ?? on;
    if (!(from instanceof FromClause)) throw new ArgumentError("withHint() takes a table first");
    return this.with({ hints: [...this.hints, { on: from, text, dialect: options?.dialect ?? null }] });
  }
  /** A hint for the whole statement. Written as it is. */
  withStatementHint(text: string, options?: AffixOptions): this {
    return this.with({ statementHints: [...this.statementHints, { on: null, text, dialect: options?.dialect ?? null }] });
  }
  /** How columns are named: see `LabelStyle`. */
  setLabelStyle(style: LabelStyle): this {
    return this.with({ labelStyle: style });
  }
  /** CTEs that stand before this statement even if nothing in it refers to them. */
  addCte(...ctes: readonly (FromClause | { readonly cte: FromClause; readonly nestHere?: boolean })[]): this {
    const added = ctes.map((each) =>
      each instanceof FromClause ? { cte: each, nestHere: false } : { cte: each.cte, nestHere: each.nestHere === true },
    );
    return this.with({ independentCtes: [...this.independentCtes, ...added] });
  }
  executionOptions(options: Readonly<Record<string, unknown>>): this {
    return this.with({ executionOptionValues: { ...this.executionOptionValues, ...options } });
  }

  /**
   * The same statement with values for its parameters that have names, wherever they stand in it; values that are given at execution win.
   * @example `select(users).where(users.c.name.eq(bindParam("name"))).params({ name: "Ann" })`
   */
  params(values: Readonly<Record<string, unknown>>): this {
    return withParameters(this, values);
  }

  /** What a subquery of this would export, by its keys: the same as `selectedColumns`. */
  get exportedColumns(): Readonly<Record<string, ColumnElement<unknown>>> {
    return this.selectedColumns;
  }
  /** The selected expressions by their keys, to be used in ORDER BY of a set operation. */
  get selectedColumns(): Readonly<Record<string, ColumnElement<unknown>>> {
    const record: Record<string, ColumnElement<unknown>> = {};
    for (const element of this.columnElements) {
      const key = propertyKey(element);
      if (key !== null) record[key] ??= element as ColumnElement<unknown>;
    }
    return record;
  }

  /** @internal */
  asSubquery(name: string | undefined, isLateral: boolean): Subquery<unknown, string> {
    return new Subquery<unknown, string>(this, name ?? null, isLateral);
  }
  /** @internal */
  asCte(name: string | undefined, options: CteOptions | undefined): Cte<unknown, string> {
    return Cte.from<unknown, string>(this, name ?? null, options ?? {});
  }
  /** This as a value: it may select one column. NULL when there is no row; `coalesce`, or the type argument, says that there always is one. */
  abstract scalarSubquery<V>(): ColumnElement<V>;
  protected asScalar(): ScalarSelect {
    const count = this.columnElements.length;
    if (count !== 1) throw new ArgumentError(`scalarSubquery(): a value is one column, and this selects ${count}`);
    return new ScalarSelect(this);
  }
  /** Whether there is a row. */
  exists(): Exists & Condition {
    return new Exists(this);
  }
  /** @internal Whether it has to stand in parentheses as a member of a set operation. */
  get needsParentheses(): boolean {
    return this.limitClause !== null || this.offsetClause !== null || this.fetchClause !== null || this.orderByElements.length > 0;
  }
}
Object.defineProperty(SelectBase.prototype, "isSelect", { value: true });

function appended(before: readonly Any[], by: readonly unknown[], place: string): readonly Any[] {
  if (by.length === 1 && by[0] === null) return nothing;
  const added: Any[] = [];
  for (const each of by) added.push(orderElement(each, place));
  return before.length === 0 ? added : [...before, ...added];
}
