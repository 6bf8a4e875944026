/** SELECT and set operations. */

import { conjunctionParts } from "../expression/boolean-list.js";
import { Column } from "../expression/column.js";
import type { CompoundSelect } from "../expression/compound.js";
import { setOperatorWords } from "../expression/compound.js";
import type { Cte } from "../expression/cte.js";
import type { ClauseElement, ColumnElement } from "../expression/element.js";
import { isStatement, type Statement } from "../expression/executable-statement.js";
import type { FromClause } from "../expression/from.js";
import type { SelectFromStatement } from "../expression/from-statement.js";
import { Label } from "../expression/label.js";
import { AND } from "../expression/operators.js";
import type { AnySelect } from "../expression/select.js";
import type { SelectBase } from "../expression/select-base.js";
import { type NamedColumn, nameColumns, propertyKey } from "../expression/select-columns.js";
import { TextClause } from "../expression/text.js";
import { AsBoolean, UnaryExpression } from "../expression/unary.js";
import { NULL_TYPE } from "../types/null.js";
import type { LabelScope, StackEntry } from "./compiler-base.js";
import { FromCompiler } from "./from-compiler.js";
import { displayedFroms, fromsOf } from "./select-froms.js";

type Any = ColumnElement<unknown, unknown>;
const noFroms: ReadonlySet<FromClause> = new Set();

export abstract class SelectCompiler extends FromCompiler {
  /** Whether the columns of the statement being written are those of the result. */
  protected wantsResult = true;
  /** Set while the members of a set operation are written, and the SELECT behind INSERT: their WITH stands before the whole. */
  protected isMember = false;

  visitSelect(select: AnySelect): string {
    return this.selectText(select, false, false);
  }
  visitCompound(compound: CompoundSelect): string {
    return this.compoundText(compound, false);
  }
  visitFromStatement(from: SelectFromStatement): string {
    const text = this.process(from.statement);
    this.returnsRows = true;
    this.statementKind = "text";
    if (this.resultColumns.length === 0)
      for (const element of from.select.columnElements)
        this.addResultColumn(
          (element as Partial<Any>).columnName ?? "",
          propertyKey(element) ?? "",
          (element as Partial<Any>).type ?? NULL_TYPE,
          element,
        );
    return text;
  }

  protected statement(statement: ClauseElement, asFrom: boolean, lateral = false): string {
    const before = this.wantsResult;
    const member = this.isMember;
    this.wantsResult = false;
    this.isMember = false;
    const nested = this.withoutEntities(statement);
    const text =
      nested.kind === "select"
        ? this.selectText(nested as AnySelect, asFrom, lateral)
        : nested.kind === "compound"
          ? this.compoundText(nested as CompoundSelect, asFrom)
          : this.process(nested);
    this.wantsResult = before;
    this.isMember = member;
    return text;
  }
  /** A statement inside this one, in Core terms. */
  protected withoutEntities(statement: ClauseElement): ClauseElement {
    if (!isStatement(statement)) return statement;
    const { plugin } = statement as Statement;
    return plugin?.rewriteNested === undefined ? statement : plugin.rewriteNested(statement, this.dialect);
  }

  protected selectText(select: AnySelect, asFrom: boolean, lateral: boolean): string {
    const isOutermost = this.stack.length === 0;
    const populate = this.wantsResult;
    this.wantsResult = false;
    const isMember = this.isMember;
    this.isMember = false;
    const enclosing = this.stack.at(-1) ?? null;
    const all = fromsOf(select);
    const froms =
      enclosing === null || (asFrom && !lateral && select.correlated === null && select.notCorrelated === null)
        ? all
        : asFrom && !lateral
          ? displayedFroms(select, all, difference(enclosing.correlateFroms, enclosing.asFromFroms), noFroms)
          : displayedFroms(select, all, enclosing.correlateFroms, enclosing.asFromFroms);
    this.lint("SELECT", froms, select.whereCriteria);
    const named = nameColumns(select.columnElements, select.labelStyle, true);
    this.stack.push(new SelectScope(select, all, froms, enclosing));
    if (isOutermost && populate) {
      this.statementKind = "select";
      this.returnsRows = true;
    }

    for (const { cte, nestHere } of select.independentCtes)
      this.writeCte(cte as unknown as Cte<unknown, string>, nestHere || (cte as unknown as Cte<unknown, string>).isNesting);
    let text = `SELECT ${this.selectHints(select)}`;
    if (select.prefixes.length > 0) {
      const prefixes = this.affixes(select.prefixes);
      if (prefixes !== "") text += `${prefixes} `;
    }
    text += this.beforeColumns(select);
    const columns = this.selectColumns(select, named, asFrom, populate);
    text = columns === "" ? text.trimEnd() : text + columns;
    const outerHints = this.fromHints;
    this.fromHints = select.hints;
    const fromText = this.fromClause(select, froms);
    this.fromHints = outerHints;
    text += fromText === "" ? this.defaultFrom : ` \nFROM ${fromText}`;
    const where = this.conditions(select.whereCriteria);
    if (where !== "") text += ` \nWHERE ${where}`;
    if (select.groupByElements.length > 0) text += ` GROUP BY ${this.list(select.groupByElements)}`;
    const having = this.conditions(select.havingCriteria);
    if (having !== "") text += ` \nHAVING ${having}`;
    text += this.orderByClause(select) + this.rowLimits(select);
    if (select.forUpdate !== null) text += this.forUpdateClause(select);
    const hints = select.statementHints.filter((hint) => hint.dialect === null || hint.dialect === this.dialect.name);
    if (hints.length > 0) text += ` ${hints.map((hint) => hint.text).join(" ")}`;

    if (!isMember || isOutermost) text = this.cteClause(isOutermost ? 1 : this.stack.length) + text;
    if (select.suffixes.length > 0) {
      const suffixes = this.affixes(select.suffixes);
      if (suffixes !== "") text += ` ${suffixes}`;
    }
    this.stack.pop();
    this.wantsResult = populate;
    this.isMember = isMember;
    return text;
  }

  protected selectColumns(_select: AnySelect, named: readonly NamedColumn[], asFrom: boolean, populate: boolean): string {
    const keys = populate ? new Set<string>() : null;
    let text = "";
    for (const column of named) {
      const part = this.selectColumn(column, asFrom, keys);
      text = text === "" ? part : `${text}, ${part}`;
    }
    return text;
  }
  /** One column with its name, if it needs one. `keys`: the names that the row has so far, if this is the result. */
  protected selectColumn({ element, required, fallback, repeated }: NamedColumn, asFrom: boolean, keys: Set<string> | null): string {
    if (!(element as { isColumnElement?: true }).isColumnElement) {
      if (keys !== null) this.addResultColumn(this.plainName(element), this.plainName(element), NULL_TYPE, element);
      return this.process(element);
    }
    const column = element as Any;
    // The name is found before the expression is written, so that it has the first number.
    const wrapped = this.columnExpression(column);
    let name: string;
    let text: string;
    if (column instanceof Label) {
      name = column.isAnonymous ? this.anonymousName(column, column.anonymousBase ?? "anon") : column.key;
      text = `${this.process(wrapped instanceof Label ? wrapped.element : wrapped)} AS ${this.quote(name)}`;
    } else if (required !== null) {
      name = this.requiredName(required);
      text = `${this.process(wrapped)} AS ${this.quote(name)}`;
    } else if (wrapped !== column || this.needsLabel(column, asFrom)) {
      name = this.name(fallback ?? { of: column, base: "anon" });
      text = `${this.process(wrapped)} AS ${this.quote(name)}`;
    } else {
      text = this.process(column);
      name = this.unlabelledName(column);
    }
    if (keys !== null) {
      let key = propertyKey(column) ?? name;
      if (repeated || keys.has(key) || (column.kind === "function" && !keys.has(name))) key = name;
      keys.add(key);
      this.addResultColumn(name, key, column.type, column);
    }
    return text;
  }
  /** Hook: an expression around a column that is read, as some types need. */
  protected columnExpression(column: Any): Any {
    return column;
  }
  private plainName(element: ClauseElement): string {
    return element instanceof TextClause ? element.sql : element.kind;
  }
  private unlabelledName(column: Any): string {
    if (column instanceof Column) return this.nameOf(column);
    if (column instanceof UnaryExpression || column instanceof AsBoolean) return this.unlabelledName(ungrouped(column.element));
    return column.columnName ?? "";
  }
  /** Whether a column that has no name from elsewhere is written with one. */
  protected needsLabel(column: Any, asFrom: boolean): boolean {
    if (column instanceof Column) return asFrom && !column.isLiteral && column.table !== null;
    if (column instanceof AsBoolean) return !this.dialect.capabilities.nativeBoolean || asFrom;
    if (column instanceof UnaryExpression) {
      const inner = ungrouped(column.element);
      return asFrom || !(inner instanceof Column);
    }
    return column.kind !== "tableValuedColumn" && column.kind !== "scalarFunctionColumn";
  }

  protected fromClause(select: AnySelect, froms: readonly FromClause[]): string {
    void select;
    return this.list(froms);
  }
  /** What stands for FROM where there is none. */
  protected get defaultFrom(): string {
    return "";
  }
  /** DISTINCT, TOP. */
  protected beforeColumns(select: AnySelect): string {
    if (!select.isDistinct) return "";
    if (select.distinctElements.length > 0) return this.distinctOn(select.distinctElements);
    return "DISTINCT ";
  }
  protected distinctOn(_elements: readonly Any[]): string {
    return this.unsupported("DISTINCT ON");
  }
  protected selectHints(_select: AnySelect): string {
    return "";
  }

  /** Conditions that all hold. */
  protected conditions(criteria: readonly Any[]): string {
    return criteria.length === 0 ? "" : this.conditionList(conjunctionParts(AND, criteria), " AND ");
  }
  protected orderByClause(select: SelectBase): string {
    if (select.orderByElements.length === 0) return "";
    return ` ORDER BY ${select.orderByElements.map((element) => this.asOrderElement(element)).join(", ")}`;
  }
  /** LIMIT, OFFSET and FETCH. */
  protected rowLimits(select: SelectBase): string {
    if (select.fetchClause !== null) return this.fetchClause(select);
    return select.limitClause === null && select.offsetClause === null ? "" : this.limitClause(select);
  }
  protected limitClause(select: SelectBase): string {
    let text = select.limitClause === null ? "" : `\n LIMIT ${this.process(select.limitClause)}`;
    if (select.offsetClause !== null)
      text += `${select.limitClause === null ? "\n LIMIT -1" : ""} OFFSET ${this.process(select.offsetClause)}`;
    return text;
  }
  protected fetchClause(select: SelectBase): string {
    const { fetchClause: fetch, offsetClause } = select;
    let text = offsetClause === null ? "" : `\n OFFSET ${this.process(offsetClause)} ROWS`;
    if (fetch !== null)
      text += `\n FETCH FIRST ${this.process(fetch.rows)}${fetch.percent ? " PERCENT" : ""} ROWS ${fetch.withTies ? "WITH TIES" : "ONLY"}`;
    return text;
  }
  /** Generic SQL knows FOR UPDATE, and nothing beside. */
  protected forUpdateClause(_select: SelectBase): string {
    return this.dialect.capabilities.forUpdate ? " FOR UPDATE" : "";
  }

  protected compoundText(compound: CompoundSelect, asFrom: boolean): string {
    const isOutermost = this.stack.length === 0;
    const populate = this.wantsResult;
    const isMember = this.isMember;
    const enclosing = this.stack.at(-1);
    this.stack.push({
      correlateFroms: enclosing?.correlateFroms ?? noFroms,
      asFromFroms: enclosing?.asFromFroms ?? noFroms,
      labels: new CompoundLabels(compound),
    });
    for (const { cte, nestHere } of compound.independentCtes) this.writeCte(cte as unknown as Cte<unknown, string>, nestHere);
    const members = compound.selects.map((select, i) => {
      this.wantsResult = populate && i === 0;
      this.isMember = true;
      return this.compoundMember(this.withoutEntities(select) as SelectBase, asFrom);
    });
    if (isOutermost && populate) {
      this.statementKind = "select";
      this.returnsRows = true;
    }
    let text = members.join(` ${this.setOperatorWord(compound)} `);
    const includeTable = this.includeTable;
    this.includeTable = false;
    if (compound.groupByElements.length > 0) text += ` GROUP BY ${this.list(compound.groupByElements)}`;
    text += this.orderByClause(compound);
    this.includeTable = includeTable;
    text += this.rowLimits(compound);
    if (compound.forUpdate !== null) text += this.forUpdateClause(compound);
    if (!isMember || isOutermost) text = this.cteClause(isOutermost ? 1 : this.stack.length) + text;
    this.stack.pop();
    this.wantsResult = populate;
    this.isMember = isMember;
    return text;
  }
  protected setOperatorWord(compound: CompoundSelect): string {
    return setOperatorWords[compound.operator];
  }
  /** A member of a set operation; in parentheses if it has an order or limits of its own. */
  protected compoundMember(select: SelectBase, asFrom: boolean): string {
    const needs = select.kind === "compound" || select.needsParentheses;
    const text =
      select.kind === "compound"
        ? this.compoundText(select as CompoundSelect, asFrom)
        : this.selectText(select as AnySelect, asFrom, false);
    return needs ? this.groupedMember(text) : text;
  }
  protected groupedMember(text: string): string {
    return `(${text})`;
  }
  protected override templateHole(hole: ClauseElement): string {
    return hole.kind === "select" || hole.kind === "compound" ? this.statement(hole, false) : this.process(hole);
  }
}

function ungrouped(element: Any): Any {
  return element.kind === "grouping" ? ungrouped((element as unknown as { element: Any }).element) : element;
}
function difference<T>(all: ReadonlySet<T>, without: ReadonlySet<T>): ReadonlySet<T> {
  if (all.size === 0 || without.size === 0) return all;
  const rest = new Set<T>();
  for (const each of all) if (!without.has(each)) rest.add(each);
  return rest;
}

/** A SELECT that is being written: what statements inside it may refer to, and the names that its ORDER BY and GROUP BY may use. Looked into only if there are any. */
class SelectScope implements LabelScope, StackEntry {
  readonly #select: AnySelect;
  readonly #froms: readonly FromClause[];
  readonly #displayed: readonly FromClause[];
  readonly #enclosing: StackEntry | null;
  #own: ReadonlySet<FromClause> | null = null;
  #correlate: ReadonlySet<FromClause> | null = null;
  constructor(select: AnySelect, froms: readonly FromClause[], displayed: readonly FromClause[], enclosing: StackEntry | null) {
    this.#select = select;
    this.#froms = froms;
    this.#displayed = displayed;
    this.#enclosing = enclosing;
  }
  get labels(): LabelScope {
    return this;
  }
  get asFromFroms(): ReadonlySet<FromClause> {
    if (this.#own === null) {
      const own = new Set(this.#displayed);
      for (const from of this.#displayed) from.collectHidden(own);
      this.#own = own;
    }
    return this.#own;
  }
  get correlateFroms(): ReadonlySet<FromClause> {
    if (this.#correlate === null) {
      const outer = this.#enclosing?.correlateFroms ?? noFroms;
      this.#correlate = outer.size === 0 ? this.asFromFroms : new Set([...this.asFromFroms, ...outer]);
    }
    return this.#correlate;
  }
  label(label: Label<string, unknown, unknown>): boolean {
    const { columnElements } = this.#select;
    if (columnElements.includes(label)) return true;
    // A label made anew for the same expression is the same.
    return columnElements.some((element) => element instanceof Label && element.key === label.key && element.element === label.element);
  }
  find(name: string): Any | null {
    return findNamed(this.#select.columnElements, name) ?? findColumn(this.#froms, name);
  }
}
class CompoundLabels implements LabelScope {
  readonly #compound: CompoundSelect;
  constructor(compound: CompoundSelect) {
    this.#compound = compound;
  }
  label(label: Label<string, unknown, unknown>): boolean {
    return this.#compound.columnElements.includes(label);
  }
  find(name: string): Any | null {
    return findNamed(this.#compound.columnElements, name);
  }
}
function findNamed(elements: readonly ClauseElement[], name: string): Any | null {
  const byKey = elements.find((element) => propertyKey(element) === name);
  const found =
    byKey ?? elements.find((element) => (element as Partial<Any>).columnName === name || (element as Partial<Any>).qualifiedName === name);
  return (found as Any | undefined) ?? null;
}
function findColumn(froms: readonly FromClause[], name: string): Any | null {
  for (const from of froms) for (const column of from.columns) if (column.key === name) return column;
  for (const from of froms) for (const column of from.columns) if (column.name === name) return column;
  return null;
}
